//! What a clerk does, through the API, and what must hold after any misfortune.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use sportello::clock::Clock;
use uuid::Uuid;

use super::api::{Answer, Api, Lost};
use super::station::Station;
use super::tool::run;

/// The operator of the drill who holds every role.
pub const EVERYONE: (&str, &str) = ("dario", "445566");

/// The form that the tests issue.
pub const FORM: &str = "birth-certificate";

/// What the service was asked for and what it acknowledged: identifier → number, once there is an answer.
#[derive(Clone, Debug, Default)]
pub struct Asked(BTreeMap<Uuid, Option<String>>);

impl Asked {
    /// Issues one certificate and remembers how it ended. A refusal fails the test.
    #[track_caller]
    pub fn issue(&mut self, clerk: &Api, surname: &str) -> Result<Value, Lost> {
        let id = clerk.mint();
        self.0.insert(id, None);
        let entry = issue_as(clerk, id, surname)?.expect(201);
        self.acknowledge(id, &entry);
        Ok(entry)
    }

    /// Remembers an identifier that may or may not become an entry.
    pub fn ask(&mut self, id: Uuid) {
        self.0.entry(id).or_default();
    }

    pub fn acknowledge(&mut self, id: Uuid, entry: &Value) {
        self.0.insert(id, Some(entry["number"].as_str().expect("an entry has a number").to_owned()));
    }

    /// What was asked again has the number it was given before, if it was.
    #[track_caller]
    pub fn acknowledge_again(&mut self, id: Uuid, entry: &Value) {
        let before = self.0.get(&id).cloned().flatten();
        self.acknowledge(id, entry);
        assert!(before.is_none() || before == self.0[&id], "{before:?} became {entry}");
    }

    pub fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Whether this entry was asked for, and has the number that was acknowledged.
    pub fn has(&self, entry: &Value) -> bool {
        let id = entry["id"].as_str().and_then(|id| id.parse::<Uuid>().ok());
        match id.and_then(|id| self.0.get(&id)) {
            Some(Some(number)) => entry["number"] == number.as_str(),
            Some(None) => true,
            None => false,
        }
    }

    pub fn acknowledged(&self) -> usize {
        self.0.values().flatten().count()
    }
}

/// A client signed in with every role.
#[track_caller]
pub fn clerk(station: &Station) -> Api {
    Api::signed_in(station.address(), EVERYONE.0, EVERYONE.1)
}

/// Opens an outage that began an hour ago.
#[track_caller]
pub fn open_outage(clerk: &Api) -> Value {
    let started = Clock::system().now().utc() - TimeDelta::hours(1);
    clerk.post("/api/v1/outages", &outage_since(clerk, started)).unwrap().expect(201)
}

/// The content that opens an outage.
pub fn outage_since(clerk: &Api, started: DateTime<Utc>) -> Value {
    json!({
        "id": clerk.mint(),
        "scenario": "own-suite",
        "cause": "power",
        "description": "Mancanza di energia al centro elaborazione dati",
        "started": started.to_rfc3339(),
        "telephone": "0523 123456",
        "clock_is_right": true,
        "authorisation": {
            "id": clerk.mint(),
            "signer": "Elena Gatti",
            "signer_role": "Segretaria generale",
            "act": { "kind": "to-be-signed" },
        },
    })
}

/// A station with an outage open, and a client of it.
#[track_caller]
pub fn opened(station: &Station) -> Api {
    let clerk = clerk(station);
    open_outage(&clerk);
    clerk
}

/// A person says, once or again, that records may go: every centre is asked at once, not when its turn comes.
#[track_caller]
pub fn let_records_go(clerk: &Api) {
    let known = clerk.get("/api/v1/recovery").unwrap().expect(200);
    for centre in known["centres"].as_array().unwrap() {
        let path = format!("/api/v1/centres/{}/recovery", centre["id"].as_str().unwrap());
        clerk.put(&path, b"").unwrap().expect(200);
    }
}

/// Asks for a certificate under this identifier.
pub fn issue_as(clerk: &Api, id: Uuid, surname: &str) -> Result<Answer, Lost> {
    clerk.post("/api/v1/entries", &certificate(id, surname))
}

/// The content of a certificate of birth.
pub fn certificate(id: Uuid, surname: &str) -> Value {
    json!({ "id": id, "form": FORM, "values": values(surname), "use_code": "private" })
}

/// What a clerk reads from the act and types.
pub fn values(surname: &str) -> Map<String, Value> {
    let Value::Object(values) = json!({
        "act-number": "127",
        "act-part": "I",
        "act-series": "A",
        "act-year": "1985",
        "surname": surname,
        "given-names": "Maria Chiara",
        "sex": "F",
        "birth-date": "04/08/1985",
        "birth-time": "07:45",
        "birth-place": "Piacenza (PC)",
    }) else {
        unreachable!("written as an object")
    };
    values
}

