//! Death at any call while a register goes on in a new life: from its stick on another computer, or under another code because
//! an older copy was put back. Whoever does it again gets there, and no number is on two people's papers.

use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use super::deaths::{drawn, ways};
use super::power::chance;
use crate::support::api::Api;
use crate::support::copy::{await_copy, ended, restore, secrets, with_copy};
use crate::support::counter::{Asked, EVERYONE, clerk, entries, issue_as, opened};
use crate::support::disk::copy_folder;
use crate::support::effort::{effort, is_long};
use crate::support::fate::{Calls, Deed, Fate, Often};
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

#[test]
fn killed_at_any_call_while_it_is_restored_from_its_stick_it_is_restored_by_doing_it_again() {
    if !available(&[Tool::Compiler]) {
        return;
    }
    let dead = Dead::new();
    let calls = dead.restored(None);
    let mut chance = chance();
    let points = drawn(ways(calls.len()), effort(4, usize::MAX), &mut chance);
    let deaths = points.iter().filter(|point| dead.restored(Some(**point)).is_empty()).count();
    println!(
        "restore: {} calls, {deaths} deaths of {} ordered, restored each time",
        calls.len(),
        points.len()
    );
    assert!(deaths > 0, "nobody died at {points:?}");
}

/// What a computer that is gone leaves: its stick.
struct Dead {
    folder: TempDir,
    numbers: Vec<String>,
}

impl Dead {
    fn new() -> Self {
        let folder = TempDir::with_prefix("sportello-dead-").unwrap();
        let stick = folder.path().join("stick");
        std::fs::create_dir(&stick).unwrap();
        let mut station = with_copy(Start::demo().lean(), &stick).start();
        let clerk = opened(&station);
        let mut asked = Asked::default();
        for surname in ["Prima", "Seconda", "Terza"] {
            asked.issue(&clerk, surname).unwrap();
        }
        await_copy(&station, "up-to-date");
        let numbers = numbers(&clerk);
        station.stop();
        Self { folder, numbers }
    }

    /// A spare computer gets it, with death waiting at a call or not; then it is done again until it is done. The calls that were
    /// made, none if it died.
    fn restored(&self, death: Option<(usize, Deed)>) -> Vec<String> {
        let stick = TempDir::with_prefix("sportello-stick-").unwrap();
        let there = stick.path().join("stick");
        copy_folder(&self.folder.path().join("stick"), &there);
        let spare = Start::demo().prepare();
        let fate = Fate::on(&[&spare.data(), &spare.home(), &there]);
        match death {
            None => fate.count(),
            Some((nth, deed)) => fate.strike(nth, deed, Often::Once, Calls::All),
        }
        let output = restored(&spare, &there, &fate);
        let (calls, died) = (fate.calls(), fate.struck() > 0);
        fate.rest();
        if let Some((nth, deed)) = death {
            let call = calls.get(nth - 1).map_or("", String::as_str);
            println!("restore: {deed:?} at {nth} ({call}): {}", if died { "dead" } else { "alive" });
        }
        assert!(died != output.status.success(), "{}", told(&output));
        if died {
            // It may have been done but for its last words: then it says so, and the station is there to be started.
            let again = restored(&spare, &there, &fate);
            println!("restore again: {}", told(&again).lines().last().unwrap_or_default());
            assert!(again.status.success(), "{}", told(&again));
        }
        self.goes_on(spare, &there);
        if died { Vec::new() } else { calls }
    }

    /// The spare computer serves: everything of the old life is there, and the next number is nobody's.
    fn goes_on(&self, mut spare: Station, stick: &Path) {
        spare.configure(|_| with_copy(Start::demo().lean(), stick));
        spare.launch();
        let clerk = clerk(&spare);
        let status = Api::at(spare.address()).get("/status").unwrap().expect(200);
        assert_eq!(status["station"]["issuing_stopped"], false, "{status}");
        let before = numbers(&clerk);
        for number in &self.numbers {
            assert!(before.contains(number), "{number} of {before:?}");
        }
        let next = issue_as(&clerk, clerk.mint(), "Dopo").unwrap().expect(201);
        let number = next["number"].as_str().unwrap();
        assert!(number.starts_with("EM01R") && number.ends_with("-0000001"), "{number}");
        assert!(spare.stop().success());
    }
}

