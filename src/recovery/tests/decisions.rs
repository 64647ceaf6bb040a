//! What people decide: conflicts, entries set aside, the archive.

use uuid::Uuid;

use super::fake::FakeCentre;
use super::{ask, enrol, run, station};
use crate::pass::{Leave, Stood};
use desk::DeskError;
use desk::recovery::archivable::Obstacle;
use desk::recovery::conflicts::TypedOrdinary;
use desk::register::entries::Confirmation;
use desk::tests::{Sample, fields};
use domain::centre::exchange::conflict::{Difference, Place};
use domain::centre::exchange::{Call, Conflict, ConflictKind, Decision, Remedy};
use domain::centre::recovery::Way;
use domain::ids::id::{CentreId, EntryId};
use domain::register::call_back::CallOutcome;
use domain::register::entry::PaperState;

fn moved() -> Conflict {
    Conflict {
        id: Uuid::from_u128(9),
        kind: ConflictKind::Moved,
        differences: vec![Difference {
            field: "address".to_owned(),
            at_counter: "Via Roma 1".to_owned(),
            at_centre: "Via Po 2".to_owned(),
        }],
        found: desk::tests::moment("2026-11-23 08:00"),
        decision: None,
        call: None,
    }
}

/// Three entries, of which the second has moved; all recovered but for that.
fn with_a_conflict() -> (Sample, Vec<EntryId>, CentreId, FakeCentre) {
    let (sample, ids) = station(3);
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(sample.desk().station_id());
    fake.finds.borrow_mut().insert(ids[1], moved());
    assert!(matches!(run(&sample.desk(), centre, &fake, Leave::Given), Stood::Rest));
    (sample, ids, centre, fake)
}

#[test]
fn a_decision_has_a_name_and_a_reason_is_final_and_reaches_the_centre() {
    let (sample, ids, centre, fake) = with_a_conflict();
    let desk = sample.desk();
    let who = sample.supervisor();
    let list = desk.worklist(&who).unwrap();
    assert_eq!(list.open.len(), 1);
    assert_eq!(list.open[0].conflict.differences[0].at_centre, "Via Po 2");
    let decide = |remedy, reason: &str| desk.decide_conflict(&who, ids[1], moved().id, remedy, reason);
    assert_eq!(fields(&decide(Remedy::Replace, "ok").unwrap_err()), ["reason"]);
    decide(Remedy::Replace, "trasferita il 20").unwrap();
    decide(Remedy::Replace, "trasferita il 20").unwrap();
    let second = decide(Remedy::Stands, "ripensato").unwrap_err();
    assert!(
        second.fields()[0].told.it.contains(&who.name),
        "whoever comes second is told by whom: {second:?}"
    );
    assert_eq!(desk.strip().not_recovered, 0);
    let list = desk.worklist(&who).unwrap();
    assert!(list.open.is_empty());
    assert_eq!(list.to_call.len(), 1);
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    let view = desk.entry(&who, ids[1]).unwrap();
    let decision = view.recovery.conflicts().next().unwrap().decision.clone().unwrap();
    assert_eq!((decision.by, decision.reason), (who.name.clone(), "trasferita il 20".to_owned()));
    let newest = fake.outcomes.borrow().last().cloned().unwrap();
    assert_eq!(newest.verdict.open_conflicts().count(), 0, "the centre has learnt it");
}

fn confirmed(sample: &Sample, id: EntryId) -> Confirmation {
    let view = sample.desk().entry(&sample.clerk(), id).unwrap();
    sample.desk().confirm_by_telephone(&view.entry.number.to_string(), &view.check_code)
}

