//! What only the store on `PostgreSQL` can suffer.
#![cfg(unix)]

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::migrations::{self, Migration};
use super::{Address, PostgresCentre};
use crate::centre::tests::cluster::{Database, Syncs, database, own};
use crate::centre::tests::made::*;
use crate::centre::{CentreStore as _, CentreStoreError, ReceiveError};
use domain::ids::anchor::Position;

fn refused(outcome: Result<PostgresCentre, CentreStoreError>) -> CentreStoreError {
    match outcome {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

/// This program's steps, and one after them.
fn and_then(name: &'static str, sql: &'static str) -> Vec<Migration> {
    let all = migrations::ALL.iter().map(|step| Migration { ..*step });
    let version = i32::try_from(migrations::ALL.len() + 1).unwrap();
    all.chain([Migration { version, name, sql }]).collect()
}

#[test]
fn several_hubs_may_make_the_tables_at_once() {
    let Some(database) = database() else { return };
    let barrier = Barrier::new(4);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                barrier.wait();
                database.open();
            });
        }
    });
    database.open();
    let row = database.client().query_one("select count(*), max(version) from migration", &[]).unwrap();
    let newest = migrations::ALL.last().unwrap().version;
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i32>(1)), (i64::from(newest), newest));
}

#[test]
fn tables_of_a_newer_or_of_another_program_are_refused_with_words() {
    let Some(database) = database() else { return };
    let newer = and_then("newer", "create table newer (id integer)");
    let told = format!("version {}, made by a newer program", newer.len());
    PostgresCentre::open_with(database.address(), &newer).unwrap();
    let error = refused(PostgresCentre::open(database.address()));
    assert!(matches!(&error, CentreStoreError::Damaged(words) if words.contains(&told)), "{error}");
    let altered = Migration { sql: "create table first (id integer)", ..migrations::ALL[0] };
    let error = refused(PostgresCentre::open_with(database.address(), &[altered]));
    assert!(
        matches!(&error, CentreStoreError::Damaged(words) if words.contains("another program's")),
        "{error}"
    );
}

#[test]
fn a_step_that_fails_leaves_the_tables_as_they_were() {
    let Some(database) = database() else { return };
    database.open();
    let broken = and_then("broken", "create table half (id integer); select nothing");
    let error = refused(PostgresCentre::open_with(database.address(), &broken));
    assert!(error.to_string().contains("nothing"), "{error}");
    database.open().put_station(&station(1)).unwrap();
    let half = database.client().query_one("select to_regclass('half') is null", &[]).unwrap();
    assert!(half.get::<_, bool>(0));
}

/// Takes back what every step after the first did, as if it had never been.
const BACK_TO_THE_FIRST: &str = "
    drop table told;
    alter table fact drop column clash;
    drop table correction;
    alter table entry drop column corrections;
    drop index entry_ordinary, entry_ordinary_doubled;
    alter table entry drop column ordinary_doubled;
    alter table entry add constraint entry_ordinary unique (ordinary_register, ordinary_year, ordinary_number);
    drop function ordinary_key(text);
    alter table conflict drop column called, drop column call;
    alter table outage drop column officially, drop column officially_sealed;
    alter table station drop column head_seen, drop column body;
    drop table deed;
    alter table enrolment drop column source, drop column notes;
    drop table account;
    alter table account_in_clear rename to account;
    alter table account drop column body;
    alter table ordinary_sequence drop column body;
    alter table setting drop column body;
    drop index entry_unnumbered;
    alter table entry drop column corrected_by, alter column seq set not null;
    delete from migration where version > 1;
";

