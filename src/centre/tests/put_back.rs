//! A centre whose data were put back from a copy, and the stations that were told more than it knows.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::epoch::Sign;
use crate::ledger::identity::Identity;
use crate::numbers::number_corrections::Said;
use crate::register::entries::ConflictView;
use crate::staff::accounts::Worker;
use domain::centre::exchange::conflict::Place;
use domain::centre::exchange::told::Extent;
use domain::centre::exchange::{
    Conflict, ConflictKind, Decision, OrdinaryNumber, Outcome, Remedy, Told, ToldPage, Verdict,
};
use domain::ids::anchor::Position;
use domain::ids::id::EntryId;
use domain::journal::event::{Event, Exercise};
use domain::journal::record::Kind;
use store::centre::Older;
use store::centre::row::Numbering;
use vault::SigningKey;

use super::Centre;
use super::line::{Line, stamp};

pub(super) fn elena() -> Worker {
    Worker {
        id: Uuid::from_u128(1),
        name: "Elena Sarti".to_owned(),
        roles: domain::centre::centre_role::CentreRole::ALL.into(),
    }
}

/// A centre with its identity, what its keys folder says, and the stations that speak to it.
pub(super) struct Town {
    pub(super) centre: Centre,
    identity: Identity,
    mark: Option<Vec<u8>>,
    pub(super) stations: Vec<Station>,
}

/// A station: its line of records, and what it was told first of each entry.
pub(super) struct Station {
    pub(super) line: Line,
    told: BTreeMap<EntryId, Outcome>,
    epoch: Option<Uuid>,
}

impl Town {
    pub(super) fn new(stations: u32) -> Self {
        let centre = Centre::of(Exercise::Drill);
        let key = SigningKey::generate(&centre.hub.random);
        let identity = Identity::drill(&centre.hub, key, &["localhost".parse().unwrap()]).unwrap();
        let stations = (1..=stations).map(|n| {
            let line = Line::new(u128::from(n), &format!("EM{n:02}"));
            centre.hub.enrol(line.station, &line.code, "Comune di Valdorè", Vec::new()).unwrap();
            Station { line, told: BTreeMap::new(), epoch: None }
        });
        let stations = stations.collect();
        let mut town = Self { centre, identity, mark: None, stations };
        town.look();
        town
    }

    pub(super) fn look(&mut self) {
        if let Some(mark) = self.centre.hub.look_outside(std::slice::from_ref(&self.mark)).unwrap() {
            self.mark = Some(mark);
        }
    }

    pub(super) fn issue(&mut self, station: usize) -> EntryId {
        let line = &mut self.stations[station].line;
        let entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
        line.issue(entry)
    }

    /// A whole pass of a station: what it was told first, then records, then outcomes.
    pub(super) fn pass(&mut self, station: usize) {
        let hub = &self.centre.hub;
        let one = &mut self.stations[station];
        loop {
            let epoch = hub.position(one.line.station).unwrap().epoch;
            if epoch == one.epoch {
                break;
            }
            let told = one.told.values().map(told).collect();
            let page = ToldPage { epoch: epoch.unwrap(), told, extent: Extent::Whole };
            let answer = hub.take_told(&self.identity, one.line.station, &page).unwrap();
            if answer.epoch == epoch {
                one.epoch = epoch;
            }
        }
        let held = hub.position(one.line.station).unwrap().head.map_or(0, |head| head.position.get());
        let held = usize::try_from(held).unwrap();
        if held < one.line.sent.len() {
            hub.receive(one.line.station, &one.line.batch(held, one.line.sent.len())).unwrap();
        }
        self.hear(station);
    }

    fn hear(&mut self, station: usize) {
        let one = &mut self.stations[station];
        let page = self.centre.hub.outcomes(one.line.station, 0).unwrap();
        for outcome in self.centre.hub.signed_numbers(&self.identity, page).outcomes {
            one.told.entry(outcome.entry).or_insert(outcome);
        }
    }

    fn numbers(&self) -> BTreeMap<EntryId, OrdinaryNumber> {
        let all = self.stations.iter().flat_map(|one| one.told.values());
        all.filter_map(|one| Some((one.entry, one.verdict.ordinary()?.clone()))).collect()
    }

