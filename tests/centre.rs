//! The centre as a person starts it: its pages, its keys, its contract.

use crate::homecoming::certificate;
use crate::pages::Inspection;
use crate::recovery::{TwoSides, known};
use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, clerk, open_outage};
use crate::support::effort::effort;
use crate::support::hub::{ACCOUNT, Centre};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available, ours, run};
use crate::support::wait::until;

/// Every kind of page of the centre.
fn kinds() -> Vec<&'static str> {
    sportello::web::centre::routes::pages().collect()
}

/// Signs in at the centre, from its sign-in page.
pub fn sign_in(browser: &Browser) {
    browser.fill("login", ACCOUNT.0);
    browser.fill("password", ACCOUNT.1);
    browser.type_and_follow(key::ENTER);
}

#[test]
fn pages_of_a_centre_without_entries_have_no_fault() {
    if !available(&[Tool::Browser, Tool::Axe, Tool::Nu]) {
        return;
    }
    let mut centre = Centre::start();
    let mut inspection = Inspection::of(&centre.pages, kinds());
    inspection.walk("centre-signed-out", 1);
    inspection.send_empty_forms("centre-signed-out-empty");
    for language in ["it", "en"] {
        inspection.goto(&format!("/sign-in?lang={language}"));
        if language == "it" {
            sign_in(&inspection.browser);
        }
        inspection.walk(&format!("centre-{language}"), 1);
        inspection.send_empty_forms(&format!("centre-{language}-empty"));
    }
    inspection.goto("/nowhere");
    inspection.look("centre-nowhere");
    for kind in [
        "/",
        "/sign-in",
        "/stations",
        "/bundles",
        "/outages",
        "/entries",
        "/conflicts",
        "/registry",
        "/workers",
        "/workers/{id}",
        "/account",
        "/deeds",
        "/deeds/check",
        "/contract",
    ] {
        assert!(inspection.kinds.contains(kind), "{kind} was reached: {:?}", inspection.kinds);
    }
    inspection.end();
    centre.stop();
}

#[test]
fn pages_of_a_centre_with_entries_have_no_fault_and_none_is_forgotten() {
    if !available(&[Tool::Browser, Tool::Axe, Tool::Nu]) {
        return;
    }
    let mut centre = Centre::start();
    let mut inspection = Inspection::of(&centre.pages, kinds());
    inspection.goto("/sign-in");
    sign_in(&inspection.browser);
    let station = Start::demo().start();
    let here = at_work(&station);
    let sides = TwoSides::new(&station, &centre);
    let folder = tempfile::TempDir::new().unwrap();
    sides.ask_to_be_known(&here, &centre.stations);
    ask(&mut inspection);
    sides.grant(&here);
    sides.tell_of_a_death(&known(&station)[0], folder.path());
    sides.until(&here, "/recovery", "Raggiungibile");
    sides.recover(&here);
    sides.until(&here, "/recovery", "Da decidere da una persona");
    drop(here);
    numbered_by_the_office(&mut inspection, &station);
    inspection.walk("centre-full", 4);
    inspection.send_empty_forms("centre-full-empty");
    refuse_what_is_wrong(&mut inspection);
    upload_what_is_no_bundle(&mut inspection, folder.path());
    bring_numbers(&mut inspection, folder.path());
    decide(&mut inspection);
    inspection.goto("/?lang=en");
    inspection.walk("centre-full-en", 2);
    inspection.send_empty_forms("centre-full-empty-en");
    // Only a real centre has a first account.
    let forgotten: Vec<&str> =
        kinds().into_iter().filter(|kind| !inspection.kinds.contains(kind) && *kind != "/setup").collect();
    assert!(forgotten.is_empty(), "never reached: {forgotten:?}");
    inspection.end();
    centre.stop();
}

/// A counter with an outage and entries; one of them about somebody the centre may know.
fn at_work(station: &Station) -> Browser {
    let api = clerk(station);
    open_outage(&api);
    for surname in ["Prima", "Seconda"] {
        Asked::default().issue(&api, surname).unwrap();
    }
    let here = Browser::open();
    here.goto(station.address());
    crate::journey::sign_in(&here);
    certificate(&here, station.address(), "RSSMRA80A01H501U", None);
    here
}

/// From now on the protocol office gives the numbers; an entry comes and waits for its own.
fn numbered_by_the_office(inspection: &mut Inspection, station: &Station) {
    inspection.goto("/numbers");
    inspection.look("centre-numbers-own");
    inspection.browser.choose("numbering", "office");
    inspection.browser.press("main form[action='/numbers/by'] button");
    Asked::default().issue(&clerk(station), "Terza").unwrap();
    until("an entry without a number", || {
        inspection.goto("/numbers");
        inspection.browser.text_of("#strip").contains("senza numero ordinario").then_some(())
    });
}

/// A station that asks, and a decision on it that is none.
fn ask(inspection: &mut Inspection) {
    inspection.goto("/stations");
    inspection.look("centre-asked");
    inspection.browser.press("main a[href^='/enrolments/']");
    inspection.look("centre-enrolment");
    inspection.browser.press("main form[action^='/enrolments/'] button");
    inspection.look("centre-enrolment-empty");
}

