//! Numbers of the protocol office.

use std::fmt::Write as _;

use proptest::prelude::*;
use uuid::Uuid;

use super::Centre;
use super::line::{Line, day};
use crate::error::CentreError;
use crate::numbers::numbers_file::Brought;
use crate::staff::accounts::Worker;
use domain::centre::exchange::{OrdinaryNumber, Verdict};
use domain::ids::id::EntryId;
use store::centre::row::Numbering;

pub(super) fn elena() -> Worker {
    Worker {
        id: Uuid::from_u128(1),
        name: "Elena Esposito".to_owned(),
        roles: domain::centre::centre_role::CentreRole::ALL.into(),
    }
}

/// A centre whose numbers the office gives, with `entries` of one station.
pub(super) fn waiting(entries: u32) -> (Centre, Line, Vec<EntryId>) {
    let mut line = Line::new(1, "EM01");
    let ids = (0..entries)
        .map(|_| {
            let entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
            line.issue(entry)
        })
        .collect();
    let centre = Centre::knowing(&[&line]);
    centre.hub.number_by(Numbering::Office).unwrap();
    centre.hub.receive(line.station, &line.all()).unwrap();
    (centre, line, ids)
}

pub(super) fn bring(centre: &Centre, file: &str) -> Result<Brought, CentreError> {
    centre.hub.bring_numbers(&elena(), file.as_bytes(), Some(day(22)), true)
}

pub(super) fn given(centre: &Centre, ids: &[EntryId]) -> Vec<Option<String>> {
    let number = |id: &EntryId| centre.hub.entry(*id).unwrap().row.ordinary.map(|one| one.to_string());
    ids.iter().map(number).collect()
}

