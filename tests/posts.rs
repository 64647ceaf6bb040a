//! Every form a browser sends ends in a redirect, whatever becomes of it; what was typed wrongly is shown by the page it leads
//! to, to whoever typed it, and leaves nothing in the browser's files.

use sportello::web::site::address::Address;

use super::support::browser::Browser;
use super::support::counter::EVERYONE;
use super::support::hub::Centre;
use super::support::site::Visitor;
use super::support::station::Start;

/// An address of the router with something for every name in it.
fn filled(address: &Address) -> String {
    let mut path = address.path.to_owned();
    while let Some((before, rest)) = path.clone().split_once('{') {
        let (_, after) = rest.split_once('}').unwrap();
        path = format!("{before}01990000-0000-7000-8000-000000000001{after}");
    }
    path
}

/// Every address takes a form of this page, which it does not understand or refuses; each must lead on.
#[track_caller]
fn all_lead_on(addresses: &[Address], fresh: impl Fn() -> Visitor, page: &str) {
    for address in addresses {
        let path = filled(address);
        let mut visitor = fresh();
        let token = visitor.get(page).hidden("_csrf").unwrap_or_default();
        for fields in [&[("_csrf", token.as_str()), ("who", "Verdi")][..], &[("who", "Verdi")]] {
            let (status, location, kind) = visitor.post_only(&path, fields);
            // A program asks there, which keeps no history.
            if path == "/unlock/service" && kind.starts_with("text/plain") {
                continue;
            }
            // The script of a page asks there and shows nothing of it.
            if ["/lock/keep", "/lock/kept"].contains(&path.as_str())
                && (status == 204 || kind == "application/json")
            {
                continue;
            }
            assert!(status == 303, "POST {path}: {status} {kind}");
            assert!(!location.contains("Verdi") && !location.is_empty(), "POST {path}: {location}");
        }
    }
}

#[test]
fn every_form_of_the_station_ends_in_a_redirect() {
    let station = Start::demo().start();
    let addresses = sportello::web::counter::routes::ADDRESSES;
    all_lead_on(addresses, || Visitor::at(station.address()), "/sign-in");
    all_lead_on(addresses, || Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1), "/people");
}

#[test]
fn every_form_of_the_centre_ends_in_a_redirect() {
    let centre = Centre::start();
    let addresses = sportello::web::centre::routes::ADDRESSES;
    all_lead_on(addresses, || Visitor::at(&centre.pages), "/sign-in");
    all_lead_on(addresses, || Visitor::at_centre(&centre), "/registry");
}

#[test]
fn what_was_typed_wrongly_is_shown_to_whoever_typed_it_and_is_gone_at_sign_out() {
    let station = Start::demo().start();
    let mut anna = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let token = anna.get("/drafts/new").hidden("_csrf").unwrap();
    let wrong = [("_csrf", token.as_str()), ("municipality", "Zanzibarri")];
    let (status, kept, _) = anna.post_only("/station/office", &wrong);
    assert!(status == 303 && kept.starts_with("/station/office?kept="), "{status} {kept}");
    for _ in 0..2 {
        let page = anna.get(&kept);
        assert!(page.status == 422 && page.html.contains("Zanzibarri"), "{}", page.html);
    }
    let mut other = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    assert!(!other.get(&kept).html.contains("Zanzibarri"));
    assert!(!Visitor::at(station.address()).get(&kept).html.contains("Zanzibarri"));
    // While it is locked only what asks the PIN is shown.
    assert_eq!(anna.post_only("/lock/now", &[("_csrf", token.as_str())]).0, 303);
    let page = anna.get(&kept);
    assert!(page.status == 303 && page.location.unwrap().starts_with("/lock?next="), "{}", page.html);
    let (_, asks_the_pin, _) = anna.post_only("/lock", &[("_csrf", token.as_str()), ("pin", "999999")]);
    let page = anna.get(&asks_the_pin);
    assert!(page.html.contains("name=\"pin\"") && !page.html.contains("999999"), "{}", page.html);
    assert_eq!(anna.post_only("/lock", &[("_csrf", token.as_str()), ("pin", EVERYONE.1)]).0, 303);
    assert!(anna.get(&kept).html.contains("Zanzibarri"));
    assert_eq!(anna.post_only("/sign-out", &[("_csrf", token.as_str())]).0, 303);
    assert!(!anna.get(&kept).html.contains("Zanzibarri"));
}

