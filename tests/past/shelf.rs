//! A past taken from the shelf: unpacked, and brought to work on whatever computer this is.
//!
//! The journal says on which computer its station was founded: an invented one. So on every computer the real program asks a
//! supervisor whether the folder was moved on purpose, and a test answers as a person does ([`Past::at_work`]); who opens
//! the folder in the process of the test says that it is that computer ([`Past::open`]) and is asked nothing. The clock
//! stands two days after the past was made.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use serde_json::json;
use sportello::clock::{Clock, Random};
use sportello::desk::outage::authorise::{GivenHow, NewAct, NewAuthorisation};
use sportello::desk::parts::session::Session;
use sportello::desk::{Costs, Counter, Desk, Phase, Premises};
use sportello::disk::Tidings;
use sportello::domain::ids::id::AuthorisationId;
use sportello::domain::journal::event::Exercise;
use sportello::domain::office::choices::Choices;
use sportello::domain::time::moment::Moment;
use sportello::vault::machine::Machine;
use tempfile::TempDir;

use super::facts::{Facts, LOGIN, PARTS, PIN, shelf};
use super::town::faked;
use crate::support::api::Api;
use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};
use crate::support::tool::run;

/// One past, unpacked into a folder of its own.
#[derive(Debug)]
pub struct Past {
    folder: TempDir,
    pub name: String,
    pub facts: Facts,
}

impl Past {
    /// Every past there is, the oldest first.
    #[track_caller]
    pub fn all() -> Vec<Self> {
        let folders = std::fs::read_dir(shelf()).unwrap().map(|item| item.unwrap().path());
        let mut names: Vec<PathBuf> = folders.filter(|path| path.join("facts.json").exists()).collect();
        names.sort();
        assert!(!names.is_empty(), "the first past is there");
        names.into_iter().map(|path| Self::unpack(&path)).collect()
    }

    fn unpack(from: &std::path::Path) -> Self {
        let folder = TempDir::with_prefix("sportello-past-").unwrap();
        for part in PARTS {
            let mut tar = Command::new("tar");
            tar.args(["--extract", "--no-same-owner", "--directory"]).arg(folder.path());
            run(tar.arg("--file").arg(from.join(format!("{part}.tar.gz"))));
        }
        std::fs::copy(from.join("records.sportello"), folder.path().join("records.sportello")).unwrap();
        let facts = serde_json::from_slice(&std::fs::read(from.join("facts.json")).unwrap()).unwrap();
        let name = from.file_name().unwrap().to_string_lossy().into_owned();
        Self { folder, name, facts }
    }

    /// Where a part of it lies: `station` with `data`, `home` and the second copy `stick`; `continued`; `hub` and
    /// `hub-postgres` with `data` and `hub.key`; `root`; `records.sportello`.
    pub fn part(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn made(&self) -> NaiveDate {
        self.facts.made.parse().unwrap()
    }

    /// Days from today to two days after it was made.
    pub fn days(&self) -> i64 {
        (self.made() - Clock::system().now().day()).num_days() + 2
    }

    /// How the station of one part is started, two days after.
    pub fn start(&self, part: &str) -> Start {
        let start = Start::real().below(&self.part(part));
        faked(self.days()).into_iter().fold(start, |start, (name, value)| start.environment(&name, value))
    }

    /// The station with its second copy.
    pub fn station(&self) -> Start {
        self.start("station")
            .argument("--second-copy")
            .argument(self.part("station/stick").display().to_string())
    }

    /// A centre of it, two days after.
    pub fn centre(&self, part: &str, arguments: &[&str]) -> Centre {
        Centre::real(&self.part(part), arguments, &faked(self.days()))
    }

    /// What opens the station in the process of the test, on the computer it was made on.
    pub fn premises(&self, part: &str) -> Premises {
        let then = (self.made() + TimeDelta::days(2)).and_hms_opt(9, 0, 0).unwrap();
        Premises {
            disk: sportello::disk::RealDisk::shared(),
            folder: self.part(part).join("data"),
            key_file: self.part(part).join("home/station.key"),
            seal_tools: sportello::vault::SealTools::none(),
            high_water: self.part(part).join("home/high-water"),
            second_copy: Some(self.part(part).join("stick")).filter(|stick| stick.exists()),
            program: None,
            told: Tidings::default(),
            making: sportello::desk::parts::making::Making::default(),
            exercise: Exercise::Real,
            clock: Clock::fixed(Moment::shown(then).once().unwrap()),
            random: Random::system(),
            costs: Costs::Production,
            machine: Machine::named(&self.facts.machine),
            segment_bytes: 16 * 1024 * 1024,
            forms: None,
            idle: Duration::from_hours(1),
            choices: Choices::default(),
            server: None,
        }
    }

    /// The station opened in the process of the test on its own computer, by whoever may do everything, who says that the clock
    /// is right and that the register may be used on.
    #[track_caller]
    pub fn open(&self, part: &str) -> (Counter, Arc<Desk>, Session) {
        let counter = Counter::enter(self.premises(part)).unwrap();
        let Phase::Open(desk) = counter.phase() else { panic!("{}: {part} is not open", self.name) };
        let (_, who) = desk.sign_in(LOGIN.0, PIN.0).unwrap();
        desk.confirm_clock(&who).unwrap();
        let further = NewAuthorisation {
            id: AuthorisationId::new(desk.mint()),
            signer: "Elena Gatti".to_owned(),
            signer_role: "Segretaria generale".to_owned(),
            given: GivenHow::Written,
            act: NewAct::ToBeSigned,
            from: None,
            until: None,
        };
        let outage = desk.outage().expect("one is open").opening.outage;
        desk.record_authorisation(&who, Some(outage), further).unwrap();
        (counter, desk, who)
    }

    /// A client of the station that runs, with everything decided that a person is asked on another computer and days
    /// later: the folder is here on purpose, the clock is right, the register may be used on.
    #[track_caller]
    pub fn at_work(station: &Station) -> Api {
        let mut visitor = Visitor::signed_in(station.address(), LOGIN.0, PIN.0);
        let status = Api::at(station.address()).get("/status").unwrap().expect(200);
        if status["station"]["issuing_stopped"] == true {
            let carried =
                [("do", "adopt"), ("reason-same", "Portata sul computer nuovo, il vecchio è spento")];
            visitor.done("/decide", "/decide", &carried);
        }
        visitor.done("/clock", "/clock", &[("do", "right")]);
        let api = Api::signed_in(station.address(), LOGIN.0, PIN.0);
        let outage = api.get("/api/v1/outages/current").unwrap().expect(200);
        let further = json!({
            "id": api.mint(),
            "signer": "Elena Gatti",
            "signer_role": "Segretaria generale",
            "act": { "kind": "to-be-signed" },
        });
        let path = format!("/api/v1/outages/{}/authorisations", outage["id"].as_str().unwrap());
        api.post(&path, &further).unwrap().expect(201);
        api
    }
}
