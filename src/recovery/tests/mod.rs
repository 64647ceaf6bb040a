//! The pass on a real desk, against a centre that fails in every way it can.

mod failures;
mod fake;
mod interleavings;

use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::desk::Desk;
use crate::desk::tests::Sample;
use crate::domain::id::{CentreId, EntryId};
use crate::recovery::pass::{Leave, Pass, Stood};
use fake::FakeCentre;

/// A station with an outage, and this many entries.
fn station(entries: usize) -> (Sample, Vec<EntryId>) {
    let sample = Sample::new();
    sample.open("2026-11-21 08:00");
    let mut ids = Vec::new();
    for _ in 0..entries {
        ids.push(sample.issue().entry.id);
        sample.later(TimeDelta::seconds(30));
    }
    (sample, ids)
}

/// Adds a centre that this station is enrolled with.
fn enrol(sample: &Sample, name: &str) -> CentreId {
    let desk = sample.desk();
    desk.begin_enrolment(&sample.supervisor(), name, "centro.example:8443").unwrap();
    let id = desk.enrolment().unwrap().id;
    let enrolled = crate::desk::enrolling::Enrolled {
        urn: format!("urn:uuid:{}", Uuid::from_u128(7)),
        root: String::new(),
        certificate: String::new(),
    };
    desk.enrolled(id, enrolled).unwrap();
    id
}

/// Runs passes until one comes to rest or halts; a failure is waited for without waiting. How it ended.
fn run(desk: &Desk, centre: CentreId, to: &FakeCentre, leave: Leave) -> Stood {
    let mut failures = 0;
    let mut pass = Pass::new(centre, Duration::ZERO);
    for _ in 0..2000 {
        match pass.step(desk, to, leave, Duration::ZERO) {
            Stood::Going => {}
            Stood::Failed(error) => {
                assert!(error.passes(), "{error}");
                failures += 1;
                assert!(failures < 500, "it never answers");
            }
            ended => return ended,
        }
    }
    panic!("a pass that never comes to rest");
}

fn ask(sample: &Sample, centre: CentreId) {
    sample.desk().ask_recovery(&sample.supervisor(), centre).unwrap();
}
