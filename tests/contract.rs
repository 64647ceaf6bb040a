//! The contract of a centre, for those who build one: our own keeps every rule of the check, the mock fails as ordered and
//! the check sees it, a real station comes through every failure, and the examples of `CENTRE.md` are what the centre says.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use crate::centre;
use crate::journey::sign_in;
use crate::support::api::Api;
use crate::support::browser::Browser;
use crate::support::counter::{Asked, EVERYONE, clerk, entries, issue_as, open_outage};
use crate::support::hub::Centre;
use crate::support::station::{PROGRAM, Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::{PATIENCE, until, within};

mod certified;
mod examples;

fn check(centre: &Centre, further: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["centre", "check", &centre.stations]).args(further).stdin(Stdio::null());
    command
}

/// The verdict of every rule, and what was seen.
fn verdicts(output: &Output) -> BTreeMap<String, (String, String)> {
    let said: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"));
    let rules = said["rules"].as_array().unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    rules.iter().map(|one| (text(&one["rule"]), (text(&one["verdict"]), text(&one["seen"])))).collect()
}

/// Rules that need the root's own key: a check by six digits leaves them out.
const ONLY_BY_THE_ROOT: [&str; 2] = ["centre-as-station", "certificate-out-of-time"];

fn not_passed(verdicts: &BTreeMap<String, (String, String)>) -> Vec<&str> {
    let others = verdicts.iter().filter(|(_, (verdict, _))| verdict != "passed");
    others.map(|(rule, _)| rule.as_str()).collect()
}

