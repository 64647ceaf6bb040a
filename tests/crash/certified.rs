//! A station with everything that is certified: its own certificate and that of its reserve, and the certificate for TLS.

use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::support::station::{PROGRAM, Station};
use crate::support::tool::run;

/// Certifies a stopped station by a root of its own, as a municipality does.
pub fn certify(station: &Station) {
    let office = TempDir::with_prefix("sportello-office-").unwrap();
    let at = |name: &str| office.path().join(name).display().to_string();
    std::fs::write(at("passphrase"), "cavallo batteria graffetta\n").unwrap();
    let keys = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.arg("keys").args(arguments).env("HOME", office.path()).stdin(Stdio::null());
        run(&mut command)
    };
    let (passphrase, root) = (at("passphrase"), at("root"));
    keys(&["root", "--municipality", "Valdorè", "--passphrase-file", &passphrase, "--out", &root, "--drill"]);
    for (name, host) in [("station", None), ("server", Some("127.0.0.1"))] {
        let (request, certificate) = (at(&format!("{name}-request.pem")), at(&format!("{name}.pem")));
        let mut ask = of_station(station, &["request", "--out", &request]);
        if let Some(host) = host {
            ask.args(["--host", host]);
        }
        run(&mut ask);
        let certify = ["certify", "--passphrase-file", &passphrase, "--root", &root, "--request", &request];
        keys(&[&certify[..], &["--out", &certificate]].concat());
        let root = at("root/root.pem");
        run(&mut of_station(station, &["adopt", "--certificate", &certificate, "--root", &root]));
    }
}

fn of_station(station: &Station, arguments: &[&str]) -> Command {
    let mut command = station.command(&[&["keys"][..], arguments].concat());
    command.arg("--key-file").arg(station.home().join("station.key"));
    command
}

/// What `keys show` says of a station, and whether it found all as it should be.
fn shown(station: &Station) -> (bool, String) {
    let output = station.command(&["keys", "show"]).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// The certificates that are in use, the reserve's too. What was once asked for is no part of it.
pub fn in_use(station: &Station) -> String {
    let (sound, said) = shown(station);
    let used = said.split_once("in use").map_or(said.as_str(), |(_, rest)| rest);
    // By what others reach the computer is asked of the computer itself.
    let mut of_tls = false;
    let other = |line: &&str| {
        of_tls = line.starts_with("TLS") || of_tls && line.starts_with(' ');
        !of_tls
    };
    let used: Vec<&str> = used.lines().filter(other).collect();
    format!("{sound} {}", used.join("\n"))
}

/// What a person is told of keys and certificates: by `keys show`, and on the console at the start.
pub fn told(station: &Station) -> Vec<String> {
    const CONSOLE: [&str; 3] = ["made now", "made anew", "is not used"];
    const KEYS: [&str; 3] = ["cannot be used", "reserve      none", "no certificate"];
    let (sound, keys) = shown(station);
    let console = station.said();
    let lines = console.lines().filter(|line| CONSOLE.iter().any(|words| line.contains(words)));
    let mut told: Vec<String> = lines.map(str::to_owned).collect();
    if !sound || KEYS.iter().any(|words| keys.contains(words)) {
        told.push(keys);
    }
    told
}

/// Whether a file is of keys or certificates.
pub fn is_key(file: &Path) -> bool {
    let parts: Vec<_> = file.iter().collect();
    parts.iter().any(|part| *part == "keys" || *part == "tls") || file.ends_with("station.key")
}