    fn at_the_centre(&self) -> BTreeMap<EntryId, OrdinaryNumber> {
        let all = self.stations.iter().flat_map(|one| one.line.issued());
        all.filter_map(|id| Some((id, self.centre.hub.entry(id).ok()?.row.ordinary?))).collect()
    }

    fn open(&self) -> Vec<ConflictView> {
        let open = self.centre.hub.store.open_conflicts(99).unwrap();
        open.iter().map(|row| self.centre.hub.conflict(row.id).unwrap().0).collect()
    }

    /// A copy is put in place once the first station has told one entry that it does not hold.
    pub(super) fn put_back_after_one_more(&mut self, copy: &Older) {
        self.issue(0);
        self.pass(0);
        self.look();
        self.centre.database.put_back(copy).unwrap();
        self.look();
        self.pass(0);
    }

    pub(super) fn held_back(&self) -> bool {
        self.centre.hub.epoch().unwrap().holds_back()
    }
}

fn told(outcome: &Outcome) -> Told {
    let Verdict::Accepted { ordinary, conflicts, .. } = &outcome.verdict else { panic!("rejected") };
    let there = |one: &&Conflict| one.decision.as_ref().is_some_and(|one| one.place == Place::Centre);
    let decided = conflicts.iter().filter(there);
    Told {
        entry: outcome.entry,
        position: outcome.position,
        number: outcome.number.as_ref().unwrap().to_string(),
        ordinary: ordinary.clone(),
        proof: outcome.proof.clone(),
        decided: decided.map(|one| Conflict { differences: Vec::new(), ..one.clone() }).collect(),
    }
}

#[test]
fn a_centre_put_back_gives_no_number_before_every_station_said_what_it_was_told_and_then_the_same_ones() {
    let mut town = Town::new(2);
    for station in [0, 1, 0] {
        town.issue(station);
        town.pass(station);
    }
    let copy = town.centre.database.as_it_stands().unwrap();
    for station in [1, 0, 1, 1, 0] {
        town.issue(station);
        town.pass(station);
    }
    town.look();
    let before = town.numbers();
    assert_eq!(before.len(), 8);
    town.centre.database.put_back(&copy).unwrap();
    town.look();
    let put_back = town.centre.hub.epoch().unwrap().put_back.unwrap();
    assert_eq!(put_back.signs, [Sign::Fewer]);
    // The first one comes, with one more entry: what it was told stands again, the new one waits.
    let new = town.issue(0);
    town.pass(0);
    assert!(town.held_back());
    assert_eq!(town.centre.hub.entry(new).unwrap().row.ordinary, None);
    town.pass(1);
    assert!(!town.held_back());
    town.pass(0);
    let after = town.at_the_centre();
    for (entry, number) in &before {
        assert_eq!(after.get(entry), Some(number));
    }
    assert_eq!(after[&new].number, "0000009", "nothing is left out, nothing comes twice");
    assert_eq!(town.numbers(), after);
    assert_eq!(town.open().len(), 0);
}

#[test]
fn a_station_that_was_told_more_shows_a_copy_that_no_mark_tells() {
    let mut town = Town::new(2);
    town.issue(0);
    town.pass(0);
    town.pass(1);
    let copy = town.centre.database.as_it_stands().unwrap();
    for station in [1, 0] {
        town.issue(station);
        town.pass(station);
    }
    let before = town.numbers();
    town.centre.database.put_back(&copy).unwrap();
    // It sees that the centre has less than it told, and says so before it sends anything.
    town.stations[0].epoch = None;
    town.pass(0);
    let put_back = town.centre.hub.epoch().unwrap().put_back.unwrap();
    assert_eq!(put_back.signs, [Sign::StationAhead { code: "EM01".to_owned() }]);
    assert!(town.held_back());
    town.pass(1);
    assert_eq!(town.at_the_centre(), before);
    assert!(!town.held_back());
}

