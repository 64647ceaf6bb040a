//! Conflicts are found, decided by name, and hold up archiving.

use chrono::TimeDelta;

use super::Centre;
use super::line::{Line, stamp};
use crate::error::CentreError;
use crate::obstacle::Obstacle;
use crate::staff::accounts::Worker;
use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::{Compared, ConflictKind, Decision, Remedy};
use domain::form::entry_kind::EntryKind;
use domain::ids::id::EntryId;
use domain::ids::value::{Attested, Source};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::register::call_back::CallOutcome;
use domain::register::entry::PaperStep;
use vault::Cost;

const ROSSI: (&str, &str) = ("Rossi Mario", "RSSMRA80A01H501U");
const VERDI: (&str, &str) = ("Verdi Luigi", "VRDLGU70A01F205X");

fn kinds(centre: &Centre, id: EntryId) -> Vec<ConflictKind> {
    let mut kinds: Vec<ConflictKind> =
        centre.hub.entry(id).unwrap().conflicts.iter().map(|one| one.conflict.kind).collect();
    kinds.sort();
    kinds
}

fn worker(centre: &Centre) -> Worker {
    centre.hub.first_account("elena", "Elena Sarti", "quattro parole a caso", Cost::NONE).unwrap().worker
}

const REGISTRY: &str = "codice_fiscale;cognome;nome;indirizzo;data_decesso;carta_scadenza\n\
    RSSMRA80A01H501U;Rossi;Mario;Via Po 9;2026-11-01;\n\
    VRDLGU70A01F205X;Verdi;Luigi;Via Roma 1;;31/12/2030\n";

#[test]
fn the_registry_of_today_is_held_against_every_paper() {
    let mut line = Line::new(1, "EM01");
    let paper = line.certificate(ROSSI.0, ROSSI.1);
    let paper = line.issue(paper);
    let card = line.attestation(VERDI.0, VERDI.1);
    let card = line.issue(card);
    let own = line.certificate("Neri Ugo", VERDI.1);
    let own = line.issue(own);
    let centre = Centre::knowing(&[&line]);
    let report = centre.hub.import_references(&mut REGISTRY.as_bytes()).unwrap();
    assert_eq!(report.people, 2);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(kinds(&centre, paper), [ConflictKind::Deceased, ConflictKind::Moved]);
    assert_eq!(kinds(&centre, card), [ConflictKind::HoldsCard]);
    assert_eq!(kinds(&centre, own), [ConflictKind::TaxCodeOfAnother]);
    let entry = centre.hub.entry(paper).unwrap();
    let moved = entry.conflicts.iter().find(|one| one.conflict.kind == ConflictKind::Moved).unwrap();
    let difference = &moved.conflict.differences[0];
    assert_eq!((difference.at_counter.as_str(), difference.at_centre.as_str()), ("Via Roma 1", "Via Po 9"));
    assert!(entry.row.ordinary.is_some(), "numbered all the same");
}

#[test]
fn papers_of_two_stations_clash() {
    let (mut a, mut b) = (Line::new(1, "EM01"), Line::new(2, "EM02"));
    let first = a.attestation(ROSSI.0, ROSSI.1);
    a.issue(first);
    let mut stamped = a.certificate(VERDI.0, VERDI.1);
    stamped.duty = Some(stamp("01234567890123"));
    a.issue(stamped);
    let second = b.attestation(ROSSI.0, ROSSI.1);
    let second = b.issue(second);
    let mut again = b.certificate(VERDI.0, VERDI.1);
    again.duty = Some(stamp("01234567890123"));
    let again = b.issue(again);
    let centre = Centre::knowing(&[&a, &b]);
    centre.hub.receive(a.station, &a.all()).unwrap();
    centre.hub.receive(b.station, &b.all()).unwrap();
    assert_eq!(kinds(&centre, second), [ConflictKind::SecondAttestation]);
    assert_eq!(kinds(&centre, again), [ConflictKind::StampReused]);
    let beside = |entry| {
        let view = centre.hub.entry(entry).unwrap().conflicts.remove(0).conflict;
        let fields = view.differences.iter().map(|one| (one.field.clone(), one.at_centre.clone()));
        fields.collect::<Vec<_>>()
    };
    let stamp = beside(again);
    assert_eq!(stamp[0].0, "entry");
    assert!(stamp[0].1.starts_with("EM01-2026-0000002, 2"), "number and hour: {stamp:?}");
    assert_eq!(stamp[1], ("stamp".to_owned(), "01234567890123".to_owned()));
    assert_eq!(beside(second)[1], ("evidence".to_owned(), "Rossi Mario (non detto)".to_owned()));
}

