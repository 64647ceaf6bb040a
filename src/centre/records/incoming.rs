//! From checked records to what the store takes in one transaction.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::rehearsed::Rehearsed;
use crate::ledger::seals::{self, Bound};
use crate::records::paper_words::{first_state, state_after};
use crate::register::summary::Summary;
use crate::registry::conflicts::{self, Found};
use crate::registry::facts;
use crate::registry::namesakes::Sought;
use domain::centre::exchange::{Call, ConflictKind, Decision};
use domain::ids::anchor::Position;
use domain::ids::body::BodyCode;
use domain::ids::id::{EntryId, OutageId, StationId};
use domain::ids::number::Number;
use domain::journal::event::{Event, LifeContinued};
use domain::journal::record::{Class, Payload};
use domain::office::by::By;
use domain::register::entry::{Entry, FilesAt};
use domain::register::stray::{Stray, WrittenDown};
use domain::time::moment::Moment;
use store::centre::row::{
    EntryChange, Fact, Incoming, NewCall, NewConflict, NewDecision, NewEntry, Numbering, OutageRow,
    RecordRow, RejectedEntry,
};

use super::arrived::Taken;
use super::checked::Checked;
use super::remembered::{Act, Remembered};

/// A batch being read.
pub struct Reading<'a> {
    hub: &'a Hub,
    station: StationId,
    at: Moment,
    /// Whether a later life may have spoken of its papers already.
    continued: bool,
    /// The life before, where these records are the first to say so.
    took_over: Option<StationId>,
    /// What is remembered, as it is after the records read so far.
    pub remembered: Remembered,
    touched: BTreeSet<OutageId>,
    /// The body the station says it is of, where it was founded or goes on in these records.
    body: Option<BodyCode>,
    /// Papers about people the registry may know: their place among the entries, what they are found by, the paper.
    people: Vec<(usize, Sought, Entry)>,
    /// Numbers given and set aside, in order.
    taken: Vec<Taken>,
    /// Papers whose files are to be kept here: their place among the entries.
    with_files: Vec<(usize, Entry)>,
    incoming: Incoming,
}

impl<'a> Reading<'a> {
    /// Reads checked records that go on from where `remembered` stands.
    pub fn read(
        hub: &'a Hub,
        station: StationId,
        remembered: Remembered,
        records: &[Checked],
        at: Moment,
        numbering: Numbering,
    ) -> Result<Self, CentreError> {
        let head = records.last().map(Checked::anchor).ok_or(CentreError::NotFound)?;
        let incoming = Incoming {
            station,
            after: None,
            head,
            at: at.utc().timestamp_millis(),
            numbering,
            day: at.day(),
            ordinary_year: at.year(),
            records: Vec::with_capacity(records.len()),
            entries: Vec::new(),
            rejected: Vec::new(),
            changes: Vec::new(),
            outages: Vec::new(),
            decisions: Vec::new(),
            calls: Vec::new(),
            complete: None,
            lives_before: Vec::new(),
        };
        let mut reading = Self {
            hub,
            station,
            at,
            continued: hub.successor(hub.wire_of(station)?)?.is_some(),
            took_over: None,
            remembered,
            touched: BTreeSet::new(),
            body: None,
            people: Vec::new(),
            taken: Vec::new(),
            with_files: Vec::new(),
            incoming,
        };
        for record in records {
            reading.record(record);
        }
        let name = hub.store.station(station)?.map(|row| row.name).unwrap_or_default();
        hub.of_our_body(reading.body.as_ref(), &name)?;
        reading.finish()?;
        reading.incoming.lives_before = hub.rows_before(station, reading.remembered.before)?;
        Ok(reading)
    }

    /// Whose records they are.
    pub fn station(&self) -> StationId {
        self.station
    }

    /// The life before, where these records are the first to name it.
    pub fn took_over(&self) -> Option<StationId> {
        self.took_over
    }

    /// What happened to papers.
    pub fn changes(&self) -> &[EntryChange] {
        &self.incoming.changes
    }

    /// Whether an entry comes with these records.
    pub fn issues(&self, entry: EntryId) -> bool {
        self.incoming.entries.iter().any(|new| new.id == entry)
    }

    /// The entries that come with these records.
    pub fn entries(&self) -> Vec<EntryId> {
        self.incoming.entries.iter().map(|new| new.id).collect()
    }

    /// What the store takes, following `after`.
    pub fn into_incoming(mut self, after: Option<domain::ids::anchor::Anchor>) -> (Incoming, Remembered) {
        self.incoming.after = after;
        (self.incoming, self.remembered)
    }

