//! The chain held by others: heads on acts, on the daily sheet and on the screen; told back to the station; held against a
//! journal from the command line.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::api::Api;
use crate::support::copy::await_copy;
use crate::support::counter::{Asked, EVERYONE, clerk, issue_as, open_outage};
use crate::support::disk::copy_folder;
use crate::support::hub::Centre;
use crate::support::paper::{assert_archivable, words};
use crate::support::site::{Acquainted, Visitor};
use crate::support::station::{Start, Station};
use crate::support::tool::{Tool, available};
use crate::support::wait::until;

/// The head as the API gives it, once everything acknowledged is in it.
fn head(clerk: &Api) -> Value {
    clerk.get("/api/v1/journal-head").unwrap().expect(200)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}"))
}

fn issue(clerk: &Api, asked: &mut Asked, count: usize) -> Vec<String> {
    (0..count).map(|_| text(&asked.issue(clerk, "Prova").unwrap()["number"]).to_owned()).collect()
}

fn verify(station: &Station, against: &[&str], with_key: bool) -> Output {
    let mut command = station.command(&["journal", "verify"]);
    if with_key {
        command.arg("--key-file").arg(station.home().join("station.key"));
    }
    for one in against {
        command.args(["--against", one]);
    }
    command.output().unwrap()
}

#[track_caller]
fn agrees(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("agrees"), "{said}");
}

#[track_caller]
fn differs(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "{word:?} in {said}");
    }
}

#[test]
fn acts_and_the_daily_sheet_bear_the_head_that_the_command_line_finds_in_the_journal() {
    if !available(&[Tool::Poppler, Tool::Preflight]) {
        return;
    }
    let mut station = Start::demo().start();
    let clerk = clerk(&station);
    open_outage(&clerk);
    let numbers = issue(&clerk, &mut Asked::default(), 2);
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let act = visitor.send("/outage/authorise", "/outage/further-act.pdf", &[("signer", "Elena Gatti")]);
    let opening = visitor.get("/outage/opening-act.pdf");
    let page = visitor.get("/outage/authorise").html;
    assert!(page.contains("va conservato agli atti"), "{page}");
    let sheet = visitor.get("/day").html;
    let mut printed = Vec::new();
    for (name, pdf) in [("ulteriore", act), ("apertura", opening)] {
        let path = station.scratch().join(format!("{name}.pdf"));
        std::fs::write(&path, &pdf.bytes).unwrap();
        assert_archivable(&path);
        let said = words(&path);
        assert!(said.contains("Testa del giornale") && said.contains("Conservare questo foglio"), "{said}");
        assert!(said.contains(&numbers[1]), "{said}");
        printed.push(said.split_once("posizione ").unwrap().1.split_once(" (lettere").unwrap().0.to_owned());
    }
    let own = head(&clerk);
    let grouped = |chain: &str| {
        let groups: Vec<&str> = (0..64).step_by(4).map(|at| &chain[at..at + 4]).collect();
        groups.join(" ")
    };
    assert!(sheet.contains("Testa del giornale") && sheet.contains("square-code"), "{sheet}");
    let on_the_sheet = sheet.split_once("<h2 id=\"head-title\">").unwrap().1;
    assert!(on_the_sheet.contains(text(&own["last_letters"])), "{on_the_sheet}");
    station.stop();
    for told in &printed {
        agrees(&verify(&station, &[told.as_str()], false));
    }
    agrees(&verify(&station, &[&format!("{}: {}", own["position"], grouped(text(&own["chain"])))], false));
    agrees(&verify(&station, &[text(&own["scannable"])], false));
    let telephone = format!("{} {}", numbers[1], text(&own["last_letters"]));
    agrees(&verify(&station, &[&telephone], true));
    let keyless = verify(&station, &[&telephone], false);
    assert!(String::from_utf8_lossy(&keyless.stderr).contains("only with a key"), "{keyless:?}");
}

