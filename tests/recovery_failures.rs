//! Real processes that die or come back with less than they had: a station killed at random moments of its passes, a centre
//! restored from an older copy, a station's folder restored or cloned.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::journey::sign_in;
use crate::recovery::TwoSides;
use crate::support::api::Api;
use crate::support::browser::Browser;
use crate::support::counter::{Asked, clerk, entries, issue_as, let_records_go, open_outage};
use crate::support::disk::copy_folder;
use crate::support::effort::effort;
use crate::support::hub::Centre;
use crate::support::pictures;
use crate::support::site::Acquainted;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::until;
use crate::support::wire::Wire;

/// Ordinary numbers by emergency number; every entry has one, each its own.
#[track_caller]
fn numbers(station: &Station) -> BTreeMap<String, String> {
    let rows = entries(&clerk(station));
    let text = |row: &Value, name: &str| row[name].as_str().map(str::to_owned);
    let pairs = rows.iter().filter_map(|row| Some((text(row, "number")?, text(row, "ordinary")?)));
    let numbers: BTreeMap<String, String> = pairs.collect();
    assert_eq!(numbers.len(), rows.len(), "{rows:?}");
    let ordinary: std::collections::BTreeSet<&String> = numbers.values().collect();
    assert_eq!(ordinary.len(), rows.len(), "each its own: {numbers:?}");
    numbers
}

#[track_caller]
fn all_back(station: &Station) {
    let api = clerk(station);
    // What is decided by stands a moment before what is listed.
    let listed = || entries(&api).iter().all(|row| row["ordinary"].is_string());
    until("everything to be back", || (is_back(&api) && listed()).then_some(()));
}

/// The conflict waits for a person; nothing else waits.
#[track_caller]
fn all_back_but_a_conflict(api: &Api) {
    until("all but the conflict to be back", || {
        let view = api.get("/api/v1/recovery").unwrap().expect(200);
        (view["not_recovered"] == 1 && view["conflicts"] == 1).then_some(())
    });
}

fn is_back(api: &Api) -> bool {
    api.get("/api/v1/recovery").unwrap().expect(200)["not_recovered"] == 0
}

fn issue(api: &Api, asked: &mut Asked, many: usize) {
    for letter in ('a'..='z').take(many) {
        asked.issue(api, &format!("Prova{letter}")).unwrap();
    }
}

#[test]
fn a_station_killed_at_random_moments_of_its_passes_sends_every_record_once_and_in_order() {
    let centre = Centre::start();
    let wire = Wire::to(&centre.stations);
    let mut station = Start::demo().start();
    open_outage(&clerk(&station));
    let mut there = Acquainted::with(&station, &centre, &wire.address());
    let mut asked = Asked::default();
    let mut chance: u64 = 0x5eed_0000_0000_0007;
    let kills = effort(12, 150);
    let mut cut_short = 0;
    for _ in 0..kills {
        issue(&clerk(&station), &mut asked, 3);
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        // Somewhere in a pass, by the bytes that went over the line; or between two, when so many do not come.
        let bytes = wire.carried() + usize::try_from(chance % 7_000).unwrap();
        let api = clerk(&station);
        let in_a_pass = until("so many bytes on the line, or nothing more to send", || {
            let there = wire.carried() >= bytes;
            (there || is_back(&api)).then_some(there)
        });
        cut_short += usize::from(in_a_pass);
        station.kill();
        station.launch();
    }
    all_back(&station);
    println!("{kills} kills, {cut_short} of them by bytes on the line");
    assert!(cut_short > 0, "some kills fell into a pass");
    let numbers = numbers(&station);
    assert_eq!(numbers.len(), asked.acknowledged());
    assert!(numbers.values().is_sorted(), "{numbers:?}");
    assert_eq!(there.received(), asked.acknowledged());
}

