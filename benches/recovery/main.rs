//! A long outage brought back: from a station's journal, signed and over TLS, into the real hub, on both of its stores.
//!
//! Stations and hub are processes of their own, so that each side's memory is its own. What it is measured against is what
//! no program can leave out: the same rows, with their indexes, put into `PostgreSQL` by plain `UNNEST` inserts, as many in
//! one transaction as a batch has, durable before the next. One run, ratios; absolute figures belong to the machine.
//!
//! `cargo bench --bench recovery [-- ENTRIES]`

#[path = "../../src/store/centre/tests/cluster.rs"]
#[allow(dead_code, clippy::unwrap_used, reason = "it is the store tests' own")]
mod cluster;
mod hub;
#[path = "../commit/load.rs"]
#[allow(dead_code, reason = "other benches drive writers")]
mod load;
mod plain;
mod sender;
mod station;

// The cluster is the store tests' own.
use sportello::store::centre;

use std::path::Path;

use hub::Hub;
use sender::Sent;

/// Stations that send at once.
const MANY: usize = 12;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["fill", folder, register, entries] => {
            station::fill(Path::new(folder), register, entries.parse().expect("a number"));
        }
        ["send", folder, register, address] => sender::send(Path::new(folder), register, address),
        [entries] => compare(entries.parse().expect("how many entries")),
        _ => compare(100_000),
    }
}

fn compare(entries: usize) {
    let folder = tempfile::tempdir_in(".").expect("the current folder is writable");
    let one = folder.path().join("one");
    station::filled(&one, "EM01", entries);
    println!("{entries} entries of one station, signed, over TLS\n");
    println!(
        "{:<12}{:>12}{:>9}   {:<42}peak memory",
        "store", "entries/s", "ratio", "batches of 500 records"
    );

    let database = cluster::own("bench", cluster::Syncs::Yes).expect("PostgreSQL is installed");
    let database = database.database();
    let hub = Hub::start(&folder.path().join("hub-postgres"), Some(&database.url()));
    let postgres = send_all(&hub, &folder.path().join("to-postgres"), &one);
    let memory = hub.stop();
    let plain = plain::run(&mut database.client(), entries);
    println!("{:<12}{plain:>12.0}{:>9}", "UNNEST", "1");
    tell("PostgreSQL", &postgres, memory, plain);

    let hub = Hub::start(&folder.path().join("hub-sled"), None);
    let sled = send_all(&hub, &folder.path().join("to-sled"), &one);
    tell("sled", &sled, hub.stop(), plain);
    std::fs::remove_dir_all(&one).expect("no longer needed");

    many(folder.path(), entries / MANY / 2, plain);
}

/// A copy of the station's folder sends everything.
fn send_all(hub: &Hub, folder: &Path, from: &Path) -> Sent {
    copy(from, folder);
    let sent = sender::spawn(folder, "EM01", hub).finish();
    std::fs::remove_dir_all(folder).expect("no longer needed");
    sent
}

fn many(folder: &Path, each: usize, plain: f64) {
    println!("\n{MANY} stations at once, {each} entries each\n");
    let names: Vec<(std::path::PathBuf, String)> = (1..=MANY)
        .map(|number| (folder.join(format!("station-{number}")), format!("EM{number:02}")))
        .collect();
    for (folder, register) in &names {
        station::filled(folder, register, each);
    }
    let database = cluster::own("bench-many", cluster::Syncs::Yes).expect("PostgreSQL is installed");
    let database = database.database();
    for (store, url) in [("PostgreSQL", Some(database.url())), ("sled", None)] {
        let hub = Hub::start(&folder.join(format!("hub-many-{store}")), url.as_deref());
        let copies: Vec<_> = names
            .iter()
            .map(|(from, register)| (folder.join(format!("{store}-{register}")), from, register))
            .collect();
        for (to, from, _) in &copies {
            copy(from, to);
        }
        let senders: Vec<_> =
            copies.iter().map(|(folder, _, register)| sender::spawn(folder, register, &hub)).collect();
        let all: Vec<Sent> = sender::together(senders);
        tell(store, &sender::summed(&all), hub.stop(), plain);
        for (to, ..) in &copies {
            std::fs::remove_dir_all(to).expect("no longer needed");
        }
    }
}

fn tell(store: &str, sent: &Sent, hub: u64, plain: f64) {
    println!(
        "{store:<12}{:>12.0}{:>8.0}%   p50 {:>5.1}  p99 {:>5.1}  max {:>5.1} ms          station {} MB, hub {hub} MB; whole with outcomes {:.1} s",
        sent.rate(),
        100.0 * sent.rate() / plain,
        sent.p50,
        sent.p99,
        sent.longest,
        sent.memory,
        sent.whole,
    );
}

fn copy(from: &Path, to: &Path) {
    let done = std::process::Command::new("cp").arg("-a").arg(from).arg(to).status().expect("cp runs");
    assert!(done.success(), "the folder was not copied");
}

/// The most memory a process had so far, in MB (`VmHWM`).
fn peak(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("the kernel says so");
    line.split_whitespace().next().and_then(|kb| kb.parse::<u64>().ok()).expect("a number") / 1024
}
