//! The records that are sent: what the journal of a drill's station would hold that lives as long as the check.

use clock::Random;
use domain::centre::exchange::{Batch, SentRecord};
use domain::form::entry_kind::EntryKind;
use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::{DelegationId, EntryId, OperatorId, OutageId, StationId};
use domain::ids::number::{Number, NumberKey, RegisterCode, Series};
use domain::ids::value::{Attested, Source};
use domain::journal::event::{Event, Exercise};
use domain::journal::record::{Class, Command, Kind, Weight};
use domain::office::by::By;
use domain::office::delegation::{ActReference, Capacity, Delegation, SigningOfficer};
use domain::office::office::Office;
use domain::outage::outage::{Cause, Opening, OutageCode, Scenario};
use domain::register::entry::{Basics, Entry, Subject};
use domain::text::hex;
use domain::time::moment::Moment;
use journal::record::{Header, chain, commitment, genesis};
use vault::KeyId;

/// Records a station writes before its first entry.
pub const FOUNDING: usize = 4;
/// Entries it issues, a local record after each.
pub const ENTRIES: usize = 6;

/// A local record's payload, and that of a record of a kind nobody knows.
const NOTED: &[u8] = br#"{"kind":"noted","v":1,"by":null,"events":[]}"#;
const FRESH: &[u8] = br#"{"kind":"never-sent","v":1,"by":null,"note":"Prova","events":[]}"#;

/// A record about to be made.
#[derive(Clone, Copy)]
struct Draft<'a> {
    station: StationId,
    salt: [u8; 32],
    class: Class,
    weight: Weight,
    payload: &'a [u8],
}

/// An entry of the book.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Which.
    pub id: EntryId,
    /// Where it stands.
    pub position: Position,
    /// Its emergency number.
    pub number: Number,
}

/// A journal in the making.
pub struct Book {
    /// Whose.
    pub station: StationId,
    sent: Vec<SentRecord>,
    anchors: Vec<Anchor>,
    /// Entries and where they stand.
    pub entries: Vec<Issued>,
    /// What was written into local records: it must not travel.
    local: Vec<(usize, [u8; 32], String)>,
    code: RegisterCode,
    outage: OutageId,
    delegation: DelegationId,
    by: By,
    now: Moment,
    random: Random,
}

impl Book {
    /// A station that was founded, opened an outage, issued [`ENTRIES`] certificates, and wrote one record of a kind that
    /// nobody knows.
    pub fn write(station: StationId, now: Moment, random: &Random) -> Self {
        let id = |random: &Random| random.uuid(now);
        let mut book = Self {
            station,
            sent: Vec::new(),
            anchors: Vec::new(),
            entries: Vec::new(),
            local: Vec::new(),
            code: code(random),
            outage: OutageId::new(id(random)),
            delegation: DelegationId::new(id(random)),
            by: By { operator: OperatorId::new(id(random)), name: "Prova del contratto".to_owned() },
            now,
            random: random.clone(),
        };
        book.found();
        for serial in 1..=ENTRIES {
            book.issue(serial);
            book.local();
        }
        book.push(
            Class::Shared,
            Weight::Ordinary,
            br#"{"kind":"never-heard-of","v":1,"by":null,"events":[]}"#,
        );
        book.local();
        book
    }

    fn found(&mut self) {
        let founded = Event::StationFounded {
            station: self.station,
            exercise: Exercise::Drill,
            register_code: self.code.clone(),
            office: office(),
            body: None,
            machine: "check".to_owned(),
        };
        self.command(Kind::StationFounded, founded);
        self.local();
        let delegation = Delegation {
            id: self.delegation,
            operator: self.by.operator,
            capacity: Capacity::Registry,
            act: ActReference::ByLaw,
            from: self.now.day(),
            until: None,
        };
        self.command(Kind::DelegationChanged, Event::DelegationSet { delegation });
        let opening = Opening {
            outage: self.outage,
            code: OutageCode::from_random(self.random.bytes()),
            scenario: Scenario::OwnSuite,
            cause: Cause::Suite,
            description: "prova del contratto / check of the contract".to_owned(),
            started: self.now,
            opened: self.now,
            telephone: office().telephone,
        };
        self.command(Kind::OutageOpened, Event::OutageOpened(opening));
    }

