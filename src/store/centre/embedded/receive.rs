//! Taking a batch.

use super::draft::Draft;
use super::entry::{EntryHead, StoredEntry, conflict_row};
use super::work::Work;
use super::{key, ordinary, outages, packed, records, stations};
use crate::domain::exchange::ConflictKind;
use crate::domain::id::EntryId;
use crate::store::centre::row::{ConflictRow, Incoming, NewEntry, Numbering, RejectedEntry};
use crate::store::centre::taken::Taken;
use crate::store::error::StoreError;

/// Takes a batch, if the station stands where it begins.
pub(super) fn receive(draft: &mut Draft, incoming: &Incoming) -> Result<Taken, StoreError> {
    let Some(mut station) = stations::get(draft, incoming.station)? else { return Ok(Taken::UnknownStation) };
    if station.head != incoming.after {
        return Ok(Taken::Moved(station.head));
    }
    station.head = Some(incoming.head);
    station.heard = Some(incoming.at);
    station.head_seen = Some(incoming.at);
    station.complete = incoming.complete.or(station.complete);
    stations::put_whole(draft, &station)?;
    records::put(draft, incoming.station, &incoming.records)?;
    for outage in &incoming.outages {
        outages::put(draft, incoming.station, outage)?;
    }
    let mut work = Work::on(draft)?;
    for entry in &incoming.entries {
        take(&mut work, incoming, entry)?;
    }
    for rejected in &incoming.rejected {
        set_aside(&mut work, incoming, rejected)?;
    }
    for entry in &incoming.entries {
        if let Some(rejected) = entry.corrects {
            work.correct(rejected, entry.id, incoming)?;
        }
    }
    for change in &incoming.changes {
        if let Some(entry) = work.entry(change.entry)?
            && incoming.speaks_of(entry.head.station)
        {
            entry.head.state.clone_from(&change.state);
        }
    }
    for decision in &incoming.decisions {
        work.decide(decision, Some(incoming))?;
    }
    for call in &incoming.calls {
        work.call(call, Some(incoming))?;
    }
    work.finish()?;
    Ok(Taken::Whole)
}

fn take(work: &mut Work, incoming: &Incoming, new: &NewEntry) -> Result<(), StoreError> {
    let open = |id, entry, other, kind| ConflictRow {
        id,
        entry,
        other,
        kind,
        found: incoming.at,
        sealed: Vec::new(),
        decision: None,
        call: None,
    };
    if work.entry(new.id)?.is_some() {
        if conflict_row(work.draft, new.again_id)?.is_some() {
            return Ok(());
        }
        return work.clash(&open(new.again_id, new.id, None, ConflictKind::AlreadyRecovered));
    }
    let number = match incoming.numbering {
        Numbering::Own => Some(ordinary::next(work.draft, incoming, new)?),
        Numbering::Office => None,
    };
    if let Some(number) = &number {
        ordinary::hold(work.draft, number, new.id)?;
    }
    let head = EntryHead {
        station: incoming.station,
        position: new.position,
        number: new.number.clone(),
        issued: new.issued,
        day: Some(new.day),
        kind: new.kind.clone(),
        title: new.title.clone(),
        outage: new.outage,
        state: new.state.clone(),
        ordinary: number,
        rejected: None,
        corrected_by: None,
        received: incoming.at,
        seq: 0,
        conflicts: Vec::new(),
        open: 0,
        corrected: false,
    };
    add(work, new.id, StoredEntry { head, sealed: new.sealed.clone() })?;
    for find in &new.finds {
        let list = key::finds(find);
        let place = key::received(&list, incoming.at, new.position, new.id);
        packed::put(work.draft, &list, &place, &[])?;
    }
    for found in &new.conflicts {
        let row = ConflictRow {
            found: found.found,
            sealed: found.sealed.clone(),
            ..open(found.id, new.id, None, found.kind)
        };
        work.clash(&row)?;
    }
    let mut clashed = Vec::new();
    for (fact, id) in new.facts.iter().zip(&new.clash_ids) {
        match work.draft.get(&key::fact(fact))? {
            None => work.draft.put(key::fact(fact), new.id.uuid().as_bytes())?,
            Some(holder) => {
                let holder = key::last(&holder).ok_or(StoreError::Damaged("a fact without its entry"))?;
                let other = EntryId::new(holder);
                if other != new.id && !clashed.contains(id) {
                    clashed.push(*id);
                    work.clash(&open(*id, new.id, Some(other), fact.kind.conflict()))?;
                }
            }
        }
    }
    Ok(())
}

fn set_aside(work: &mut Work, incoming: &Incoming, new: &RejectedEntry) -> Result<(), StoreError> {
    if work.entry(new.id)?.is_some() {
        return Ok(());
    }
    let head = EntryHead {
        station: incoming.station,
        position: new.position,
        number: new.number.clone(),
        issued: incoming.at,
        day: None,
        kind: String::new(),
        title: String::new(),
        outage: new.outage,
        state: String::new(),
        ordinary: None,
        rejected: Some((new.code.clone(), new.reason.clone())),
        corrected_by: None,
        received: incoming.at,
        seq: 0,
        conflicts: Vec::new(),
        open: 0,
        corrected: false,
    };
    add(work, new.id, StoredEntry { head, sealed: Vec::new() })
}

/// Adds an entry to all lists that have every entry.
fn add(work: &mut Work, id: EntryId, entry: StoredEntry) -> Result<(), StoreError> {
    let head = &entry.head;
    let register = key::register_of(head.station);
    let lists = [
        (key::NUMBERS, key::of_entry(&key::numbered(&head.number), id)),
        (key::RECEIVED, key::received(key::RECEIVED, head.received, head.position, id)),
        (&register, key::register(head.station, head.position, &head.number, id)),
    ];
    for (list, place) in lists {
        packed::put(work.draft, list, &place, &[])?;
    }
    work.add(id, entry);
    Ok(())
}
