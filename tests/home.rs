//! The home page: the day in view, what waits, each one click away; what a role cannot do is not shown to it.

use chrono::TimeDelta;
use sportello::clock::Clock;
use sportello::domain::time::moment::Moment;

use crate::journey::sign_in;
use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, clerk, open_outage};
use crate::support::pictures;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

/// The home page of whoever has all roles.
fn signed_in(station: &Station) -> Browser {
    let browser = Browser::open();
    browser.goto(station.address());
    sign_in(&browser);
    browser
}

#[test]
fn the_day_stands_on_the_home_page_and_every_waiting_thing_opens_itself() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let browser = &signed_in(&station);
    // Nobody looked at any central system: nothing is said of them.
    assert!(!browser.text().contains("risultano in funzione"), "{}", browser.text());
    assert!(browser.text().contains("Se i sistemi non rispondono, aprirne una"), "{}", browser.text());
    let clerk = clerk(&station);
    open_outage(&clerk);
    let mut asked = Asked::default();
    let number = asked.issue(&clerk, "Rinaldi").unwrap()["number"].as_str().unwrap().to_owned();
    asked.issue(&clerk, "Bonomi").unwrap();

    browser.goto(station.address());
    pictures::keep(browser, "home-clerk");
    assert!(browser.focused_matches("#who"), "the search box has the focus");
    let text = browser.text();
    for words in [
        "Rinaldi",
        "Bonomi",
        "Aspettano una risposta",
        "Prima di chiudere",
        "2 fogli in dubbio",
        "Prossima autorizzazione",
        "Bruno Conti",
        "Dario Moretti",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    assert_eq!(browser.count("main svg[role='img']"), 1, "papers per hour");
    assert_eq!(browser.count("main .hours table"), 1, "and the same in a table");
    let below = browser.execute(
        "return document.querySelector('#waits-title').getBoundingClientRect().top < 800 && document.querySelector('table.last a').getBoundingClientRect().top < 800",
        &[],
    );
    assert_eq!(below.as_bool(), Some(true), "what is to be done stands in the first view");
    let sideways = browser.execute("return document.documentElement.scrollWidth > innerWidth", &[]);
    assert_eq!(sideways.as_bool(), Some(false));

    // One click to the very sheet that waits, the oldest first; one to the same person.
    browser.click_and_follow(".waits a[href$='/issued']");
    assert!(browser.text().contains(&number), "{}", browser.text());
    browser.goto(station.address());
    browser.click_and_follow("table.last a[href*='same=']");
    assert!(browser.url().contains("/drafts/new?same="), "{}", browser.url());

    // The menu names what is brought back and how old the extract is.
    assert_eq!(browser.count("nav a[href='/recovery']"), 1);
    assert!(browser.text_of("nav a[href='/recovery']").contains("(2"), "{}", browser.text_of("nav"));
    assert!(browser.text_of("nav a[href='/extract']").contains("(0 g"), "{}", browser.text_of("nav"));
}

#[test]
fn a_supervisor_sees_the_deadline_and_no_counter_and_a_clerk_no_closing() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let clerk = clerk(&station);
    open_outage(&clerk);
    Asked::default().issue(&clerk, "Rinaldi").unwrap();
    let as_who = |name: &str, pin: &str| {
        let browser = Browser::open();
        browser.goto(station.address());
        browser.pick("login", name);
        browser.fill("pin", pin);
        browser.type_and_follow(key::ENTER);
        browser
    };
    let carla = as_who("Carla", "334455");
    pictures::keep(&carla, "home-supervisor");
    assert!(carla.focused_matches("a[href='/outage/authorise']"), "what falls due next has the focus");
    assert_eq!(carla.count("#who"), 0);
    assert!(carla.text().contains("Prima di chiudere: "), "{}", carla.text());
    assert!(carla.text().contains("Al lavoro su questa postazione"), "{}", carla.text());
    let anna = as_who("Anna", "112233");
    assert_eq!(anna.count("main a[href='/outage/close']"), 0);
    assert_eq!(anna.count("main a[href='/outage/authorise']"), 0);
    assert!(!anna.text().contains("Al lavoro su questa postazione"), "{}", anna.text());
    anna.goto(&format!("{}/outage/authorise", station.address()));
    assert_eq!(anna.count("main form"), 0, "refused on the first page, not on Save: {}", anna.text());
}

#[test]
fn the_clock_is_put_right_on_the_page_that_opens_an_outage_and_what_was_typed_stays() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let browser = &signed_in(&station);
    browser.press("main a[href='/outage/open']");
    browser.fill("cause-description", "Centro dati senza energia");
    browser.execute("document.querySelector('details:has(#clock-date)').open = true", &[]);
    let right = Moment::new(Clock::system().now().utc() + TimeDelta::minutes(5)).local();
    let (day, time) = (right.format("%d/%m/%Y").to_string(), right.format("%H:%M").to_string());
    browser.fill("clock-date", "31/02/2026");
    browser.fill("clock-time", &time);
    browser.click_and_follow("button[value='set-clock']");
    assert!(browser.source().contains("Centro dati senza energia"), "{}", browser.text());
    assert_eq!(browser.count("#clock-date[aria-invalid='true']"), 1, "{}", browser.text());
    browser.fill("clock-date", &day);
    browser.click_and_follow("button[value='set-clock']");
    assert!(browser.source().contains("Centro dati senza energia"), "{}", browser.text());
    assert_eq!(browser.count("[aria-invalid='true']"), 0, "{}", browser.text());
    assert!(browser.text_of("main .clock").contains(&time), "{}", browser.text());
}
