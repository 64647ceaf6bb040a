//! Taking a batch. Locks in order: the station, other stations whose earlier entries are touched, the sequences.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use postgres::Row;
use uuid::Uuid;

use crate::centre::row::{Fact, FactKind, Incoming};
use crate::centre::taken::Taken;
use domain::ids::id::{EntryId, StationId};

use super::failure::Failure;
use super::plan::{Earlier, Holder, Later, Lying, Plan};
use super::records::{self, position};
use super::session::Session;
use super::{conflicts, numbering, outages, put, stations, told};

/// The batch without what the database's texts cannot hold: U+0000, which only a damaged or forged record has. U+FFFD stands
/// for it.
pub(super) fn writable(incoming: &Incoming) -> Cow<'_, Incoming> {
    let mut texts = Vec::new();
    texts.extend(
        incoming.entries.iter().flat_map(|entry| [&entry.number, &entry.kind, &entry.title, &entry.state]),
    );
    texts.extend(incoming.rejected.iter().flat_map(|entry| [&entry.number, &entry.code, &entry.reason]));
    texts.extend(incoming.changes.iter().map(|change| &change.state));
    texts.extend(incoming.outages.iter().map(|outage| &outage.code));
    if !texts.iter().any(|text| text.contains('\0')) {
        return Cow::Borrowed(incoming);
    }
    let mut incoming = incoming.clone();
    let mut texts = Vec::new();
    for entry in &mut incoming.entries {
        texts.extend([&mut entry.number, &mut entry.kind, &mut entry.title, &mut entry.state]);
    }
    for entry in &mut incoming.rejected {
        texts.extend([&mut entry.number, &mut entry.code, &mut entry.reason]);
    }
    texts.extend(incoming.changes.iter_mut().map(|change| &mut change.state));
    texts.extend(incoming.outages.iter_mut().map(|outage| &mut outage.code));
    for text in texts {
        *text = text.replace('\0', "\u{FFFD}");
    }
    Cow::Owned(incoming)
}

/// Takes a batch, if the station stands where it begins. Everything is read under the station's lock; where another batch
/// brings the same entry or fact at the same time, the second one to write it is tried again and then sees it.
pub(super) fn receive(session: &mut Session, incoming: &Incoming) -> Result<Taken, Failure> {
    let Some((head, outcomes)) = stations::lock(session, incoming.station)? else {
        return Ok(Taken::UnknownStation);
    };
    if head != incoming.after {
        return Ok(Taken::Moved(head));
    }
    let lying = lying(session, incoming)?;
    let plan = Plan::of(incoming, lying);
    let mut newest = others(session, &plan, incoming.station)?;
    newest.insert(incoming.station, outcomes);
    let seqs = numbered(&plan, &mut newest);
    records::put(session, incoming)?;
    put::facts(session, &plan.facts)?;
    put::passed_on(session, &plan.passed_on)?;
    put::finds(session, &plan.entries)?;
    conflicts::put(session, &plan.conflicts)?;
    for decision in &plan.decisions {
        conflicts::set_decision(session, decision)?;
    }
    for call in &plan.calls {
        conflicts::set_call(session, call)?;
    }
    put::earlier(session, &plan, &seqs)?;
    put::states(session, &incoming.spoken_of(), &plan.states)?;
    for outage in &incoming.outages {
        outages::put(session, incoming.station.uuid(), outage)?;
    }
    for (station, outcomes) in &newest {
        if *station != incoming.station {
            stations::set_outcomes(session, *station, *outcomes)?;
        }
    }
    put::station(session, incoming, newest[&incoming.station])?;
    let ordinary = numbering::of_new(session, incoming, &plan.entries, &plan.told)?;
    told::done(session, &plan.told)?;
    put::entries(session, incoming, &plan, &seqs, &ordinary)?;
    put::corrections(session, incoming)?;
    Ok(Taken::Whole)
}