#[test]
fn a_paper_is_in_dispute_until_somebody_decides_and_to_be_replaced_until_its_holder_is_told() {
    let (sample, ids, centre, fake) = with_a_conflict();
    let desk = sample.desk();
    let who = sample.supervisor();
    assert!(matches!(confirmed(&sample, ids[0]), Confirmation::Genuine { .. }));
    assert!(matches!(confirmed(&sample, ids[1]), Confirmation::InDispute { .. }));
    desk.decide_conflict(&who, ids[1], moved().id, Remedy::Replace, "trasferita il 20").unwrap();
    assert!(matches!(confirmed(&sample, ids[1]), Confirmation::ToBeReplaced { .. }));
    let call = |outcome, note: &str| desk.call_holder(&sample.clerk(), ids[1], moved().id, outcome, note);
    call(CallOutcome::NotReached, "").unwrap();
    assert_eq!(desk.worklist(&who).unwrap().to_call.len(), 1, "it is tried again");
    assert_eq!(fields(&call(CallOutcome::Reached, &"x".repeat(121)).unwrap_err()), ["note"]);
    call(CallOutcome::Reached, "viene domani").unwrap();
    call(CallOutcome::Reached, "viene domani").unwrap();
    assert!(matches!(call(CallOutcome::NotNeeded, ""), Err(DeskError::Illegal)), "it is done");
    assert!(desk.worklist(&who).unwrap().to_call.is_empty());
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    assert!(desk.worklist(&who).unwrap().to_call.is_empty());
}

#[test]
fn what_is_decided_at_the_counter_to_be_annulled_is_annulled_in_the_same_record() {
    let (mut sample, ids, centre, fake) = with_a_conflict();
    let desk = sample.desk();
    let who = sample.supervisor();
    let outage = desk.outage().unwrap().opening.outage;
    desk.decide_conflict(&who, ids[1], moved().id, Remedy::Annul, "persona deceduta").unwrap();
    assert!(matches!(confirmed(&sample, ids[1]), Confirmation::Annulled { .. }));
    let history = desk.entry(&who, ids[1]).unwrap().history;
    let at = |word: &str| history.iter().find(|line| line.what.it.starts_with(word)).unwrap().at;
    assert_eq!(at("Differenza decisa"), at("Annullato"));
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    let view = desk.entry(&who, ids[1]).unwrap();
    assert!(matches!(&view.state, PaperState::Annulled { reason } if reason.contains("persona deceduta")));
    let obstacles = desk.aftermath(&who, outage).unwrap().obstacles;
    assert!(obstacles.contains(&Obstacle::Calls(1)), "{obstacles:?}");
    sample.restart();
    assert!(matches!(confirmed(&sample, ids[1]), Confirmation::Annulled { .. }));
    let desk = sample.desk();
    desk.call_holder(&sample.clerk(), ids[1], moved().id, CallOutcome::NotNeeded, "foglio reso").unwrap();
    let obstacles = desk.aftermath(&who, outage).unwrap().obstacles;
    assert!(!obstacles.iter().any(|one| matches!(one, Obstacle::Calls(_))), "{obstacles:?}");
}

#[test]
fn what_is_decided_at_the_centre_to_be_annulled_is_annulled_and_sent_back_within_the_same_pass() {
    let (sample, ids, centre, fake) = with_a_conflict();
    let desk = sample.desk();
    let decision = Decision {
        remedy: Remedy::Annul,
        reason: "deceduta il 19".to_owned(),
        by: "Elena Sarti".to_owned(),
        at: desk::tests::moment("2026-11-24 09:00"),
        place: Place::Centre,
    };
    fake.decided_there(ids[1], &decision);
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    let view = desk.entry(&sample.supervisor(), ids[1]).unwrap();
    assert!(matches!(&view.state, PaperState::Annulled { reason } if reason.contains("Elena Sarti")));
    assert!(matches!(confirmed(&sample, ids[1]), Confirmation::Annulled { .. }));
    let shared = desk.last_for_centres(desk.station_id());
    assert_eq!(desk.centre(centre).unwrap().reached.map(|at| at.position), shared, "the centre knows");
    // Nothing is annulled twice.
    desk.carry_out_decisions().unwrap();
    assert_eq!(desk.last_for_centres(desk.station_id()), shared);
    assert_eq!(desk.worklist(&sample.supervisor()).unwrap().to_call.len(), 1);
}

#[test]
fn what_the_centre_annulled_and_told_the_holder_of_before_the_pass_is_annulled_all_the_same() {
    let (sample, ids, centre, fake) = with_a_conflict();
    let desk = sample.desk();
    let at = desk::tests::moment("2026-11-24 09:00");
    let (by, reason, note) = ("Elena Sarti".to_owned(), "deceduta".to_owned(), String::new());
    let call = Call { outcome: CallOutcome::Reached, note, by: by.clone(), at, place: Place::Centre };
    fake.decided_there(ids[1], &Decision { remedy: Remedy::Annul, reason, by, at, place: Place::Centre });
    fake.called_there(ids[1], &call);
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    let view = desk.entry(&sample.supervisor(), ids[1]).unwrap();
    assert!(matches!(view.state, PaperState::Annulled { .. }), "{:?}", view.state);
    assert!(desk.worklist(&sample.supervisor()).unwrap().to_call.is_empty());
}