/// Every entry, as lists show it.
#[track_caller]
pub fn entries(clerk: &Api) -> Vec<Value> {
    let mut all = Vec::new();
    let mut after = String::new();
    loop {
        let page = clerk.get(&format!("/api/v1/entries?limit=200{after}")).unwrap().expect(200);
        all.extend(page["rows"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return all,
        }
    }
}

/// Starts the station again and asserts what must hold whatever happened to it: every acknowledged entry is there once
/// under its number, numbers have no gap and no double, nothing is there that nobody asked for, what nobody answered
/// for is asked, papers can be printed, the journal verifies.
#[track_caller]
pub fn assert_whole(station: &mut Station, asked: &Asked) {
    station.launch();
    assert_entries(station, asked);
    let status = station.stop();
    assert!(status.success(), "it ended with {status}: {}", station.said());
    run(&mut station.command(&["journal", "verify"]));
}

/// A running station has everything that [`assert_whole`] asks for, and gives the next person the next number: nobody had to
/// decide anything. Then it stops, and its journal verifies.
#[track_caller]
pub fn assert_goes_on(station: &mut Station, asked: &mut Asked) {
    assert_entries(station, asked);
    let status = Api::at(station.address()).get("/status").unwrap().expect(200);
    assert_eq!(
        status["station"]["issuing_stopped"], false,
        "nothing is lost, but nothing is issued: {status}"
    );
    let clerk = clerk(station);
    let last = entries(&clerk).iter().filter_map(|row| row["number"].as_str()).map(serial).max().unwrap_or(0);
    let next = asked.issue(&clerk, "Dopo").expect("it answers");
    assert_eq!(serial(next["number"].as_str().unwrap()), last + 1, "{next}");
    let ended = station.stop();
    assert!(ended.success(), "it ended with {ended}: {}", station.said());
    run(&mut station.command(&["journal", "verify"]));
}

/// The part of [`assert_whole`] that a running station answers.
#[track_caller]
pub fn assert_entries(station: &Station, asked: &Asked) {
    let status = Api::at(station.address()).get("/status").unwrap();
    assert_eq!(status.status, 200, "{}", status.text());
    let clerk = clerk(station);
    let entries = entries(&clerk);
    let mut by_id = BTreeMap::new();
    let mut serials = BTreeSet::new();
    for entry in &entries {
        let id: Uuid = entry["id"].as_str().unwrap().parse().unwrap();
        let number = entry["number"].as_str().unwrap();
        assert!(by_id.insert(id, number).is_none(), "{id} is there twice");
        assert!(serials.insert(serial(number)), "{number} is there twice");
        assert!(asked.0.contains_key(&id), "nobody asked for {number}");
    }
    let gapless: BTreeSet<u32> = (1..).take(entries.len()).collect();
    assert_eq!(serials, gapless, "numbers without gaps");
    for (id, number) in &asked.0 {
        if let Some(number) = number {
            assert_eq!(by_id.get(id), Some(&number.as_str()), "{number} was acknowledged");
        }
    }
    assert_doubts(&clerk, &entries);
    if let Some(entry) = entries.iter().find(|entry| entry["state"]["word"] != "annulled") {
        assert_can_print(&clerk, entry["id"].as_str().unwrap());
    }
}

/// Every paper of which nobody has said that it came out is asked about.
#[track_caller]
fn assert_doubts(clerk: &Api, entries: &[Value]) {
    let ids = |rows: &[Value]| -> BTreeSet<String> {
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let unanswered: Vec<Value> = entries
        .iter()
        .filter(|entry| matches!(entry["state"]["word"].as_str(), Some("issued" | "print-sent")))
        .cloned()
        .collect();
    let mut asked = BTreeSet::new();
    let mut address = "/api/v1/entries?state=in-doubt&limit=200".to_owned();
    loop {
        let page = clerk.get(&address).unwrap().expect(200);
        asked.extend(ids(page["rows"].as_array().unwrap()));
        let Some(next) = page["next"].as_str() else { break };
        address = format!("/api/v1/entries?state=in-doubt&limit=200&after={next}");
    }
    assert_eq!(asked, ids(&unanswered));
    let outage = clerk.get("/api/v1/outages/current").unwrap().expect(200);
    assert_eq!(outage["doubts_count"], json!(asked.len()));
}

#[track_caller]
fn assert_can_print(clerk: &Api, id: &str) {
    let paper = clerk.post(&format!("/api/v1/entries/{id}/prints"), &Value::Null).unwrap();
    assert_eq!(paper.status, 200, "{}", paper.text());
    assert!(paper.bytes.starts_with(b"%PDF-"), "a paper");
}

/// The running number of `EM01-2026-0000031`.
pub fn serial(number: &str) -> u32 {
    let digits = number.rsplit('-').next().unwrap_or_default();
    digits.parse().unwrap_or_else(|_| panic!("{number} ends with its serial"))
}
