use proptest::prelude::*;

use super::*;
use crate::centre::exchange::conflict::Place;
use crate::centre::exchange::{Call, Conflict, ConflictKind, Decision, OrdinaryNumber, Remedy};
use crate::ids::anchor::ChainHash;
use crate::register::call_back::CallOutcome;
use crate::time::moment::Moment;

fn at() -> Moment {
    serde_json::from_str("\"2026-11-22T09:00:00.000+01:00\"").unwrap()
}

fn centre(id: u128) -> Centre {
    Centre {
        id: CentreId::new(Uuid::from_u128(id)),
        name: "Centro".to_owned(),
        address: CentreAddress::parse("centro.example").unwrap(),
        urn: "urn:uuid:0".to_owned(),
        root: String::new(),
        certificate: String::new(),
        recipient: None,
    }
}

fn entry(number: u128) -> EntryId {
    EntryId::new(Uuid::from_u128(number))
}

fn position(number: u64) -> Position {
    Position::new(number).unwrap()
}

fn anchor(number: u64) -> Anchor {
    Anchor { position: position(number), chain: ChainHash::new([0; 32]) }
}

fn conflict(id: u128, decided: bool) -> Conflict {
    let decision = decided.then(|| Decision {
        remedy: Remedy::Stands,
        reason: "visto".to_owned(),
        by: "Anna Ferri".to_owned(),
        at: at(),
        place: Place::Counter,
    });
    Conflict {
        id: Uuid::from_u128(id),
        kind: ConflictKind::Moved,
        differences: Vec::new(),
        found: at(),
        decision,
        call: None,
    }
}

fn accepted(conflicts: Vec<Conflict>) -> Verdict {
    let ordinary = OrdinaryNumber::new("PG", 2026, "1", at().day()).unwrap();
    Verdict::Accepted { ordinary, conflicts, corrections: Vec::new() }
}

fn rejected() -> Verdict {
    Verdict::Rejected { code: "unreadable-entry".to_owned(), reason: "non si legge".to_owned() }
}

fn outcome(seq: u64, verdict: Verdict) -> Outcome {
    Outcome {
        seq,
        entry: entry(7),
        position: position(3),
        number: "EM01-2026-0000001".parse().ok(),
        compared: None,
        proof: None,
        verdict,
    }
}

/// One entry issued at position 3, one centre.
fn one() -> (Recovery, CentreId) {
    let mut recovery = Recovery::default();
    let centre = centre(1);
    recovery.set(&centre);
    recovery.issued(entry(7), position(3));
    (recovery, centre.id)
}

#[test]
fn an_entry_goes_its_way_in_the_words_of_the_screen() {
    let (mut recovery, centre) = one();
    assert_eq!((recovery.way(entry(7)), recovery.lacking(centre)), (Way::ToSend, 1));
    recovery.lost(centre, None, position(5)).unwrap();
    assert_eq!(recovery.way(entry(7)), Way::Unknown);
    recovery.reached(centre, None, None, 0).unwrap();
    assert_eq!(recovery.way(entry(7)), Way::ToSend);
    recovery.reached(centre, None, Some(anchor(5)), 0).unwrap();
    assert_eq!((recovery.way(entry(7)), recovery.lacking(centre)), (Way::Sent, 0));
    recovery.outcomes(centre, None, None, &[outcome(1, accepted(vec![conflict(9, false)]))]).unwrap();
    assert_eq!((recovery.way(entry(7)), recovery.not_recovered()), (Way::Conflicts, 1));
    recovery.decide(entry(7), Uuid::from_u128(9), Remedy::Stands).unwrap();
    assert_eq!((recovery.way(entry(7)), recovery.not_recovered()), (Way::Recovered, 0));
}

