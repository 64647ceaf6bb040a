//! What the program is made of: the licences it carries along and the bill of materials, held to the dependencies.
//!
//! Written anew with `SPORTELLO_WRITE_SUPPLY=1 cargo test supply`, after a dependency was changed.

mod bill;
mod notices;
mod parts;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::tool::run;

/// Licences that the program may carry, the preferred one first: where its givers let us choose, the first one holds.
/// `deny.toml` allows the same ones.
const ACCEPTED: [&str; 10] = [
    "Apache-2.0",
    "MIT",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Unicode-3.0",
    "Zlib",
    "CC0-1.0",
    "MPL-2.0",
    "0BSD",
];

fn root(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The committed file says what is made from the dependencies now.
fn hold(file: &str, made: &str) {
    if std::env::var_os("SPORTELLO_WRITE_SUPPLY").is_some() {
        fs::write(root(file), made).unwrap();
    }
    let kept = fs::read_to_string(root(file)).unwrap_or_default();
    let first = kept.lines().zip(made.lines()).position(|(kept, made)| kept != made);
    assert!(
        kept == made,
        "{file} is not what the dependencies say, from line {:?} on: SPORTELLO_WRITE_SUPPLY=1 cargo test supply",
        first.map(|line| line + 1)
    );
}

#[test]
fn the_notices_are_those_of_what_the_program_is_made_of() {
    hold("THIRD-PARTY.txt", &notices::text(&parts::shipped()));
}

#[test]
fn the_bill_of_materials_names_every_part_once_with_its_sum() {
    hold("sbom.cdx.json", &bill::cyclonedx(&parts::linked(), &parts::shipped()));
}

#[test]
fn the_binary_prints_the_notices() {
    let said = run(Command::new(env!("CARGO_BIN_EXE_sportello")).arg("notices"));
    assert_eq!(said, fs::read_to_string(root("THIRD-PARTY.txt")).unwrap());
}

#[test]
fn what_may_be_carried_is_what_deny_allows() {
    let deny = fs::read_to_string(root("deny.toml")).unwrap();
    let deny: toml::Table = deny.parse().unwrap();
    let allowed: Vec<&str> =
        deny["licenses"]["allow"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let ours: Vec<&str> = ACCEPTED.iter().copied().chain(["EUPL-1.2"]).collect();
    assert_eq!(allowed, ours);
}
