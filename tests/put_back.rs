//! A centre whose data are put back from a copy while its stations go on: the same numbers, once each, on both sides.

mod anew;
mod faults;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::api::Api;
use crate::support::browser::Browser;
use crate::support::cluster::Cluster;
use crate::support::counter::{Asked, clerk, entries, let_records_go, open_outage};
use crate::support::effort::effort;
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::site::{Acquainted, Visitor};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::{PATIENCE, until, within};
use crate::support::wire::{Breaks, Wire};

/// Stations that know one centre, each over a line of its own, and what was asked of each.
struct Town {
    stations: Vec<Station>,
    asked: Vec<Asked>,
    lines: Vec<Wire>,
}

impl Town {
    fn of(centre: &Centre, many: usize) -> Self {
        let start = |n| Start::demo().argument("--register").argument(format!("EM{n:02}")).start();
        let stations: Vec<Station> = (1..=many).map(start).collect();
        let lines: Vec<Wire> = stations.iter().map(|_| Wire::to(&centre.stations)).collect();
        for (station, line) in stations.iter().zip(&lines) {
            open_outage(&clerk(station));
            Acquainted::with(station, centre, &line.address());
        }
        let asked = stations.iter().map(|_| Asked::default()).collect();
        Self { stations, asked, lines }
    }

    fn issue(&mut self, station: usize, name: &str) {
        self.asked[station].issue(&clerk(&self.stations[station]), name).unwrap();
    }

    /// Issues at both in turn, and waits until all of it came back.
    fn issue_in_turn(&mut self, round: usize, turns: usize) {
        for turn in 0..turns {
            let letter = char::from(b'a' + u8::try_from((round * turns + turn) % 26).unwrap());
            let at = (turn * 2 + round) % self.stations.len();
            self.issue(at, &format!("Prova{letter}"));
            self.all_back(at);
        }
    }

    #[track_caller]
    fn all_back(&self, station: usize) {
        let api = clerk(&self.stations[station]);
        let back = within(PATIENCE, || {
            if self.lines[station].is_cut() {
                self.lines[station].mend();
            }
            let view = state(&api);
            let listed = || entries(&api).iter().all(|row| row["ordinary"].is_string());
            (view["not_recovered"] == 0 && listed()).then_some(())
        });
        if back.is_none() {
            let waits = |row: &Value| row["recovered"] != true;
            let whole = |row: Value| {
                let path = format!("/api/v1/entries/{}", row["id"].as_str().unwrap());
                api.get(&path).unwrap().expect(200)["recovery"].clone()
            };
            let open: Vec<_> = entries(&api).into_iter().filter(waits).map(whole).collect();
            panic!("not everything is back: {:#}\n{open:#?}", state(&api));
        }
    }

    /// Ordinary numbers by emergency number, as the stations have them.
    fn numbers(&self) -> BTreeMap<String, String> {
        let rows = self.stations.iter().flat_map(|station| entries(&clerk(station)));
        let text = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
        rows.filter_map(|row| Some((text(&row, "number")?, text(&row, "ordinary")?))).collect()
    }

    fn let_go(&self) {
        for station in &self.stations {
            let_records_go(&clerk(station));
        }
    }
}

/// Ordinary numbers by emergency number, as the centre's correlations have them.
fn at_the_centre(there: &mut Visitor) -> BTreeMap<String, String> {
    let outages = there.get("/outages").html;
    let mut numbers = BTreeMap::new();
    for part in outages.split("href=\"/outages/").skip(1) {
        let Some((code, _)) = part.split_once("/correlation\"") else { continue };
        let csv = there.get(&format!("/outages/{code}/correlation.csv")).html;
        for line in csv.lines().skip(1) {
            let cells: Vec<&str> = line.split(';').collect();
            let emergency = cells.iter().find(|cell| cell.starts_with("EM")).map(|cell| (*cell).to_owned());
            if let Some(emergency) = emergency {
                numbers.insert(emergency, line.to_owned());
            }
        }
    }
    numbers
}

