//! A made-up journal: records as the store would get them, and a station's keys.

use std::path::Path;
use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use crate::record::Record;
use crate::station::store::{Found, Store};
use clock::Random;
use disk::simulated::SimulatedDisk;
use domain::form::entry_kind::{EntryKind, UseCode};
use domain::form::form::FormRef;
use domain::ids::id::{AuthorisationId, EntryId, OperatorId, OutageId, ReservationId, StationId};
use domain::ids::number::{Number, NumberKey, RegisterCode, Series};
use domain::journal::event::Event;
use domain::journal::record::{Class, Command, Kind, Payload};
use domain::office::by::By;
use domain::office::delegation::ActReference;
use domain::office::office::Office;
use domain::outage::authorisation::{Authorisation, Given, Period};
use domain::outage::outage::{Cause, Closing, Opening, OutageCode, Scenario};
use domain::register::entry::{Basics, Entry, PaperState, PaperStep, Subject};
use domain::time::moment::Moment;
use vault::{Cost, KeyRing, Passphrase, Secret, SlotHome};

/// Keys of the made-up station.
pub(super) fn keys() -> Arc<KeyRing> {
    let home = SlotHome::in_journal(Arc::new(SimulatedDisk::new()), Path::new("/journal"));
    let passphrase = Passphrase::choose("una frase lunga abbastanza").unwrap();
    let station = StationId::new(Uuid::from_u128(1));
    let ring =
        KeyRing::create(home, station, Secret::Passphrase(&passphrase), Cost::NONE, &Random::seeded(7));
    Arc::new(ring.unwrap())
}

/// A journal under construction.
#[derive(Clone, Default)]
pub(super) struct Journal {
    pub(super) records: Vec<Record>,
    pub(super) entries: Vec<(EntryId, PaperState)>,
    serial: u32,
}

pub(super) fn id(kind: u128, index: usize) -> Uuid {
    Uuid::from_u128(kind << 64 | index as u128)
}

pub(super) fn outage(index: usize) -> OutageId {
    OutageId::new(id(2, index))
}

pub(super) fn number(series: Series, serial: u32) -> Number {
    let key = NumberKey { code: RegisterCode::parse("EM01").unwrap(), series, year: 2026 };
    Number::new(key, serial).unwrap()
}

/// Someone: name and tax code vary with `who`.
pub(super) fn person(who: usize) -> Subject {
    let surnames = ["Esposito", "D'Angelo", "Nicolò Čapek", "De Rossi", "Straußmann", "Rossini"];
    let given = ["Anna Maria", "Luca", "Žofie", "Li"];
    Subject {
        surname: surnames[who % surnames.len()].into(),
        given_names: given[who % given.len()].into(),
        birth_date: NaiveDate::from_ymd_opt(1950 + i32::try_from(who % 40).unwrap(), 3, 4),
        tax_code: (!who.is_multiple_of(3)).then(|| format!("PLNTTX{:02}C44F839K", who % 40)),
    }
}

pub(super) fn start() -> Moment {
    Moment::shown(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap().and_hms_opt(9, 0, 0).unwrap()).once().unwrap()
}

