//! kill -9 while clients issue identity attestations: an acknowledged entry has its photograph, and none is there of which
//! the photograph is not.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;

use serde_json::json;
use sportello::clock::Random;
use uuid::Uuid;

use crate::support::api::{Api, Lost};
use crate::support::counter::{Asked, assert_whole, clerk, entries, opened};
use crate::support::effort::effort;
use crate::support::station::{Start, Station};
use crate::support::wait::until;

const CLIENTS: usize = 4;

#[test]
fn killed_while_photographs_are_taken_every_attestation_there_has_its_own() {
    let mut station = Start::demo().start();
    opened(&station);
    let camera = Camera { picture: picture(), shots: AtomicU32::new(0) };
    let mut asked = Asked::default();
    let rounds = effort(3, 60);
    for _ in 0..rounds {
        asked.merge(one_round(&mut station, &camera));
        station.launch();
        assert_photographs(&station);
    }
    station.stop();
    assert_whole(&mut station, &asked);
    println!("{rounds} kills: {} attestations acknowledged, each with its photograph", asked.acknowledged());
}

struct Camera {
    picture: Vec<u8>,
    shots: AtomicU32,
}

fn one_round(station: &mut Station, camera: &Camera) -> Asked {
    let clerk = clerk(station);
    let [dice] = Random::system().bytes();
    let acknowledged = AtomicUsize::new(0);
    let mut asked = Asked::default();
    thread::scope(|scope| {
        let client = || {
            let mut asked = Asked::default();
            while attest(&clerk, camera, &mut asked).is_ok() {
                acknowledged.fetch_add(1, Ordering::SeqCst);
            }
            asked
        };
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let after = usize::from(dice % 6);
        until("attestations", || (acknowledged.load(Ordering::SeqCst) >= after).then_some(()));
        station.kill();
        for client in clients {
            asked.merge(client.join().unwrap());
        }
    });
    asked
}

/// One person attested, the only one.
pub fn attest_one(clerk: &Api, asked: &mut Asked) -> Result<(), Lost> {
    attest(clerk, &Camera { picture: picture(), shots: AtomicU32::new(0) }, asked)
}

/// One person nobody has attested yet: the photograph, then the entry.
fn attest(clerk: &Api, camera: &Camera, asked: &mut Asked) -> Result<(), Lost> {
    let id = clerk.mint();
    let shot = camera.shots.fetch_add(1, Ordering::SeqCst);
    // No two people hold their head alike.
    let path = format!(
        "/api/v1/entries/{id}/photograph?form=identity-attestation&x={}&y=0&width=350&height=450",
        shot % 280
    );
    clerk.put(&path, &camera.picture)?.expect(200);
    asked.ask(id);
    let content = json!({
        "id": id,
        "form": "identity-attestation",
        "values": {
            "surname": format!("Prova {}", letters(id)),
            "given-names": "Maria Chiara",
            "sex": "F",
            "birth-date": "04/08/1985",
            "birth-place": "Piacenza (PC)",
            "citizenship": "italiana",
            "evidence.method": "document",
            "evidence.kind": "passport",
            "evidence.number": "YA1234567",
            "evidence.issuer": "Questura di Piacenza",
            "photo.way": "kept",
        },
        "sources": { "*": "document-shown:passaporto" },
        "use_code": "private",
    });
    let entry = clerk.post("/api/v1/entries", &content)?.expect(201);
    asked.acknowledge(id, &entry);
    Ok(())
}

/// A name of letters, another for every id.
fn letters(id: Uuid) -> String {
    id.as_bytes().iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|four| char::from(b'a' + four)).collect()
}

#[track_caller]
fn assert_photographs(station: &Station) {
    let clerk = clerk(station);
    for entry in entries(&clerk) {
        let id = entry["id"].as_str().unwrap();
        let photograph = clerk.get(&format!("/api/v1/entries/{id}/photograph")).unwrap();
        assert_eq!(photograph.status, 200, "{id}: {}", photograph.text());
        assert!(photograph.bytes.starts_with(&[0xff, 0xd8]), "a JPEG");
    }
}

/// Soft shades, as a camera delivers them.
fn picture() -> Vec<u8> {
    let shade = |value: u32| u8::try_from(value % 256).unwrap();
    let seen = image::RgbImage::from_fn(640, 480, |x, y| {
        image::Rgb([shade(x / 3), shade(y / 2), shade((x + y) / 5)])
    });
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(&seen).unwrap();
    bytes
}
