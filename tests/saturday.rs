//! A Saturday at the counter, by keyboard alone: twelve people, each with another need; then the outage is closed and its
//! register printed. What each person costs in keys and seconds is printed, to be held against the budget.

use std::cell::Cell;

use sportello::clock::Clock;

use crate::journey;
use crate::support::browser::{Browser, key};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::{timed, until};
use crate::support::{paper, pictures};

/// Keys of a known person's certificate after the search.
const CERTIFICATE_KEYS: usize = 30;

#[test]
fn twelve_people_are_served_on_a_saturday_by_keyboard() {
    if !available(&[Tool::Browser, Tool::Poppler, Tool::Preflight]) {
        return;
    }
    let station = Start::demo().start();
    let browser = Browser::open();
    browser.goto(station.address());
    journey::sign_in(&browser);
    browser.press("main a[href='/outage/open']");
    journey::open_outage(&browser);
    let day = Saturday { browser: &browser, station: &station, served: Cell::new(0), searched: Cell::new(0) };
    day.home();

    day.serve("foreign-born with one name, duty by stamp", || day.stamped("Suleiman", "12345678901234"));
    day.serve("exempt from duty", || day.exempt("Županč"));
    let keys = day.serve("a resident, as the one before", || day.certificate("Großmann", "AB1234567"));
    assert!(keys <= CERTIFICATE_KEYS, "{keys} keys for a known person's certificate");
    day.serve("one of three homonyms", || day.homonym());
    day.serve("a family of three in a basket", || day.family());
    day.serve("a minor's attestation, with a parent", || day.minor());
    day.serve("an attestation by two witnesses", || day.witnesses());
    day.serve("not in the extract, from the paper act", || day.by_hand());
    day.serve("a bank: self-certification", || day.bank());
    day.serve("advised to go to an official channel", || day.advised());
    day.serve("a reasoned refusal", || day.refused());
    day.serve("a call-back", || day.called_back());

    let register = day.closed();
    for words in ["Suleiman", "Großmann", "Attestazione provvisoria", "Rifiuto motivato", "12"] {
        assert!(register.contains(words), "{words}:\n{register}");
    }
}

struct Saturday<'a> {
    browser: &'a Browser,
    station: &'a Station,
    served: Cell<usize>,
    /// Keys typed until the person stood on the screen.
    searched: Cell<usize>,
}

