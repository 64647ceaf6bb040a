//! A drill station whose outage was long: mostly entries of the index of civil-status acts, and a certificate in between.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use sportello::desk::Premises;

#[path = "../issue/attestation.rs"]
#[allow(dead_code, reason = "the bench of issuing uses all of it")]
mod attestation;
#[path = "../issue/counter.rs"]
#[allow(dead_code, reason = "the bench of issuing uses all of it")]
mod counter;

use counter::Station;

/// One entry in so many is a certificate with its paper.
const CERTIFICATE: usize = 20;

/// Fills a folder in a process of its own: what it takes to issue is not what it takes to send.
pub fn filled(folder: &Path, register: &str, entries: usize) {
    let program = std::env::current_exe().expect("this bench");
    let done = Command::new(program).arg("fill").arg(folder).arg(register).arg(entries.to_string()).status();
    assert!(done.expect("it starts").success(), "the station was not filled");
}

/// Issues so many entries.
pub fn fill(folder: &Path, register: &str, entries: usize) {
    std::fs::create_dir_all(folder).expect("a new folder");
    let station = Station::open(folder, register);
    let issued = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| {
                loop {
                    match issued.fetch_add(1, Ordering::Relaxed) {
                        number if number >= entries => break,
                        number if number % CERTIFICATE == 0 => station.issue_certificate(),
                        _ => station.enter_act(),
                    }
                }
            });
        }
    });
    station.close();
}

/// Where a station's folder keeps everything.
pub fn premises(folder: &Path) -> Premises {
    counter::premises(folder)
}