#[test]
fn a_station_that_never_comes_back_is_given_up_and_the_sequence_goes_on_beyond_what_it_may_have_been_told() {
    let mut town = Town::new(2);
    town.issue(0);
    town.pass(0);
    town.issue(1);
    town.pass(1);
    let copy = town.centre.database.as_it_stands().unwrap();
    for station in [1, 0] {
        town.issue(station);
        town.pass(station);
    }
    town.look();
    town.centre.database.put_back(&copy).unwrap();
    town.look();
    let new = town.issue(0);
    town.pass(0);
    assert_eq!(town.centre.hub.entry(new).unwrap().row.ordinary, None);
    let lost = town.stations[1].line.station;
    let refused = town.centre.hub.go_on_without(&elena(), &[lost], &[], " ");
    assert!(refused.is_err(), "a reason is asked for");
    town.centre.hub.go_on_without(&elena(), &[lost], &[], "disco perduto").unwrap();
    assert!(!town.held_back());
    assert_eq!(town.centre.hub.entry(new).unwrap().row.ordinary.unwrap().number, "0000005");
    // It comes back after all: what it was told is still its own.
    let before = town.numbers();
    town.pass(1);
    assert!(!town.held_back());
    for (entry, number) in before {
        assert_eq!(town.centre.hub.entry(entry).unwrap().row.ordinary, Some(number));
    }
    assert_eq!(town.open().len(), 0);
}

#[test]
fn what_the_mark_knew_is_known_still_when_an_older_copy_is_put_back_once_more() {
    let mut town = Town::new(2);
    let copy = town.centre.database.as_it_stands().unwrap();
    for station in [0, 1, 1] {
        town.issue(station);
        town.pass(station);
    }
    town.look();
    for _ in 0..2 {
        town.centre.database.put_back(&copy).unwrap();
        town.look();
        town.look();
    }
    let new = town.issue(0);
    town.pass(0);
    let lost = town.stations[1].line.station;
    town.centre.hub.go_on_without(&elena(), &[lost], &[], "disco perduto").unwrap();
    assert_eq!(town.centre.hub.entry(new).unwrap().row.ordinary.unwrap().number, "0000004");
}

#[test]
fn a_station_says_nothing_of_the_entries_of_another() {
    let mut town = Town::new(2);
    town.centre.hub.number_by(Numbering::Office).unwrap();
    let entry = town.issue(0);
    town.pass(0);
    let said = Told {
        entry,
        position: Position::FIRST,
        number: "EM01-2026-0000001".to_owned(),
        ordinary: OrdinaryNumber::new("PG", 2026, "666", town.centre.hub.now().day()).unwrap(),
        proof: None,
        decided: Vec::new(),
    };
    let epoch = town.centre.hub.epoch().unwrap().id;
    let page = ToldPage { epoch, told: vec![said], extent: Extent::Whole };
    let other = town.stations[1].line.station;
    town.centre.hub.take_told(&town.identity, other, &page).unwrap();
    assert_eq!(town.centre.hub.entry(entry).unwrap().row.ordinary, None);
    assert!(!town.held_back());
    // Its own station may.
    let own = town.stations[0].line.station;
    town.centre.hub.take_told(&town.identity, own, &page).unwrap();
    assert_eq!(town.centre.hub.entry(entry).unwrap().row.ordinary.unwrap().number, "666");
}

#[test]
fn a_number_that_was_told_otherwise_is_a_difference_with_a_name_on_both_entries_and_stops_the_archive() {
    let mut town = Town::new(2);
    let (first, second) = (town.issue(0), town.issue(1));
    town.pass(0);
    town.pass(1);
    // The second was told the number of the first one, by a centre that nobody saw being put back.
    let station = town.stations[1].line.station;
    let mut said = told(&town.stations[1].told[&second]);
    said.ordinary = town.stations[0].told[&first].verdict.ordinary().unwrap().clone();
    let epoch = town.centre.hub.epoch().unwrap().id;
    let page = ToldPage { epoch, told: vec![said.clone()], extent: Extent::Doubts };
    town.centre.hub.take_told(&town.identity, station, &page).unwrap();
    town.centre.hub.take_told(&town.identity, station, &page).unwrap();
    let open = town.open();
    let of: Vec<EntryId> = open.iter().map(|view| view.entry).collect();
    assert_eq!(of, [second], "once, however often it is said");
    assert_eq!(open[0].conflict.kind, ConflictKind::OrdinaryDiffers);
    assert!(open[0].conflict.differences[0].at_counter.contains("detto dalla postazione"));
    let parts = town.centre.hub.outages().unwrap();
    assert!(parts[0].parts.iter().any(|part| part.open == 1));
}