#[test]
fn what_was_typed_on_the_answer_to_a_form_waits_behind_the_lock() {
    let station = Start::demo().start();
    let mut anna = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let token = anna.get("/station/office").hidden("_csrf").unwrap();
    let csrf = ("_csrf", token.as_str());
    let (_, kept, _) = anna.post_only("/station/office", &[csrf, ("municipality", "Zanzibarri")]);
    assert_eq!(anna.post_only("/lock/now", &[csrf]).0, 303);
    let typed = [csrf, ("_page", kept.as_str()), ("municipality", "Quarantotti"), ("own-pin", "918273")];
    assert_eq!(anna.post_only("/lock/keep", &typed).0, 204);
    assert_ne!(Visitor::at(station.address()).post_only("/lock/keep", &typed).0, 204, "nobody's");
    let (status, held, _) = anna.post_only("/lock/kept", &[csrf, ("page", kept.as_str())]);
    assert_eq!(status, 303);
    for shown in [anna.get(&held), anna.get(&kept), anna.get(&format!("/lock?next={kept}"))] {
        assert!(!shown.html.contains("Quarantotti") && !shown.html.contains("Zanzibarri"), "{}", shown.html);
    }
    let pin = [csrf, ("pin", EVERYONE.1), ("next", kept.as_str())];
    assert_eq!(anna.post_only("/lock", &pin).1, kept, "back to the page");
    let back = anna.send(&kept, "/lock/kept", &[("page", &kept)]).html;
    assert!(back.contains("Quarantotti") && !back.contains("918273"), "{back}");
}

#[test]
fn a_form_sent_while_locked_goes_on_after_the_pin_and_every_answer_on_the_way_is_a_redirect() {
    let station = Start::demo().start();
    let mut anna = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let token = anna.get("/station/office").hidden("_csrf").unwrap();
    let csrf = ("_csrf", token.as_str());
    assert_eq!(anna.post_only("/lock/now", &[csrf]).0, 303);
    let typed = [csrf, ("municipality", "Zanzibarri"), ("own-pin", "918273")];
    let (status, held, _) = anna.post_only("/station/office", &typed);
    assert_eq!(status, 303);
    let page = anna.get(&held).html;
    assert!(page.contains("action=\"/lock/held\"") && page.contains("Zanzibarri"), "{page}");
    let sent = [csrf, ("_next", "/station/office"), ("municipality", "Zanzibarri"), ("_pin", EVERYONE.1)];
    let wrong = [sent[0], sent[1], sent[2], ("_pin", "000000")];
    assert_eq!(anna.post_only("/lock/held", &wrong).0, 303);
    let (status, goes_on, _) = anna.post_only("/lock/held", &sent);
    assert!(status == 303 && goes_on.starts_with("/lock/held?kept="), "{status} {goes_on}");
    let page = anna.get(&goes_on).html;
    assert!(page.contains("action=\"/station/office\" data-send") && page.contains("Zanzibarri"), "{page}");
    assert!(!page.contains(EVERYONE.1) && !page.contains("918273") && !page.contains("_pin"), "{page}");
    assert!(!anna.get("/station/office").html.contains("Zanzibarri"), "nothing is done before it is sent on");
    let stranger = Visitor::signed_in(station.address(), "anna", "112233").get(&goes_on).html;
    assert!(!stranger.contains("Zanzibarri"));
}

#[test]
fn secrets_typed_in_the_first_run_are_not_shown_again() {
    let station = Start::real().start();
    let mut visitor = Visitor::at(station.address());
    let typed = [
        ("code", "AAAA-BBBB"),
        ("municipality", "Valdor\u{e8}"),
        ("operator-1-pin", "918273"),
        ("passphrase", "pappagallo verde 7"),
        ("passphrase-again", "pappagallo verde 8"),
    ];
    let page = visitor.send("/setup", "/setup", &typed);
    assert!(page.status == 422 && page.html.contains("Valdor\u{e8}"), "{}", page.html);
    for secret in ["AAAA-BBBB", "918273", "pappagallo"] {
        assert!(!page.html.contains(secret), "{secret}");
    }
}

#[test]
fn nothing_that_was_typed_stands_in_the_files_of_the_browser() {
    let browser = Browser::open();
    let station = Start::demo().start();
    let set = "document.querySelector(`main [name='${arguments[0]}']`).value = arguments[1]";
    let send = "window.__before = true; const form = document.querySelector('main form[method=post]'); form.noValidate = true; form.requestSubmit()";
    browser.goto(&format!("{}/sign-in", station.address()));
    browser.execute(set, &["login".into(), EVERYONE.0.into()]);
    browser.execute(set, &["pin".into(), EVERYONE.1.into()]);
    browser.execute(send, &[]);
    browser.await_next();
    for (page, field) in
        [("/people", "who"), ("/station/office", "municipality"), ("/outage/open", "telephone")]
    {
        browser.goto(&format!("{}{page}", station.address()));
        let typed = format!("document.querySelector(`main [name='{field}']`) ? ({set}, true) : false");
        let there = browser.execute(&format!("return {typed}"), &[field.into(), "Zanzibarri".into()]);
        assert_eq!(there, serde_json::Value::Bool(true), "{page}: {}", browser.source());
        browser.execute(send, &[]);
        browser.await_next();
    }
    browser.goto(&format!("{}/day", station.address()));
    let found = browser.close_and_search(&["Zanzibarri", EVERYONE.1]);
    assert!(found.is_empty(), "{found:?}");
}
