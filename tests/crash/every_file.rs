//! Every file of data folder, home and second copy is damaged, before a start and under a running service: what is told and
//! what is served. Whatever is not as before is told, and no number is given twice.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::certified::{self, certify, is_key};
use super::photographs::attest_one;
use crate::support::api::{Answer, Api};
use crate::support::copy::{await_copy, ended, restore, secrets, with_copy};
use crate::support::counter::{Asked, EVERYONE, clerk as clerk_of, issue_as, opened, serial};
use crate::support::disk::{copy_folder, files_below};
use crate::support::effort::is_long;
use crate::support::site::Visitor;
use crate::support::station::{PROGRAM, Start, Station};
use crate::support::wait::within;

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Damage {
    /// A byte in the middle is another.
    Flipped,
    /// The second half is gone.
    Cut,
    Emptied,
    Removed,
    /// Something that cannot be read stands in its place.
    Unreadable,
}

const EVERY: [Damage; 5] =
    [Damage::Flipped, Damage::Cut, Damage::Emptied, Damage::Removed, Damage::Unreadable];

impl Damage {
    fn befalls(self, file: &Path) {
        // A service may have made another of it since.
        let Ok(bytes) = std::fs::read(file) else { return };
        match self {
            // In place, as a disk does it: whoever has the file open sees it.
            Self::Flipped => {
                let mut bytes = bytes;
                let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
                if let Some(byte) = bytes.get_mut(used / 2) {
                    *byte ^= 0x10;
                }
                std::fs::write(file, bytes).unwrap();
            }
            Self::Cut => std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap(),
            Self::Emptied => std::fs::write(file, []).unwrap(),
            Self::Removed => std::fs::remove_file(file).unwrap(),
            Self::Unreadable => {
                std::fs::remove_file(file).unwrap();
                std::fs::create_dir(file).unwrap();
            }
        }
    }
}

/// A stopped station with everything that lies on disks, and what it served.
struct Sound {
    kept: TempDir,
    files: Vec<PathBuf>,
    served: Served,
    lives: Lives,
    /// Where the journal lies that is written on.
    living: &'static str,
    /// What its numbers begin with, and the highest of them.
    code: String,
    highest: u32,
}

/// What a station serves: a name for each thing, and what came when it was asked for.
type Served = BTreeMap<String, String>;

/// The stick, below the folder of a station.
fn stick(base: &Path) -> PathBuf {
    base.join("stick")
}

fn station_below(base: &Path, lives: Lives) -> Station {
    let start = with_copy(Start::demo().lean().below(base), &stick(base));
    let open =
        if lives == Lives::Certified { start.argument("--local").argument("127.0.0.1:0") } else { start };
    open.prepare()
}

fn sound(lives: Lives) -> Sound {
    let base = TempDir::with_prefix("sportello-sound-").unwrap();
    std::fs::create_dir(stick(base.path())).unwrap();
    let mut station = station_below(base.path(), lives);
    station.launch();
    let clerk = opened(&station);
    let mut asked = Asked::default();
    let printed = asked.issue(&clerk, "Stampata").unwrap();
    let path = format!("/api/v1/entries/{}/prints", printed["id"].as_str().unwrap());
    clerk.post(&path, &Value::Null).unwrap().expect(200);
    attest_one(&clerk, &mut asked).unwrap();
    let mut last = asked.issue(&clerk, "Ultima").unwrap();
    stop_with_the_copy(&mut station);
    if lives == Lives::Certified {
        certify(&station);
        station.launch();
        stop_with_the_copy(&mut station);
    }
    if lives == Lives::Two {
        restored_from_its_stick(&station, base.path());
        station.launch();
        last = asked.issue(&clerk_of(&station), "Altrove").unwrap();
        stop_with_the_copy(&mut station);
    }
    let kept = TempDir::with_prefix("sportello-kept-").unwrap();
    put_back(base.path(), kept.path());
    station.launch();
    let served = serve(&station, lives);
    station.stop();
    let files = files_below(kept.path());
    let relative = files.into_iter().map(|file| file.strip_prefix(kept.path()).unwrap().to_owned());
    let left_behind = left_behind(&stick(kept.path()), lives);
    let counts = |file: &PathBuf| {
        (lives != Lives::Certified || is_key(file))
            && !is_no_content(file)
            && !left_behind.iter().any(|place| kept.path().join(file).starts_with(place))
    };
    let files = relative.filter(counts).collect();
    let number = last["number"].as_str().unwrap();
    let code = number[..number.len() - 7].to_owned();
    let living = if lives == Lives::Two { "data/lives" } else { "data/journal" };
    Sound { kept, files, served, lives, living, code, highest: serial(number) }
}

