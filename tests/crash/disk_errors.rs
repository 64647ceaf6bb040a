//! The disk refuses: broken, full, read-only; once, every few calls, for good; the whole of it or one place. Whoever asked is
//! told, nothing acknowledged is lost, what was refused goes through once the disk is well, and under the number it had.

use std::path::PathBuf;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::api::Api;
use crate::support::copy::await_copy;
use crate::support::counter::{Asked, EVERYONE, assert_goes_on, clerk, issue_as, opened};
use crate::support::effort::is_long;
use crate::support::fate::{Calls, Deed, Fate, Often, Trouble};
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::until;

/// Where the disk refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Everywhere,
    Journal,
    Store,
    Blobs,
    Mark,
    Copy,
}

const PLACES: [Place; 6] =
    [Place::Everywhere, Place::Journal, Place::Store, Place::Blobs, Place::Mark, Place::Copy];
const TROUBLES: [Trouble; 3] = [Trouble::Broken, Trouble::Full, Trouble::ReadOnly];
const OFTEN: [Often; 3] = [Often::Once, Often::Every, Often::From];

#[test]
fn a_journal_that_cannot_be_written_for_good_is_told_and_nothing_acknowledged_is_lost() {
    for (trouble, calls) in
        [(Trouble::Broken, Calls::Syncs), (Trouble::Broken, Calls::Writes), (Trouble::Full, Calls::Writes)]
    {
        let told = refused(Place::Journal, trouble, Often::From, calls);
        assert!(told.is_none_or(|told| told.given == 0), "{trouble:?} on {calls:?} holds issuing up");
    }
}

#[test]
fn a_disk_that_fails_now_and_then_loses_nothing_acknowledged() {
    refused(Place::Journal, Trouble::Broken, Often::Once, Calls::Syncs);
    refused(Place::Everywhere, Trouble::Broken, Often::Every, Calls::All);
    refused(Place::Store, Trouble::Full, Often::Every, Calls::All);
}

#[test]
fn a_disk_that_becomes_read_only_is_told_and_nothing_acknowledged_is_lost() {
    let told = refused(Place::Everywhere, Trouble::ReadOnly, Often::From, Calls::All);
    assert!(told.is_none_or(|told| told.given == 0), "no paper without its entry on disk");
}

#[test]
fn a_second_copy_that_cannot_be_written_holds_nobody_up_and_is_told() {
    let Some(told) = refused(Place::Copy, Trouble::Full, Often::From, Calls::All) else { return };
    assert_eq!(told.given, ASKED);
    assert_eq!(told.status["station"]["second_copy"], "full", "{}", told.status);
}

#[test]
fn a_mark_that_cannot_be_written_is_told() {
    let Some(told) = refused(Place::Mark, Trouble::ReadOnly, Often::From, Calls::All) else { return };
    assert_eq!(told.status["status"], "warn", "{}", told.status);
    assert_eq!(told.status["station"]["mark"], "failing", "{}", told.status);
    assert!(
        told.status["notes"][0].as_str().unwrap().contains("segno fuori dalla cartella"),
        "{}",
        told.status
    );
}

#[test]
fn without_its_mark_no_number_is_given_beyond_what_it_covers_until_it_can_be_written_again() {
    if !available(&[Tool::Compiler]) {
        return;
    }
    let mut station = Start::demo().prepare();
    let mut fate = Fate::over(&mut station);
    station.launch();
    let clerk = opened(&station);
    issue_as(&clerk, clerk.mint(), "Prima").unwrap().expect(201);
    fate.only(&[station.home().join("high-water").as_path()]);
    fate.strike(1, Deed::Fail(Trouble::Full), Often::From, Calls::All);
    issue_as(&clerk, clerk.mint(), "Coperta").unwrap().expect(201);
    let many = |count: u32| {
        let new = json!({ "id": clerk.mint(), "series": "P", "count": count, "purpose": "Fogli" });
        clerk.post("/api/v1/reservations", &new).unwrap()
    };
    let refused = many(100);
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert_eq!(refused.json()["code"], "mark-failed");
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    assert!(visitor.get("/").html.contains("segno fuori dalla cartella"));
    assert!(visitor.get("/station").html.contains("l’emissione aspetta"));
    fate.rest();
    until("the mark to be written again", || {
        let status = clerk.get("/status").unwrap().expect(200);
        (status["status"] == "pass" && status["station"]["mark"] == "kept").then_some(())
    });
    many(100).expect(201);
}

