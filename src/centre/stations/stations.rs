//! Stations: who is expected, known, heard; where a folder was cloned or restored.

use serde::{Deserialize, Serialize};

use super::lives::Wire;
use super::reserves::Claims;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals;
use crate::records::checked::Checked;
use domain::ids::anchor::Anchor;
use domain::ids::id::StationId;
use domain::time::moment::Moment;
use store::centre::row::{StationRow, StationState};

/// Records came that go on from another past than the one received: the folder of the station was restored or cloned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fork {
    /// The last record the centre had.
    pub had: Option<Anchor>,
    /// The first record that came in its stead.
    pub came: Anchor,
    /// When.
    pub seen: Moment,
    /// The station that says it goes on where this one ended; none while the station itself is not in a new life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StationId>,
    /// The two lives, where both took one reserve: the same name, from the first record on another life.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claims: Option<Claims>,
}

/// A station as the centre's pages show it.
#[derive(Clone, Debug)]
pub struct StationView {
    /// Its row.
    pub row: StationRow,
    /// A fork nobody has decided on yet.
    pub fork: Option<Fork>,
    /// The register code of the station that took over this continuation, where it is kept apart.
    pub apart: Option<String>,
    /// The register code of the life before.
    pub before: Option<String>,
}

impl Hub {
    /// All stations, those of one counter together.
    pub fn stations(&self) -> Result<Vec<StationView>, CentreError> {
        let rows = self.counters()?.into_iter().flat_map(|counter| counter.rows);
        rows.map(|id| self.station(id)).collect()
    }

    /// One station.
    pub fn station(&self, id: StationId) -> Result<StationView, CentreError> {
        let row = self.store.station(id)?.ok_or(CentreError::NotFound)?;
        let code = |id: Option<StationId>| -> Result<Option<String>, CentreError> {
            let row = id.map(|id| self.store.station(id)).transpose()?.flatten();
            Ok(row.map(|row| row.code))
        };
        let apart = self.continuation(id)?;
        let before = if apart.is_some() { None } else { code(self.remembered_of(id)?.before)? };
        let apart = code(apart)?.or_else(|| apart.map(|station| station.to_string()));
        Ok(StationView { fork: self.fork_of(id)?, row, apart, before })
    }

    /// Takes a station's records from now on, signed with one of `certificates` (PEM, the newest first).
    pub fn enrol(
        &self,
        id: StationId,
        code: &str,
        name: &str,
        certificates: Vec<String>,
    ) -> Result<(), CentreError> {
        let known = self.store.station(id)?;
        let row = StationRow {
            id,
            code: code.to_owned(),
            name: name.to_owned(),
            state: StationState::Enrolled,
            certificates,
            head: None,
            outcomes: 0,
            heard: None,
            complete: None,
            head_seen: None,
            body: String::new(),
        };
        let row = match known {
            Some(known) => StationRow {
                code: row.code,
                name: row.name,
                state: row.state,
                certificates: row.certificates,
                ..known
            },
            None => row,
        };
        Ok(self.store.put_station(&row)?)
    }

    /// Suspends a station or takes its records again.
    pub fn set_station_state(&self, id: StationId, state: StationState) -> Result<(), CentreError> {
        let row = self.store.station(id)?.ok_or(CentreError::NotFound)?;
        Ok(self.store.put_station(&StationRow { state, ..row })?)
    }

    /// A person decides that what a copy of a station's folder has otherwise is taken too: it becomes a line of its own beside
    /// the first, under the name of the station that took it over. The first line goes on as it is.
    pub fn accept_fork(&self, id: StationId) -> Result<(), CentreError> {
        let row = self.store.station(id)?.ok_or(CentreError::NotFound)?;
        let fork = self.fork_of(id)?.ok_or(CentreError::NotFound)?;
        let by = fork.by.ok_or_else(not_in_a_new_life)?;
        let wire = self.wire_of(id)?;
        let line = self.next_line(wire, &fork);
        let before = fork.came.position.previous();
        let head = match before {
            Some(position) => {
                let chains = self.store.chains(id, position, 1)?;
                chains.first().map(|chain| Anchor { position, chain: *chain })
            }
            None => None,
        };
        let code = self.store.station(by)?.map_or_else(|| row.code.clone(), |row| row.code);
        self.store.put_station(&StationRow {
            id: line,
            code,
            name: format!("{} (seguito di {} / continuation of {})", row.name, row.code, row.code),
            head: None,
            outcomes: 0,
            heard: None,
            complete: None,
            head_seen: None,
            ..row.clone()
        })?;
        // What is remembered of delegations and outages holds for the line too.
        let old = format!("station/{id}");
        if let Some(sealed) = self.store.setting(&old)? {
            let remembered: crate::records::remembered::Remembered =
                seals::open_json(&self.keys, seals::Bound::Setting(&old), &sealed)?;
            let new = format!("station/{line}");
            let sealed = seals::seal_json(&self.keys, seals::Bound::Setting(&new), &remembered, &self.random);
            let kept = self.store.setting(&new)?;
            self.store.set_setting(&new, kept.as_deref(), &sealed)?;
        }
        let base = serde_json::to_vec(&head).expect("an anchor is a number and a text");
        self.set(&format!("base/{line}"), &base)?;
        self.set(&format!("wire/{line}"), wire.to_string().as_bytes())?;
        self.set(&format!("told/{line}"), row.outcomes.to_string().as_bytes())?;
        self.set(&format!("by/{line}"), by.to_string().as_bytes())?;
        self.set(&format!("line/{wire}/{by}"), line.to_string().as_bytes())?;
        self.set(&format!("fork/{id}"), b"")
    }