#[test]
fn an_older_word_of_the_centre_does_not_open_again_what_was_decided_here() {
    let (mut recovery, centre) = one();
    recovery.outcomes(centre, None, None, &[outcome(1, accepted(vec![conflict(9, false)]))]).unwrap();
    recovery.decide(entry(7), Uuid::from_u128(9), Remedy::Stands).unwrap();
    recovery.outcomes(centre, None, None, &[outcome(2, accepted(vec![conflict(9, false)]))]).unwrap();
    assert_eq!(recovery.way(entry(7)), Way::Recovered);
    recovery.outcomes(centre, None, None, &[outcome(3, accepted(vec![conflict(9, true)]))]).unwrap();
    assert!(recovery.decided.is_empty(), "the centre knows");
    assert_eq!(
        recovery.decide(entry(7), Uuid::from_u128(9), Remedy::Stands),
        Err(IllegalWord),
        "a decision is final"
    );
}

/// The conflict, decided so, and told of so.
fn decided(remedy: Remedy, call: Option<CallOutcome>) -> Conflict {
    let mut conflict = conflict(9, true);
    conflict.decision.as_mut().unwrap().remedy = remedy;
    conflict.call = call.map(call_of);
    conflict
}

fn call_of(outcome: CallOutcome) -> Call {
    Call { outcome, note: String::new(), by: "Anna Ferri".to_owned(), at: at(), place: Place::Centre }
}

#[test]
fn whoever_holds_a_paper_annulled_or_replaced_is_to_be_called_until_somebody_did_here_or_there() {
    let id = Uuid::from_u128(9);
    for remedy in Remedy::ALL {
        let (mut recovery, centre) = one();
        recovery.outcomes(centre, None, None, &[outcome(1, accepted(vec![conflict(9, false)]))]).unwrap();
        recovery.decide(entry(7), id, remedy).unwrap();
        assert_eq!(recovery.calls.contains_key(&entry(7)), remedy.calls(), "{remedy:?}");
        // The centre says so too, and that nobody answered.
        let there = decided(remedy, Some(CallOutcome::NotReached));
        recovery.outcomes(centre, None, None, &[outcome(2, accepted(vec![there.clone()]))]).unwrap();
        assert_eq!(recovery.calls.contains_key(&entry(7)), remedy.calls(), "{remedy:?}");
        let called = recovery.call(entry(7), id, &call_of(CallOutcome::NotReached));
        assert_eq!(called.is_ok(), remedy.calls(), "{remedy:?}");
        if remedy.calls() {
            recovery.call(entry(7), id, &call_of(CallOutcome::Reached)).unwrap();
        }
        // An older word of the centre does not ask for it again.
        recovery.outcomes(centre, None, None, &[outcome(3, accepted(vec![there]))]).unwrap();
        assert!(recovery.calls.is_empty(), "{remedy:?}");
        let told = decided(remedy, Some(CallOutcome::Reached));
        recovery.outcomes(centre, None, None, &[outcome(4, accepted(vec![told]))]).unwrap();
        assert!(recovery.calls.is_empty() && recovery.called.is_empty(), "{remedy:?}");
    }
}

#[test]
fn a_decision_that_the_centre_holds_otherwise_asks_for_what_the_centre_says() {
    let (mut recovery, centre) = one();
    recovery.outcomes(centre, None, None, &[outcome(1, accepted(vec![conflict(9, false)]))]).unwrap();
    recovery.decide(entry(7), Uuid::from_u128(9), Remedy::Annul).unwrap();
    let stands = decided(Remedy::Stands, None);
    recovery
        .outcomes(centre, None, None, &[outcome(2, accepted(vec![stands, conflict(10, false)]))])
        .unwrap();
    assert!(recovery.calls.is_empty());
    assert_eq!(recovery.way(entry(7)), Way::Conflicts, "that two decided is a difference of its own");
}

#[test]
fn a_conflict_found_after_seven_days_brings_the_entry_back() {
    let (mut recovery, centre) = one();
    recovery.outcomes(centre, None, None, &[outcome(1, accepted(Vec::new()))]).unwrap();
    assert_eq!(recovery.not_recovered(), 0);
    recovery.outcomes(centre, None, None, &[outcome(2, accepted(vec![conflict(9, false)]))]).unwrap();
    assert_eq!((recovery.way(entry(7)), recovery.not_recovered()), (Way::Conflicts, 1));
}

