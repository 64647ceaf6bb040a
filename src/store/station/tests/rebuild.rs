//! Whatever way the records come in, the answers are the same.

use std::path::Path;
use std::sync::{Arc, Barrier};
use std::thread;

use proptest::prelude::*;
use tempfile::tempdir;

use super::journal::{Journal, busy, id, keys, outage, person, sent};
use crate::error::StoreError;
use crate::station::rows::EntryQuery;
use crate::station::store::{Found, Store};
use clock::Random;
use domain::form::entry_kind::UseCode;
use domain::ids::id::EntryId;
use domain::register::entry::PaperStep;

/// Everything the store can be asked, in words.
fn answers(store: &Store, journal: &Journal) -> Vec<String> {
    let mut answers = vec![
        format!("{:?}", store.entries(&EntryQuery::default()).unwrap()),
        format!("{:?}", store.entries(&EntryQuery { in_doubt: true, ..EntryQuery::default() }).unwrap()),
        format!("{:?}", store.outages().unwrap()),
        format!("{:?}", store.authorisations(None).unwrap()),
        format!("{:?}", store.counts()),
    ];
    for index in 0..4 {
        answers.push(format!("{:?}", store.authorisations(Some(outage(index))).unwrap()));
        answers.push(format!("{:?}", store.reservations(outage(index)).unwrap()));
    }
    for who in 0..12 {
        answers
            .push(format!("{:?}", store.repeats(&person(who), "nascita", Some(UseCode::Private)).unwrap()));
    }
    for name in ["rossi", "an", "de ros", "zofie"] {
        let query = EntryQuery { name: Some(name.into()), ..EntryQuery::default() };
        answers.push(format!("{:?}", store.entries(&query).unwrap()));
    }
    for (entry, state) in &journal.entries {
        let row = store.entry(*entry).unwrap().unwrap();
        assert_eq!(row.state, *state);
        answers.push(format!("{:?}", store.number(&row.number).unwrap()));
    }
    answers
}

#[derive(Clone, Debug)]
enum Act {
    Open(usize),
    Authorise(usize, Option<usize>),
    Attach(usize, usize),
    Reserve(usize, usize),
    Issue(usize, Vec<usize>, i64),
    Step(usize, PaperStep),
    Close(usize),
    Unknown,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let step = prop_oneof![
        (1..4_u32).prop_map(sent),
        Just(PaperStep::CameOut),
        Just(PaperStep::Spoiled { reason: "x".into() }),
        Just(PaperStep::NotAscertained { reason: "y".into() }),
        Just(PaperStep::Annulled { reason: "z".into() }),
    ];
    let act = prop_oneof![
        1 => (0..4_usize).prop_map(Act::Open),
        1 => (0..4_usize, proptest::option::of(0..4_usize)).prop_map(|(of, to)| Act::Authorise(of, to)),
        1 => (0..4_usize, 0..4_usize).prop_map(|(of, to)| Act::Attach(of, to)),
        1 => (0..4_usize, 0..4_usize).prop_map(|(of, to)| Act::Reserve(of, to)),
        6 => (0..4_usize, proptest::collection::vec(0..12_usize, 1..3), 0..72_i64)
            .prop_map(|(of, who, hours)| Act::Issue(of, who, hours)),
        8 => (0..20_usize, step).prop_map(|(index, step)| Act::Step(index, step)),
        1 => (0..4_usize).prop_map(Act::Close),
        1 => Just(Act::Unknown),
    ];
    proptest::collection::vec(act, 1..60)
}

fn journal_of(acts: Vec<Act>) -> Journal {
    let mut journal = Journal::default();
    for act in acts {
        match act {
            Act::Open(index) => journal.open_outage(index),
            Act::Authorise(index, to) => journal.authorise(index, to.map(outage)),
            Act::Attach(index, to) => journal.attach(index, outage(to)),
            Act::Reserve(index, to) => {
                journal.reserve(index, outage(to));
            }
            Act::Issue(index, who, hours) => {
                let persons: Vec<_> = who.into_iter().map(person).collect();
                journal.issue(outage(index), &persons, hours);
            }
            Act::Step(index, step) => journal.step(index, step),
            Act::Close(index) => journal.close_outage(index, Vec::new()),
            Act::Unknown => journal.unknown(),
        }
    }
    journal
}

