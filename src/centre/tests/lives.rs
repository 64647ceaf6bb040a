//! The lives of one counter: shown as one, closed as one; forks beside each other; a dead line closed d'ufficio.

use super::line::{Line, uuid};
use super::{Centre, noon};
use crate::error::CentreError;
use crate::obstacle::Obstacle;
use crate::staff::accounts::Worker;
use crate::stations::lives::Wire;
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::register::entry::PaperStep;
use store::centre::row::NewConflict;

fn entry(line: &mut Line, name: &str) -> domain::ids::id::EntryId {
    let entry = line.certificate(name, "RSSMRA80A01H501U");
    line.issue(entry)
}

fn worker() -> Worker {
    Worker {
        id: uuid(77),
        name: "Elena Sarti".to_owned(),
        roles: domain::centre::centre_role::CentreRole::ALL.into(),
    }
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
    assert!(
        matches!(&refused, Err(CentreError::NotArchivable(left)) if left.contains(&Obstacle::PassedOn)),
        "{refused:?}"
    );
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

/// Something found later on an entry, as looking again finds it.
fn find(centre: &Centre, entry: domain::ids::id::EntryId, n: u128, kind: ConflictKind) {
    let found = NewConflict { id: uuid(n), kind, found: 1_795_345_200_000, sealed: Vec::new() };
    assert_eq!(centre.hub.store.raise(entry, &[found]).unwrap(), 1);
}

#[test]
fn what_is_decided_later_of_what_both_lines_have_reaches_the_copy_under_a_number_of_its_own() {
    let mut original = Line::new(1, "EM01");
    let both = [entry(&mut original, "Rossi Mario"), entry(&mut original, "Neri Paolo")];
    let mut copy = original.copy();
    let first = entry(&mut original, "Bianchi Anna");
    entry(&mut copy, "Verdi Luigi");
    let base = copy.sent.len() - 1;
    let new = Line::continuing(2, "EM01RKTW", &copy);
    let centre = Centre::knowing(&[&original, &new]);
    centre.hub.receive(original.station, &original.all()).unwrap();
    let apart = Wire { station: copy.station, by: Some(new.station) };
    centre.hub.receive(apart, &copy.batch(base, base + 1)).unwrap_err();
    centre.hub.accept_fork(copy.station).unwrap();
    let (mut cursor, mut told) = (0, Vec::new());
    let mut ask = |most: u64| {
        let position = centre.hub.position(apart).unwrap();
        let page = centre.hub.outcomes(apart, cursor).unwrap();
        let news: Vec<_> = page.outcomes.into_iter().map(|one| (one.seq, one.entry)).collect();
        assert!(news.iter().all(|(seq, _)| *seq > cursor), "{news:?} after {cursor}");
        assert!(news.windows(2).all(|two| two[0].0 < two[1].0), "{news:?}");
        cursor = news.last().map_or(cursor, |(seq, _)| *seq);
        assert!(cursor <= position.outcomes && position.outcomes == most, "{cursor} {position:?}");
        told.extend(news.clone());
        news.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>()
    };
    assert_eq!(ask(3), both);
    // Decided before the copy's own came, after, and between two asks; of the original's own it is not told.
    find(&centre, both[0], 501, ConflictKind::Deceased);
    assert_eq!(ask(4), [both[0]]);
    centre.hub.receive(apart, &copy.batch(base, base + 1)).unwrap();
    let own = copy.issued_to("Verdi Luigi");
    find(&centre, first, 502, ConflictKind::Deceased);
    assert_eq!(ask(5), [own]);
    centre.hub.decide(&worker(), uuid(501), Remedy::Stands, "verificato di persona").unwrap();
    find(&centre, both[1], 503, ConflictKind::Deceased);
    entry(&mut copy, "Gallo Rita");
    centre.hub.receive(apart, &copy.batch(base + 1, base + 2)).unwrap();
    let second = copy.issued_to("Gallo Rita");
    let news = ask(8);
    assert_eq!(news.len(), 3);
    assert!(news.contains(&second) && news.contains(&both[0]) && news.contains(&both[1]), "{news:?}");
    assert!(ask(8).is_empty());
    find(&centre, own, 504, ConflictKind::Deceased);
    assert_eq!(ask(9), [own], "its own goes on after them");
    let mut numbers: Vec<u64> = told.iter().map(|(seq, _)| *seq).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), told.len(), "no number was told twice");
    // From the beginning each is told once, as it stands now.
    let all = centre.hub.outcomes(apart, 0).unwrap().outcomes;
    let mut entries: Vec<_> = all.iter().map(|one| one.entry).collect();
    entries.sort_unstable();
    let mut expected = vec![both[0], both[1], own, second];
    expected.sort_unstable();
    assert_eq!(entries, expected);
}

#[test]
fn the_first_line_counts_its_outcomes_as_before() {
    let mut line = Line::new(1, "EM01");
    let one = entry(&mut line, "Rossi Mario");
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    find(&centre, one, 501, ConflictKind::Deceased);
    let page = centre.hub.outcomes(line.station, 1).unwrap();
    assert_eq!(page.outcomes.iter().map(|one| (one.seq, one.entry)).collect::<Vec<_>>(), [(2, one)]);
    assert_eq!(centre.hub.position(line.station).unwrap().outcomes, 2);
    assert_eq!(centre.hub.store.setting(&format!("later/{}", line.station)).unwrap(), None);
}