/// How many lives the register had.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lives {
    One,
    Two,
    /// One, with certificates of its own, of its reserve and for TLS.
    Certified,
}

/// Copies of lives that ended, on a stick: nobody keeps them up, the living one's has those journals too.
fn left_behind(stick: &Path, lives: Lives) -> Vec<PathBuf> {
    if lives != Lives::Two {
        return Vec::new();
    }
    let copies = std::fs::read_dir(stick.join("Sportello")).unwrap().map(|copy| copy.unwrap().path());
    copies.filter(|copy| copy.is_dir() && !copy.join("before").is_dir()).collect()
}

fn stop_with_the_copy(station: &mut Station) {
    await_copy(station, "up-to-date");
    station.stop();
}

/// The disk is gone; the register goes on from the stick.
fn restored_from_its_stick(station: &Station, base: &Path) {
    for part in ["data", "home"] {
        std::fs::remove_dir_all(base.join(part)).unwrap();
    }
    std::fs::create_dir(base.join("home")).unwrap();
    assert!(ended(restore(station, &stick(base)), &secrets()).status.success());
}

/// A lock, an address: they say something only while a service runs.
fn is_no_content(file: &Path) -> bool {
    file.ends_with("lock") || file.ends_with("service.address")
}

fn put_back(from: &Path, to: &Path) {
    for part in ["data", "home", "stick"] {
        let there = to.join(part);
        if there.exists() {
            std::fs::remove_dir_all(&there).unwrap();
        }
        copy_folder(&from.join(part), &there);
    }
}

fn came(answer: &Answer) -> String {
    if answer.status == 200 {
        return format!("200 {:?}", Sha256::digest(&answer.bytes));
    }
    format!("{} {}", answer.status, answer.json()["code"])
}

/// Asks for everything that people come for.
fn serve(station: &Station, lives: Lives) -> Served {
    let mut served = Served::new();
    let Some(api) = signed_in(station) else { return served };
    let listed = api.get("/api/v1/entries").unwrap();
    let rows = if listed.status == 200 {
        listed.json()["entries"].as_array().cloned().unwrap_or_default()
    } else {
        Vec::new()
    };
    for row in rows {
        let (id, number) = (row["id"].as_str().unwrap(), row["number"].as_str().unwrap());
        served.insert(format!("entry {number}"), id.to_owned());
        for part in ["document", "photograph"] {
            let answer = api.get(&format!("/api/v1/entries/{id}/{part}")).unwrap();
            served.insert(format!("{part} of {number}"), came(&answer));
        }
    }
    let found = api.post("/api/v1/people-searches", &json!({ "who": "rossi" })).unwrap();
    served.insert("people".to_owned(), came(&found));
    if lives == Lives::Certified {
        served.insert("certificates".to_owned(), certified::in_use(station));
        let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
        let tls = visitor.get("/station/server.crt");
        served.insert("certificate of TLS".to_owned(), format!("{} {}", tls.status, tls.html));
    }
    served
}