/// Decisions, searches, numbers and archiving that cannot be.
fn refuse_what_is_wrong(inspection: &mut Inspection) {
    inspection.goto("/conflicts");
    inspection.browser.press("main tbody a");
    inspection.browser.press("main form[action^='/conflicts/'] button");
    inspection.look("centre-conflict-empty");
    for typed in ["", "nessunocosì", "Prima"] {
        inspection.goto("/entries");
        inspection.browser.fill("what", typed);
        inspection.browser.type_and_follow(key::ENTER);
        inspection.look("centre-search");
    }
    inspection.goto("/entries?day=domani");
    inspection.look("centre-day");
    inspection.goto("/entries?fate=unnumbered");
    inspection.browser.press("main tbody a");
    inspection.browser.press("main form[action$='/number'] button");
    inspection.look("centre-number-empty");
    inspection.goto("/outages");
    // What stands in the way of the archive leads to where it is done away with.
    inspection.browser.press("main td a[href='/conflicts']");
    inspection.look("centre-not-archivable");
    for path in ["/entries/nothing", "/outages/nothing/cases", "/conflicts/nothing", "/bundles/again"] {
        inspection.goto(path);
        inspection.look("centre-not-there");
    }
}

/// Files of the protocol office: refused, shown before they are taken, not taken without a tick.
fn bring_numbers(inspection: &mut Inspection, folder: &std::path::Path) {
    let today = sportello::clock::Clock::system().now().local();
    let strange = format!("EM01-{}-0000004;dic-26;{}\n", today.format("%Y"), today.format("%d/%m/%Y"));
    for (name, text) in [
        ("refused", "EM01-2026-0000001;1;22/11/2020\nniente;2\n"),
        ("absent", "EM77-2026-0000001;1;22/11/2026\n"),
        ("shown", strange.as_str()),
    ] {
        let file = folder.join("numeri.csv");
        std::fs::write(&file, text).unwrap();
        inspection.goto("/numbers");
        inspection.browser.tab_to("main input[type=file]");
        inspection.browser.type_keys(&file.display().to_string());
        inspection.browser.click_and_follow("main form[action='/numbers'] button");
        inspection.look(&format!("centre-numbers-{name}"));
    }
    inspection.browser.press("main form[action='/numbers/noted'] button");
    inspection.look("centre-numbers-not-ticked");
    inspection.goto("/numbers");
    // The file input has the focus, and takes every key for a path.
    inspection.browser.execute("document.querySelector('input[value=own]').click()", &[]);
    inspection.browser.click_and_follow("main form[action='/numbers/by'] button");
    inspection.look("centre-numbers-not-own");
}

fn upload_what_is_no_bundle(inspection: &mut Inspection, folder: &std::path::Path) {
    let file = folder.join("no.sportello");
    std::fs::write(&file, "no bundle").unwrap();
    inspection.goto("/bundles");
    inspection.browser.tab_to("main input[type=file]");
    inspection.browser.type_keys(&file.display().to_string());
    inspection.browser.click_and_follow("main form[action='/bundles'] button");
    inspection.look("centre-no-bundle");
    inspection.goto("/bundles");
    // What is typed into a file input, which has the focus there, is the path of the file.
    inspection.browser.click_and_follow("main form[action$='/outcomes'] button");
    inspection.look("centre-outcomes");
}

/// A conflict that is decided.
fn decide(inspection: &mut Inspection) {
    inspection.goto("/conflicts");
    inspection.browser.press("main tbody a");
    let conflict = inspection.path();
    inspection.browser.choose("remedy", "annul");
    inspection.browser.fill("reason", "Sentito l’ufficio anagrafe");
    inspection.browser.press("main form[action^='/conflicts/'] button");
    inspection.look("centre-decided");
    inspection.goto(&conflict);
    inspection.look("centre-conflict-decided");
    // Whoever holds the paper is to be told: what came of the call has to be said.
    inspection.browser.press("main form[action$='/call'] button");
    inspection.look("centre-call-empty");
    inspection.browser.choose("outcome", "not-reached");
    inspection.browser.press("main form[action$='/call'] button");
    inspection.look("centre-calls");
}

#[test]
fn a_centre_comes_back_with_what_it_knew_after_being_killed_and_a_second_one_is_refused() {
    let mut centre = Centre::start();
    let before = certificate_of(&centre);
    centre.kill();
    centre.again();
    assert_eq!(certificate_of(&centre), before, "the same root, the same name");
    centre.stop();
}

/// Who certified the centre, as openssl tells it.
fn certificate_of(centre: &Centre) -> String {
    let address = centre.stations.trim_start_matches("https://");
    let out = std::process::Command::new("openssl")
        .args(["s_client", "-connect", address, "-showcerts"])
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let root = text.rfind("-----BEGIN CERTIFICATE-----").unwrap_or_else(|| panic!("no certificate: {text}"));
    let end = text[root..].find("-----END CERTIFICATE-----").unwrap();
    text[root..root + end].to_owned()
}

/// A server error, an answer that is not declared, a wrong type of content, content not as described.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
    response_headers_conformance,unsupported_method";

#[test]
fn every_answer_of_the_contract_is_a_declared_one_and_none_is_a_server_error() {
    if !available(&[Tool::Schemathesis]) {
        return;
    }
    let mut centre = Centre::start();
    let scratch = tempfile::TempDir::new().unwrap();
    let said = run(std::process::Command::new(ours("venv/bin/schemathesis"))
        .arg("run")
        .arg(format!("{}/api/v1/contract.json", centre.pages))
        .args(["--checks", CHECKS, "--max-examples", &effort(8, 200).to_string()])
        .args(["--phases", "examples,coverage,fuzzing", "--generation-deterministic", "--no-color"])
        .args(["--continue-on-failure", "--suppress-health-check", "all"])
        .env("NO_PROXY", "*")
        .current_dir(scratch.path()));
    let last: Vec<&str> = said.lines().rev().take(25).collect();
    println!("{}", last.into_iter().rev().collect::<Vec<_>>().join("\n"));
    centre.stop();
}
