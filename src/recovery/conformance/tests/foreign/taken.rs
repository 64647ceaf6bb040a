//! Records and files: sections 4 and 5.

use std::io::Read as _;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Answer, Foreign, Mutant, No};
use crate::conformance::wire::Request;
use domain::text::hex;

const MIB: usize = 1024 * 1024;

/// What is held of a station.
#[derive(Default)]
pub(super) struct Held {
    /// Chain hashes, from the first record on.
    pub(super) chains: Vec<[u8; 32]>,
    /// Entries: identity, number, position.
    pub(super) entries: Vec<(String, String, u64)>,
}

/// A record of a batch.
struct One {
    header: Vec<u8>,
    salt: Option<Vec<u8>>,
    payload: Option<String>,
}

fn bad() -> No {
    No::new(422, "bad-batch")
}

impl Held {
    /// The last record held.
    pub(super) fn head(&self) -> Value {
        let chain = self.chains.last().map(|chain| hex::encode(chain));
        chain.map_or(Value::Null, |chain| json!({ "position": self.chains.len(), "chain": chain }))
    }
}

impl Foreign {
    pub(super) fn blob(&self, request: &Request, name: &str) -> Result<Answer, No> {
        let body = &request.ask.body;
        let most = if self.breaks(Mutant::TakesSmallBlobs) { MIB } else { 8 * MIB };
        if body.len() > most && !self.breaks(Mutant::TakesLargeBlobs) {
            return Err(No::new(413, "bad-blob"));
        }
        if hex::encode(&Sha256::digest(body)) != name && !self.breaks(Mutant::TakesBlobsOfAnyName) {
            return Err(No::new(422, "bad-blob"));
        }
        let new = self.state.borrow_mut().blobs.insert(name.to_owned());
        let status = if new || self.breaks(Mutant::AlwaysCreatesBlobs) { 201 } else { 200 };
        Ok(Answer { status, body: json!({ "sha256": name }) })
    }

    pub(super) fn records(&self, request: &Request, station: Uuid) -> Result<Answer, No> {
        let batch = self.batch(request)?;
        let (after, records) = (read_after(&batch)?, read_records(&batch).ok_or(bad())?);
        let most = if self.breaks(Mutant::TakesFewRecords) { 100 } else { 500 };
        let none = records.is_empty() && !self.breaks(Mutant::TakesNothing);
        if none || records.len() > most && !self.breaks(Mutant::TakesManyRecords) {
            return Err(bad());
        }
        let (from, previous) = after.unwrap_or_else(|| {
            (0, Sha256::digest([b"sportello/journal/genesis/v1", &station.as_bytes()[..]].concat()).into())
        });
        let mut state = self.state.borrow_mut();
        let held = state.held.entry(station).or_default();
        let (chains, error) = self.chained(&records, station, from, previous, held.chains.len());
        if let Some(error) = error {
            // Whoever takes what is sound before it looks at the rest.
            if self.breaks(Mutant::TakesTheSoundPart) && from == held.chains.len() {
                held.chains.extend(chains);
            }
            return Err(error);
        }
        let fresh = self.fresh(held, from, previous, &chains)?;
        self.note(held, &records[fresh..], from + fresh);
        held.chains.extend(&chains[fresh..]);
        drop(state);
        Ok(Answer::ok(self.position(station)))
    }

    fn batch(&self, request: &Request) -> Result<Value, No> {
        let mut plain = Vec::new();
        let most = if self.breaks(Mutant::TakesSmallBatches) { MIB } else { 4 * MIB };
        let most = if self.breaks(Mutant::TakesLargeBatches) { 64 * MIB } else { most };
        match request.ask.encoding {
            Some("gzip") if self.breaks(Mutant::ReadsNoGzip) => return Err(bad()),
            Some("gzip") => {
                let limit = most as u64 + 1;
                let mut decoder = flate2::read::GzDecoder::new(&request.ask.body[..]).take(limit);
                decoder.read_to_end(&mut plain).map_err(|_| bad())?;
            }
            _ => plain.clone_from(&request.ask.body),
        }
        if plain.len() > most {
            return Err(No::new(413, "too-large"));
        }
        serde_json::from_slice(&plain).map_err(|_| bad())
    }

    /// The chain hashes of records that hold, and why the next one does not.
    fn chained(
        &self,
        records: &[One],
        station: Uuid,
        from: usize,
        mut previous: [u8; 32],
        held: usize,
    ) -> (Vec<[u8; 32]>, Option<No>) {
        let mut chains = Vec::new();
        for (index, record) in records.iter().enumerate() {
            let position = from + index + 1;
            if let Err(no) = self.holds(record, station, position as u64, position > held) {
                return (chains, Some(no));
            }
            previous =
                Sha256::digest([b"sportello/journal/chain/v1", &previous[..], &record.header].concat())
                    .into();
            chains.push(previous);
        }
        (chains, None)
    }