impl Journal {
    pub(super) fn add(&mut self, kind: Kind, events: Vec<Event>) -> u64 {
        let position = self.records.len() as u64 + 1;
        let mut chain = [0; 32];
        chain[..8].copy_from_slice(&position.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        self.records.push(Record {
            position,
            chain,
            time: start(),
            class: kind.class(),
            payload: Payload::Known(Command { kind, v: 1, by: None, events }),
        });
        position
    }

    pub(super) fn unknown(&mut self) {
        let position = self.add(Kind::Noted, Vec::new());
        let record = &mut self.records[usize::try_from(position).unwrap() - 1];
        record.payload = Payload::Unknown { kind: "from-the-future".into() };
        record.class = Class::Shared;
    }

    pub(super) fn open_outage(&mut self, index: usize) {
        let opening = Opening {
            outage: outage(index),
            code: OutageCode::from_random([1, 2, 3, 4, u8::try_from(index).unwrap()]),
            scenario: Scenario::CutOff,
            cause: Cause::Network,
            description: "Linea interrotta".into(),
            started: start(),
            opened: start(),
            telephone: "0123 456789".into(),
        };
        self.add(Kind::OutageOpened, vec![Event::OutageOpened(opening)]);
    }

    pub(super) fn authorise(&mut self, index: usize, outage: Option<OutageId>) {
        let authorisation = Authorisation {
            id: AuthorisationId::new(id(3, index)),
            outage,
            period: Period::First,
            signer: "Il Sindaco".into(),
            signer_role: "Sindaco".into(),
            given: Given::Written,
            act: ActReference::ToBeSigned,
            own_number: None,
            from: start(),
            until: start().plus_days(1),
        };
        self.add(Kind::OutageAuthorised, vec![Event::AuthorisationRecorded(authorisation)]);
    }

    pub(super) fn attach(&mut self, index: usize, to: OutageId) {
        let attached = Event::AuthorisationAttached {
            authorisation: AuthorisationId::new(id(3, index)),
            outage: to,
            from: start(),
            until: start().plus_days(7),
        };
        self.add(Kind::OutageAuthorised, vec![attached]);
    }

    pub(super) fn reserve(&mut self, index: usize, outage: OutageId) -> Vec<Number> {
        let first = number(Series::S, 1 + 3 * u32::try_from(index).unwrap());
        let numbers = (0..3).map(|step| number(Series::S, first.serial() + step)).collect();
        let reserved = Event::NumbersReserved {
            reservation: ReservationId::new(id(4, index)),
            outage,
            first,
            count: 3,
            purpose: "Atti di nascita".into(),
        };
        self.add(Kind::NumbersReserved, vec![reserved]);
        numbers
    }

    pub(super) fn bar(&mut self, numbers: Vec<Number>) {
        let barred = Event::NumbersBarred { numbers, reason: "foglio rovinato".into() };
        self.add(Kind::NumbersReserved, vec![barred]);
    }

    /// Issues entries about these persons with one command.
    pub(super) fn issue(&mut self, outage: OutageId, persons: &[Subject], hours: i64) -> Vec<EntryId> {
        let entries: Vec<Entry> =
            persons.iter().map(|person| self.entry(outage, person.clone(), hours)).collect();
        let ids = entries.iter().map(|entry| entry.id).collect();
        self.entries.extend(entries.iter().map(|entry| (entry.id, PaperState::first(entry.kind))));
        let events = entries.into_iter().map(|entry| Event::EntryIssued(Box::new(entry))).collect();
        self.add(Kind::EntryIssued, events);
        ids
    }

    fn entry(&mut self, outage: OutageId, subject: Subject, hours: i64) -> Entry {
        self.serial += 1;
        let serial = self.serial;
        let basics = Basics {
            id: EntryId::new(id(5, serial as usize)),
            number: number(Series::P, serial),
            outage,
            kind: EntryKind::Document,
            issued: start().plus(TimeDelta::hours(hours)),
            title: "Certificato di nascita".into(),
            subject,
            by: By { operator: OperatorId::new(id(6, 1)), name: "Operatrice Chiara".into() },
            office: Office {
                municipality: "Valdorè".into(),
                province: "PX".into(),
                office: "Servizi demografici".into(),
                telephone: "0123 456789".into(),
            },
        };
        Entry {
            form: Some(FormRef { id: ["nascita", "morte"][serial as usize % 2].into(), version: 1 }),
            use_code: Some(UseCode::Private),
            ..Entry::bare(basics)
        }
    }

    /// Takes a step with the paper of an entry, if its state allows it.
    pub(super) fn step(&mut self, index: usize, step: PaperStep) {
        let Some((entry, state)) = self.entries.get_mut(index) else {
            return;
        };
        if let Ok(after) = state.after(&step) {
            *state = after;
            let stepped = Event::PaperStepped { entry: *entry, step };
            self.add(Kind::PaperStepped, vec![stepped]);
        }
    }

    pub(super) fn close_outage(&mut self, index: usize, barred: Vec<Number>) {
        let closing = Closing {
            outage: outage(index),
            restored: start(),
            closed: start(),
            totals: Vec::new(),
            last_numbers: Vec::new(),
            barred,
            untouched: Vec::new(),
            note: "nota ".repeat(2000),
        };
        self.add(Kind::OutageClosed, vec![Event::OutageClosed(closing)]);
    }

    pub(super) fn chain_at(&self) -> impl Fn(u64) -> Option<[u8; 32]> + '_ {
        |position| {
            let index = usize::try_from(position).ok()?.checked_sub(1)?;
            self.records.get(index).map(|record| record.chain)
        }
    }

    /// Opens the store in `folder` and replays what it lacks.
    pub(super) fn store(&self, folder: &Path, keys: &Arc<KeyRing>) -> (Store, Found) {
        let (store, found) =
            Store::open(folder, Arc::clone(keys), Random::seeded(11), &self.chain_at()).unwrap();
        self.replay(&store);
        (store, found)
    }

    pub(super) fn replay(&self, store: &Store) {
        let from = usize::try_from(store.applied()).unwrap();
        store.apply(self.records[from..].to_vec()).unwrap();
        assert_eq!(store.applied(), self.records.len() as u64);
    }
}

pub(super) fn sent(copy: u32) -> PaperStep {
    PaperStep::Sent { copy, pdf: format!("{copy:064x}"), sha256: "5a".repeat(32) }
}

/// A journal with a bit of everything: `entries` of them, and their papers in all states.
pub(super) fn busy(entries: usize) -> Journal {
    let mut journal = Journal::default();
    journal.authorise(0, None);
    journal.open_outage(1);
    journal.attach(0, outage(1));
    journal.authorise(1, Some(outage(1)));
    let reserved = journal.reserve(0, outage(1));
    journal.unknown();
    for who in 0..entries {
        journal.issue(outage(1), &[person(who)], i64::try_from(who % 60).unwrap());
        match who % 5 {
            0 => {}
            1 => journal.step(who, sent(1)),
            2 => {
                journal.step(who, sent(1));
                journal.step(who, PaperStep::CameOut);
            }
            3 => journal.step(who, PaperStep::Annulled { reason: "errore".into() }),
            _ => journal.step(who, PaperStep::NotAscertained { reason: "stampante rotta".into() }),
        }
    }
    journal.close_outage(1, reserved);
    journal
}
