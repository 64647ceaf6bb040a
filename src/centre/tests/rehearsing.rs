//! A drill's centre finds wrong what it was told to, once each; a real one does not.

use super::Centre;
use super::line::Line;
use crate::ledger::rehearsed::Rehearsed;
use domain::centre::exchange::{OutcomePage, Verdict};
use domain::journal::event::Exercise;

/// The outcomes of four entries at a centre that was told to reject one and to find a conflict on one.
fn outcomes(exercise: Exercise) -> OutcomePage {
    let mut line = Line::new(1, "EM01");
    for _ in 0..4 {
        let entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
        line.issue(entry);
    }
    let centre = Centre::of(exercise);
    centre.hub.enrol(line.station, "EM01", "Comune di Valdorè", Vec::new()).unwrap();
    centre.hub.rehearse(Rehearsed::Rejection, 1);
    centre.hub.rehearse(Rehearsed::Conflict, 1);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(centre.hub.to_rehearse(Rehearsed::Rejection), 0, "all are used up, or none were ordered");
    centre.hub.outcomes(line.station, 0).unwrap()
}

#[test]
fn the_next_entries_are_rejected_and_doubted_as_ordered_and_numbers_have_no_gap() {
    let page = outcomes(Exercise::Drill);
    let fates: Vec<(Option<String>, usize)> = page
        .outcomes
        .iter()
        .map(|outcome| {
            let number = outcome.verdict.ordinary().map(|ordinary| ordinary.number.clone());
            (number, outcome.verdict.open_conflicts().count())
        })
        .collect();
    let number = |text: &str| Some(text.to_owned());
    assert_eq!(fates, [(None, 0), (number("0000001"), 1), (number("0000002"), 0), (number("0000003"), 0)]);
}

#[test]
fn a_real_centre_rehearses_nothing() {
    let page = outcomes(Exercise::Real);
    assert!(page.outcomes.iter().all(
        |outcome| matches!(&outcome.verdict, Verdict::Accepted { conflicts, .. } if conflicts.is_empty())
    ));
}

#[test]
fn an_entry_in_the_place_of_one_set_aside_is_linked_to_it() {
    let mut line = Line::new(1, "EM01");
    let entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
    let aside = line.issue(entry);
    let centre = Centre::of(Exercise::Drill);
    centre.hub.enrol(line.station, "EM01", "Comune di Valdorè", Vec::new()).unwrap();
    centre.hub.rehearse(Rehearsed::Rejection, 1);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(centre.hub.counts().unwrap().rejected, 1);
    let mut corrected = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
    corrected.corrects = Some(aside);
    let by = line.issue(corrected);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(centre.hub.counts().unwrap().rejected, 0);
    let aside = centre.hub.entry(aside).unwrap().row;
    assert_eq!((aside.corrected_by, aside.seq), (Some(by), 1));
    let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert!(
        lines[1].starts_with("EM01-2026-0000001;2026-11-22T") && lines[1].contains(";Certificato"),
        "{csv}"
    );
    assert!(lines[1].ends_with(";riversato;EM01-2026-0000002;;;0;;"), "{csv}");
    assert_eq!(lines.len(), 3);
    let part = &centre.hub.outages().unwrap()[0].parts[0];
    assert_eq!((part.entries, part.rejected), (2, 0));
    let row = centre.hub.entry(by).unwrap().row;
    assert_eq!(centre.hub.entry_in_full(&row).unwrap().unwrap().corrects, Some(aside.id));
}
