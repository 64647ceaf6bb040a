//! What is only written in another way is decided for many at once, with one reason and a decision for each.

use uuid::Uuid;

use super::fake::FakeCentre;
use super::{ask, enrol, run, station};
use crate::pass::{Leave, Stood};
use desk::DeskError;
use desk::tests::{Sample, fields};
use domain::centre::exchange::conflict::Difference;
use domain::centre::exchange::{Conflict, ConflictKind, Remedy};
use domain::ids::id::{CentreId, EntryId};

fn conflict(number: u128, kind: ConflictKind) -> Conflict {
    Conflict {
        id: Uuid::from_u128(number),
        kind,
        differences: vec![Difference {
            field: "given-names".to_owned(),
            at_counter: "Maria".to_owned(),
            at_centre: "MARIA ANNA".to_owned(),
        }],
        found: desk::tests::moment("2026-11-23 08:00"),
        decision: None,
        call: None,
    }
}

/// Four entries: the first three are written in another way at the centre, the fourth has moved.
fn with_differences() -> (Sample, Vec<(EntryId, Uuid)>, CentreId, FakeCentre) {
    let (sample, ids) = station(4);
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(sample.desk().station_id());
    let kinds = [ConflictKind::WrittenOtherwise; 3].into_iter().chain([ConflictKind::Moved]);
    let mut found = Vec::new();
    for ((entry, number), kind) in ids.iter().zip(1..).zip(kinds) {
        let one = conflict(number, kind);
        found.push((*entry, one.id));
        fake.finds.borrow_mut().insert(*entry, one);
    }
    assert!(matches!(run(&sample.desk(), centre, &fake, Leave::Given), Stood::Rest));
    (sample, found, centre, fake)
}

#[test]
fn many_differences_of_writing_are_decided_with_one_reason_and_each_reaches_the_centre() {
    let (sample, found, centre, fake) = with_differences();
    let desk = sample.desk();
    let who = sample.supervisor();
    let list = desk.worklist(&who).unwrap();
    assert_eq!((list.together().count(), list.one_by_one().count()), (3, 1));
    let decide = |chosen: &[_], remedy, reason| desk.decide_many_conflicts(&who, chosen, remedy, reason);
    assert_eq!(fields(&decide(&found[..3], Remedy::Stands, "ok").unwrap_err()), ["reason"]);
    assert_eq!(fields(&decide(&[], Remedy::Stands, "visti uno per uno").unwrap_err()), ["conflict"]);
    assert_eq!(fields(&decide(&found, Remedy::Stands, "visti uno per uno").unwrap_err()), ["remedy"]);
    assert_eq!(fields(&decide(&found[..3], Remedy::Annul, "visti uno per uno").unwrap_err()), ["remedy"]);
    assert_eq!(desk.worklist(&who).unwrap().open.len(), 4, "nothing was decided");

    desk.decide_conflict(&who, found[0].0, found[0].1, Remedy::Replace, "manca il secondo nome").unwrap();
    assert_eq!(decide(&found[..3], Remedy::Stands, "visti uno per uno").unwrap(), 2);
    assert_eq!(decide(&found[..3], Remedy::Stands, "visti uno per uno").unwrap(), 0, "once");
    let list = desk.worklist(&who).unwrap();
    assert_eq!((list.together().count(), list.one_by_one().count()), (0, 1));
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    for (at, (entry, _)) in found[..3].iter().enumerate() {
        let view = desk.entry(&who, *entry).unwrap();
        let decision = view.recovery.conflicts().next().unwrap().decision.clone().unwrap();
        let wanted = if at == 0 { "manca il secondo nome" } else { "visti uno per uno" };
        assert_eq!((decision.by.as_str(), decision.reason.as_str()), (who.name.as_str(), wanted));
        let outcomes = fake.outcomes.borrow();
        let newest = outcomes.iter().rev().find(|outcome| outcome.entry == *entry).unwrap();
        assert_eq!(newest.verdict.open_conflicts().count(), 0, "the centre has learnt it");
    }
}

#[test]
fn who_may_not_decide_one_difference_does_not_decide_many() {
    let (sample, found, ..) = with_differences();
    let decided =
        sample.desk().decide_many_conflicts(&sample.clerk(), &found[..2], Remedy::Stands, "perché sì");
    assert!(matches!(decided, Err(DeskError::NotAllowed)), "{decided:?}");
    let unknown = [(found[0].0, Uuid::from_u128(99))];
    let decided =
        sample.desk().decide_many_conflicts(&sample.supervisor(), &unknown, Remedy::Stands, "visti");
    assert!(matches!(decided, Err(DeskError::NotFound)), "{decided:?}");
}