    /// The row that records go to: a continuation apart where one was accepted, else the station's own.
    pub(crate) fn line(&self, wire: impl Into<Wire>) -> Result<StationId, CentreError> {
        let Wire { station, by } = wire.into();
        let apart = by.map(|by| self.read_id(&format!("line/{station}/{by}"))).transpose()?.flatten();
        if let Some(apart) = apart {
            return Ok(apart);
        }
        // As an earlier version kept a fork: in the place of the station's own.
        self.read_id(&format!("line/{station}")).map(|line| line.unwrap_or(station))
    }

    /// How many outcomes the station's own line had when a continuation apart was accepted: its own are counted on from there.
    pub(crate) fn told_before(&self, row: StationId) -> Result<u64, CentreError> {
        let kept = self.store.setting(&format!("told/{row}"))?;
        let text = kept.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or_default())
    }

    /// Where a row stands: at the last record received, or at the record its line goes on from.
    pub(crate) fn stands(&self, row: &StationRow) -> Result<Option<Anchor>, CentreError> {
        if row.head.is_some() {
            return Ok(row.head);
        }
        self.base(row.id)
    }

    /// The record that a row's line goes on from.
    pub(crate) fn base(&self, row: StationId) -> Result<Option<Anchor>, CentreError> {
        let kept = self.store.setting(&format!("base/{row}"))?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()).flatten())
    }

    /// The station whose line a row is.
    pub(crate) fn wire_of(&self, row: StationId) -> Result<StationId, CentreError> {
        self.read_id(&format!("wire/{row}")).map(|wire| wire.unwrap_or(row))
    }

    pub(super) fn read_id(&self, name: &str) -> Result<Option<StationId>, CentreError> {
        let kept = self.store.setting(name)?;
        let text = kept.as_deref().and_then(|bytes| std::str::from_utf8(bytes).ok());
        Ok(text.and_then(|text| text.parse().ok()))
    }

    fn next_line(&self, wire: StationId, fork: &Fork) -> StationId {
        let blind =
            seals::fact(&self.keys, &format!("line/{wire}/{}:{}", fork.came.position, fork.came.chain));
        StationId::new(uuid::Builder::from_custom_bytes(blind).into_uuid())
    }

    fn fork_of(&self, id: StationId) -> Result<Option<Fork>, CentreError> {
        let kept = self.store.setting(&format!("fork/{id}"))?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()))
    }

    /// Notes where a station's past forked: the first of its records that is not the one received.
    pub(crate) fn note_fork(
        &self,
        row: &StationRow,
        records: &[Checked],
        by: Option<StationId>,
    ) -> Result<(), CentreError> {
        let Some(first) = records.first() else { return Ok(()) };
        let chains = self.chains_held(row, first.header.position, records.len())?;
        let other = records
            .iter()
            .enumerate()
            .find(|(index, record)| chains.get(*index).is_none_or(|chain| *chain != record.chain));
        let Some((_, other)) = other else { return Ok(()) };
        let claims = self.two_claims(row, records)?;
        let fork = Fork { had: row.head, came: other.anchor(), seen: self.clock.now(), by, claims };
        let json = serde_json::to_vec(&fork).expect("a fork holds numbers and texts");
        tracing::warn!(station = %row.id, "a station's records go on from another past");
        self.set(&format!("fork/{}", row.id), &json)
    }
}

fn not_in_a_new_life() -> CentreError {
    CentreError::field(
        "fork",
        "La postazione deve prima continuare con un codice nuovo, alla sua pagina «Come continuare»: solo allora il centro sa di chi è ciò che ha in più, e nessun’altra viene fermata.",
        "The station must first go on under a new code, on its page “How to go on”: only then does the centre know whose the rest is, and no other is stopped.",
    )
}
