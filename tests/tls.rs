//! What the centre speaks to stations, judged by testssl.

use std::process::Command;

use serde_json::Value;

use crate::support::hub::Centre;
use crate::support::tool::{Tool, available};

/// What a judge of public servers finds in a private one, and why it stands.
const INHERENT: [(&str, &str); 2] = [
    (
        "cert_chain_of_trust",
        "the municipality's own root is in nobody's list of public authorities, on purpose",
    ),
    ("cert_revocation", "stations are cut off at the hub; a hub's certificate lives two years at most"),
];

/// Everything testssl finds about protocols, preferences, certificate and known weaknesses.
fn findings(centre: &Centre) -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("found.json");
    // Its exit code counts findings: what it found is read instead.
    let said = Command::new("testssl")
        .args(["--quiet", "--color", "0", "--warnings", "batch", "--fast", "--ip", "one"])
        .args(["--protocols", "--server-preference", "--server-defaults", "--vulnerable", "--jsonfile"])
        .arg(&file)
        .arg(&centre.stations)
        .current_dir(folder.path())
        .output()
        .unwrap();
    let words = || String::from_utf8_lossy(&said.stdout).into_owned();
    let found = std::fs::read(&file).unwrap_or_else(|error| panic!("{error}: {}", words()));
    serde_json::from_slice(&found).unwrap_or_else(|error| panic!("{error}: {}", words()))
}

#[test]
fn the_centre_speaks_tls_1_2_and_1_3_and_has_no_known_weakness() {
    if !available(&[Tool::TestSsl]) {
        return;
    }
    let mut centre = Centre::start();
    let found = findings(&centre);
    let of = |id: &str| {
        let one = found.iter().find(|one| one["id"] == id);
        one.and_then(|one| one["finding"].as_str()).unwrap_or_else(|| panic!("{id}: {found:?}")).to_owned()
    };
    for old in ["SSLv2", "SSLv3", "TLS1", "TLS1_1"] {
        assert!(of(old).starts_with("not offered"), "{old}: {}", of(old));
    }
    for good in ["TLS1_2", "TLS1_3"] {
        assert!(of(good).starts_with("offered"), "{good}: {}", of(good));
    }
    let grave: Vec<&Value> = found
        .iter()
        .filter(|one| matches!(one["severity"].as_str(), Some("HIGH" | "CRITICAL")))
        .filter(|one| !INHERENT.iter().any(|(id, _)| one["id"] == *id))
        .collect();
    assert!(grave.is_empty(), "{grave:#?}");
    // An exception that is found no more has no place in the list.
    for (id, why) in INHERENT {
        assert!(found.iter().any(|one| one["id"] == id), "{id} is found no more ({why})");
    }
    centre.stop();
}