#[test]
fn a_lapsed_delegation_and_a_clock_that_went_back_are_told() {
    let mut line = Line::new(1, "EM01");
    let mut late = line.certificate(ROSSI.0, ROSSI.1);
    late.officer.as_mut().unwrap().delegation = domain::ids::id::DelegationId::new(super::line::uuid(99));
    late.issued = line.now.plus(TimeDelta::hours(-1));
    let late = line.issue(late);
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(kinds(&centre, late), [ConflictKind::DelegationLapsed, ConflictKind::ClockOrder].to_vec());
}

#[test]
fn every_conflict_needs_a_name_and_a_reason_before_the_outage_is_archived() {
    let mut line = Line::new(1, "EM01");
    let paper = line.certificate(ROSSI.0, ROSSI.1);
    line.issue(paper);
    let centre = Centre::knowing(&[&line]);
    centre.hub.import_references(&mut REGISTRY.as_bytes()).unwrap();
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert!(
        matches!(centre.hub.archive(line.station, line.outage), Err(CentreError::NotArchivable(_))),
        "open"
    );
    line.close();
    let head = line.sent.len();
    centre.hub.receive(line.station, &line.batch(head - 1, head)).unwrap();
    assert!(matches!(centre.hub.archive(line.station, line.outage), Err(CentreError::NotArchivable(_))));
    let who = worker(&centre);
    let work = centre.hub.worklist().unwrap();
    assert_eq!(work.len(), 2);
    let id = work[0].0.conflict.id;
    assert!(matches!(
        centre.hub.decide(&who, id, Remedy::Stands, " x "),
        Err(CentreError::Field { field: "reason", .. })
    ));
    for (conflict, _) in &work {
        centre.hub.decide(&who, conflict.conflict.id, Remedy::Annul, "persona deceduta").unwrap();
    }
    let second = centre.hub.decide(&who, id, Remedy::Stands, "altro");
    assert!(
        matches!(&second, Err(CentreError::Field { field: "remedy", told }) if told.it.contains("Elena Sarti")),
        "{second:?}"
    );
    let refused = centre.hub.archive(line.station, line.outage);
    assert!(
        matches!(&refused, Err(CentreError::NotArchivable(left)) if left[..] == [Obstacle::Calls(1)]),
        "{refused:?}"
    );
    centre.hub.call_holder(&who, id, CallOutcome::NotReached, "").unwrap();
    assert_eq!(centre.hub.calls().unwrap().len(), 2, "it is tried again");
    centre.hub.call_holder(&who, id, CallOutcome::Reached, "la figlia").unwrap();
    centre.hub.call_holder(&who, id, CallOutcome::Reached, "la figlia").unwrap();
    assert!(centre.hub.calls().unwrap().is_empty(), "one call tells all about one paper");
    centre.hub.archive(line.station, line.outage).unwrap();
    let outages = centre.hub.outages().unwrap();
    assert_eq!(outages[0].parts[0].expected(), Some(1));
    assert!(outages[0].parts[0].row.archived.is_some());
    let page = centre.hub.outcomes(line.station, 0).unwrap();
    let domain::centre::exchange::Verdict::Accepted { conflicts, .. } = &page.outcomes[0].verdict else {
        panic!()
    };
    let decision = conflicts[0].decision.as_ref().unwrap();
    assert_eq!((decision.by.as_str(), decision.remedy), ("Elena Sarti", Remedy::Annul));
    assert!(conflicts.iter().all(|one| one.call.as_ref().is_some_and(|call| call.note == "la figlia")));
}

