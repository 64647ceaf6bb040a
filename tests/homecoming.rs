//! Two counters come home: fourteen entries, three of them in conflict, over a line that breaks twice. By keyboard, from the
//! six digits to the archive and the printed reports.

use serde_json::{Value, json};
use sportello::clock::Clock;

use crate::journey::{close_outage, fetched, open_outage, sign_in};
use crate::recovery::{TwoSides, known};
use crate::support::browser::{Browser, key};
use crate::support::counter::{Asked, clerk, entries};
use crate::support::hub::{ACCOUNT, Centre};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::until;
use crate::support::wire::{Breaks, Wire};
use crate::support::{paper, pictures};

/// A question of so many bytes carries records.
const LONG: usize = 6_000;
/// A stamp that two counters were shown.
const STAMP: &str = "12345678901234";

#[test]
fn two_counters_come_home_over_a_line_that_breaks() {
    if !available(&[Tool::Browser, Tool::Poppler, Tool::Preflight]) {
        return;
    }
    let mut centre = Centre::start();
    let wire = Wire::to(&centre.stations);
    let counters = [Start::demo().start(), Start::demo().argument("--register").argument("EM02").start()];
    let here = Browser::open();
    let sides = TwoSides::new(&counters[0], &centre);
    let mut home = Homecoming { counters: &counters, here, sides, wire: &wire };

    home.serve();
    home.become_known();
    home.tell_of_today();
    home.bring_back(0, Breaks::BeforeTheAnswer(LONG));
    home.bring_back(1, Breaks::InAQuestion(LONG));
    home.numbers_are_in_order();
    home.decide_at_the_counter();
    home.decide_at_the_centre();
    home.close();
    home.tell_the_holders();
    home.archive();
    home.print();
    drop(home);
    centre.stop();
}

struct Homecoming<'a> {
    counters: &'a [Station; 2],
    here: Browser,
    sides: TwoSides,
    wire: &'a Wire,
}

