//! The least a database must do: the same rows, with the same indexes, by `UNNEST` alone.

use std::time::{Duration, Instant};

use chrono::NaiveDate;
use postgres::types::ToSql;
use postgres::{Client, Row, Transaction};
use uuid::Uuid;

/// Records of one transaction, as a batch of a station has them.
const BATCH: i64 = 500;

/// The rows of one batch, read before the clock runs.
struct Rows {
    records: Vec<Row>,
    entries: Vec<Row>,
    finds: Vec<Row>,
    facts: Vec<Row>,
}

/// Puts what the hub stored into tables of the same shape; entries a second.
#[allow(clippy::disallowed_methods, clippy::cast_precision_loss, reason = "a bench reads the clock")]
pub fn run(client: &mut Client, entries: usize) -> f64 {
    for table in ["record", "entry", "find", "fact"] {
        let copied = format!("create table plain_{table} (like {table} including all)");
        client.batch_execute(&copied).expect("a table like the hub's");
    }
    let last: i64 = client.query_one("select max(position) from record", &[]).expect("records").get(0);
    let mut took = Duration::ZERO;
    let mut put = 0;
    for first in (1..=last).step_by(usize::try_from(BATCH).expect("a small number")) {
        let rows = read(client, first, first + BATCH - 1);
        put += rows.entries.len();
        let start = Instant::now();
        let mut transaction = client.transaction().expect("begun");
        rows.put(&mut transaction);
        transaction.commit().expect("durable");
        took += start.elapsed();
    }
    assert_eq!(put, entries, "the same rows");
    put as f64 / took.as_secs_f64()
}

fn read(client: &mut Client, first: i64, last: i64) -> Rows {
    let range: [&(dyn ToSql + Sync); 2] = [&first, &last];
    let mut rows = |sql: &str| client.query(sql, &range).expect("rows");
    Rows {
        records: rows("select * from record where position between $1 and $2 order by position"),
        entries: rows("select * from entry where position between $1 and $2 order by position"),
        finds: rows(
            "select find.* from find join entry on id = find.entry where position between $1 and $2 order by key, entry",
        ),
        facts: rows(
            "select fact.* from fact join entry on id = fact.entry where position between $1 and $2 order by fact.kind, key",
        ),
    }
}

/// One column of rows, by its name.
macro_rules! column {
    ($rows:expr, $name:literal, $kind:ty) => {
        &$rows.iter().map(|row| row.get($name)).collect::<Vec<$kind>>()
    };
}

impl Rows {
    fn put(&self, to: &mut Transaction<'_>) {
        self.put_records(to);
        let finds = &self.finds;
        let columns: [&(dyn ToSql + Sync); 2] = [column!(finds, "key", Uuid), column!(finds, "entry", Uuid)];
        insert(to, "find (key, entry)", "$1::uuid[], $2::uuid[]", &columns);
        let facts = &self.facts;
        let columns: [&(dyn ToSql + Sync); 3] =
            [column!(facts, "kind", i16), column!(facts, "key", Uuid), column!(facts, "entry", Uuid)];
        insert(to, "fact (kind, key, entry)", "$1::smallint[], $2::uuid[], $3::uuid[]", &columns);
        self.put_entries(to);
    }

    fn put_records(&self, to: &mut Transaction<'_>) {
        let rows = &self.records;
        let columns: [&(dyn ToSql + Sync); 5] = [
            column!(rows, "station", Uuid),
            column!(rows, "position", i64),
            column!(rows, "header", &[u8]),
            column!(rows, "chain", &[u8]),
            column!(rows, "sealed", Option<&[u8]>),
        ];
        let kinds = "$1::uuid[], $2::bigint[], $3::bytea[], $4::bytea[], $5::bytea[]";
        insert(to, "record (station, position, header, chain, sealed)", kinds, &columns);
    }

    fn put_entries(&self, to: &mut Transaction<'_>) {
        let rows = &self.entries;
        let columns: [&(dyn ToSql + Sync); 20] = [
            column!(rows, "id", Uuid),
            column!(rows, "station", Uuid),
            column!(rows, "position", i64),
            column!(rows, "number", &str),
            column!(rows, "issued", i64),
            column!(rows, "day", Option<NaiveDate>),
            column!(rows, "kind", &str),
            column!(rows, "title", &str),
            column!(rows, "outage", Uuid),
            column!(rows, "state", &str),
            column!(rows, "ordinary_register", Option<&str>),
            column!(rows, "ordinary_year", Option<i32>),
            column!(rows, "ordinary_number", Option<&str>),
            column!(rows, "ordinary_date", Option<NaiveDate>),
            column!(rows, "rejected_code", Option<&str>),
            column!(rows, "rejected_reason", Option<&str>),
            column!(rows, "received", i64),
            column!(rows, "sealed", &[u8]),
            column!(rows, "seq", i64),
            column!(rows, "open", i32),
        ];
        insert(
            to,
            "entry (id, station, position, number, issued, day, kind, title, outage, state, ordinary_register,
             ordinary_year, ordinary_number, ordinary_date, rejected_code, rejected_reason, received, sealed, seq, open)",
            "$1::uuid[], $2::uuid[], $3::bigint[], $4::text[], $5::bigint[], $6::date[], $7::text[], $8::text[],
             $9::uuid[], $10::text[], $11::text[], $12::integer[], $13::text[], $14::date[], $15::text[],
             $16::text[], $17::bigint[], $18::bytea[], $19::bigint[], $20::integer[]",
            &columns,
        );
    }
}

fn insert(to: &mut Transaction<'_>, table: &str, kinds: &str, columns: &[&(dyn ToSql + Sync)]) {
    let sql = format!("insert into plain_{table} select * from unnest({kinds})");
    to.execute(sql.as_str(), columns).expect("put");
}
