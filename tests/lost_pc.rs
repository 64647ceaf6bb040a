//! A register that lost its last papers and goes on under another code: its *verbale di continuazione*, and a sheet of before
//! that comes back. By pages and by API, over the wire.

use serde_json::{Value, json};
use sportello::clock::Clock;
use tempfile::TempDir;

use crate::support::api::Api;
use crate::support::copy::ended;
use crate::support::counter::{Asked, EVERYONE, clerk, issue_as, opened};
use crate::support::disk::copy_folder;
use crate::support::paper;
use crate::support::site::Visitor;
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};

/// A counter whose folder was put back from before its last paper, and that paper.
pub fn with_a_paper_nobody_knows() -> (Station, Value) {
    let mut station = Start::demo().start();
    let api = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&api, "Prima").unwrap();
    station.stop();
    let earlier = TempDir::with_prefix("sportello-older-").unwrap();
    copy_folder(&station.data(), &earlier.path().join("data"));
    station.launch();
    let lost = asked.issue(&clerk(&station), "Perduta").unwrap();
    station.stop();
    std::fs::remove_dir_all(station.data()).unwrap();
    copy_folder(&earlier.path().join("data"), &station.data());
    station.launch();
    (station, lost)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value}"))
}

/// What a PDF says; it must be fit for the archive.
fn printed(bytes: &[u8]) -> String {
    let folder = TempDir::with_prefix("sportello-paper-").unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, bytes).unwrap();
    paper::assert_archivable(&file);
    paper::words(&file)
}

const DECIDED: [(&str, &str); 3] =
    [("do", "continue"), ("reason", "Cartella rimessa da una copia"), ("act", "ordine di servizio n. 4")];

#[test]
fn the_register_goes_on_with_a_paper_to_sign_and_a_sheet_that_comes_back_is_written_down() {
    if !available(&[Tool::Poppler, Tool::Preflight]) {
        return;
    }
    let (mut station, lost) = with_a_paper_nobody_knows();
    let (number, code) = (text(&lost["number"]).to_owned(), text(&lost["check_code"]).to_owned());
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    assert_eq!(visitor.done("/decide", "/decide", &DECIDED), "/station/lives");
    let api = clerk(&station);
    let life = sign_the_paper(&mut visitor, &api, &number);
    come_back(&mut visitor, &api, &number, &code);
    let outage = api.get("/api/v1/outages/current").unwrap().expect(200);
    assert_eq!(outage["stray_papers_count"], 1, "{outage}");
    let outage = text(&outage["id"]);
    let page = visitor.get(&format!("/outages/{outage}")).html;
    assert!(
        page.contains(&format!("/station/lives/{life}/continuation.pdf")) && page.contains("/stray-papers")
    );
    let register = visitor.get(&format!("/outages/{outage}/register-p.pdf"));
    let said = printed(&register.bytes);
    for words in [&number, "rilasciato dal PC perduto, annotato", "PERDUTA ROSA"] {
        assert!(said.to_uppercase().contains(&words.to_uppercase()), "{words}\n{said}");
    }
    station.stop();
    station.launch();
    let kept = clerk(&station).get(&format!("/api/v1/stray-papers/{number}")).unwrap().expect(200);
    assert_eq!(kept["rows"].as_array().unwrap().len(), 2, "{kept}");
}

/// The paper to sign, on the page that follows the decision and through the API; the station of the life that ended.
fn sign_the_paper(visitor: &mut Visitor, api: &Api, lost: &str) -> String {
    let lives = api.get("/api/v1/past-lives").unwrap().expect(200);
    let life = &lives["rows"][0];
    assert_eq!((&life["code"], &life["act"]), (&json!("EM01"), &json!("ordine di servizio n. 4")), "{life}");
    assert_eq!(life["unknown_from"][0], lost, "{life}");
    let station = text(&life["station"]).to_owned();
    let address = format!("/station/lives/{station}/continuation.pdf");
    assert!(visitor.get("/station/lives").html.contains(&address));
    assert!(visitor.get("/").html.contains("href=\"/station/lives\""), "the home page leads there too");
    let shown = visitor.get(&address);
    let sent = api.get(&format!("/api/v1/past-lives/{station}/continuation-record")).unwrap();
    assert_eq!((shown.status, sent.status), (200, 200));
    for said in [printed(&shown.bytes), printed(&sent.bytes)] {
        for words in
            ["VERBALE DI CONTINUAZIONE", lost, text(&life["successor_code"]), "ordine di servizio n. 4"]
        {
            assert!(said.contains(words), "{words}\n{said}");
        }
    }
    let nobodys = api.get(&format!("/api/v1/past-lives/{}/continuation-record", api.mint())).unwrap();
    assert_eq!(nobodys.status, 404);
    station
}