#[test]
fn a_database_of_the_first_version_is_brought_up_to_this_one_with_all_that_is_in_it() {
    let Some(database) = database() else { return };
    let filled = database.open();
    enrol(&filled, &[1]);
    take(&filled, 1, 3);
    drop(filled);
    database.client().batch_execute(BACK_TO_THE_FIRST).unwrap();
    let store = database.open();
    is_whole(&store, &[1], 3);
    let brought_up = store.station(station_id(1)).unwrap().unwrap();
    assert_eq!((brought_up.head_seen, brought_up.body.as_str()), (None, ""), "nobody kept these then");
    let head = store.station(station_id(1)).unwrap().unwrap().head;
    store.receive(&unnumbered(plain(1, head, 1))).unwrap();
    assert_eq!(store.number(&[(entry_id(1, 4), given("77"))]).unwrap(), 1);
    assert_eq!(store.entry(entry_id(1, 4)).unwrap().unwrap().seq, 4);
}

#[test]
fn numbers_given_twice_before_they_were_compared_as_numbers_are_brought_up_and_told() {
    let Some(database) = database() else { return };
    let filled = database.open();
    enrol(&filled, &[1]);
    take(&filled, 1, 4);
    drop(filled);
    database.client().batch_execute(BACK_TO_THE_FIRST).unwrap();
    // Once 2 of the office and 0000002 of the own sequence were two numbers, and 6 was none it would come to.
    let office = "update entry set ordinary_number = '2' where position = 3;
        update entry set ordinary_number = '6' where position = 4";
    database.client().batch_execute(office).unwrap();
    let store = database.open();
    let doubled: Vec<_> = store.doubled().unwrap().iter().map(|entry| entry.id).collect();
    assert_eq!(doubled, [entry_id(1, 3)]);
    for written in ["2", "0000002"] {
        let held = store.by_ordinary(&ordinary("PG", 2026, written)).unwrap().unwrap();
        assert_eq!(held.id, entry_id(1, 2), "{written}");
    }
    put_right_what_is_doubled(&store, (3, 2));
    take(&store, 1, 2);
    let own = |at| store.entry(entry_id(1, at)).unwrap().unwrap().ordinary.unwrap().number;
    assert_eq!([own(5), own(6)], ["0000005", "0000007"]);
}

#[test]
fn the_line_is_secured_as_the_address_says() {
    let Some(database) = database() else { return };
    let root = database.cluster.certificate();
    let root = root.to_str().unwrap();
    let secured = |secured: &str| {
        let store = PostgresCentre::open(database.by_tcp("localhost", secured)).unwrap();
        let asked = store.read(|session| {
            session.rows("select version from pg_stat_ssl where pid = pg_backend_pid() and ssl", &[])
        });
        asked.unwrap().first().map(|row| row.get::<_, String>(0))
    };
    assert_eq!(secured("sslmode=disable"), None);
    let full = format!("sslmode=verify-full&sslrootcert={root}");
    for words in ["sslmode=prefer", "sslmode=require", &full] {
        assert_eq!(secured(words).as_deref(), Some("TLSv1.3"), "{words}");
    }
}

#[test]
fn a_database_that_cannot_show_who_it_is_is_refused() {
    let Some(database) = database() else { return };
    let root = database.cluster.certificate();
    let root = root.to_str().unwrap();
    // The certificate is for localhost, not for the number.
    let other_name = database.by_tcp("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={root}"));
    assert!(matches!(refused(PostgresCentre::open(other_name)), CentreStoreError::Unavailable(_)));
    let elsewhere = tempfile::NamedTempFile::new().unwrap();
    let no_root = format!("sslmode=verify-full&sslrootcert={}", elsewhere.path().display());
    let unknown = database.by_tcp("localhost", &no_root);
    assert!(matches!(refused(PostgresCentre::open(unknown)), CentreStoreError::Unavailable(_)));
}

#[test]
fn nobody_there_is_told_at_once_and_without_the_password() {
    let nobody = Address::parse("postgres://a:secret@127.0.0.1:1/x").unwrap();
    let error = refused(PostgresCentre::open(nobody));
    let words = format!("{error} {error:?}");
    assert!(matches!(error, CentreStoreError::Unavailable(_)), "{words}");
    assert!(!words.contains("secret"), "{words}");
}

/// Ends all other connections to the database.
fn cut(database: &Database) {
    let cut = "select pg_terminate_backend(pid) from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid()";
    database.client().query(cut, &[]).unwrap();
}