impl Homecoming<'_> {
    fn turn_to(&mut self, counter: usize) {
        self.sides.turn_to(&self.counters[counter]);
    }

    fn look(&self, page: &str) {
        pictures::keep(&self.here, &format!("homecoming-counter-{page}"));
    }

    fn look_there(&self, page: &str) {
        pictures::keep(&self.sides.there, &format!("homecoming-centre-{page}"));
    }

    /// The outage is opened on both, under one code; eight entries on one, six on the other.
    fn serve(&mut self) {
        let code = self.begin(0, "");
        certificate(&self.here, self.counters[0].address(), "Suleiman", Some(STAMP));
        certificate(&self.here, self.counters[0].address(), "RSSMRA80A01H501U", None);
        self.others(0, 6);
        self.begin(1, &code);
        certificate(&self.here, self.counters[1].address(), "Großmann", Some(STAMP));
        certificate(&self.here, self.counters[1].address(), "Županč", None);
        self.others(1, 4);
        let count: Vec<usize> = self.counters.iter().map(|one| entries(&clerk(one)).len()).collect();
        assert_eq!(count, [8, 6]);
    }

    /// Signs in and opens the outage; its code.
    fn begin(&mut self, counter: usize, shared: &str) -> String {
        self.turn_to(counter);
        self.sides.goto(&self.here, "/");
        sign_in(&self.here);
        self.here.press("main a[href='/outage/open']");
        if !shared.is_empty() {
            self.here.fill("shared-code", shared);
        }
        open_outage(&self.here);
        let clerk = clerk(&self.counters[counter]);
        let outage = clerk.get("/api/v1/outages/current").unwrap().expect(200);
        outage["code"].as_str().expect("an outage has a code").to_owned()
    }

    /// As many certificates of birth by the API; then every sheet came out.
    fn others(&self, counter: usize, many: u8) {
        let clerk = clerk(&self.counters[counter]);
        let mut asked = Asked::default();
        for number in 0..many {
            asked.issue(&clerk, &format!("Prova{}", char::from(b'A' + number))).unwrap();
        }
        all_came_out(&self.counters[counter]);
    }

    fn become_known(&mut self) {
        for counter in 0..2 {
            self.turn_to(counter);
            self.sides.ask_to_be_known(&self.here, &self.wire.address());
            self.look(&format!("{counter}-six-digits"));
            self.look_there(&format!("{counter}-six-digits"));
            self.sides.grant(&self.here);
        }
        self.sides.goto_there("/stations");
        self.look_there("stations");
    }

    /// The centre's registry of today: one of those it has has died, another has moved.
    fn tell_of_today(&self) {
        let folder = tempfile::TempDir::new().unwrap();
        let people: Vec<String> = self
            .counters
            .iter()
            .flat_map(known)
            .map(|person| match person.surname.split(' ').next() {
                Some("Rossi") => person.now("01/01/2020", ""),
                Some("Županč") => person.now("", "via Lunga 99"),
                _ => person.now("", ""),
            })
            .collect();
        let changed = people.iter().filter(|row| row.contains("01/01/2020") || row.contains("via Lunga 99"));
        assert_eq!(changed.count(), 2, "{people:?}");
        self.sides.bring_the_registry(&people, folder.path());
        self.look_there("registry");
    }

    /// Asked for; the line breaks in the middle, the counter says so; mended, everything gets there.
    fn bring_back(&mut self, counter: usize, breaks: Breaks) {
        self.turn_to(counter);
        let many = [8, 6][counter];
        self.sides.until(&self.here, "/recovery", &format!("Riversare {many} registrazioni"));
        self.look(&format!("{counter}-before"));
        self.wire.let_it_break(breaks);
        self.sides.recover(&self.here);
        until("the line to break", || self.wire.is_cut().then_some(()));
        self.sides.until(&self.here, "/recovery", "nessuno risponde all’indirizzo");
        let text = self.here.text();
        assert!(text.contains("Non raggiungibile dalle") && text.contains("Esito ignoto"), "{text}");
        self.look(&format!("{counter}-broken"));
        self.wire.mend();
        self.sides.until(&self.here, "/recovery", "Da decidere da una persona");
        self.sides.until(&self.here, "/recovery", "Raggiungibile");
        assert!(!self.here.text().contains("Esito ignoto"), "{}", self.here.text());
        self.look(&format!("{counter}-back"));
        self.sides.goto_there("/entries");
        self.look_there(&format!("{counter}-entries"));
    }

    /// Each entry has an ordinary number of its own, in the order of its register; together they have no gap.
    fn numbers_are_in_order(&self) {
        let mut all = Vec::new();
        for counter in self.counters {
            let mut rows = entries(&clerk(counter));
            rows.sort_by_key(|row| row["number"].as_str().unwrap().to_owned());
            let ordinary: Vec<String> =
                rows.iter().map(|row| row["ordinary"].as_str().expect("a number").to_owned()).collect();
            assert!(ordinary.is_sorted(), "{ordinary:?}");
            all.extend(ordinary);
        }
        all.sort();
        let last = all.last().unwrap().clone();
        all.dedup();
        assert!(all.len() == 14 && last.contains("0000014"), "{all:?}");
    }

    fn decide_at_the_counter(&mut self) {
        self.turn_to(0);
        self.sides.goto(&self.here, "/conflicts");
        self.look("conflicts");
        self.here.press("main tbody a");
        assert!(self.here.text().contains("Persona deceduta"), "{}", self.here.text());
        self.look("conflict");
        self.here.choose("remedy", "annul");
        self.here.fill("reason", "Deceduta prima del rilascio");
        self.here.press("main form[action*='/conflicts/'] button");
        self.look("decided");
        let seen = until("the centre to know of the decision", || {
            self.sides.goto_there("/conflicts");
            (self.sides.there.count("main table:not(#to-call ~ table) tbody tr") == 2)
                .then(|| self.sides.there.text())
        });
        assert!(seen.contains("Persone da avvisare"), "{seen}");
        self.is_confirmed_as(0, "Annullato");
    }

    /// A caller who reads number and code of the paper that was decided about is told so.
    fn is_confirmed_as(&self, counter: usize, word: &str) {
        let counter = &self.counters[counter];
        let rows = entries(&clerk(counter));
        let annulled = |row: &&Value| row["state"]["word"] == "annulled";
        let number = rows.iter().find(annulled).unwrap_or_else(|| panic!("{rows:?}"));
        let id = number["id"].as_str().unwrap();
        let entry = clerk(counter).get(&format!("/api/v1/entries/{id}")).unwrap().expect(200);
        self.here.goto(&format!("{}/confirm", counter.address()));
        self.here.fill("number", number["number"].as_str().unwrap());
        self.here.fill("check-code", entry["check_code"].as_str().unwrap());
        let subject = &entry["subject"];
        self.here.fill("surname", subject["surname"].as_str().unwrap());
        let born = subject["birth_date"].as_str().unwrap_or("2000-01-01");
        let born: chrono::NaiveDate = born.parse().unwrap();
        self.here.fill("birth-date", &born.format("%d/%m/%Y").to_string());
        self.here.type_and_follow(key::ENTER);
        assert!(self.here.text().contains(word), "{}", self.here.text());
        self.look("confirmed");
    }

    fn decide_at_the_centre(&mut self) {
        let there = &self.sides.there;
        for (number, remedy) in ["annul", "stands"].into_iter().enumerate() {
            self.sides.goto_there("/conflicts");
            self.look_there(&format!("conflicts-{number}"));
            there.press("main tbody a");
            self.look_there(&format!("conflict-{number}"));
            there.choose("remedy", remedy);
            there.fill("reason", "Sentito l’ufficio anagrafe");
            there.press("main form[action^='/conflicts/'] button");
        }
        assert!(there.url().ends_with("/conflicts"), "{}", there.text());
        self.look_there("conflicts-none");
        self.turn_to(1);
        self.sides.ask_again();
        self.sides.until(&self.here, "/recovery", "Tutto riversato");
        self.sides.until(&self.here, "/conflicts", "Nessuna differenza aspetta");
        self.look("conflicts-decided-there");
        self.is_confirmed_as(1, "Annullato");
    }

    /// Whoever holds a paper that was annulled is told: once by the counter, once by the centre. Until then nothing is archived.
    fn tell_the_holders(&mut self) {
        let there = &self.sides.there;
        self.sides.goto_there("/outages");
        assert_eq!(there.text().matches("persone da avvisare: 1").count(), 2, "{}", there.text());
        self.look_there("outages-waiting");
        self.turn_to(0);
        self.sides.goto(&self.here, &aftermath(&self.counters[0]));
        self.look("aftermath-waiting");
        self.here.press("main a[href='/conflicts#to-call']");
        self.look("to-call");
        self.here.press("#to-call ~ .scroll tbody a");
        self.look("call");
        self.here.choose("outcome", "reached");
        self.here.fill("note", "avvisata la figlia");
        self.here.press("main form[action$='/call'] button");
        assert!(!self.here.text().contains("Persone da avvisare"), "{}", self.here.text());
        let there = &self.sides.there;
        until("the centre to know of the call", || {
            self.sides.goto_there("/outages");
            (there.text().matches("persone da avvisare: 1").count() == 1).then_some(())
        });
        there.press("main a[href='/conflicts#to-call']");
        self.look_there("to-call");
        there.press("#to-call ~ table tbody a");
        self.look_there("call");
        there.choose("outcome", "not-needed");
        there.press("main form[action$='/call'] button");
        assert!(!there.text().contains("Persone da avvisare"), "{}", there.text());
        self.turn_to(1);
        self.sides.ask_again();
        until("the counter to know of the call", || {
            self.sides.goto(&self.here, "/conflicts");
            (!self.here.text().contains("Persone da avvisare")).then_some(())
        });
    }

    /// Each counter closes; the act that was to be signed is there.
    fn close(&mut self) {
        for counter in 0..2 {
            self.turn_to(counter);
            sign_the_act(&self.here, &self.sides);
            self.sides.goto(&self.here, "/outage/close");
            close_outage(&self.here);
            self.look(&format!("{counter}-closed"));
        }
    }

    fn archive(&mut self) {
        let there = &self.sides.there;
        until("both parts to be here whole", || {
            self.sides.goto_there("/outages");
            there.text().matches("8 / 8").next().and(there.text().matches("6 / 6").next()).map(|_| ())
        });
        self.look_there("outages");
        for _ in 0..2 {
            there.press("main form[action$='/archive'] button");
        }
        assert_eq!(there.text().matches("archiviata").count(), 2, "{}", there.text());
        self.look_there("archived");
        for counter in 0..2 {
            self.turn_to(counter);
            let path = aftermath(&self.counters[counter]);
            self.sides.until(
                &self.here,
                &path,
                "Tutto riversato, nessuna differenza aperta, nessuno da avvisare",
            );
            self.look(&format!("{counter}-aftermath"));
            self.here.press("main form[action$='/aftermath'] button");
            assert!(self.here.text().contains("Archiviata"), "{}", self.here.text());
            self.look(&format!("{counter}-archived"));
        }
    }

    /// Correlation and four cases, as papers of the counter and as pages of the centre.
    fn print(&mut self) {
        self.turn_to(0);
        self.sides.goto(&self.here, &aftermath(&self.counters[0]));
        for (name, words) in [("correlation", "PG 0000008/"), ("four-cases", "avrebbe")] {
            let link = format!(
                "return [...document.querySelectorAll('a')].map(a => a.href).find(a => a.includes('{name}.pdf'))"
            );
            let link = self.here.execute(&link, &[]);
            let file = fetched(&self.here, &self.counters[0], link.as_str().expect("a link"));
            paper::assert_archivable(&file);
            let text = paper::text(&file);
            assert!(text.contains(words) && text.contains("EM01-"), "{name}:\n{text}");
            if let Some(folder) = pictures::folder() {
                paper::draw(&file, &folder.join(format!("homecoming-paper-{name}")));
            }
        }
        for page in ["correlation", "cases"] {
            self.sides.goto_there("/outages");
            self.sides.there.press(&format!("main a[href$='/{page}']"));
            let text = self.sides.there.text();
            assert_eq!(text.matches("EM02-").count(), 6, "{text}");
            assert_eq!(text.matches("EM01-").count(), 8, "{text}");
            self.look_there(page);
        }
        let correlation = self.printed_there("correlation");
        assert!(correlation.contains("PG 0000014/") && correlation.contains("EM02-"), "{correlation}");
        // One person dead, one moved: both annulled; the stamp stands.
        let cases = self.printed_there("cases");
        for words in [
            "Rilasciato allo sportello, ma il centro avrebbe rifiutato",
            "EM01-",
            "EM02-",
            "PG 00000",
            "persona deceduta",
            "contrassegno già usato",
            "Deceduta prima del rilascio",
            "Dario Moretti",
            "anagrafe",
            ACCOUNT.2,
            "pagina 1 di",
        ] {
            assert!(cases.contains(words), "{words}:\n{cases}");
        }
    }

    /// What the centre prints of the outage, as text.
    fn printed_there(&self, report: &str) -> String {
        let there = &self.sides.there;
        self.sides.goto_there("/outages");
        there.press(&format!("main a[href$='/{report}']"));
        let link = format!("return document.querySelector('a[href$=\"{report}.pdf\"]').href");
        let link = there.execute(&link, &[]);
        let file = fetched(there, &self.counters[0], link.as_str().expect("a link"));
        paper::assert_archivable(&file);
        if let Some(folder) = pictures::folder() {
            paper::draw(&file, &folder.join(format!("homecoming-paper-centre-{report}")));
        }
        paper::words(&file)
    }
}

