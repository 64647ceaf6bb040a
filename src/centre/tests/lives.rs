//! The lives of one counter: shown as one, closed as one; forks beside each other; a dead line closed d'ufficio.

use super::line::{Line, uuid};
use super::{Centre, noon};
use crate::centre::CentreError;
use crate::centre::accounts::Worker;
use crate::centre::lives::Wire;
use crate::domain::entry::PaperStep;
use crate::domain::event::Event;
use crate::domain::record::Kind;

fn entry(line: &mut Line, name: &str) -> crate::domain::id::EntryId {
    let entry = line.certificate(name, "RSSMRA80A01H501U");
    line.issue(entry)
}

fn worker() -> Worker {
    Worker { id: uuid(77), name: "Elena Sarti".to_owned() }
}

/// One that dies with two entries, and the life that goes on with one more.
fn two_lives() -> (Line, Line) {
    let mut old = Line::new(1, "EM01");
    entry(&mut old, "Rossi Mario");
    entry(&mut old, "Bianchi Anna");
    let mut new = Line::continuing(2, "EM01RKTW", &old);
    entry(&mut new, "Verdi Luigi");
    (old, new)
}

#[test]
fn two_lives_are_one_counter_and_the_outage_is_archived_as_one() {
    let (old, mut new) = two_lives();
    new.close_counting(3);
    let centre = Centre::knowing(&[&old, &new]);
    centre.hub.receive(old.station, &old.all()).unwrap();
    centre.hub.receive(new.station, &new.all()).unwrap();
    let counters = centre.hub.counters().unwrap();
    assert_eq!(counters.len(), 1);
    assert_eq!(counters[0].rows, [old.station, new.station]);
    assert_eq!(centre.hub.station(new.station).unwrap().before.as_deref(), Some("EM01"));
    let outages = centre.hub.outages().unwrap();
    let parts = &outages[0].parts;
    assert_eq!(parts.iter().map(|part| part.station.as_str()).collect::<Vec<_>>(), ["EM01", "EM01RKTW"]);
    assert_eq!((parts[1].counted, parts[1].expected()), (3, Some(3)));
    assert_eq!(parts[0].passed_to.as_deref(), Some("EM01RKTW"));
    // The old life never closes: its part is closed with the new one's.
    centre.hub.archive(new.station, new.outage).unwrap();
    centre.hub.archive(old.station, old.outage).unwrap();
    let parts = &centre.hub.outages().unwrap()[0].parts;
    assert!(parts.iter().all(|part| part.row.archived.is_some()));
    assert!(parts[0].official.as_ref().unwrap().reason.contains("EM01RKTW"));
    let csv = centre.hub.correlation_csv(&[old.outage]).unwrap();
    let numbers: Vec<&str> = csv.lines().skip(1).map(|line| line.split(';').next().unwrap()).collect();
    assert_eq!(numbers, ["EM01-2026-0000001", "EM01-2026-0000002", "EM01RKTW-2026-0000001"]);
}

#[test]
fn an_old_life_of_which_something_is_lacking_is_closed_by_a_person_only() {
    let (old, mut new) = two_lives();
    new.close_counting(3);
    let centre = Centre::knowing(&[&old, &new]);
    let but_one = old.sent.len() - 1;
    centre.hub.receive(old.station, &old.batch(0, but_one)).unwrap();
    centre.hub.receive(new.station, &new.all()).unwrap();
    let refused = centre.hub.archive(old.station, old.outage);
    assert!(matches!(refused, Err(CentreError::NotArchivable)), "{refused:?}");
    let close = |reason: &str| centre.hub.close_officially(&worker(), old.station, old.outage, reason);
    assert!(matches!(close("  "), Err(CentreError::Field { field: "reason", .. })));
    close("disco perduto, verbale n. 4").unwrap();
    assert!(matches!(close("di nuovo"), Err(CentreError::AlreadyDecided)), "the first stays");
    centre.hub.archive(old.station, old.outage).unwrap();
    let part = &centre.hub.outages().unwrap()[0].parts[0];
    let official = part.official.clone().unwrap();
    assert_eq!(
        (official.by.as_str(), official.reason.as_str()),
        ("Elena Sarti", "disco perduto, verbale n. 4")
    );
    assert_eq!((part.expected(), part.entries), (None, 1), "only what came counts");
}