#[test]
fn connections_lost_while_idle_are_not_noticed() {
    let Some(database) = database() else { return };
    let store = database.open();
    enrol(&store, &[1]);
    for _ in 0..3 {
        cut(&database);
        take(&store, 1, 2);
        cut(&database);
        assert_eq!(store.stations().unwrap().len(), 1);
    }
    assert_eq!(numbers(&store).len(), 6);
}

#[test]
fn a_database_stopped_is_unavailable_until_it_runs_again() {
    let Some(cluster) = own("stopped", Syncs::Yes) else { return };
    let database = cluster.database();
    let store = database.open();
    enrol(&store, &[1]);
    take(&store, 1, 5);
    cluster.stop();
    for _ in 0..3 {
        assert!(matches!(store.stations(), Err(CentreStoreError::Unavailable(_))));
        let batch = plain(1, Some(anchor(1, 0, 5)), 1);
        let outcome = store.receive(&batch);
        assert!(matches!(outcome, Err(ReceiveError::Store(CentreStoreError::Unavailable(_)))));
    }
    cluster.start_again();
    take(&store, 1, 5);
    assert_eq!(numbers(&store).len(), 10);
}

/// Sends `batches` of ten entries of a station, asking where it stands after each failure, as a station does.
fn send(store: &PostgresCentre, station: u8, batches: u64) {
    let mut tries = 0;
    loop {
        let Ok(Some(row)) = store.station(station_id(station)) else { continue };
        if row.head.is_some_and(|head| head.position.get() >= batches * 10) {
            return;
        }
        match store.receive(&plain(station, row.head, 10)) {
            Ok(())
            | Err(ReceiveError::Moved { .. } | ReceiveError::Store(CentreStoreError::Unavailable(_))) => {}
            Err(other) => panic!("{other}"),
        }
        tries += 1;
        assert!(tries < 100_000, "it comes to no end");
    }
}

/// Everything of these stations is there once and in order.
fn is_whole(store: &PostgresCentre, stations: &[u8], entries: u64) {
    let all = store.entries(&crate::centre::row::CentreQuery { in_register_order: true, ..all() }).unwrap();
    assert_eq!(all.len() as u64, stations.len() as u64 * entries);
    assert_eq!(store.counts().unwrap().entries, all.len() as u64);
    let mut numbers: Vec<_> = all.iter().map(|entry| entry.ordinary.clone().unwrap().number).collect();
    numbers.sort_unstable();
    let gap_free: Vec<_> = (1..=all.len()).map(|number| format!("{number:07}")).collect();
    assert_eq!(numbers, gap_free);
    for number in stations {
        let of_one: Vec<_> = all.iter().filter(|entry| entry.station == station_id(*number)).collect();
        assert!(of_one.iter().map(|entry| entry.position.get()).eq(1..=entries));
        assert!(of_one.iter().map(|entry| entry.seq).eq(1..=entries));
        assert!(of_one.iter().all(|entry| entry.conflicts.is_empty()));
        let mut order: Vec<_> = of_one.iter().map(|entry| entry.ordinary.clone().unwrap().number).collect();
        assert!(order.is_sorted(), "numbers follow the order of the batches");
        order.dedup();
        assert_eq!(order.len() as u64, entries);
        let row = store.station(station_id(*number)).unwrap().unwrap();
        assert_eq!((row.head, row.outcomes), (Some(anchor(*number, 0, entries)), entries));
        let chains = store.chains(station_id(*number), Position::FIRST, 10_000).unwrap();
        assert_eq!(chains.len() as u64, entries);
    }
}

#[test]
fn two_hubs_on_one_database_number_without_gaps_and_take_nothing_twice() {
    let Some(database) = database() else { return };
    let hubs = [database.open(), database.open()];
    let stations = [1, 2, 3, 4];
    enrol(&hubs[0], &stations);
    thread::scope(|scope| {
        for hub in &hubs {
            // Both hubs are sent the batches of every station.
            for number in stations {
                scope.spawn(move || send(hub, number, 15));
            }
        }
    });
    is_whole(&hubs[1], &stations, 150);
}

