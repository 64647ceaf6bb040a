//! A Saturday at the counter, by keyboard alone: twelve people, each with another need; then the outage is closed and its
//! register printed. What each person costs in keys and seconds is printed, to be held against the budget.

use std::cell::{Cell, RefCell};

use sportello::clock::Clock;

use crate::journey;
use crate::support::browser::{Browser, key};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::{timed, until};
use crate::support::{paper, pictures};

/// Most keys from the person on the screen to *Sì, uscito*.
const EXEMPT: usize = 22;
const STAMPED: usize = 40;
const KNOWN_BY_OFFICER: usize = 25;
const SELF_CERTIFICATION: usize = 4;

#[test]
fn people_are_served_on_a_saturday_by_keyboard() {
    if !available(&[Tool::Browser, Tool::Poppler, Tool::Preflight]) {
        return;
    }
    let station = Start::demo().start();
    let browser = Browser::open();
    browser.goto(station.address());
    journey::sign_in(&browser);
    browser.press("main a[href='/outage/open']");
    journey::open_outage(&browser);
    browser.press("header a[href='/people']");
    let day = Saturday {
        browser: &browser,
        station: &station,
        served: Cell::new(0),
        searched: Cell::new(0),
        table: RefCell::default(),
    };

    let stamped = || day.stamped("Suleiman", "12345678901234");
    day.serve("foreign-born with one name, duty by stamp", Some(STAMPED), stamped);
    day.serve("exempt from duty", Some(EXEMPT), || day.exempt("Županč", 1));
    day.serve("a resident, after an exempt one: duty by stamp", Some(STAMPED), || {
        day.stamped("Großmann", "12345678901235");
    });
    day.serve("one of three homonyms", Some(EXEMPT), || day.exempt("Rossi Mario", 2));
    day.serve("a family of three in a basket", None, || day.family());
    day.serve("a minor's attestation, with a parent", None, || day.minor());
    day.serve("an attestation, known by the officer", Some(KNOWN_BY_OFFICER), || day.known());
    day.serve("an attestation by two witnesses", None, || day.witnesses());
    day.serve("not in the extract, from the paper act", None, || day.by_hand());
    day.serve("a bank: self-certification", Some(SELF_CERTIFICATION), || day.bank());
    day.serve("advised to go to an official channel", None, || day.advised());
    day.serve("a reasoned refusal", None, || day.refused());
    day.serve("a call-back", None, || day.called_back());
    let table = day.table.borrow();
    println!("{}", table.iter().map(|row| row.told.as_str()).collect::<Vec<_>>().join("\n"));
    for row in table.iter() {
        assert!(row.most.is_none_or(|most| row.keys <= most), "over its budget: {}", row.told);
    }
    drop(table);

    let register = day.closed();
    for words in ["Suleiman", "Großmann", "Attestazione provvisoria", "Rifiuto motivato", "12"] {
        assert!(register.contains(words), "{words}:\n{register}");
    }
}

/// What one person cost.
struct Row {
    told: String,
    keys: usize,
    most: Option<usize>,
}

struct Saturday<'a> {
    browser: &'a Browser,
    station: &'a Station,
    served: Cell<usize>,
    /// Keys typed until the person stood on the screen.
    searched: Cell<usize>,
    table: RefCell<Vec<Row>>,
}

