//! Makes what the build at hand makes, for every later build to open. Run by hand, once for each stored format, by
//!
//! `cargo test --test main past::make -- --ignored --nocapture`
//!
//! with `SPORTELLO_PAST` naming a new folder under `tests/past/`. Months pass in it: a preloaded library tells all
//! programs another time.

pub mod centres;
mod preparing;
mod serving;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use chrono::TimeDelta;
use serde_json::Value;
use sportello::clock::Clock;
use sportello::domain::journal::record::Kind;

use super::facts::{Facts, LOGIN, PIN, kinds, shelf};
use super::town::{Town, faked};
use crate::support::api::Api;
use crate::support::cluster::Cluster;
use crate::support::copy::await_copy;
use crate::support::counter::{certificate, entries, issue_as, outage_since};
use crate::support::disk::copy_folder;
use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::station::{PROGRAM, Start, Station};
use crate::support::tool::{Tool, available, run};
use crate::support::wait::until;
use centres::{centre, received};
use preparing::found;

/// Days before today: the first outage, and the second, when the photographs of the first are over their time.
const FIRST: i64 = -120;
const SECOND: i64 = -20;
/// The computer.
const COMPUTER: &str = "5ad0c0de5ad0c0de5ad0c0de5ad0c0de";

#[test]
#[ignore = "makes a further past, by hand"]
fn what_this_build_makes_is_kept_for_later_ones() {
    assert!(available(&[Tool::Faketime, Tool::Postgres]));
    let name =
        std::env::var("SPORTELLO_PAST").expect("SPORTELLO_PAST names a folder to make under tests/past");
    let out = shelf().join(name);
    machine();
    std::fs::create_dir(&out).expect("a past is made once");
    let folder = tempfile::TempDir::with_prefix("sportello-past-").unwrap();
    let base = folder.path().join("now");
    std::fs::create_dir(&base).unwrap();
    let town = Town::found(&base, FIRST);
    let mut makes = Makes::new(&town);
    makes.first_outage();
    makes.second_outage();
    let facts = makes.leave();
    facts.pack(&base, &out);
}

struct Makes<'a> {
    town: &'a Town,
    cluster: Cluster,
    station: Station,
    embedded: Centre,
    postgres: Centre,
    facts: Facts,
    days: i64,
    session: RefCell<Option<Api>>,
    /// The first position that the centres have not got.
    lacking_from: u64,
}

/// What the clock of the programs shows.
fn now(days: i64) -> chrono::DateTime<chrono::Utc> {
    Clock::system().now().utc() + TimeDelta::days(days)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is text")).to_owned()
}

impl<'a> Makes<'a> {
    fn new(town: &'a Town) -> Self {
        let cluster = Cluster::start();
        let embedded = centre(town, &town.base().join("hub"), &[], FIRST);
        let postgres =
            centre(town, &town.base().join("hub-postgres"), &["--database", &cluster.url()], FIRST);
        let station = Start::real().below(&town.base().join("station"));
        std::fs::create_dir_all(town.base().join("station/stick")).unwrap();
        let stick = town.base().join("station/stick");
        let mut station = station.argument("--second-copy").argument(stick.display().to_string()).prepare();
        station.configure(|start| with_days(start, FIRST));
        station.launch();
        let facts = Facts { recovery_code: found(&station), ..Facts::default() };
        Self {
            town,
            cluster,
            station,
            embedded,
            postgres,
            facts,
            days: FIRST,
            session: RefCell::default(),
            lacking_from: 1,
        }
    }

    /// One session a run: each sign-in is a record.
    fn api(&self) -> Api {
        let mut session = self.session.borrow_mut();
        session.get_or_insert_with(|| Api::signed_in(self.station.address(), LOGIN.0, PIN.0)).clone()
    }

    fn visitor(&self) -> Visitor {
        Visitor::signed_in(self.station.address(), LOGIN.0, PIN.0)
    }

    fn first_outage(&mut self) {
        self.accounts();
        self.residents();
        let outage = self.open_with_an_authorisation_in_advance();
        self.issue("Galuppi");
        self.an_older_copy_goes_on();
        self.authorised_further(&outage);
        self.numbers_and_acts();
        self.papers();
        self.people();
        self.care_of_keys();
        self.known_to_centres();
        self.recovered();
        self.closed_and_archived(&outage);
    }

