//! The centre on its embedded store, fed by lines of records as stations keep them.

mod accounts;
mod bodies;
mod closed_officially;
mod conflicts;
mod deeds;
mod enrolling;
mod line;
mod lives;
mod missing;
mod namesakes;
mod number_corrections;
mod numbers;
mod put_back;
mod receipts;
mod receiving;
mod rehearsing;
mod spellings;
mod strays;

use chrono::{DateTime, TimeDelta};

use super::ledger::hub::Hub;
use clock::{Clock, Random};
use disk::RealDisk;
use domain::ids::id::StationId;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use store::centre::EmbeddedCentre;
use vault::{Cost, KeyFile, KeyRing, Secret, SlotHome};

/// A centre in a folder of its own, with a clock that stands.
struct Centre {
    hub: Hub,
    clock: Clock,
    /// Its database, to be put back as it once was.
    database: EmbeddedCentre,
    folder: tempfile::TempDir,
}

fn noon() -> Moment {
    Moment::new(DateTime::from_timestamp(1_795_345_200, 0).unwrap())
}

impl Centre {
    fn new() -> Self {
        Self::of(Exercise::Real)
    }

    fn of(exercise: Exercise) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (disk, random) = (RealDisk::shared(), Random::seeded(7));
        let file = KeyFile::create(disk.as_ref(), &folder.path().join("key"), &random).unwrap();
        let home = SlotHome::in_journal(disk, folder.path());
        let id = StationId::new(random.uuid(noon()));
        let keys = KeyRing::create(home, id, Secret::KeyFile(&file), Cost::NONE, &random).unwrap();
        let store = EmbeddedCentre::open(&folder.path().join("centre")).unwrap();
        let clock = Clock::fixed(noon());
        let database = store.clone();
        let hub = Hub::open(Box::new(store), keys, clock.clone(), random, exercise, "PG".to_owned()).unwrap();
        Self { hub, clock, database, folder }
    }

    /// With a station known.
    fn knowing(lines: &[&line::Line]) -> Self {
        let centre = Self::new();
        for line in lines {
            centre.hub.enrol(line.station, &line.code, "Comune di Valdorè", Vec::new()).unwrap();
        }
        centre
    }

    /// Another instance of the centre on the same store, with the same keys.
    fn another(&self) -> Hub {
        let folder = self.folder.path();
        let (disk, random) = (RealDisk::shared(), Random::seeded(8));
        let file = KeyFile::read(disk.as_ref(), &folder.join("key")).unwrap();
        let home = SlotHome::in_journal(disk, folder);
        let slots = home.load().unwrap();
        let keys = KeyRing::unlock(home, slots, Secret::KeyFile(&file)).unwrap();
        let (store, exercise) = (Box::new(self.database.clone()), self.hub.exercise());
        Hub::open(store, keys, self.clock.clone(), random, exercise, "PG".to_owned()).unwrap()
    }

    fn pass(&self, days: i64) {
        self.clock.advance(TimeDelta::days(days));
    }
}
