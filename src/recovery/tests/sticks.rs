//! A centre put back from a copy and a station that reaches it on a stick only: what it was told comes back that way too.

use chrono::TimeDelta;

use super::bundles::{Centre, centre_and_database, exported, known};
use super::{Sample, station};
use centre::intake::staged::BundleState;
use centre::ledger::epoch::Sign;
use centre::staff::accounts::Worker;
use desk::register::entries::Confirmation;
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::ids::id::EntryId;
use domain::register::entry::PaperState;

fn brings(sample: &Sample, centre: &Centre) -> BundleState {
    centre.hub.import_bundle(&centre.identity, &exported(sample, centre, "")).unwrap().state
}

/// How many outcomes were news.
fn takes(sample: &Sample, centre: &Centre) -> u64 {
    let answer = centre.hub.answer(&centre.identity, sample.desk().station_id(), 0).unwrap();
    let taken = sample.desk().import_answers(&sample.supervisor(), &answer.bytes).unwrap();
    assert_eq!(taken.contradictions, Vec::<String>::new());
    taken.fresh
}

fn number(centre: &Centre, entry: EntryId) -> Option<String> {
    centre.hub.entry(entry).unwrap().row.ordinary.map(|ordinary| ordinary.number)
}

fn issue(sample: &Sample) -> EntryId {
    let entry = sample.issue().entry.id;
    sample.later(TimeDelta::seconds(30));
    entry
}

#[test]
fn a_centre_put_back_hears_a_station_that_only_comes_on_a_stick() {
    let (mut sample, first) = station(2);
    let (centre, database) = centre_and_database(&sample, 7);
    known(&sample, &centre);
    let hub = &centre.hub;
    brings(&sample, &centre);
    takes(&sample, &centre);
    let copy = database.as_it_stands().unwrap();
    let later = [issue(&sample), issue(&sample)];
    brings(&sample, &centre);
    // The order in which numbers are given is the centre's: told ones must not follow from it alone.
    let before: Vec<_> = first.iter().chain(&later).map(|entry| number(&centre, *entry)).collect();
    takes(&sample, &centre);
    let old = centre.hub.answer(&centre.identity, sample.desk().station_id(), 0).unwrap();
    let mark = hub.look_outside(&[None]).unwrap();
    // Made before anything happened to the centre, and not yet brought.
    let new = issue(&sample);
    let early = exported(&sample, &centre, "");
    database.put_back(&copy).unwrap();
    hub.look_outside(&[mark]).unwrap();
    assert_eq!(hub.epoch().unwrap().put_back.unwrap().signs, [Sign::Fewer]);
    // It holds what the station was told, and that need not be all: the centre waits on.
    hub.import_bundle(&centre.identity, &early).unwrap();
    assert!(hub.epoch().unwrap().holds_back());
    let now: Vec<_> = first.iter().chain(&later).map(|entry| number(&centre, *entry)).collect();
    assert_eq!(now, before);
    assert_eq!(number(&centre, new), None);
    // The centre's file says that it is another epoch; the next bundle is of that one.
    takes(&sample, &centre);
    brings(&sample, &centre);
    assert!(!hub.epoch().unwrap().holds_back());
    assert_eq!(number(&centre, new).as_deref(), Some("0000005"));
    assert_eq!(takes(&sample, &centre), 1, "its number");
    assert_eq!(brings(&sample, &centre), BundleState::Taken { fresh: 0 });
    let now: Vec<_> = first.iter().chain(&later).map(|entry| number(&centre, *entry)).collect();
    assert_eq!(now, before);
    // Its file of before, brought once more, is known for an old one: also when the folder was opened anew.
    sample.kill();
    for _ in 0..2 {
        let refused = sample.desk().import_answers(&sample.supervisor(), &old.bytes).unwrap_err();
        assert!(refused.fields()[0].told.it.contains("Il file è vecchio"), "{refused:?}");
        assert_eq!(takes(&sample, &centre), 0, "nothing counts anew");
        assert_eq!(brings(&sample, &centre), BundleState::Taken { fresh: 0 });
    }
    assert!(!hub.epoch().unwrap().holds_back());
    let doubts = hub.worklist().unwrap();
    assert!(doubts.iter().all(|(one, _)| one.conflict.kind != ConflictKind::OrdinaryDiffers), "{doubts:?}");
}

