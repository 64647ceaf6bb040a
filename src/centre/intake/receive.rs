//! The four operations of the contract: position, blobs, records, outcomes.

use sha2::{Digest as _, Sha256};

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals::{self, Bound};
use crate::records::checked::{self, Checked};
use crate::records::incoming::Reading;
use crate::records::remembered::Remembered;
use crate::stations::lives::Wire;
use domain::centre::exchange::{Batch, Outcome, OutcomePage, PositionAnswer};
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::text::hex;
use journal::record::Header;
use store::centre::ReceiveError;
use store::centre::row::{StationRow, StationState};

/// Outcomes of one page.
pub(super) const PAGE: usize = 200;
/// Bytes a blob has at most: a photograph has 36 KB, a scan a few megabytes.
pub const LARGEST_BLOB: usize = 8 * 1024 * 1024;
/// How often a batch is decided anew when the station moved in between (two instances, one station).
pub(super) const TRIES: usize = 5;

impl Hub {
    /// How far the centre has come with a station.
    pub fn position(&self, wire: impl Into<Wire>) -> Result<PositionAnswer, CentreError> {
        let wire = wire.into();
        let row = self.taking(wire)?;
        let head = self.stands(&row)?;
        let outcomes = if self.is_apart(&row)? {
            self.told_before(row.id)? + self.later(&row)?.count()
        } else {
            row.outcomes
        };
        let epoch = Some(self.epoch()?.id);
        Ok(PositionAnswer { station: wire.station, head, outcomes, epoch })
    }

    /// Takes a blob under the SHA-256 it is named by; whether it is new.
    pub fn put_blob(&self, wire: impl Into<Wire>, sha256: &str, bytes: &[u8]) -> Result<bool, CentreError> {
        self.taking(wire)?;
        if hex::encode(&Sha256::digest(bytes)) != sha256 {
            return Err(CentreError::BadBlob);
        }
        let name = seals::blob_name(&self.keys, sha256);
        let text = hex::encode(&name);
        Ok(self.store.put_blob(name, &seals::seal(&self.keys, Bound::Blob(&text), bytes, &self.random))?)
    }

    /// Takes records: those that are there already are passed over, the rest follows where the station stands. What does
    /// not follow is refused with where it does.
    pub fn receive(&self, wire: impl Into<Wire>, batch: &Batch) -> Result<PositionAnswer, CentreError> {
        let wire = wire.into();
        let records = checked::check(wire.station, batch)?;
        for _ in 0..TRIES {
            let row = self.taking(wire)?;
            let stands = self.stands(&row)?;
            let fresh = self.fresh(wire, &row, stands, batch.after, &records)?;
            if fresh.is_empty() {
                return self.position(wire);
            }
            let after = row.head;
            let remembered = self.remembered(&row)?;
            let before = remembered.clone();
            let epoch = self.epoch()?;
            let numbering = self.numbering_now(&epoch)?;
            let reading = Reading::read(self, row.id, remembered, fresh, self.clock.now(), numbering)?;
            let entries = reading.entries();
            self.keep_for_later(&reading)?;
            let begins = reading.took_over().is_some();
            let (incoming, remembered) = reading.into_incoming(after);
            self.remember(row.id, &before, &remembered)?;
            match self.store.receive(&incoming) {
                Ok(()) => {
                    if begins {
                        self.name_the_life(&row, &remembered)?;
                    }
                    if epoch.put_back.is_some() {
                        self.told_otherwise(&epoch, &entries)?;
                        self.decided_since(&epoch)?;
                    }
                    // What was to wait may have come just after the waiting ended.
                    if epoch.holds_back() {
                        self.go_on()?;
                    }
                    return self.position(wire);
                }
                Err(ReceiveError::Moved { .. }) => {}
                Err(ReceiveError::UnknownStation) => return Err(CentreError::UnknownStation),
                Err(ReceiveError::Store(error)) => return Err(error.into()),
            }
        }
        Err(CentreError::Gap { expects: self.position(wire)?.head })
    }

    /// What became of the entries of a station, after the outcome numbered `after`. A continuation apart is told first of the
    /// entries that it has in common with the station's own line, as they stood when it was accepted, and of what was decided
    /// of them later between its own.
    pub fn outcomes(&self, wire: impl Into<Wire>, after: u64) -> Result<OutcomePage, CentreError> {
        let wire = wire.into();
        let row = self.taking(wire)?;
        let mut entries = if self.is_apart(&row)? {
            self.told_apart(&row, self.told_before(row.id)?, after)?
        } else {
            let own = self.store.outcomes(row.id, after, PAGE + 1)?;
            own.into_iter().map(|entry| (entry.seq, entry)).collect()
        };
        let more = entries.len() > PAGE;
        entries.truncate(PAGE);
        if let Some((last, _)) = entries.last() {
            self.note_before_telling(row.id, *last);
        }
        let views = entries.iter().map(|(_, entry)| self.entry_view(entry.clone()));
        let compared = self.compared(&views.collect::<Result<Vec<_>, _>>()?)?;
        let told = entries.iter().zip(compared).filter_map(|((seq, entry), compared)| {
            let outcome = self.outcome(entry).transpose()?;
            let compared = entry.rejected.is_none().then_some(compared);
            Some(outcome.map(|told| Outcome { seq: *seq, compared, ..told }))
        });
        Ok(OutcomePage { station: wire.station, outcomes: told.collect::<Result<_, _>>()?, more })
    }

    /// The row records of a station go to, if they are taken at all.
    pub(crate) fn taking(&self, wire: impl Into<Wire>) -> Result<StationRow, CentreError> {
        let line = self.line(wire)?;
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
        wire: Wire,
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
                let chains = self.chains_held(row, first.header.position, had)?;
                chains.len() == had
                    && chains.iter().zip(records).all(|(chain, record)| *chain == record.chain)
            }
        };
        if !same {
            self.note_fork(row, records, wire.by)?;
            return Err(CentreError::Fork { expects: stands });
        }
        Ok(&records[had..])
    }

    /// The chain hashes held from a position on: what a continuation apart has in common lies with the station's own line.
    pub(crate) fn chains_held(
        &self,
        row: &StationRow,
        from: Position,
        most: usize,
    ) -> Result<Vec<ChainHash>, CentreError> {
        let base = self.base(row.id)?.map_or(0, |base| base.position.get());
        let common = usize::try_from((base + 1).saturating_sub(from.get())).unwrap_or(usize::MAX).min(most);
        if common == 0 {
            return Ok(self.store.chains(row.id, from, most)?);
        }
        let mut held = self.store.chains(self.wire_of(row.id)?, from, common)?;
        if held.len() == common
            && common < most
            && let Some(next) = Position::new(base + 1)
        {
            held.extend(self.store.chains(row.id, next, most - common)?);
        }
        Ok(held)
    }

    fn remembered(&self, row: &StationRow) -> Result<Remembered, CentreError> {
        let mut remembered = self.remembered_of(row.id)?;
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