#[test]
fn a_centre_put_back_from_an_older_copy_gets_again_what_it_lost_and_no_number_changes() {
    let mut centre = Centre::start();
    let station = Start::demo().start();
    let api = clerk(&station);
    open_outage(&api);
    let mut there = Acquainted::with(&station, &centre, &centre.stations);
    let mut asked = Asked::default();
    issue(&api, &mut asked, 5);
    all_back(&station);
    centre.stop();
    let older = centre.keep();
    centre.again();
    issue(&api, &mut asked, 4);
    all_back(&station);
    let before = numbers(&station);
    centre.kill();
    centre.restore(&older);
    centre.again();
    there.sign_in_again(&centre);
    assert_eq!(there.received(), 5, "the copy is older");
    // An idle station would ask in its own time, which is a minute.
    let_records_go(&api);
    until("the centre to have all of them again", || (there.received() == 9).then_some(()));
    all_back(&station);
    assert_eq!(numbers(&station), before);
    centre.stop();
}

/// Issuing is refused because of what the centre holds.
#[track_caller]
fn refuses_to_issue(station: &Station) {
    let api = clerk(station);
    let refused = issue_as(&api, api.mint(), "Ferma").unwrap();
    assert_eq!(refused.json()["code"], "parted-from-centre", "{}", refused.text());
}

/// Takes the decision on the page that the strip leads to, by keyboard.
fn decide(here: &Browser, sides: &TwoSides, name: &str) {
    sides.goto(here, "/recovery");
    here.press("#strip a[href='/decide']");
    pictures::keep(here, &format!("{name}-decide"));
    here.press("main button[value='continue']");
    assert!(here.text().contains("Scrivere perché"), "{}", here.text());
    pictures::keep(here, &format!("{name}-decide-why"));
    here.fill("reason", "Cartella rimessa dalla copia di ieri");
    here.press("main button[value='continue']");
    pictures::keep(here, &format!("{name}-decided"));
}

/// The new life is a station of its own: it becomes known like any other, and what it issued is brought back.
fn make_the_new_life_known(here: &Browser, sides: &TwoSides, centre: &Centre, name: &str) {
    sides.until(here, "/recovery", "La postazione nuova è ancora da far conoscere al centro");
    pictures::keep(here, &format!("{name}-unknown-yet"));
    sides.ask_to_be_known(here, &centre.stations);
    sides.grant(here);
    sides.until(here, "/recovery", "Raggiungibile");
    pictures::keep(here, &format!("{name}-known"));
}

/// The centre takes what only the copy has beside the first line, and the station goes on.
fn accept_and_resume(here: &Browser, sides: &TwoSides, name: &str) {
    sides.until(here, "/recovery", "di un’altra continuazione");
    pictures::keep(here, &format!("{name}-waits-for-the-centre"));
    let told = until("the centre to say so, and by whom it goes on", || {
        sides.goto_there("/stations");
        (sides.there.count("main form[action$='/accept']") == 1).then(|| sides.there.text())
    });
    assert!(
        told.contains("ripristinata o copiata") && told.contains("nessuna postazione viene fermata"),
        "{told}"
    );
    pictures::keep(&sides.there, &format!("{name}-fork-at-the-centre"));
    sides.there.press("main form[action$='/accept'] button");
    pictures::keep(&sides.there, &format!("{name}-accepted"));
    // It is asked in its turn, and goes on by itself; or at once, for whoever does not want to wait.
    sides.goto(here, "/recovery");
    if here.count("main form[action$='/ask'] button") > 0 {
        here.press("main form[action$='/ask'] button");
    }
    sides.until(here, "/recovery", "Raggiungibile");
}

/// Known to the centre through pages, with a browser at each.
fn acquainted(station: &Station, centre: &Centre) -> (Browser, TwoSides) {
    let here = Browser::open();
    here.goto(station.address());
    sign_in(&here);
    let sides = TwoSides::new(station, centre);
    sides.ask_to_be_known(&here, &centre.stations);
    sides.grant(&here);
    (here, sides)
}

