//! From one person to the next, in a browser: a scanned card, another tab, the same person at the counter.

use crate::journey;
use crate::support::browser::{Browser, key};
use crate::support::counter::opened;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

/// A browser at a counter with an outage.
fn at_work(station: &Station) -> Browser {
    opened(station);
    let browser = Browser::open();
    browser.goto(station.address());
    journey::sign_in(&browser);
    browser
}

fn find(browser: &Browser, who: &str) {
    browser.fill("who", who);
    browser.type_and_follow(key::ENTER);
    if !browser.url().contains("/people/") {
        browser.press("main tbody a");
    }
}

/// Begins a certificate of residence for the person on the screen.
fn begin(browser: &Browser) {
    browser.tab_to("main input[name='form'][value='residence-certificate']");
    browser.type_and_follow(key::ENTER);
    assert!(browser.url().contains("/drafts/"), "{}\n{}", browser.url(), browser.text());
}

/// What stands in a field.
fn value(browser: &Browser, name: &str) -> String {
    let of = format!("return document.querySelector(\"[name='{name}']\").value");
    browser.execute(&of, &[]).as_str().unwrap_or_default().to_owned()
}

/// From the data to *Sì*.
fn issue(browser: &Browser) {
    browser.press("main form.dense .act button");
    assert!(browser.url().ends_with("/check"), "{}\n{}", browser.url(), browser.text());
    browser.press("#issue");
    assert!(browser.url().contains("/issued"), "{}\n{}", browser.url(), browser.text());
}

fn exempt(browser: &Browser) {
    browser.choose("duty.way", "exempt");
    browser.pick("duty.code", "7");
}

/// The data of a certificate that is exempt, all typed, for a resident who shows a document.
fn exempt_for_ada(browser: &Browser) {
    find(browser, "Fo Ada");
    begin(browser);
    browser.choose("applicant.kind", "holder");
    browser.fill("evidence.number", "CA1112223");
    exempt(browser);
}

#[test]
fn the_document_shown_stays_with_the_same_person_and_the_exemption_with_nobody() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let browser = at_work(&station);
    exempt_for_ada(&browser);
    issue(&browser);

    assert!(browser.focused_matches("button[value='came-out']"));
    let issued = browser.real_url();
    browser.press("main a[href^='/drafts/new?same=']");
    browser.press("main button[value='citizenship-certificate']");
    assert!(browser.text().contains("Stessa persona allo sportello"), "{}", browser.text());
    assert_eq!(value(&browser, "evidence.number"), "CA1112223");
    assert!(browser.is_chosen("applicant.kind", "holder"), "the same person asks for her own");
    assert!(browser.is_chosen("duty.way", "stamp") && value(&browser, "duty.code").is_empty());
    browser.press("main button[value='another']");
    assert_eq!(value(&browser, "evidence.number"), "", "it was somebody else");
    assert_eq!(browser.count("[name='applicant.kind']:checked"), 0);

    // A card is scanned while *Sì* has the focus: it is looked for, and answers nothing.
    browser.goto(&issued);
    browser.tab_to("button[value='came-out']");
    browser.type_and_follow(&format!("RSSMRA80A01H501U{}", key::ENTER));
    let person = browser.real_url();
    assert!(person.contains("/people/"), "{person}\n{}", browser.text());
    browser.goto(&issued);
    assert!(browser.text().contains("Stampa inviata"), "a card answers nothing\n{}", browser.text());
    browser.goto(&person);
    begin(&browser);
    assert_eq!(value(&browser, "evidence.number"), "", "a search ends the visit");
    assert!(browser.is_chosen("duty.way", "stamp") && value(&browser, "duty.code").is_empty());
}

#[test]
fn what_another_tab_wrote_is_shown_before_it_is_written_over_or_issued() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let browser = at_work(&station);
    find(&browser, "Fo Ada");
    begin(&browser);
    let draft = browser.real_url();
    let first = browser.tab();
    let second = browser.open_tab(&draft);
    browser.choose("applicant.kind", "holder");
    browser.fill("evidence.number", "BB2222222");
    exempt(&browser);
    browser.press("main form.dense .act button");
    assert!(browser.url().ends_with("/check"), "{}", browser.text());

    browser.switch_to(&first);
    browser.choose("applicant.kind", "holder");
    browser.fill("evidence.number", "AA1111111");
    exempt(&browser);
    browser.press("main form.dense .act button");
    assert!(browser.text().contains("BB2222222"), "what stands there now is told\n{}", browser.text());
    assert_eq!(value(&browser, "evidence.number"), "AA1111111", "what was typed here is not lost");
    browser.press("main form.dense .act button");
    assert!(browser.url().ends_with("/check"), "sent again, it holds\n{}", browser.text());

    browser.switch_to(&second);
    browser.press("#issue");
    assert!(browser.text().contains("AA1111111"), "shown again, not issued\n{}", browser.text());
    assert_eq!(browser.count("#issue"), 1, "{}", browser.text());
}

#[test]
fn no_prints_again_and_nobody_is_led_to_say_yes_after_it() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let browser = at_work(&station);
    exempt_for_ada(&browser);
    browser.press("main form.dense .act button");
    assert_eq!(browser.execute("return scrollY", &[]), 0, "the check page opens at its top");
    browser.press("#issue");
    browser.press("main button[value='reprint']");
    assert!(browser.focused_matches("#out-title"), "the focus rests on the question\n{}", browser.text());
    assert!(browser.text().contains("segno di copia"), "{}", browser.text());
    assert!(browser.text().contains("Stampa inviata"), "{}", browser.text());
}
