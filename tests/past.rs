//! What earlier builds made, which every later one opens, verifies, issues on from, restores and recovers: `tests/past/`.

mod facts;
mod make;
mod shelf;
mod town;

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::{Value, json};
use sportello::desk::draft::edit::SaveDraft;
use sportello::desk::issue::issuing::Issue;

use crate::installation::lose_the_key_file;
use crate::support::api::Api;
use crate::support::cluster::Cluster;
use crate::support::copy::await_copy;
use crate::support::counter::{FORM, entries, issue_as, serial, values};
use crate::support::hub::Centre;
use crate::support::site::Visitor;
use crate::support::station::{PROGRAM, Station};
use crate::support::tool::{Tool, available, run};
use crate::support::wait::until;
use facts::{LOGIN, PASSPHRASE, PIN, sha256};
use make::centres::{at_centre, received};
use shelf::Past;

fn status(station: &Station) -> Value {
    Api::at(station.address()).get("/status").unwrap().expect(200)
}

fn verify(data: &std::path::Path, more: &[&str]) -> String {
    run(Command::new(PROGRAM).args(["journal", "verify", "--data"]).arg(data).args(more))
}

#[test]
fn the_journal_and_the_second_copy_of_before_are_sound_and_every_kind_of_record_is_known() {
    for past in Past::all() {
        let mut known = BTreeSet::new();
        for part in ["station/data", "station/stick", "continued/data"] {
            let base = past.part(part);
            let key = base.parent().unwrap().join("home/station.key");
            let said = verify(&base, &["--key-file", key.to_str().unwrap()]);
            assert!(said.lines().any(|line| line == "sound"), "{}, {part}: {said}", past.name);
            assert!(
                part.starts_with("continued") || said.contains(&past.facts.head),
                "{}: {said}",
                past.name
            );
            let shown = run(Command::new(PROGRAM)
                .args(["journal", "show", "--data"])
                .arg(base)
                .arg("--key-file")
                .arg(key));
            known.extend(facts::kinds(&shown));
        }
        assert_eq!(known, past.facts.kinds, "{}", past.name);
    }
}

#[test]
fn a_station_of_before_opens_with_its_passphrase_and_its_recovery_code_as_well() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    for past in Past::all() {
        for (kind, secret) in
            [("passphrase", PASSPHRASE), ("recovery-code", past.facts.recovery_code.as_str())]
        {
            let mut station = past.start("station").prepare();
            if station.home().join("station.key").exists() {
                lose_the_key_file(&station);
            }
            station.launch();
            assert_eq!(status(&station)["phase"], "locked", "{}", past.name);
            let mut visitor = Visitor::at(station.address());
            visitor.done("/unlock", "/unlock", &[("kind", kind), ("secret", secret)]);
            assert_eq!(status(&station)["phase"], "open", "{}: {kind}", past.name);
            station.stop();
        }
    }
}

#[test]
fn on_its_own_computer_a_station_of_before_issues_on_with_the_next_number_and_nobody_is_asked() {
    for past in Past::all() {
        for (part, last) in [("station", &past.facts.last_number), ("continued", &past.facts.continued)] {
            let (counter, desk, who) = past.open(part);
            assert_eq!(desk.strip().stop, None, "{}: {part}", past.name);
            let id = desk.begin_draft(&who, FORM).unwrap().id;
            let typed = values("Paisiello").into_iter();
            let raw = typed.map(|(name, value)| (name, value.as_str().unwrap().to_owned())).collect();
            desk.save_draft(&who, id, SaveDraft { raw, ..SaveDraft::default() }).unwrap();
            let number =
                desk.issue(&who, Issue { id, non_deferrable: None }).unwrap().entry.number.to_string();
            assert_eq!(serial(&number), serial(last) + 1, "{}: {number} after {last}", past.name);
            assert_eq!(number.split('-').next(), last.split('-').next(), "{}", past.name);
            assert!(desk.print(&who, id).unwrap().bytes.starts_with(b"%PDF-"), "{}: {part}", past.name);
            assert!(desk.verify_journal(&who).unwrap().findings.is_empty(), "{}: {part}", past.name);
            counter.stop();
            let key = past.part(part).join("home/station.key");
            verify(&past.part(part).join("data"), &["--key-file", key.to_str().unwrap()]);
        }
    }
}

#[test]
fn what_a_station_of_before_issued_is_found_shown_and_reprinted() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    for past in Past::all() {
        let facts = &past.facts;
        let mut station = past.station().start();
        let api = Api::signed_in(station.address(), LOGIN.0, PIN.0);
        let all = entries(&api);
        assert_eq!(all.len(), facts.entries, "{}", past.name);
        let by_number = |number: &str| {
            all.iter().find(|row| row["number"] == number).unwrap_or_else(|| panic!("no {number}"))
        };
        assert_eq!(by_number(&facts.annulled)["state"]["word"], "annulled");
        assert!(by_number(&facts.kept_number)["ordinary"].is_string());
        let found = api.post("/api/v1/entry-searches", &json!({ "name": "Handel" })).unwrap().expect(200);
        assert_eq!(found["rows"][0]["number"], facts.kept_number.as_str());
        let found =
            api.post("/api/v1/people-searches", &json!({ "who": facts.resident })).unwrap().expect(200);
        assert_eq!(found["people"].as_array().unwrap().len(), 1, "{found}");
        kept_papers(&past, &api);
        station.stop();
    }
}

