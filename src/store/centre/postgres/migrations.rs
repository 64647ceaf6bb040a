//! The tables, version by version. Several hubs may start at once; a newer program's tables are refused.

use sha2::{Digest as _, Sha256};

use super::failure::Failure;
use super::session::Session;

/// One step. Its text never changes once it was released: a change is another step.
pub(super) struct Migration {
    pub(super) version: i32,
    pub(super) name: &'static str,
    pub(super) sql: &'static str,
}

/// All steps, oldest first.
pub(super) const ALL: &[Migration] = &[
    Migration { version: 1, name: "first", sql: include_str!("migrations/0001-first.sql") },
    Migration {
        version: 2,
        name: "numbers-and-corrections",
        sql: include_str!("migrations/0002-numbers-and-corrections.sql"),
    },
    Migration {
        version: 3,
        name: "heads-and-bodies",
        sql: include_str!("migrations/0003-heads-and-bodies.sql"),
    },
    Migration { version: 4, name: "lives", sql: include_str!("migrations/0004-lives.sql") },
    Migration { version: 5, name: "calls", sql: include_str!("migrations/0005-calls.sql") },
    Migration {
        version: 6,
        name: "numbers-as-numbers",
        sql: include_str!("migrations/0006-numbers-as-numbers.sql"),
    },
    Migration { version: 7, name: "corrections", sql: include_str!("migrations/0007-corrections.sql") },
    Migration { version: 8, name: "told", sql: include_str!("migrations/0008-told.sql") },
    Migration { version: 9, name: "first-by-issue", sql: include_str!("migrations/0009-first-by-issue.sql") },
    Migration {
        version: 10,
        name: "accounts-and-deeds",
        sql: include_str!("migrations/0010-accounts-and-deeds.sql"),
    },
];

/// The lock under which steps are taken: an arbitrary number of this program's own.
const LOCK: i64 = 0x5350_4f52_5445_4c4c;

impl Migration {
    /// SHA-256 of its text.
    pub(super) fn checksum(&self) -> [u8; 32] {
        Sha256::digest(self.sql).into()
    }
}

/// Takes the steps that are lacking.
pub(super) fn apply(session: &mut Session, all: &[Migration]) -> Result<(), Failure> {
    session.run("set local statement_timeout = '10min'; set local lock_timeout = '10min'")?;
    session.rows_once("select pg_advisory_xact_lock($1)", &[&LOCK])?;
    session.run(
        "create table if not exists migration (version integer primary key, name text not null, \
         checksum bytea not null, applied timestamptz not null default now())",
    )?;
    let applied = session.rows_once("select version, checksum from migration order by version", &[])?;
    for row in &applied {
        let (version, checksum): (i32, &[u8]) = (row.get(0), row.get(1));
        match all.iter().find(|migration| migration.version == version) {
            None => {
                let newest = all.last().map_or(0, |migration| migration.version);
                return Err(Failure::Damaged(format!(
                    "its tables are of version {version}, made by a newer program; this one knows them up to {newest}: \
                     update this program"
                )));
            }
            Some(migration) if migration.checksum() != checksum => {
                return Err(Failure::Damaged(format!(
                    "version {version} of its tables is another program's"
                )));
            }
            Some(_) => {}
        }
    }
    for migration in &all[applied.len().min(all.len())..] {
        session.run(migration.sql)?;
        session.rows_once(
            "insert into migration (version, name, checksum) values ($1, $2, $3)",
            &[&migration.version, &migration.name, &migration.checksum().as_slice()],
        )?;
    }
    Ok(())
}
