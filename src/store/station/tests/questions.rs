//! What is asked of the projections.

use chrono::NaiveDate;
use tempfile::tempdir;

use super::journal::{Journal, busy, keys, number, outage, person, sent, start};
use crate::station::numbers::Accounted;
use crate::station::rows::{EntryQuery, EntryRow, NumberState, StateKind};
use crate::station::store::Store;
use domain::form::entry_kind::UseCode;
use domain::ids::check_code;
use domain::ids::number::Series;
use domain::journal::record::Payload;
use domain::register::entry::{PaperState, PaperStep, Subject};

fn numbers(rows: &[EntryRow]) -> Vec<u32> {
    rows.iter().map(|row| row.number.serial()).collect()
}

fn asked(store: &Store, query: &EntryQuery) -> Vec<u32> {
    numbers(&store.entries(query).unwrap().rows)
}

pub(super) fn with(journal: &Journal, ask: impl FnOnce(&Store)) {
    let folder = tempdir().unwrap();
    let (store, _) = journal.store(folder.path(), &keys());
    ask(&store);
}

#[test]
fn an_entry_is_found_by_id_and_by_number_with_its_paper_and_its_history() {
    let mut journal = Journal::default();
    let ids = journal.issue(outage(1), &[person(1), person(2)], 0);
    journal.step(1, sent(1));
    journal.step(1, PaperStep::Spoiled { reason: "inceppata".into() });
    journal.step(1, sent(2));
    journal.step(1, PaperStep::CameOut);
    with(&journal, |store| {
        let row = store.entry(ids[1]).unwrap().unwrap();
        assert_eq!(store.number(&row.number).unwrap(), Some(NumberState::Issued(ids[1])));
        assert_eq!((row.state, row.copies), (PaperState::HandedOver, 2));
        assert_eq!(row.records, [1, 2, 3, 4, 5]);
        let full = check_code::of_chain(&journal.records[0].chain);
        assert_eq!(row.check_code, full);
        assert_eq!(store.entry(ids[0]).unwrap().unwrap().check_code, full, "two entries of one record");
        assert_eq!(row.subject, person(2));
        assert_eq!(store.entry(ids[0]).unwrap().unwrap().state, PaperState::Issued);
        assert_eq!(store.number(&number(Series::P, 3)).unwrap(), None);
    });
}

#[test]
fn a_list_is_cut_into_pages_without_gap_or_double() {
    with(&busy(23), |store| {
        let mut query = EntryQuery { limit: 5, ..EntryQuery::default() };
        let mut seen = Vec::new();
        loop {
            let page = store.entries(&query).unwrap();
            assert!(page.rows.len() <= 5);
            seen.extend(numbers(&page.rows));
            query.before = page.next;
            if query.before.is_none() {
                break;
            }
        }
        assert_eq!(seen, (1..=23).rev().collect::<Vec<_>>());
    });
}

#[test]
fn entries_of_one_command_are_cut_into_pages_too() {
    let mut journal = Journal::default();
    journal.issue(outage(1), &[person(1), person(2), person(3)], 0);
    with(&journal, |store| {
        let first = store.entries(&EntryQuery { limit: 2, ..EntryQuery::default() }).unwrap();
        let rest = store.entries(&EntryQuery { before: first.next, ..EntryQuery::default() }).unwrap();
        assert_eq!((numbers(&first.rows), numbers(&rest.rows)), (vec![3, 2], vec![1]));
    });
}