/// Typed on the page, refused a second time, corrected through the API; told on the telephone.
fn come_back(visitor: &mut Visitor, api: &Api, number: &str, code: &str) {
    let confirm = || {
        let asked = json!({ "number": number, "check_code": code });
        api.post("/api/v1/confirmations", &asked).unwrap().expect(200)["answer"].clone()
    };
    assert_eq!(confirm(), "not-known-here");
    let today = Clock::system().now().day();
    let issued = today.format("%d/%m/%Y").to_string();
    let sheet = [
        ("number", number),
        ("title", "Certificato di nascita"),
        ("surname", "Perduto"),
        ("given-names", "Rosa"),
        ("issued", &issued),
        ("check-code", code),
    ];
    let mut write = |fields: &[(&str, &str)]| {
        let id = api.mint().to_string();
        let with_id = [&[("id", id.as_str())], fields].concat();
        visitor.send("/stray-papers/new", "/stray-papers/new", &with_id)
    };
    let led = write(&sheet).location.expect("it is written down");
    assert_eq!(led, format!("/stray-papers/{number}"));
    assert_eq!(confirm(), "written-down");
    let again = write(&sheet);
    assert_eq!(again.status, 422);
    assert!(again.html.contains("già annotato, da") && again.html.contains(&led), "{}", again.html);
    let known = number.replace("0000002", "0000001");
    let answered = write(&[&[("number", known.as_str())], &sheet[1..]].concat());
    assert!(answered.html.contains("è una registrazione nota") && answered.html.contains("href=\"/entries/"));
    let stands = api.get(&format!("/api/v1{led}")).unwrap().expect(200)["rows"][0].clone();
    let correction = json!({
        "id": api.mint(), "corrects": stands["id"], "reason": "cognome letto male",
        "sheet": {
            "title": "Certificato di nascita", "surname": "Perduta", "given_names": "Rosa",
            "issued": today, "issued_at": "00:00", "check_code": code,
        },
    });
    let path = format!("/api/v1{led}/corrections");
    assert_eq!(api.post(&path, &correction).unwrap().expect(201)["surname"], "Perduta");
    let late = json!({ "id": api.mint(), "corrects": stands["id"], "reason": "tardi" });
    assert_eq!(api.post(&path, &late).unwrap().status, 409);
    let found = api.post("/api/v1/stray-paper-searches", &json!({ "name": "perduta" })).unwrap().expect(200);
    assert_eq!(found["rows"][0]["issued_at"], "00:00", "{found}");
    let page = visitor.send("/entries", "/entries/search", &[("name", "perduta")]);
    assert!(page.html.contains(&led), "{}", page.html);
    let page = visitor.get(&led).html;
    assert!(page.contains("cognome letto male") && page.contains("Perduto Rosa"), "{page}");
}

#[test]
fn a_sheet_is_refused_by_the_fields_that_name_it() {
    let (station, lost) = with_a_paper_nobody_knows();
    let api = clerk(&station);
    let sheet = |surname: &str, code: &str| {
        json!({
            "title": "Certificato", "surname": surname, "given_names": "", "check_code": code,
            "issued": Clock::system().now().day(),
        })
    };
    let write = |number: &Value, sheet: Value| {
        api.post("/api/v1/stray-papers", &json!({ "id": api.mint(), "number": number, "sheet": sheet }))
            .unwrap()
    };
    // As long as nobody decided how the register goes on, nothing is written.
    let early = write(&lost["number"], sheet("Perduta", ""));
    assert!(early.status == 422 || early.status == 503, "{}", early.text());
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    visitor.done("/decide", "/decide", &DECIDED);
    let refused = write(&lost["number"], sheet("", "7KQM")).expect(422);
    let fields: Vec<&str> =
        refused["fields"].as_array().unwrap().iter().map(|one| text(&one["field"])).collect();
    assert_eq!(fields, ["sheet.surname", "sheet.check_code"], "{refused}");
    let foreign = write(&json!("EM77-2026-0000001"), sheet("Perduta", "")).expect(422);
    assert_eq!(foreign["fields"][0]["field"], "number", "{foreign}");
    // What is issued from now on has a code of its own.
    assert!(text(&issue_as(&api, api.mint(), "Dopo").unwrap().expect(201)["number"]).starts_with("EM01R"));
    write(&lost["number"], sheet("Perduta", "")).expect(201);
}

#[test]
fn the_disk_of_the_old_computer_is_taken_in_by_a_command_that_shows_first_and_takes_what_it_showed_once() {
    let mut station = Start::demo().start();
    let api = opened(&station);
    let mut asked = Asked::default();
    asked.issue(&api, "Prima").unwrap();
    station.stop();
    let kept = TempDir::with_prefix("sportello-older-").unwrap();
    copy_folder(&station.data(), &kept.path().join("earlier"));
    station.launch();
    let lost = asked.issue(&clerk(&station), "Perduta").unwrap();
    station.stop();
    let old = kept.path().join("old");
    copy_folder(&station.data(), &old);
    std::fs::remove_dir_all(station.data()).unwrap();
    copy_folder(&kept.path().join("earlier"), &station.data());
    station.launch();
    Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1).done("/decide", "/decide", &DECIDED);
    let api = clerk(&station);
    let confirm = || {
        let asked = json!({ "number": lost["number"], "check_code": lost["check_code"] });
        api.post("/api/v1/confirmations", &asked).unwrap().expect(200)["answer"].clone()
    };
    assert_eq!(confirm(), "not-known-here");
    let late = |folder: &std::path::Path, more: &[&str]| {
        let mut command = station.command(&["late-records"]);
        command.arg(folder).args(["--login", EVERYONE.0]).args(more);
        ended(command, EVERYONE.1)
    };
    let shown = late(&old, &[]);
    assert!(shown.status.success(), "{shown:?}");
    let said = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(said.contains("life         EM01 (") && said.contains("Nothing was changed"), "{said}");
    assert_eq!(confirm(), "not-known-here", "looking changes nothing");
    let taken = late(&old, &["--reason", "ritrovato il disco del computer vecchio"]);
    let said = String::from_utf8_lossy(&[&taken.stdout[..], &taken.stderr].concat()).into_owned();
    assert!(taken.status.success() && said.contains("records of EM01"), "{said}");
    assert_eq!(confirm(), "genuine");
    for (folder, words) in [(&old, "already"), (&kept.path().to_owned(), "")] {
        let again = late(folder, &["--reason", "di nuovo"]);
        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        assert!(!again.status.success() && said.contains(words), "{said}");
    }
    drop(api);
}