#[test]
fn two_hubs_that_get_the_same_entries_from_two_stations_keep_each_once() {
    let Some(database) = database() else { return };
    let hubs = [database.open(), database.open()];
    enrol(&hubs[0], &[1, 2]);
    let barrier = &Barrier::new(2);
    thread::scope(|scope| {
        for (hub, number) in hubs.iter().zip([1, 2]) {
            scope.spawn(move || {
                // None fails before all have met.
                let mut outcomes = Vec::new();
                for round in 0..20 {
                    let first = round * 5 + 1;
                    let head = (round > 0).then(|| anchor(number, 0, first - 1));
                    let mut batch = records(number, head, 5);
                    for (at, id) in
                        (first..first + 5).zip((0..5).map(|at| if number == 1 { at } else { 4 - at }))
                    {
                        // The same entries, with the same facts, in the other order.
                        let mut new =
                            having(entry(9, first + id), crate::centre::row::FactKind::Stamp, id + 7);
                        new.position = position(at);
                        new.again_id = conflict_id((u64::from(number) << 40) | at);
                        new.clash_ids = vec![conflict_id((u64::from(number + 8) << 40) | at)];
                        batch.entries.push(new);
                    }
                    barrier.wait();
                    outcomes.push(hub.receive(&batch));
                }
                for outcome in outcomes {
                    outcome.unwrap();
                }
            });
        }
    });
    let store = &hubs[0];
    assert_eq!(store.counts().unwrap().entries, 100);
    let mut told = numbers(store);
    told.sort_unstable();
    assert_eq!(told, (1..=100).map(|number| format!("{number:07}")).collect::<Vec<_>>());
    for at in 1..=100 {
        let conflicts = store.entry(entry_id(9, at)).unwrap().unwrap().conflicts;
        let again = conflicts.iter().filter(|row| row.kind.code() == "already-recovered").count();
        assert_eq!(again, 1, "{at}");
    }
    let outcomes: u64 = store.stations().unwrap().iter().map(|row| row.outcomes).sum();
    assert_eq!(outcomes, 200);
}

#[test]
fn a_connection_cut_at_any_moment_leaves_a_batch_whole_or_not_at_all() {
    let Some(database) = database() else { return };
    let store = database.open();
    let stations = [1, 2];
    enrol(&store, &stations);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let cutting = scope.spawn(|| {
            let mut client = database.client();
            let mut cuts = 0;
            while !done.load(Ordering::Relaxed) {
                let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                           where datname = current_database() and pid <> pg_backend_pid()";
                cuts += client.query_one(cut, &[]).unwrap().get::<_, i64>(0);
                client.query_one("select pg_sleep(random() * 0.03)", &[]).unwrap();
            }
            cuts
        });
        let store = &store;
        let sending = stations.map(|number| scope.spawn(move || send(store, number, 30)));
        for one in sending {
            one.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
        assert!(cutting.join().unwrap() > 0, "nothing was cut");
    });
    is_whole(&store, &stations, 300);
}

#[test]
fn a_database_killed_at_any_moment_leaves_a_batch_whole_or_not_at_all() {
    let Some(cluster) = own("killed", Syncs::No) else { return };
    let database = cluster.database();
    let store = database.open();
    enrol(&store, &[1]);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let killing = scope.spawn(|| {
            for _ in 0..6 {
                // As long as some batches take.
                let before = heard(&database);
                while heard(&database) < before + 3 && !done.load(Ordering::Relaxed) {
                    thread::yield_now();
                }
                cluster.stop();
                cluster.start_again();
            }
        });
        scope.spawn(|| {
            send(&store, 1, 60);
            done.store(true, Ordering::Relaxed);
        });
        killing.join().unwrap();
    });
    is_whole(&store, &[1], 600);
}

/// Batches of ten that were taken.
fn heard(database: &Database) -> i64 {
    let position = "select coalesce(max(head_position), 0) / 10 from station";
    database.client().query_one(position, &[]).unwrap().get(0)
}
