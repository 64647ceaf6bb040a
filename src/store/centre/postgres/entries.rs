//! Entries asked for.

use std::collections::HashMap;

use postgres::Row;
use postgres::types::ToSql;
use uuid::Uuid;

use crate::centre::part_counts::PartCounts;
use crate::centre::row::{CentreCounts, CentreEntry, CentreQuery, ConflictRow, Fate};
use domain::centre::exchange::OrdinaryNumber;
use domain::centre::exchange::ordinary::OrdinaryKey;
use domain::ids::anchor::Position;
use domain::ids::id::{EntryId, OutageId, StationId};

use super::failure::Failure;
use super::records::{big, count, most, position};
use super::session::{Given, Session};
use super::{conflicts, corrections};

/// The rows as entries, each with its conflicts and corrections.
fn with_conflicts(session: &mut Session, rows: &[Row]) -> Result<Vec<CentreEntry>, Failure> {
    let contested: Vec<Uuid> = rows.iter().map(|row| row.get("id")).collect();
    let mut conflicts: HashMap<EntryId, Vec<ConflictRow>> = HashMap::new();
    if !contested.is_empty() {
        for conflict in conflicts::of_entries(session, &contested)? {
            conflicts.entry(conflict.entry).or_default().push(conflict);
        }
    }
    let corrected = rows.iter().filter(|row| row.get::<_, i32>("corrections") > 0);
    let corrected: Vec<Uuid> = corrected.map(|row| row.get("id")).collect();
    let mut corrected = match corrected.as_slice() {
        [] => HashMap::new(),
        ids => corrections::of_entries(session, ids)?,
    };
    rows.iter()
        .map(|row| {
            let entry = read(row)?;
            let id = entry.id;
            Ok(CentreEntry {
                conflicts: conflicts.remove(&id).unwrap_or_default(),
                corrections: corrected.remove(&id).unwrap_or_default(),
                ..entry
            })
        })
        .collect()
}

fn read(row: &Row) -> Result<CentreEntry, Failure> {
    let code: Option<String> = row.get("rejected_code");
    Ok(CentreEntry {
        id: EntryId::new(row.get("id")),
        station: StationId::new(row.get("station")),
        position: position(row, "position")?,
        number: row.get("number"),
        issued: row.get("issued"),
        kind: row.get("kind"),
        title: row.get("title"),
        outage: OutageId::new(row.get("outage")),
        state: row.get("state"),
        ordinary: ordinary(row)?,
        rejected: code.zip(row.get("rejected_reason")),
        corrected_by: row.get::<_, Option<Uuid>>("corrected_by").map(EntryId::new),
        received: row.get("received"),
        sealed: row.get("sealed"),
        conflicts: Vec::new(),
        corrections: Vec::new(),
        seq: row.get::<_, Option<i64>>("seq").map_or(0, i64::cast_unsigned),
    })
}

/// The ordinary number in a row, if there is one.
pub(super) fn ordinary(row: &Row) -> Result<Option<OrdinaryNumber>, Failure> {
    let Some(register) = row.get("ordinary_register") else { return Ok(None) };
    let year = u16::try_from(row.get::<_, i32>("ordinary_year"));
    Ok(Some(OrdinaryNumber {
        register,
        year: year.map_err(|_| Failure::damaged("a year"))?,
        number: row.get("ordinary_number"),
        date: row.get("ordinary_date"),
    }))
}

pub(super) fn one(session: &mut Session, id: EntryId) -> Result<Option<CentreEntry>, Failure> {
    let rows = session.rows("select * from entry where id = $1", &[&id.uuid()])?;
    Ok(with_conflicts(session, &rows)?.pop())
}

pub(super) fn by_number(session: &mut Session, number: &str) -> Result<Vec<CentreEntry>, Failure> {
    let rows = session.rows("select * from entry where number = $1 order by id", &[&number])?;
    with_conflicts(session, &rows)
}

pub(super) fn by_ordinary(
    session: &mut Session,
    number: &OrdinaryKey,
) -> Result<Option<CentreEntry>, Failure> {
    let rows = session.rows(
        "select * from entry where ordinary_register = $1 and ordinary_year = $2
             and ordinary_key(ordinary_number) = $3 and not ordinary_doubled",
        &[&number.register, &i32::from(number.year), &number.number],
    )?;
    Ok(with_conflicts(session, &rows)?.pop())
}

/// Entries that had this number before it was put right.
pub(super) fn formerly(session: &mut Session, number: &OrdinaryKey) -> Result<Vec<CentreEntry>, Failure> {
    let rows = session.rows(
        "select * from entry where id in (
             select entry from correction where before_register = $1 and before_year = $2
                 and ordinary_key(before_number) = $3
         ) order by id",
        &[&number.register, &i32::from(number.year), &number.number],
    )?;
    with_conflicts(session, &rows)
}

/// Entries whose number another one holds.
pub(super) fn doubled(session: &mut Session) -> Result<Vec<CentreEntry>, Failure> {
    let rows = session.rows("select * from entry where ordinary_doubled order by id", &[])?;
    with_conflicts(session, &rows)
}

pub(super) fn outcomes(
    session: &mut Session,
    station: StationId,
    after: u64,
    limit: usize,
) -> Result<Vec<CentreEntry>, Failure> {
    let rows = session.rows(
        "select * from entry where station = $1 and seq > $2 order by seq limit $3",
        &[&station.uuid(), &big(after), &most(limit)],
    )?;
    with_conflicts(session, &rows)
}

