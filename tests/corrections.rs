//! An entry that the centre did not take: its words at the counter, another entry that stands for it, and what remains once
//! the outage is closed. By keyboard.

use serde_json::Value;
use sportello::clock::Clock;

use crate::homecoming::{aftermath, all_came_out, sign_the_act};
use crate::journey::{close_outage, sign_in};
use crate::recovery::TwoSides;
use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, clerk, entries, open_outage};
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

/// A counter with entries, and a mock that knows it and will not take the first of those it is sent next.
struct Setback {
    station: Station,
    mock: Centre,
    here: Browser,
    sides: TwoSides,
}

impl Setback {
    fn new(surnames: &[&str]) -> Self {
        let station = Start::demo().start();
        let api = clerk(&station);
        open_outage(&api);
        let mut asked = Asked::default();
        for surname in surnames {
            asked.issue(&api, surname).unwrap();
        }
        let mock = Centre::mock(&[]);
        let here = Browser::open();
        here.goto(station.address());
        sign_in(&here);
        let sides = TwoSides::new(&station, &mock);
        Self { station, mock, here, sides }
    }

    fn look(&self, page: &str) {
        pictures::keep(&self.here, &format!("correction-{page}"));
    }

    /// The mock knows the station and does not take the first entry; the browser stands on the worklist.
    fn send(&self, many: usize) {
        let Self { mock, here, sides, .. } = self;
        mock.order("reject:1");
        sides.goto(here, "/recovery/centre");
        here.fill("name", "Centro del Comune");
        here.fill("address", &mock.stations);
        here.press("main form[action='/recovery/centre'] button");
        sides.until(here, "/recovery", &format!("Riversare {many} registrazioni"));
        sides.recover(here);
        sides.until(here, "/recovery", "Da decidere da una persona: 1");
        assert!(here.text().contains("Rifiutato 1"), "{}", here.text());
        self.look("recovery");
        here.press("#live a[href='/conflicts']");
        assert!(here.text().contains("Respinta per prova"), "the centre's words: {}", here.text());
        self.look("worklist");
    }

    /// The number that stands in the title of the entry the browser looks at.
    fn number(&self) -> String {
        self.here.text_of("h1 .mono")
    }

    fn row(&self, number: &str) -> Value {
        let rows = entries(&clerk(&self.station));
        rows.into_iter().find(|row| row["number"] == number).unwrap_or_else(|| panic!("no {number}"))
    }

    /// Closes the outage, every sheet accounted for and every act signed.
    fn close(&self) {
        all_came_out(&self.station);
        sign_the_act(&self.here, &self.sides);
        self.sides.goto(&self.here, "/outage/close");
        close_outage(&self.here);
    }

    /// At the centre both entries name each other, nothing is set aside any more, and the outage is archived.
    fn nothing_is_open_there(&self, corrected: &str, rejected: &str) {
        let there = &self.sides.there;
        self.sides.goto_there("/entries");
        there.fill("what", corrected);
        there.type_and_follow(key::ENTER);
        if there.count("main tbody a") > 0 {
            there.press("main tbody a");
        }
        let text = there.text();
        assert!(text.contains(&format!("Rilasciata al posto di {rejected}")), "{text}");
        assert!(text.contains("messe da parte 0"), "{text}");
        pictures::keep(there, "correction-centre-stands-for");
        there.press("main .note a[href^='/entries/']");
        let text = there.text();
        assert!(text.contains(&format!("Al suo posto è arrivata {corrected}")), "{text}");
        assert!(text.contains("Respinta per prova"), "{text}");
        pictures::keep(there, "correction-centre-set-aside");
        self.sides.goto_there("/outages");
        assert!(there.text().contains("4 / 4"), "what was set aside counts too: {}", there.text());
        there.press("main form[action$='/archive'] button");
        assert!(there.text().contains("archiviata"), "{}", there.text());
        pictures::keep(there, "correction-centre-archived");
    }

    /// Nothing is in the way of the archive.
    fn archive(&self) {
        let path = aftermath(&self.station);
        self.sides.until(&self.here, &path, "Tutto riversato, nessuna differenza aperta");
        self.here.press("main form[action$='/aftermath'] button");
        assert!(self.here.text().contains("Archiviata"), "{}", self.here.text());
        self.look("archived");
    }
}