#[test]
fn a_clerk_decides_nothing() {
    let (sample, ids, ..) = with_a_conflict();
    let clerk = sample.clerk();
    let decided = sample.desk().decide_conflict(&clerk, ids[1], moved().id, Remedy::Stands, "perché sì");
    assert!(matches!(decided, Err(DeskError::NotAllowed)), "{decided:?}");
}

#[test]
fn the_four_cases_and_the_correlation_tell_what_came_of_each_entry() {
    let (sample, ids, ..) = with_a_conflict();
    let desk = sample.desk();
    let who = sample.supervisor();
    let outage = desk.outages()[0].id;
    let aftermath = desk.aftermath(&who, outage).unwrap();
    assert_eq!(aftermath.cases.issued.cells(), [2, 1, 0, 0]);
    assert_eq!(aftermath.doubtful[0].entry, ids[1]);
    assert!(aftermath.lines.iter().all(|line| line.ordinary.is_some()));
    let (_, csv) = desk.correlation_csv(&who, outage).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(csv.lines().count(), 4);
    assert!(
        csv.contains("EM01-2026-0000002;") && csv.contains(";PG;2026;0000002;2026-11-24;differenze"),
        "{csv}"
    );
    for pdf in [desk.correlation_pdf(&who, outage).unwrap(), desk.four_cases_pdf(&who, outage).unwrap()] {
        assert!(pdf.bytes.starts_with(b"%PDF"));
    }
}

#[test]
fn an_outage_is_archived_only_when_nothing_is_open() {
    let (sample, ids, centre, fake) = with_a_conflict();
    let desk = sample.desk();
    let who = sample.supervisor();
    let outage = desk.outage().unwrap();
    let id = outage.opening.outage;
    let refused = desk.archive_outage(&who, id).unwrap_err();
    assert!(refused.fields().iter().any(|one| one.told.it.contains("ancora aperta")), "{refused:?}");
    super::close(&sample, id);
    desk.decide_conflict(&who, ids[1], moved().id, Remedy::Stands, "visto il contratto").unwrap();
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    let refused = desk.archive_outage(&who, id).unwrap_err();
    assert!(refused.fields().iter().all(|one| one.told.it.contains("da firmare")), "{refused:?}");
    super::sign_everything(&sample);
    desk.archive_outage(&who, id).unwrap();
    desk.archive_outage(&who, id).unwrap();
    assert!(desk.aftermath(&who, id).unwrap().archived.is_some());
}

#[test]
fn an_entry_set_aside_is_answered_by_the_ordinary_number_typed_in() {
    let (sample, ids) = station(2);
    let desk = sample.desk();
    let who = sample.supervisor();
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(desk.station_id());
    fake.rejects.borrow_mut().push(ids[0]);
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    assert_eq!(desk.worklist(&who).unwrap().rejected[0].reason, "registro sconosciuto");
    let typed = |number: &str| TypedOrdinary {
        register: "PG".to_owned(),
        year: Some(2026),
        number: number.to_owned(),
        date: "2026-11-24".parse().ok(),
        source: "foglio dell'ufficio protocollo".to_owned(),
        checked: true,
    };
    let bad = TypedOrdinary { register: "P G".to_owned(), year: None, date: None, ..typed("") };
    assert_eq!(fields(&desk.record_ordinary(&who, ids[0], &bad).unwrap_err()), ["year", "date", "register"]);
    let taken = desk.record_ordinary(&who, ids[0], &typed("0000002")).unwrap_err();
    assert_eq!(fields(&taken), ["number"], "it belongs to the other entry");
    let ordinary = desk.record_ordinary(&who, ids[0], &typed("0009999")).unwrap();
    assert_eq!(desk.entry_by_ordinary(&who, &ordinary).unwrap(), Some(ids[0]));
    assert_eq!(desk.entry(&who, ids[0]).unwrap().way, Way::Recovered);
    assert_eq!(desk.strip().not_recovered, 0);
}