    fn issue(&mut self, serial: usize) {
        let key = NumberKey { code: self.code.clone(), series: Series::P, year: self.now.year() };
        let number = u32::try_from(serial).ok().and_then(|serial| Number::new(key, serial));
        let mut entry = Entry::bare(Basics {
            id: EntryId::new(self.random.uuid(self.now)),
            number: number.expect("a few entries fit any register"),
            outage: self.outage,
            kind: EntryKind::Document,
            issued: self.now,
            title: "Certificato di residenza".to_owned(),
            subject: Subject {
                surname: "Prova".to_owned(),
                given_names: format!("Numero {serial}"),
                birth_date: None,
                tax_code: None,
            },
            by: self.by.clone(),
            office: office(),
        });
        let value = "Via della Prova 1".to_owned();
        entry
            .values
            .insert("address".into(), Attested { value, source: Source::Extract { date: self.now.day() } });
        entry.officer = Some(SigningOfficer {
            operator: self.by.operator,
            name: self.by.name.clone(),
            capacity: Capacity::Registry,
            delegation: self.delegation,
            act: ActReference::ByLaw,
        });
        let (id, number) = (entry.id, entry.number.clone());
        self.command(Kind::EntryIssued, Event::EntryIssued(Box::new(entry)));
        self.entries.push(Issued { id, position: self.anchors[self.anchors.len() - 1].position, number });
    }

    fn command(&mut self, kind: Kind, event: Event) {
        let payload = Command { kind, v: 1, by: Some(self.by.clone()), events: vec![event] }.to_bytes();
        self.push(kind.class(), kind.weight(), &payload);
    }