#[test]
fn the_number_told_first_is_taken_back_where_a_person_decides_so_and_it_is_nobody_elses() {
    let mut town = Town::new(1);
    let (first, second) = (town.issue(0), town.issue(0));
    town.pass(0);
    let station = town.stations[0].line.station;
    let numbered = |entry, number: &str| {
        let mut said = told(&town.stations[0].told[&entry]);
        said.ordinary.number = number.to_owned();
        said
    };
    let epoch = town.centre.hub.epoch().unwrap().id;
    let said = vec![numbered(first, "0000009"), numbered(second, "0000001")];
    let page = ToldPage { epoch, told: said, extent: Extent::Doubts };
    town.centre.hub.take_told(&town.identity, station, &page).unwrap();
    let decide = |entry| {
        let conflict = town.open().into_iter().find(|view| view.entry == entry).unwrap().conflict.id;
        town.centre.hub.decide(&elena(), conflict, Remedy::CentreCorrected, "il foglio dice così")
    };
    match decide(second) {
        Err(CentreError::Fields(problems)) => assert_eq!(problems[0].0, "remedy"),
        other => panic!("{other:?}"),
    }
    decide(first).unwrap();
    decide(second).unwrap();
    let outcomes = town.centre.hub.outcomes(station, 0).unwrap().outcomes;
    let of = |entry| outcomes.iter().find(|one| one.entry == entry).unwrap().verdict.clone();
    assert_eq!(of(first).ordinary().unwrap().number, "0000009");
    assert_eq!(of(second).ordinary().unwrap().number, "0000001");
    assert_eq!(of(first).corrections()[0].before.number, "0000001");
    assert_eq!(town.open().len(), 0);
}

#[test]
fn the_proof_of_a_number_is_told_from_a_word_and_from_the_proof_of_another() {
    let mut town = Town::new(1);
    let (first, second) = (town.issue(0), town.issue(0));
    town.pass(0);
    let mut said = [first, second].map(|entry| told(&town.stations[0].told[&entry]));
    assert!(said[0].proof.as_deref().is_some_and(|proof| proof.len() < 200));
    let (a, b) = (said[0].ordinary.clone(), said[1].ordinary.clone());
    (said[0].ordinary, said[1].ordinary) = (b, a);
    let (a, b) = (said[0].proof.take(), said[1].proof.take());
    (said[0].proof, said[1].proof) = (b, a);
    let epoch = town.centre.hub.epoch().unwrap().id;
    let station = town.stations[0].line.station;
    let page = ToldPage { epoch, told: said.to_vec(), extent: Extent::Doubts };
    town.centre.hub.take_told(&town.identity, station, &page).unwrap();
    for view in town.open() {
        assert!(view.conflict.differences[0].at_counter.contains("detto dalla postazione"), "{view:?}");
    }
}

/// A town whose centre decided a difference after the copy: the copy, and the difference.
fn decided_after_a_copy() -> (Town, Older, ConflictView) {
    let mut town = Town::new(1);
    for _ in 0..2 {
        let line = &mut town.stations[0].line;
        let mut entry = line.certificate("Rossi Mario", "RSSMRA80A01H501U");
        entry.duty = Some(stamp("01234567890123"));
        line.issue(entry);
    }
    town.pass(0);
    let copy = town.centre.database.as_it_stands().unwrap();
    let view = town.open().remove(0);
    town.centre.hub.decide(&elena(), view.conflict.id, Remedy::Annul, "contrassegno doppio").unwrap();
    town.stations[0].told.clear();
    town.hear(0);
    (town, copy, view)
}