#[test]
fn a_restored_folder_is_found_by_the_centre_and_goes_on_under_a_new_code_after_a_decision() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut centre = Centre::start();
    let mut station = Start::demo().start();
    open_outage(&clerk(&station));
    let mut asked = Asked::default();
    issue(&clerk(&station), &mut asked, 3);
    let (here, mut sides) = acquainted(&station, &centre);
    sides.until(&here, "/recovery", "Riversare 3 registrazioni");
    sides.recover(&here);
    all_back(&station);
    station.stop();
    // With what lies outside the folder: only the centre can know.
    let older = station.keep();
    station.launch();
    issue(&clerk(&station), &mut asked, 2);
    all_back(&station);
    station.stop();
    station.restore(&older);
    station.launch();
    sides.turn_to(&station);
    sides.goto(&here, "/");
    sign_in(&here);
    sides.until(&here, "/recovery", "questa cartella è una copia più vecchia");
    pictures::keep(&here, "restored-found");
    refuses_to_issue(&station);
    // It stays so when nobody can be asked.
    centre.kill();
    station.kill();
    station.launch();
    refuses_to_issue(&station);
    centre.again();
    sides.turn_to(&station);
    sides.goto(&here, "/");
    sign_in(&here);
    decide(&here, &sides, "restored");
    let first = Asked::default().issue(&clerk(&station), "Dopo").unwrap();
    assert!(first["number"].as_str().unwrap().starts_with("EM01R"), "{first}");
    make_the_new_life_known(&here, &sides, &centre, "restored");
    all_back(&station);
    let numbers = numbers(&station);
    assert_eq!(numbers.keys().filter(|number| number.starts_with("EM01R")).count(), 1, "{numbers:?}");
    // The centre shows both as one counter, and keeps what the lost folder had more.
    sides.goto_there("/stations");
    let text = sides.there.text();
    assert!(text.contains("prima EM01") && text.contains("EM01R"), "{text}");
    sides.goto_there("/outages");
    pictures::keep(&sides.there, "restored-outages");
    centre.stop();
}

#[test]
fn a_cloned_folder_is_refused_as_a_fork_and_both_sides_say_so() {
    if !available(&[Tool::Browser]) {
        return;
    }
    let mut centre = Centre::start();
    let mut station = Start::demo().start();
    open_outage(&clerk(&station));
    issue(&clerk(&station), &mut Asked::default(), 2);
    let (here, mut sides) = acquainted(&station, &centre);
    sides.until(&here, "/recovery", "Riversare 2 registrazioni");
    sides.recover(&here);
    all_back(&station);
    station.stop();
    let elsewhere = tempfile::TempDir::with_prefix("sportello-clone-").unwrap();
    for part in ["data", "home"] {
        let from = if part == "data" { station.data() } else { station.home() };
        copy_folder(&from, &elsewhere.path().join(part));
    }
    station.launch();
    issue(&clerk(&station), &mut Asked::default(), 1);
    all_back(&station);
    station.stop();
    // The clone works on without the centre, and further than the original came.
    centre.kill();
    let clone = Start::demo().below(elsewhere.path()).start();
    issue(&clerk(&clone), &mut Asked::default(), 6);
    centre.again();
    sides.turn_to(&clone);
    sides.goto(&here, "/");
    sign_in(&here);
    sides.until(&here, "/recovery", "due cartelle hanno scritto con lo stesso nome");
    pictures::keep(&here, "cloned-found");
    refuses_to_issue(&clone);
    decide(&here, &sides, "cloned");
    make_the_new_life_known(&here, &sides, &centre, "cloned");
    accept_and_resume(&here, &sides, "cloned");
    // What both wrote under the same number is a conflict, and nothing of it is lost.
    sides.until(&here, "/conflicts", "numero già usato");
    pictures::keep(&here, "cloned-conflicts");
    let api = clerk(&clone);
    let with_number = entries(&api).iter().filter(|row| row["ordinary"].as_str().is_some()).count();
    assert_eq!(with_number, 8, "{:?}", entries(&api));
    let after = Asked::default().issue(&api, "Dopo").unwrap();
    assert!(after["number"].as_str().unwrap().starts_with("EM01R"), "{after}");
    all_back_but_a_conflict(&api);
    // The original is innocent: it goes on as it was.
    drop(clone);
    station.launch();
    sides.turn_to(&station);
    sides.goto(&here, "/");
    sign_in(&here);
    let own = Asked::default().issue(&clerk(&station), "Innocente").unwrap();
    assert_eq!(own["number"].as_str().unwrap().split('-').next(), Some("EM01"), "{own}");
    let_records_go(&clerk(&station));
    // Its next number is one that the clone gave too, before anybody knew.
    all_back_but_a_conflict(&clerk(&station));
    sides.goto(&here, "/recovery");
    assert!(!here.text().contains("L’emissione è ferma"), "{}", here.text());
    centre.stop();
}
