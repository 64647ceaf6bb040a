//! Death at every single system call that writes or syncs, on the way of a paper from the key press to the hand.

use std::collections::BTreeMap;

use serde_json::json;

use crate::support::api::{Api, Lost};
use crate::support::counter::{Asked, assert_whole, clerk, issue_as, opened};
use crate::support::effort::is_long;
use crate::support::faults::{Calls, Fault, Tracer};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::within;

/// More calls than a paper needs: a fault there never comes.
const NEVER: usize = 60_000;

#[test]
fn killed_at_every_sync_of_an_issue_nothing_is_lost() {
    sweep(Calls::Sync);
}

#[test]
fn killed_at_every_write_of_an_issue_nothing_is_lost() {
    sweep(Calls::Write);
}

fn sweep(calls: Calls) {
    if !available(&[Tool::Strace]) {
        return;
    }
    let mut station = Start::demo().start();
    let clerk_before = opened(&station);
    let mut before = Asked::default();
    before.issue(&clerk_before, "Prima").unwrap();
    station.stop();
    let kept = station.keep();

    let points = observe(&mut station, calls, before.clone());
    assert!(points > 0, "a paper needs {calls:?} calls");
    let mut deaths = 0;
    for at in 1..=points {
        station.restore(&kept);
        station.launch();
        let mut asked = before.clone();
        deaths += usize::from(dies(&mut station, calls, at, &mut asked));
        assert_whole(&mut station, &asked);
    }
    assert!(deaths > 0, "at least one death struck");
    println!("{calls:?}: {points} points, {deaths} deaths, nothing lost");
}

/// How often the busiest thread calls the busiest of `calls`.
fn observe(station: &mut Station, calls: Calls, mut asked: Asked) -> usize {
    station.launch();
    let clerk = clerk(station);
    let tracer = Tracer::attach(station.process(), calls, Fault::Kill, NEVER, &station.data());
    way_of_a_paper(&clerk, &mut asked).expect("nothing strikes yet");
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for call in tracer.calls() {
        if let Some((thread, rest)) = call.split_once(' ')
            && let Some((name, _)) = rest.trim_start().split_once('(')
        {
            *counts.entry((thread.to_owned(), name.to_owned())).or_default() += 1;
        }
    }
    drop(tracer);
    station.stop();
    counts.into_values().max().unwrap_or_default()
}

/// Goes the way of a paper with death waiting at the `at`-th call; whether it struck.
fn dies(station: &mut Station, calls: Calls, at: usize, asked: &mut Asked) -> bool {
    let clerk = clerk(station);
    let tracer = Tracer::attach(station.process(), calls, Fault::Kill, at, &station.data());
    let lost = way_of_a_paper(&clerk, asked).is_err();
    if lost {
        station.await_end();
        return true;
    }
    // A background thread may be about to make its last call.
    let died = within(std::time::Duration::from_millis(50), || station.ended()).is_some();
    drop(tracer);
    if died {
        station.await_end();
    } else {
        station.kill();
    }
    died
}

/// Issue; in the long form also print and answer.
fn way_of_a_paper(clerk: &Api, asked: &mut Asked) -> Result<(), Lost> {
    let id = clerk.mint();
    asked.ask(id);
    let entry = issue_as(clerk, id, "Durante")?.expect(201);
    asked.acknowledge(id, &entry);
    if is_long() {
        clerk.post(&format!("/api/v1/entries/{id}/prints"), &json!(null))?.expect(200);
        clerk
            .post(&format!("/api/v1/entries/{id}/print-results"), &json!({ "outcome": "came-out" }))?
            .expect(200);
    }
    Ok(())
}