#[test]
fn every_trouble_in_every_place_loses_nothing_acknowledged() {
    if !is_long() {
        // The ones above are the short form.
        return;
    }
    for place in PLACES {
        for trouble in TROUBLES {
            for often in OFTEN {
                refused(place, trouble, often, Calls::All);
            }
        }
    }
}

/// So many people ask while the disk refuses.
const ASKED: usize = 4;

/// What was to be seen meanwhile.
struct Told {
    /// How many of those who asked got a number.
    given: usize,
    status: Value,
}

/// The calls fail from now on; later the disk is well again and the station restarted. `None` where it cannot be tried.
fn refused(place: Place, trouble: Trouble, often: Often, calls: Calls) -> Option<Told> {
    if !available(&[Tool::Compiler]) {
        return None;
    }
    let mut station = Start::demo().prepare();
    let copy = station.home().with_file_name("stick");
    std::fs::create_dir(&copy).unwrap();
    station.configure(|start| start.argument("--second-copy").argument(copy.display().to_string()));
    let mut fate = Fate::over(&mut station);
    station.launch();
    let clerk_before = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk_before, "Prima").unwrap();
    await_copy(&station, "up-to-date");

    fate.only(&places(place, &station, &copy).iter().map(PathBuf::as_path).collect::<Vec<_>>());
    let nth = if often == Often::Every { 3 } else { 1 };
    fate.strike(nth, Deed::Fail(trouble), often, calls);
    let ids: Vec<Uuid> = (0..ASKED).map(|_| clerk_before.mint()).collect();
    let given = ids.iter().filter(|id| ask(&clerk_before, **id, &mut asked)).count();
    if often == Often::From {
        // Mark and copy are written a little later.
        until("the disk to refuse", || (fate.struck() > 0).then_some(()));
    }
    if place == Place::Copy && often == Often::From {
        await_copy(&station, if trouble == Trouble::Full { "full" } else { "failing" });
    }
    if place == Place::Mark && often == Often::From {
        let words = "high-water mark cannot be written";
        until("the log to tell of the mark", || station.said().contains(words).then_some(()));
    }
    let status = clerk_before.get("/status").unwrap().expect(200);
    let told = Told { given, status };
    let (struck, counted) = (fate.struck(), fate.counted());
    println!(
        "{place:?}, {trouble:?}, {often:?}, {calls:?}: {struck} of {counted} calls failed, {given} of {ASKED} got a number"
    );
    assert!(struck > 0 || counted < nth, "{place:?}: a fault was let in");
    fate.rest();
    station.kill();
    station.launch();
    let clerk_after = clerk(&station);
    for id in ids {
        let again = issue_as(&clerk_after, id, "Durante").unwrap().expect_any(&[200, 201]);
        asked.acknowledge_again(id, &again);
    }
    assert_goes_on(&mut station, &mut asked);
    Some(told)
}

/// Somebody asks: gets a number, or is told why not; whether it was a number.
fn ask(clerk: &Api, id: Uuid, asked: &mut Asked) -> bool {
    asked.ask(id);
    let answer = issue_as(clerk, id, "Durante").expect("it answers, also when the disk does not");
    if answer.status == 201 {
        asked.acknowledge(id, &answer.json());
        // The paper may fail, in its own words; it is asked about later.
        let paper = clerk.post(&format!("/api/v1/entries/{id}/prints"), &Value::Null).expect("it answers");
        assert!([200, 503, 507].contains(&paper.status), "{}: {}", paper.status, paper.text());
        return true;
    }
    assert!([503, 507].contains(&answer.status), "{}: {}", answer.status, answer.text());
    assert_eq!(answer.content_type.split(';').next(), Some("application/problem+json"));
    assert!(!answer.text().contains("Durante"), "no personal data in {}", answer.text());
    false
}

fn places(place: Place, station: &Station, copy: &std::path::Path) -> Vec<PathBuf> {
    let data = station.data();
    match place {
        Place::Everywhere => vec![data.join(""), station.home().join("")],
        Place::Journal => vec![data.join("journal")],
        Place::Store => vec![data.join("store")],
        Place::Blobs => vec![data.join("blobs")],
        Place::Mark => vec![station.home().join("high-water")],
        Place::Copy => vec![copy.to_owned()],
    }
}
