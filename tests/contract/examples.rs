//! The examples of `CENTRE.md`, made by the program: one station, one centre, keys and times that are always the same.
//! `SPORTELLO_WRITE_CENTRE=1 cargo test --test main contract::examples` writes them into the page.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::Data;
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use sportello::centre::Hub;
use sportello::centre::ledger::identity::Identity;
use sportello::centre::stations::enrolments::AskedFrom;
use sportello::clock::{Clock, Random};
use sportello::disk::RealDisk;
use sportello::domain::centre::exchange::Batch;
use sportello::domain::centre::exchange::enrolment::{EnrolmentNonce, EnrolmentRequest, EnrolmentState};
use sportello::domain::ids::id::StationId;
use sportello::domain::journal::event::Exercise;
use sportello::domain::text::hex;
use sportello::domain::time::moment::Moment;
use sportello::recovery::conformance::book::{Book, FOUNDING};
use sportello::recovery::conformance::visit::subject;
use sportello::recovery::conformance::wire::Ask;
use sportello::store::centre::EmbeddedCentre;
use sportello::trust::message::{self, DIGEST, Outgoing, SIGNATURE, Sense};
use sportello::trust::{Certificate, Request, Urn};
use sportello::vault::{Cost, KeyFile, KeyRing, Secret, SigningKey, SlotHome};
use sportello::web::centre::limits::Limits;
use sportello::web::centre::mock::Failure;
use sportello::web::centre::routes;
use sportello::web::centre::site::HubSite;
use sportello::web::entrance::guard::Hosts;

const PAGE: &str = "CENTRE.md";
/// Longest line of a value in an example.
const WIDE: usize = 96;

fn noon() -> Moment {
    Moment::new(chrono::DateTime::from_timestamp(1_795_345_200, 0).unwrap())
}

/// The centre of the examples.
fn site(folder: &Path, random: &Random) -> HubSite {
    let hub = hub(folder, Clock::fixed(noon()), random);
    let identity = Identity::drill(&hub, SigningKey::generate(random), &["localhost".parse().unwrap()]);
    site_of(hub, identity.unwrap(), random)
}

/// A drill's centre in a folder.
pub fn hub(folder: &Path, clock: Clock, random: &Random) -> Hub {
    let disk = RealDisk::shared();
    let file = KeyFile::create(disk.as_ref(), &folder.join("key"), random).unwrap();
    let id = StationId::new(random.uuid(noon()));
    let home = SlotHome::in_journal(disk, folder);
    let keys = KeyRing::create(home, id, Secret::KeyFile(&file), Cost::NONE, random).unwrap();
    let store = Box::new(EmbeddedCentre::open(&folder.join("centre")).unwrap());
    Hub::open(store, keys, clock, random.clone(), Exercise::Drill, "PG".to_owned()).unwrap()
}

pub fn site_of(hub: Hub, identity: Identity, random: &Random) -> HubSite {
    HubSite {
        key_kept: None,
        hub: Arc::new(hub),
        identity: Arc::new(identity),
        random: random.clone(),
        cost: Cost::NONE,
        setup_code: String::new(),
        passing: sportello::web::site::passing::Passing::new(&Random::system()),
        gates: sportello::web::entrance::gate::Gates::default(),
        copy: None,
        mock: None,
    }
}

/// A station the centre knows, by the way of an enrolment.
fn station(site: &HubSite, random: &Random) -> (StationId, SigningKey, Certificate) {
    let (station, key) = (StationId::new(random.uuid(noon())), SigningKey::generate(random));
    let request = Request::make(&subject(), Urn::from(station), &key).unwrap();
    let nonce = sportello::trust::pairing::Nonce::new(random);
    let asked = EnrolmentRequest { request: request.to_pem(), commitment: nonce.commitment().to_string() };
    let offer = site.hub.ask_enrolment(&site.identity, &asked, &AskedFrom::default()).unwrap();
    let shown = EnrolmentNonce { nonce: nonce.to_string() };
    site.hub.show_nonce(offer.id, &shown.nonce).unwrap();
    site.hub.grant(&site.identity, offer.id, "").unwrap();
    let EnrolmentState::Granted { certificate, .. } = site.hub.enrolment_state(offer.id).unwrap() else {
        panic!("it was granted")
    };
    (station, key, Certificate::from_pem(&certificate).unwrap())
}

/// What was asked and answered, as the page shows it.
struct Told {
    name: &'static str,
    text: String,
}

