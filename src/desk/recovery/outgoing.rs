//! Records on their way to a centre, cut out of the journal.

use crate::error::{Cause, DeskError};
use crate::ledger::desk::Desk;
use crate::ledger::one_life::{OneLife, named};
use domain::centre::exchange::batch::{LARGEST_BATCH, LARGEST_BODY};
use domain::centre::exchange::{Batch, SentRecord};
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use domain::journal::event::Event;
use domain::journal::record::{Class, Payload};
use domain::register::entry::{Entry, FilesAt};
use domain::text::hex;
use journal::{self, Comparison, ReadError};

/// Records in order, and the files that go before them.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What is sent.
    pub batch: Batch,
    /// The last record in it.
    pub last: Position,
    /// Files its entries name, as far as their forms say that the centre keeps them.
    pub blobs: Vec<OutgoingBlob>,
}

/// A file that goes before the records naming it.
#[derive(Clone)]
pub struct OutgoingBlob {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// The plain bytes.
    pub bytes: Vec<u8>,
}

// It may be a photograph: it never reaches a log.
impl std::fmt::Debug for OutgoingBlob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutgoingBlob").field("sha256", &self.sha256).finish_non_exhaustive()
    }
}

/// Why records cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum OutgoingError {
    /// Not even the header of this record can be read: the chain cannot be continued at the centre.
    #[error("the record at position {0} cannot be read: bring it back from the second copy")]
    Damaged(Position),
    /// Everything else.
    #[error(transparent)]
    Desk(#[from] DeskError),
}

impl Desk {
    /// The last record of the life of `of` that a centre should have: the last one whose payload is for it. What follows is
    /// local.
    pub fn last_for_centres(&self, of: StationId) -> Option<Position> {
        let last = {
            let head = self.head();
            head.recovery.last_of(named(&head, of))?
        };
        let durable = self.one_life(of).ok()?.head()?.position;
        Some(last.min(durable))
    }

    /// The anchor of one record of the life of `of`; `None` if it cannot be read.
    pub fn anchor_at(&self, of: StationId, position: Position) -> Option<Anchor> {
        let (_, chain) = self.one_life(of).ok()?.header(position).ok()?;
        Some(Anchor { position, chain })
    }

    /// How the journal of the life of `of` stands to what a centre says it holds; as one that cannot be read if there is none.
    pub fn compare_with_centre(&self, of: StationId, held: Anchor) -> Comparison {
        self.one_life(of).map_or(Comparison::Unreadable { anchor: held }, |life| life.compare(held))
    }

    /// The records of the life of `of` after `after` up to `until`, as many as one batch takes; `None` if there are none.
    pub fn outgoing(
        &self,
        of: StationId,
        after: Option<Anchor>,
        until: Position,
    ) -> Result<Option<Outgoing>, OutgoingError> {
        let from = after.map_or(Position::FIRST, |after| after.position.next());
        let mut records = Vec::new();
        let mut blobs = Vec::new();
        let mut size = 0;
        let mut last = from;
        let mut expected = from;
        let life = self.one_life(of)?;
        for read in life.records(from) {
            if expected > until || records.len() == LARGEST_BATCH {
                break;
            }
            let (sent, named) = self.sent(&life, expected, read)?;
            let length = serde_json::to_vec(&sent).map_or(0, |json| json.len() + 1);
            if size + length > LARGEST_BODY - 1024 && !records.is_empty() {
                break;
            }
            size += length;
            records.push(sent);
            blobs.extend(named);
            last = expected;
            expected = expected.next();
        }
        if records.is_empty() {
            return Ok(None);
        }
        Ok(Some(Outgoing { batch: Batch { after, records }, last, blobs }))
    }

    fn sent(
        &self,
        life: &OneLife,
        position: Position,
        read: Result<journal::Record, ReadError>,
    ) -> Result<(SentRecord, Vec<OutgoingBlob>), OutgoingError> {
        let record = match read {
            Ok(record) if record.header.position == position => record,
            Ok(_) => return Err(OutgoingError::Damaged(position)),
            Err(ReadError::Disk { source, .. }) => {
                return Err(DeskError::FolderFailed(Cause::of(source)).into());
            }
            // The payload is lost or erased; the header still carries the chain.
            Err(_) => {
                let header = life.header(position);
                let (header, _) = header.map_err(|_| OutgoingError::Damaged(position))?;
                let sent = SentRecord { header: hex::encode(&header.to_bytes()), salt: None, payload: None };
                return Ok((sent, Vec::new()));
            }
        };
        let header = hex::encode(&record.header.to_bytes());
        if record.header.class == Class::Local {
            return Ok((SentRecord { header, salt: None, payload: None }, Vec::new()));
        }
        let blobs = self.blobs_of(&Payload::read(&record.payload));
        let salt = hex::encode(&record.salt);
        // Payloads are UTF-8; one that is not can be read nowhere.
        let payload = String::from_utf8(record.payload).ok();
        Ok((SentRecord { header, salt: payload.as_ref().map(|_| salt), payload }, blobs))
    }

    /// The files that the entries of a record name, where their form says that the centre keeps them and they are still
    /// there.
    fn blobs_of(&self, payload: &Payload) -> Vec<OutgoingBlob> {
        let Payload::Known(command) = payload else { return Vec::new() };
        let entries = command.events.iter().filter_map(|event| match event {
            Event::EntryIssued(entry) => Some(entry),
            _ => None,
        });
        let kept = entries.filter(|entry| self.centre_keeps_files(entry));
        let names = kept.flat_map(|entry| entry.blobs.iter());
        names
            .filter_map(|name| {
                let bytes = self.photographs.get(name.parse().ok()?).ok()?;
                Some(OutgoingBlob { sha256: name.clone(), bytes: bytes.to_vec() })
            })
            .collect()
    }

    fn centre_keeps_files(&self, entry: &Entry) -> bool {
        if entry.files_at == FilesAt::Centre {
            return true;
        }
        // Entries of before do not say.
        let form = entry.form.as_ref().and_then(|form| self.form(&form.id));
        form.is_some_and(|form| form.files_to_centre)
    }
}