fn lying(session: &mut Session, incoming: &Incoming) -> Result<Lying, Failure> {
    let mut lying = Lying::default();
    let entries = incoming.entries.iter().map(|entry| entry.id);
    let ids: Vec<Uuid> =
        entries.chain(incoming.rejected.iter().map(|entry| entry.id)).map(EntryId::uuid).collect();
    if !ids.is_empty() {
        for row in session.rows(
            "select id, station, position, ordinary_register is not null or rejected_code is not null as told
             from entry where id = any($1)",
            &[&ids],
        )? {
            let station = StationId::new(row.get("station"));
            let earlier = Earlier { station, position: position(&row, "position")?, told: row.get("told") };
            lying.entries.insert(EntryId::new(row.get("id")), earlier);
        }
    }
    let new: Vec<EntryId> = incoming.entries.iter().map(|entry| entry.id).collect();
    if !new.is_empty() {
        lying.told = told::waiting_for(session, &new)?;
    }
    let facts: Vec<&Fact> = incoming.entries.iter().flat_map(|entry| &entry.facts).collect();
    if !facts.is_empty() {
        let kinds: Vec<i16> = facts.iter().map(|fact| i16::from(fact.kind.code())).collect();
        let keys: Vec<Uuid> = facts.iter().map(|fact| Uuid::from_bytes(fact.key)).collect();
        let rows = session.rows(
            "select fact.kind, fact.key, fact.entry, fact.clash, entry.issued, entry.station, entry.position,
                 entry.ordinary_register is not null or entry.rejected_code is not null as told
             from unnest($1::smallint[], $2::uuid[]) as asked (kind, key) join fact using (kind, key)
             left join entry on entry.id = fact.entry",
            &[&kinds, &keys],
        )?;
        for row in rows {
            let kind = u8::try_from(row.get::<_, i16>("kind")).ok().and_then(FactKind::of_code);
            let kind = kind.ok_or_else(|| Failure::damaged("a fact of an unknown kind"))?;
            let key = row.get::<_, Uuid>("key").into_bytes();
            lying.facts.insert(Fact { kind, key }, holder(&row)?);
        }
    }
    let decided = incoming.decisions.iter().map(|decision| decision.conflict);
    let named: Vec<Uuid> = decided.chain(incoming.calls.iter().map(|call| call.conflict)).collect();
    if !named.is_empty() {
        lying.conflicts = conflicts::among(session, &named, &incoming.spoken_of())?;
    }
    let differ = incoming.decisions.iter().filter_map(|decision| decision.differs.as_ref());
    let differ: Vec<Uuid> = differ.map(|differs| differs.id).collect();
    let again = incoming.entries.iter().filter(|entry| lying.entries.contains_key(&entry.id));
    let clashes: Vec<Uuid> = lying.facts.values().filter_map(Holder::clash).collect();
    let once: Vec<Uuid> = again.map(|entry| entry.again_id).chain(differ).chain(clashes).collect();
    if !once.is_empty() {
        lying.once = conflicts::there(session, &once)?;
    }
    Ok(lying)
}

/// Whose a fact is. One whose entry is gone, or of before its conflict was noted, stays the first.
fn holder(row: &Row) -> Result<Holder, Failure> {
    let entry = EntryId::new(row.get("entry"));
    let (Some(clash), Some(issued)) = (row.get("clash"), row.get("issued")) else {
        return Ok(Holder { entry, later: None });
    };
    let station = StationId::new(row.get("station"));
    let earlier = Earlier { station, position: position(row, "position")?, told: row.get("told") };
    Ok(Holder { entry, later: Some(Later { issued, clash, earlier: Some(earlier) }) })
}

/// Locks the other stations whose entries are touched: the newest outcome of each.
fn others(session: &mut Session, plan: &Plan, own: StationId) -> Result<BTreeMap<StationId, u64>, Failure> {
    let touched = plan.touched.values().map(|touched| touched.station);
    let ids: BTreeSet<Uuid> = touched.filter(|station| *station != own).map(StationId::uuid).collect();
    stations::lock_all(session, &ids.into_iter().collect::<Vec<_>>())
}

/// The outcome of each touched entry that has one: the next ones of its station, in order of position.
fn numbered(plan: &Plan, newest: &mut BTreeMap<StationId, u64>) -> HashMap<EntryId, u64> {
    let told = plan.touched.iter().filter(|(_, touched)| touched.told);
    let mut order: Vec<_> = told.map(|(id, touched)| (touched.station, touched.position, *id)).collect();
    order.sort_unstable();
    let next = |(station, _, id)| {
        let newest = newest.entry(station).or_default();
        *newest += 1;
        (id, *newest)
    };
    order.into_iter().map(next).collect()
}
