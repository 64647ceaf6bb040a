//! What never came is a difference of its own kind: numbers that were passed over, files that an entry names, and an ordinary
//! number that stands for two entries. All are told to the counters, stop the archive, and stand in the correlation.

use sha2::{Digest as _, Sha256};

use super::Centre;
use super::line::Line;
use super::numbers::elena;
use crate::error::CentreError;
use crate::numbers::number_corrections::Said;
use crate::obstacle::Obstacle;
use domain::centre::exchange::{Conflict, ConflictKind, OrdinaryNumber, Remedy, Verdict};
use domain::ids::id::{EntryId, StationId};
use domain::ids::number::Number;
use domain::register::entry::FilesAt;
use domain::text::hex;

const ROSSI: (&str, &str) = ("Rossi Mario", "RSSMRA80A01H501U");

fn open(centre: &Centre, id: EntryId) -> Vec<Conflict> {
    let all = centre.hub.entry(id).unwrap().conflicts.into_iter().map(|one| one.conflict);
    all.filter(|one| one.decision.is_none()).collect()
}

/// What the newest outcome of an entry tells its station.
fn told(centre: &Centre, station: StationId, id: EntryId) -> Vec<Conflict> {
    let page = centre.hub.outcomes(station, 0).unwrap();
    let outcome = page.outcomes.into_iter().find(|one| one.entry == id).unwrap();
    let Verdict::Accepted { conflicts, .. } = outcome.verdict else { panic!("rejected") };
    conflicts
}

/// A line of two entries, the second of which has number `serial`.
fn jumping(serial: u32) -> (Line, EntryId) {
    let mut line = Line::new(1, "EM01");
    let first = line.certificate(ROSSI.0, ROSSI.1);
    line.issue(first);
    let mut second = line.certificate("Verdi Luigi", "VRDLGU70A01F205X");
    second.number = Number::new(second.number.key().clone(), serial).unwrap();
    let second = line.issue(second);
    line.close();
    (line, second)
}

#[test]
fn numbers_that_jump_are_a_difference_with_their_names_that_stops_the_archive_and_stands_in_the_correlation()
{
    let (line, second) = jumping(9_999);
    let centre = Centre::knowing(&[&line]);
    centre.hub.receive(line.station, &line.all()).unwrap();
    let [found] = &open(&centre, second)[..] else { panic!() };
    assert_eq!(found.kind, ConflictKind::NumbersMissing);
    assert_eq!(found.differences[0].at_counter, "EM01-2026-0000002 – EM01-2026-0009998 (9997)");
    assert_eq!(told(&centre, line.station, second)[0], *found, "the counter is told the same");
    let refused = centre.hub.archive(line.station, line.outage).unwrap_err();
    assert!(matches!(&refused, CentreError::NotArchivable(open) if open.contains(&Obstacle::Undecided(1))));
    let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
    assert!(
        csv.contains("numeri non arrivati al centro: EM01-2026-0000002 – EM01-2026-0009998 (9997)"),
        "{csv}"
    );
    assert!(csv.lines().next().unwrap().ends_with(";note"), "{csv}");
    centre.hub.decide(&elena(), found.id, Remedy::Stands, "fogli mai usati").unwrap();
    centre.hub.archive(line.station, line.outage).unwrap();
    let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
    assert!(csv.contains("Quei numeri mancano, per il motivo scritto (Elena"), "{csv}");
}

#[test]
fn numbers_without_a_gap_say_nothing_however_the_batches_are_cut_and_a_gap_is_said_once() {
    let (line, second) = jumping(2);
    let centre = Centre::knowing(&[&line]);
    for cut in 1..=line.sent.len() {
        centre.hub.receive(line.station, &line.batch(0, cut)).unwrap();
    }
    assert_eq!(open(&centre, second), []);
    let (line, second) = jumping(3);
    let centre = Centre::knowing(&[&line]);
    for cut in 1..=line.sent.len() {
        centre.hub.receive(line.station, &line.batch(0, cut)).unwrap();
        centre.another().receive(line.station, &line.batch(0, cut)).unwrap();
    }
    assert_eq!(open(&centre, second).len(), 1);
    assert_eq!(open(&centre, second)[0].differences[0].at_counter, "EM01-2026-0000002");
}

