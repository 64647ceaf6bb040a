//! Death at every single system call that changes a disk, of every thread, on the way of a paper from the key press to
//! the hand.

use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use crate::support::api::{Api, Lost};
use crate::support::counter::{Asked, assert_whole, clerk, issue_as, opened};
use crate::support::effort::is_long;
use crate::support::faults::{Point, Tracer};
use crate::support::station::{Kept, Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::within;

/// Threads that work some seconds later than the key press: their calls are waited for.
const LATER: [&str; 3] = ["upkeep", "high-water", "sled-io"];
const UPKEEP: Duration = Duration::from_secs(8);

/// A step of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Issue,
    Print,
    Answer,
}

const WAY: [Step; 3] = [Step::Issue, Step::Print, Step::Answer];

impl Step {
    fn take(self, clerk: &Api, id: Uuid, asked: &mut Asked) -> Result<(), Lost> {
        let path = format!("/api/v1/entries/{id}");
        match self {
            Self::Issue => {
                asked.ask(id);
                let entry = issue_as(clerk, id, "Durante")?.expect(201);
                asked.acknowledge(id, &entry);
            }
            Self::Print => {
                assert_eq!(clerk.post(&format!("{path}/prints"), &json!(null))?.status, 200);
            }
            Self::Answer => {
                clerk.post(&format!("{path}/print-results"), &json!({ "outcome": "came-out" }))?.expect(200);
            }
        }
        Ok(())
    }
}

#[test]
fn killed_at_every_call_that_writes_or_syncs_nothing_is_lost() {
    if !available(&[Tool::Strace]) {
        return;
    }
    let mut station = Start::demo().start();
    let mut before = Asked::default();
    before.issue(&opened(&station), "Prima").unwrap();
    station.stop();
    let kept = station.keep();
    let steps = if is_long() { &WAY[..] } else { &WAY[..1] };
    for step in steps {
        let points = observe(&mut station, &kept, *step);
        assert!(points.iter().any(|point| point.thread == "journal"), "{step:?}: {points:?}");
        let mut deaths = 0;
        for point in &points {
            // The call may fall to a worker born after strace came, or two calls to one batch: a second try.
            let died = (0..2).any(|_| {
                station.restore(&kept);
                station.launch();
                let mut asked = before.clone();
                let died = dies(&mut station, *step, point, &mut asked);
                assert_whole(&mut station, &asked);
                died
            });
            deaths += usize::from(died);
        }
        assert!(deaths * 10 >= points.len() * 8, "{deaths} of {points:?}");
        println!(
            "{step:?}: {} calls that write or sync, {deaths} deaths at them, nothing lost",
            points.len()
        );
    }
}

/// Goes the way up to `step`; what was asked for.
fn go_up_to(step: Step, clerk: &Api, asked: &mut Asked) -> Uuid {
    let id = clerk.mint();
    for earlier in WAY.iter().take_while(|earlier| **earlier != step) {
        earlier.take(clerk, id, asked).expect("nothing strikes yet");
    }
    id
}

/// The calls that a step brings about, some seconds included.
fn observe(station: &mut Station, kept: &Kept, step: Step) -> Vec<Point> {
    station.restore(kept);
    station.launch();
    let clerk = clerk(station);
    let id = go_up_to(step, &clerk, &mut Asked::default());
    let tracer = Tracer::watch(station.process());
    step.take(&clerk, id, &mut Asked::default()).expect("nothing strikes yet");
    let base = station.home().parent().expect("home is below the base").to_owned();
    let seen = || tracer.points(station.process(), &base);
    let settled =
        within(UPKEEP, || seen().iter().any(|point| point.thread == "upkeep" && point.nth > 2).then_some(()));
    let points = seen().into_iter().collect();
    drop((settled, tracer));
    station.kill();
    points
}

/// Takes the step with death waiting at this call; whether it struck.
fn dies(station: &mut Station, step: Step, point: &Point, asked: &mut Asked) -> bool {
    let clerk = clerk(station);
    let id = go_up_to(step, &clerk, asked);
    let tracer = Tracer::kill_at(station.process(), point);
    let lost = step.take(&clerk, id, asked).is_err();
    let patience = if LATER.contains(&point.thread.as_str()) { UPKEEP } else { Duration::from_millis(100) };
    let died = lost || within(patience, || station.ended()).is_some();
    drop(tracer);
    if died {
        station.await_end();
    } else {
        println!("{step:?}: no death at {point:?}");
        station.kill();
    }
    died
}