/// Whether something was told: on the console, by the status, on the station's page.
fn told(station: &Station, lives: Lives) -> Vec<String> {
    let said = station.said();
    let mut told: Vec<String> = said
        .lines()
        .filter(|line| line.contains(" WARN ") || line.contains(" ERROR "))
        .map(str::to_owned)
        .collect();
    let status = Api::at(station.address()).get("/status").unwrap().json();
    if status["status"] != "pass" {
        told.push(format!("status {}", status["status"]));
    }
    let copy = &status["station"]["second_copy"];
    if copy != "up-to-date" && copy != "behind" {
        told.push(format!("second copy {copy}"));
    }
    if lives == Lives::Certified {
        told.extend(certified::told(station));
    }
    if signed_in(station).is_some() {
        let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
        let page = visitor.get("/station").html;
        if let Some((_, found)) = page.split_once("Trovato all’avvio</h3>") {
            told.push(found.split("</div>").next().unwrap_or_default().to_owned());
        }
    }
    told
}

/// Somebody signed in, where a station is open.
fn signed_in(station: &Station) -> Option<Api> {
    let api = Api::at(station.address());
    let status = api.get("/status").unwrap().json();
    (status["phase"] == "open").then(|| api.sign_in(EVERYONE.0, EVERYONE.1).unwrap())
}

/// After a number that was given before.
const AGAIN: &str = " again";

/// What became of one damage.
#[derive(Debug)]
struct Outcome {
    up: bool,
    told: Vec<String>,
    lost: Vec<String>,
    next: String,
    /// What is wrong with the second copy afterwards.
    copy: Vec<String>,
}

impl Outcome {
    fn line(&self) -> String {
        let told =
            self.told.iter().map(|told| told.chars().take(150).collect::<String>()).collect::<Vec<_>>();
        format!(
            "{} | lost: {} | next: {} | copy: {} | told: {}",
            if self.up { "up" } else { "refused" },
            self.lost.join(", "),
            self.next,
            self.copy.join(" ").replace('\n', " "),
            told.join(" / ")
        )
    }

    fn gives_a_number_again(&self, sound: &Sound) -> bool {
        let same_code = self.next.strip_prefix(&sound.code);
        self.next.ends_with(AGAIN)
            || same_code.is_some_and(|serial| serial.parse::<u32>().unwrap() <= sound.highest)
    }

    fn is_silent(&self, sound: &Sound) -> bool {
        let worse = !self.up || !self.lost.is_empty() || !self.next.starts_with(&sound.code);
        self.told.is_empty() && (worse || !self.copy.is_empty())
    }
}

/// What is served now of what was served, and the number that comes next.
fn outcome(station: &Station, sound: &Sound, asked: &mut Asked) -> Outcome {
    let served = serve(station, sound.lives);
    let lost = sound.served.iter().filter(|(name, came)| served.get(*name) != Some(came));
    let lost = lost.map(|(name, _)| {
        format!(
            "{name} ({})",
            served.get(name).map_or("absent", |came| came.split(' ').next().unwrap_or_default())
        )
    });
    let lost = lost.collect();
    let next = match signed_in(station) {
        None => "not open".to_owned(),
        Some(api) => {
            let id = api.mint();
            let answer = issue_as(&api, id, "Dopo").unwrap();
            if answer.status == 201 {
                asked.ask(id);
                asked.acknowledge(id, &answer.json());
                answer.json()["number"].as_str().unwrap().to_owned()
            } else {
                format!("{} {}", answer.status, answer.json()["code"])
            }
        }
    };
    Outcome { up: true, told: told(station, sound.lives), lost, next, copy: Vec::new() }
}

/// A station that starts on a damaged file.
fn started_on(base: &Path, sound: &Sound, file: &Path, damage: Damage) -> Outcome {
    put_back(sound.kept.path(), base);
    damage.befalls(&base.join(file));
    start(base, sound, file)
}

fn start(base: &Path, sound: &Sound, file: &Path) -> Outcome {
    let mut station = station_below(base, sound.lives);
    if !station.comes_up() {
        let told = station.said().lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
        return Outcome { up: false, told, lost: Vec::new(), next: "refused".to_owned(), copy: Vec::new() };
    }
    let mut outcome = outcome(&station, sound, &mut Asked::default());
    // What is only seen a moment after the start.
    if outcome.is_silent(sound) {
        within(std::time::Duration::from_secs(8), || {
            outcome.told = told(&station, sound.lives);
            (!outcome.told.is_empty()).then_some(())
        });
    }
    station.stops();
    if is_long() || file.starts_with("stick") {
        outcome.copy = copy_faults(base);
    }
    outcome
}