impl Saturday<'_> {
    /// Serves one person from the home page on; how many keys it took after the search.
    fn serve(&self, who: &str, serve: impl FnOnce()) -> usize {
        self.served.set(self.served.get() + 1);
        self.searched.set(self.browser.keys_typed());
        let ((), took) = timed(serve);
        let keys = self.browser.keys_typed() - self.searched.get();
        let seconds = took.as_secs_f64();
        println!(
            "{:>2}. {who}: {keys} keys after the search, {seconds:.1} s of machine time",
            self.served.get()
        );
        self.home();
        keys
    }

    fn home(&self) {
        self.browser.goto(&format!("{}/", self.station.address().trim_end_matches('/')));
    }

    /// From the box on the home page to the person, the `row`-th of those found.
    fn find(&self, who: &str, row: usize) {
        let browser = self.browser;
        assert!(browser.focused_matches("[name='who']"), "the box has the focus on {}", browser.url());
        browser.type_and_follow(&format!("{who}{}", key::ENTER));
        // A tax code leads straight to its holder.
        if !browser.url().contains("/people/") {
            browser.press(&format!("main tbody tr:nth-child({row}) a"));
        }
        assert!(browser.url().contains("/people/"), "{}\n{}", browser.url(), browser.text());
        self.searched.set(browser.keys_typed());
    }

    fn begin(&self, forms: &[&str]) {
        for form in forms {
            self.browser.tick("form", form);
        }
        self.browser.type_and_follow(key::ENTER);
        let there = self.browser.url();
        assert!(
            there.contains("/drafts/") || there.contains("/baskets/"),
            "{there}\n{}",
            self.browser.text()
        );
    }

    fn look(&self, page: &str) {
        pictures::keep(self.browser, &format!("saturday-{}-{page}", self.served.get()));
    }

    /// The document of whoever asks; everything else stands as it usually does.
    fn shows_a_document(&self, number: &str) {
        self.browser.fill("evidence.number", number);
        if self.browser.execute("return document.getElementById('evidence.issuer').value", &[]) == "" {
            self.browser.fill("evidence.issuer", "Comune di Valdorè");
        }
    }

    /// From the data to the paper in the hand.
    fn issue(&self) {
        let browser = self.browser;
        self.look("data");
        browser.type_and_follow(key::ENTER);
        assert!(browser.url().ends_with("/check"), "{}\n{}", browser.url(), browser.text());
        self.look("check");
        assert!(browser.focused_matches("#issue"), "one key issues");
        browser.type_and_follow(key::ENTER);
        assert!(browser.url().contains("/issued"), "{}\n{}", browser.url(), browser.text());
        self.print();
    }

    fn print(&self) {
        let browser = self.browser;
        assert!(browser.focused_matches("#print"), "one key prints");
        browser.type_keys(key::ENTER);
        until("the tab with the paper", || (browser.tabs() == 2).then_some(()));
        let issued = browser.url();
        until("the print to be recorded", || {
            browser.goto(&issued);
            (browser.count("a[href$='document.pdf']") > 0).then_some(())
        });
        browser.close_other_tabs();
        assert!(browser.focused_matches("button[value='came-out']"), "one key answers");
        browser.type_and_follow(key::ENTER);
        self.look("handed-over");
    }

    fn certificate(&self, who: &str, document: &str) {
        self.find(who, 1);
        self.begin(&["residence-certificate"]);
        self.shows_a_document(document);
        self.issue();
    }

    fn stamped(&self, who: &str, serial: &str) {
        self.find(who, 1);
        self.begin(&["residence-certificate"]);
        self.shows_a_document("IT0099887");
        self.browser.choose("duty.way", "stamp");
        self.browser.fill("duty.serial", serial);
        self.browser.fill("duty.date", &today());
        self.issue();
    }

    fn exempt(&self, who: &str) {
        self.find(who, 1);
        self.begin(&["citizenship-certificate"]);
        self.shows_a_document("AX7654321");
        self.browser.choose("duty.way", "exempt");
        self.browser.pick("duty.code", "7");
        self.browser.fill("evidence.number", "AX7654321");
        self.issue();
    }

    fn homonym(&self) {
        self.find("Rossi Mario", 2);
        self.begin(&["residence-certificate"]);
        self.shows_a_document("CA0001112");
        self.issue();
    }

    fn family(&self) {
        let browser = self.browser;
        self.find("D'Angelo Gianfranco", 1);
        browser.tab_to("main input[name='person']");
        browser.type_keys(key::SPACE);
        browser.type_keys(key::TAB);
        while !browser.focused_matches("main input[name='person']") {
            browser.type_keys(key::TAB);
        }
        browser.type_keys(key::SPACE);
        self.begin(&["residence-certificate"]);
        assert!(browser.url().contains("/baskets/"), "{}\n{}", browser.url(), browser.text());
        browser.fill("applicant.name", "Gianfranco D'Angelo");
        self.shows_a_document("CA2223334");
        self.issue();
        assert!(browser.text().contains("onsegnat"), "{}", browser.text());
    }

    fn minor(&self) {
        let browser = self.browser;
        self.find("D'Angelo Luca", 1);
        self.begin(&["identity-attestation"]);
        browser.choose("evidence.method", "personal-knowledge");
        browser.tick("evidence.known", "yes");
        browser.choose("guardian.role", "parent");
        browser.fill("guardian.surname", "D'Angelo");
        browser.fill("guardian.given-names", "Gianfranco");
        browser.fill("guardian.number", "CA2223334");
        browser.fill("guardian.issuer", "Comune di Valdorè");
        self.issue();
    }

    fn witnesses(&self) {
        let browser = self.browser;
        self.find("Rossi Anna", 1);
        self.begin(&["identity-attestation"]);
        browser.choose("evidence.method", "witnesses");
        for (witness, surname, names, number) in
            [("w1", "Bianchi", "Ugo", "CA5550001"), ("w2", "Verdi", "Ada", "CA5550002")]
        {
            let field = |name: &str| format!("evidence.{witness}.{name}");
            browser.fill(&field("surname"), surname);
            browser.fill(&field("given-names"), names);
            browser.fill(&field("birth-date"), "01/02/1970");
            browser.fill(&field("number"), number);
            browser.fill(&field("issuer"), "Comune di Valdorè");
            browser.tick(&field("unrelated"), "yes");
        }
        browser.fill("evidence.w1.surname", "Bianchi");
        self.issue();
    }

    fn by_hand(&self) {
        let browser = self.browser;
        browser.type_and_follow(&format!("Sconosciuto Zeno{}", key::ENTER));
        browser.press("main a[href='/drafts/new']");
        self.searched.set(browser.keys_typed());
        browser.press("main button[value='birth-certificate']");
        journey::type_the_act(browser, "Sconosciuto");
        browser.type_and_follow(key::ENTER);
        self.print();
    }

    fn bank(&self) {
        let browser = self.browser;
        self.find("Fo Ada", 1);
        browser.choose("purpose", "bank");
        self.look("person");
        browser.tab_to("main button[formaction$='self-certification']");
        browser.type_keys(key::ENTER);
        until("the tab with the paper", || (browser.tabs() == 2).then_some(()));
        browser.close_other_tabs();
    }

    fn advised(&self) {
        let browser = self.browser;
        self.find("RSSMRA80A01H501U", 1);
        browser.choose("purpose", "travel");
        browser.press("main .advice button[value^='travel.']");
    }

    fn refused(&self) {
        let browser = self.browser;
        self.find("Rossi Anna", 1);
        self.begin(&["refusal"]);
        browser.fill("requested", "Seconda attestazione di identità");
        browser.pick("reason-code", "attest");
        browser.fill("reason", "Ne è già stata rilasciata una stamattina.");
        browser.fill("alternative", "Ristampa della prima, se rovinata; richiesta della CIE alla ripresa.");
        self.issue();
    }

    fn called_back(&self) {
        let browser = self.browser;
        self.find("Fo Ada", 1);
        self.begin(&["call-back"]);
        browser.fill("requested", "Certificato storico di residenza");
        browser.fill("contact", "0523 000111");
        self.issue();
    }

    /// Closes the outage; the text of its register.
    fn closed(&self) -> String {
        let browser = self.browser;
        browser.press("header a[href='/outage']");
        browser.press("main a[href='/outage/close']");
        journey::close_outage(browser);
        let link = "return [...document.querySelectorAll('a')].map(a => a.href).find(href => href.includes('register-p.pdf'))";
        let register = browser.execute(link, &[]);
        let pdf = journey::fetched(browser, self.station, register.as_str().expect("a link to the register"));
        paper::assert_archivable(&pdf);
        paper::text(&pdf)
    }
}

fn today() -> String {
    Clock::system().now().local().format("%d/%m/%Y").to_string()
}