    fn holds(&self, record: &One, station: Uuid, position: u64, new: bool) -> Result<(), No> {
        let header = &record.header;
        if header.len() != 72 || !matches!(header[34], 1 | 2) {
            return Err(bad());
        }
        let said = u64::from_le_bytes(header[..8].try_into().unwrap());
        if said != position && !self.breaks(Mutant::TakesAnyOrder) {
            return Err(bad());
        }
        if header[8..24] != station.as_bytes()[..] && !self.breaks(Mutant::TakesRecordsOfOthers) {
            return Err(bad());
        }
        let Some(payload) = &record.payload else { return Ok(()) };
        if header[34] == 2 && !self.breaks(Mutant::TakesLocalPayloads) {
            return Err(bad());
        }
        let mut text = payload.clone();
        let read: Value = serde_json::from_str(payload).unwrap_or_default();
        if self.breaks(Mutant::WritesPayloadsAnew)
            && read["note"].as_str().is_some_and(|note| note.len() < 50)
        {
            text = read.to_string();
        }
        let salt = record.salt.as_deref().unwrap_or_default();
        let fits = Sha256::digest([salt, text.as_bytes()].concat())[..] == header[40..];
        let unseen = self.breaks(Mutant::TakesAlteredPayloads)
            || self.breaks(Mutant::TakesAlteredPayloadsThatFollow) && new;
        if !fits && !unseen {
            return Err(bad());
        }
        let unknown = read["kind"] == "never-heard-of" && self.breaks(Mutant::RefusesUnknownKinds);
        let unreadable = read["kind"] == "entry-issued"
            && read["events"][0]["entry"]["id"].is_null()
            && read["events"][0]["id"].is_null()
            && self.breaks(Mutant::RefusesUnreadableEntries);
        if unknown || unreadable { Err(bad()) } else { Ok(()) }
    }

    /// How many of the records are held already.
    fn fresh(&self, held: &Held, from: usize, previous: [u8; 32], chains: &[[u8; 32]]) -> Result<usize, No> {
        let stands = held.chains.len();
        let expects = |no: No| No { expects: Some(held.head()), ..no };
        let gaps = self.breaks(Mutant::TakesGaps) && stands > 0
            || self.breaks(Mutant::TakesWithoutBeginning) && stands == 0;
        if from > stands && !gaps {
            let no = No::new(409, "gap");
            return Err(if self.breaks(Mutant::SaysNotWhereItStands) { no } else { expects(no) });
        }
        let had = stands.saturating_sub(from).min(chains.len());
        let mine = &held.chains[from.min(stands)..from.min(stands) + had];
        let same = if self.breaks(Mutant::ComparesTheFirstRecordOnly) {
            mine.first() == chains[..had].first()
        } else {
            *mine == chains[..had]
        };
        let follows = had > 0
            || from != stands
            || stands == 0
            || held.chains[stands - 1] == previous
            || self.breaks(Mutant::ComparesNoHead);
        if (!same || !follows) && !self.breaks(Mutant::TakesForks) {
            let no = No::new(409, "fork");
            return Err(if self.breaks(Mutant::ForgetsWhereForksBegin) { no } else { expects(no) });
        }
        let all_held = had > 0 && had == chains.len() && self.breaks(Mutant::RefusesWhatIsHeld);
        let some_held = had > 0 && had < chains.len() && self.breaks(Mutant::RefusesOverlaps);
        if all_held || some_held { Err(expects(No::new(409, "fork"))) } else { Ok(had) }
    }

    /// Entries among records.
    fn note(&self, held: &mut Held, records: &[One], from: usize) {
        for (index, record) in records.iter().enumerate() {
            let payload = record.payload.as_deref().unwrap_or_default();
            let read: Value = serde_json::from_str(payload).unwrap_or_default();
            let event = &read["events"][0];
            let entry = if event["entry"].is_object() { &event["entry"] } else { event };
            if let (Some(id), Some(number)) = (entry["id"].as_str(), entry["number"].as_str())
                && read["kind"] == "entry-issued"
            {
                let position = (from + index + 1) as u64;
                held.entries.push((id.to_owned(), number.to_owned(), position));
            }
        }
        if self.breaks(Mutant::ForgetsAnEntry) && held.entries.len() == 6 {
            held.entries.pop();
        }
    }
}

fn read_after(batch: &Value) -> Result<Option<(usize, [u8; 32])>, No> {
    if batch["after"].is_null() {
        return Ok(None);
    }
    let position = batch["after"]["position"].as_u64().and_then(|one| usize::try_from(one).ok());
    let chain = batch["after"]["chain"].as_str().and_then(hex::decode_array);
    position.zip(chain).map(Some).ok_or(bad())
}

fn read_records(batch: &Value) -> Option<Vec<One>> {
    let read = |one: &Value| {
        Some(One {
            header: hex::decode(one["header"].as_str()?)?,
            salt: one["salt"].as_str().and_then(hex::decode),
            payload: one["payload"].as_str().map(str::to_owned),
        })
    };
    batch["records"].as_array()?.iter().map(read).collect()
}
