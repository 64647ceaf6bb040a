//! Entries a centre did not take, corrected by others that stand for them.

use super::fake::FakeCentre;
use super::{ask, enrol, run, station};
use crate::pass::Leave;
use desk::draft::edit::SaveDraft;
use desk::error::DeskError;
use desk::issue::issuing::Issue;
use desk::tests::{Sample, fields};
use domain::centre::recovery::Way;
use domain::ids::id::{CentreId, EntryId};

/// Three entries, of which the centre does not take the second.
fn with_a_rejection() -> (Sample, Vec<EntryId>, CentreId, FakeCentre) {
    let (sample, ids) = station(3);
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(sample.desk().station_id());
    fake.rejects.borrow_mut().push(ids[1]);
    run(&sample.desk(), centre, &fake, Leave::Given);
    assert_eq!(sample.desk().recovery().not_recovered, 1);
    (sample, ids, centre, fake)
}

#[test]
fn a_rejected_entry_is_corrected_by_a_new_one_that_says_so_and_goes_the_normal_way() {
    let (mut sample, ids, centre, fake) = with_a_rejection();
    let desk = sample.desk();
    let clerk = sample.clerk();
    let first = desk.entry(&clerk, ids[1]).unwrap().entry;
    let draft = desk.begin_correction(&clerk, ids[1]).unwrap();
    assert_eq!(desk.begin_correction(&clerk, ids[1]).unwrap(), draft, "Back begins no second one");
    let shown = desk.draft(&clerk, draft).unwrap();
    assert!(shown.problems.is_empty(), "{:?}", shown.problems);
    assert_eq!(shown.raw["birth-date"], "14/03/1987");
    let raw = [("birth-time".to_owned(), "6:45".to_owned())].into();
    desk.save_draft(&clerk, draft, SaveDraft { raw, ..SaveDraft::default() }).unwrap();
    let corrected = desk.issue(&clerk, Issue { id: draft, non_deferrable: None }).unwrap();
    assert_eq!(corrected.entry.corrects, Some(ids[1]));
    assert_eq!(corrected.entry.subject, first.subject);
    assert_ne!(corrected.entry.values["birth-time"], first.values["birth-time"]);
    let before = desk.entry(&clerk, ids[1]).unwrap();
    assert_eq!(before.recovery.corrected_by, Some(draft));
    assert_eq!(before.way, Way::Recovered, "it has its answer");
    let last = &before.history.last().unwrap().what.it;
    assert!(last.contains(&corrected.entry.number.to_string()), "{last}");
    assert!(desk.worklist(&sample.supervisor()).unwrap().rejected.is_empty());
    run(&desk, centre, &fake, Leave::Given);
    assert_eq!(desk.entry(&clerk, draft).unwrap().way, Way::Recovered);
    assert_eq!(fake.entries().last(), Some(&draft));
    assert_eq!(desk.recovery().not_recovered, 0);
    let (_, csv) = desk.correlation_csv(&sample.supervisor(), desk.outages()[0].id).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains(&format!(";;;;;riversato;{};;\r\n", corrected.entry.number)), "{csv}");
    drop(desk);
    sample.kill();
    let desk = sample.desk();
    assert_eq!(desk.recovery().not_recovered, 0);
    let before = desk.entry(&sample.clerk(), ids[1]).unwrap();
    assert_eq!(desk.linked(before.recovery.corrected_by), Some((draft, corrected.entry.number)));
}

#[test]
fn only_what_is_set_aside_can_be_corrected_and_only_once() {
    let (sample, ids, _, _) = with_a_rejection();
    let desk = sample.desk();
    let clerk = sample.clerk();
    assert!(matches!(desk.begin_correction(&clerk, ids[0]), Err(DeskError::Illegal)));
    let draft = desk.begin_correction(&clerk, ids[1]).unwrap();
    let typed = desk::recovery::conflicts::TypedOrdinary {
        register: "PG".to_owned(),
        year: Some(2026),
        number: "4711".to_owned(),
        date: Some(desk::tests::day("2026-11-21")),
        source: "foglio del protocollo".to_owned(),
        checked: true,
    };
    desk.record_ordinary(&sample.supervisor(), ids[1], &typed).unwrap();
    let refused = desk.issue(&clerk, Issue { id: draft, non_deferrable: None }).unwrap_err();
    assert_eq!(fields(&refused), ["corrects"], "no number is taken for it");
    assert!(matches!(desk.begin_correction(&clerk, ids[1]), Err(DeskError::Illegal)));
}
