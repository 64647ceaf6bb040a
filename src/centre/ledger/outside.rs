//! What is known of the centre's data outside of them, in marks beside the keys: how much they held at least. A copy put back holds
//! less, or lies elsewhere.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::CentreError;
use domain::ids::id::StationId;
use store::centre::told::SequenceRow;

use super::epoch::{Beyond, Epoch, Known, Sign, furthest};
use super::hub::Hub;
use super::seals::{self, Bound};

/// What the mark is bound to.
const OUTSIDE: &str = "outside";

/// What the data held, as the mark says. What it compares only grows within one epoch; what it remembers for good only grows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The epoch they were in.
    epoch: Uuid,
    /// Records and outcomes of each station.
    stations: BTreeMap<StationId, (u64, u64)>,
    /// Where the own sequences stood.
    sequences: Vec<Beyond>,
    /// Where they ever stood, whatever was put back since.
    #[serde(default)]
    furthest: Vec<Beyond>,
    /// Stations from which something ever came.
    #[serde(default)]
    spoke: BTreeSet<StationId>,
    /// Stations that were heard in that epoch: who said back what it was told, or is waited for no more, does not say it again.
    #[serde(default)]
    heard: usize,
}

impl Held {
    /// Whether what is held now is less.
    fn exceeds(&self, now: &Self) -> bool {
        let fewer = |(id, (records, outcomes)): (&StationId, &(u64, u64))| {
            let held = now.stations.get(id).copied().unwrap_or_default();
            held.0 < *records || held.1 < *outcomes
        };
        let behind = |one: &Beyond| {
            let same = |other: &&Beyond| (&other.register, other.year) == (&one.register, one.year);
            now.sequences.iter().find(same).map_or(1, |other| other.next) < one.next
        };
        let unheard = now.epoch == self.epoch && now.heard < self.heard;
        unheard || self.stations.iter().any(fewer) || self.sequences.iter().any(behind)
    }

    /// What it knows of the data before.
    fn known(&self) -> Known {
        let spoke = self.stations.iter().filter(|(_, held)| **held != (0, 0)).map(|(id, _)| *id);
        Known {
            stations: self.spoke.iter().copied().chain(spoke).collect(),
            beyond: furthest(&self.sequences, &self.furthest),
        }
    }

    /// With what was known before.
    fn remembering(self, before: &Self) -> Self {
        let (known, before) = (self.known(), before.known());
        let spoke = known.stations.into_iter().chain(before.stations).collect();
        Self { furthest: furthest(&known.beyond, &before.beyond), spoke, ..self }
    }
}

/// Keeps the marks as they are to be now.
pub type Keeping = Box<dyn Fn(&Hub) -> Result<(), CentreError> + Send + Sync>;

/// How far the marks know what stations are told.
#[derive(Default)]
pub(super) struct Noted {
    keeping: OnceLock<Keeping>,
    up_to: Mutex<BTreeMap<StationId, u64>>,
}

/// What all marks together know.
fn known(told: &[Held]) -> Known {
    told.iter().map(Held::known).fold(Known::default(), |all, one| Known {
        stations: all.stations.into_iter().chain(one.stations).collect(),
        beyond: furthest(&all.beyond, &one.beyond),
    })
}

impl Hub {
    /// Looks whether the data are those the marks speak of, or a copy that was put back. The mark as all of them are to be now;
    /// none where they say so already.
    pub fn look_outside(&self, marks: &[Option<Vec<u8>>]) -> Result<Option<Vec<u8>>, CentreError> {
        let told = self.marked(marks);
        let epoch = self.epoch()?;
        let mut held = self.held(&epoch)?;
        if let Some(sign) = self.put_back(&epoch, &told, &held)? {
            self.begin_epoch(&sign, &known(&told))?;
            held = self.held(&self.epoch()?)?;
        }
        let own = held.clone();
        let held = told.iter().fold(held.remembering(&own), Held::remembering);
        if told.len() == marks.len() && told.iter().all(|one| *one == held) {
            return Ok(None);
        }
        Ok(Some(seals::seal_json(&self.keys, Bound::Setting(OUTSIDE), &held, &self.random)))
    }

    /// From now on the marks are kept like this before a station is told what they do not know. The first one stays.
    pub fn keep_marks(&self, keeping: Keeping) {
        let _ = self.noted.keeping.set(keeping);
    }

    /// Up to the outcome `seq` a line is told: noted beside the keys before it is. Where that fails it is told all the same, and the
    /// station can say it back.
    pub(crate) fn note_before_telling(&self, line: StationId, seq: u64) {
        let Some(keeping) = self.noted.keeping.get() else { return };
        let mut up_to = self.noted.up_to.lock().unwrap_or_else(PoisonError::into_inner);
        if up_to.get(&line).is_some_and(|noted| *noted >= seq) {
            return;
        }
        match keeping(self) {
            Ok(()) => {
                up_to.insert(line, seq);
            }
            Err(error) => tracing::warn!(code = error.code(), "what a station is told could not be noted"),
        }
    }

    /// The data were put back by a person: an epoch begins, whatever the marks say. They may be copies too, as old as the data.
    /// The mark as all of them are to be now.
    pub fn was_put_back(&self, sign: &Sign, marks: &[Option<Vec<u8>>]) -> Result<Vec<u8>, CentreError> {
        let told = self.marked(marks);
        if told.is_empty() {
            tracing::warn!(
                "nothing beside the keys says which stations there were, nor how far the numbers had come"
            );
        }
        self.begin_epoch(sign, &known(&told))?;
        let held = self.held(&self.epoch()?)?;
        let own = held.clone();
        let held = told.iter().fold(held.remembering(&own), Held::remembering);
        Ok(seals::seal_json(&self.keys, Bound::Setting(OUTSIDE), &held, &self.random))
    }

    /// A mark that does not open was made with other keys, or is damaged: it says nothing.
    fn marked(&self, marks: &[Option<Vec<u8>>]) -> Vec<Held> {
        let open = |sealed: &Vec<u8>| seals::open_json(&self.keys, Bound::Setting(OUTSIDE), sealed).ok();
        marks.iter().flatten().filter_map(open).collect()
    }

    fn put_back(&self, epoch: &Epoch, told: &[Held], held: &Held) -> Result<Option<Sign>, CentreError> {
        let place = self.store.place()?;
        if !place.is_empty() && !epoch.place.is_empty() && place != epoch.place {
            return Ok(Some(Sign::OtherPlace));
        }
        let more = |one: &Held| {
            let known = one.epoch == epoch.id || epoch.before.contains(&one.epoch);
            !known || one.exceeds(held)
        };
        Ok(told.iter().any(more).then_some(Sign::Fewer))
    }

    fn held(&self, epoch: &Epoch) -> Result<Held, CentreError> {
        let stations = self
            .store
            .stations()?
            .into_iter()
            .map(|row| (row.id, (row.head.map_or(0, |head| head.position.get()), row.outcomes)));
        let sequences = self
            .store
            .sequences()?
            .into_iter()
            .map(|SequenceRow { register, year, next }| Beyond { register, year, next });
        let mut sequences: Vec<Beyond> = sequences.collect();
        sequences.sort_by(|a, b| (&a.register, a.year).cmp(&(&b.register, b.year)));
        let put_back = epoch.put_back.as_ref();
        let heard = put_back.map_or(0, |one| one.told.len() + one.given_up.len());
        let stations = stations.collect();
        Ok(Held { epoch: epoch.id, stations, sequences, heard, ..Held::default() })
    }
}
