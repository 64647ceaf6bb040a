//! From a record's events to rows. Puts only: projecting the same journal again gives the same rows.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::StoreError;
use crate::record::Record;
use domain::form::entry_kind::EntryKind;
use domain::ids::id::EntryId;
use domain::journal::event::{Event, LifeContinued};
use domain::journal::record::{Class, Payload};
use domain::outage::authorisation::Authorisation;
use domain::outage::outage::Closing;
use domain::register::call_back::CallState;
use domain::register::entry::{Entry, PaperState, PaperStep};

use super::changes::Changes;
use super::keys::{self, List, Slot};
use super::mark::Mark;
use super::recovery::{self, RecoveryRow};
use super::rows::{AuthorisationRow, EntryRow, OutageRow, ReservationRow, StateKind};
use super::{calls, lists, names, numbers, photographs, stamps, unread};

/// Projects the record after `mark`.
pub(super) fn project(changes: &mut Changes, mark: &mut Mark, record: &Record) -> Result<(), StoreError> {
    match &record.payload {
        Payload::Known(command) => {
            for (index, event) in command.events.iter().enumerate() {
                on_event(changes, mark, record, Slot::new(record.position, index), event)?;
            }
        }
        // Nothing could be read in its place.
        Payload::Unknown { kind } if kind.is_empty() => unread::passed_over(changes, record)?,
        Payload::Unknown { .. } => {}
    }
    mark.position = record.position;
    mark.chain = record.chain;
    if record.class == Class::Shared {
        mark.shared += 1;
    }
    Ok(())
}

/// Who wrote a record down.
fn noted(record: &Record) -> Option<recovery::Noted> {
    let Payload::Known(command) = &record.payload else { return None };
    command.by.as_ref().map(|by| recovery::Noted { by: by.name.clone(), at: record.time })
}

fn on_event(
    changes: &mut Changes,
    mark: &mut Mark,
    record: &Record,
    slot: Slot,
    event: &Event,
) -> Result<(), StoreError> {
    let position = record.position;
    match event {
        Event::EntryIssued(entry) => {
            mark.entries += 1;
            issued(changes, record, slot, entry)
        }
        Event::PaperStepped { entry, step } => stepped(changes, position, *entry, step),
        Event::OutageOpened(opening) => {
            let row = OutageRow { opening: opening.clone(), closing: None, position };
            changes.set_row(keys::outage(opening.outage.uuid()), &row)
        }
        Event::OutageClosed(closing) => closed(changes, slot, closing),
        Event::AuthorisationRecorded(authorisation) => authorised(changes, position, authorisation),
        Event::AuthorisationAttached { authorisation, outage, from, until } => {
            change_authorisation(changes, authorisation.uuid(), |held| {
                held.outage = Some(*outage);
                held.from = *from;
                held.until = *until;
            })
        }
        Event::AuthorisationActSigned { authorisation, act } => {
            change_authorisation(changes, authorisation.uuid(), |held| held.act = act.clone())
        }
        Event::NumbersReserved { reservation, outage, first, count, purpose } => {
            let row = ReservationRow {
                id: *reservation,
                outage: *outage,
                first: first.clone(),
                count: *count,
                purpose: purpose.clone(),
                position,
            };
            changes.set_row(keys::reservation(outage.uuid(), reservation.uuid()), &row)
        }
        Event::NumbersBarred { numbers, .. } => numbers::barred(changes, numbers, slot),
        Event::PurposeAnswered { purpose, route } => {
            changes.set_row(keys::purpose(record.time.day(), slot), &(*purpose, *route))
        }
        Event::PhotographErased { blob, entry } => match entry {
            Some(entry) => photographs::erased(changes, blob, *entry),
            None => Ok(()),
        },
        Event::CallMade { entry, outcome, .. } => calls::made(changes, position, *entry, *outcome),
        Event::OutcomesReceived { centre, outcomes, .. } => {
            outcomes.iter().try_for_each(|one| recovery::outcome(changes, record, *centre, one))
        }
        Event::ConflictDecided { conflict, entry, decision } => {
            recovery::decided(changes, position, *entry, *conflict, decision)
        }
        Event::HolderCalled { conflict, entry, call } => {
            recovery::called(changes, position, *entry, *conflict, call)
        }
        Event::OrdinaryRecorded { entry, ordinary, centre, .. } => {
            recovery::recorded(changes, position, (*entry, noted(record)), ordinary, *centre)
        }
        Event::OrdinaryCorrected { entry, ordinary, correction, centre } => {
            recovery::put_right(changes, position, *entry, *centre, (ordinary, correction))
        }
        Event::LifeContinued(life) => continued(changes, position, life),
        // These change what the desk decides by, not what is listed; the desk folds them itself.
        Event::StationFounded { .. }
        | Event::OfficeChanged { .. }
        | Event::OperatorSet { .. }
        | Event::PinSet { .. }
        | Event::DelegationSet { .. }
        | Event::DelegationActSigned { .. }
        | Event::ShiftOfficerChosen { .. }
        | Event::ClockSet { .. }
        | Event::RegisterContinued { .. }
        | Event::StationEnded { .. }
        | Event::LateRecordsTaken(_)
        | Event::SignIn { .. }
        | Event::Viewed { .. }
        | Event::Searched { .. }
        | Event::ListViewed { .. }
        | Event::KeysChanged { .. }
        | Event::NoticeSeen { .. }
        | Event::Noted { .. }
        | Event::ExtractAdopted { .. }
        | Event::PeopleSearched { .. }
        | Event::PersonViewed { .. }
        | Event::ViewExplained { .. }
        | Event::ServicePaperPrinted { .. }
        | Event::CentreSet { .. }
        | Event::CentreMoved { .. }
        | Event::CentreRemoved { .. }
        | Event::RecoveryAsked { .. }
        | Event::RecoveryStopped { .. }
        | Event::PositionKnown { .. }
        | Event::ToldBack { .. }
        | Event::ReceiptKept { .. }
        | Event::PartedFromCentre { .. }
        | Event::ReplyLost { .. }
        | Event::BridgeSet { .. }
        | Event::ExportedOpen { .. }
        | Event::BridgeRemoved { .. }
        | Event::OutageArchived { .. }
        | Event::HeadWitnessed(_)
        | Event::StrayWritten(_)
        | Event::DraftDiscarded { .. } => Ok(()),
    }
}

