//! A station's line of records, made by hand: what its journal would hold.

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use domain::centre::exchange::{Batch, SentRecord};
use domain::form::entry_kind::EntryKind;
use domain::ids::anchor::{Anchor, Position};
use domain::ids::body::BodyCode;
use domain::ids::id::{DelegationId, EntryId, OperatorId, OutageId, StationId};
use domain::ids::number::{Number, NumberKey, RegisterCode, Series};
use domain::ids::value::{Attested, Source};
use domain::journal::event::{Event, Exercise, Fate, LifeBefore, LifeContinued};
use domain::journal::record::{Class, Command, Kind, Payload, Weight};
use domain::money::duty::Duty;
use domain::office::by::By;
use domain::office::delegation::{ActReference, Capacity, Delegation, SigningOfficer};
use domain::office::office::Office;
use domain::outage::outage::{Cause, Closing, DailyTotal, Opening, OutageCode, Scenario};
use domain::person::photograph::Photograph;
use domain::register::entry::{Basics, Entry, Subject};
use domain::text::hex;
use domain::time::moment::Moment;
use journal::record::{Header, chain, commitment, genesis};
use vault::KeyId;

pub struct Line {
    pub station: StationId,
    pub code: String,
    pub outage: OutageId,
    pub sent: Vec<SentRecord>,
    pub anchors: Vec<Anchor>,
    pub now: Moment,
    serial: u32,
    shared: OutageCode,
}

pub fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(0x0193_7f00_0000_7000_8000_0000_0000_0000 + n)
}

pub fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
}

fn officer() -> OperatorId {
    OperatorId::new(uuid(1))
}

fn delegation() -> DelegationId {
    DelegationId::new(uuid(2))
}

fn held() -> Delegation {
    Delegation {
        id: delegation(),
        operator: officer(),
        capacity: Capacity::Registry,
        act: ActReference::ByLaw,
        from: day(1),
        until: Some(day(30)),
    }
}

fn office() -> Office {
    Office {
        municipality: "Valdorè".into(),
        province: "PX".into(),
        office: "Servizi demografici".into(),
        telephone: "0999 123456".into(),
    }
}

impl Line {
    /// A station that was founded, has a delegation until the end of the month, and opened an outage.
    pub fn new(n: u128, code: &str) -> Self {
        Self::of_body(n, code, None)
    }

    /// The same, of a body.
    pub fn of_body(n: u128, code: &str, body: Option<BodyCode>) -> Self {
        let mut line = Self::empty(n, code);
        let founded = Event::StationFounded {
            station: line.station,
            exercise: Exercise::Real,
            register_code: RegisterCode::parse(code).unwrap(),
            office: office(),
            body,
            machine: "m".into(),
        };
        line.push(Kind::StationFounded, vec![founded]);
        line.local();
        line.push(Kind::DelegationChanged, vec![Event::DelegationSet { delegation: held() }]);
        let opening = line.opening();
        line.push(Kind::OutageOpened, vec![Event::OutageOpened(opening)]);
        line
    }

    pub fn empty(n: u128, code: &str) -> Self {
        Self {
            station: StationId::new(uuid(1000 + n)),
            code: code.to_owned(),
            outage: OutageId::new(uuid(2000 + n)),
            sent: Vec::new(),
            anchors: Vec::new(),
            now: super::noon().plus(TimeDelta::hours(-2)),
            serial: 0,
            shared: OutageCode::from_random([1; 5]),
        }
    }

    /// A station that goes on where `before` ended, its outage open.
    pub fn continuing(n: u128, code: &str, before: &Self) -> Self {
        let mut line = Self::empty(n, code);
        line.outage = before.outage;
        line.shared = before.shared.clone();
        line.now = before.now;
        let first = LifeContinued {
            station: line.station,
            exercise: Exercise::Real,
            register_code: RegisterCode::parse(code).unwrap(),
            office: office(),
            machine: "m".into(),
            before: LifeBefore {
                station: before.station,
                register_code: RegisterCode::parse(&before.code).unwrap(),
                head: before.head(),
                known_at: Some(before.now),
                open_ended: false,
                seen: None,
            },
            finding: "restored".into(),
            reason: "disco rotto".into(),
            decided_by: "Carla Bruni".into(),
            fate: Fate::Destroyed,
            act: String::new(),
            outage: Some(line.opening()),
            authorisations: Vec::new(),
            delegations: vec![held()],
            body: None,
        };
        line.push(Kind::LifeContinued, vec![Event::LifeContinued(Box::new(first))]);
        line
    }

    /// The entry of an earlier life that was issued to this name.
    pub fn issued_to(&self, name: &str) -> EntryId {
        let surname = name.split(' ').next().unwrap();
        let found =
            self.sent.iter().filter_map(|sent| sent.payload.as_deref()).find_map(
                |payload| match Payload::read(payload.as_bytes()) {
                    Payload::Known(command) => command.events.into_iter().find_map(|event| match event {
                        Event::EntryIssued(entry) if entry.subject.surname == surname => Some(entry.id),
                        _ => None,
                    }),
                    Payload::Unknown { .. } => None,
                },
            );
        found.expect("an entry of that name")
    }

    fn opening(&self) -> Opening {
        Opening {
            outage: self.outage,
            code: self.shared.clone(),
            scenario: Scenario::OwnSuite,
            cause: Cause::Power,
            description: "mancanza di corrente".into(),
            started: self.now,
            opened: self.now,
            telephone: "0999 123456".into(),
        }
    }

    /// The same past, about to go another way.
    pub fn copy(&self) -> Self {
        Self {
            station: self.station,
            code: self.code.clone(),
            outage: self.outage,
            sent: self.sent.clone(),
            anchors: self.anchors.clone(),
            now: self.now,
            serial: self.serial,
            shared: self.shared.clone(),
        }
    }