/// A certificate of residence for somebody of the extract, by keyboard, from the home page of a counter with an outage.
pub fn certificate(here: &Browser, counter: &str, who: &str, stamp: Option<&str>) {
    here.goto(&format!("{counter}/"));
    here.type_and_follow(&format!("{who}{}", key::ENTER));
    // A tax code leads straight to its holder.
    if !here.url().contains("/people/") {
        here.press("main tbody tr:nth-child(1) a");
    }
    here.tick("form", "residence-certificate");
    here.type_and_follow(key::ENTER);
    here.choose("applicant.kind", "holder");
    here.fill("evidence.number", "CA0001112");
    here.fill("evidence.issuer", "Comune di Valdorè");
    if let Some(serial) = stamp {
        here.choose("duty.way", "stamp");
        here.fill("duty.serial", serial);
        here.fill("duty.date", &Clock::system().now().day().format("%d/%m/%Y").to_string());
    } else {
        here.choose("duty.way", "exempt");
        here.pick("duty.code", "7");
    }
    here.press("main form.dense .act button");
    assert!(here.url().ends_with("/check"), "{}\n{}", here.url(), here.text());
    here.press("#issue");
    assert!(here.url().contains("/issued"), "{}\n{}", here.url(), here.text());
}

/// Every sheet of every entry was printed and came out.
pub fn all_came_out(station: &Station) {
    let clerk = clerk(station);
    for row in entries(&clerk) {
        let path = format!("/api/v1/entries/{}", row["id"].as_str().unwrap());
        assert_eq!(clerk.post(&format!("{path}/prints"), &Value::Null).unwrap().status, 200);
        let outcome = json!({ "outcome": "came-out" });
        clerk.post(&format!("{path}/print-results"), &outcome).unwrap().expect(200);
    }
}

/// The act that authorised the outage is there.
pub fn sign_the_act(here: &Browser, sides: &TwoSides) {
    sides.goto(here, "/outage");
    here.press("main a[href$='/act']");
    here.fill("act-number", "12/2026");
    here.fill("act-date", &Clock::system().now().day().format("%d/%m/%Y").to_string());
    here.press("main form[action$='/act'] button");
}

/// Where a counter shows what its outage came to.
pub fn aftermath(station: &Station) -> String {
    let outages = clerk(station).get("/api/v1/outages").unwrap().expect(200);
    let rows = outages["rows"].as_array().or_else(|| outages.as_array()).expect("outages");
    format!("/outages/{}/aftermath", rows[0]["id"].as_str().unwrap())
}
