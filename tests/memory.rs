//! What a service still knows when everybody has signed out: its memory is read as whoever had its swap would read it.

use std::fs::File;
use std::os::unix::fs::FileExt as _;

use serde_json::json;

use crate::installation::{PASSPHRASE, install};
use crate::support::counter::{Asked, EVERYONE, entries, opened};
use crate::support::hub::{ACCOUNT, Centre};
use crate::support::site::{Acquainted, Visitor};
use crate::support::station::Start;
use crate::support::wait::{PATIENCE, until, within};

/// A name that no program, form or table holds by chance.
const SURNAME: &str = "Zanchettonova";

/// A password somebody chose.
const OWN: &str = "quirzolina di marzo";

/// Which of these words stand in the memory that a process has written, and how often. Read page by page: what is swapped out
/// or given back meanwhile is passed over.
fn remembered(process: u32, words: &[String]) -> Vec<(String, usize)> {
    let maps = std::fs::read_to_string(format!("/proc/{process}/maps")).unwrap();
    let memory = File::open(format!("/proc/{process}/mem")).expect("the tests run as root");
    let mut found = vec![0; words.len()];
    let mut seen = 0;
    for line in maps.lines() {
        let mut columns = line.split_whitespace();
        let (Some(range), Some(rights)) = (columns.next(), columns.next()) else { continue };
        if !rights.starts_with("rw") {
            continue;
        }
        let (from, to) = range.split_once('-').unwrap();
        let (from, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
        let mut content = vec![0; usize::try_from(to - from).unwrap()];
        for (at, part) in content.chunks_mut(4096).enumerate() {
            seen += memory.read_at(part, from + at as u64 * 4096).unwrap_or_default();
        }
        for (word, found) in words.iter().zip(&mut found) {
            *found += memchr::memmem::find_iter(&content, word.as_bytes()).count();
        }
    }
    assert!(seen > 1 << 20, "a service has more memory than {seen} bytes");
    words.iter().cloned().zip(found).filter(|(_, times)| *times > 0).collect()
}

/// A word as it is typed, as a form sends it and as the registry writes it.
fn written(words: &[&str]) -> Vec<String> {
    let mut all: Vec<String> = words
        .iter()
        .flat_map(|word| [(*word).to_owned(), word.replace(' ', "+"), word.to_uppercase()])
        .collect();
    all.sort();
    all.dedup();
    all
}

#[test]
fn when_everybody_has_signed_out_a_station_remembers_no_secret_that_was_typed_and_no_name() {
    let mut station = Start::real().start();
    let recovery = install(&station, "PC07");
    station.stop();
    station.launch();
    let words = written(&[SURNAME, PASSPHRASE, EVERYONE.1, &recovery, "Annullato per la signora"]);
    {
        let api = opened(&station);
        let mut asked = Asked::default();
        let entry = asked.issue(&api, SURNAME).unwrap();
        let path = format!("/api/v1/entries/{}", entry["id"].as_str().unwrap());
        api.post(&format!("{path}/prints"), &json!(null)).unwrap().expect(200);
        api.get(&path).unwrap().expect(200);
        api.post("/api/v1/entry-searches", &json!({ "name": SURNAME })).unwrap().expect(200);
        let reason = "Annullato per la signora, che ha ripensato";
        api.post(&format!("{path}/annulment"), &json!({ "reason": reason })).unwrap().expect(200);
        let mut page = Visitor::signed_in(station.address(), EVERYONE.0, EVERYONE.1);
        assert!(page.get("/entries").html.contains(SURNAME));
        let wrong = [("login", EVERYONE.0), ("pin", PASSPHRASE), ("next", "/")];
        assert_ne!(Visitor::at(station.address()).send("/sign-in", "/sign-in", &wrong).status, 500);
        let found = (0..20).any(|_| {
            page.get("/entries");
            !remembered(station.process(), &words).is_empty()
        });
        assert!(found, "what is being used would be found");
        page.done("/entries", "/sign-out", &[]);
        assert!(api.delete("/api/v1/sessions/current").unwrap().status < 300);
    }
    forgets(station.process(), &words);
}

#[test]
fn when_everybody_has_signed_out_a_centre_remembers_no_password_and_no_name() {
    let (station, mut centre) = (Start::demo().start(), Centre::start());
    let api = opened(&station);
    Asked::default().issue(&api, SURNAME).unwrap();
    let acquainted = Acquainted::with(&station, &centre, &centre.stations);
    until("its ordinary number", || {
        entries(&api).iter().all(|row| row["ordinary"].is_string()).then_some(())
    });
    drop(acquainted);
    // The drill's own password was printed, and stands where lines for the console are made up.
    let words = written(&[SURNAME, OWN]);
    {
        let mut page = Visitor::at_centre(&centre);
        let change = [("before", ACCOUNT.1), ("password", OWN), ("again", OWN)];
        let to = page.done("/account", "/account", &change);
        assert!(!to.contains("kept="), "it was taken: {to}");
        let list = page.get("/entries?fate=settled");
        let entry = list.linked("/entries/").unwrap_or_else(|| panic!("an entry: {list:?}"));
        assert!(page.get(&entry).html.contains(SURNAME));
        let found = (0..20).any(|_| {
            page.get(&entry);
            !remembered(centre.process(), &words).is_empty()
        });
        assert!(found, "what is being used would be found");
        page.done("/account", "/sign-out", &[]);
    }
    forgets(centre.process(), &words);
    centre.stop();
}

/// Connections that nobody holds any more are closed in a moment; then nothing is left.
#[track_caller]
fn forgets(process: u32, words: &[String]) {
    let mut left = Vec::new();
    within(PATIENCE, || {
        left = remembered(process, words);
        left.is_empty().then_some(())
    });
    assert!(left.is_empty(), "{left:?}");
}