#[test]
fn decisions_made_after_the_copy_are_told_as_lost_and_never_changed_silently() {
    let (mut town, copy, view) = decided_after_a_copy();
    town.look();
    town.centre.database.put_back(&copy).unwrap();
    town.look();
    town.pass(0);
    let lost = town.centre.hub.lost_decisions().unwrap();
    assert_eq!(lost.len(), 1);
    assert_eq!((lost[0].lost.conflict, lost[0].lost.decision.remedy), (view.conflict.id, Remedy::Annul));
    assert_eq!(lost[0].lost.decision.by, "Elena Sarti");
    assert!(lost[0].now.is_some() && lost[0].decided().is_none(), "it is open, and told");
    // A record of the counter that decided otherwise comes again: that differs.
    let (conflict, entry, at) = (view.conflict.id, view.entry, town.stations[0].line.now);
    let (remedy, by) = (Remedy::Stands, "Dario Moretti".to_owned());
    let decision = Decision { remedy, reason: "foglio visto".to_owned(), by, at, place: Place::Counter };
    let event = Event::ConflictDecided { conflict, entry, decision };
    town.stations[0].line.push(Kind::ConflictDecided, vec![event]);
    town.pass(0);
    let kinds: BTreeSet<_> = town.open().iter().map(|view| view.conflict.kind).collect();
    assert_eq!(kinds, BTreeSet::from([ConflictKind::DecisionsDiffer]));
    assert!(town.centre.hub.lost_decisions().unwrap()[0].decided().is_some());
}

#[test]
fn a_decision_that_only_a_station_remembers_shows_a_copy_too() {
    let (mut town, copy, _) = decided_after_a_copy();
    town.centre.database.put_back(&copy).unwrap();
    // No mark tells; every number stands.
    town.stations[0].epoch = None;
    town.pass(0);
    let put_back = town.centre.hub.epoch().unwrap().put_back.unwrap();
    assert_eq!(put_back.signs, [Sign::StationAhead { code: "EM01".to_owned() }]);
    assert_eq!(town.centre.hub.lost_decisions().unwrap().len(), 1);
    assert!(!town.held_back(), "all have spoken");
}

#[derive(Clone, Debug)]
enum Act {
    Issue(usize),
    Pass(usize),
    Copy,
    PutBack,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        5 => (0_usize..3).prop_map(Act::Issue),
        5 => (0_usize..3).prop_map(Act::Pass),
        1 => Just(Act::Copy),
        1 => Just(Act::PutBack),
    ];
    prop::collection::vec(act, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn however_often_copies_are_put_back_no_number_changes_none_comes_twice_and_none_is_left_out(acts in acts()) {
        let mut town = Town::new(3);
        let mut copy = town.centre.database.as_it_stands().unwrap();
        for act in acts {
            match act {
                Act::Issue(station) => drop(town.issue(station)),
                Act::Pass(station) => {
                    town.pass(station);
                    town.look();
                }
                Act::Copy => copy = town.centre.database.as_it_stands().unwrap(),
                Act::PutBack => {
                    town.centre.database.put_back(&copy).unwrap();
                    town.look();
                }
            }
        }
        // Twice: what waited is told on the second round.
        for station in [0, 1, 2, 0, 1, 2] {
            town.pass(station);
        }
        prop_assert!(!town.held_back());
        let (here, there) = (town.numbers(), town.at_the_centre());
        prop_assert_eq!(&here, &there);
        prop_assert_eq!(there.len(), town.stations.iter().map(|one| one.line.issued().len()).sum::<usize>());
        let numbers: BTreeSet<u64> = there.values().map(|one| one.number.parse().unwrap()).collect();
        prop_assert_eq!(numbers.len(), there.len());
        prop_assert_eq!(numbers.last().copied().unwrap_or_default(), there.len() as u64);
        prop_assert_eq!(town.open().len(), 0);
    }
}

#[test]
fn a_number_put_right_before_the_copy_is_no_difference_when_a_station_says_what_it_was() {
    let mut town = Town::new(1);
    let entry = town.issue(0);
    town.pass(0);
    let hub = &town.centre.hub;
    let before = hub.entry(entry).unwrap().row.ordinary.unwrap();
    let right = OrdinaryNumber { number: "0000012".to_owned(), ..before };
    let said = Said { reason: "scritto male".to_owned(), checked: true, swap: false };
    hub.correct_number(&elena(), entry, &right, &said).unwrap();
    let copy = town.centre.database.as_it_stands().unwrap();
    town.put_back_after_one_more(&copy);
    assert_eq!(town.open().len(), 0);
    assert_eq!(town.centre.hub.entry(entry).unwrap().row.ordinary, Some(right));
}
