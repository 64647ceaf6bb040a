//! An ordinary number that the centre put right, and one that it only changed.

use super::fake::FakeCentre;
use super::{ask, enrol, run, station};
use crate::pass::{Leave, Stood};
use desk::register::entries::EntryFilter;
use desk::tests::{Sample, moment};
use domain::centre::exchange::{Correction, OrdinaryNumber, Verdict};
use domain::centre::recovery::Way;
use domain::ids::id::{CentreId, EntryId};

/// Two entries that are recovered, with the first one's number.
fn recovered() -> (Sample, Vec<EntryId>, CentreId, FakeCentre, OrdinaryNumber) {
    let (sample, ids) = station(2);
    let centre = enrol(&sample, "Centro");
    ask(&sample, centre);
    let fake = FakeCentre::new(sample.desk().station_id());
    assert!(matches!(run(&sample.desk(), centre, &fake, Leave::Given), Stood::Rest));
    let view = sample.desk().entry(&sample.supervisor(), ids[0]).unwrap();
    let number = view.recovery.ordinary().unwrap().clone();
    (sample, ids, centre, fake, number)
}

fn another(number: &OrdinaryNumber, written: &str) -> OrdinaryNumber {
    OrdinaryNumber { number: written.to_owned(), ..number.clone() }
}

fn put_right(before: &OrdinaryNumber, ordinary: OrdinaryNumber) -> Verdict {
    let correction = Correction {
        before: before.clone(),
        by: "Elena Sarti".to_owned(),
        at: moment("2026-11-24 09:00"),
        reason: "riga sbagliata del foglio".to_owned(),
    };
    Verdict::Accepted { ordinary, conflicts: Vec::new(), corrections: vec![correction] }
}

#[test]
fn a_number_put_right_by_name_is_taken_in_place_of_the_first_which_stays_in_the_history() {
    let (sample, ids, centre, fake, first) = recovered();
    let (desk, who) = (sample.desk(), sample.supervisor());
    fake.says(ids[0], put_right(&first, another(&first, "300")));
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    let view = desk.entry(&who, ids[0]).unwrap();
    assert_eq!(view.recovery.ordinary(), Some(&another(&first, "300")));
    assert_eq!(view.way, Way::Recovered);
    let told = view.history.last().unwrap().what.it.clone();
    assert!(told.contains(&format!("prima {first}; corretto da Elena Sarti")), "{told}");
    assert_eq!(desk.entry_by_ordinary(&who, &another(&first, "0000300")).unwrap(), Some(ids[0]));
    assert_eq!(desk.entry_by_ordinary(&who, &first).unwrap(), None);
    // A search for the number of before finds it all the same, and says what became of it.
    let found = |typed: &str| {
        let filter = EntryFilter { number: Some(typed.to_owned()), ..EntryFilter::default() };
        desk.entries(&who, filter).unwrap().rows
    };
    let year = first.year;
    for typed in [first.to_string(), format!("{}/{year}", first.number), format!("pg 300/{year}")] {
        let rows = found(&typed);
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [ids[0]], "{typed}");
        assert_eq!((&rows[0].corrections[0].before, rows[0].corrections.len()), (&first, 1));
    }
    for typed in [format!("SC {}/{year}", first.number), format!("{}/2025", first.number)] {
        assert!(found(&typed).is_empty(), "{typed}");
    }
    let outage = view.entry.outage;
    let (_, csv) = desk.correlation_csv(&who, outage).unwrap();
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.contains(";300;") && csv.contains("riga sbagliata del foglio"), "{csv}");
    // The same, written in another way: no contradiction.
    fake.says(ids[0], put_right(&first, another(&first, "0000300")));
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
}

#[test]
fn a_number_that_two_entries_have_is_told_with_both_until_one_is_put_right() {
    let (sample, ids, centre, fake, first) = recovered();
    let (desk, who) = (sample.desk(), sample.supervisor());
    let second = desk.entry(&who, ids[1]).unwrap().recovery.ordinary().unwrap().clone();
    assert_eq!(desk.sharing_the_number(&who, ids[0]).unwrap(), []);
    // The centre puts the second right to the number of the first, as one of before did that took 100 and 0000100 for two.
    let written = format!("00{}", first.number);
    fake.says(ids[1], put_right(&second, another(&first, &written)));
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    let number = |id| desk.entry(&who, id).unwrap().entry.number;
    for (one, other) in [(ids[0], ids[1]), (ids[1], ids[0])] {
        assert_eq!(desk.sharing_the_number(&who, one).unwrap(), [(other, number(other))]);
    }
    let right = another(&first, "0000900");
    let Verdict::Accepted { corrections, .. } = put_right(&another(&first, &written), right.clone()) else {
        unreachable!("it is accepted")
    };
    let Verdict::Accepted { corrections: before, .. } = put_right(&second, right.clone()) else {
        unreachable!("it is accepted")
    };
    let corrections = before.into_iter().chain(corrections).collect();
    fake.says(ids[1], Verdict::Accepted { ordinary: right, conflicts: Vec::new(), corrections });
    assert!(matches!(run(&desk, centre, &fake, Leave::Given), Stood::Rest));
    for id in ids {
        assert_eq!(desk.sharing_the_number(&who, id).unwrap(), []);
    }
}

#[test]
fn a_number_that_only_changes_stops_the_recovery_and_the_first_stays() {
    let (sample, ids, centre, fake, first) = recovered();
    let desk = sample.desk();
    fake.says(ids[0], put_right(&another(&first, "299"), another(&first, "300")));
    assert!(
        matches!(run(&desk, centre, &fake, Leave::Given), Stood::Halted(_)),
        "it corrects what nobody had"
    );
    let view = desk.entry(&sample.supervisor(), ids[0]).unwrap();
    assert_eq!(view.recovery.ordinary(), Some(&first));
    assert!(view.recovery.corrections().is_empty());
}
