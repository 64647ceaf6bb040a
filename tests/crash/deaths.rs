//! Death before, after and half-way through the N-th call that changes a disk, counted over all threads: whatever a person
//! was about to do, everything acknowledged is there after the next start, once, and the counter goes on without a person.

use std::time::Duration;

use serde_json::{Value, json};
use sportello::clock::Clock;
use sportello::desk::life::demo::PASSPHRASE;
use uuid::Uuid;

use super::photographs::attest_one;
use super::power::chance;
use crate::support::api::{Api, Lost};
use crate::support::counter::{Asked, EVERYONE, assert_goes_on, clerk, issue_as, opened, outage_since};
use crate::support::disk::files_below;
use crate::support::effort::{effort, is_long};
use crate::support::fate::{Calls, Deed, Fate, Often};
use crate::support::site::Visitor;
use crate::support::station::{Kept, Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::within;

const NEW_PASSPHRASE: &str = "cavallo batteria graffetta";

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Act {
    Start,
    Issue,
    PrintAndAnswer,
    Attest,
    Rotate,
    ChangePassphrase,
    NewRecoveryCode,
    Import,
    Export,
    Close,
    Stop,
    /// So many entries that a segment is full on the way.
    RollOver,
}

/// Entries that a segment is full after, where no more than [`NEARLY`] is left of it.
const ON_THE_WAY: usize = 16;
/// Bytes: an entry takes some 1,900.
const NEARLY: usize = 24_000;

#[test]
fn killed_at_any_call_while_it_starts_nothing_is_lost_and_the_counter_goes_on() {
    die_while(&[Act::Start]);
}

#[test]
fn killed_at_any_call_while_it_issues_nothing_is_lost_and_the_counter_goes_on() {
    die_while(&[Act::Issue]);
}

#[test]
fn killed_at_any_call_while_it_prints_and_photographs_nothing_is_lost_and_the_counter_goes_on() {
    die_while(&[Act::PrintAndAnswer, Act::Attest]);
}

#[test]
fn killed_at_any_call_while_its_keys_are_changed_nothing_is_lost_and_the_counter_goes_on() {
    die_while(&[Act::Rotate, Act::ChangePassphrase, Act::NewRecoveryCode]);
}

#[test]
fn killed_at_any_call_while_it_imports_and_exports_nothing_is_lost_and_the_counter_goes_on() {
    die_while(&[Act::Import, Act::Export]);
}

#[test]
fn killed_at_any_call_while_it_closes_and_stops_nothing_is_lost_and_the_counter_goes_on() {
    die_while(&[Act::Close, Act::Stop]);
}

#[test]
fn killed_at_any_call_while_a_segment_is_full_and_another_begun_nothing_is_lost_and_the_counter_goes_on() {
    if !is_long() {
        // It takes some eight thousand entries to come there. Every change of keys above begins a segment too.
        return;
    }
    die_while(&[Act::RollOver]);
}

/// A stopped station with some entries, as it is before each act.
struct Before {
    station: Station,
    kept: Kept,
    asked: Asked,
    fate: Fate,
    /// The entry that is printed.
    entry: Uuid,
}

impl Before {
    fn new(act: Act) -> Self {
        let mut station = Start::demo().start();
        let clerk = opened(&station);
        let mut asked = Asked::default();
        asked.issue(&clerk, "Prima").unwrap();
        let entry = asked.issue(&clerk, "Seconda").unwrap()["id"].as_str().unwrap().parse().unwrap();
        if act == Act::RollOver {
            fill(&station, &clerk, &mut asked);
        }
        station.stop();
        let kept = station.keep();
        let fate = Fate::over(&mut station);
        Self { station, kept, asked, fate, entry }
    }

    /// The station as it was, running if the act is not its start.
    fn again(&mut self, act: Act) {
        self.fate.rest();
        self.station.restore(&self.kept);
        if act == Act::Start {
            // It was pulled out of the wall.
            self.station.launch();
            self.station.kill();
        } else {
            self.station.launch();
        }
    }
}

/// Issues until little is left of the segment.
fn fill(station: &Station, clerk: &Api, asked: &mut Asked) {
    let mut left = left_in_the_segment(station);
    while left > NEARLY {
        for _ in 0..(left / 2_000 - 5) {
            asked.issue(clerk, "Tanti").unwrap();
        }
        left = left_in_the_segment(station);
    }
}

/// Bytes of the only segment that were not written yet.
fn left_in_the_segment(station: &Station) -> usize {
    let files = files_below(&station.data().join("journal"));
    let segment =
        files.iter().find(|file| file.extension().is_some_and(|end| end == "seg")).expect("a segment");
    let bytes = std::fs::read(segment).unwrap();
    bytes.iter().rev().take_while(|byte| **byte == 0).count()
}

fn die_while(acts: &[Act]) {
    if !available(&[Tool::Compiler]) {
        return;
    }
    let mut before = Before::new(acts[0]);
    let mut chance = chance();
    for act in acts {
        let calls = calls_of(&mut before, *act);
        let mut deaths = 0;
        let mut points = points(&calls, &mut chance);
        if *act == Act::RollOver {
            // Looking at eight thousand entries takes its time.
            points = drawn(points, 60, &mut chance);
        }
        for point in &points {
            deaths += usize::from(dies(&mut before, *act, *point, &calls));
        }
        println!("{act:?}: {} calls, {deaths} deaths of {} ordered, nothing lost", calls.len(), points.len());
        assert!(deaths > 0, "{act:?}: nobody died at {points:?}");
    }
}

/// Every call in every way; in the short form three of them. The store writes when it likes, so a call of it may be another
/// the next time: two of the three are not the store's.
fn points(calls: &[String], chance: &mut impl FnMut(u64) -> u64) -> Vec<(usize, Deed)> {
    let all = ways(calls.len()).into_iter();
    let (of_store, of_others): (Vec<_>, Vec<_>) =
        all.partition(|(nth, _)| calls[nth - 1].contains("/store/"));
    let mut points = drawn(of_others, effort(2, usize::MAX), chance);
    points.extend(drawn(of_store, effort(1, usize::MAX), chance));
    points
}

/// Each of so many calls in every way.
pub fn ways(calls: usize) -> Vec<(usize, Deed)> {
    let ways = [Deed::KillBefore, Deed::KillAfter, Deed::KillHalfWay];
    (1..=calls).flat_map(|nth| ways.into_iter().map(move |deed| (nth, deed))).collect()
}

/// At most so many of them.
pub fn drawn<T>(mut all: Vec<T>, most: usize, chance: &mut impl FnMut(u64) -> u64) -> Vec<T> {
    while all.len() > most {
        all.swap_remove(usize::try_from(chance(all.len() as u64)).unwrap());
    }
    all
}

/// The calls that an act makes when nothing happens to it.
fn calls_of(before: &mut Before, act: Act) -> Vec<String> {
    before.again(act);
    let ready = Ready::to(act, before);
    before.fate.count();
    act.go(before, ready, &mut Asked::default()).expect("nothing strikes");
    // Nothing comes that ends this early: all of the time passes, or none.
    within(afterwards(), || before.station.ended());
    let calls = before.fate.calls();
    before.fate.rest();
    before.station.kill();
    assert!(!calls.is_empty(), "{act:?} changes a disk");
    if is_long() {
        println!("{act:?}:\n{}", calls.join("\n"));
    }
    calls
}

/// How long a death may keep one waiting that is ordered for what the program does after it has answered: in the long form
/// the upkeep has its turn too, in the short one nobody waits.
fn afterwards() -> Duration {
    Duration::from_millis(effort(0, 3_500) as u64)
}

/// Who is signed in before an act.
struct Ready {
    api: Api,
    visitor: Visitor,
}

impl Ready {
    fn to(act: Act, before: &Before) -> Option<Self> {
        (act != Act::Start).then(|| Self {
            api: clerk(&before.station),
            visitor: Visitor::signed_in(before.station.address(), EVERYONE.0, EVERYONE.1),
        })
    }
}

/// Does it with death waiting at this call; whether it struck. Then everything must hold.
fn dies(before: &mut Before, act: Act, (nth, deed): (usize, Deed), calls: &[String]) -> bool {
    before.again(act);
    let mut asked = before.asked.clone();
    let ready = Ready::to(act, before);
    before.fate.strike(nth, deed, Often::Once, Calls::All);
    let lost = act.go(before, ready, &mut asked).is_err();
    let struck = within(afterwards(), || (before.fate.struck() > 0).then_some(())).is_some();
    assert!(struck || !lost, "{act:?}, {deed:?} at {nth}: an end that nobody ordered");
    before.fate.rest();
    // Between the two it may have died all the same.
    let is_dead = before.fate.struck() > 0;
    before.station.kill();
    let call = calls.get(nth - 1).map_or("", String::as_str);
    println!(
        "{act:?}: {deed:?} at {nth} of {} ({call}): {}",
        calls.len(),
        if is_dead { "dead" } else { "alive" }
    );
    before.station.launch();
    reopened(&before.station);
    assert_goes_on(&mut before.station, &mut asked);
    is_dead
}

/// An outage is open again, if the one before was closed in the last moment.
fn reopened(station: &Station) {
    let api = clerk(station);
    if api.get("/api/v1/outages/current").unwrap().status == 404 {
        let outage = outage_since(&api, Clock::system().now().utc());
        api.post("/api/v1/outages", &outage).unwrap().expect(201);
    }
}

impl Act {
    fn go(self, before: &mut Before, ready: Option<Ready>, asked: &mut Asked) -> Result<(), Lost> {
        let done = |done: bool| done.then_some(()).ok_or(Lost);
        let Some(Ready { api, mut visitor }) = ready else { return done(before.station.comes_up()) };
        let press = |visitor: &mut Visitor, page: &str, action: &str, fields: &[(&str, &str)]| {
            let answer = visitor.try_send(page, action, fields)?;
            assert!(matches!(answer.status, 200 | 303), "{action}: {}", answer.html);
            Ok(())
        };
        let visitor = &mut visitor;
        match self {
            Self::Start => Ok(()),
            Self::Stop => done(before.station.stops()),
            Self::Issue => issue(&api, asked),
            Self::PrintAndAnswer => print_and_answer(&api, before.entry),
            Self::Attest => attest_one(&api, asked),
            Self::Rotate => press(visitor, "/station/rotate", "/station/rotate", &[("own-pin", "445566")]),
            Self::ChangePassphrase => {
                let fields = [("old", PASSPHRASE), ("new", NEW_PASSPHRASE), ("again", NEW_PASSPHRASE)];
                press(visitor, "/station/passphrase", "/station/passphrase", &fields)
            }
            Self::NewRecoveryCode => new_recovery_code(visitor),
            Self::Import => {
                let csv = "cognome;nome;data_nascita\nRossi;Mario;01/01/1980\nWu;Li;02/03/1999\n";
                let today = Clock::system().now().day();
                let path = format!("/api/v1/extracts?date={today}");
                let answer = api.post_as("text/csv", &path, csv)?;
                if answer.status != 409 {
                    answer.expect(200);
                    return Ok(());
                }
                let code = answer.json()["confirm"].as_str().expect("what a yes names").to_owned();
                api.post_as("text/csv", &format!("{path}&confirm={code}"), csv)?.expect(200);
                Ok(())
            }
            Self::Export => {
                let fields = [("readable", "yes"), ("reason", "Per il protocollo di un altro")];
                press(visitor, "/recovery/open", "/recovery/open", &fields)
            }
            Self::Close => close(&api),
            Self::RollOver => (0..ON_THE_WAY).try_for_each(|_| issue(&api, asked)),
        }
    }
}

/// Made, printed, typed back.
fn new_recovery_code(visitor: &mut Visitor) -> Result<(), Lost> {
    let proof = [("secret", PASSPHRASE), ("second-login", "carla"), ("second-pin", "334455")];
    visitor.try_send("/station/recovery-code?new", "/station/recovery-code", &proof)?;
    let sheet = visitor.try_get("/station/recovery-code")?;
    let code = sheet.html.split_once("big-code\">").expect("a recovery sheet").1;
    let code = code.split('<').next().unwrap().trim().to_owned();
    let confirm = "/station/recovery-code/confirm";
    let answer = visitor.try_send("/station/recovery-code", confirm, &[("code", &code)])?;
    assert_eq!(answer.status, 303, "{}", answer.html);
    Ok(())
}

fn issue(api: &Api, asked: &mut Asked) -> Result<(), Lost> {
    let id = api.mint();
    asked.ask(id);
    let made = issue_as(api, id, "Durante")?.expect(201);
    asked.acknowledge(id, &made);
    Ok(())
}

fn print_and_answer(api: &Api, entry: Uuid) -> Result<(), Lost> {
    let path = format!("/api/v1/entries/{entry}");
    assert_eq!(api.post(&format!("{path}/prints"), &Value::Null)?.status, 200);
    api.post(&format!("{path}/print-results"), &json!({ "outcome": "came-out" }))?.expect(200);
    Ok(())
}

fn close(api: &Api) -> Result<(), Lost> {
    let outage = api.get("/api/v1/outages/current")?.expect(200);
    let others = json!({ "seen": outage["doubts_seen"], "reason": "Sera" });
    let closing = json!({ "restored": Clock::system().now().utc().to_rfc3339(), "others": others });
    let path = format!("/api/v1/outages/{}/closing", outage["id"].as_str().unwrap());
    api.post(&path, &closing)?.expect(200);
    Ok(())
}