    pub fn by() -> By {
        By { operator: officer(), name: "Bruno Conti".into() }
    }

    pub fn push(&mut self, kind: Kind, events: Vec<Event>) {
        let payload = Command { kind, v: 1, by: Some(Self::by()), events }.to_bytes();
        self.raw(Class::Shared, &payload);
    }

    /// A local record: only its header travels.
    pub fn local(&mut self) {
        self.raw(Class::Local, br#"{"kind":"sign-in"}"#);
    }

    pub fn raw(&mut self, class: Class, payload: &[u8]) {
        let last = self.anchors.last().copied();
        let position = last.map_or(Position::FIRST, |last| last.position.next());
        let salt = [u8::try_from(position.get() % 251).unwrap(); 32];
        let header = Header {
            position,
            station: self.station,
            time: self.now,
            offset_minutes: 60,
            class,
            weight: Weight::Critical,
            key: KeyId(1),
            commitment: commitment(&salt, payload),
        };
        let bytes = header.to_bytes();
        let previous = last.map_or_else(|| genesis(self.station), |last| last.chain);
        self.anchors.push(Anchor { position, chain: chain(&previous, &bytes) });
        let shared = class == Class::Shared;
        self.sent.push(SentRecord {
            header: hex::encode(&bytes),
            salt: shared.then(|| hex::encode(&salt)),
            payload: shared.then(|| String::from_utf8(payload.to_vec()).unwrap()),
        });
        self.now = self.now.plus(TimeDelta::seconds(30));
    }

    /// A certificate of residence, not pushed yet.
    pub fn certificate(&mut self, name: &str, code: &str) -> Entry {
        self.serial += 1;
        let key = NumberKey { code: RegisterCode::parse(&self.code).unwrap(), series: Series::P, year: 2026 };
        let (surname, given_names) = name.split_once(' ').unwrap();
        let mut entry = Entry::bare(Basics {
            id: EntryId::new(uuid(
                (self.station.uuid().as_u128() % 10_000) * 1_000_000
                    + u128::from(self.serial) * 1000
                    + u128::from(name.as_bytes()[0]),
            )),
            number: Number::new(key, self.serial).unwrap(),
            outage: self.outage,
            kind: EntryKind::Document,
            issued: self.now,
            title: "Certificato di residenza".into(),
            subject: Subject {
                surname: surname.into(),
                given_names: given_names.into(),
                birth_date: NaiveDate::from_ymd_opt(1980, 1, 1),
                tax_code: Some(code.into()),
            },
            by: Self::by(),
            office: office(),
        });
        let attested =
            |value: &str| Attested { value: value.into(), source: Source::Extract { date: day(20) } };
        entry.values.insert("address".into(), attested("Via Roma 1"));
        entry.values.insert("tax-code".into(), attested(code));
        entry.officer = Some(SigningOfficer {
            operator: officer(),
            name: "Bruno Conti".into(),
            capacity: Capacity::Registry,
            delegation: delegation(),
            act: ActReference::ByLaw,
        });
        entry
    }

    /// An identity attestation, not pushed yet.
    pub fn attestation(&mut self, name: &str, code: &str) -> Entry {
        let mut entry = self.certificate(name, code);
        entry.title = "Attestazione provvisoria di identità".into();
        entry.photograph = Some(Photograph::Glued);
        entry
    }

    pub fn issue(&mut self, entry: Entry) -> EntryId {
        let id = entry.id;
        self.push(Kind::EntryIssued, vec![Event::EntryIssued(Box::new(entry))]);
        id
    }

    /// All entries that were issued.
    pub fn issued(&self) -> Vec<EntryId> {
        let issued = |payload: &str| match Payload::read(payload.as_bytes()) {
            Payload::Known(command) => command.events.into_iter().find_map(|event| match event {
                Event::EntryIssued(entry) => Some(entry.id),
                _ => None,
            }),
            Payload::Unknown { .. } => None,
        };
        self.sent.iter().filter_map(|sent| issued(sent.payload.as_deref()?)).collect()
    }

    /// Closes its outage and opens another.
    pub fn open_another(&mut self) -> OutageId {
        self.close();
        self.outage = OutageId::new(uuid(3000 + u128::from(self.serial)));
        self.shared = OutageCode::from_random([2; 5]);
        let opening = self.opening();
        self.push(Kind::OutageOpened, vec![Event::OutageOpened(opening)]);
        self.outage
    }

    pub fn close(&mut self) {
        self.close_counting(self.serial);
    }

    /// Closes with a total that also counts the lives before.
    pub fn close_counting(&mut self, entries: u32) {
        let closing = Closing {
            outage: self.outage,
            restored: self.now,
            closed: self.now,
            totals: vec![DailyTotal { day: self.now.day(), p: entries, s: 0 }],
            last_numbers: Vec::new(),
            barred: Vec::new(),
            untouched: Vec::new(),
            note: String::new(),
        };
        self.push(Kind::OutageClosed, vec![Event::OutageClosed(closing)]);
    }

    /// Records `from..to` (counted from 0) as a batch.
    pub fn batch(&self, from: usize, to: usize) -> Batch {
        let after = from.checked_sub(1).map(|before| self.anchors[before]);
        Batch { after, records: self.sent[from..to].to_vec() }
    }

    pub fn all(&self) -> Batch {
        self.batch(0, self.sent.len())
    }

    pub fn head(&self) -> Option<Anchor> {
        self.anchors.last().copied()
    }
}

pub fn stamp(serial: &str) -> Duty {
    Duty::Stamp { serial: serial.into(), date: day(20), cents: 1600 }
}