    fn record(&mut self, record: &Checked) {
        let name = format!("{}:{}", self.station, record.header.position);
        let sealed = record.content.as_ref().map(|(salt, payload)| {
            let mut plain = salt.to_vec();
            plain.extend_from_slice(payload.as_bytes());
            seals::seal(&self.hub.keys, Bound::Record(&name), &plain, &self.hub.random)
        });
        self.incoming.records.push(RecordRow {
            position: record.header.position,
            header: record.header_bytes,
            chain: record.chain,
            sealed,
        });
        match &record.content {
            Some((_, payload)) => self.payload(record, payload),
            None if record.header.class == Class::Shared => self.set_aside(
                record.header.position,
                "unreadable-record",
                "Il contenuto della registrazione non è arrivato: alla postazione non si legge più. / The record's content did not come: the station can read it no more.",
            ),
            None => {}
        }
        self.remembered.last = Some(record.header.time);
    }

    fn payload(&mut self, record: &Checked, payload: &str) {
        let position = record.header.position;
        match Payload::read(payload.as_bytes()) {
            Payload::Known(command) => {
                for event in &command.events {
                    match event {
                        Event::StrayWritten(stray) => self.stray(record, command.by.as_ref(), stray),
                        event => self.event(position, event),
                    }
                }
            }
            Payload::Unknown { .. } => self.set_aside(
                position,
                "unknown-kind",
                "Registrazione di una versione più nuova del programma: aggiornare il centro. / A record of a newer program: update the centre.",
            ),
        }
    }

    /// A record that holds but cannot be understood: kept, and shown with words; what follows goes on.
    fn set_aside(&mut self, position: Position, code: &str, reason: &str) {
        self.incoming.rejected.push(RejectedEntry {
            id: self.id_of(position),
            position,
            number: String::new(),
            outage: OutageId::new(Uuid::nil()),
            code: code.to_owned(),
            reason: reason.to_owned(),
        });
    }

    /// An identity for a record whose entry, if it holds one, cannot be read: the same whenever it comes.
    fn id_of(&self, position: Position) -> EntryId {
        let blind = seals::fact(&self.hub.keys, &format!("record/{}:{position}", self.station));
        EntryId::new(uuid::Builder::from_custom_bytes(blind).into_uuid())
    }

    fn event(&mut self, position: Position, event: &Event) {
        match event {
            Event::StationFounded { register_code, body, .. } => {
                self.remembered.codes.push(register_code.to_string());
                self.remembered.arrived.begin();
                self.body.clone_from(body);
            }
            Event::NumbersReserved { first, count, .. } => {
                self.taken.push(Taken { first: first.clone(), count: *count, entry: None });
            }
            Event::RegisterContinued { register_code, .. } => {
                self.remembered.codes.push(register_code.to_string());
            }
            Event::LifeContinued(life) => self.life(life),
            Event::LateRecordsTaken(late) if self.remembered.before == Some(late.life) => {
                self.remembered.before_head = Some(late.to.position);
            }
            Event::DelegationSet { delegation } => {
                self.remembered.delegations.insert(delegation.id, delegation.clone());
            }
            Event::OutageOpened(opening) => {
                self.remembered.outages.insert(opening.outage, opening.into());
                self.touched.insert(opening.outage);
            }
            Event::OutageClosed(closing) => {
                if let Some(outage) = self.remembered.outages.get_mut(&closing.outage) {
                    outage.closing = Some(closing.clone());
                }
                self.touched.insert(closing.outage);
                self.incoming.complete = Some(position);
            }
            Event::EntryIssued(entry) => self.entry(position, entry),
            Event::PaperStepped { entry, step } => {
                let state = state_after(step).to_owned();
                self.incoming.changes.push(EntryChange { entry: *entry, state });
            }
            Event::ConflictDecided { conflict, entry, decision } => self.decided(*conflict, *entry, decision),
            Event::HolderCalled { conflict, call, .. } => {
                self.incoming.calls.push(sealed_call(self.hub, *conflict, call));
            }
            Event::AuthorisationRecorded(_)
            | Event::AuthorisationAttached { .. }
            | Event::AuthorisationActSigned { .. }
            | Event::DelegationActSigned { .. } => self.remembered.acted(event),
            _ => {}
        }
    }

    fn decided(&mut self, conflict: Uuid, entry: EntryId, decision: &Decision) {
        let differs = named(self.hub, entry, &Found::decided_otherwise(conflict, decision), self.at);
        let name = conflict.to_string();
        let sealed = seals::seal_json(&self.hub.keys, Bound::Decision(&name), decision, &self.hub.random);
        self.incoming.decisions.push(NewDecision {
            conflict,
            remedy: decision.remedy,
            sealed,
            at: decision.at.utc().timestamp_millis(),
            differs: Some(differs),
        });
    }

