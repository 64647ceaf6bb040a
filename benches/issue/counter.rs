//! A drill station with an open outage, and someone signed in who may do everything.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use sportello::clock::{Clock, Random};
use sportello::desk::issue::issuing::IssueDirect;
use sportello::desk::life::demo::{OPERATORS, demo};
use sportello::desk::outage::authorise::{GivenHow, NewAct, NewAuthorisation};
use sportello::desk::outage::opening::{FirstAuthorisation, OpenOutage};
use sportello::desk::outage::reserved_numbers::{ActPlace, PaperActKind, RecordPaperAct};
use sportello::desk::papers::printing::PrintAnswer;
use sportello::desk::parts::session::Session;
use sportello::desk::{Costs, Counter, Desk, Phase, Premises};
use sportello::disk::Tidings;
use sportello::domain::form::entry_kind::UseCode;
use sportello::domain::ids::id::{AuthorisationId, EntryId, OutageId};
use sportello::domain::ids::number::Series;
use sportello::domain::journal::event::Exercise;
use sportello::domain::office::choices::Choices;
use sportello::domain::outage::outage::{Cause, Scenario};
use sportello::vault::machine::Machine;

use super::attestation::{Camera, People};

/// The values of a certificate of birth, as typed.
const TYPED: [(&str, &str); 9] = [
    ("act-number", "128"),
    ("act-part", "I"),
    ("act-series", "A"),
    ("act-year", "1987"),
    ("surname", "D'Àngelo Župančič"),
    ("given-names", "Maria Chiara"),
    ("sex", "F"),
    ("birth-date", "14/03/1987"),
    ("birth-place", "Valdorè (PX)"),
];

/// The counter, opened.
pub struct Station {
    counter: Counter,
    desk: Arc<Desk>,
    who: Session,
}

impl Station {
    pub fn open(folder: &Path, register: &str) -> Self {
        let counter = demo(premises(folder), register).expect("a drill station");
        let Phase::Open(desk) = counter.phase() else { panic!("a drill station is open") };
        let everything = OPERATORS.last().expect("the demo has operators");
        let (_, who) = desk.sign_in(everything.login, everything.pin).expect("signed in");
        desk.open_outage(&who, outage(&desk)).expect("an open outage");
        Self { counter, desk, who }
    }

    /// The station that lies in the folder already.
    pub fn enter(folder: &Path) -> Self {
        let counter = Counter::enter(premises(folder)).expect("a station lies there");
        let Phase::Open(desk) = counter.phase() else { panic!("a drill station is open") };
        let everything = OPERATORS.last().expect("the demo has operators");
        let (_, who) = desk.sign_in(everything.login, everything.pin).expect("signed in");
        Self { counter, desk, who }
    }

    /// A certificate for somebody: of 1,400 names in all, as unevenly spread as names are.
    pub fn issue_to(&self, index: u32) -> EntryId {
        const FIRST: [&str; 20] = [
            "Ro", "Bi", "Fer", "Man", "Cos", "Gal", "Con", "Žu", "De Lu", "Gre", "Mar", "Lom", "Bar", "Mo",
            "San", "Ri", "Vi", "Tes", "Par", "Ca",
        ];
        const LAST: [&str; 10] =
            ["ssi", "anchi", "rari", "cini", "telli", "lini", "panovič", "neri", "tta", "ghi"];
        const NAMES: [&str; 7] = ["Maria", "Anna Chiara", "Luca", "Giuseppe", "Ömer", "Elena", "Đorđe"];
        let spread = index.wrapping_mul(2_654_435_761) >> 8;
        let pick = |words: &[&str], by: u32| {
            let of = u32::try_from(words.len()).expect("few words");
            words[usize::try_from((spread / by) % of * ((spread / by / of) % of) / of).expect("few words")]
                .to_owned()
        };
        let surname = format!("{}{}", pick(&FIRST, 1), pick(&LAST, 23));
        let mut values: BTreeMap<String, String> =
            TYPED.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        values.insert("surname".to_owned(), surname);
        values.insert("given-names".to_owned(), pick(&NAMES, 389));
        values.insert("act-number".to_owned(), (index % 900 + 1).to_string());
        let id = EntryId::new(self.desk.mint());
        let issue = IssueDirect {
            id,
            form: "birth-certificate".to_owned(),
            values,
            sources: BTreeMap::new(),
            use_code: UseCode::Private,
            person: None,
            non_deferrable: None,
        };
        self.desk.issue_direct(&self.who, issue).expect("issued");
        id
    }

