//! The disk refuses: errors on writing, on syncing, no room.

use crate::support::counter::{Asked, assert_whole, clerk, issue_as, opened};
use crate::support::faults::{Calls, Tracer};
use crate::support::station::Start;
use crate::support::tool::{Tool, available};

#[test]
fn an_input_output_error_on_sync_is_told_and_nothing_acknowledged_is_lost() {
    refused(Calls::Sync, "EIO");
}

#[test]
fn an_input_output_error_on_write_is_told_and_nothing_acknowledged_is_lost() {
    refused(Calls::Write, "EIO");
}

#[test]
fn no_room_on_write_is_told_and_nothing_acknowledged_is_lost() {
    refused(Calls::Write, "ENOSPC");
}

#[test]
fn no_room_on_sync_is_told_and_nothing_acknowledged_is_lost() {
    refused(Calls::Sync, "ENOSPC");
}

/// Every call on the station's files fails from the first on; later the disk is well again and the station restarted.
fn refused(calls: Calls, error: &'static str) {
    if !available(&[Tool::Strace]) {
        return;
    }
    let mut station = Start::demo().start();
    let clerk_before = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk_before, "Prima").unwrap();

    let tracer = Tracer::fail(station.process(), calls, error, &station.data());
    let id = clerk_before.mint();
    asked.ask(id);
    let answer = issue_as(&clerk_before, id, "Durante").expect("it answers, also when the disk does not");
    assert!(tracer.struck(), "the fault was let in: {:?}", tracer.calls());
    assert!([503, 507].contains(&answer.status), "{}: {}", answer.status, answer.text());
    assert_eq!(answer.content_type.split(';').next(), Some("application/problem+json"));
    assert!(!answer.text().contains("Durante"), "no personal data in {}", answer.text());

    // Nothing is retried on a handle whose sync failed: also the next one is refused, and reading works on.
    let next = clerk_before.mint();
    asked.ask(next);
    let refusal = issue_as(&clerk_before, next, "Dopo").expect("it answers");
    assert!([503, 507].contains(&refusal.status), "{}: {}", refusal.status, refusal.text());
    clerk_before.get("/status").unwrap().expect(200);
    drop(tracer);
    station.kill();

    station.launch();
    let clerk_after = clerk(&station);
    let again = issue_as(&clerk_after, id, "Durante").unwrap().expect(201);
    asked.acknowledge(id, &again);
    let entry = issue_as(&clerk_after, next, "Dopo").unwrap().expect(201);
    asked.acknowledge(next, &entry);
    station.stop();
    assert_whole(&mut station, &asked);
}
