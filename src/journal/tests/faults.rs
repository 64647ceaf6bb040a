//! Failing, full and dying disks: every acknowledged record is there once, no gap, and what is served stays.

use std::io;

use super::*;
use disk::simulated::Call;

/// Appends in groups of `group` until `upto` or until the journal stops. What was acknowledged.
fn append_in_groups(journal: &Journal, from: u64, upto: u64, group: usize) -> Vec<Anchor> {
    let mut acknowledged = Vec::new();
    let numbers: Vec<u64> = (from..=upto).collect();
    for group in numbers.chunks(group) {
        let tickets: Vec<_> =
            group.iter().map_while(|number| journal.enqueue(draft(payload(*number))).ok()).collect();
        acknowledged.extend(tickets.into_iter().filter_map(|ticket| ticket.wait().ok()));
        if journal.is_stopped() {
            break;
        }
    }
    acknowledged
}

/// Opens after a fault: everything acknowledged is there, in order, without a gap; all served records survive every
/// further power cut; the journal goes on.
fn check(bench: &Bench, acknowledged: &[Anchor], what: &str) {
    let fresh = Settings { fresh_segment: true, ..bench.settings.clone() };
    let bench = Bench { settings: fresh, ..bench.moved_to(&bench.disk) };
    let (journal, opening) = bench.open();
    assert_eq!(opening.standing, Standing::Writable, "{what}: {:?}", opening.findings);
    let served = readable(&journal);
    assert_eq!(served, (1..=served.len() as u64).collect::<Vec<_>>(), "{what}");
    for anchor in acknowledged {
        assert!(matches!(journal.compare(*anchor), Comparison::Agrees { .. }), "{what}: {anchor}");
    }
    let last = served.len() as u64;
    for seed in 0..4 {
        let cut = bench.moved_to(&bench.disk.after_power_cut(seed));
        let (journal, _) = cut.open();
        assert_eq!(readable(&journal), served, "{what}: served records after another power cut");
    }
    append(&journal, last + 1, last + 3);
    drop(journal);
    let report = bench.verify(acknowledged.last().copied());
    assert!(report.is_sound(), "{what}: {report:?}");
}

#[test]
fn an_error_of_the_disk_at_any_write_or_sync_loses_nothing_acknowledged() {
    for kind in [io::ErrorKind::Other, io::ErrorKind::StorageFull] {
        for call in [Call::Write, Call::Sync, Call::Create, Call::Rename, Call::SyncFolder, Call::Allocate] {
            for passes in 0..8 {
                let bench =
                    Bench::with(Settings { segment_bytes: 2048, reserve_bytes: 512, ..Settings::default() });
                let journal = bench.create();
                bench.disk.fail(call, passes, kind);
                let acknowledged = append_in_groups(&journal, 1, 24, 3);
                let what = format!("{kind:?} at {call:?} {passes}");
                if journal.is_stopped() {
                    assert!(acknowledged.len() < 24, "{what}");
                    assert!(matches!(journal.append(draft(payload(99))), Err(AppendError::Stopped)));
                    let still = readable(&journal).len();
                    assert!(still >= acknowledged.len(), "{what}: a stopped journal still serves");
                }
                drop(journal);
                check(&bench, &acknowledged, &what);
            }
        }
    }
}

#[test]
fn a_failed_batch_fails_all_that_wait_behind_it_and_is_told_from_a_refusal() {
    let bench = Bench::new();
    let journal = bench.create();
    append(&journal, 1, 2);
    bench.disk.fail(Call::Sync, 0, io::ErrorKind::Other);
    let tickets: Vec<_> = (3..=6).map_while(|number| journal.enqueue(draft(payload(number))).ok()).collect();
    for ticket in tickets {
        let failure = ticket.wait().unwrap_err();
        assert!(matches!(&failure, AppendError::Uncertain(source) if source.kind() == io::ErrorKind::Other));
    }
    assert!(journal.is_stopped());
    assert_eq!(bench.observed.lock().unwrap().len(), 2, "what may not be durable is never observed");
    journal.resume();
    assert!(journal.is_stopped(), "a stopped journal is not resumed");
}

#[test]
fn power_cut_at_any_moment_loses_nothing_acknowledged() {
    let settings = Settings { segment_bytes: 2048, reserve_bytes: 512, ..Settings::default() };
    let calls = {
        let bench = Bench::with(settings.clone());
        let journal = bench.create();
        append_in_groups(&journal, 1, 18, 3);
        drop(journal);
        bench.disk.calls()
    };
    let born = {
        let bench = Bench::with(settings.clone());
        drop(bench.create());
        bench.disk.calls()
    };
    assert!(calls > born + 20);
    for limit in born..=calls {
        let bench = Bench::with(settings.clone());
        let journal = bench.create();
        bench.disk.lose_power_after(limit);
        let acknowledged = append_in_groups(&journal, 1, 18, 3);
        drop(journal);
        for seed in 0..6 {
            let cut = bench.moved_to(&bench.disk.after_power_cut(seed * 1000 + limit));
            check(&cut, &acknowledged, &format!("power cut after {limit} calls, seed {seed}"));
        }
    }
}

