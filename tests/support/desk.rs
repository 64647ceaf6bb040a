//! A drill counter in this process, with an open outage and someone signed in who may do everything.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, TimeDelta};
use sportello::clock::{Clock, Random};
use sportello::desk::draft::edit::SaveDraft;
use sportello::desk::issue::issuing::Issue;
use sportello::desk::life::demo::{OPERATORS, REGISTER, demo};
use sportello::desk::outage::authorise::{GivenHow, NewAct, NewAuthorisation};
use sportello::desk::outage::opening::{FirstAuthorisation, OpenOutage};
use sportello::desk::parts::session::Session;
use sportello::desk::{Costs, Counter, Desk, DeskError, Phase, Premises};
use sportello::disk::Tidings;
use sportello::domain::ids::id::{AuthorisationId, OutageId};
use sportello::domain::journal::event::Exercise;
use sportello::domain::office::choices::Choices;
use sportello::domain::outage::outage::{Cause, Scenario};
use sportello::domain::time::moment::Moment;
use sportello::vault::machine::Machine;
use tempfile::TempDir;

/// The counter. It stands still at eleven on Saturday 21 November 2026.
pub struct Sample {
    pub desk: Arc<Desk>,
    pub who: Session,
    pub clock: Clock,
    counter: Counter,
    folder: TempDir,
}

/// What is typed into a draft, and sources of all values.
#[derive(Clone, Debug, Default)]
pub struct Typing {
    pub raw: BTreeMap<String, String>,
    pub source: &'static str,
    pub picture: Option<Vec<u8>>,
}

impl Typing {
    /// Also types this.
    #[must_use]
    pub fn and(mut self, pairs: &[(&str, &str)]) -> Self {
        self.raw.extend(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }
}

impl Sample {
    pub fn open() -> Self {
        let folder = TempDir::new().unwrap();
        let saturday = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let now = Moment::shown(saturday.and_hms_opt(11, 5, 0).unwrap()).once().unwrap();
        let clock = Clock::fixed(now);
        let (counter, desk, who) = enter(&folder, &clock);
        desk.open_outage(&who, outage(&desk)).unwrap();
        Self { desk, who, clock, counter, folder }
    }

    /// Another outage.
    pub fn reopen(&self) {
        let opening = OpenOutage { started: self.desk.now(), ..outage(&self.desk) };
        self.desk.open_outage(&self.who, opening).unwrap();
    }

    /// The same station stopped, its data folder treated so, and started again.
    #[must_use]
    pub fn restarted_after(self, treat: impl FnOnce(&Path)) -> Self {
        let Self { desk, clock, counter, folder, .. } = self;
        drop(desk);
        counter.stop();
        drop(counter);
        treat(&folder.path().join("data"));
        let (counter, desk, who) = enter(&folder, &clock);
        Self { desk, who, clock, counter, folder }
    }

    /// Types a draft, issues it and gives the paper as printed.
    pub fn paper(&self, form: &str, typing: &Typing) -> Result<Vec<u8>, DeskError> {
        let draft = self.desk.begin_draft(&self.who, form)?.id;
        let known = self.desk.form(form).unwrap();
        let ours = |name: &String| name.contains('.') || known.field(name).is_some();
        let raw = typing.raw.clone().into_iter().filter(|(name, _)| ours(name)).collect();
        let sources = BTreeMap::from([("*".to_owned(), typing.source.to_owned())]);
        self.desk.save_draft(&self.who, draft, SaveDraft { raw, sources, use_code: None })?;
        if let Some(picture) = &typing.picture {
            self.desk.put_photograph(&self.who, draft, picture, None)?;
        }
        let entry = self.desk.issue(&self.who, Issue { id: draft, non_deferrable: None })?.entry.id;
        Ok(self.desk.print(&self.who, entry)?.bytes)
    }
}

fn enter(folder: &TempDir, clock: &Clock) -> (Counter, Arc<Desk>, Session) {
    let premises = Premises {
        disk: sportello::disk::RealDisk::shared(),
        folder: folder.path().join("data"),
        key_file: folder.path().join("station.key"),
        seal_tools: sportello::vault::SealTools::none(),
        high_water: folder.path().join("high-water"),
        second_copy: None,
        program: None,
        told: Tidings::default(),
        making: sportello::desk::parts::making::Making::default(),
        exercise: Exercise::Drill,
        clock: clock.clone(),
        random: Random::system(),
        costs: Costs::Test,
        machine: Machine::named("test"),
        segment_bytes: 16 * 1024 * 1024,
        forms: None,
        idle: Duration::from_hours(1),
        choices: Choices::default(),
        server: None,
    };
    let counter = demo(premises, REGISTER).unwrap();
    let Phase::Open(desk) = counter.phase() else { panic!("a drill station is open") };
    let everything = OPERATORS.last().unwrap();
    let (_, who) = desk.sign_in(everything.login, everything.pin).unwrap();
    (counter, desk, who)
}

fn outage(desk: &Desk) -> OpenOutage {
    OpenOutage {
        id: OutageId::new(desk.mint()),
        scenario: Scenario::OwnSuite,
        cause: Cause::Power,
        description: "guasto al centro di calcolo".to_owned(),
        started: desk.now().plus(TimeDelta::hours(-2)),
        telephone: "0999 123456".to_owned(),
        shared_code: None,
        clock_is_right: true,
        authorisation: FirstAuthorisation::New(NewAuthorisation {
            id: AuthorisationId::new(desk.mint()),
            signer: "Elena Sarti".to_owned(),
            signer_role: "Segretaria comunale".to_owned(),
            given: GivenHow::Written,
            act: NewAct::ToBeSigned,
            from: None,
            until: None,
        }),
        further: None,
    }
}