    fn local(&mut self) {
        self.push(Class::Local, Weight::Ordinary, br#"{"kind":"viewed","v":1,"by":null,"events":[]}"#);
    }

    fn push(&mut self, class: Class, weight: Weight, payload: &[u8]) {
        let (sent, anchor, salt) = self.made(self.anchors.last().copied(), class, weight, payload);
        if class == Class::Local {
            self.local.push((self.sent.len(), salt, String::from_utf8_lossy(payload).into_owned()));
        }
        self.sent.push(sent);
        self.anchors.push(anchor);
        self.now = self.now.plus(chrono::TimeDelta::milliseconds(100));
    }

    /// A record that follows `last`, not written down.
    fn made(
        &self,
        last: Option<Anchor>,
        class: Class,
        weight: Weight,
        payload: &[u8],
    ) -> (SentRecord, Anchor, [u8; 32]) {
        let salt: [u8; 32] = self.random.bytes();
        let draft = Draft { station: self.station, salt, class, weight, payload };
        let (sent, anchor) = self.drafted(last, &draft);
        (sent, anchor, salt)
    }

    fn drafted(&self, last: Option<Anchor>, draft: &Draft<'_>) -> (SentRecord, Anchor) {
        let Draft { station, salt, class, weight, payload } = *draft;
        let position = last.map_or(Position::FIRST, |last| last.position.next());
        let header = Header {
            position,
            station,
            time: self.now,
            offset_minutes: self.now.offset_minutes(),
            class,
            weight,
            key: KeyId(1),
            commitment: commitment(&salt, payload),
        };
        let bytes = header.to_bytes();
        let previous = last.map_or_else(|| genesis(self.station), |last| last.chain);
        let shared = class == Class::Shared;
        let sent = SentRecord {
            header: hex::encode(&bytes),
            salt: shared.then(|| hex::encode(&salt)),
            payload: shared.then(|| String::from_utf8_lossy(payload).into_owned()),
        };
        (sent, Anchor { position, chain: chain(&previous, &bytes) })
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.sent.len()
    }

    /// Whether there is none; there always are some.
    pub fn is_empty(&self) -> bool {
        self.sent.is_empty()
    }

    /// The record at position `count`, which is also how many records end with it; none for 0.
    pub fn anchor(&self, count: usize) -> Option<Anchor> {
        count.checked_sub(1).map(|index| self.anchors[index])
    }

    /// The records after the first `from`, up to the one at position `to`.
    pub fn batch(&self, from: usize, to: usize) -> Batch {
        Batch { after: self.anchor(from), records: self.sent[from..to].to_vec() }
    }

    /// One record after the first `from` that this station never wrote there: as a cloned folder would send.
    pub fn fork(&self, from: usize) -> Batch {
        let (sent, _, _) = self.made(self.anchor(from), Class::Local, Weight::Ordinary, NOTED);
        Batch { after: self.anchor(from), records: vec![sent] }
    }

    /// Two records of which the first is the one that stands after the first `from`, and the second is none this station
    /// wrote: a clone that went its own way one record later.
    pub fn fork_inside(&self, from: usize) -> Batch {
        let mut batch = self.fork(from + 1);
        batch.records.insert(0, self.sent[from].clone());
        batch.after = self.anchor(from);
        batch
    }

    /// One record that follows another record at position `head` than the one of this station: the clone's next, where the
    /// clone's last one was never sent.
    pub fn fork_at_the_head(&self, head: usize) -> Batch {
        let (_, other, _) = self.made(self.anchor(head - 1), Class::Local, Weight::Ordinary, NOTED);
        let (sent, _, _) = self.made(Some(other), Class::Local, Weight::Ordinary, NOTED);
        Batch { after: Some(other), records: vec![sent] }
    }

    /// Three records after the last one, sound and not written down: shared, local, shared.
    pub fn fresh(&self) -> Batch {
        let after = self.anchors.last().copied();
        let (mut last, mut records) = (after, Vec::new());
        for (class, payload) in [(Class::Shared, FRESH), (Class::Local, NOTED), (Class::Shared, FRESH)] {
            let (sent, anchor, _) = self.made(last, class, Weight::Ordinary, payload);
            records.push(sent);
            last = Some(anchor);
        }
        Batch { after, records }
    }

    /// The payload of a local record after the last one, although it must not leave the station.
    pub fn fresh_told_too_much(&self) -> Batch {
        let after = self.anchors.last().copied();
        let (mut sent, _, salt) = self.made(after, Class::Local, Weight::Ordinary, NOTED);
        sent.salt = Some(hex::encode(&salt));
        sent.payload = Some(String::from_utf8_lossy(NOTED).into_owned());
        Batch { after, records: vec![sent] }
    }

    /// A record after the last one, sound but for the station in its header.
    pub fn of_another(&self, station: StationId) -> Batch {
        let after = self.anchors.last().copied();
        let salt = self.random.bytes();
        let draft = Draft { station, salt, class: Class::Local, weight: Weight::Ordinary, payload: NOTED };
        Batch { after, records: vec![self.drafted(after, &draft).0] }
    }

    /// So many local records after the last one, sound and not written down.
    pub fn many(&self, count: usize) -> Batch {
        let after = self.anchors.last().copied();
        let (mut last, mut records) = (after, Vec::with_capacity(count));
        for _ in 0..count {
            let (sent, anchor, _) = self.made(last, Class::Local, Weight::Ordinary, NOTED);
            records.push(sent);
            last = Some(anchor);
        }
        Batch { after, records }
    }

    /// Writes further shared records, and local ones until the batch of all of them has `count`.
    pub fn go_on(&mut self, payloads: &[&[u8]], count: usize) -> Batch {
        let from = self.len();
        for payload in payloads {
            self.push(Class::Shared, Weight::Ordinary, payload);
        }
        while self.len() - from < count {
            self.local();
        }
        self.batch(from, self.len())
    }

    /// Takes back what was written after the first `count`: the centre does not have it.
    pub fn take_back(&mut self, count: usize) {
        self.sent.truncate(count);
        self.anchors.truncate(count);
        self.local.retain(|(index, _, _)| *index < count);
    }

    /// One shared record after the last one whose payload has so many bytes.
    pub fn large(&self, bytes: usize) -> Batch {
        let payload = format!(r#"{{"kind":"large","v":1,"note":"{}"}}"#, "x".repeat(bytes));
        let after = self.anchors.last().copied();
        let (sent, _, _) = self.made(after, Class::Shared, Weight::Ordinary, payload.as_bytes());
        Batch { after, records: vec![sent] }
    }

    /// A batch with the payload of its local records, where it has one.
    pub fn told_too_much(&self, from: usize, to: usize) -> Batch {
        let mut batch = self.batch(from, to);
        for (index, salt, payload) in self.local.iter().filter(|(index, _, _)| (from..to).contains(index)) {
            batch.records[index - from].salt = Some(hex::encode(salt));
            batch.records[index - from].payload = Some(payload.clone());
        }
        batch
    }
}

/// A register code of this check's own, as long as any: its numbers meet no other's. No code ends in S, the mark of the acts' series.
fn code(random: &Random) -> RegisterCode {
    const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRTUVWXYZ23456789";
    let letters = random.bytes::<11>().map(|byte| char::from(LETTERS[usize::from(byte) % LETTERS.len()]));
    let text: String = std::iter::once('X').chain(letters).collect();
    RegisterCode::parse(&text).expect("a letter, then letters and digits")
}

fn office() -> Office {
    Office {
        municipality: "Prova".to_owned(),
        province: "XX".to_owned(),
        office: "Prova del contratto".to_owned(),
        telephone: "000 000000".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_throw_of_the_dice_gives_a_register_code_and_no_two_alike() {
        let codes: std::collections::BTreeSet<String> =
            (0..2_000).map(|seed| code(&Random::seeded(seed)).to_string()).collect();
        assert_eq!(codes.len(), 2_000);
    }
}