#[test]
fn power_cut_while_reopening_after_a_torn_tail_loses_nothing() {
    let bench = Bench::filled(8);
    let name = bench.segments().pop().unwrap();
    let (_, to) = bench.frames(&name).pop().unwrap();
    bench.disk.tamper(&folder().join(&name), |content| content[to - 20..to].fill(0));
    let acknowledged = headers(&bench.disk.shared(), folder()).unwrap();
    let acknowledged: Vec<_> = acknowledged
        .iter()
        .map(|(header, chain)| Anchor { position: header.position, chain: *chain })
        .collect();
    for limit in 0..24 {
        let dying = bench.moved_to(&bench.disk.copy());
        dying.disk.lose_power_after(limit);
        if let Ok((journal, _)) = dying.try_open() {
            append_in_groups(&journal, 8, 9, 1);
        }
        for seed in 0..6 {
            let cut = bench.moved_to(&dying.disk.after_power_cut(seed));
            check(&cut, &acknowledged, &format!("power cut after {limit} calls of reopening, seed {seed}"));
        }
    }
}

#[test]
fn a_full_disk_leaves_room_to_close_and_says_so() {
    let settings = Settings { segment_bytes: 64 * 1024, reserve_bytes: 1024 * 1024, ..Settings::default() };
    let bench = Bench::with(settings);
    let journal = bench.create();
    assert_eq!(journal.space(), Space::Normal);
    append(&journal, 1, 10);
    bench.disk.limit(Some(bench.disk.used()));
    let mut number = 10;
    while journal.space() == Space::Normal {
        number += 1;
        append(&journal, number, number);
    }
    // The reserve is in use: several hundred records more.
    append(&journal, number + 1, number + 400);
    assert_eq!(journal.restore_reserve(), Space::Low, "there is still no room for it");
    append(&journal, number + 401, number + 402);
    bench.disk.limit(None);
    assert_eq!(journal.restore_reserve(), Space::Normal);
    drop(journal);
    assert!(bench.verify(None).is_sound());
}

#[test]
fn what_is_in_the_way_of_the_reserve_is_not_taken_for_a_full_disk() {
    let bench = Bench::new();
    let first = folder().join("reserve");
    bench.disk.refuse(&first);
    let journal = bench.create();
    assert_eq!(journal.space(), Space::Normal, "another name will do");
    bench.disk.refuse(&folder().join("reserve-2"));
    assert_eq!(journal.restore_reserve(), Space::Normal);
    assert_eq!(journal.release_reserve(), Space::Low);
    assert_eq!(journal.restore_reserve(), Space::Unreserved);
    append(&journal, 1, 3);
    drop(journal);
    assert!(bench.verify(None).is_sound());
    // One that was damaged is made anew.
    let bench = Bench::filled(2);
    bench.disk.tamper(&first, |content| content.truncate(3));
    let (journal, _) = bench.open();
    assert_eq!(journal.space(), Space::Normal);
    assert_eq!(bench.disk.length(&first).unwrap(), 1024);
}

#[test]
fn a_disk_that_is_full_to_the_last_byte_stops_the_journal_and_lets_it_be_read() {
    let bench = Bench::with(Settings { segment_bytes: 2048, reserve_bytes: 0, ..Settings::default() });
    let journal = bench.create();
    bench.disk.limit(Some(bench.disk.used()));
    let acknowledged = append_in_groups(&journal, 1, 50, 1);
    assert!(journal.is_stopped() && !acknowledged.is_empty());
    drop(journal);
    let (journal, opening) = bench.open();
    assert_eq!(opening.records, acknowledged.len() as u64);
    drop(journal);
    bench.disk.limit(None);
    check(&bench, &acknowledged, "after room was made");
}

#[test]
fn records_that_cannot_be_made_certain_are_served_read_only() {
    let bench = Bench::filled(5);
    bench.disk.fail(Call::Write, 0, io::ErrorKind::Other);
    let (journal, opening) = bench.open();
    let span = Span { from: position(1), to: position(5) };
    assert_eq!(opening.findings, [Finding::Unconfirmed(span)]);
    assert_eq!(opening.standing, Standing::ReadOnly);
    assert_eq!(readable(&journal), [1, 2, 3, 4, 5]);
}

#[test]
fn a_journal_that_cannot_be_begun_can_be_begun_again() {
    for limit in 0..12 {
        let bench = Bench::new();
        let calls = bench.disk.calls();
        bench.disk.lose_power_after(calls + limit);
        let begun = Journal::create(bench.means.clone(), folder(), bench.settings.clone(), bench.observer());
        drop(begun);
        for seed in 0..4 {
            let again = bench.moved_to(&bench.disk.after_power_cut(seed));
            let journal =
                if Journal::exists(&again.disk, folder()).unwrap() { again.open().0 } else { again.create() };
            append(&journal, 1, 2);
            drop(journal);
            assert!(again.verify(None).is_sound());
        }
    }
}
