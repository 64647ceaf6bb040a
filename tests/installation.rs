//! A real installation in the middle of an outage, in the browser: from an empty folder to the first paper; and what
//! happens when its keys are gone.

use std::path::Path;

use crate::journey;
use crate::support::browser::{Browser, key};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::{timed, until};

pub const PASSPHRASE: &str = "mulino verde treno lento";

#[test]
fn from_an_empty_folder_to_the_first_paper_by_keyboard() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let (keys, took) = timed(|| {
        let station = Start::real().start();
        let browser = Browser::open();
        browser.goto(station.address());
        found(&browser, &station);
        sign_in(&browser);
        browser.press("main a[href='/outage/open']");
        journey::open_outage(&browser);
        browser.type_and_follow(key::ENTER);
        browser.press("main button[value='birth-certificate']");
        journey::type_the_act(&browser, "Rinaldi");
        browser.type_and_follow(key::ENTER);
        assert_eq!(browser.text_of("h1 .mono"), "PC07-2026-0000001".replace("2026", &year()));
        assert!(!browser.text().contains("ESERCITAZIONE"), "a real station");
        browser.keys_typed()
    });
    println!("first paper after {keys} keys and {:.0} s of machine time", took.as_secs_f64());
}

fn year() -> String {
    sportello::clock::Clock::system().now().local().format("%Y").to_string()
}

/// The first run, as a person with the console beside them.
fn found(browser: &Browser, station: &Station) {
    pictures::keep(browser, "installation-1-first-run");
    browser.fill("code", &setup_code(station));
    browser.fill("municipality", "Valdorè");
    browser.fill("province", "PC");
    browser.fill("telephone", "0523 987654");
    browser.fill("register-code", "PC07");
    browser.fill("passphrase", PASSPHRASE);
    browser.fill("passphrase-again", PASSPHRASE);
    browser.choose("at-start", "by-itself");
    browser.fill("operator-1-name", "Elena Gatti");
    browser.fill("operator-1-pin", "2468135");
    for role in ["clerk", "signing-officer", "supervisor", "records-manager"] {
        browser.tick("operator-1-roles", role);
    }
    browser.tick("operator-1-capacities", "civil-status");
    browser.type_and_follow(key::ENTER);
    pictures::keep(browser, "installation-2-recovery-sheet");
    let code = browser.text_of(".big-code");
    browser.fill("code", &code);
    browser.type_and_follow(key::ENTER);
    pictures::keep(browser, "installation-3-sign-in");
}

fn sign_in(browser: &Browser) {
    browser.pick("login", "Elena");
    browser.fill("pin", "2468135");
    browser.type_and_follow(key::ENTER);
    pictures::keep(browser, "installation-4-home");
}

/// The code that stands on the console.
#[track_caller]
pub fn setup_code(station: &Station) -> String {
    until("the code on the console", || {
        let said = station.said();
        let line = said.lines().find(|line| line.contains("code: ") || line.contains("if no key opens: "))?;
        Some(line.rsplit_once(": ")?.1.trim().to_owned())
    })
}

/// Founds a real station without a browser; gives the recovery code.
#[track_caller]
pub fn install(station: &Station, register_code: &str) -> String {
    install_starting(station, register_code, "by-itself")
}

