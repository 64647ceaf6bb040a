//! The journal: sealed, chained, with its anchors, and an observer that does nothing.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sportello::clock::{Clock, Random};
use sportello::disk::RealDisk;
use sportello::domain::ids::id::StationId;
use sportello::domain::journal::record::{Class, Weight};
use sportello::journal::{Draft, Journal, Means, Settings};
use sportello::vault::{Cost, KeyRing, Passphrase, Secret, SlotHome};

use super::load::{Seen, drive};

pub fn run(folder: &Path, writers: usize, time: Duration) -> Seen {
    let (clock, random, disk) = (Clock::system(), Random::system(), RealDisk::shared());
    std::fs::create_dir_all(folder).expect("a new folder");
    let home = SlotHome::in_journal(disk.clone(), folder);
    let station = StationId::new(random.uuid(clock.now()));
    let passphrase = Passphrase::typed("a bench has no secrets");
    let keys =
        KeyRing::create(home, station, Secret::Passphrase(&passphrase), Cost::NONE, &random).expect("keys");
    let station = keys.station();
    let means = Means { disk, clock: clock.clone(), random, keys: Arc::new(keys), station };
    let high_water = Some(folder.with_extension("mark"));
    let settings = Settings { high_water, ..Settings::default() };
    let journal = Journal::create(means, folder, settings, Box::new(|_| ())).expect("a journal");
    let payload = vec![b'x'; 600];
    let seen = drive(writers, time, || {
        let draft = Draft {
            time: clock.now(),
            class: Class::Shared,
            weight: Weight::Critical,
            payload: payload.clone(),
        };
        journal.enqueue(draft).expect("queued").wait().expect("durable");
    });
    journal.close();
    seen
}
