//! Ordinary numbers put right at the centre.

use super::line::day;
use super::numbers::{bring, elena, given, waiting};
use crate::error::CentreError;
use crate::numbers::number_corrections::Said;
use crate::register::entries::Looked;
use domain::centre::exchange::{OrdinaryNumber, Verdict};

fn number(number: &str) -> OrdinaryNumber {
    OrdinaryNumber::new("PG", 2026, number, day(22)).unwrap()
}

fn said(reason: &str) -> Said {
    Said { reason: reason.to_owned(), ..Said::default() }
}

/// The fields that are wrong.
fn wrong(refused: Result<(), CentreError>) -> Vec<&'static str> {
    match refused {
        Err(CentreError::Field { field, .. }) => vec![field],
        Err(CentreError::Fields(all)) => all.into_iter().map(|(field, _)| field).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_number_noted_wrongly_is_put_right_by_name_and_what_it_was_is_told_everywhere() {
    let (centre, line, ids) = waiting(3);
    bring(&centre, "EM01-2026-0000001;dic-26\nEM01-2026-0000002;12/27\nEM01-2026-0000003;12/28\n").unwrap();
    let correct =
        |right: &str, said: &Said| centre.hub.correct_number(&elena(), ids[0], &number(right), said);
    assert_eq!(wrong(correct("12/26", &said("no"))), ["reason"]);
    assert_eq!(wrong(correct("dic-26", &said("letto male"))), ["number"], "the same");
    assert_eq!(wrong(correct("12-dic", &said("letto male"))), ["number", "checked"]);
    assert_eq!(wrong(correct("12/27", &said("letto male"))), ["number", "swap"]);
    correct("12/26", &said("una data del foglio di calcolo")).unwrap();
    let view = centre.hub.entry(ids[0]).unwrap();
    assert_eq!(view.row.ordinary, Some(number("12/26")));
    let [correction] = &view.corrections[..] else { panic!("{view:?}") };
    assert_eq!((&correction.before, correction.by.as_str()), (&number("dic-26"), "Elena Esposito"));
    let told = centre.hub.outcomes(line.station, 3).unwrap().outcomes;
    let [outcome] = &told[..] else { panic!("{told:?}") };
    let Verdict::Accepted { ordinary, corrections, .. } = &outcome.verdict else { panic!("{outcome:?}") };
    assert_eq!((ordinary, corrections), (&number("12/26"), &view.corrections));
    let found = |typed: &str| centre.hub.look_for(typed).unwrap();
    for typed in ["PG dic-26/2026", "DIC-26/2026", "PG 12/26/2026"] {
        assert_eq!(found(typed), Looked::Entries(vec![ids[0]]), "{typed}");
    }
    assert_eq!(found("dic-26/2025"), Looked::Entries(vec![]));
    let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
    assert!(csv.contains("prima PG dic-26/2026; corretto da Elena Esposito"), "{csv}");
}

#[test]
fn two_entries_that_were_mixed_up_exchange_their_numbers() {
    let (centre, line, ids) = waiting(2);
    bring(&centre, "EM01-2026-0000001;8\nEM01-2026-0000002;7\n").unwrap();
    let swap = Said { swap: true, ..said("righe scambiate") };
    centre.hub.correct_number(&elena(), ids[0], &number("7"), &swap).unwrap();
    assert_eq!(given(&centre, &ids), ["PG 7/2026", "PG 8/2026"].map(|one| Some(one.to_owned())));
    assert!(ids.iter().all(|id| centre.hub.entry(*id).unwrap().corrections.len() == 1));
    assert_eq!(centre.hub.outcomes(line.station, 2).unwrap().outcomes.len(), 2);
    // A number that changed hands finds both: who has it first, then who had it.
    assert_eq!(centre.hub.look_for("7/2026").unwrap(), Looked::Entries(vec![ids[0], ids[1]]));
    assert_eq!(centre.hub.look_for("PG 0008/2026").unwrap(), Looked::Entries(vec![ids[1], ids[0]]));
    let rows = ids.iter().map(|id| centre.hub.entry(*id).unwrap().row);
    assert!(rows.into_iter().all(|row| centre.hub.sharing_the_number(&row).unwrap().is_empty()));
}

#[test]
fn what_looks_strange_is_shown_and_noted_only_when_it_was_checked() {
    let (centre, _, ids) = waiting(2);
    let file = "EM01-2026-0000001,12/05/2026,22/11/2026\nEM01-2026-0000002,101,22/11/2026\n";
    let proposal = centre.hub.propose_numbers(file.as_bytes(), None).unwrap();
    assert_eq!((proposal.fresh(), proposal.doubtful()), (2, 1));
    assert!(proposal.numbers[0].entry.contains("Rossi"), "{proposal:?}");
    let carried = proposal.carried();
    assert!(!carried.contains("Rossi"), "{carried}");
    let bring = |checked| centre.hub.bring_numbers(&elena(), carried.as_bytes(), None, checked);
    assert!(matches!(bring(false), Err(CentreError::Field { field: "checked", .. })));
    assert_eq!(given(&centre, &ids), [None, None]);
    assert_eq!(bring(true).unwrap().given, 2);
    assert_eq!(wrong(centre.hub.number(&elena(), ids[0], &number("1-dic"), false)), ["number", "checked"]);
}