/// Checks a mock that fails so, and says which rules it does not keep.
#[track_caller]
fn not_kept(failures: &[&str]) -> BTreeMap<String, String> {
    let mut centre = Centre::mock(failures);
    let output = check(&centre, &["--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let failed = verdicts(&output)
        .into_iter()
        .filter(|(_, (verdict, _))| verdict == "failed")
        .map(|(rule, (_, seen))| (rule, seen))
        .collect();
    centre.stop();
    failed
}

#[test]
fn our_own_centre_keeps_every_rule_once_somebody_confirmed_the_digits() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut centre = Centre::start();
    let mut child = check(&centre, &[]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut told).unwrap();
    let digits = told.trim().rsplit(": ").next().unwrap().to_owned();
    let browser = Browser::open();
    browser.goto(&format!("{}/sign-in", centre.pages));
    centre::sign_in(&browser);
    browser.goto(&format!("{}/stations", centre.pages));
    browser.press("main a[href^='/enrolments/']");
    browser.fill("digits", &digits);
    browser.choose("answer", "grant");
    browser.press("main form[action^='/enrolments/'] button");
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
    // Two certificates only the root's own key could make.
    assert!(said.contains("0 not kept, 2 not tried"), "{said}");
    centre.stop();
}

#[test]
fn the_check_sees_what_a_centre_does_wrong_and_a_sound_mock_keeps_every_rule() {
    let mut sound = Centre::mock(&[]);
    let output = check(&sound, &["--json"]).output().unwrap();
    let verdicts = verdicts(&output);
    assert_eq!(output.status.code(), Some(0), "{verdicts:?}");
    assert!(verdicts.len() > 60, "{verdicts:?}");
    assert_eq!(not_passed(&verdicts), ONLY_BY_THE_ROOT, "{verdicts:?}");
    sound.stop();

    // A centre of before knows no receipts: it keeps every rule all the same.
    let mut plain = Centre::mock(&["404@head-receipt:99"]);
    let output = check(&plain, &["--json"]).output().unwrap();
    let without = self::verdicts(&output);
    assert_eq!(output.status.code(), Some(0), "{without:?}");
    let receipts = ["head-receipt", "head-receipt-again", "no-head-receipt-yet"];
    assert_eq!(not_passed(&without), [&ONLY_BY_THE_ROOT[..], &receipts].concat(), "{without:?}");
    plain.stop();

    let unsigned = not_kept(&["unsigned@records:99"]);
    assert!(unsigned["signed-answers"].contains("POST records"), "{unsigned:?}");
    let wrong = not_kept(&["wrong-position:99"]);
    assert!(wrong.contains_key("empty-position"), "{wrong:?}");
    let rejected = not_kept(&["reject"]);
    assert!(rejected["ordinary-numbers"].contains("Rejected for rehearsal"), "{rejected:?}");
    let forgetful = not_kept(&["older-database:2"]);
    assert!(!forgetful.is_empty(), "{forgetful:?}");
    let failing = not_kept(&["500@records:99"]);
    assert!(failing["records-in-order"].starts_with("500"), "{failing:?}");
    let dropped = not_kept(&["drop-reply@outcomes:99"]);
    assert!(dropped["one-outcome-each"].contains("lost"), "{dropped:?}");
    let stranger = not_kept(&["other-certificate@position:99"]);
    assert!(stranger["tls-certificate"].contains("certificate is not the centre"), "{stranger:?}");
}

#[test]
fn a_check_that_cannot_be_made_says_why() {
    let centre = Centre::start();
    let nobody = check(&centre, &["--wait", "0"]).output().unwrap();
    assert_eq!(nobody.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("--wait"), "{nobody:?}");
    for (url, why) in [("https://127.0.0.1:1", "Nobody answers"), ("http://127.0.0.1:1", "https")] {
        let output = Command::new(PROGRAM).args(["centre", "check", url]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(why), "{output:?}");
    }
}

/// A counter with entries, and a mock that knows it.
struct Line {
    station: Station,
    api: Api,
    asked: Asked,
    mock: Centre,
    browser: Browser,
}

impl Line {
    #[track_caller]
    fn new(entries: u8) -> Self {
        let station = Start::demo().start();
        let api = clerk(&station);
        open_outage(&api);
        let mut asked = Asked::default();
        for number in 0..entries {
            asked.issue(&api, &format!("Prova{}", char::from(b'A' + number))).unwrap();
        }
        let mock = Centre::mock(&[]);
        let browser = Browser::open();
        browser.goto(station.address());
        sign_in(&browser);
        browser.goto(&format!("{}/recovery/centre", station.address()));
        browser.fill("name", "Centro di prova");
        browser.fill("address", &mock.stations);
        browser.press("main form[action='/recovery/centre'] button");
        let line = Self { station, api, asked, mock, browser };
        line.until("the mock knows it", |view| view["centres"][0]["reach"] == "reachable");
        line
    }

    fn view(&self) -> Value {
        self.api.get("/api/v1/recovery").unwrap().expect(200)
    }

    #[track_caller]
    fn until(&self, what: &str, holds: impl Fn(&Value) -> bool) {
        let found = within(PATIENCE, || holds(&self.view()).then_some(()));
        assert!(found.is_some(), "{what}: {}", self.view());
    }

    /// A person says that records may go.
    #[track_caller]
    fn recover(&self) {
        let id = self.view()["centres"][0]["id"].as_str().unwrap().to_owned();
        self.api.put(&format!("/api/v1/centres/{id}/recovery"), b"").unwrap().expect(200);
    }

    #[track_caller]
    fn until_recovered(&self) {
        // And the pass is over: what comes next begins with a question.
        self.until("everything is recovered", |view| {
            let centre = &view["centres"][0];
            view["not_recovered"] == 0 && centre["lacking"] == 0 && centre["progress"].is_null()
        });
    }

    /// Every entry is at the centre once: the ordinary numbers are as many, without gap or double, in register order.
    #[track_caller]
    fn assert_once_and_in_order(&self, count: usize) {
        let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
        // Lists follow what was decided within moments.
        let rows = until("every entry to have its ordinary number", || {
            let rows = entries(&self.api);
            rows.iter().all(|row| !text(row, "ordinary").is_empty()).then_some(rows)
        });
        assert!(rows.len() == count && rows.iter().all(|row| self.asked.has(row)), "{rows:?}");
        let mut both: Vec<(String, String)> =
            rows.iter().map(|row| (text(row, "number"), text(row, "ordinary"))).collect();
        both.sort();
        for (index, (number, ordinary)) in both.iter().enumerate() {
            assert!(ordinary.contains(&format!("{:07}/", index + 1)), "{number}: {ordinary}");
        }
    }
}

#[test]
fn a_station_comes_through_lost_replies_gateways_and_errors_with_every_entry_once() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut line = Line::new(4);
    let mut count = 4;
    let mut letters = 'A'..;
    for failure in [
        "drop-reply@records:1",
        "drop-request@records:2",
        "504@records:1",
        "500:3s",
        "503:1",
        "slow@records:1",
    ] {
        // Ordered before there is anything to send.
        line.mock.order(failure);
        line.asked.issue(&line.api, &format!("Ancora{}", letters.next().unwrap())).unwrap();
        count += 1;
        line.recover();
        line.until_recovered();
        line.assert_once_and_in_order(count);
        let left = line.mock.standing();
        assert!(left.is_empty() || failure.ends_with('s'), "{failure} happened: {left:?}");
    }
    line.mock.stop();
}