#[test]
fn what_a_new_life_says_of_a_paper_that_has_not_come_yet_is_not_forgotten() {
    let (old, mut new) = two_lives();
    let paper = old.issued_to("Bianchi Anna");
    let step = PaperStep::Annulled { reason: "errore nel nome".to_owned() };
    new.push(Kind::PaperStepped, vec![Event::PaperStepped { entry: paper, step }]);
    for old_first in [true, false] {
        let centre = Centre::knowing(&[&old, &new]);
        let order = if old_first { [&old, &new] } else { [&new, &old] };
        for line in order {
            centre.hub.receive(line.station, &line.all()).unwrap();
        }
        assert_eq!(centre.hub.entry(paper).unwrap().row.state, "annulled", "old first: {old_first}");
    }
}

#[test]
fn a_fork_is_kept_beside_the_first_line_and_stops_nobody() {
    let mut original = Line::new(1, "EM01");
    let both = entry(&mut original, "Rossi Mario");
    let mut copy = original.copy();
    let first = entry(&mut original, "Bianchi Anna");
    let second = entry(&mut copy, "Verdi Luigi");
    let base = copy.sent.len() - 1;
    let new = Line::continuing(2, "EM01RKTW", &copy);
    let centre = Centre::knowing(&[&original, &new]);
    centre.hub.receive(original.station, &original.all()).unwrap();
    // Without the new life nobody knows whose it is: it cannot be accepted.
    let plain = Wire::from(copy.station);
    assert!(matches!(centre.hub.receive(plain, &copy.batch(base, base + 1)), Err(CentreError::Fork { .. })));
    assert!(matches!(centre.hub.accept_fork(copy.station), Err(CentreError::Field { field: "fork", .. })));
    let apart = Wire { station: copy.station, by: Some(new.station) };
    assert!(matches!(centre.hub.receive(apart, &copy.batch(base, base + 1)), Err(CentreError::Fork { .. })));
    centre.hub.accept_fork(copy.station).unwrap();
    assert!(centre.hub.station(copy.station).unwrap().fork.is_none());

    // The original goes on by itself, before and after.
    assert_eq!(centre.hub.position(original.station).unwrap().head, original.head());
    assert_eq!(centre.hub.position(apart).unwrap().head, Some(copy.anchors[base - 1]));
    centre.hub.receive(apart, &copy.batch(base, base + 1)).unwrap();
    entry(&mut original, "Neri Paolo");
    let last = original.sent.len() - 1;
    centre.hub.receive(original.station, &original.batch(last, last + 1)).unwrap();
    assert_eq!(centre.hub.position(original.station).unwrap().head, original.head());
    assert_eq!(centre.hub.position(apart).unwrap().head, copy.head());

    // Each is told of its own, the copy also of what both have.
    let of = |wire: Wire| {
        let page = centre.hub.outcomes(wire, 0).unwrap();
        assert!(page.outcomes.windows(2).all(|two| two[0].seq < two[1].seq), "{page:?}");
        assert_eq!(
            page.outcomes.last().map(|one| one.seq),
            Some(centre.hub.position(wire).unwrap().outcomes)
        );
        page.outcomes.into_iter().map(|one| one.entry).collect::<Vec<_>>()
    };
    assert_eq!(of(apart), [both, second]);
    assert!(of(plain).contains(&first) && !of(plain).contains(&second));

    // Shown under the new code, right before the station that took it over.
    let stations = centre.hub.stations().unwrap();
    let codes: Vec<_> = stations.iter().map(|view| (view.row.code.as_str(), view.apart.is_some())).collect();
    centre.hub.receive(new.station, &new.all()).unwrap();
    assert_eq!(codes, [("EM01", false), ("EM01RKTW", true), ("EM01RKTW", false)]);
    // The number that both gave is a difference for a person.
    assert!(!centre.hub.entry(second).unwrap().conflicts.is_empty());
    let parts = &centre.hub.outages().unwrap()[0].parts;
    assert_eq!(parts[0].passed_to, None, "the original lives on");
    assert!(noon() >= original.now.plus(chrono::TimeDelta::hours(-3)));
}
