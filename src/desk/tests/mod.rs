//! Use cases over the real journal and store in a temporary folder, with a clock that stands still until told to move.
#![allow(clippy::unwrap_used, reason = "for tests: what cannot go on stops with the words of what failed")]

#[cfg(test)]
mod adding;
#[cfg(test)]
mod answers;
#[cfg(all(test, unix))]
mod at_start;
#[cfg(test)]
mod attestations;
#[cfg(test)]
mod baskets;
#[cfg(test)]
mod calling;
#[cfg(test)]
mod care;
#[cfg(test)]
mod certifying;
#[cfg(test)]
mod continuing;
pub mod failing_disk;
#[cfg(test)]
mod failures;
#[cfg(test)]
mod heads;
#[cfg(test)]
mod issuing;
#[cfg(test)]
mod late_records;
#[cfg(test)]
mod numbering;
#[cfg(test)]
mod outages;
#[cfg(test)]
mod papers;
#[cfg(test)]
mod people;
#[cfg(test)]
mod photographs;
#[cfg(test)]
mod restored;
#[cfg_attr(
    not(test),
    allow(unused, clippy::wildcard_imports, reason = "other rooms ask for its beginnings only")
)]
pub mod restoring;
#[cfg(test)]
mod start;
#[cfg(test)]
mod strays;
#[cfg(test)]
mod today;
#[cfg(test)]
mod trying;
#[cfg(test)]
mod wording;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use failing_disk::FailingDisk;
use tempfile::TempDir;

use super::error::DeskError;
use super::issue::issuing::IssueDirect;
use super::ledger::desk::Desk;
use super::ledger::premises::{Costs, Phase, Premises};
use super::life::demo;
use super::life::station::Counter;
use super::outage::authorise::{GivenHow, NewAct, NewAuthorisation};
use super::outage::closing::{CloseAnswer, CloseOutage};
use super::outage::opening::{FirstAuthorisation, OpenOutage};
use super::outage::shown::OutageView;
use super::parts::session::Session;
use super::register::entries::EntryView;
use clock::{Clock, Random};
use disk::Tidings;
use domain::form::entry_kind::UseCode;
use domain::ids::id::{AuthorisationId, EntryId, OutageId};
use domain::journal::event::Exercise;
use domain::office::choices::Choices;
use domain::outage::outage::{Cause, Scenario};
use domain::time::moment::Moment;
use vault::machine::Machine;

/// A sample counter on a disk of its own.
pub struct Sample {
    folder: TempDir,
    pub disk: FailingDisk,
    pub clock: Clock,
    random: Random,
    pub machine: Machine,
    pub second_copy: Option<PathBuf>,
    pub choices: Choices,
    pub costs: Costs,
    counter: Option<Counter>,
}

/// `2026-11-21 09:00` on the wall.
pub fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