#[test]
fn what_the_centre_did_not_take_is_corrected_by_another_entry_and_nothing_is_left_open() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut setback = Setback::new(&["Prima", "Seconda", "Terza"]);
    let Setback { here, sides, .. } = &setback;
    setback.send(3);
    here.press("main tbody a[href^='/entries/']");
    let rejected = setback.number();
    assert!(rejected.ends_with("-0000001"), "{rejected}");
    let text = here.text();
    assert!(text.contains("Rifiutato") && text.contains("Respinta per prova"), "{text}");
    assert!(text.contains("Correggerla con una nuova registrazione"), "{text}");
    setback.look("rejected");
    here.press("main form[action$='/correct'] button");
    assert!(here.url().contains("/drafts/"), "{}\n{}", here.url(), here.text());
    setback.look("draft");
    here.fill("birth-time", "6:45");
    here.type_and_follow(key::ENTER);
    assert!(here.url().ends_with("/check"), "{}\n{}", here.url(), here.text());
    setback.look("check");
    here.press("#issue");
    assert!(here.url().contains("/issued"), "{}\n{}", here.url(), here.text());
    let corrected = setback.number();
    assert!(corrected.ends_with("-0000004"), "{corrected}");

    sides.until(here, "/recovery", "Tutto riversato");
    sides.until(here, "/conflicts", "Nessuna registrazione è messa da parte");
    setback.look("nothing-left");
    sides.goto(here, &format!("/entries/{}", setback.row(&rejected)["id"].as_str().unwrap()));
    let text = here.text();
    assert!(text.contains(&format!("Corretta con {corrected}")), "{text}");
    assert!(text.contains("Respinta per prova"), "the centre's words stay: {text}");
    assert_eq!(here.count("main .tag.stop"), 0, "it has its answer: {text}");
    assert_eq!(here.count("main form[action$='/correct']"), 0, "it is not corrected twice");
    setback.look("corrected-by");
    let link = format!("main a[href='/entries/{}']", setback.row(&corrected)["id"].as_str().unwrap());
    here.press(&link);
    let text = here.text();
    assert!(text.contains(&format!("Sostituisce {rejected}")) && text.contains("PG 000000"), "{text}");
    setback.look("stands-for");
    here.press(&format!("main a[href='/entries/{}']", setback.row(&rejected)["id"].as_str().unwrap()));
    assert_eq!(setback.number(), rejected);
    let numbered = entries(&clerk(&setback.station)).iter().filter(|row| row["ordinary"].is_string()).count();
    assert_eq!(numbered, 3, "the other two and the one that stands for the first");

    setback.close();
    setback.archive();
    let text = here.text();
    assert!(text.contains(&format!("corretta con {corrected}")), "the correlation says why: {text}");
    setback.nothing_is_open_there(&corrected, &rejected);
    setback.mock.stop();
}

#[test]
fn once_the_outage_is_closed_what_the_centre_did_not_take_gets_its_number_by_hand() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut setback = Setback::new(&["Prima", "Seconda"]);
    let Setback { here, sides, .. } = &setback;
    setback.close();
    setback.send(2);
    let text = here.text();
    assert!(
        text.contains("Nessuna interruzione è aperta") && text.contains("a mano nel protocollo"),
        "{text}"
    );
    assert_eq!(here.count("main form[action$='/correct']"), 0, "a closed register gives no numbers");
    // Whoever only serves at the counter is told who goes on.
    here.press("header form[action='/sign-out'] button");
    here.pick("login", "Anna");
    here.fill("pin", "112233");
    here.type_and_follow(key::ENTER);
    sides.goto(here, "/conflicts");
    here.press("main tbody a[href^='/entries/']");
    let text = here.text();
    assert!(
        text.contains("Nessuna interruzione è aperta") && text.contains("lo scrive qui il responsabile"),
        "{text}"
    );
    assert_eq!(here.count("main a[href$='/ordinary']"), 0);
    setback.look("closed-clerk");
    here.press("header form[action='/sign-out'] button");
    sign_in(here);
    sides.goto(here, "/conflicts");
    here.press("main tbody a[href$='/ordinary']");
    setback.look("ordinary");
    here.fill("number", "4711");
    here.fill("date", &Clock::system().now().day().format("%d/%m/%Y").to_string());
    here.fill("source", "foglio dell’ufficio protocollo");
    here.press("main form[action$='/ordinary'] button");
    let text = here.text();
    assert!(text.contains("PG 4711/"), "{text}");
    assert_eq!(here.count("main .tag.stop"), 0, "it has its answer: {text}");
    setback.look("by-hand");
    sides.until(here, "/recovery", "Tutto riversato");
    setback.archive();
    setback.mock.stop();
}