    /// What a sheet says is no entry: it is remembered, and shown.
    fn stray(&mut self, record: &Checked, by: Option<&By>, stray: &Stray) {
        let by = by.map(|by| by.name.clone()).unwrap_or_default();
        self.remembered.strays.write_once(WrittenDown { stray: stray.clone(), at: record.header.time, by });
    }

    /// A new life brings what was open in the one before.
    fn life(&mut self, life: &LifeContinued) {
        self.remembered.codes.push(life.register_code.to_string());
        self.remembered.arrived.begin();
        self.body.clone_from(&life.body);
        self.remembered.before = Some(life.before.station);
        self.remembered.before_head = life.before.head.map(|head| head.position);
        self.took_over = Some(life.before.station);
        for delegation in &life.delegations {
            self.remembered.delegations.insert(delegation.id, delegation.clone());
        }
        if let Some(opening) = &life.outage {
            self.remembered.outages.insert(opening.outage, opening.into());
            for one in &life.authorisations {
                self.remembered.acts.insert(one.id, Act { outage: one.outage, act: one.act.clone() });
            }
            self.touched.insert(opening.outage);
        }
    }

    fn entry(&mut self, position: Position, entry: &Entry) {
        let code = entry.number.key().code.to_string();
        if !self.remembered.codes.contains(&code) {
            self.incoming.rejected.push(RejectedEntry {
                id: entry.id,
                position,
                number: entry.number.to_string(),
                outage: entry.outage,
                code: "other-register".to_owned(),
                reason: format!(
                    "Il numero è del registro {code}, che non è di questa postazione. / The number is of register {code}, which is not this station's."
                ),
            });
            return;
        }
        if self.hub.rehearsal.takes(Rehearsed::Rejection) {
            self.taken.push(Taken { first: entry.number.clone(), count: 1, entry: None });
            self.incoming.rejected.push(RejectedEntry {
                id: entry.id,
                position,
                number: entry.number.to_string(),
                outage: entry.outage,
                code: "rehearsed".to_owned(),
                reason: "Respinta per prova: il centro di esercitazione lo fa su richiesta. / Rejected for rehearsal: the drill’s centre does so on demand.".to_owned(),
            });
            return;
        }
        let before = self.remembered.last;
        if let (Some(officer), Some(outage)) =
            (&entry.officer, self.remembered.outages.get_mut(&entry.outage))
        {
            outage.delegations.insert(officer.delegation);
        }
        let delegation =
            entry.officer.as_ref().and_then(|officer| self.remembered.delegations.get(&officer.delegation));
        let mut found = conflicts::in_itself(entry, before, delegation);
        let place = Some(self.incoming.entries.len());
        self.taken.push(Taken { first: entry.number.clone(), count: 1, entry: place });
        if self.hub.rehearsal.takes(Rehearsed::Conflict) {
            found.push(Found::rehearsed());
        }
        let conflicts = found.iter().map(|found| self.conflict(entry.id, found)).collect();
        let outage = self.remembered.outages.get(&entry.outage).map(|outage| &outage.opening.code);
        let facts = facts::of(&self.hub.keys, entry, outage);
        let clash = |fact: &Fact| conflict_id(self.hub, entry.id, fact.kind.conflict().code());
        let clash_ids = facts.iter().map(clash).collect();
        let name = entry.id.to_string();
        let number = entry.number.to_string();
        let serial = entry.number.serial();
        if let Some(sought) = self.hub.sought(&entry.subject) {
            self.people.push((self.incoming.entries.len(), sought, entry.clone()));
        }
        if entry.files_at == FilesAt::Centre {
            self.with_files.push((self.incoming.entries.len(), entry.clone()));
        }
        let new = NewEntry {
            id: entry.id,
            position,
            register: number[..number.len() - 7].to_owned(),
            number,
            serial,
            issued: entry.issued.utc().timestamp_millis(),
            day: entry.issued.day(),
            kind: in_words(entry.kind),
            title: entry.title.clone(),
            state: first_state(entry.kind).to_owned(),
            outage: entry.outage,
            corrects: entry.corrects,
            sealed: seals::seal_json(
                &self.hub.keys,
                Bound::Entry(&name),
                &Summary::of(entry),
                &self.hub.random,
            ),
            finds: self.finds(entry),
            facts,
            conflicts,
            clash_ids,
            again_id: conflict_id(self.hub, entry.id, ConflictKind::AlreadyRecovered.code()),
            ordinary_register: self.hub.register_of(entry.number.key().series).to_owned(),
        };
        self.incoming.entries.push(new);
    }