#[test]
fn a_bundle_shows_a_copy_that_no_mark_tells() {
    let (sample, _) = station(1);
    let (centre, database) = centre_and_database(&sample, 7);
    known(&sample, &centre);
    let hub = &centre.hub;
    let copy = database.as_it_stands().unwrap();
    brings(&sample, &centre);
    takes(&sample, &centre);
    let later = issue(&sample);
    brings(&sample, &centre);
    takes(&sample, &centre);
    database.put_back(&copy).unwrap();
    brings(&sample, &centre);
    let put_back = hub.epoch().unwrap().put_back.unwrap();
    assert_eq!(put_back.signs, [Sign::StationAhead { code: "EM01".to_owned() }]);
    assert!(hub.epoch().unwrap().holds_back());
    assert_eq!(number(&centre, later).as_deref(), Some("0000002"));
    takes(&sample, &centre);
    brings(&sample, &centre);
    assert!(!hub.epoch().unwrap().holds_back());
}

/// The registry of the morning after: whoever was certified is dead.
fn all_dead(sample: &Sample, entry: EntryId) -> String {
    let subject = sample.desk().entry(&sample.clerk(), entry).unwrap().entry.subject;
    let code = subject.tax_code.unwrap_or_default();
    let born = subject.birth_date.unwrap().format("%d/%m/%Y");
    let (surname, given) = (subject.surname, subject.given_names);
    format!(
        "codice_fiscale;cognome;nome;data_nascita;data_decesso\n{code};{surname};{given};{born};2026-11-01\n"
    )
}

#[test]
fn what_was_annulled_by_a_decision_that_the_copy_does_not_have_stays_annulled_and_the_decision_is_told_as_lost()
 {
    let (sample, entries) = station(1);
    let (centre, database) = centre_and_database(&sample, 7);
    known(&sample, &centre);
    let hub = &centre.hub;
    hub.import_references(&mut all_dead(&sample, entries[0]).as_bytes()).unwrap();
    brings(&sample, &centre);
    takes(&sample, &centre);
    let copy = database.as_it_stands().unwrap();
    let found = hub.entry(entries[0]).unwrap().conflicts[0].conflict.clone();
    assert_eq!(found.kind, ConflictKind::Deceased);
    let roles = domain::centre::centre_role::CentreRole::ALL.into();
    let elena = Worker { id: uuid::Uuid::from_u128(1), name: "Elena Sarti".to_owned(), roles };
    hub.decide(&elena, found.id, Remedy::Annul, "deceduto il primo").unwrap();
    takes(&sample, &centre);
    let view = |sample: &Sample| sample.desk().entry(&sample.clerk(), entries[0]).unwrap();
    let confirmed = |sample: &Sample| {
        let view = view(sample);
        sample.desk().confirm_by_telephone(&view.entry.number.to_string(), &view.check_code)
    };
    assert!(matches!(confirmed(&sample), Confirmation::Annulled { .. }), "in the pass that brought it");
    let number = hub.entry(entries[0]).unwrap().row.ordinary;
    database.put_back(&copy).unwrap();
    assert!(hub.entry(entries[0]).unwrap().conflicts[0].conflict.decision.is_none());
    // The station's record of what it annulled comes, and the decision that only it remembers.
    for _ in 0..2 {
        brings(&sample, &centre);
        takes(&sample, &centre);
    }
    assert!(!hub.epoch().unwrap().holds_back());
    assert!(matches!(confirmed(&sample), Confirmation::Annulled { .. }));
    let there = hub.entry(entries[0]).unwrap();
    assert_eq!((there.row.state.as_str(), &there.row.ordinary), ("annulled", &number));
    let lost = hub.lost_decisions().unwrap();
    assert_eq!(lost.len(), 1);
    assert_eq!(
        (lost[0].lost.decision.by.as_str(), lost[0].lost.decision.remedy),
        ("Elena Sarti", Remedy::Annul)
    );
    // It is open again there, and decided anew it is the same on both sides.
    hub.decide(&elena, found.id, Remedy::Annul, "deceduto il primo").unwrap();
    takes(&sample, &centre);
    assert!(matches!(view(&sample).state, PaperState::Annulled { .. }));
    let conflicts: Vec<_> = hub.worklist().unwrap();
    assert!(conflicts.is_empty(), "{conflicts:?}");
}

#[test]
fn a_centre_that_never_named_an_epoch_gets_the_bundle_it_knows() {
    let (sample, _) = station(1);
    let (centre, _) = centre_and_database(&sample, 7);
    known(&sample, &centre);
    let ready =
        sample.desk().ready_bundle(&sample.supervisor(), &centre.hub.bundle_recipient(), "", "").unwrap();
    let names = |ready: &desk::recovery::bundle::ReadyBundle| {
        ready.manifest.parts.iter().map(|part| part.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&ready), ["records.jsonl"]);
    let json = serde_json::to_value(&ready.manifest).unwrap();
    assert!(json["content"].get("told").is_none(), "{json}");
}
