//! The pass on a real desk, against a centre that fails in every way it can.

mod bundles;
mod corrected_numbers;
mod corrections;
mod decisions;
mod failures;
mod fake;
mod interleavings;
mod many_decisions;
mod past_lives;
mod renewing;
mod reserves;
mod sticks;

use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;

use crate::pass::{Leave, Pass, Stood};
use desk::Desk;
use desk::outage::closing::{CloseAnswer, CloseOutage};
use desk::register::entries::{EntryFilter, StateFilter};
use desk::tests::Sample;
use domain::ids::id::{CentreId, EntryId, OutageId};
use domain::office::delegation::ActReference;
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
    desk.begin_enrolment(
        &sample.supervisor(),
        name,
        "centro.example:8443",
        desk::parts::enrolment::KeyChoice::Present,
    )
    .unwrap();
    let id = desk.enrolment().unwrap().id;
    let enrolled = desk::recovery::enrolling::Enrolled {
        urn: format!("urn:uuid:{}", Uuid::from_u128(7)),
        root: String::new(),
        certificate: String::new(),
        reserve: None,
        recipient: None,
    };
    desk.enrolled(id, enrolled).unwrap();
    id
}

/// Runs passes until one comes to rest or halts; a failure is waited for without waiting. How it ended.
fn run(desk: &Desk, centre: CentreId, to: &FakeCentre, leave: Leave) -> Stood {
    let mut failures = 0;
    let mut pass = Pass::new(centre, desk.station_id(), Duration::ZERO);
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

/// Signs every act that is still to be signed: archiving asks for them.
fn sign_everything(sample: &Sample) {
    let desk = sample.desk();
    let who = sample.supervisor();
    let day = desk.now().day();
    for outage in desk.outages() {
        for authorisation in desk.outage_by_id(outage.id).unwrap().authorisations {
            if authorisation.act == ActReference::ToBeSigned {
                desk.sign_authorisation_act(&who, authorisation.id, "12", day).unwrap();
            }
        }
    }
    for delegation in desk.delegations() {
        if delegation.delegation.act == ActReference::ToBeSigned {
            desk.sign_delegation_act(&who, delegation.delegation.id, "13", day).unwrap();
        }
    }
}

/// Closes the outage; of no sheet it is known whether it came out.
fn close(sample: &Sample, outage: OutageId) {
    let desk = sample.desk();
    let who = sample.supervisor();
    let filter = EntryFilter { state: Some(StateFilter::InDoubt), ..EntryFilter::default() };
    let answer = |id| (id, CloseAnswer::NotAscertained { reason: "nessuno lo sa".to_owned() });
    let close = CloseOutage {
        outage,
        restored: sample.clock.now(),
        note: String::new(),
        answers: desk.entries(&who, filter).unwrap().rows.iter().map(|row| answer(row.id)).collect(),
        others: None,
    };
    desk.close_outage(&who, close).unwrap();
}
