//! The second copy is pulled out while people are served, and comes back.

use crate::support::copy::{await_copy, ended, look, restore, secrets};
use crate::support::counter::{Asked, clerk as clerk_of, issue_as, opened};
use crate::support::disk::Disk;
use crate::support::station::{PROGRAM, Start};
use crate::support::tool::{Tool, available, run};
use crate::support::wait::until;

fn verify(folder: &std::path::Path) -> String {
    run(std::process::Command::new(PROGRAM).args(["journal", "verify", "--data"]).arg(folder))
}

/// The line that names the last record and its chain hash.
fn head(verified: &str) -> String {
    verified.lines().find(|line| line.starts_with("head")).expect("a head").to_owned()
}

#[test]
fn a_second_copy_pulled_out_holds_nobody_up_and_catches_up_when_it_is_back() {
    let stick = tempfile::TempDir::with_prefix("sportello-stick-").unwrap();
    let (there, away) = (stick.path().join("copy"), stick.path().join("away"));
    std::fs::create_dir(&there).unwrap();
    let mut station = Start::demo().argument("--second-copy").argument(there.display().to_string()).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk, "Prima").unwrap();
    await_copy(&station, "up-to-date");

    std::fs::rename(&there, &away).unwrap();
    for _ in 0..3 {
        asked.issue(&clerk, "Durante").unwrap();
    }
    await_copy(&station, "missing");
    asked.issue(&clerk, "Ancora").unwrap();

    std::fs::rename(&away, &there).unwrap();
    await_copy(&station, "up-to-date");
    asked.issue(&clerk, "Dopo").unwrap();
    await_copy(&station, "up-to-date");
    station.stop();
    assert_eq!(head(&verify(&there)), head(&verify(&station.data())), "the copy holds everything");
}

#[test]
fn a_counter_whose_disk_is_gone_goes_on_from_its_stick_on_another_computer() {
    let stick = tempfile::TempDir::with_prefix("sportello-stick-").unwrap();
    let mut station =
        Start::demo().argument("--second-copy").argument(stick.path().display().to_string()).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    let entry = asked.issue(&clerk, "Prima").unwrap();
    await_copy(&station, "up-to-date");
    station.stop();

    // Another computer: nothing of the first but the stick.
    let mut spare = Start::demo().prepare();
    let looked = ended(look(&spare, stick.path()), "");
    let said = String::from_utf8_lossy(&looked.stdout).into_owned();
    assert!(looked.status.success() && said.contains("the station was stopped in order"), "{said}");
    assert!(!said.contains("missing"), "the copy holds everything: {said}");
    let restored = ended(restore(&spare, stick.path()), &secrets());
    let said = String::from_utf8_lossy(&restored.stdout).into_owned();
    assert!(restored.status.success(), "{said}{}", String::from_utf8_lossy(&restored.stderr));
    // Done once more, as by whoever did not see that it was done.
    let again = ended(restore(&spare, stick.path()), "");
    let said = String::from_utf8_lossy(&again.stdout).into_owned();
    assert!(again.status.success(), "{said}{}", String::from_utf8_lossy(&again.stderr));
    assert!(said.contains("already") && said.contains("sportello serve --demo"), "{said}");
    spare.launch();
    let there = clerk_of(&spare);
    let path = format!("/api/v1/entries/{}", entry["id"].as_str().unwrap());
    assert_eq!(there.get(&path).unwrap().expect(200)["number"], entry["number"]);
    let next = issue_as(&there, there.mint(), "Dopo").unwrap().expect(201);
    let number = next["number"].as_str().unwrap();
    assert!(number.starts_with("EM01R") && number.ends_with("-0000001"), "{number}");
    spare.stop();
    // A folder whose station came from elsewhere is not this one's.
    let other = {
        let mut other = Start::demo().start();
        other.stop();
        other
    };
    let refused = ended(restore(&other, stick.path()), &secrets());
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("holds a station already"), "{said}");

    // The first computer wakes with the stick in: it stops, and names the one that took its place.
    station.launch();
    let woken = clerk_of(&station);
    let refused = issue_as(&woken, woken.mint(), "Doppia").unwrap();
    assert_eq!(refused.json()["code"], "newer-life", "{}", refused.text());
    station.stop();
}

#[test]
fn a_station_stopped_while_the_program_goes_to_the_stick_stops_at_once_and_leaves_no_half_of_it() {
    let stick = tempfile::TempDir::with_prefix("sportello-stick-").unwrap();
    let mut station =
        Start::demo().argument("--second-copy").argument(stick.path().display().to_string()).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk, "Prima").unwrap();
    await_copy(&station, "up-to-date");
    let shared = stick.path().join("Sportello");
    let whole = std::fs::metadata(PROGRAM).unwrap().len();
    until("the program to be on its way", || {
        [shared.join("sportello.new"), shared.join("sportello")]
            .iter()
            .any(|file| file.exists())
            .then_some(())
    });
    assert!(station.stop().success(), "{}", station.said());
    assert!(!shared.join("sportello.new").exists());
    let program = std::fs::metadata(shared.join("sportello")).map(|program| program.len());
    assert!(program.as_ref().is_ok_and(|length| *length == whole) || program.is_err(), "{program:?}");
    // The records went before it.
    assert_eq!(head(&verify(stick.path())), head(&verify(&station.data())));
    station.launch();
    until("the program to be whole on the stick", || {
        std::fs::metadata(shared.join("sportello")).is_ok_and(|program| program.len() == whole).then_some(())
    });
    station.stop();
}

#[test]
fn a_small_stick_keeps_its_room_for_records() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    let stick = Disk::new(64);
    let mut station =
        Start::demo().lean().argument("--second-copy").argument(stick.path().display().to_string()).start();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&clerk, "Prima").unwrap();
    await_copy(&station, "up-to-date");
    until("the log to tell that the program has no room", || {
        station.said().contains("no room for the program").then_some(())
    });
    assert!(!stick.path().join("Sportello/sportello").exists());
    station.stop();
    assert_eq!(head(&verify(&stick.path())), head(&verify(&station.data())));
}

#[test]
fn whoever_types_what_the_stick_says_starts_the_program_from_it() {
    let stick = tempfile::TempDir::with_prefix("sportello-stick-").unwrap();
    let mut station =
        Start::demo().argument("--second-copy").argument(stick.path().display().to_string()).start();
    let clerk = opened(&station);
    issue_as(&clerk, clerk.mint(), "Prima").unwrap().expect(201);
    await_copy(&station, "up-to-date");
    let shared = stick.path().join("Sportello").join("sportello");
    let whole = std::fs::metadata(PROGRAM).unwrap().len();
    until("the program to lie on the stick", || {
        std::fs::metadata(&shared).is_ok_and(|about| about.len() == whole).then_some(())
    });
    station.stop();
    let words = std::fs::read_to_string(stick.path().join("Sportello").join("LEGGIMI.txt")).unwrap();
    let typed =
        words.split_once("Linux:\n").unwrap().1.lines().map_while(|line| line.strip_prefix("        "));
    let typed: Vec<&str> = typed.collect();
    assert!(!words.contains("Windows"), "no program for it lies there: {words}");
    let person = tempfile::TempDir::with_prefix("sportello-person-").unwrap();
    let mut shell = std::process::Command::new("sh");
    shell.arg("-euc").arg(typed.join("\n")).current_dir(stick.path().join("Sportello"));
    shell.env_clear().env("HOME", person.path()).env("PATH", "/usr/bin:/bin");
    let said = run(&mut shell);
    assert!(typed.len() == 2 && said.contains("the station was stopped in order"), "{typed:?}: {said}");
}