/// How many entries a station has of an outage, and how they stand.
pub(super) fn count_part(
    session: &mut Session,
    station: StationId,
    outage: OutageId,
    until: Option<Position>,
) -> Result<PartCounts, Failure> {
    let until = until.map(|until| big(until.get()));
    let row = session.row(
        "select count(*) as entries, count(*) filter (where open > 0 and rejected_code is null) as open,
             count(rejected_code) filter (where corrected_by is null) as rejected,
             count(*) filter (where ordinary_register is null and rejected_code is null) as unnumbered,
             (select count(distinct entry) from conflict join entry as called on called.id = conflict.entry
                 where remedy in ('annul', 'replace') and not conflict.called
                     and called.station = $1 and called.outage = $2
                     and ($3::bigint is null or called.position <= $3)) as calls
         from entry where station = $1 and outage = $2 and ($3::bigint is null or position <= $3)",
        &[&station.uuid(), &outage.uuid(), &until],
    )?;
    let row = row.ok_or_else(|| Failure::damaged("a count without an answer"))?;
    Ok(PartCounts {
        entries: count(&row, "entries")?,
        open: count(&row, "open")?,
        rejected: count(&row, "rejected")?,
        calls: count(&row, "calls")?,
        unnumbered: count(&row, "unnumbered")?,
    })
}

/// Each by itself: all but the first are of few entries, and have an index of those.
pub(super) fn counts(session: &mut Session) -> Result<CentreCounts, Failure> {
    let row = session.row(
        "select (select count(*) from entry) as entries, (select count(*) from entry where open > 0) as open,
             (select count(*) from entry where rejected_code is not null and corrected_by is null) as rejected,
             (select count(*) from entry where ordinary_register is null and rejected_code is null) as unnumbered",
        &[],
    )?;
    let row = row.ok_or_else(|| Failure::damaged("a count without an answer"))?;
    Ok(CentreCounts {
        entries: count(&row, "entries")?,
        open: count(&row, "open")?,
        rejected: count(&row, "rejected")?,
        unnumbered: count(&row, "unnumbered")?,
    })
}

/// The conditions of a question, put together for it so that each finds its index.
#[derive(Default)]
struct Conditions {
    all: Vec<String>,
    given: Vec<Box<dyn ToSql + Sync>>,
}

impl Conditions {
    /// Adds a condition; each `{}` in it is the next of `given`.
    fn and(&mut self, condition: &str, given: impl IntoIterator<Item = Box<dyn ToSql + Sync>>) {
        let mut text = condition.to_owned();
        for value in given {
            self.given.push(value);
            text = text.replacen("{}", &format!("${}", self.given.len()), 1);
        }
        self.all.push(text);
    }

    fn and_one(&mut self, condition: &str, given: impl ToSql + Sync + 'static) {
        self.and(condition, [Box::new(given) as Box<dyn ToSql + Sync>]);
    }

    fn of(query: &CentreQuery) -> Self {
        let mut conditions = Self::default();
        if let Some(station) = query.station {
            conditions.and_one("station = {}", station.uuid());
        }
        if !query.outages.is_empty() {
            let outages: Vec<Uuid> = query.outages.iter().map(|outage| outage.uuid()).collect();
            conditions.and_one("outage = any({})", outages);
        }
        if let Some(day) = query.day {
            conditions.and_one("day = {}", day);
        }
        if let Some(kind) = &query.kind {
            conditions.and_one("kind = {}", kind.clone());
        }
        match query.fate {
            None => {}
            Some(Fate::Settled) => conditions.and("ordinary_register is not null and open = 0", []),
            Some(Fate::Open) => conditions.and("rejected_code is null and open > 0", []),
            Some(Fate::Rejected) => conditions.and("rejected_code is not null and corrected_by is null", []),
        }
        if query.unnumbered {
            conditions.and("ordinary_register is null and rejected_code is null", []);
        }
        for find in &query.finds {
            let found = "exists (select from find where find.entry = entry.id and find.key = {})";
            conditions.and_one(found, Uuid::from_bytes(*find));
        }
        conditions
    }

    /// Adds that an entry comes after this one.
    fn after(&mut self, query: &CentreQuery, last: &Row) {
        let place = |column| Box::new(last.get::<_, i64>(column)) as Box<dyn ToSql + Sync>;
        let id = Box::new(last.get::<_, Uuid>("id"));
        if query.in_register_order {
            let (station, number) = (last.get::<_, Uuid>("station"), last.get::<_, String>("number"));
            let given: [Box<dyn ToSql + Sync>; 4] =
                [Box::new(station), place("position"), Box::new(number), id];
            self.and("(station, position, number, id) > ({}, {}, {}, {})", given);
        } else {
            let given: [Box<dyn ToSql + Sync>; 3] = [place("received"), place("position"), id];
            self.and("(received, position, id) < ({}, {}, {})", given);
        }
    }
}

pub(super) fn asked(session: &mut Session, query: &CentreQuery) -> Result<Vec<CentreEntry>, Failure> {
    let mut conditions = Conditions::of(query);
    if let Some(after) = query.after {
        let last = session.row("select * from entry where id = $1", &[&after.uuid()])?;
        let Some(last) = last else { return Ok(Vec::new()) };
        conditions.after(query, &last);
    }
    conditions.and("true", []);
    let order = if query.in_register_order {
        "station, position, number, id"
    } else {
        "received desc, position desc, id desc"
    };
    let sql = format!(
        "select * from entry where {} order by {order} limit {}",
        conditions.all.join(" and "),
        most(query.limit)
    );
    let given: Vec<Given> = conditions.given.iter().map(AsRef::as_ref).collect();
    let rows = session.rows_once(&sql, &given)?;
    with_conflicts(session, &rows)
}
