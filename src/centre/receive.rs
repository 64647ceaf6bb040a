//! The four operations of the contract: position, blobs, records, outcomes.

use sha2::{Digest as _, Sha256};

use super::checked::{self, Checked};
use super::error::CentreError;
use super::incoming::{Reading, Remembered};
use super::opened::Hub;
use super::seals::{self, Bound};
use crate::domain::anchor::Anchor;
use crate::domain::exchange::{Batch, OutcomePage, PositionAnswer};
use crate::domain::hex;
use crate::domain::id::StationId;
use crate::journal::record::Header;
use crate::store::centre::ReceiveError;
use crate::store::centre::row::{StationRow, StationState};

/// Outcomes of one page.
const PAGE: usize = 200;
/// Bytes a blob has at most: a photograph has 36 KB, a scan a few megabytes.
pub const LARGEST_BLOB: usize = 8 * 1024 * 1024;
/// How often a batch is decided anew when the station moved in between (two instances, one station).
const TRIES: usize = 5;

impl Hub {
    /// How far the centre has come with a station.
    pub fn position(&self, station: StationId) -> Result<PositionAnswer, CentreError> {
        let row = self.taking(station)?;
        let head = self.stands(&row)?;
        Ok(PositionAnswer { station, head, outcomes: row.outcomes })
    }

    /// Takes a blob under the SHA-256 it is named by; whether it is new.
    pub fn put_blob(&self, station: StationId, sha256: &str, bytes: &[u8]) -> Result<bool, CentreError> {
        self.taking(station)?;
        if hex::encode(&Sha256::digest(bytes)) != sha256 {
            return Err(CentreError::BadBlob);
        }
        let name = seals::blob_name(&self.keys, sha256);
        let text = hex::encode(&name);
        Ok(self.store.put_blob(name, &seals::seal(&self.keys, Bound::Blob(&text), bytes, &self.random))?)
    }

    /// Takes records: those that are there already are passed over, the rest follows where the station stands. What does
    /// not follow is refused with where it does.
    pub fn receive(&self, station: StationId, batch: &Batch) -> Result<PositionAnswer, CentreError> {
        let records = checked::check(station, batch)?;
        for _ in 0..TRIES {
            let row = self.taking(station)?;
            let stands = self.stands(&row)?;
            let fresh = self.fresh(&row, stands, batch.after, &records)?;
            if fresh.is_empty() {
                return Ok(PositionAnswer { station, head: stands, outcomes: row.outcomes });
            }
            let after = row.head;
            let remembered = self.remembered(&row)?;
            let before = remembered.clone();
            let reading = Reading::read(self, row.id, remembered, fresh, self.clock.now())?;
            let (incoming, remembered) = reading.into_incoming(after);
            self.remember(row.id, &before, &remembered)?;
            match self.store.receive(&incoming) {
                Ok(()) => return self.position(station),
                Err(ReceiveError::Moved { .. }) => {}
                Err(ReceiveError::UnknownStation) => return Err(CentreError::UnknownStation),
                Err(ReceiveError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CentreError::Gap { expects: self.position(station)?.head })
    }

    /// What became of the entries of a station, after the outcome numbered `after`.
    pub fn outcomes(&self, station: StationId, after: u64) -> Result<OutcomePage, CentreError> {
        let row = self.taking(station)?;
        let mut entries = self.store.outcomes(row.id, after, PAGE + 1)?;
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        let outcomes =
            entries.iter().filter_map(|entry| self.outcome(entry).transpose()).collect::<Result<_, _>>()?;
        Ok(OutcomePage { station, outcomes, more })
    }

    /// The row records of a station go to, if they are taken at all.
    pub(super) fn taking(&self, station: StationId) -> Result<StationRow, CentreError> {
        let line = self.line(station)?;
        let row = self.store.station(line)?.ok_or(CentreError::UnknownStation)?;
        match row.state {
            StationState::Enrolled => Ok(row),
            StationState::Expected => Err(CentreError::UnknownStation),
            StationState::Suspended => Err(CentreError::Suspended),
        }
    }

    /// The records that are not there yet. Those that are must be the same, to the byte.
    fn fresh<'a>(
        &self,
        row: &StationRow,
        stands: Option<Anchor>,
        after: Option<Anchor>,
        records: &'a [Checked],
    ) -> Result<&'a [Checked], CentreError> {
        let count = |anchor: Option<Anchor>| anchor.map_or(0, |anchor| anchor.position.get());
        if count(after) > count(stands) {
            return Err(CentreError::Gap { expects: stands });
        }
        let had = usize::try_from(count(stands) - count(after)).unwrap_or(usize::MAX).min(records.len());
        // The chain hash of a record pins all before it: what the batch says it follows needs no look of its own.
        let same = match records[..had].first() {
            None => after == stands,
            Some(first) => {
                let chains = self.store.chains(row.id, first.header.position, had)?;
                chains.len() == had
                    && chains.iter().zip(records).all(|(chain, record)| *chain == record.chain)
            }
        };
        if !same {
            self.note_fork(row, records)?;
            return Err(CentreError::Fork { expects: stands });
        }
        Ok(&records[had..])
    }

    fn remembered(&self, row: &StationRow) -> Result<Remembered, CentreError> {
        let name = format!("station/{}", row.id);
        let mut remembered: Remembered = match self.store.setting(&name)? {
            Some(sealed) => seals::open_json(&self.keys, Bound::Setting(&name), &sealed)?,
            None => Remembered::default(),
        };
        // The time of the last record is the header's to say.
        remembered.last = match row.head {
            Some(head) => {
                let record = self.store.record(row.id, head.position)?;
                record.and_then(|record| Header::from_bytes(&record.header)).map(|header| header.time)
            }
            None => None,
        };
        Ok(remembered)
    }

    /// Kept before the batch is taken: what it says comes again with the same records if they are not.
    fn remember(&self, station: StationId, before: &Remembered, now: &Remembered) -> Result<(), CentreError> {
        if before.is_as(now) {
            return Ok(());
        }
        let name = format!("station/{station}");
        let sealed = seals::seal_json(&self.keys, Bound::Setting(&name), now, &self.random);
        for _ in 0..TRIES {
            let kept = self.store.setting(&name)?;
            if self.store.set_setting(&name, kept.as_deref(), &sealed)? {
                break;
            }
        }
        Ok(())
    }
}