/// What happens between two portions of records.
#[derive(Clone, Copy, Debug)]
enum Between {
    Nothing,
    Sync,
    Close,
    /// The process ends without a word, after the system wrote everything out.
    Drop,
    /// The same records again.
    Again,
    Rebuild,
}

fn between() -> impl Strategy<Value = Between> {
    prop_oneof![
        Just(Between::Nothing),
        Just(Between::Sync),
        Just(Between::Close),
        Just(Between::Drop),
        Just(Between::Again),
        Just(Between::Rebuild),
    ]
}

fn in_portions(journal: &Journal, folder: &Path, portions: &[(usize, Between)]) -> Store {
    let keys = keys();
    let open = || Store::open(folder, Arc::clone(&keys), Random::system(), &journal.chain_at()).unwrap().0;
    let mut store = open();
    for (length, between) in portions {
        let from = usize::try_from(store.applied()).unwrap();
        let until = (from + length).min(journal.records.len());
        store.apply(journal.records[from..until].to_vec()).unwrap();
        match between {
            Between::Nothing => {}
            Between::Sync => store.sync().unwrap(),
            Between::Again => store.apply(journal.records[..until].to_vec()).unwrap(),
            Between::Close => {
                store.close().unwrap();
                store = open();
                assert_eq!(store.applied(), until as u64);
            }
            Between::Drop => {
                drop(store);
                store = open();
            }
            Between::Rebuild => {
                drop(store);
                std::fs::remove_file(folder.join("current")).unwrap();
                store = open();
                assert_eq!(store.applied(), 0);
            }
        }
    }
    journal.replay(&store);
    store
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_split_replay_and_reopening_gives_the_same_answers(
        acts in acts(),
        portions in proptest::collection::vec((0..20_usize, between()), 0..6),
    ) {
        let journal = journal_of(acts);
        let (whole, parts) = (tempdir().unwrap(), tempdir().unwrap());
        let (store, found) = journal.store(whole.path(), &keys());
        prop_assert_eq!(found, Found::New);
        let other = in_portions(&journal, parts.path(), &portions);
        prop_assert_eq!(answers(&store, &journal), answers(&other, &journal));
    }
}

#[test]
fn records_from_many_threads_in_any_order_are_projected_in_theirs() {
    let journal = busy(120);
    let folder = tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), keys(), Random::system(), &journal.chain_at()).unwrap();
    let threads = 8;
    let barrier = Barrier::new(threads);
    thread::scope(|scope| {
        for thread in 0..threads {
            let (store, journal, barrier) = (&store, &journal, &barrier);
            scope.spawn(move || {
                barrier.wait();
                for record in journal.records.iter().skip(thread).step_by(threads) {
                    store.apply(vec![record.clone()]).unwrap();
                    assert!(store.applied() >= record.position);
                }
            });
        }
    });
    let (whole, _) = journal.store(tempdir().unwrap().path(), &keys());
    assert_eq!(answers(&store, &journal), answers(&whole, &journal));
}

#[test]
fn a_gap_is_refused_and_filled_later_without_loss() {
    let journal = busy(5);
    let folder = tempdir().unwrap();
    let (store, _) = Store::open(folder.path(), keys(), Random::system(), &journal.chain_at()).unwrap();
    let late = store.apply(vec![journal.records[2].clone()]);
    assert!(matches!(late, Err(StoreError::Behind { applied: 0, position: 3 })), "{late:?}");
    store.apply(journal.records[..2].to_vec()).unwrap();
    assert_eq!(store.applied(), 3, "the third waited for the first two");
    journal.replay(&store);
    assert_eq!(store.entry(EntryId::new(id(5, 5))).unwrap().unwrap().number.serial(), 5);
}