#[test]
fn a_wrong_position_is_asked_again_and_one_that_stays_wrong_stops_the_counter_until_a_person_decides() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut line = Line::new(3);
    line.recover();
    line.until_recovered();
    line.mock.order("wrong-position:1");
    line.asked.issue(&line.api, "Dopo").unwrap();
    line.until_recovered();
    // Whoever was on the way already knew the position: the next pass asks for it.
    until("the wrong position to be said", || {
        line.recover();
        line.mock.standing().is_empty().then_some(())
    });
    line.until_recovered();
    line.assert_once_and_in_order(4);
    line.mock.order("wrong-position:99");
    line.asked.issue(&line.api, "Poi").unwrap();
    // A pass under way may have sent it already: the next begins with the question.
    line.recover();
    line.until("it stands still and says why", |view| {
        view["centres"][0]["halted"].as_str().is_some_and(|why| !why.is_empty())
    });
    // Nobody knows which past is right: no number is given.
    let refused = issue_as(&line.api, line.api.mint(), "Nessuno").unwrap().expect(503);
    assert_eq!(refused["code"], "parted-from-centre");
    line.browser.goto(&format!("{}/recovery", line.station.address()));
    let told = line.browser.text();
    assert!(told.contains("L’emissione è ferma") && told.contains("Decidere come continuare"), "{told}");
    // The centre takes it back: asked by a button, not by a restart.
    line.mock.order_nothing();
    line.browser.press("main form[action$='/look'] button");
    line.until("it goes on without a person", |view| view["centres"][0]["halted"].is_null());
    line.until_recovered();
    line.assert_once_and_in_order(5);
    // Numbers are given again once a person says so, under the same code.
    let refused = issue_as(&line.api, line.api.mint(), "Ancora").unwrap().expect(503);
    assert_eq!(refused["code"], "parted-from-centre");
    line.browser.goto(&format!("{}/recovery", line.station.address()));
    assert!(line.browser.text().contains("concorda con questo giornale"), "{}", line.browser.text());
    line.browser.press("#live a[href='/decide']");
    line.browser.fill("reason-same", "Il centro aveva risposto male");
    line.browser.press("main button[value='adopt']");
    let next = line.asked.issue(&line.api, "Dopo ancora").unwrap();
    assert!(next["number"].as_str().unwrap().starts_with("EM01-"), "{next}");
    line.until_recovered();
    line.assert_once_and_in_order(6);
    line.mock.stop();
}

#[test]
fn a_centre_whose_older_database_was_restored_gets_again_what_it_lost_and_gives_the_same_numbers() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut line = Line::new(3);
    line.recover();
    line.until_recovered();
    line.mock.order("older-database:1");
    for name in ["Prima", "Seconda"] {
        line.asked.issue(&line.api, name).unwrap();
    }
    line.until_recovered();
    line.asked.issue(&line.api, "Terza").unwrap();
    line.until_recovered();
    line.assert_once_and_in_order(6);
    assert!(line.mock.standing().is_empty());
    line.mock.stop();
}

#[test]
fn what_the_centre_rejects_is_set_aside_with_its_words_and_blocks_nothing() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut line = Line::new(3);
    line.mock.order("reject:1");
    line.recover();
    line.until("one is set aside, the others have their numbers", |view| {
        view["rejected"] == 1 && view["not_recovered"] == 1
    });
    let mut look = Command::new(PROGRAM);
    look.args(["recover", "--look", "--login", EVERYONE.0, "--url", line.station.address()]);
    let said = piped(&mut look, EVERYONE.1);
    assert!(said.contains("1 entries not recovered") && said.contains("1 rejected"), "{said}");
    let lacks_number = |row: &&Value| row["ordinary"].as_str().is_none_or(str::is_empty);
    let rows = until("the other two to have their numbers", || {
        let rows = entries(&line.api);
        (rows.iter().filter(lacks_number).count() == 1).then_some(rows)
    });
    let rejected = rows.iter().find(lacks_number).unwrap();
    let id = rejected["id"].as_str().unwrap();
    line.browser.goto(&format!("{}/entries/{id}", line.station.address()));
    assert!(line.browser.text().contains("Respinta per prova"), "{}", line.browser.text());
    line.mock.stop();
}

/// Runs a command that reads one line, and gives what it said.
fn piped(command: &mut Command, line: &str) -> String {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.unwrap();
    writeln!(child.stdin.take().unwrap(), "{line}").unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}
