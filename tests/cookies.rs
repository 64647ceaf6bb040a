//! Another service on the same computer, under the same name, on another port: it gets no session, no sheet, and nothing of what
//! it gets opens anything.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use serde_json::Value;

use super::support::api::Api;
use super::support::browser::Browser;
use super::support::counter::EVERYONE;
use super::support::hub::{ACCOUNT, Centre};
use super::support::site::Visitor;
use super::support::station::Start;

/// A service that tells what it is asked; each request as it came.
fn eavesdropper() -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = vec![0; 16 * 1024];
            let length = stream.read(&mut asked).unwrap_or_default();
            let page = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nset-cookie: visitor=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; path=/\r\n\
                        content-length: 2\r\nconnection: close\r\n\r\nok";
            let _ = stream.write_all(page.as_bytes());
            if tell.send(String::from_utf8_lossy(&asked[..length]).into_owned()).is_err() {
                return;
            }
        }
    });
    (address, told)
}

fn cookie_of(request: &str) -> &str {
    request
        .lines()
        .find_map(|line| line.strip_prefix("Cookie: ").or(line.strip_prefix("cookie: ")))
        .unwrap_or_default()
}

/// Asks with these cookies under this name; status and where it leads.
fn asks(address: &str, host: &str, path: &str, cookie: &str) -> (u16, String, Vec<u8>) {
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).proxy(None).max_redirects(0).build().into();
    let asked = agent.get(format!("{address}{path}")).header("host", host).header("cookie", cookie);
    let mut answer = asked.call().unwrap();
    let led =
        answer.headers().get("location").map(|led| led.to_str().unwrap().to_owned()).unwrap_or_default();
    (answer.status().as_u16(), led, answer.body_mut().read_to_vec().unwrap())
}

fn sign_in(browser: &Browser, address: &str, fields: [(&str, &str); 2]) {
    browser.goto(&format!("{address}/sign-in"));
    let fill = "document.querySelector(`[name='${arguments[0]}']`).value = arguments[1]";
    for (name, value) in fields {
        browser.execute(fill, &[Value::from(name), Value::from(value)]);
    }
    browser.execute("window.__before = true; document.querySelector('main form').requestSubmit()", &[]);
    browser.await_next();
}

#[test]
fn a_page_on_another_port_under_the_same_name_gets_no_session() {
    let browser = Browser::open();
    let (station, centre) = (Start::demo().start(), Centre::start());
    let (elsewhere, heard) = eavesdropper();
    for (address, fields) in [
        (station.address(), [("login", EVERYONE.0), ("pin", EVERYONE.1)]),
        (centre.pages.as_str(), [("login", ACCOUNT.0), ("password", ACCOUNT.1)]),
    ] {
        sign_in(&browser, address, fields);
        super::support::wait::until("the page behind the door", || {
            (browser.title() != "Sportello").then_some(())
        });
        let real = browser.real_url();
        assert!(real.contains(".localhost:"), "{real}");
        assert!(!browser.source().contains("name=\"pin\""), "{}", browser.text());
        // The browser is led to the page of the other service, under the name that was typed.
        while heard.try_recv().is_ok() {}
        browser.goto(&format!("{elsewhere}/trap"));
        let got = heard.recv().unwrap();
        let got = cookie_of(&got).to_owned();
        assert!(
            !got.split("; ")
                .any(|one| ["sid-", "hub=", "hub-drill="].iter().any(|name| one.starts_with(name))),
            "{got}"
        );
        // Whatever it got opens nothing.
        let host = address.trim_start_matches("http://");
        let (status, led, _) = asks(address, host, "/entries", &got);
        assert!(status == 303 && led.starts_with("/sign-in"), "{status} {led}");
        browser.goto(address);
        assert!(browser.real_url().contains(".localhost:"), "still signed in");
        browser.press("header form[action='/sign-out'] button");
        let left = browser.real_url();
        assert!(left.starts_with(address) && left.contains("/sign-in"), "{left}");
        assert!(!browser.source().contains("form[action='/sign-out']"), "{}", browser.text());
    }
}

