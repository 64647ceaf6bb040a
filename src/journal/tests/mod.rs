//! The journal under everything that can happen to it.

mod compared;
mod damage;
mod faults;
mod from_copy;
mod golden;
mod life;
mod mending;
mod outside;
mod properties;
mod pulled_out;
mod second_copy;

use std::path::Path;
use std::sync::{Arc, Mutex};

use chrono::DateTime;
use uuid::Uuid;

use super::*;
use clock::{Clock, Random};
use disk::simulated::SimulatedDisk;
use disk::{Disk as _, SharedDisk};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use domain::journal::record::{Class, Weight};
use domain::time::moment::Moment;
use vault::{Cost, KeyRing, Passphrase, Secret, SlotHome};

/// A station's journal on a simulated disk.
struct Bench {
    disk: SimulatedDisk,
    means: Means,
    settings: Settings,
    observed: Arc<Mutex<Vec<Anchor>>>,
}

fn folder() -> &'static Path {
    Path::new("/data/journal")
}

fn copy_folder() -> &'static Path {
    Path::new("/stick/sportello")
}

fn moment() -> Moment {
    Moment::new(DateTime::from_timestamp_millis(1_790_000_000_123).unwrap())
}

fn position(number: u64) -> Position {
    Position::new(number).unwrap()
}

fn payload(number: u64) -> Vec<u8> {
    format!(r#"{{"kind":"test","v":1,"number":{number}}}"#).into_bytes()
}

fn draft(payload: Vec<u8>) -> Draft {
    Draft { time: moment(), class: Class::Shared, weight: Weight::Ordinary, payload }
}

fn keys(disk: SharedDisk, station: u128) -> Arc<KeyRing> {
    let home = SlotHome::in_journal(disk, folder());
    let station = StationId::new(Uuid::from_u128(station));
    let secret = Passphrase::typed("il ponte e' chiuso");
    let secret = Secret::Passphrase(&secret);
    Arc::new(KeyRing::create(home, station, secret, Cost::NONE, &Random::seeded(1)).unwrap())
}

impl Bench {
    fn new() -> Self {
        Self::with(Settings { segment_bytes: 4096, reserve_bytes: 1024, ..Settings::default() })
    }

    fn with(settings: Settings) -> Self {
        let disk = SimulatedDisk::new();
        disk.create_folder(folder()).unwrap();
        // Where sticks are put in.
        disk.create_folder(copy_folder().parent().unwrap()).unwrap();
        Self::on(disk, settings)
    }

    fn on(disk: SimulatedDisk, settings: Settings) -> Self {
        let keys = keys(disk.shared(), 7);
        let clock = Clock::fixed(moment());
        let station = keys.station();
        let means = Means { disk: disk.shared(), clock, random: Random::seeded(2), keys, station };
        Self { disk, means, settings, observed: Arc::default() }
    }

    /// The same station, its folder found on another disk.
    fn moved_to(&self, disk: &SimulatedDisk) -> Self {
        let means = Means { disk: disk.shared(), ..self.means.clone() };
        Self { disk: disk.clone(), means, settings: self.settings.clone(), observed: Arc::default() }
    }

    fn observer(&self) -> Observer {
        let observed = Arc::clone(&self.observed);
        Box::new(move |records| observed.lock().unwrap().extend(records.iter().map(Record::anchor)))
    }

    fn create(&self) -> Journal {
        Journal::create(self.means.clone(), folder(), self.settings.clone(), self.observer()).unwrap()
    }

    fn try_open(&self) -> Result<(Journal, Opening), OpenFailure> {
        Journal::open(self.means.clone(), folder(), self.settings.clone(), self.observer())
    }

    fn open(&self) -> (Journal, Opening) {
        self.try_open().unwrap()
    }

    /// A closed journal with `count` records, each in a batch of its own.
    fn filled(count: u64) -> Self {
        let bench = Self::new();
        let journal = bench.create();
        append(&journal, 1, count);
        drop(journal);
        bench
    }

    fn verify(&self, anchor: Option<Anchor>) -> VerifyReport {
        // Nobody writes meanwhile.
        verify::verify_twice(&self.disk.shared(), folder(), Some(&self.means.keys), anchor, || ()).unwrap()
    }

    fn segments(&self) -> Vec<String> {
        let names = self.disk.list(folder()).unwrap();
        names.into_iter().filter(|name| segment::first_of(name).is_some()).collect()
    }

    fn content(&self, name: &str) -> Vec<u8> {
        self.disk.read(&folder().join(name)).unwrap()
    }

    /// Where the frames of a segment begin and end.
    fn frames(&self, name: &str) -> Vec<(usize, usize)> {
        let bytes = self.content(name);
        let (_, start) = segment::SegmentHeader::parse(&bytes).unwrap();
        scan::pieces(&bytes, start)
            .map(|piece| match piece {
                scan::Piece::Frame { offset, frame } => (offset, offset + frame.length),
                scan::Piece::Junk { .. } => panic!("the journal is whole"),
            })
            .collect()
    }
}

/// Appends records whose payloads say their number.
fn append(journal: &Journal, from: u64, to: u64) -> Vec<Anchor> {
    (from..=to).map(|number| journal.append(draft(payload(number))).unwrap()).collect()
}

/// Numbers of the records that can be read; each must have the payload of its position.
fn readable(journal: &Journal) -> Vec<u64> {
    journal
        .records(Position::FIRST)
        .filter_map(Result::ok)
        .map(|record| {
            let number = record.header.position.get();
            assert_eq!(record.payload, payload(number));
            assert_eq!(journal.read(record.header.position).unwrap(), record);
            number
        })
        .collect()
}
