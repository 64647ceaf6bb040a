//! What is known of a past: its secrets, what was issued, where its parts lie.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::support::tool::run;

/// Of the station at its founding.
pub const FIRST_PASSPHRASE: &str = "mulino verde treno lento";
/// Of the station since, and of the municipal root.
pub const PASSPHRASE: &str = "cavallo batteria graffetta";
/// Logins of whoever may do everything at the station, and at the centres.
pub const LOGIN: (&str, &str) = ("dario", "elena");
/// Their PIN and password.
pub const PIN: (&str, &str) = ("445566", "556677");

/// What the parts of a past are packed as.
pub const PARTS: [&str; 5] = ["station", "continued", "hub", "hub-postgres", "root"];

/// Where pasts are kept.
pub fn shelf() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/past")
}

/// The kinds of record that `sportello journal show` names.
pub fn kinds(shown: &str) -> BTreeSet<String> {
    shown.lines().filter_map(|line| line.split_whitespace().last()).map(str::to_owned).collect()
}

/// What was noted while a past was made.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Facts {
    /// Version of the program that made it.
    pub made_by: String,
    /// The last day of it, local: later programs open it on the days after.
    pub made: String,
    /// What the operating system of the computer it was made on was called (`/etc/machine-id`).
    pub machine: String,
    pub recovery_code: String,
    /// The last record of the station: `POSITION:CHAIN`.
    pub head: String,
    /// Number of the last entry issued, and how many there are.
    pub last_number: String,
    pub entries: usize,
    /// An entry whose paper was printed and handed over: id, number, SHA-256 of the paper.
    pub kept_entry: String,
    pub kept_number: String,
    pub kept_sha256: String,
    /// As it stands on the paper.
    pub kept_check_code: String,
    pub annulled: String,
    /// Somebody in the extract of residents.
    pub resident: String,
    /// Attestations whose photograph is there, and was erased.
    pub photograph: String,
    pub photograph_erased: String,
    /// The entry that the copy which went on under another code issued.
    pub continued: String,
    /// Entries that each centre has.
    pub received: usize,
    /// Every kind of record in the station's journal and in that of the copy.
    pub kinds: BTreeSet<String>,
}

impl Facts {
    /// Notes a paper as it was printed first.
    pub fn kept(&mut self, entry: &Value, paper: &[u8]) {
        let text = |name: &str| entry[name].as_str().unwrap().to_owned();
        self.kept_entry = text("id");
        self.kept_number = text("number");
        self.kept_sha256 = sha256(paper);
        self.kept_check_code = text("check_code");
    }

    /// Packs what lies below `base` into `out`.
    pub fn pack(&self, base: &Path, out: &Path) {
        for part in PARTS {
            let mut tar = Command::new("tar");
            tar.args([
                "--create",
                "--sparse",
                "--hole-detection=raw",
                "--sort=name",
                "--owner=0",
                "--group=0",
            ]);
            tar.args(["--numeric-owner", "--use-compress-program", "gzip -9"]);
            run(tar
                .arg("--file")
                .arg(out.join(format!("{part}.tar.gz")))
                .arg("--directory")
                .arg(base)
                .arg(part));
        }
        std::fs::copy(base.join("records.sportello"), out.join("records.sportello")).unwrap();
        let facts = serde_json::to_string_pretty(self).unwrap();
        std::fs::write(out.join("facts.json"), format!("{facts}\n")).unwrap();
    }
}

pub fn sha256(bytes: &[u8]) -> String {
    sportello::domain::text::hex::encode(&Sha256::digest(bytes))
}