#[test]
fn lists_are_filtered_by_day_outage_state_and_register() {
    let mut journal = Journal::default();
    journal.issue(outage(1), &[person(1)], 0);
    journal.issue(outage(1), &[person(2)], 24);
    // The clock was set back: order is the position.
    journal.issue(outage(2), &[person(3)], 1);
    journal.issue(outage(2), &[person(4)], 25);
    journal.step(0, sent(1));
    journal.step(0, PaperStep::CameOut);
    journal.step(3, PaperStep::Annulled { reason: "errore".into() });
    with(&journal, |store| {
        let day = |day| EntryQuery { day: NaiveDate::from_ymd_opt(2026, 3, day), ..EntryQuery::default() };
        assert_eq!(start().day(), day(2).day.unwrap());
        assert_eq!(asked(store, &day(2)), [3, 1]);
        assert_eq!(asked(store, &day(3)), [4, 2]);
        assert_eq!(asked(store, &day(4)), Vec::<u32>::new());
        let of = |index| EntryQuery { outage: Some(outage(index)), ..EntryQuery::default() };
        assert_eq!(asked(store, &of(1)), [2, 1]);
        assert_eq!(asked(store, &of(2)), [4, 3]);
        assert_eq!(asked(store, &EntryQuery { day: day(3).day, ..of(2) }), [4]);
        let state = |state| EntryQuery { state: Some(state), ..EntryQuery::default() };
        assert_eq!(asked(store, &state(StateKind::HandedOver)), [1]);
        assert_eq!(asked(store, &state(StateKind::Issued)), [3, 2]);
        assert_eq!(asked(store, &state(StateKind::Annulled)), [4]);
        let series = |series| EntryQuery { series: Some(series), ..EntryQuery::default() };
        assert_eq!(asked(store, &series(Series::P)), [4, 3, 2, 1]);
        assert_eq!(asked(store, &series(Series::S)), Vec::<u32>::new());
    });
}

#[test]
fn people_are_found_by_beginnings_of_their_names_and_by_tax_code() {
    let mut journal = Journal::default();
    for who in 0..6 {
        journal.issue(outage(1), &[person(who)], 0);
    }
    with(&journal, |store| {
        let named =
            |name: &str| asked(store, &EntryQuery { name: Some(name.into()), ..EntryQuery::default() });
        assert_eq!(named("ROSSI"), [6, 4]);
        assert_eq!(named("de rossi"), [4]);
        assert_eq!(named("angelo"), [2]);
        assert_eq!(named("dangelo luca"), [2]);
        assert_eq!(named("capek zofie"), [3]);
        assert_eq!(named("li"), [4]);
        assert_eq!(named("strauss"), [5]);
        assert_eq!(named("espositi"), Vec::<u32>::new());
        assert_eq!(named("zzz"), Vec::<u32>::new());
        let code = person(1).tax_code.map(|code| code.to_lowercase());
        assert_eq!(asked(store, &EntryQuery { tax_code: code, ..EntryQuery::default() }), [2]);
    });
}

#[test]
fn papers_in_doubt_are_those_nobody_has_answered_for() {
    with(&busy(10), |store| {
        let doubts = EntryQuery { in_doubt: true, ..EntryQuery::default() };
        assert_eq!(asked(store, &doubts), [7, 6, 2, 1]);
        let page = store.entries(&EntryQuery { limit: 3, ..doubts.clone() }).unwrap();
        assert_eq!(numbers(&page.rows), [7, 6, 2]);
        assert_eq!(asked(store, &EntryQuery { before: page.next, ..doubts }), [1]);
        let count = |state| store.count_in(state, outage(1)).unwrap();
        let counts =
            [StateKind::Issued, StateKind::PrintSent, StateKind::Annulled, StateKind::NotAscertained];
        assert_eq!(counts.map(count), [2, 2, 2, 2]);
        assert_eq!(store.count_in(StateKind::Issued, outage(2)).unwrap(), 0);
    });
}

#[test]
fn every_number_given_or_barred_is_accounted_for_in_order() {
    let mut journal = Journal::default();
    journal.issue(outage(1), &[person(1), person(2)], 0);
    journal.issue(outage(1), &[person(3)], 0);
    let reserved = journal.reserve(0, outage(1));
    journal.bar(vec![reserved[1].clone()]);
    with(&journal, |store| {
        let slot = |position: u64, event: u64| Some(position << 12 | event);
        let one = |serial, position, entry| Accounted { serial, position, entry };
        let found = |series, first| store.accounted(number(series, 1).key(), first, 2).unwrap();
        assert_eq!(found(Series::P, 1), [one(1, 1, slot(1, 0)), one(2, 1, slot(1, 1))]);
        assert_eq!(found(Series::P, 3), [one(3, 2, slot(2, 0))]);
        assert_eq!(found(Series::S, 1), [one(2, 4, None)]);
        let row = store.entry_at(slot(1, 1).unwrap()).unwrap().unwrap();
        assert_eq!(row.number.serial(), 2);
    });
}