    /// Prints an entry's paper; the sheet came out, or nobody says so.
    pub fn print(&self, entry: EntryId, came_out: bool) {
        self.desk.print(&self.who, entry).expect("printed");
        if came_out {
            self.desk.answer_print(&self.who, entry, PrintAnswer::CameOut).expect("answered");
        }
    }

    /// Pages and bytes of the printed register.
    pub fn register(&self, series: Series) -> (usize, usize) {
        let outage = self.desk.outages()[0].id;
        let pdf = self.desk.register_pdf(&self.who, outage, series).expect("the register prints");
        let pages = pdf.bytes.windows(12).filter(|bytes| bytes == b"/Type /Page ").count();
        let tight = pdf.bytes.windows(11).filter(|bytes| bytes == b"/Type/Page/").count();
        (pages + tight, pdf.bytes.len())
    }

    pub fn enter_act(&self) {
        let act = RecordPaperAct {
            id: EntryId::new(self.desk.mint()),
            number: None,
            kind: PaperActKind::Birth,
            surname: "D'Àngelo Župančič".to_owned(),
            given_names: "Maria Chiara".to_owned(),
            formed: self.desk.now(),
            place: ActPlace::default(),
            note: String::new(),
        };
        self.desk.record_paper_act(&self.who, act).expect("entered");
    }

    pub fn issue_certificate(&self) {
        let issue = IssueDirect {
            id: EntryId::new(self.desk.mint()),
            form: "birth-certificate".to_owned(),
            values: TYPED.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
            sources: BTreeMap::new(),
            use_code: UseCode::Private,
            person: None,
            non_deferrable: None,
        };
        self.desk.issue_direct(&self.who, issue).expect("issued");
    }

    pub fn attest(&self, people: &People, camera: Camera) {
        people.attest(&self.desk, &self.who, camera).expect("attested");
    }

    pub fn close(self) {
        self.counter.stop();
    }
}

/// Where a station keeps everything.
pub fn premises(folder: &Path) -> Premises {
    Premises {
        disk: sportello::disk::RealDisk::shared(),
        folder: folder.join("data"),
        key_file: folder.join("station.key"),
        seal_tools: sportello::vault::SealTools::none(),
        high_water: folder.join("high-water"),
        second_copy: None,
        program: None,
        told: Tidings::default(),
        making: sportello::desk::parts::making::Making::default(),
        exercise: Exercise::Drill,
        clock: Clock::system(),
        random: Random::system(),
        costs: Costs::Test,
        machine: Machine::named("bench"),
        segment_bytes: 16 * 1024 * 1024,
        forms: None,
        idle: Duration::from_hours(1),
        choices: Choices::default(),
        server: None,
    }
}

fn outage(desk: &Desk) -> OpenOutage {
    OpenOutage {
        id: OutageId::new(desk.mint()),
        scenario: Scenario::OwnSuite,
        cause: Cause::Power,
        description: "Misura delle prestazioni".to_owned(),
        started: desk.now().plus(TimeDelta::minutes(-5)),
        telephone: "0999 123456".to_owned(),
        shared_code: None,
        clock_is_right: true,
        authorisation: FirstAuthorisation::New(NewAuthorisation {
            id: AuthorisationId::new(desk.mint()),
            signer: "Carla Rinaldi".to_owned(),
            signer_role: "responsabile della gestione documentale".to_owned(),
            given: GivenHow::Written,
            act: NewAct::ToBeSigned,
            from: None,
            until: None,
        }),
        further: None,
    }
}
