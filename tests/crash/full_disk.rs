//! The disk is full to the last byte: what cannot be kept is refused, and annulling and closing still work.

use std::io::Write;

use serde_json::{Value, json};
use sportello::clock::Clock;

use crate::support::api::Api;
use crate::support::counter::{Asked, EVERYONE, assert_whole, clerk, issue_as, opened, outage_since};
use crate::support::disk::Disk;
use crate::support::fate::{Calls, Deed, Fate, Often, Trouble};
use crate::support::site::Visitor;
use crate::support::station::Start;
use crate::support::tool::{Tool, available};
use crate::support::wait::{until, within};

#[test]
fn on_a_full_disk_annulling_and_closing_work_and_nothing_acknowledged_is_lost() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    let disk = Disk::new(72);
    let mut station = Start::demo().below(&disk.path()).start();
    let before = opened(&station);
    let mut asked = Asked::default();
    let entry = asked.issue(&before, "Prima").unwrap();
    fill(&disk);

    for _ in 0..40 {
        let id = before.mint();
        asked.ask(id);
        let answer = issue_as(&before, id, "Durante").expect("it answers");
        match answer.status {
            201 => asked.acknowledge(id, &answer.json()),
            503 | 507 => {
                assert!(answer.content_type.starts_with("application/problem+json"), "{}", answer.text());
            }
            status => panic!("{status}: {}", answer.text()),
        }
    }
    let path = format!("/api/v1/entries/{}/annulment", entry["id"].as_str().unwrap());
    before.post(&path, &json!({ "reason": "Persona sbagliata" })).unwrap().expect(200);
    close(&before);

    std::fs::remove_file(disk.path().join("filling")).unwrap();
    station.stop();
    station.launch();
    // Closed is closed; a new outage goes on with the next number.
    let again = clerk(&station);
    let outage = outage_since(&again, Clock::system().now().utc());
    again.post("/api/v1/outages", &outage).unwrap().expect(201);
    station.stop();
    assert_whole(&mut station, &asked);
}

/// A station on a disk of its own with an entry whose paper was printed, and its number.
fn with_an_entry(disk: &Disk) -> (crate::support::station::Station, Asked, Value) {
    let station = Start::demo().below(&disk.path()).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    let entry = asked.issue(&clerk, "Prima").unwrap();
    asked.issue(&clerk, "Seconda").unwrap();
    let path = format!("/api/v1/entries/{}/prints", entry["id"].as_str().unwrap());
    clerk.post(&path, &json!({})).unwrap();
    (station, asked, entry)
}

#[test]
fn a_station_starts_on_a_full_disk_also_after_a_kill_and_says_so() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    for killed in [false, true] {
        let disk = Disk::new(72);
        let (mut station, asked, entry) = with_an_entry(&disk);
        if killed {
            station.kill();
        } else {
            station.stop();
        }
        fill(&disk);
        station.launch();
        let there = clerk(&station);
        let refused = issue_as(&there, there.mint(), "Dopo").unwrap();
        assert_eq!(refused.json()["code"], "disk-full", "killed: {killed}, {}", refused.text());
        let path = format!("/api/v1/entries/{}", entry["id"].as_str().unwrap());
        assert_eq!(there.get(&path).unwrap().expect(200)["number"], entry["number"]);
        there
            .post(&format!("{path}/annulment"), &json!({ "reason": "Persona sbagliata" }))
            .unwrap()
            .expect(200);
        std::fs::remove_file(disk.path().join("filling")).unwrap();
        station.stop();
        assert_whole(&mut station, &asked);
    }
}

#[test]
fn a_station_on_a_disk_that_turned_read_only_serves_everything_and_records_nothing() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    let disk = Disk::new(96);
    let (mut station, asked, entry) = with_an_entry(&disk);
    station.stop();
    disk.remount("ro");
    station.launch();
    let there = clerk(&station);
    assert_eq!(there.get("/status").unwrap().expect(200)["status"], "warn");
    let refused = issue_as(&there, there.mint(), "Dopo").unwrap();
    assert_eq!(refused.json()["code"], "disk-read-only", "{}", refused.text());
    let path = format!("/api/v1/entries/{}", entry["id"].as_str().unwrap());
    assert_eq!(there.get(&path).unwrap().expect(200)["number"], entry["number"]);
    let found = there.post("/api/v1/entry-searches", &json!({ "name": "Prima" })).unwrap().expect(200);
    assert_eq!(found["rows"][0]["number"], entry["number"]);
    let outage = there.get("/api/v1/outages/current").unwrap().expect(200);
    let register = format!("/api/v1/outages/{}/register?series=P", outage["id"].as_str().unwrap());
    assert_eq!(there.get(&register).unwrap().status, 200);
    station.stop();
    disk.remount("rw");
    station.launch();
    let there = clerk(&station);
    let mut asked = asked;
    asked.issue(&there, "Terza").unwrap();
    station.stop();
    assert_whole(&mut station, &asked);
}

