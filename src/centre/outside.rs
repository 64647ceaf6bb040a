//! What is known of the centre's data outside of them, in the keys folder: how much they held at least. A copy put back holds
//! less, or lies elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::epochs::{Beyond, Epoch, Known, Sign, furthest};
use super::error::CentreError;
use super::opened::Hub;
use super::seals::{self, Bound};
use crate::domain::id::StationId;
use crate::store::centre::told::SequenceRow;

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
    fn remembering(self, before: Option<&Self>) -> Self {
        let (known, before) = (self.known(), before.map(Self::known).unwrap_or_default());
        let spoke = known.stations.into_iter().chain(before.stations).collect();
        Self { furthest: furthest(&known.beyond, &before.beyond), spoke, ..self }
    }
}

impl Hub {
    /// Looks whether the data are those the mark speaks of, or a copy that was put back. The mark as it is to be kept now; none
    /// where it says so already.
    pub fn look_outside(&self, mark: Option<&[u8]>) -> Result<Option<Vec<u8>>, CentreError> {
        let told = self.marked(mark);
        let epoch = self.epoch()?;
        let mut held = self.held(&epoch)?;
        if let Some(sign) = self.put_back(&epoch, told.as_ref(), &held)? {
            self.begin_epoch(&sign, &told.as_ref().map(Held::known).unwrap_or_default())?;
            held = self.held(&self.epoch()?)?;
        }
        let held = held.remembering(told.as_ref());
        if told.as_ref() == Some(&held) {
            return Ok(None);
        }
        Ok(Some(seals::seal_json(&self.keys, Bound::Setting(OUTSIDE), &held, &self.random)))
    }

    /// The data were put back by a person: an epoch begins, whatever the mark says. It may be a copy too, as old as they are.
    /// The mark as it is to be kept now.
    pub fn was_put_back(&self, sign: &Sign, mark: Option<&[u8]>) -> Result<Vec<u8>, CentreError> {
        let told = self.marked(mark);
        if told.is_none() {
            tracing::warn!(
                "the keys folder does not say which stations there were, nor how far the numbers had come"
            );
        }
        self.begin_epoch(sign, &told.as_ref().map(Held::known).unwrap_or_default())?;
        let held = self.held(&self.epoch()?)?.remembering(told.as_ref());
        Ok(seals::seal_json(&self.keys, Bound::Setting(OUTSIDE), &held, &self.random))
    }

    /// A mark that does not open was made with other keys, or is damaged: it says nothing.
    fn marked(&self, mark: Option<&[u8]>) -> Option<Held> {
        mark.and_then(|sealed| seals::open_json(&self.keys, Bound::Setting(OUTSIDE), sealed).ok())
    }

    fn put_back(&self, epoch: &Epoch, told: Option<&Held>, held: &Held) -> Result<Option<Sign>, CentreError> {
        let place = self.store.place()?;
        if !place.is_empty() && !epoch.place.is_empty() && place != epoch.place {
            return Ok(Some(Sign::OtherPlace));
        }
        let Some(told) = told else { return Ok(None) };
        let known = told.epoch == epoch.id || epoch.before.contains(&told.epoch);
        Ok((!known || told.exceeds(held)).then_some(Sign::Fewer))
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