#[test]
fn the_first_record_that_differs_is_named_from_a_copy_a_file_and_what_was_told() {
    let mut station = Start::demo().start();
    let stick = station.scratch().join("stick");
    std::fs::create_dir(&stick).unwrap();
    station.stop();
    station.configure(|start| start.argument("--second-copy").argument(stick.display().to_string()));
    station.launch();
    let mut asked = Asked::default();
    let first = clerk(&station);
    open_outage(&first);
    issue(&first, &mut asked, 1);
    station.stop();
    let older = station.keep();
    station.launch();
    let second = clerk(&station);
    let numbers = issue(&second, &mut asked, 3);
    let own = head(&second);
    await_copy(&station, "up-to-date");
    station.stop();
    let copy = station.scratch().join("stick-of-then");
    copy_folder(&stick, &copy);
    let (copy, anchor) = (copy.display().to_string(), format!("{}:{}", own["position"], text(&own["chain"])));
    let file = station.scratch().join("testa.txt");
    std::fs::write(&file, format!("Testa annotata a fine turno\n{anchor}\n")).unwrap();
    let file = file.display().to_string();
    let telephone = format!("{} {}", numbers[2], text(&own["last_letters"]));
    agrees(&verify(&station, &[&copy, &file, &anchor, &telephone], true));

    station.restore(&older);
    differs(&verify(&station, &[&copy], true), &["the other has", "number EM01-2026-0000001"]);
    differs(&verify(&station, &[&anchor], false), &["the journal ends at position", "are missing"]);
    differs(&verify(&station, &[&telephone], true), &["EM01-2026-0000004 was not given"]);

    // Another past, as long: what the folder writes now parts from what it wrote then.
    station.configure(|_| Start::demo());
    station.launch();
    let third = clerk(&station);
    until("records of another past, as many", || {
        let _ = third.get("/api/v1/entries").unwrap();
        let _ = clerk(&station);
        let position = head(&third)["position"].as_u64()?;
        (position > own["position"].as_u64()?).then_some(())
    });
    station.stop();
    differs(
        &verify(&station, &[&copy], true),
        &["the first record that differs: position", "after number EM01-2026-0000001"],
    );
    differs(&verify(&station, &[&file], false), &["the first that differs lies between position 1 and"]);
}

