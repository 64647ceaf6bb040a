//! Nobody at the desk: after the idle time no screen shows a citizen's data, in no tab, whatever keys are pressed.

use serde_json::json;

use crate::journey::sign_in;
use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, EVERYONE, open_outage};
use crate::support::pictures;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::until;

const SURNAME: &str = "Malaspina";

/// A station with one printed paper of somebody; its entry.
fn with_a_paper(start: Start) -> (Station, String) {
    let station = start.start();
    let clerk = crate::support::counter::clerk(&station);
    open_outage(&clerk);
    let entry = Asked::default().issue(&clerk, SURNAME).unwrap();
    let path = format!("/entries/{}", entry["id"].as_str().unwrap());
    clerk.post(&format!("/api/v1{path}/prints"), &json!(null)).unwrap().expect(200);
    (station, path)
}

/// Everything the present tab holds, shown or not, and what its frames hold.
fn held(browser: &Browser) -> String {
    let frames = "return document.documentElement.outerHTML + [...document.querySelectorAll('iframe')].map(f => f.src).join(' ')";
    browser.execute(frames, &[]).as_str().unwrap_or_default().to_owned()
}

fn shows_nothing(browser: &Browser) {
    let held = held(browser);
    assert!(!held.to_lowercase().contains(&SURNAME.to_lowercase()) && !held.contains("Rinuncia"), "{held}");
    assert!(!held.contains("sheet.pdf"), "{held}");
    assert!(browser.url().contains("/lock"), "{}", browser.url());
}

#[test]
fn after_the_idle_time_no_tab_shows_a_citizen_and_what_was_typed_comes_back() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let (station, entry) = with_a_paper(Start::demo().argument("--idle-minutes").argument("1"));
    let browser = Browser::open();
    let address = station.address();
    browser.goto(address);
    sign_in(&browser);
    browser.goto(&format!("{address}/entries"));
    let list = browser.tab();
    let paper = browser.open_tab(&format!("{address}{entry}/document.pdf"));
    assert_eq!(browser.count("iframe.paper"), 1, "a paper stands in a page of ours: {}", browser.source());
    pictures::keep(&browser, "lock-paper");
    let typed_in = browser.open_tab(&format!("{address}/operators/delegation"));
    browser.fill("act-number", "Rinuncia 12/2026");
    until("the idle time to be over", || browser.url().contains("/lock").then_some(()));
    pictures::keep(&browser, "lock-lock");
    for tab in [&list, &paper, &typed_in] {
        browser.switch_to(tab);
        until("every tab to lock", || browser.url().contains("/lock").then_some(()));
        shows_nothing(&browser);
        browser.type_keys(&key::ESCAPE.repeat(3));
        shows_nothing(&browser);
        browser.reload();
        shows_nothing(&browser);
    }
    browser.switch_to(&list);
    browser.back();
    until("the page before to be loaded", || browser.url().contains("/lock").then_some(()));
    shows_nothing(&browser);
    // The PIN in one tab opens the others too; what was typed is in its field again.
    browser.switch_to(&typed_in);
    browser.fill("pin", "000000");
    browser.type_keys(key::ENTER);
    until("the PIN to be refused", || browser.text().contains("non è giusto").then_some(()));
    browser.fill("pin", EVERYONE.1);
    browser.type_and_follow(key::ENTER);
    assert!(browser.url().ends_with("/operators/delegation"), "{}", browser.url());
    let value = "return document.querySelector(\"[name='act-number']\").value";
    until("what was typed to be back", || (browser.execute(value, &[]) == "Rinuncia 12/2026").then_some(()));
    browser.switch_to(&paper);
    until("the other tabs to open", || browser.url().ends_with("document.pdf").then_some(()));
}

#[test]
fn a_lock_by_hand_keeps_what_was_typed_and_tells_the_other_tabs() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let (station, entry) = with_a_paper(Start::demo());
    let browser = Browser::open();
    let address = station.address();
    browser.goto(address);
    sign_in(&browser);
    browser.goto(&format!("{address}{entry}"));
    let shown = browser.tab();
    browser.open_tab(&format!("{address}/operators/delegation"));
    browser.fill("act-number", "Rinuncia 12/2026");
    browser.press("form[action='/lock/now'] button");
    shows_nothing(&browser);
    let typed_in = browser.tab();
    browser.switch_to(&shown);
    until("the other tab to lock", || browser.url().contains("/lock").then_some(()));
    shows_nothing(&browser);
    browser.switch_to(&typed_in);
    browser.fill("pin", EVERYONE.1);
    browser.type_and_follow(key::ENTER);
    let value = "return document.querySelector(\"[name='act-number']\").value";
    until("what was typed to be back", || (browser.execute(value, &[]) == "Rinuncia 12/2026").then_some(()));
    assert!(browser.focused_matches("[name='act-number']"), "where the typing was");
}

#[test]
fn without_script_a_page_that_only_shows_goes_to_the_lock_by_itself() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let (station, entry) = with_a_paper(Start::demo().argument("--idle-minutes").argument("1"));
    let browser = Browser::without_script();
    let address = station.address();
    browser.goto(address);
    sign_in(&browser);
    browser.goto(&format!("{address}/operators/delegation"));
    assert!(!browser.source().contains("url=/lock"), "a page that is typed in stays");
    browser.goto(&format!("{address}{entry}"));
    assert!(browser.text().to_lowercase().contains(&SURNAME.to_lowercase()));
    until("the page to go", || browser.url().contains("/lock").then_some(()));
    assert!(!browser.source().to_lowercase().contains(&SURNAME.to_lowercase()), "{}", browser.source());
    pictures::keep(&browser, "lock-left");
}

#[test]
fn after_printing_the_page_asks_whether_the_sheet_came_out() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let clerk = crate::support::counter::clerk(&station);
    open_outage(&clerk);
    let entry = Asked::default().issue(&clerk, SURNAME).unwrap();
    let browser = Browser::open();
    browser.goto(station.address());
    sign_in(&browser);
    browser.goto(&format!("{}/entries/{}/issued", station.address(), entry["id"].as_str().unwrap()));
    browser.tab_to("#print");
    browser.type_keys(key::ENTER);
    let asks = "main button[value='came-out']";
    until("the page to know of the print", || browser.focused_matches(asks).then_some(()));
    assert!(browser.text().contains("Stampa inviata"), "{}", browser.text());
}