/// The paper as it was printed first, a copy of it, photographs, a confirmation by telephone.
fn kept_papers(past: &Past, api: &Api) {
    let facts = &past.facts;
    let entry = format!("/api/v1/entries/{}", facts.kept_entry);
    let paper = api.get(&format!("{entry}/document")).unwrap();
    assert_eq!(sha256(&paper.bytes), facts.kept_sha256, "{}: the paper that was handed over", past.name);
    let photograph = |id: &str| api.get(&format!("/api/v1/entries/{id}/photograph")).unwrap().status;
    assert_eq!(photograph(&facts.photograph), 200, "{}", past.name);
    assert_ne!(photograph(&facts.photograph_erased), 200, "{}", past.name);
    let asked = json!({ "number": facts.kept_number, "check_code": facts.kept_check_code });
    let answer = api.post("/api/v1/confirmations", &asked).unwrap().expect(200);
    assert_eq!(answer["answer"], "genuine", "{}: {answer}", past.name);
}

#[test]
fn a_station_of_before_carried_to_another_computer_with_its_second_copy_issues_on_with_the_next_number() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    for past in Past::all() {
        let mut station = past.station().start();
        let api = Past::at_work(&station);
        let entry = issue_as(&api, api.mint(), "Paisiello").unwrap().expect(201);
        let (number, last) = (entry["number"].as_str().unwrap(), &past.facts.last_number);
        assert_eq!(serial(number), serial(last) + 1, "{}: {number} after {last}", past.name);
        station.stop();
        station.launch();
        let again = Api::signed_in(station.address(), LOGIN.0, PIN.0);
        assert!(entries(&again).iter().any(|row| row["number"] == number), "{}", past.name);
        assert_eq!(status(&station)["station"]["issuing_stopped"], false, "{}: decided once", past.name);
        await_copy(&station, "up-to-date");
        station.stop();
    }
}

#[test]
fn a_centre_of_before_takes_a_bundle_of_before_and_what_its_station_issues_today() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    for past in Past::all() {
        let mut centre = past.centre("hub", &[]);
        let had = received(&centre);
        assert_eq!(had, past.facts.received, "{}", past.name);
        let bundle = std::fs::read(past.part("records.sportello")).unwrap();
        let taken = at_centre(&centre).upload("/bundles", "/bundles", &bundle);
        assert!(taken.html.contains("preso; registrazioni nuove"), "{}: {}", past.name, taken.html);
        assert!(received(&centre) > had, "{}", past.name);
        comes_home(&past, &centre, "Centro del Comune");
        centre.stop();
    }
}

#[test]
fn a_dump_of_before_is_restored_and_its_centre_takes_what_its_station_issues_today() {
    if !available(&[Tool::Faketime, Tool::Postgres]) {
        return;
    }
    for past in Past::all() {
        let cluster = Cluster::start();
        cluster.restore(&past.part("hub-postgres/centre.sql"));
        let mut centre = past.centre("hub-postgres", &["--database", &cluster.url()]);
        assert_eq!(received(&centre), past.facts.received, "{}", past.name);
        comes_home(&past, &centre, "Centro provinciale");
        centre.stop();
    }
}

/// The station issues, is told where the centre answers now, and gets an ordinary number for each of its entries.
fn comes_home(past: &Past, centre: &Centre, name: &str) {
    let mut station = past.station().start();
    let api = Past::at_work(&station);
    issue_as(&api, api.mint(), "Paisiello").unwrap().expect(201);
    let known = api.get("/api/v1/recovery").unwrap().expect(200);
    let of_name =
        |all: &Value| all["centres"].as_array().unwrap().iter().find(|one| one["name"] == name).cloned();
    let id = of_name(&known).expect("it is known")["id"].as_str().unwrap().to_owned();
    let address = format!("/recovery/{id}/address");
    let mut visitor = Visitor::signed_in(station.address(), LOGIN.0, PIN.0);
    visitor.done(&address, &address, &[("address", &centre.stations)]);
    api.put(&format!("/api/v1/centres/{id}/recovery"), b"").unwrap().expect(200);
    until("everything to be back", || {
        let now = api.get("/api/v1/recovery").unwrap().expect(200);
        let whole = of_name(&now).is_some_and(|centre| centre["lacking"] == 0);
        let numbered = entries(&api).iter().all(|row| row["ordinary"].is_string());
        (whole && numbered).then_some(())
    });
    assert_eq!(received(centre), entries(&api).len(), "{}", past.name);
    station.stop();
}

#[test]
fn a_root_of_before_certifies() {
    if !available(&[Tool::Faketime]) {
        return;
    }
    for past in Past::all() {
        let passphrase = past.part("passphrase");
        std::fs::write(&passphrase, format!("{PASSPHRASE}\n")).unwrap();
        let (root, made) = (past.part("root"), past.part("made.pem"));
        let request = past.part("hub/data/keys/hub-request.pem");
        let arguments = [
            ["certify", "--root", root.to_str().unwrap()],
            ["--passphrase-file", passphrase.to_str().unwrap(), "--hub"],
            ["--name", "localhost", "--request"],
            [request.to_str().unwrap(), "--out", made.to_str().unwrap()],
        ];
        town::keys(&arguments.concat(), past.days());
        assert!(std::fs::read_to_string(made).unwrap().contains("BEGIN CERTIFICATE"), "{}", past.name);
    }
}