#[test]
fn a_head_on_paper_that_the_journal_does_not_contain_stops_issuing_in_two_steps() {
    let mut station = Start::demo().start();
    let clerk = clerk(&station);
    open_outage(&clerk);
    issue(&clerk, &mut Asked::default(), 1);
    let tell = |said: &str, seen: Option<&str>| {
        let told = json!({ "said": said, "how": "paper", "told_by": "Bruno Conti", "seen": seen });
        clerk.post("/api/v1/witnessed-heads", &told).unwrap()
    };
    let own = head(&clerk);
    let right = format!("{} {}", text(&own["last_number"]), text(&own["last_letters"]));
    assert_eq!(tell(&right, None).expect(201)["compared"], "agrees");
    assert_eq!(tell("EM02-2026-0000031 7KQM-3XWT-0H5D-PR9A", None).expect(201)["compared"], "other-station");
    let wrong = "EM01-2026-0000007 7KQM-3XWT-0H5D-PR9A";
    assert_eq!(tell(wrong, None).expect(409)["code"], "head-contradicts");
    assert_eq!(tell(wrong, Some("another-record")).status, 409, "what was seen is another thing");
    let refused = tell("EM01-2026-0000007 7KQM", None).expect(422);
    assert_eq!(refused["fields"][0]["field"], "said", "{refused}");

    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let fields = [("said", wrong), ("how", "paper"), ("told-by", "foglio della signora Neri")];
    let asked = visitor.send("/station/heads", "/station/heads", &fields);
    assert_eq!(asked.status, 422);
    assert!(
        asked.html.contains("ultimo numero EM01-2026-0000001") && asked.html.contains("fermare l’emissione")
    );
    issue_as(&clerk, clerk.mint(), "Ancora").unwrap().expect(201);
    let confirmed = [&fields[..], &[("seen", "beyond")]].concat();
    assert_eq!(visitor.send("/station/heads", "/station/heads", &confirmed).status, 303);
    let refused = issue_as(&clerk, clerk.mint(), "Ferma").unwrap().expect(503);
    assert_eq!(refused["code"], "head-contradicted", "{refused}");
    let page = visitor.get("/station/heads").html;
    assert!(page.contains("L’emissione è ferma") && page.contains("foglio della signora Neri"), "{page}");
    assert!(visitor.get("/decide").html.contains("/station/heads"));
    let decided = [("do", "continue"), ("reason", "Cartella rimessa da una copia")];
    assert_eq!(visitor.send("/decide", "/decide", &decided).status, 303);
    let goes_on = issue_as(&clerk, clerk.mint(), "Riprende").unwrap().expect(201);
    assert!(text(&goes_on["number"]).starts_with("EM01R"), "{goes_on}");
    // The sheet of the life before is held against its own journal, and stops nothing any more.
    assert_eq!(tell(&right, None).expect(201)["compared"], "agrees");
    assert_eq!(tell(wrong, None).expect(201)["compared"], "past-beyond");
    assert_eq!(tell("EM01-2026-0000001 7KQM-3XWT-0H5D-PR9A", None).expect(201)["compared"], "past-differs");
    issue_as(&clerk, clerk.mint(), "Ancora una").unwrap().expect(201);
    // So does the command line, over the journals of both lives.
    let own = head(&clerk);
    let living = format!("{}:{}", own["position"], text(&own["chain"]));
    station.stop();
    agrees(&verify(&station, &[&right, &living], true));
    differs(
        &verify(&station, &["EM01-2026-0000001 7KQM-3XWT-0H5D-PR9A"], true),
        &["number EM01-2026-0000001"],
    );
}

#[test]
fn a_receipt_of_the_centre_is_kept_shown_printed_and_held_against_the_journal() {
    if !available(&[Tool::Poppler, Tool::Preflight]) {
        return;
    }
    let mut centre = Centre::start();
    let mut station = Start::demo().start();
    let clerk = clerk(&station);
    open_outage(&clerk);
    issue(&clerk, &mut Asked::default(), 2);
    let _there = Acquainted::with(&station, &centre, &centre.stations);
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    let page = until("the receipt on the page of heads", || {
        let html = visitor.get("/station/heads").html;
        html.contains("Ricevute del centro").then_some(html)
    });
    let (before, _) = page.split_once("/receipt.pdf").expect("it can be printed");
    let path = before.rsplit_once('"').unwrap().1.to_owned();
    let pdf = station.scratch().join("ricevuta.pdf");
    std::fs::write(&pdf, visitor.get(&format!("{path}/receipt.pdf")).bytes).unwrap();
    assert_archivable(&pdf);
    let signed: Value = serde_json::from_slice(&visitor.get(&format!("{path}/receipt.json")).bytes).unwrap();
    let receipt: Value = serde_json::from_str(text(&signed["text"])).unwrap();
    let said = words(&pdf);
    assert!(said.contains(text(&receipt["centre"])) && said.contains("RICEVUTA DELLA TESTA"), "{said}");
    assert_eq!(text(&signed["signature"]).matches('.').count(), 2);
    let file = station.scratch().join("ricevuta.json");
    std::fs::write(&file, signed.to_string()).unwrap();
    station.stop();
    agrees(&verify(&station, &[&file.display().to_string()], false));
    // It is kept over a restart, and a centre that gives none hinders nothing.
    station.launch();
    let mut visitor = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
    assert!(visitor.get("/station/heads").html.contains("Ricevute del centro"));
    centre.stop();
}
