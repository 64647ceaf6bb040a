//! A real station and a real centre: known to each other by six digits, everything brought back, a difference decided, the
//! line cut in the middle.

use serde_json::Value;

use crate::centre;
use crate::journey::sign_in;
use crate::support::api::Api;
use crate::support::browser::Browser;
use crate::support::counter::{Asked, EVERYONE, clerk, let_records_go, open_outage};
use crate::support::hub::Centre;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::{PATIENCE, within};

/// A browser at the centre, signed in, beside the one at the station, which is signed in already.
pub struct TwoSides {
    pub there: Browser,
    station: String,
    centre: String,
}

impl TwoSides {
    pub fn new(station: &Station, centre: &Centre) -> Self {
        let there = Browser::open();
        there.goto(&format!("{}/sign-in", centre.pages));
        centre::sign_in(&there);
        Self { there, station: station.address().to_owned(), centre: centre.pages.clone() }
    }

    /// The same with another station beside the centre.
    pub fn turn_to(&mut self, station: &Station) {
        station.address().clone_into(&mut self.station);
    }

    /// A page of the centre.
    pub fn goto_there(&self, path: &str) {
        self.there.goto(&format!("{}{path}", self.centre));
    }

    /// A page of the station.
    pub fn goto(&self, here: &Browser, path: &str) {
        here.goto(&format!("{}{path}", self.station));
    }

    /// The page at the station, once it says this.
    #[track_caller]
    pub fn until(&self, here: &Browser, path: &str, words: &str) {
        let said = within(PATIENCE, || {
            self.goto(here, path);
            here.text().contains(words).then_some(())
        });
        assert!(said.is_some(), "«{words}» on {path}:\n{}", here.text());
    }

    /// A person says again that records may go: what the centre decided meanwhile is learnt now.
    #[track_caller]
    pub fn ask_again(&self) {
        let_records_go(&Api::signed_in(&self.station, EVERYONE.0, EVERYONE.1));
    }

    /// Asks the centre; the station shows six digits, the centre asks for them.
    #[track_caller]
    pub fn ask_to_be_known(&self, here: &Browser, address: &str) {
        self.goto(here, "/recovery/centre");
        here.fill("name", "Centro del Comune");
        here.fill("address", address);
        here.press("main form[action='/recovery/centre'] button");
        self.until(here, "/recovery/enrolment", "confrontare queste sei cifre");
        let digits = here.text_of(".big-code");
        self.goto_there("/stations");
        self.there.press("main a[href^='/enrolments/']");
        assert!(!self.there.text().contains(&digits), "the digits are read at the station only");
    }

    /// Somebody at the centre types them as they are read out.
    #[track_caller]
    pub fn grant(&self, here: &Browser) {
        self.goto(here, "/recovery/enrolment");
        self.there.fill("digits", &here.text_of(".big-code"));
        self.there.choose("answer", "grant");
        self.there.press("main form[action^='/enrolments/'] button");
        self.until(here, "/recovery/enrolment", "Il centro conosce questa postazione");
    }

    /// A person says that records may go.
    #[track_caller]
    pub fn recover(&self, here: &Browser) {
        self.goto(here, "/recovery");
        here.press("main form[action$='/ask'] button");
    }

    /// The centre's registry of today says that this person is dead.
    #[track_caller]
    pub fn tell_of_a_death(&self, person: &Known, folder: &std::path::Path) {
        self.bring_the_registry(&[person.now("01/01/2020", "")], folder);
    }

    /// The centre's registry of today says this of people.
    #[track_caller]
    pub fn bring_the_registry(&self, people: &[String], folder: &std::path::Path) {
        let file = folder.join("anagrafe.csv");
        let head = "codice_fiscale;cognome;nome;data_decesso;indirizzo";
        std::fs::write(&file, format!("{head}\n{}\n", people.join("\n"))).unwrap();
        self.goto_there("/registry");
        self.there.tab_to("main input[type=file]");
        self.there.type_keys(&file.display().to_string());
        // What is typed into a file input is the path of the file, and so would be every key to leave it.
        self.there.click_and_follow("main form[action='/registry'] button");
    }
}

/// Somebody an entry is about.
pub struct Known {
    pub surname: String,
    tax_code: String,
    given_names: String,
}

impl Known {
    /// A row of the centre's registry: as before, but for a day of death or another address.
    pub fn now(&self, died: &str, address: &str) -> String {
        let Self { tax_code, surname, given_names } = self;
        format!("{tax_code};{surname};{given_names};{died};{address}")
    }

    /// A row of the centre's registry where the person has one more name.
    pub fn with_another_name(&self, name: &str) -> String {
        let Self { tax_code, surname, given_names } = self;
        format!("{tax_code};{surname};{given_names} {name};;")
    }
}

/// The people of the entries that have a tax code.
pub fn known(station: &Station) -> Vec<Known> {
    let clerk = clerk(station);
    let rows = crate::support::counter::entries(&clerk);
    let people = rows.iter().filter_map(|row| {
        let path = format!("/api/v1/entries/{}", row["id"].as_str().unwrap());
        let entry: Value = clerk.get(&path).unwrap().expect(200);
        let text = |name: &str| entry["subject"][name].as_str().map(str::to_owned);
        Some(Known {
            tax_code: text("tax_code")?,
            surname: text("surname").unwrap_or_default(),
            given_names: text("given_names").unwrap_or_default(),
        })
    });
    people.collect()
}

#[test]
fn everything_comes_back_once_although_the_centre_is_killed_in_between() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let station = Start::demo().start();
    let api = clerk(&station);
    open_outage(&api);
    let mut asked = Asked::default();
    for number in 0..14 {
        asked.issue(&api, &format!("Prova{}", char::from(b'A' + number))).unwrap();
    }
    let mut hub = Centre::start();
    let browser = Browser::open();
    browser.goto(station.address());
    sign_in(&browser);
    let sides = TwoSides::new(&station, &hub);
    sides.ask_to_be_known(&browser, &hub.stations);
    sides.grant(&browser);
    sides.until(&browser, "/recovery", "Riversare 14 registrazioni");
    sides.recover(&browser);
    sides.until(&browser, "/recovery", "Tutto riversato");
    hub.kill();
    for name in ["CadutaA", "CadutaB"] {
        asked.issue(&api, name).unwrap();
    }
    sides.until(&browser, "/recovery", "Non raggiungibile dalle");
    hub.again();
    sides.until(&browser, "/recovery", "Tutto riversato");
    // Each has a number of its own, in the order of the register.
    let rows = crate::support::counter::entries(&api);
    let mut both: Vec<(String, String)> = rows
        .iter()
        .map(|row| (row["number"].as_str().unwrap().to_owned(), row["ordinary"].as_str().unwrap().to_owned()))
        .collect();
    both.sort();
    let ordinary: Vec<&String> = both.iter().map(|(_, ordinary)| ordinary).collect();
    assert!(ordinary.windows(2).all(|pair| pair[0] < pair[1]), "{both:?}");
    assert_eq!(both.len(), 16);
    assert!(rows.iter().all(|row| asked.has(row)));
    hub.stop();
}