#[test]
fn a_copied_cookie_alone_opens_nothing_and_no_token_takes_the_place_of_another() {
    let station = Start::demo().start();
    let address = station.address();
    let visitor = Visitor::signed_in(address, EVERYONE.0, EVERYONE.1);
    let (typed, own) = (address.trim_start_matches("http://").to_owned(), visitor.host().to_owned());
    let cookie = visitor.cookie_header();
    assert_eq!(asks(address, &own, "/entries", &cookie).0, 200, "where it was given");
    let other = format!("00000000000000000000000000000000.{}", own.split_once('.').unwrap().1);
    for host in [&typed, &other, &typed.replace("127.0.0.1", "localhost")] {
        let (status, led, _) = asks(address, host, "/entries", &cookie);
        assert!(status == 303 && led.starts_with("/sign-in"), "{host}: {status} {led}");
    }
    // As a bearer token, with and without its proof.
    let (_, value) =
        cookie.split("; ").find(|one| one.starts_with("sid-")).and_then(|one| one.split_once('=')).unwrap();
    let bare = value.rsplit_once('~').unwrap().0;
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build().into();
    for token in [value, bare] {
        let asked = agent.get(format!("{address}/api/v1/sessions/current"));
        let answer = asked.header("authorization", format!("Bearer {token}")).call().unwrap();
        assert_eq!(answer.status(), 401);
    }
    // A bearer token as a cookie, with and without its proof.
    let program = Api::signed_in(address, EVERYONE.0, EVERYONE.1);
    let name = format!("sid-{}", typed.rsplit_once(':').unwrap().1);
    for token in [program.token(), program.token().rsplit_once('~').unwrap().0] {
        for host in [&typed, &own] {
            let (status, led, _) = asks(address, host, "/entries", &format!("{name}={token}"));
            assert!(status == 303 && led.starts_with("/sign-in"), "{status} {led}");
        }
    }
}

#[test]
fn whoever_was_signed_in_on_a_browser_is_not_delayed_there_under_either_name() {
    let station = Start::demo().start();
    let address = station.address();
    let tries = |visitor: &mut Visitor, pin| {
        visitor.send("/sign-in", "/sign-in", &[("login", EVERYONE.0), ("pin", pin), ("next", "/")]).status
    };
    let mut anna = Visitor::signed_in(address, EVERYONE.0, EVERYONE.1);
    let mut stranger = Visitor::at(address);
    for _ in 0..3 {
        assert_ne!(tries(&mut stranger, "000000"), 303);
    }
    assert_ne!(tries(&mut stranger, EVERYONE.1), 303, "strangers wait");
    let token = anna.get("/people").hidden("_csrf").unwrap();
    assert_eq!(anna.post_only("/lock/now", &[("_csrf", &token)]).0, 303);
    let pin = [("_csrf", token.as_str()), ("pin", EVERYONE.1), ("next", "/people")];
    assert_eq!(anna.post_only("/lock", &pin).1, "/people", "the lock");
    assert_eq!(tries(&mut anna.at_the_typed_name(), EVERYONE.1), 303, "the typed name");
    let left = anna.post_only("/sign-out", &[("_csrf", &token)]);
    assert_eq!(
        (left.0, left.1),
        (303, format!("{address}/sign-in?lang=it")),
        "back to the name that was typed"
    );
    assert_eq!(tries(&mut anna, EVERYONE.1), 303, "the name of its own");
    let known = |visitor: &Visitor| visitor.cookie_header().contains("known-sid-");
    assert!(known(&anna) && known(&anna.at_the_typed_name()) && !known(&stranger));
}

#[test]
fn a_planted_cookie_gets_no_recovery_sheet_of_the_first_run() {
    let station = Start::real().start();
    let address = station.address();
    let host = address.trim_start_matches("http://");
    let planted = "visitor=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).proxy(None).max_redirects(0).build().into();
    let page = agent.get(format!("{address}/setup")).header("cookie", planted).call().unwrap();
    let given: Vec<_> =
        page.headers().get_all("set-cookie").iter().map(|one| one.to_str().unwrap().to_owned()).collect();
    assert!(given.iter().any(|one| one.starts_with("visitor=") && !one.contains("aaaa")), "{given:?}");
    assert_eq!(asks(address, host, "/setup/recovery.pdf", planted).0, 404);
}