/// No number changed, none stands twice, none is left out, and the centre says the same.
#[track_caller]
fn is_sound(town: &Town, before: &BTreeMap<String, String>, there: &mut Visitor) {
    let now = town.numbers();
    for (emergency, ordinary) in before {
        assert_eq!(now.get(emergency), Some(ordinary), "{emergency}");
    }
    let mut values: Vec<u64> = now.values().map(|text| serial(text)).collect();
    values.sort_unstable();
    assert_eq!(values, (1..=now.len() as u64).collect::<Vec<_>>(), "{now:?}");
    let centre = at_the_centre(there);
    assert_eq!(centre.len(), now.len());
    for (emergency, ordinary) in &now {
        let padded = format!("{:07}", serial(ordinary));
        assert!(centre[emergency].contains(&padded), "{emergency} {ordinary}: {}", centre[emergency]);
    }
}

/// `PG 0000014/2026`
fn serial(ordinary: &str) -> u64 {
    let digits =
        ordinary.split(['/', ' ']).find(|part| part.len() >= 7 && part.bytes().all(|b| b.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_else(|| panic!("{ordinary}"))
}

fn state(api: &Api) -> Value {
    api.get("/api/v1/recovery").unwrap().expect(200)
}

#[test]
fn a_database_put_back_from_a_dump_again_and_again_gives_every_entry_the_number_it_had() {
    if !available(&[Tool::Postgres]) {
        return;
    }
    let cluster = Cluster::start();
    let mut centre = Centre::with(&["--database", &cluster.url()]);
    let mut town = Town::of(&centre, 3);
    town.issue_in_turn(0, 3);
    for round in 1..=effort(2, 6) {
        let folder = tempfile::tempdir().unwrap();
        let dump = folder.path().join("dump.sql");
        std::fs::write(&dump, cluster.dump()).unwrap();
        town.issue_in_turn(round, 6);
        let before = town.numbers();
        if round % 2 == 0 {
            centre.kill();
        } else {
            centre.stop();
        }
        town.issue(round % 3, "Ferma");
        cluster.empty();
        cluster.restore(&dump);
        // What is said back is cut in two, or taken without an answer; one station dies over it.
        town.lines[0].let_it_break(Breaks::InAQuestion(200));
        town.lines[1].let_it_break(Breaks::BeforeTheAnswer(200));
        centre.again();
        let mut there = Visitor::at_centre(&centre);
        town.let_go();
        until("both lines to break", || (town.lines[0].is_cut() && town.lines[1].is_cut()).then_some(()));
        let died = &mut town.stations[round % 3];
        died.kill();
        died.launch();
        town.let_go();
        for station in 0..3 {
            town.all_back(station);
        }
        is_sound(&town, &before, &mut there);
        let page = there.get("/put-back").html;
        assert!(page.contains("I numeri si danno di nuovo"), "{page}");
    }
    for station in &town.stations {
        assert_eq!(state(&clerk(station))["conflicts"], 0);
    }
    centre.stop();
}

#[test]
fn a_copied_folder_put_back_is_told_on_every_page_until_a_station_that_is_lost_is_given_up() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut centre = Centre::start();
    let mut town = Town::of(&centre, 2);
    town.issue_in_turn(0, 4);
    centre.stop();
    // Without the keys folder: that is not in a copy of the data alone.
    let keys = tempfile::tempdir().unwrap();
    let older = centre.keep();
    centre.again();
    town.issue_in_turn(1, 4);
    let before = town.numbers();
    centre.stop();
    crate::support::disk::copy_folder(&centre.data().join("keys"), &keys.path().join("keys"));
    centre.restore(&older);
    std::fs::remove_dir_all(centre.data().join("keys")).unwrap();
    crate::support::disk::copy_folder(&keys.path().join("keys"), &centre.data().join("keys"));
    // The second computer does not come back.
    drop(town.stations.pop());
    let (one, asked) = (&town.stations[0], &mut town.asked[0]);
    centre.again();
    asked.issue(&clerk(one), "Attende").unwrap();
    let_records_go(&clerk(one));
    let mut there = Visitor::at_centre(&centre);
    until("the first to have said what it was told", || {
        there.get("/put-back").html.contains("ha ridetto tutto").then_some(())
    });
    until("its new entry to wait for a number", || {
        there.get("/").html.contains("senza numero ordinario").then_some(())
    });
    assert!(there.get("/").html.contains("rimesso da una copia: postazioni da sentire"));
    let here = Browser::open();
    here.goto(&centre.pages);
    crate::centre::sign_in(&here);
    here.click_and_follow("#strip a[href='/put-back']");
    pictures::keep(&here, "hub-put-back");
    let two = here.execute("return document.querySelector('input[name=silent]').value", &[]);
    here.tick("silent", two.as_str().unwrap());
    here.fill("reason", "disco perduto, computer rubato");
    here.click_and_follow("main form button");
    assert!(here.text().contains("I numeri si danno di nuovo"), "{}", here.text());
    pictures::keep(&here, "hub-put-back-ended");
    until("everything of the first to be back", || (state(&clerk(one))["not_recovered"] == 0).then_some(()));
    let numbers = entries(&clerk(one));
    for row in &numbers {
        let emergency = row["number"].as_str().unwrap();
        let ordinary = row["ordinary"].as_str().unwrap();
        match before.get(emergency) {
            Some(told) => assert_eq!(told, ordinary),
            None => {
                assert!(
                    !before.values().any(|told| told == ordinary),
                    "beyond all that was told: {ordinary}"
                );
            }
        }
    }
    centre.stop();
}

#[test]
fn a_whole_folder_put_back_gives_no_number_to_whoever_comes_first() {
    let mut centre = Centre::start();
    let mut town = Town::of(&centre, 2);
    town.issue_in_turn(0, 2);
    centre.stop();
    // With its keys folder, and the mark in it.
    let older = centre.keep();
    centre.again();
    town.issue(1, "Dopo");
    town.all_back(1);
    let before = town.numbers();
    centre.stop();
    centre.restore(&older);
    town.lines[1].cut();
    town.issue(0, "Prima");
    centre.again();
    let mut there = Visitor::at_centre(&centre);
    town.let_go();
    until("its entry to wait for a number", || {
        there.get("/").html.contains("senza numero ordinario").then_some(())
    });
    assert!(there.get("/put-back").html.contains("accanto alle chiavi"));
    for station in [1, 0] {
        town.let_go();
        town.all_back(station);
    }
    is_sound(&town, &before, &mut there);
    assert_eq!(state(&clerk(&town.stations[0]))["conflicts"], 0);
    centre.stop();
}

#[test]
fn a_register_that_already_runs_is_not_begun_again_at_one_and_never_goes_back() {
    let mut centre = Centre::start();
    let station = Start::demo().start();
    open_outage(&clerk(&station));
    Acquainted::with(&station, &centre, &centre.stations);
    let mut there = Visitor::at_centre(&centre);
    there.done("/numbers", "/numbers/next", &[("next", "4711"), ("next-sc", "1")]);
    Asked::default().issue(&clerk(&station), "Prova").unwrap();
    let api = clerk(&station);
    until("everything to be back", || (state(&api)["not_recovered"] == 0).then_some(()));
    until("its number to be listed", || entries(&api)[0]["ordinary"].is_string().then_some(()));
    assert_eq!(serial(entries(&api)[0]["ordinary"].as_str().unwrap()), 4711);
    let refused = there.send("/numbers", "/numbers/next", &[("next", "12"), ("next-sc", "1")]);
    assert_eq!(refused.status, 422);
    assert!(refused.html.contains("Indietro non si torna"), "{}", refused.html);
    centre.stop();
}