    /// A copy is put back elsewhere with the mark of a later hour: it goes on under another code.
    fn an_older_copy_goes_on(&mut self) {
        self.station.stop();
        let other = self.town.base().join("continued");
        std::fs::create_dir(&other).unwrap();
        for part in ["data", "home"] {
            copy_folder(&self.town.base().join("station").join(part), &other.join(part));
        }
        self.launch();
        self.issue("Jommelli");
        self.station.stop();
        std::fs::remove_dir_all(other.join("home/high-water")).unwrap();
        copy_folder(&self.station.home().join("high-water"), &other.join("home/high-water"));
        let mut copy = with_days(Start::real().below(&other), self.days).start();
        let mut visitor = Visitor::signed_in(copy.address(), LOGIN.0, PIN.0);
        let decided = [
            ("do", "continue"),
            ("register-code", "PC08"),
            ("code-reason", "Codice già stampato sui fogli"),
            ("reason", "Rimessa la copia di ieri"),
        ];
        visitor.done("/decide", "/decide", &decided);
        let api = Api::signed_in(copy.address(), LOGIN.0, PIN.0);
        let entry = issue_as(&api, api.mint(), "Sarro").unwrap().expect(201);
        self.facts.continued = text(&entry["number"]);
        copy.stop();
        self.launch();
    }

    fn launch(&mut self) {
        self.station.launch();
        *self.session.borrow_mut() = None;
    }

    /// Months later: the photographs of the first are erased; the second stays open, and no centre has its entries.
    fn second_outage(&mut self) {
        self.days = SECOND;
        self.station.stop();
        self.station.configure(|start| with_days(start, SECOND));
        self.launch();
        let mut visitor = self.visitor();
        visitor.done("/clock", "/clock", &[("do", "right")]);
        let path = format!("/api/v1/entries/{}/photograph", self.facts.photograph_erased);
        let api = self.api();
        until("the photograph to be erased", || (api.get(&path).unwrap().status != 200).then_some(()));
        let outage = outage_since(&api, now(SECOND) - TimeDelta::hours(1));
        api.post("/api/v1/outages", &outage).unwrap().expect(201);
        self.facts.photograph = text(&self.attest("Albinoni")["id"]);
        let in_doubt = self.issue("Geminiani");
        self.print(&in_doubt);
        self.issue("Tartini");
        let last = api.post("/api/v1/entries", &certificate(api.mint(), "Veracini")).unwrap().expect(201);
        self.facts.last_number = text(&last["number"]);
        self.facts.entries = entries(&api).len();
    }

    fn leave(mut self) -> Facts {
        self.station.stop();
        self.export();
        self.copied();
        let verified = run(&mut self.station.command(&["journal", "verify"]));
        self.facts.kinds = self.kinds();
        let head = verified.lines().find_map(|line| line.strip_prefix("head")).expect("a head");
        head.trim().clone_into(&mut self.facts.head);
        self.facts.machine = machine();
        self.facts.made_by = format!("sportello {}", env!("CARGO_PKG_VERSION"));
        self.facts.made = now(self.days).format("%Y-%m-%d").to_string();
        self.facts.received = received(&self.embedded);
        assert_eq!(received(&self.postgres), self.facts.received);
        self.embedded.stop();
        self.postgres.stop();
        std::fs::write(self.town.base().join("hub-postgres/centre.sql"), self.cluster.dump()).unwrap();
        self.facts
    }

    /// Every kind of record that there is: a past leaves none out.
    fn kinds(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for part in ["station", "continued"] {
            let base = self.town.base().join(part);
            let mut show = Command::new(PROGRAM);
            show.args(["journal", "show", "--data"]).arg(base.join("data"));
            found.extend(kinds(&run(show.arg("--key-file").arg(base.join("home/station.key")))));
        }
        let known = Kind::ALL.iter().map(|kind| text(&serde_json::to_value(kind).unwrap()));
        assert_eq!(found, known.collect(), "each kind of record is there");
        found
    }

    /// The second copy gets what the export wrote.
    fn copied(&mut self) {
        self.launch();
        await_copy(&self.station, "up-to-date");
        self.station.stop();
    }

    /// What the embedded centre has not got, on a stick.
    fn export(&self) {
        let file: PathBuf = self.town.base().join("records.sportello");
        let from = self.lacking_from.to_string();
        let home = self.station.home();
        let mut export = self.station.command(&["bundle", "export", "--login", LOGIN.0, "--from", &from]);
        export.arg("--out").arg(&file).arg("--key-file").arg(home.join("station.key"));
        export.arg("--high-water").arg(home.join("high-water")).envs(faked(self.days));
        let mut export = export.stdin(std::process::Stdio::piped()).spawn().unwrap();
        std::io::Write::write_all(&mut export.stdin.take().unwrap(), PIN.0.as_bytes()).unwrap();
        assert!(export.wait().unwrap().success());
    }
}

/// What the operating system of this computer is called: invented, because it is published.
fn machine() -> String {
    let id = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    assert_eq!(
        id.trim(),
        COMPUTER,
        "a past is made where /etc/machine-id says this: see tests/past/README.md"
    );
    id.trim().to_owned()
}

fn with_days(start: Start, days: i64) -> Start {
    faked(days).into_iter().fold(start, |start, (name, value)| start.environment(&name, value))
}
