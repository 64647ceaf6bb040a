//! The whole way by keyboard alone: sign in, open an outage, issue a certificate, print it, say that the sheet came out,
//! close the outage, print the register. With script and without.

use chrono::TimeDelta;
use serde_json::{Value, json};
use sportello::clock::Clock;
use sportello::domain::time::moment::Moment;

use crate::support::browser::{Browser, key};
use crate::support::counter::{EVERYONE, values};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::{paper, pictures};

#[test]
fn a_certificate_from_the_key_press_to_the_register_by_keyboard() {
    if available(&[Tool::Browser, Tool::Preflight, Tool::Poppler]) {
        whole_way(&Browser::open(), "script");
    }
}

#[test]
fn a_certificate_from_the_key_press_to_the_register_without_script() {
    if available(&[Tool::Browser, Tool::Preflight, Tool::Poppler]) {
        whole_way(&Browser::without_script(), "no-script");
    }
}

fn whole_way(browser: &Browser, name: &str) {
    let station = Start::demo().start();
    let look = |page: &str| pictures::keep(browser, &format!("journey-{name}-{page}"));

    browser.goto(station.address());
    look("1-sign-in");
    sign_in(browser);
    look("2-home");
    browser.press("main a[href='/outage/open']");
    open_outage(browser);
    look("3-opened");

    // From here a known certificate: the focus is always where the next key goes.
    browser.type_and_follow(key::ENTER);
    look("4-which-paper");
    browser.press("main button[value='birth-certificate']");
    type_the_act(browser, "Bianchi Èlia");
    look("6-check");
    assert!(browser.text().contains("ANTEPRIMA"), "{}", browser.text());
    browser.type_and_follow(key::ENTER);
    let number = browser.text_of("h1 .mono");
    assert!(number.ends_with("-0000001"), "{number}");
    look("7-issued");
    print(browser, &station);
    look("8-printed");
    browser.press("main button[value='came-out']");
    assert!(browser.text().contains("consegnato"), "{}", browser.text());
    look("9-handed-over");

    browser.press("header a[href='/outage']");
    look("10-outage");
    browser.press("main a[href='/outage/close']");
    close_outage(browser);
    look("11-closed");
    let register = browser.execute(
        "return [...document.querySelectorAll('a')].map(a => a.href).find(href => href.includes('register-p.pdf'))",
        &[],
    );
    let pdf = fetched(browser, &station, register.as_str().expect("a link to the register"));
    paper::assert_archivable(&pdf);
    let register = paper::text(&pdf);
    assert!(register.contains(&number), "{register}");
}

/// Signs in with every role, from the sign-in page.
pub fn sign_in(browser: &Browser) {
    browser.pick("login", "Dario");
    browser.fill("pin", EVERYONE.1);
    browser.type_and_follow(key::ENTER);
}

fn local(at: Moment) -> (String, String) {
    let local = at.local();
    (local.format("%d/%m/%Y").to_string(), local.format("%H:%M").to_string())
}

/// Fills the page that opens an outage and sends it.
pub fn open_outage(browser: &Browser) {
    let (day, time) = local(Moment::new(Clock::system().now().utc() - TimeDelta::minutes(30)));
    browser.choose("scenario", "own-suite");
    browser.pick("cause", "Man");
    browser.fill("cause-description", "Centro dati senza energia dalle 18");
    browser.fill("started", &day);
    browser.fill("started-time", &time);
    browser.choose("clock", "right");
    browser.fill("authorisation-signer", "Elena Gatti");
    browser.choose("authorisation-act", "to-be-signed");
    browser.press("main form[action='/outage/open'] button");
    assert!(browser.url().ends_with("/outage/opened"), "{}", browser.text());
}

/// Fills the fields of the certificate, as a clerk with the act before the eyes.
pub fn type_the_act(browser: &Browser, surname: &str) {
    for (field, value) in values(surname) {
        let value = value.as_str().expect("typed as text").to_owned();
        if field == "sex" {
            browser.choose(&field, &value);
        } else {
            browser.fill(&field, &value);
        }
    }
    browser.type_and_follow(key::ENTER);
    assert!(browser.url().ends_with("/check"), "{}\n{}", browser.url(), browser.text());
}

/// Looks at the PDF that was sent to print with the number.
fn print(browser: &Browser, station: &Station) {
    assert!(browser.focused_matches("button[value='came-out']"), "it was sent to print\n{}", browser.text());
    let href = "const link = document.querySelector('a[href$=\"document.pdf\"]'); return link && link.href";
    let link = browser.execute(href, &[]).as_str().map(str::to_owned).expect("a link to the paper");
    let pdf = fetched(browser, station, &link);
    paper::assert_archivable(&pdf);
    let text = paper::text(&pdf);
    assert!(text.contains("BIANCHI ÈLIA") && text.contains("-0000001"), "{text}");
}

/// A file of the station, fetched by the browser with its own cookies.
pub fn fetched(browser: &Browser, station: &Station, url: &str) -> std::path::PathBuf {
    let bytes = browser.execute_async(
        "const done = arguments[arguments.length - 1];
         fetch(arguments[0]).then(answer => answer.ok ? answer.arrayBuffer() : Promise.reject(answer.status))
             .then(bytes => done([...new Uint8Array(bytes)]), error => done(String(error)));",
        &[json!(url)],
    );
    let Value::Array(bytes) = bytes else { panic!("{url}: {bytes}") };
    let bytes: Vec<u8> = bytes.iter().map(|byte| u8::try_from(byte.as_u64().unwrap()).unwrap()).collect();
    let file = station.scratch().join("fetched.pdf");
    std::fs::write(&file, bytes).unwrap();
    file
}

/// Closes the outage; every sheet is accounted for.
pub fn close_outage(browser: &Browser) {
    let (day, time) = local(Clock::system().now());
    browser.fill("restored", &day);
    browser.fill("restored-time", &time);
    browser.press("main form[action='/outage/close'] button");
    assert!(!browser.url().ends_with("/outage/close"), "{}", browser.text());
}