#[test]
fn a_disk_that_turns_read_only_while_people_are_served_is_served_from_and_written_again_when_it_can_be() {
    if !available(&[Tool::Compiler]) {
        return;
    }
    let mut station = Start::demo().prepare();
    let fate = Fate::over(&mut station);
    station.launch();
    let there = opened(&station);
    let mut asked = Asked::default();
    let entry = asked.issue(&there, "Prima").unwrap();
    let never = asked.issue(&there, "Seconda").unwrap();
    let path = |entry: &Value| format!("/api/v1/entries/{}", entry["id"].as_str().unwrap());
    let prints = |entry: &Value| there.post(&format!("{}/prints", path(entry)), &json!({})).unwrap();
    assert_eq!(prints(&entry).status, 200);
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);

    fate.strike(1, Deed::Fail(Trouble::ReadOnly), Often::From, Calls::All);
    let mut refused = Vec::new();
    until("the disk to be known as read-only", || {
        let id = there.mint();
        let answer = issue_as(&there, id, "Durante").unwrap();
        refused.push(id);
        (answer.json()["code"] == "disk-read-only").then(|| assert_eq!(answer.json()["retry_helps"], false))
    });
    // For longer than the store of before was closed after.
    for _ in 0..40 {
        assert_eq!(there.get(&path(&entry)).unwrap().expect(200)["number"], entry["number"]);
        let found = there.post("/api/v1/entry-searches", &json!({ "name": "Prima" })).unwrap().expect(200);
        assert_eq!(found["rows"][0]["number"], entry["number"]);
        let outage = there.get("/api/v1/outages/current").unwrap().expect(200);
        let register = format!("/api/v1/outages/{}/register?series=P", outage["id"].as_str().unwrap());
        assert_eq!(there.get(&register).unwrap().status, 200);
        assert_eq!(prints(&entry).status, 200, "what was printed is printed again");
        assert_eq!(
            prints(&never).json()["code"],
            "disk-read-only",
            "a first sheet is told of when it can be"
        );
        let again = issue_as(&there, there.mint(), "Durante").unwrap();
        assert_eq!(again.json()["code"], "disk-read-only", "{}", again.text());
        assert_eq!(visitor.get("/entries").status, 200);
        within(std::time::Duration::from_millis(500), || None::<()>);
    }
    let fields = [("readable", "yes"), ("reason", "per il centro di un altro")];
    let exported = visitor.send("/recovery/open", "/recovery/open", &fields);
    assert_eq!(exported.status, 200, "{}", exported.html);

    fate.rest();
    let next = until("issuing to go on by itself", || {
        let id = there.mint();
        let answer = issue_as(&there, id, "Terza").unwrap();
        (answer.status == 201).then(|| {
            asked.ask(id);
            asked.acknowledge(id, &answer.json());
            answer.json()
        })
    });
    assert!(next["number"].as_str().unwrap().ends_with("-0000003"), "{next}");
    assert_eq!(prints(&never).status, 200);
    // Whoever was signed in still is.
    assert_eq!(visitor.get("/entries").status, 200);
    // What was refused may not have been written.
    for id in refused {
        asked.ask(id);
    }
    station.stop();
    assert_whole(&mut station, &asked);
}

/// Writes until there is no room for one more byte.
fn fill(disk: &Disk) {
    let mut filling = std::fs::File::create(disk.path().join("filling")).unwrap();
    let mut block = vec![0_u8; 1 << 20];
    while !block.is_empty() {
        while filling.write_all(&block).is_ok() {}
        block.truncate(block.len() / 2);
    }
    let _ = filling.sync_all();
}

fn close(clerk: &Api) {
    let outage = clerk.get("/api/v1/outages/current").unwrap().expect(200);
    let others = json!({ "seen": outage["doubts_seen"], "reason": "Disco pieno" });
    let path = format!("/api/v1/outages/{}/closing", outage["id"].as_str().unwrap());
    let closing = json!({ "restored": Clock::system().now().utc().to_rfc3339(), "others": others });
    clerk.post(&path, &closing).unwrap().expect(200);
}