/// Lines told, in Italian.
fn told(refused: Result<Brought, CentreError>) -> Vec<String> {
    match refused {
        Err(CentreError::Fields(problems)) => problems.into_iter().map(|(_, told)| told.it).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn entries_wait_for_the_office_and_its_file_gives_each_its_number_and_its_outcome() {
    let (centre, line, ids) = waiting(3);
    assert_eq!(centre.hub.counts().unwrap().unnumbered, 3);
    assert!(centre.hub.outcomes(line.station, 0).unwrap().outcomes.is_empty());
    let file = "EM01-2026-0000002;4712;22/11/2026\nEM01-2026-0000001;4711;2026\n";
    assert_eq!(bring(&centre, file).unwrap(), Brought { given: 2, had: 0, empty: 0, absent: Vec::new() });
    let numbers = [Some("PG 4711/2026".to_owned()), Some("PG 4712/2026".to_owned()), None];
    assert_eq!(given(&centre, &ids), numbers);
    let told: Vec<_> = centre.hub.outcomes(line.station, 0).unwrap().outcomes;
    let numbers = told.iter().map(|outcome| match &outcome.verdict {
        Verdict::Accepted { ordinary, .. } => ordinary.number.clone(),
        Verdict::Rejected { .. } => panic!("rejected"),
    });
    assert_eq!(numbers.collect::<Vec<_>>(), ["4711", "4712"], "in register order");
    let again = bring(&centre, "EM01-2026-0000001;4711\nEM01-2026-0000003;\n").unwrap();
    assert_eq!((again.given, again.had, again.empty), (0, 1, 1));
    let notes = centre.hub.numbers_brought().unwrap();
    assert_eq!(
        notes.iter().map(|note| (note.by.as_str(), note.given)).collect::<Vec<_>>(),
        [("Elena Esposito", 2)]
    );
}

#[test]
fn a_file_is_taken_whole_or_not_at_all_and_names_line_and_cell() {
    let (centre, _, ids) = waiting(3);
    bring(&centre, "EM01-2026-0000003;9\n").unwrap();
    let bad = [
        ("EM01-2026-0000002;a b", "Riga 2, numero_ordinario: da 1 a 20 cifre"),
        ("EM01-2026-0000002;10;01/12/2026", "Riga 2, data_ordinaria: il giorno è nel futuro."),
        ("EM01-2026-0000002;10;21/11/2026", "Riga 2, data_ordinaria: il giorno è prima"),
        ("EM01-2026-0000002;10;2025", "Riga 2, anno_ordinario: l’anno non è quello della data"),
        (
            "EM01-2026-0000002;8",
            "Riga 2, numero_ordinario: lo stesso numero, o la stessa registrazione, sta già alla riga 1.",
        ),
        (
            "EM01-2026-0000001;10",
            "Riga 2, numero_ordinario: lo stesso numero, o la stessa registrazione, sta già alla riga 1.",
        ),
        (
            "EM01-2026-0000002;9",
            "Riga 2, numero_ordinario: questo numero è già della registrazione EM01-2026-0000003.",
        ),
        ("EM01-2026-0000003;10", "Riga 2, numero_ordinario: la registrazione ha già il numero PG 9/2026"),
        ("zwei;10", "Riga 2, numero_emergenza: non è un numero di emergenza"),
    ];
    for (line, expected) in bad {
        let problems = told(bring(&centre, &format!("EM01-2026-0000001;8\n{line}\n")));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with(expected), "{problems:?}");
        assert_eq!(given(&centre, &ids[..2]), [None, None], "{line}");
    }
    let named = "numero_emergenza;registro_ordinario;numero_ordinario\nEM01-2026-0000001;P G;8\n";
    assert!(told(bring(&centre, named))[0].starts_with("Riga 2, registro_ordinario:"));
    assert!(told(bring(&centre, "oggetto;numero\n"))[0].starts_with("Riga 1, numero_emergenza"));
    assert!(told(bring(&centre, "EM01-2026-0000001;\n"))[0].starts_with("Nel file non c’è alcun numero"));
    let many: String = (0..30).map(|_| "x;1\n").collect();
    let problems = told(bring(&centre, &many));
    assert_eq!((problems.len(), problems[20].as_str()), (21, "E altre 10 righe da correggere."));
}

#[test]
fn lines_about_entries_that_have_not_come_are_left_for_later() {
    let (centre, mut line, ids) = waiting(1);
    let file = "EM01-2026-0000001;1\nEM01-2026-0000002;2\nEM07-2026-0000001;3\n";
    let brought = bring(&centre, file).unwrap();
    let absent: Vec<_> = brought.absent.iter().map(|(line, number)| (*line, number.to_string())).collect();
    assert_eq!(brought.given, 1);
    assert_eq!(absent, [(2, "EM01-2026-0000002".to_owned()), (3, "EM07-2026-0000001".to_owned())]);
    let entry = line.certificate("Bianchi Anna", "BNCNNA80A41H501U");
    let second = line.issue(entry);
    centre.hub.receive(line.station, &line.all()).unwrap();
    let brought = bring(&centre, file).unwrap();
    assert_eq!((brought.given, brought.had, brought.absent.len()), (1, 1, 1));
    assert_eq!(
        given(&centre, &[ids[0], second]),
        [Some("PG 1/2026".to_owned()), Some("PG 2/2026".to_owned())]
    );
}

#[test]
fn a_number_is_typed_for_one_entry_and_never_changed() {
    let (centre, _, ids) = waiting(2);
    let number = |number: &str, on| OrdinaryNumber::new("PG", 2026, number, day(on)).unwrap();
    let type_in = |at: usize, one: OrdinaryNumber| match centre.hub.number(&elena(), ids[at], &one, true) {
        Ok(()) => "given".to_owned(),
        Err(CentreError::Field { field, .. }) => field.to_owned(),
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(type_in(0, number("1", 23)), "date", "in the future");
    assert_eq!(type_in(0, number("1", 21)), "date", "before the entry");
    assert_eq!(type_in(0, number("1", 22)), "given");
    assert_eq!(type_in(0, number("1", 22)), "given", "the same again");
    assert_eq!(type_in(0, number("2", 22)), "number");
    assert_eq!(type_in(1, number("1", 22)), "number");
    assert!(matches!(
        centre.hub.number(&elena(), EntryId::new(Uuid::from_u128(9)), &number("7", 22), true),
        Err(CentreError::NotFound)
    ));
}

#[test]
fn the_own_sequence_is_taken_up_again_only_when_no_entry_waits() {
    let (centre, mut line, _) = waiting(2);
    assert!(matches!(
        centre.hub.number_by(Numbering::Own),
        Err(CentreError::Field { field: "numbering", .. })
    ));
    bring(&centre, "EM01-2026-0000001;0000001\nEM01-2026-0000002;0000003\n").unwrap();
    centre.hub.number_by(Numbering::Own).unwrap();
    let ids: Vec<_> = (0..2)
        .map(|_| {
            let entry = line.certificate("Bianchi Anna", "BNCNNA80A41H501U");
            line.issue(entry)
        })
        .collect();
    centre.hub.receive(line.station, &line.all()).unwrap();
    let numbers = ["PG 0000002/2026", "PG 0000004/2026"].map(|number| Some(number.to_owned()));
    assert_eq!(given(&centre, &ids), numbers);
}

#[test]
fn the_office_gets_what_it_registers_and_brings_it_back_filled_in() {
    let (centre, line, ids) = waiting(2);
    let csv = centre.hub.numbers_wanted().unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].starts_with("\u{feff}numero_emergenza;data_emergenza;ora_emergenza;verso;"),
        "{}",
        lines[0]
    );
    assert!(lines[0].ends_with(";registro_ordinario;numero_ordinario;data_ordinaria"));
    assert!(lines[1].starts_with("EM01-2026-0000001;22/11/2026;"), "{}", lines[1]);
    assert!(lines[1].contains(";Rossi Mario;RSSMRA80A01H501U;"), "{}", lines[1]);
    assert!(lines[1].ends_with(";PG;;"), "{}", lines[1]);
    let filled = csv.replacen(";PG;;", ";PG;0004711;22/11/2026", 1);
    let brought = centre.hub.bring_numbers(&elena(), filled.as_bytes(), None, true).unwrap();
    assert_eq!((brought.given, brought.empty), (1, 1));
    assert_eq!(given(&centre, &ids), [Some("PG 0004711/2026".to_owned()), None]);
    assert_eq!(centre.hub.numbers_wanted().unwrap().lines().count(), 2);
    let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
    assert!(csv.lines().nth(2).unwrap().contains(";;;;;senza-numero;"), "{csv}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]
    #[test]
    fn any_file_gives_each_entry_one_number_and_each_number_one_entry_or_nothing(
        lines in prop::collection::vec((1_u32..5, 1_u32..6, prop::bool::weighted(0.1)), 0..6)
    ) {
        let (centre, _, ids) = waiting(3);
        let mut file = String::new();
        for (entry, number, bad) in &lines {
            let number = if *bad { "n o".to_owned() } else { number.to_string() };
            writeln!(file, "EM01-2026-{entry:07};{number}").unwrap();
        }
        let outcome = bring(&centre, &file);
        let numbers: Vec<String> = given(&centre, &ids).into_iter().flatten().collect();
        let mut distinct = numbers.clone();
        distinct.sort();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), numbers.len());
        prop_assert_eq!(numbers.len(), outcome.map_or(0, |brought| brought.given));
    }
}