impl Saturday<'_> {
    /// Serves one person from where the one before ended.
    fn serve(&self, who: &str, most: Option<usize>, serve: impl FnOnce()) {
        self.served.set(self.served.get() + 1);
        self.searched.set(self.browser.keys_typed());
        let ((), took) = timed(serve);
        let keys = self.browser.keys_typed() - self.searched.get();
        let budget = most.map_or(String::new(), |most| format!(" of {most}"));
        let told = format!(
            "{:>2}. {who}: {keys}{budget} keys after the search, {:.1} s of machine time",
            self.served.get(),
            took.as_secs_f64()
        );
        self.table.borrow_mut().push(Row { told, keys, most });
    }

    /// From the page where the one before ended to the person, the `row`-th of those found.
    fn find(&self, who: &str, row: usize) {
        let browser = self.browser;
        if browser.count("main [name='who']") == 0 {
            browser.press("main .act a[href='/people']");
        }
        assert!(browser.focused_matches("[name='who']"), "the box has the focus on {}", browser.url());
        browser.type_and_follow(&format!("{who}{}", key::ENTER));
        // A tax code leads straight to its holder.
        if !browser.url().contains("/people/") {
            browser.press(&format!("main tbody tr:nth-child({row}) a"));
        }
        assert!(browser.url().contains("/people/"), "{}\n{}", browser.url(), browser.text());
        self.searched.set(browser.keys_typed());
    }

    /// One paper, begun from its line.
    fn begin_one(&self, form: &str) {
        self.browser.tab_to(&format!("main input[name='form'][value='{form}']"));
        self.browser.type_and_follow(key::ENTER);
        assert!(self.browser.url().contains("/drafts/"), "{}\n{}", self.browser.url(), self.browser.text());
    }

    /// The holder asks, and shows a document.
    fn asks_and_shows(&self, number: &str) {
        let browser = self.browser;
        assert!(browser.focused_matches("[name='applicant.kind']"), "who asks comes first");
        assert!(!browser.focused_matches(":checked"), "and nobody is chosen in advance");
        browser.type_keys(key::SPACE);
        browser.type_keys(key::ENTER);
        assert!(browser.focused_matches("[name='evidence.number']"), "Enter goes on to the document");
        browser.type_keys(number);
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

    /// The paper printed itself; it came out.
    fn print(&self) {
        let browser = self.browser;
        self.look("issued");
        assert_eq!(browser.tabs(), 1, "it is printed from its own page");
        assert!(browser.focused_matches("button[value='came-out']"), "one key answers\n{}", browser.text());
        browser.type_and_follow(key::ENTER);
        self.look("handed-over");
        assert!(browser.focused_matches("[name='who']"), "the next person is looked for on this page");
    }

    fn stamped(&self, who: &str, serial: &str) {
        let browser = self.browser;
        self.find(who, 1);
        self.begin_one("residence-certificate");
        assert!(browser.is_chosen("duty.way", "stamp"), "whatever the one before was exempt by");
        self.asks_and_shows("IT0099887");
        for (field, typed) in [("duty.serial", serial), ("duty.date", &today())] {
            browser.type_keys(key::ENTER);
            assert!(browser.focused_matches(&format!("[name='{field}']")), "Enter goes on to {field}");
            browser.type_keys(typed);
        }
        self.issue();
    }

    fn exempt(&self, who: &str, row: usize) {
        let browser = self.browser;
        self.find(who, row);
        self.begin_one("residence-certificate");
        self.asks_and_shows("AX7654321");
        browser.type_keys(key::ENTER);
        browser.type_keys(&format!("{}{}{}", key::SHIFT, key::TAB, key::RELEASE));
        browser.type_keys(key::DOWN);
        browser.type_keys(key::TAB);
        assert!(browser.focused_matches("[name='duty.code']"), "{}", browser.text());
        browser.type_keys("7");
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
        self.asks_and_shows("CA2223334");
        browser.choose("duty.way", "exempt");
        browser.pick("duty.code", "7");
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

    fn known(&self) {
        let browser = self.browser;
        self.find("Großmann", 1);
        self.begin_one("identity-attestation");
        browser.type_keys(&format!("{}{}{}", key::SHIFT, key::TAB, key::RELEASE));
        browser.type_keys(&format!("{}{}{}", key::SHIFT, key::TAB, key::RELEASE));
        assert!(browser.focused_matches("[name='evidence.method']"), "{}", browser.text());
        browser.type_keys(key::DOWN);
        browser.type_keys(key::TAB);
        browser.type_keys(key::SPACE);
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
        browser.type_keys(key::SPACE);
        self.look("person");
        browser.type_keys(key::TAB);
        assert!(browser.focused_matches("main .advice button[formaction$='self-certification']"));
        browser.type_keys(key::ENTER);
        until("the tab with the paper", || (browser.tabs() == 2).then_some(()));
        browser.close_other_tabs();
    }

    fn advised(&self) {
        let browser = self.browser;
        self.find("RSSMRA80A01H501U", 1);
        browser.choose("purpose", "travel");
        browser.press("main .advice button[value^='travel.']");
        assert!(browser.text().contains("Consiglio annotato"), "{}", browser.text());
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
    Clock::system().now().local().format("%d%m%Y").to_string()
}