#[test]
fn the_examples_in_the_page_are_what_the_centre_answers() {
    let folder = tempfile::tempdir().unwrap();
    let random = Random::seeded(2026);
    let site = Data::new(site(folder.path(), &random));
    let (station, key, certificate) = station(&site, &random);
    let book = Book::write(station, noon(), &random);
    let told = actix_web::rt::System::new().block_on(async {
        let app = routes::app(
            site.clone(),
            Data::new(Hosts { names: Vec::new(), proxied: false }),
            Data::new(Limits::default()),
        );
        let app = init_service(app).await;
        let mut told = Vec::new();
        for (name, ask) in asked(&book) {
            let sense = Sense::Request { method: ask.method, path: &ask.path };
            let outgoing = Outgoing {
                from: Urn::from(station),
                to: site.identity.urn,
                id: random.uuid(noon()),
                at: noon(),
                sense,
                content: ask.content(),
            };
            let signed = message::sign(&outgoing, &certificate, &key).unwrap();
            let mut request = TestRequest::with_uri(&ask.path)
                .method(Method::from_bytes(ask.method.as_bytes()).unwrap())
                .insert_header(("host", "localhost"))
                .insert_header((DIGEST, signed.digest.clone()))
                .insert_header((SIGNATURE, signed.signature.clone()))
                .set_payload(ask.body.clone());
            if let Some(media_type) = ask.media_type {
                request = request.insert_header(("content-type", media_type));
            }
            let answer = call_service(&app, request.to_request()).await;
            let whole = name == "position";
            let mut text = format!("```http\n{} {} HTTP/1.1\n", ask.method, ask.path);
            if let Some(media_type) = ask.media_type {
                writeln!(text, "Content-Type: {media_type}").unwrap();
            }
            headers(&mut text, &signed.digest, &signed.signature, whole);
            body(&mut text, &ask.body, whole);
            write!(text, "```\n\n```http\nHTTP/1.1 {}\n", answer.status()).unwrap();
            let header = |name: &str| answer.headers().get(name).unwrap().to_str().unwrap().to_owned();
            writeln!(text, "Content-Type: {}", header("content-type")).unwrap();
            let (digest, signature) = (header(DIGEST), header(SIGNATURE));
            headers(&mut text, &digest, &signature, whole);
            body(&mut text, &read_body(answer).await, whole);
            text.push_str("```\n");
            if whole {
                for (what, signature) in [("request", &signed.signature), ("answer", &signature)] {
                    claims(&mut text, what, signature);
                }
            }
            told.push(Told { name, text });
        }
        told
    });
    hold(told.into_iter().chain([failures()]));
}

/// What is asked, by the name of its example.
fn asked(book: &Book) -> Vec<(&'static str, Ask)> {
    let path = |rest: &str| format!("/api/v1/stations/{}/{rest}", book.station);
    let post = |batch: &Batch| Ask::json("POST", path("records"), serde_json::to_vec(batch).unwrap());
    let file = b"a photograph, say".to_vec();
    let blob = Ask {
        method: "PUT",
        path: path(&format!("blobs/{}", hex::encode(&Sha256::digest(&file)))),
        media_type: Some("application/octet-stream"),
        encoding: None,
        body: file,
    };
    vec![
        ("position", Ask::get(path("position"))),
        ("records", post(&book.batch(0, 2))),
        ("gap", post(&book.batch(FOUNDING, FOUNDING + 1))),
        ("blob", blob),
        ("rest", post(&book.batch(2, FOUNDING + 4))),
        ("outcomes", Ask::get(path("outcomes?after=0"))),
        ("receipt", Ask::get(path("head-receipt"))),
    ]
}

fn headers(text: &mut String, digest: &str, signature: &str, whole: bool) {
    // Numbers are signed anew each time: what the body comes to is shown where the example is whole.
    let (digest, signature) = if whole {
        (digest.to_owned(), signature.to_owned())
    } else {
        ("SHA-256=…".to_owned(), format!("{}…", &signature[..24]))
    };
    writeln!(text, "{DIGEST}: {digest}\n{SIGNATURE}: {signature}").unwrap();
}

/// The body: as sent where the example is whole, otherwise as JSON that a person reads.
fn body(text: &mut String, body: &[u8], whole: bool) {
    if body.is_empty() {
        return;
    }
    text.push('\n');
    match serde_json::from_slice::<Value>(body) {
        Ok(mut value) if !whole => {
            shorten(&mut value);
            text.push_str(&serde_json::to_string_pretty(&value).unwrap());
        }
        _ => text.push_str(&String::from_utf8_lossy(body)),
    }
    text.push('\n');
}

/// Long texts end in an ellipsis: what counts is their place. A detached signature ends with its header.
fn shorten(value: &mut Value) {
    match value {
        Value::String(text) if text.chars().count() > WIDE => {
            let shown = text.find("..").map_or(WIDE, |header| WIDE.min(header + 2));
            *text = text.chars().take(shown).chain(['…']).collect();
        }
        Value::Array(list) => list.iter_mut().for_each(shorten),
        Value::Object(map) => map.values_mut().for_each(shorten),
        _ => {}
    }
}

/// Header and claims of a signature.
fn claims(text: &mut String, what: &str, signature: &str) {
    writeln!(text, "\nHeader and claims of the {what}:\n\n```json").unwrap();
    for part in signature.split('.').take(2) {
        let mut value: Value = serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        shorten(&mut value);
        writeln!(text, "{}", serde_json::to_string_pretty(&value).unwrap()).unwrap();
    }
    text.push_str("```\n");
}

/// The failures that the mock knows.
fn failures() -> Told {
    let mut text = "| failure | what happens |\n|---|---|\n".to_owned();
    for (_, word, does) in Failure::ALL {
        writeln!(text, "| `{word}` | {does} |").unwrap();
    }
    Told { name: "failures", text }
}

/// Holds the examples against the page, or writes them into it.
fn hold(told: impl Iterator<Item = Told>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&path).unwrap();
    let mut made = page.clone();
    for Told { name, text } in told.filter(|told| told.name != "rest") {
        let (open, close) = (format!("<!-- example {name} -->\n"), "<!-- /example -->");
        let start =
            made.find(&open).unwrap_or_else(|| panic!("{PAGE} has a place for “{name}”")) + open.len();
        let end = start + made[start..].find(close).expect("an example ends");
        made.replace_range(start..end, &text);
    }
    if std::env::var_os("SPORTELLO_WRITE_CENTRE").is_some() {
        std::fs::write(&path, made).unwrap();
    } else {
        assert!(made == page, "{PAGE} shows something else: SPORTELLO_WRITE_CENTRE=1 writes it anew\n{made}");
    }
}