pub fn moment(text: &str) -> Moment {
    Moment::shown(local(text)).once().unwrap()
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What lies on the computer itself, of a station.
const COMPUTER: [&str; 2] = ["data", "high-water"];

impl Default for Sample {
    fn default() -> Self {
        Self::new()
    }
}

impl Sample {
    /// The drill station of the demo, at nine on a Saturday.
    pub fn new() -> Self {
        Self::at("2026-11-21 09:00")
    }

    pub fn at(now: &str) -> Self {
        let mut sample = Self {
            folder: tempfile::tempdir().unwrap(),
            disk: FailingDisk::default(),
            clock: Clock::fixed(moment(now)),
            random: Random::system(),
            machine: Machine::named("machine-a"),
            second_copy: None,
            choices: Choices::default(),
            costs: Costs::Test,
            counter: None,
        };
        sample.start();
        sample
    }

    pub fn premises(&self) -> Premises {
        Premises {
            disk: self.disk.shared(),
            folder: self.data(),
            key_file: self.folder.path().join("key"),
            seal_tools: vault::SealTools::none(),
            high_water: self.folder.path().join("high-water"),
            second_copy: self.second_copy.clone(),
            program: None,
            told: Tidings::default(),
            making: super::parts::making::Making::default(),
            exercise: Exercise::Drill,
            clock: self.clock.clone(),
            random: self.random.clone(),
            costs: self.costs,
            machine: self.machine.clone(),
            segment_bytes: 256 * 1024,
            forms: None,
            idle: Duration::from_mins(5),
            choices: self.choices.clone(),
            server: None,
        }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn start(&mut self) {
        self.counter = Some(demo::demo(self.premises(), demo::REGISTER).unwrap());
    }

    pub fn stop(&mut self) {
        self.counter.take().unwrap().stop();
    }

    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// As after kill -9: nothing is drained, synced or closed; only the lock falls.
    pub fn kill(&mut self) {
        let killed = self.data().with_extension("killed");
        copy_folder(&self.data(), &killed);
        drop(self.counter.take());
        std::fs::remove_dir_all(self.data()).unwrap();
        std::fs::rename(killed, self.data()).unwrap();
        self.start();
    }

    /// An image of the stopped computer's disk.
    pub fn take_image(&self) {
        for folder in COMPUTER {
            copy_folder(&self.path(folder), &self.path(&format!("{folder}-image")));
        }
    }

    /// It is put back.
    pub fn put_image_back(&self) {
        for folder in COMPUTER {
            std::fs::remove_dir_all(self.path(folder)).unwrap();
            copy_folder(&self.path(&format!("{folder}-image")), &self.path(folder));
        }
    }

    pub fn counter(&self) -> &Counter {
        self.counter.as_ref().unwrap()
    }

    pub fn desk(&self) -> Arc<Desk> {
        match self.counter().phase() {
            Phase::Open(desk) => desk,
            _ => panic!("the sample counter is open"),
        }
    }

    pub fn who(&self, login: &str) -> Session {
        let pin = demo::OPERATORS.iter().find(|one| one.login == login).unwrap().pin;
        self.desk().sign_in(login, pin).unwrap().1
    }

    pub fn clerk(&self) -> Session {
        self.who("anna")
    }

    pub fn supervisor(&self) -> Session {
        self.who("carla")
    }

    pub fn later(&self, by: TimeDelta) {
        self.clock.advance(by);
    }

    /// Moves the clock to a wall time.
    pub fn at_time(&self, now: &str) {
        self.later(moment(now).since(self.clock.now()));
    }

    pub fn opening(&self, started: &str) -> OpenOutage {
        OpenOutage {
            id: OutageId::new(self.desk().mint()),
            scenario: Scenario::OwnSuite,
            cause: Cause::Power,
            description: "mancanza di corrente nel centro di calcolo".to_owned(),
            started: moment(started),
            telephone: "0999 123456".to_owned(),
            shared_code: None,
            clock_is_right: true,
            authorisation: FirstAuthorisation::New(self.authorisation()),
            further: None,
        }
    }

    pub fn authorisation(&self) -> NewAuthorisation {
        NewAuthorisation {
            id: AuthorisationId::new(self.desk().mint()),
            signer: "Elena Sarti".to_owned(),
            signer_role: "Segretaria comunale".to_owned(),
            given: GivenHow::Written,
            act: NewAct::ToBeSigned,
            from: None,
            until: None,
        }
    }

    pub fn open(&self, started: &str) -> OutageView {
        self.desk().open_outage(&self.supervisor(), self.opening(started)).unwrap()
    }

    /// Closes the outage; every paper in doubt came out.
    pub fn close(&self, outage: &OutageView) {
        let desk = self.desk();
        let doubtful = super::register::entries::EntryFilter {
            state: Some(super::register::entries::StateFilter::InDoubt),
            ..Default::default()
        };
        let rows = desk.entries(&self.supervisor(), doubtful).unwrap().rows;
        let close = CloseOutage {
            outage: outage.opening.outage,
            restored: self.clock.now(),
            note: String::new(),
            answers: rows.iter().map(|row| (row.id, CloseAnswer::CameOut)).collect(),
            others: None,
        };
        desk.close_outage(&self.supervisor(), close).unwrap();
    }

    pub fn request(&self) -> IssueDirect {
        self.request_for("D'Àngelo Župančič", "Maria Chiara")
    }

    pub fn request_for(&self, surname: &str, given_names: &str) -> IssueDirect {
        let id = EntryId::new(self.desk().mint());
        IssueDirect { id, ..self.certificate_of(surname, given_names) }
    }

    /// The content of a certificate, for a counter of any folder.
    pub fn certificate_of(&self, surname: &str, given_names: &str) -> IssueDirect {
        let values = [
            ("act-number", "128"),
            ("act-part", "I"),
            ("act-series", "A"),
            ("act-year", "1987"),
            ("surname", surname),
            ("given-names", given_names),
            ("sex", "F"),
            ("birth-date", "14/03/1987"),
            ("birth-time", "6:35"),
            ("birth-place", "Valdorè (PX)"),
        ];
        IssueDirect {
            id: EntryId::new(self.random.uuid(self.clock.now())),
            form: "birth-certificate".to_owned(),
            values: values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            sources: BTreeMap::new(),
            use_code: UseCode::Private,
            person: None,
            non_deferrable: None,
        }
    }

    pub fn issue(&self) -> EntryView {
        self.try_issue().unwrap()
    }

    pub fn try_issue(&self) -> Result<EntryView, DeskError> {
        self.desk().issue_direct(&self.clerk(), self.request())
    }
}

pub fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).unwrap();
    for item in std::fs::read_dir(from).unwrap() {
        let item = item.unwrap();
        if item.file_type().unwrap().is_dir() {
            copy_folder(&item.path(), &to.join(item.file_name()));
        } else {
            std::fs::copy(item.path(), to.join(item.file_name())).unwrap();
        }
    }
}

/// The fields a refusal names.
pub fn fields(error: &DeskError) -> Vec<&str> {
    error.fields().iter().map(|problem| problem.field.as_str()).collect()
}