#[test]
fn what_the_counter_decides_otherwise_becomes_a_difference_with_both_decisions() {
    let mut line = Line::new(1, "EM01");
    let paper = line.certificate(ROSSI.0, ROSSI.1);
    let entry = line.issue(paper);
    let centre = Centre::knowing(&[&line]);
    centre.hub.import_references(&mut REGISTRY.as_bytes()).unwrap();
    centre.hub.receive(line.station, &line.all()).unwrap();
    let who = worker(&centre);
    let work = centre.hub.worklist().unwrap();
    let id = work[0].0.conflict.id;
    let others = work.len() - 1;
    centre.hub.decide(&who, id, Remedy::Stands, "visto l’atto").unwrap();
    let decision = Decision {
        remedy: Remedy::Annul,
        reason: "deceduta".to_owned(),
        by: "Dario Moretti".to_owned(),
        at: line.now,
        place: Place::Counter,
    };
    for _ in 0..2 {
        let event = Event::ConflictDecided { conflict: id, entry, decision: decision.clone() };
        line.push(Kind::ConflictDecided, vec![event]);
        let head = line.sent.len();
        centre.hub.receive(line.station, &line.batch(head - 1, head)).unwrap();
    }
    let work = centre.hub.worklist().unwrap();
    let differ: Vec<_> =
        work.iter().filter(|(view, _)| view.conflict.kind == ConflictKind::DecisionsDiffer).collect();
    assert_eq!((differ.len(), work.len()), (1, others + 1), "once");
    let sides = &differ[0].0.conflict.differences[0];
    assert!(
        sides.at_counter.contains("Dario Moretti") && sides.at_centre.contains("Elena Sarti"),
        "{sides:?}"
    );
    let page = centre.hub.outcomes(line.station, 0).unwrap();
    let told = page.outcomes.iter().find(|one| one.entry == entry).unwrap();
    assert!(told.verdict.open_conflicts().any(|one| one.kind == ConflictKind::DecisionsDiffer));
}

#[test]
fn what_the_registry_learns_later_is_found_after_one_day_and_after_seven() {
    let mut line = Line::new(1, "EM01");
    let paper = line.certificate(ROSSI.0, ROSSI.1);
    let paper = line.issue(paper);
    let centre = Centre::knowing(&[&line]);
    centre.hub.recheck_due().unwrap();
    centre.hub.receive(line.station, &line.all()).unwrap();
    centre.hub.import_references(&mut REGISTRY.as_bytes()).unwrap();
    assert_eq!(centre.hub.recheck_due().unwrap().entries, 0, "a day has not passed");
    centre.pass(1);
    centre.clock.advance(TimeDelta::minutes(5));
    let looked = centre.hub.recheck_due().unwrap();
    assert_eq!((looked.entries, looked.found), (1, 2));
    assert_eq!(kinds(&centre, paper), [ConflictKind::Deceased, ConflictKind::Moved]);
    assert_eq!(centre.hub.recheck_due().unwrap().entries, 0, "once");
    centre.pass(6);
    assert_eq!(centre.hub.recheck_due().unwrap().entries, 1, "and on the seventh day");
    assert_eq!(centre.hub.recheck_due().unwrap().found, 0);
}

#[test]
fn numbers_are_found_both_ways_and_the_correlation_is_exported() {
    let mut line = Line::new(1, "EM01");
    let paper = line.certificate(ROSSI.0, ROSSI.1);
    let paper = line.issue(paper);
    let mut refusal = line.certificate("=Verdi Luigi", VERDI.1);
    refusal.kind = domain::form::entry_kind::EntryKind::Refusal;
    line.issue(refusal);
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    for typed in ["em01-2026-0000001", "PG 0000001/2026", "0000001/2026", ROSSI.1, "rossi mario"] {
        let found = centre.hub.look_for(typed).unwrap();
        assert_eq!(found, crate::register::entries::Looked::Entries(vec![paper]), "{typed}");
    }
    let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("EM01-2026-0000001;2026-11-22T"), "{}", lines[1]);
    assert!(lines[1].contains(";PG;2026;0000001;2026-11-22;riversato;;;emesso;0;"), "{}", lines[1]);
}

/// How many entries of a line stand in each case, in order: issued and refused rightly and wrongly, not compared, annulled.
fn cases(centre: &Centre, line: &Line) -> [usize; 7] {
    centre.hub.four_cases(&[line.outage]).unwrap().map(|(_, rows)| rows.len())
}

