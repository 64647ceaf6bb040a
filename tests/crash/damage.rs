//! Bytes of the journal are flipped, an older folder is put back: it is found and named, the rest is served, and nobody
//! gives out a number twice.

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::support::api::Api;
use crate::support::counter::{Asked, assert_entries, clerk, entries, issue_as, opened, serial};
use crate::support::disk::{copy_folder, files_below};
use crate::support::effort::effort;
use crate::support::station::{Start, Station};

use super::store::flip;

fn verify(station: &Station) -> Output {
    station.command(&["journal", "verify"]).output().unwrap()
}

/// A stopped station with three entries.
fn with_entries() -> (Station, Asked) {
    let mut station = Start::demo().start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    for surname in ["Prima", "Seconda", "Terza"] {
        asked.issue(&clerk, surname).unwrap();
    }
    station.stop();
    (station, asked)
}

fn segment(data: &Path) -> std::path::PathBuf {
    let files = files_below(&data.join("journal"));
    files.into_iter().find(|file| file.extension().is_some_and(|end| end == "seg")).expect("a segment")
}

#[test]
fn a_byte_flipped_anywhere_in_the_journal_is_found_and_the_rest_is_served() {
    let (mut station, asked) = with_entries();
    let kept = station.keep();
    let segment = segment(&station.data());
    let content = std::fs::read(&segment).unwrap();
    let used = content.iter().rposition(|byte| *byte != 0).expect("it is not empty") + 1;
    // From the command line every so many bytes, with the service every so many more.
    let step = effort(211, 1);
    let served_each = effort(4, 61);
    for (index, position) in (0..used).step_by(step).enumerate() {
        flip(&segment, u64::try_from(position).unwrap());
        let verified = verify(&station);
        let said = String::from_utf8_lossy(&verified.stdout).into_owned();
        assert!(!verified.status.success() && said.contains("FOUND"), "byte {position} of {used}: {said}");
        if index % served_each == 0 {
            station.launch();
            assert_serves_the_rest(&station, &asked, position);
            station.stop();
            station.restore(&kept);
        } else {
            flip(&segment, u64::try_from(position).unwrap());
        }
    }
    println!("{} of {used} bytes flipped, each found", used.div_ceil(step));
}

/// It answers; what can be read is right; and it does not issue, or issues without giving a number out twice.
#[track_caller]
fn assert_serves_the_rest(station: &Station, asked: &Asked, position: usize) {
    let status = Api::at(station.address()).get("/status").unwrap().expect(200);
    if status["phase"] != "open" {
        // The very beginning, or the key slots: nothing can be read, and the page says what to do.
        assert!(
            ["damaged", "locked"].contains(&status["phase"].as_str().unwrap()),
            "byte {position}: {status}"
        );
        return;
    }
    let clerk = clerk(station);
    let before = entries(&clerk);
    for entry in &before {
        assert!(asked.has(entry), "byte {position}: {entry} was never issued so");
    }
    let answer = issue_as(&clerk, clerk.mint(), "Dopo").unwrap();
    if answer.status == 201 {
        let number = answer.json()["number"].as_str().unwrap().to_owned();
        assert!(serial(&number) > 3, "byte {position}: {number} was given out already");
    } else {
        assert_eq!(answer.status, 503, "byte {position}: {}", answer.text());
    }
}

#[test]
fn an_older_folder_put_back_issues_nothing_until_a_person_decides() {
    let (mut station, mut asked) = with_entries();
    let older = tempfile::TempDir::new().unwrap();
    copy_folder(&station.data(), &older.path().join("data"));
    station.launch();
    asked.issue(&clerk(&station), "Quarta").unwrap();
    station.stop();

    std::fs::remove_dir_all(station.data()).unwrap();
    copy_folder(&older.path().join("data"), &station.data());
    station.launch();
    let status = Api::at(station.address()).get("/status").unwrap().expect(200);
    assert_eq!(status["station"]["issuing_stopped"], true, "{status}");
    let clerk_after = clerk(&station);
    let refusal = issue_as(&clerk_after, clerk_after.mint(), "Dopo").unwrap();
    assert!(refusal.status >= 400, "{}", refusal.text());
    assert_eq!(entries(&clerk_after).len(), 3, "what is there can be read");

    // The supervisor decides: a new life, under a code that the program makes.
    let mut visitor = crate::support::site::Visitor::signed_in(station.address(), "dario", "445566");
    let decided = [("do", "continue"), ("reason", "Rimessa la copia di ieri")];
    let answer = visitor.send("/decide", "/decide", &decided);
    assert_eq!(answer.status, 303, "{}", answer.html);
    let entry = issue_as(&clerk_after, clerk_after.mint(), "Dopo").unwrap();
    let entry = if entry.status == 201 { entry.json() } else { panic!("{}", entry.text()) };
    assert!(entry["number"].as_str().unwrap().starts_with("EM01R"), "{entry}");
}

#[test]
fn a_journal_cut_short_is_noticed_by_the_mark_outside_the_folder() {
    let (mut station, _) = with_entries();
    let segment = segment(&station.data());
    let content = std::fs::read(&segment).unwrap();
    let used = content.iter().rposition(|byte| *byte != 0).expect("it is not empty") + 1;
    let mut cut = content;
    cut[used - 200..].fill(0);
    std::fs::write(&segment, cut).unwrap();
    station.launch();
    let status = Api::at(station.address()).get("/status").unwrap().expect(200);
    assert_eq!(status["station"]["issuing_stopped"], true, "{status}");
    let clerk = clerk(&station);
    assert!(issue_as(&clerk, clerk.mint(), "Dopo").unwrap().status >= 400);
}

#[test]
fn a_second_start_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let station = Start::demo().start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk, "Prima").unwrap();
    let second = station.command(&["serve", "--demo", "--listen", "127.0.0.1:0"]).output().unwrap();
    assert!(!second.status.success());
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(said.contains("already"), "{said}");
    asked.issue(&clerk, "Seconda").unwrap();
    assert_entries(&station, &asked);
    assert_ne!(clerk.get("/status").unwrap().expect(200), Value::Null);
}