/// The same, and who opens it at each start: `by-itself` or `passphrase`.
#[track_caller]
pub fn install_starting(station: &Station, register_code: &str, at_start: &str) -> String {
    let mut visitor = Visitor::at(station.address());
    let code = setup_code(station);
    let fields = [
        ("do", "found"),
        ("rows", "1"),
        ("code", code.as_str()),
        ("municipality", "Valdorè"),
        ("province", "PC"),
        ("office", "Servizi demografici"),
        ("telephone", "0523 987654"),
        ("register-code", register_code),
        ("passphrase", PASSPHRASE),
        ("passphrase-again", PASSPHRASE),
        ("at-start", at_start),
        ("operator-1-name", "Elena Gatti"),
        ("operator-1-login", "dario"),
        ("operator-1-pin", "445566"),
        ("operator-1-roles", "clerk"),
        ("operator-1-roles", "signing-officer"),
        ("operator-1-roles", "supervisor"),
        ("operator-1-roles", "records-manager"),
        ("operator-1-capacities", "civil-status"),
        ("operator-1-act", "to-be-signed"),
    ];
    let answer = visitor.send("/setup", "/setup", &fields);
    assert!(matches!(answer.status, 200 | 303), "{}", answer.html);
    let sheet = visitor.get("/setup");
    let code = sheet.html.split_once("big-code\">").expect("a recovery sheet").1;
    let code = code.split('<').next().unwrap().trim().to_owned();
    let answer = visitor.send("/setup", "/setup/recovery", &[("code", &code)]);
    assert_eq!(answer.status, 303, "{}", answer.html);
    code
}

/// The key file of a stopped station is lost.
pub fn lose_the_key_file(station: &Station) {
    std::fs::remove_file(station.home().join("station.key")).unwrap();
}

fn phase(station: &Station) -> String {
    let status = crate::support::api::Api::at(station.address()).get("/status").unwrap().expect(200);
    status["phase"].as_str().unwrap().to_owned()
}

#[test]
fn without_the_key_file_the_passphrase_or_the_recovery_code_opens_the_station() {
    let mut station = Start::real().start();
    let recovery = install(&station, "PC07");
    for (kind, secret) in [("passphrase", PASSPHRASE), ("recovery-code", recovery.as_str())] {
        station.stop();
        if station.home().join("station.key").exists() {
            lose_the_key_file(&station);
        }
        station.launch();
        assert_eq!(phase(&station), "locked");
        let mut visitor = Visitor::at(station.address());
        let wrong = visitor.send("/unlock", "/unlock", &[("kind", kind), ("secret", "not this one, surely")]);
        assert!(wrong.status >= 400 && phase(&station) == "locked", "{wrong:?}");
        let right = visitor.send("/unlock", "/unlock", &[("kind", kind), ("secret", secret)]);
        assert_eq!(right.status, 303, "{}", right.html);
        assert_eq!(phase(&station), "open");
    }
}

#[test]
fn a_folder_that_no_key_opens_is_set_aside_untouched_and_another_register_issues() {
    let mut station = Start::real().start();
    install(&station, "PC07");
    station.stop();
    lose_the_key_file(&station);
    let before = journal_bytes(&station.data());
    station.launch();
    let mut visitor = Visitor::at(station.address());
    let code = setup_code(&station);
    let fields = [("setup-code", code.as_str()), ("sure", "yes")];
    let answer = visitor.send("/unlock", "/unlock/set-aside", &fields);
    assert_eq!(answer.status, 200, "{}", answer.html);
    let aside =
        answer.html.split_once("<code>").expect("where it went").1.split('<').next().unwrap().to_owned();
    assert_eq!(journal_bytes(Path::new(&aside)), before, "untouched");
    let again =
        visitor.send("/setup", "/setup", &[("do", "found"), ("code", &code), ("register-code", "PC07")]);
    assert_ne!(again.status, 303, "the old register code is not used again: {}", again.html);
    install(&station, "PC08");
    let clerk = crate::support::counter::opened(&station);
    let entry = crate::support::counter::issue_as(&clerk, clerk.mint(), "Rinaldi").unwrap().expect(201);
    assert!(entry["number"].as_str().unwrap().starts_with("PC08-"), "{entry}");
}

fn journal_bytes(data: &Path) -> Vec<Vec<u8>> {
    let files = crate::support::disk::files_below(&data.join("journal"));
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

#[test]
fn whoever_is_stopped_as_soon_as_it_says_its_address_ends_in_order() {
    for _ in 0..5 {
        let mut station = Start::demo().start();
        assert!(station.stop().success(), "{}", station.said());
        Centre::start().stop();
    }
}