#[test]
fn a_named_file_that_never_came_is_a_difference_and_one_that_came_or_stays_at_the_station_is_none() {
    let jpeg = b"a photograph, say";
    let name = hex::encode(&Sha256::digest(jpeg));
    for (at, sent, missing) in
        [(FilesAt::Centre, false, true), (FilesAt::Centre, true, false), (FilesAt::Station, false, false)]
    {
        let mut line = Line::new(1, "EM01");
        let mut entry = line.attestation(ROSSI.0, ROSSI.1);
        (entry.files_at, entry.blobs) = (at, vec![name.clone()]);
        let entry = line.issue(entry);
        line.close();
        let centre = Centre::knowing(&[&line]);
        if sent {
            centre.hub.put_blob(line.station, &name, jpeg).unwrap();
        }
        centre.hub.receive(line.station, &line.all()).unwrap();
        let found = open(&centre, entry);
        assert_eq!(
            found.iter().map(|one| one.kind).collect::<Vec<_>>(),
            vec![ConflictKind::FileMissing; missing.into()]
        );
        if missing {
            assert!(found[0].differences[0].at_counter.ends_with(&name));
            assert_eq!(told(&centre, line.station, entry), found);
            assert!(centre.hub.archive(line.station, line.outage).is_err());
            let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
            assert!(csv.contains("file non arrivato al centro: SHA-256 "), "{csv}");
        } else {
            centre.hub.archive(line.station, line.outage).unwrap();
        }
    }
}

#[test]
fn an_ordinary_number_of_two_stations_is_told_to_both_and_closes_by_itself_once_it_is_put_right() {
    let (a, b) = (Line::new(1, "EM01"), Line::new(2, "EM02"));
    let mut lines = [a, b];
    let ids = lines.each_mut().map(|line| {
        let entry = line.certificate(ROSSI.0, ROSSI.1);
        let id = line.issue(entry);
        line.close();
        id
    });
    let [a, b] = &lines;
    let centre = Centre::knowing(&[a, b]);
    for line in [a, b] {
        centre.hub.receive(line.station, &line.all()).unwrap();
    }
    let first = centre.hub.entry(ids[0]).unwrap().row.ordinary.unwrap();
    let otherwise = OrdinaryNumber { number: "1".to_owned(), ..first.clone() };
    centre.database.give_again(ids[1], &otherwise);
    assert_eq!(centre.hub.tell_doubled().unwrap(), 2);
    assert_eq!(centre.another().tell_doubled().unwrap(), 0, "once");
    for (line, id, other) in [(a, ids[0], "EM02-2026-0000001"), (b, ids[1], "EM01-2026-0000001")] {
        let told = told(&centre, line.station, id);
        assert_eq!(told.iter().map(|one| one.kind).collect::<Vec<_>>(), [ConflictKind::OrdinaryDoubled]);
        assert!(told[0].differences[0].at_centre.ends_with(other), "{told:?}");
        assert!(centre.hub.archive(line.station, line.outage).is_err());
        let refused = centre.hub.decide(&elena(), told[0].id, Remedy::Stands, "va bene così");
        assert!(matches!(refused, Err(CentreError::Field { field: "remedy", .. })), "{refused:?}");
        let csv = centre.hub.correlation_csv(&[line.outage]).unwrap();
        assert!(csv.contains("numero ordinario di due registrazioni"), "{csv}");
    }
    let right = OrdinaryNumber { number: "0000007".to_owned(), ..first.clone() };
    let said = Said { reason: "letto male".to_owned(), checked: true, swap: false };
    centre.hub.correct_number(&elena(), ids[1], &right, &said).unwrap();
    for (line, id, remedy) in [(a, ids[0], Remedy::Stands), (b, ids[1], Remedy::CentreCorrected)] {
        let decided = told(&centre, line.station, id)[0].decision.clone().unwrap();
        assert_eq!((decided.remedy, decided.reason.as_str()), (remedy, "letto male"));
        centre.hub.archive(line.station, line.outage).unwrap();
    }
    assert_eq!(centre.hub.tell_doubled().unwrap(), 0);
}

#[test]
fn a_file_of_nine_megabytes_on_a_stick_is_told_as_too_long_and_not_as_another_one() {
    let line = Line::new(1, "EM01");
    let centre = Centre::knowing(&[&line]);
    let mut bytes = vec![7; 9 * 1024 * 1024];
    let mut brought = |length: usize| {
        bytes.truncate(length);
        let name = hex::encode(&Sha256::digest(&bytes));
        centre.hub.feed_blob(line.station.into(), &name, &mut bytes.as_slice())
    };
    let refused = brought(9 * 1024 * 1024).unwrap_err();
    assert!(matches!(refused, CentreError::BlobTooLong), "{refused:?}");
    let told = refused.told();
    assert!(
        told.it.contains("più lungo di 8 MB") && told.it.contains("fare di nuovo il pacchetto"),
        "{told:?}"
    );
    assert_ne!(told.it, CentreError::BadBlob.told().it);
    brought(8 * 1024 * 1024).unwrap();
}