#[test]
fn what_has_its_ordinary_number_is_never_rejected_afterwards() {
    let (mut recovery, centre) = one();
    recovery.outcomes(centre, None, None, &[outcome(1, accepted(vec![conflict(9, false)]))]).unwrap();
    recovery.outcomes(centre, None, None, &[outcome(2, rejected())]).unwrap();
    assert_eq!(recovery.way(entry(7)), Way::Conflicts);
    assert!(recovery.aside.contains_key(&position(3)), "shown, not believed");
}

#[test]
fn a_rejected_entry_waits_for_an_answer_or_for_the_centre() {
    let (mut recovery, centre) = one();
    recovery.outcomes(centre, None, None, &[outcome(1, rejected())]).unwrap();
    assert_eq!((recovery.way(entry(7)), recovery.not_recovered()), (Way::Rejected, 1));
    let mut answered = recovery.clone();
    answered.answer(entry(7)).unwrap();
    assert_eq!(answered.not_recovered(), 0);
    recovery.outcomes(centre, None, None, &[outcome(2, accepted(Vec::new()))]).unwrap();
    assert_eq!(recovery.not_recovered(), 0);
}

#[test]
fn one_centre_that_has_it_is_enough_and_each_has_its_own_position() {
    let (mut recovery, first) = one();
    let second = centre(2);
    recovery.set(&second);
    recovery.reached(first, None, Some(anchor(5)), 0).unwrap();
    assert_eq!((recovery.lacking(first), recovery.lacking(second.id)), (0, 1));
    recovery.outcomes(first, None, None, &[outcome(1, accepted(Vec::new()))]).unwrap();
    assert_eq!(recovery.not_recovered(), 0);
    recovery.outcomes(second.id, None, None, &[outcome(1, accepted(vec![conflict(9, false)]))]).unwrap();
    assert_eq!(recovery.way(entry(7)), Way::Conflicts);
}

#[test]
fn a_record_that_is_no_entry_is_set_aside_and_counts_for_none() {
    let (mut recovery, centre) = one();
    let other = Outcome { entry: entry(99), position: position(2), ..outcome(1, rejected()) };
    recovery.outcomes(centre, None, None, &[other]).unwrap();
    assert_eq!((recovery.not_recovered(), recovery.way(entry(7))), (1, Way::ToSend));
    assert_eq!(recovery.aside[&position(2)].code, "unreadable-entry");
}

#[test]
fn a_centre_restored_from_an_older_copy_is_asked_for_all_outcomes_again() {
    let (mut recovery, centre) = one();
    recovery.outcomes(centre, None, None, &[outcome(5, accepted(Vec::new()))]).unwrap();
    recovery.reached(centre, None, Some(anchor(5)), 5).unwrap();
    assert_eq!(recovery.centres[&centre].outcomes, 5);
    recovery.reached(centre, None, Some(anchor(2)), 1).unwrap();
    assert_eq!((recovery.centres[&centre].outcomes, recovery.way(entry(7))), (0, Way::Recovered));
}

#[test]
fn a_new_outage_sends_nothing_until_a_person_says_so_again() {
    let (mut recovery, centre) = one();
    recovery.asked(centre, true).unwrap();
    recovery.pause();
    assert!(!recovery.centres[&centre].asked);
}

fn words() -> impl Strategy<Value = Verdict> {
    let conflicts = prop::collection::vec((0_u128..4, any::<bool>()), 0..3);
    prop_oneof![
        conflicts.prop_map(|all| accepted(all.into_iter().map(|(id, done)| conflict(id, done)).collect())),
        Just(rejected()),
    ]
}

proptest! {
    #[test]
    fn whatever_a_centre_says_an_entry_is_recovered_or_visibly_open(verdicts in prop::collection::vec(words(), 1..12)) {
        let (mut recovery, centre) = one();
        let mut numbered = false;
        for (seq, verdict) in (1..).zip(verdicts) {
            numbered |= verdict.ordinary().is_some();
            let _ = recovery.outcomes(centre, None, None, &[outcome(seq, verdict)]);
            let way = recovery.way(entry(7));
            prop_assert_eq!(way == Way::Recovered, recovery.not_recovered() == 0);
            prop_assert!(matches!(way, Way::Recovered | Way::Conflicts | Way::Rejected));
            prop_assert!(!(way == Way::Rejected && numbered), "what has its number keeps it");
        }
    }
}
