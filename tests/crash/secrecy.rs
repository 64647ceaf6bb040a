//! After everything: no name and no tax code stands in clear anywhere on the disk.

use serde_json::json;

use crate::support::api::Api;
use crate::support::counter::{Asked, assert_whole, clerk, opened};
use crate::support::disk::Disk;
use crate::support::station::Start;
use crate::support::tool::{Tool, available};

/// Words that no program, form or table holds by chance.
const PLANTED: [&str; 3] = ["Zanchettonova", "Quirzolina", "ZNCQRZ85M44G535X"];

#[test]
fn no_planted_name_or_tax_code_is_on_the_disk_in_clear() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    let disk = Disk::new(128);
    let mut station = Start::demo().below(&disk.path()).start();
    let clerk_before = opened(&station);
    let mut asked = Asked::default();
    go_the_whole_way(&clerk_before, &mut asked);
    station.kill();
    station.launch();
    let clerk_after = clerk(&station);
    go_the_whole_way(&clerk_after, &mut asked);
    station.stop();
    assert_whole(&mut station, &asked);

    // As typed, and as the registry writes it.
    for planted in PLANTED.iter().flat_map(|planted| [(*planted).to_owned(), planted.to_uppercase()]) {
        assert!(!disk.holds(planted.as_bytes()), "{planted} is on the disk");
        assert!(!station.said().contains(&planted), "{planted} is in the log");
    }
    assert!(!disk.holds(b"%PDF-1."), "papers are kept sealed");
}

#[test]
fn a_planted_name_in_clear_would_be_found() {
    if !available(&[Tool::LoopDevice]) {
        return;
    }
    let disk = Disk::new(8);
    let clear = disk.path().join("clear");
    std::fs::write(&clear, PLANTED.join(" ")).unwrap();
    std::fs::File::open(&clear).unwrap().sync_all().unwrap();
    std::fs::remove_file(&clear).unwrap();
    assert!(PLANTED.iter().all(|planted| disk.holds(planted.as_bytes())), "also when the file is deleted");
}

/// Issues, prints, looks, searches and is refused, with planted names everywhere a clerk can type one.
fn go_the_whole_way(clerk: &Api, asked: &mut Asked) {
    let entry = asked.issue(clerk, &format!("{} {}", PLANTED[0], PLANTED[1])).unwrap();
    let id = entry["id"].as_str().unwrap();
    let path = format!("/api/v1/entries/{id}");
    clerk.post(&format!("{path}/prints"), &json!(null)).unwrap().expect(200);
    clerk.get(&path).unwrap().expect(200);
    clerk.post("/api/v1/entry-searches", &json!({ "name": PLANTED[0] })).unwrap().expect(200);
    clerk.post(&format!("{path}/annulment"), &json!({ "reason": PLANTED[2] })).unwrap().expect(200);
    for wrong in [json!({ "name": { "surname": PLANTED[1] } }), json!(PLANTED[1])] {
        let refusal = clerk.post("/api/v1/entry-searches", &wrong).unwrap();
        assert!(refusal.status >= 400);
        assert!(!refusal.text().contains(PLANTED[1]), "{}", refusal.text());
    }
    let lost = clerk.get(&format!("/api/v1/entries/{}", PLANTED[1])).unwrap();
    assert!(lost.status >= 400 && !lost.text().contains(PLANTED[1]), "{}", lost.text());
}