/// A refusal for a reason, of somebody.
fn refused(line: &mut Line, of: (&str, &str), kind: EntryKind, ground: &str) -> EntryId {
    let mut entry = line.certificate(of.0, of.1);
    entry.kind = kind;
    let value = Attested { value: ground.to_owned(), source: Source::Operator };
    entry.values.insert("reason-code".to_owned(), value);
    line.issue(entry)
}

#[test]
fn the_four_cases_assert_nothing_that_was_not_compared() {
    let mut line = Line::new(1, "EM01");
    // Dead by now, alive, unknown to the registry, typed by hand without a code, annulled at the counter.
    let unknown = ("Bianchi Ada", "BNCDAA80A41H501V");
    for of in [ROSSI, VERDI, unknown] {
        let paper = line.certificate(of.0, of.1);
        line.issue(paper);
    }
    let mut by_hand = line.certificate("Neri Ugo", VERDI.1);
    by_hand.subject.tax_code = None;
    line.issue(by_hand);
    let annulled = line.certificate(VERDI.0, VERDI.1);
    let annulled = line.issue(annulled);
    let step = PaperStep::Annulled { reason: "cognome sbagliato".to_owned() };
    line.push(Kind::EntryAnnulled, vec![Event::PaperStepped { entry: annulled, step }]);
    refused(&mut line, VERDI, EntryKind::Refusal, "identity-not-established");
    refused(&mut line, VERDI, EntryKind::Refusal, "equivalent-document-held");
    refused(&mut line, VERDI, EntryKind::Refusal, "no-record");
    refused(&mut line, ROSSI, EntryKind::Deferral, "");
    refused(&mut line, unknown, EntryKind::Deferral, "");
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    assert_eq!(cases(&centre, &line), [0, 0, 0, 0, 4, 5, 1], "no registry, nothing compared");
    centre.hub.import_references(&mut REGISTRY.as_bytes()).unwrap();
    centre.hub.recheck_all().unwrap();
    // Verdi rightly, Rossi wrongly; no record of Verdi was wrong, his card and Rossi put off were right.
    assert_eq!(cases(&centre, &line), [1, 1, 1, 2, 2, 2, 1]);
    let told: Vec<_> = centre.hub.outcomes(line.station, 0).unwrap().outcomes;
    let told =
        |serial: usize| told.iter().find(|one| one.number.as_ref().unwrap().serial() as usize == serial);
    let told: Vec<_> = (1..=10).map(|serial| told(serial).unwrap().compared.unwrap()).collect();
    assert_eq!(
        told,
        [
            Compared::Registry,
            Compared::Registry,
            Compared::NotFound,
            Compared::NoTaxCode,
            Compared::Registry,
            Compared::NotOfTheRegistry,
            Compared::RegistryRefuses,
            Compared::Registry,
            Compared::RegistryRefuses,
            Compared::NotFound
        ]
    );
    let half = "codice_fiscale;cognome;nome\nRSSMRA80A01H501U;Rossi;Mario\n";
    centre.hub.import_references(&mut half.as_bytes()).unwrap();
    assert_eq!(cases(&centre, &line)[4], 3, "half a registry compares half");
}

#[test]
fn a_paper_that_says_it_comes_from_the_registry_is_of_somebody_there() {
    let mut line = Line::new(1, "EM01");
    let mut paper = line.certificate("Bianchi Ada", "BNCDAA80A41H501V");
    for value in paper.values.values_mut() {
        value.source = Source::PaperAct;
    }
    let from_an_act = line.issue(paper);
    let paper = line.certificate("Bianchi Ada", "BNCDAA80A41H501V");
    let from_the_extract = line.issue(paper);
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    centre.hub.recheck_all().unwrap();
    assert_eq!(kinds(&centre, from_the_extract), [], "there is no registry");
    centre.hub.import_references(&mut REGISTRY.as_bytes()).unwrap();
    centre.hub.recheck_all().unwrap();
    assert_eq!(kinds(&centre, from_an_act), []);
    assert_eq!(kinds(&centre, from_the_extract), [ConflictKind::PersonNotFound]);
}
