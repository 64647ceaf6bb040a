//! The whole issue, with and without its paper, and how soon and how small a station with data is.
//!
//! "Without paper" is an entry of the index of civil-status acts: check, lock, number, journal, store, answer, as for
//! every entry, but nothing to draw. "With paper" is the certificate of birth with its dry rendering before the number.
//! One run, ratios against the bare append and fdatasync; absolute figures belong to the machine.
//!
//! Then the identity attestation from the blank page to the printed sheet, with its photograph and without, as a ratio.
//!
//! `cargo bench --bench issue [-- SECONDS]`, or `-- growth ENTRIES [PRINTS]`: see `growth`.

mod attestation;
#[path = "../commit/bare.rs"]
mod bare;
mod counter;
mod growth;
#[path = "../commit/load.rs"]
mod load;

use std::time::Duration;

use attestation::Camera;
use sportello::desk::life::demo::REGISTER;

fn main() {
    let mut words = std::env::args().skip(1).skip_while(|word| word != "growth");
    if words.next().is_some() {
        let mut number = || words.next().and_then(|word| word.parse().ok());
        growth::run(number().unwrap_or(20_000), number().unwrap_or(1));
        return;
    }
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(2);
    let time = Duration::from_secs(seconds);
    let folder = tempfile::tempdir_in(".").expect("the current folder is writable");
    let station = counter::Station::open(folder.path(), REGISTER);
    println!("{seconds} s each, durable and in the store before answered\n");
    println!(
        "{:<10}{:>12}{:>10}   {:<46}{:<46}",
        "writers", "bare/s", "p99 ms", "without paper", "with paper"
    );
    for (round, writers) in [1, 8, 64].into_iter().enumerate() {
        let bare = bare::run(&folder.path().join(format!("bare-{round}")), writers, time);
        let acts = load::drive(writers, time, || station.enter_act());
        let papers = load::drive(writers, time, || station.issue_certificate());
        let against = |seen: &load::Seen| {
            format!(
                "{:>7.0}/s ({:.1} %), p50 {:.2} p99 {:.2} ms ({:.1} x)",
                seen.rate,
                100.0 * seen.rate / bare.rate,
                seen.p50,
                seen.p99,
                seen.p99 / bare.p99
            )
        };
        println!(
            "{writers:<10}{:>12.0}{:>10.2}   {:<46}{:<46}",
            bare.rate,
            bare.p99,
            against(&acts),
            against(&papers)
        );
    }
    attestations(&station, time);
    station.close();
}

/// Eight clients, each from the blank page to the printed sheet, with and without the camera.
fn attestations(station: &counter::Station, time: Duration) {
    const CLIENTS: usize = 8;
    let people = attestation::People::new();
    let glued = load::drive(CLIENTS, time, || station.attest(&people, Camera::NotUsed));
    let taken = load::drive(CLIENTS, time, || station.attest(&people, Camera::Used));
    println!("\nattestation, draft to sheet, {CLIENTS} clients");
    for (name, seen) in [("glued", &glued), ("photograph", &taken)] {
        println!("{name:<12}{:>7.0}/s, p50 {:.2} p99 {:.2} ms", seen.rate, seen.p50, seen.p99);
    }
    println!(
        "with a photograph: {:.2} x the rate, {:.2} x the p50, {:.2} x the p99",
        taken.rate / glued.rate,
        taken.p50 / glued.p50,
        taken.p99 / glued.p99
    );
}
