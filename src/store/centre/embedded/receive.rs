//! Taking a batch.

use super::draft::Draft;
use super::entry::{EntryHead, StoredEntry, conflict_row};
use super::work::Work;
use super::{key, ordinary, outages, packed, records, stations, told};
use crate::centre::row::{ConflictRow, Incoming, NewEntry, Numbering, RejectedEntry};
use crate::centre::taken::Taken;
use crate::error::StoreError;
use domain::centre::exchange::ConflictKind;
use domain::ids::id::EntryId;
use uuid::Uuid;

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
    let own = |draft: &mut Draft| {
        ordinary::next(draft, &new.ordinary_register, incoming.ordinary_year, incoming.day)
    };
    let number = match (told::waiting_for(work.draft, new.id)?, incoming.numbering) {
        (Some(told), _) => Some(told),
        (None, Numbering::Own) => Some(own(work.draft)?),
        (None, Numbering::Office) => None,
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
        let mine = [id.as_bytes().as_slice(), new.id.uuid().as_bytes()].concat();
        let Some(first) = work.draft.get(&key::fact(fact))? else {
            work.draft.put(key::fact(fact), &mine)?;
            continue;
        };
        let (other, clash) = holder(&first)?;
        if other == new.id {
            continue;
        }
        let issued = work.entry(other)?.map(|entry| entry.head.issued);
        let later = clash.filter(|_| issued.is_some_and(|issued| new.issued < issued));
        if let Some(later) = later {
            // It was issued after the one that comes now: it is the second one.
            work.draft.put(key::fact(fact), &mine)?;
            if conflict_row(work.draft, later)?.is_none() {
                work.clash(&open(later, other, Some(new.id), fact.kind.conflict()))?;
            }
        } else if !clashed.contains(id) {
            clashed.push(*id);
            work.clash(&open(*id, new.id, Some(other), fact.kind.conflict()))?;
        }
    }
    Ok(())
}

/// Whose a fact is, and the conflict that entry gets if another was issued before it: not noted of those of before.
fn holder(held: &[u8]) -> Result<(EntryId, Option<Uuid>), StoreError> {
    let entry = key::last(held).ok_or(StoreError::Damaged("a fact without its entry"))?;
    let clash = held.len().checked_sub(16).and_then(|before| held.get(..before));
    Ok((EntryId::new(entry), clash.and_then(|bytes| Uuid::from_slice(bytes).ok())))
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