fn numbers(clerk: &Api) -> Vec<String> {
    entries(clerk).iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

/// `sportello restore`, decided, under a fate.
fn restored(spare: &Station, stick: &Path, fate: &Fate) -> Output {
    let mut command = restore(spare, stick);
    command.envs(fate.environment());
    ended(command, &secrets())
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

#[test]
fn killed_at_any_call_while_it_goes_on_under_another_code_no_number_is_given_twice() {
    if !available(&[Tool::Compiler]) {
        return;
    }
    let mut older = Older::new();
    let calls = older.continued(None);
    let mut chance = chance();
    let points = drawn(ways(calls.len()), effort(4, usize::MAX), &mut chance);
    let deaths = points.iter().filter(|point| older.continued(Some(**point)).is_empty()).count();
    println!(
        "continue: {} calls, {deaths} deaths of {} ordered, gone on each time",
        calls.len(),
        points.len()
    );
    assert!(deaths > 0, "nobody died at {points:?}");
}

/// A folder that is a copy of an earlier hour, beside a later mark.
struct Older {
    station: Station,
    kept: crate::support::station::Kept,
    fate: Fate,
    numbers: Vec<String>,
}

impl Older {
    fn new() -> Self {
        let mut station = Start::demo().start();
        let clerk_before = opened(&station);
        let mut asked = Asked::default();
        asked.issue(&clerk_before, "Prima").unwrap();
        station.stop();
        let earlier = TempDir::with_prefix("sportello-older-").unwrap();
        copy_folder(&station.data(), &earlier.path().join("data"));
        station.launch();
        let clerk_later = clerk(&station);
        asked.issue(&clerk_later, "Seconda").unwrap();
        let numbers = numbers(&clerk_later);
        station.stop();
        std::fs::remove_dir_all(station.data()).unwrap();
        copy_folder(&earlier.path().join("data"), &station.data());
        let kept = station.keep();
        let fate = Fate::over(&mut station);
        Self { station, kept, fate, numbers }
    }

    /// A supervisor decides, with death waiting at a call or not; and again, if it is asked again. The calls that were made, none
    /// if it died.
    fn continued(&mut self, death: Option<(usize, Deed)>) -> Vec<String> {
        self.fate.rest();
        self.station.restore(&self.kept);
        self.station.launch();
        let mut visitor = Visitor::signed_in(self.station.address(), EVERYONE.0, EVERYONE.1);
        match death {
            None => self.fate.count(),
            Some((nth, deed)) => self.fate.strike(nth, deed, Often::Once, Calls::All),
        }
        let lost = visitor.try_send("/decide", "/decide", &DECIDED).is_err();
        let (calls, died) = (self.fate.calls(), self.fate.struck() > 0);
        assert!(died || !lost, "an end that nobody ordered");
        self.fate.rest();
        self.station.kill();
        if let Some((nth, deed)) = death {
            let call = calls.get(nth - 1).map_or("", String::as_str);
            println!("continue: {deed:?} at {nth} ({call}): {}", if died { "dead" } else { "alive" });
        }
        self.goes_on();
        if died { Vec::new() } else { calls }
    }

    fn goes_on(&mut self) {
        self.station.launch();
        let status = Api::at(self.station.address()).get("/status").unwrap().expect(200);
        if status["station"]["issuing_stopped"] == true {
            let mut visitor = Visitor::signed_in(self.station.address(), EVERYONE.0, EVERYONE.1);
            visitor.done("/decide", "/decide", &DECIDED);
        }
        let clerk = clerk(&self.station);
        let next = issue_as(&clerk, clerk.mint(), "Dopo").unwrap().expect(201);
        let number = next["number"].as_str().unwrap().to_owned();
        assert!(!self.numbers.contains(&number) && !number.starts_with("EM01-"), "{number} is somebody’s");
        assert!(
            numbers(&clerk).contains(&self.numbers.iter().min().unwrap().clone()),
            "the old life is there"
        );
        assert!(self.station.stop().success());
        if is_long() {
            self.station.launch();
            let status = Api::at(self.station.address()).get("/status").unwrap().expect(200);
            assert_eq!(status["station"]["issuing_stopped"], false, "decided is decided: {status}");
            self.station.stop();
        }
    }
}

const DECIDED: [(&str, &str); 2] = [("do", "continue"), ("reason", "Rimessa la copia di ieri")];