#[test]
fn records_that_could_not_be_read_are_told_as_stretches() {
    let mut journal = Journal::default();
    for who in 0..6 {
        journal.issue(outage(1), &[person(who)], 0);
    }
    for lost in [1, 2, 4] {
        journal.records[lost].payload = Payload::Unknown { kind: String::new() };
    }
    with(&journal, |store| {
        let told: Vec<_> = store.unread().unwrap().iter().map(|one| (one.first, one.last)).collect();
        assert_eq!(told, [(2, 3), (5, 5)]);
        assert_eq!(store.unread().unwrap()[0].until, start());
        assert_eq!(asked(store, &EntryQuery::default()), [6, 4, 1]);
    });
    let mut newer = Journal::default();
    newer.unknown();
    with(&newer, |store| assert!(store.unread().unwrap().is_empty(), "carried, not lost"));
}

#[test]
fn the_same_paper_for_the_same_person_is_a_repeat_until_it_is_annulled() {
    let mut journal = Journal::default();
    let without_code = Subject { tax_code: None, surname: "NICOLO CAPEK".into(), ..person(2) };
    for subject in [person(2), person(1), person(2), without_code.clone(), person(8)] {
        journal.issue(outage(1), &[subject], 0);
    }
    let repeats = |store: &Store, subject: &Subject, form| {
        numbers(&store.repeats(subject, form, Some(UseCode::Private)).unwrap())
    };
    with(&journal, |store| {
        assert_eq!(repeats(store, &person(2), "morte"), [3, 1]);
        assert_eq!(repeats(store, &without_code, "nascita"), [4]);
        assert_eq!(repeats(store, &person(2), "nascita"), [4]);
        assert!(store.repeats(&person(2), "morte", Some(UseCode::Court)).unwrap().is_empty());
    });
    journal.step(0, PaperStep::Annulled { reason: "errore".into() });
    with(&journal, |store| assert_eq!(repeats(store, &person(2), "morte"), [3]));
}

#[test]
fn outages_authorisations_reservations_and_barred_numbers_are_kept() {
    let mut journal = Journal::default();
    journal.authorise(0, None);
    journal.authorise(1, None);
    journal.open_outage(1);
    journal.attach(1, outage(1));
    let reserved = journal.reserve(0, outage(1));
    journal.bar(vec![reserved[0].clone()]);
    journal.close_outage(1, vec![reserved[1].clone()]);
    journal.open_outage(2);
    with(&journal, |store| {
        let outages = store.outages().unwrap();
        assert_eq!(outages.iter().map(|row| row.opening.outage).collect::<Vec<_>>(), [outage(2), outage(1)]);
        assert_eq!(store.outage(outage(2)).unwrap().unwrap().closing, None);
        // A closing longer than one value may be.
        assert_eq!(store.outage(outage(1)).unwrap().unwrap().closing.unwrap().note.len(), 10_000);
        assert_eq!(store.authorisations(None).unwrap().len(), 1);
        let attached = store.authorisations(Some(outage(1))).unwrap();
        assert_eq!(attached[0].authorisation.until, start().plus_days(7));
        assert_eq!(store.reservations(outage(1)).unwrap()[0].count, 3);
        assert!(store.reservations(outage(2)).unwrap().is_empty());
        let state = |index: usize| store.number(&reserved[index]).unwrap();
        assert_eq!(
            [state(0), state(1), state(2)],
            [Some(NumberState::Barred { position: 6 }), Some(NumberState::Barred { position: 7 }), None]
        );
    });
}

#[test]
fn totals_need_no_scan() {
    let journal = busy(10);
    with(&journal, |store| {
        let counts = store.counts();
        assert_eq!(counts.entries, 10);
        assert_eq!(counts.shared, journal.records.len() as u64);
    });
}