/// A new life tells what was open.
fn continued(changes: &mut Changes, position: u64, life: &LifeContinued) -> Result<(), StoreError> {
    // Where the life before could not be read whole, this one tells what was open.
    let Some(opening) = &life.outage else { return Ok(()) };
    if let Some(known) = changes.row::<OutageRow>(&keys::outage(opening.outage.uuid()))? {
        // Late records may have closed it: it was open to whoever went on.
        return match known.closing {
            Some(_) => {
                changes.set_row(keys::outage(opening.outage.uuid()), &OutageRow { closing: None, ..known })
            }
            None => Ok(()),
        };
    }
    let row = OutageRow { opening: opening.clone(), closing: None, position };
    changes.set_row(keys::outage(opening.outage.uuid()), &row)?;
    life.authorisations.iter().try_for_each(|one| authorised(changes, position, one))
}

fn issued(changes: &mut Changes, record: &Record, slot: Slot, entry: &Entry) -> Result<(), StoreError> {
    // An id is used once; should a journal hold it twice, its second number leads to the first entry.
    if let Some(known) = changes.slot_of(entry.id)? {
        return numbers::issued(changes, &entry.number, known);
    }
    let row = EntryRow {
        id: entry.id,
        number: entry.number.clone(),
        outage: entry.outage,
        kind: entry.kind,
        issued: entry.issued,
        form: entry.form.clone(),
        use_code: entry.use_code,
        title: entry.title.clone(),
        subject: entry.subject.clone(),
        non_deferrable: entry.non_deferrable.is_some(),
        state: PaperState::first(entry.kind),
        copies: 0,
        check_code: entry.check_letters.of_chain(&record.chain),
        records: vec![record.position],
        cursor: slot.0,
        photograph: photographs::blob_of(entry),
        call: CallState::first(entry.kind),
        recovery: RecoveryRow { corrects: entry.corrects, ..RecoveryRow::default() },
    };
    changes.set(keys::entry(entry.id.uuid()), &slot.0.to_be_bytes())?;
    numbers::issued(changes, &entry.number, slot)?;
    widen(changes, keys::day(entry.issued.day()), slot)?;
    widen(changes, keys::span(entry.outage.uuid()), slot)?;
    let mut lists = lists_of(changes, &row);
    lists.extend(entry.basket.map(keys::basket));
    for list in lists {
        lists::add(changes, &list, slot)?;
    }
    stamps::used(changes, entry)?;
    calls::settle(changes, &row)?;
    changes.set_entry(row);
    match entry.corrects {
        Some(corrected) => recovery::corrected(changes, record.position, corrected, entry.id),
        None => Ok(()),
    }
}