/// What a person who takes the stick to another computer is told of it, where it is not whole.
fn copy_faults(base: &Path) -> Vec<String> {
    let stick = stick(base);
    let mut faults = Vec::new();
    let verified = Command::new(PROGRAM).args(["journal", "verify", "--data"]).arg(&stick).output().unwrap();
    if !verified.status.success() {
        faults.push(String::from_utf8_lossy(&[verified.stdout, verified.stderr].concat()).into_owned());
    }
    let mut look = Command::new(PROGRAM);
    look.arg("restore").arg(&stick).arg("--demo").arg("--data").arg(base.join("spare"));
    look.arg("--key-file").arg(base.join("spare.key")).arg("--high-water").arg(base.join("spare-mark"));
    let looked = look.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&[looked.stdout, looked.stderr].concat()).into_owned();
    if !looked.status.success() || said.contains("missing") {
        faults.push(said);
    }
    faults
}

/// A station whose file is damaged while it runs, and its next start.
fn running_on(base: &Path, sound: &Sound, file: &Path, damage: Damage) -> [Outcome; 2] {
    put_back(sound.kept.path(), base);
    let mut station = station_below(base, sound.lives);
    station.launch();
    damage.befalls(&base.join(file));
    let mut asked = Asked::default();
    let mut outcome = outcome(&station, sound, &mut asked);
    if outcome.is_silent(sound) {
        within(std::time::Duration::from_secs(8), || {
            outcome.told = told(&station, sound.lives);
            (!outcome.told.is_empty()).then_some(())
        });
    }
    station.kill();
    let mut then = start(base, sound, file);
    // What it acknowledged meanwhile is there, or something is told.
    if then.next == outcome.next && outcome.next.starts_with(&sound.code) {
        then.next.push_str(AGAIN);
    }
    [outcome, then]
}

/// A segment that somebody writes into while the service runs: nothing is written on it before it is read again.
fn must_be_told(sound: &Sound, file: &Path, when: &str) -> bool {
    when == "running" && file.starts_with(sound.living) && file.extension().is_some_and(|end| end == "seg")
}

#[test]
fn a_file_damaged_before_a_start_or_under_a_service_is_told_and_no_number_comes_twice() {
    damage_every_file(&sound(Lives::One));
}

#[test]
fn a_file_damaged_after_the_register_went_on_elsewhere_is_told_and_no_number_comes_twice() {
    damage_every_file(&sound(Lives::Two));
}

#[test]
fn a_key_or_certificate_damaged_before_a_start_or_under_a_service_is_told_and_no_number_comes_twice() {
    damage_every_file(&sound(Lives::Certified));
}

fn damage_every_file(sound: &Sound) {
    let base = TempDir::with_prefix("sportello-damaged-").unwrap();
    let mut wrong = Vec::new();
    for (place, file) in sound.files.iter().enumerate() {
        let segment = file.extension().is_some_and(|end| end == "seg");
        let some = &EVERY[place % EVERY.len()..][..1];
        for damage in if is_long() || segment { &EVERY[..] } else { some } {
            let mut rows = vec![("start", started_on(base.path(), sound, file, *damage))];
            let [running, then] = running_on(base.path(), sound, file, *damage);
            rows.extend([("running", running), ("then", then)]);
            for (when, outcome) in rows {
                let line = format!("{} | {damage:?} | {when} | {}", file.display(), outcome.line());
                println!("{line}");
                let silent = outcome.told.is_empty() && must_be_told(sound, file, when);
                if silent || outcome.is_silent(sound) || outcome.gives_a_number_again(sound) {
                    wrong.push(line);
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