    fn finds(&self, entry: &Entry) -> Vec<[u8; 16]> {
        let name = format!("{} {}", entry.subject.surname, entry.subject.given_names);
        let mut finds = seals::words(&self.hub.keys, &name);
        finds.extend(entry.subject.tax_code.as_ref().map(|code| seals::tax_code(&self.hub.keys, code)));
        finds.sort_unstable();
        finds.dedup();
        finds
    }

    fn conflict(&self, entry: EntryId, found: &Found) -> NewConflict {
        named(self.hub, entry, found, self.at)
    }

    /// What the registry says now, and the rows of outages.
    fn finish(&mut self) -> Result<(), CentreError> {
        self.compare()?;
        self.look_for_missing()?;
        self.touched.extend(self.remembered.count_unsigned());
        if self.continued {
            for new in 0..self.incoming.entries.len() {
                let entry = self.incoming.entries[new].id;
                if let Some(state) = self.hub.said_before(entry)? {
                    self.incoming.changes.push(EntryChange { entry, state });
                }
            }
        }
        for outage in &self.touched {
            let Some(known) = self.remembered.outages.get(outage) else { continue };
            let name = format!("{}:{outage}", self.station);
            self.incoming.outages.push(OutageRow {
                station: self.station,
                outage: *outage,
                code: known.opening.code.to_string(),
                started: known.opening.started.utc().timestamp_millis(),
                closed: known.closing.as_ref().map(|closing| closing.closed.utc().timestamp_millis()),
                archived: None,
                officially: None,
                sealed: seals::seal_json(&self.hub.keys, Bound::Outage(&name), known, &self.hub.random),
            });
        }
        Ok(())
    }

    /// Numbers that were passed over, and files that never came.
    fn look_for_missing(&mut self) -> Result<(), CentreError> {
        let (hub, station, taken) = (self.hub, self.station, std::mem::take(&mut self.taken));
        let last = |number: &Number| hub.last_arrived(station, number);
        let mut missing = self.remembered.arrived.follow(&taken, last)?;
        for (index, entry) in std::mem::take(&mut self.with_files) {
            missing.extend(hub.files_missing(&entry)?.map(|found| (index, found)));
        }
        for (index, found) in missing {
            let conflict = self.conflict(self.incoming.entries[index].id, &found);
            self.incoming.entries[index].conflicts.push(conflict);
        }
        Ok(())
    }

    /// Holds every paper against the registry as of now.
    fn compare(&mut self) -> Result<(), CentreError> {
        let keys: Vec<Sought> = self.people.iter().map(|(_, key, _)| *key).collect();
        if keys.is_empty() {
            return Ok(());
        }
        let known = self.hub.people_now(&keys)?;
        let registry = self.hub.references_of()?.is_some();
        for (index, key, entry) in std::mem::take(&mut self.people) {
            let found = conflicts::today(&entry, key, known.get(&key), registry);
            let new = found.iter().map(|found| self.conflict(entry.id, found)).collect::<Vec<_>>();
            self.incoming.entries[index].conflicts.extend(new);
        }
        Ok(())
    }
}

/// The identity of a conflict of an entry: the same whenever it is found again, so that what was decided about it at the counter
/// is known for what it is by a centre that was put back from an older copy.
fn conflict_id(hub: &Hub, entry: EntryId, what: &str) -> Uuid {
    let blind = seals::fact(&hub.keys, &format!("conflict/{entry}/{what}"));
    uuid::Builder::from_custom_bytes(blind).into_uuid()
}

/// A conflict with its identity, its differences sealed.
pub fn named(hub: &Hub, entry: EntryId, found: &Found, at: Moment) -> NewConflict {
    let id = match found.about {
        None => conflict_id(hub, entry, found.kind.code()),
        Some(conflict) => conflict_id(hub, entry, &format!("{}/{conflict}", found.kind.code())),
    };
    let name = id.to_string();
    let sealed = match found.differences.as_slice() {
        [] => Vec::new(),
        some => seals::seal_json(&hub.keys, Bound::Conflict(&name), &some, &hub.random),
    };
    NewConflict { id, kind: found.kind, found: at.utc().timestamp_millis(), sealed }
}

/// A call as the store takes it.
pub(crate) fn sealed_call(hub: &Hub, conflict: Uuid, call: &Call) -> NewCall {
    let name = conflict.to_string();
    let sealed = seals::seal_json(&hub.keys, Bound::Call(&name), call, &hub.random);
    NewCall { conflict, ends: call.ends(), sealed }
}

/// A kind as the wire writes it.
fn in_words(kind: domain::form::entry_kind::EntryKind) -> String {
    let value = serde_json::to_value(kind).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}