/// The lists a new entry stands on: its state's, its subject's words and tax code.
fn lists_of(changes: &Changes, row: &EntryRow) -> Vec<List> {
    let mut lists = Vec::from_iter(list_of_state(&row.state));
    lists.extend(list_of_kind(row.kind));
    lists.extend(recovery::list_of(row.recovery.settlement()));
    for word in names::of_subject(&row.subject) {
        lists.push(keys::word(changes.seals().blind(WORD, names::beginning(&word).as_bytes())));
    }
    lists.push(keys::word(changes.seals().blind(WORD, names::whole(&row.subject).as_bytes())));
    if let Some(code) = row.subject.tax_code.as_deref().and_then(names::tax_code) {
        lists.push(keys::tax_code(changes.seals().blind(TAX_CODE, code.as_bytes())));
    }
    lists.extend(photographs::lists_of(changes, row));
    lists
}

/// The list of a state. Handed over is the rule: not listed.
fn list_of_state(state: &PaperState) -> Option<List> {
    let state = StateKind::from(state);
    (state != StateKind::HandedOver).then(|| keys::states(state))
}

/// The list of what was recorded. A paper issued is the rule: not listed.
pub(super) fn list_of_kind(kind: EntryKind) -> Option<List> {
    (kind != EntryKind::Document).then(|| keys::kinds(kind))
}

/// Labels under which the vault blinds what one searches by.
pub(super) const WORD: &str = "store/word/v1";
pub(super) const TAX_CODE: &str = "store/tax-code/v1";

/// First and last slot at `key`, made to hold `slot` too.
fn widen(changes: &mut Changes, key: Vec<u8>, slot: Slot) -> Result<(), StoreError> {
    changes.update(key, |ends| {
        let (first, last) = ends.and_then(span).unwrap_or((slot, slot));
        Some([first.min(slot).0.to_be_bytes(), last.max(slot).0.to_be_bytes()].concat())
    })
}

/// First and last slot, as written.
pub(super) fn span(bytes: &[u8]) -> Option<(Slot, Slot)> {
    let (first, last) = bytes.split_first_chunk()?;
    Some((Slot(u64::from_be_bytes(*first)), Slot(u64::from_be_bytes(last.try_into().ok()?))))
}

fn stepped(changes: &mut Changes, position: u64, id: EntryId, step: &PaperStep) -> Result<(), StoreError> {
    let Some(mut row) = changes.entry(id)? else {
        return Ok(());
    };
    let before = list_of_state(&row.state);
    // What stands in the journal happened. A step that this version finds illegal is shown in the history only.
    if let Ok(state) = row.state.after(step) {
        row.state = state;
    }
    if let PaperStep::Sent { copy, .. } = step {
        row.copies = row.copies.max(*copy);
    }
    if row.records.last() != Some(&position) {
        row.records.push(position);
    }
    let after = list_of_state(&row.state);
    if before != after {
        let slot = Slot(row.cursor);
        if let Some(list) = before {
            lists::remove(changes, &list, slot)?;
        }
        if let Some(list) = after {
            lists::add(changes, &list, slot)?;
        }
        calls::settle(changes, &row)?;
    }
    changes.set_entry(row);
    Ok(())
}

fn closed(changes: &mut Changes, slot: Slot, closing: &Closing) -> Result<(), StoreError> {
    let key = keys::outage(closing.outage.uuid());
    if let Some(mut row) = changes.row::<OutageRow>(&key)? {
        row.closing = Some(closing.clone());
        changes.set_row(key, &row)?;
    }
    numbers::barred(changes, &closing.barred, slot)
}

fn authorised(changes: &mut Changes, position: u64, held: &Authorisation) -> Result<(), StoreError> {
    let row = AuthorisationRow { authorisation: held.clone(), position };
    changes.set_row(keys::authorisation(held.id.uuid()), &row)
}

fn change_authorisation(
    changes: &mut Changes,
    id: Uuid,
    change: impl FnOnce(&mut Authorisation),
) -> Result<(), StoreError> {
    let key = keys::authorisation(id);
    let Some(mut row) = changes.row::<AuthorisationRow>(&key)? else {
        return Ok(());
    };
    change(&mut row.authorisation);
    changes.set_row(key, &row)
}

/// First and last slot of a local day, if entries were issued on it.
pub(super) fn slots_of_day(changes: &Changes, day: NaiveDate) -> Result<Option<(Slot, Slot)>, StoreError> {
    Ok(changes.raw(&keys::day(day))?.as_deref().and_then(span))
}
