//! The tools of the system played by scripts: what they do right and wrong.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use super::*;
use crate::key_file::{Kept, KeyFile, KeyFileError};
use disk::RealDisk;

/// Ample where a tool answers; a test of one that hangs waits for less.
const AMPLE: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(200);

/// `systemd-creds` as far as it is used here: what goes in comes out turned round, and back.
const CREDENTIALS: &str = r#"case "$1" in --user) shift;; esac
case "$1" in
encrypt) printf 'closed'; base64 -w0;;
decrypt) tail -c +7 | base64 -d;;
*) exit 3;;
esac"#;

struct Bench(TempDir);

impl Bench {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// A tool of that name; it also notes what it was called with.
    fn tool(&self, name: &str, script: &str) -> &Self {
        let path = self.0.path().join(name);
        let called = self.0.path().join("called");
        let text = format!("#!/bin/sh\necho \"$0 $*\" >>{}\n{script}\n", called.display());
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        self
    }

    fn tools(&self, limit: Duration) -> SealTools {
        let path = format!("{}:/usr/bin:/bin", self.0.path().display());
        // No tool of the machine that runs this.
        for name in ["tpm2_createprimary", "systemd-creds"] {
            if !self.0.path().join(name).exists() {
                self.tool(name, "exit 1");
            }
        }
        SealTools::found_in(path, limit, &Random::seeded(7))
    }

    fn called(&self) -> String {
        fs::read_to_string(self.0.path().join("called")).unwrap_or_default()
    }

    fn key_file(&self) -> std::path::PathBuf {
        self.0.path().join("station.key")
    }
}

fn kept(bench: &Bench, limit: Duration) -> (KeyFile, Kept) {
    let key = KeyFile::fresh(&Random::seeded(1));
    let kept = key.keep(&RealDisk, &bench.key_file(), &bench.tools(limit)).unwrap();
    (key, kept)
}

fn digits(path: &Path, of: &KeyFile) -> bool {
    fs::read_to_string(path).unwrap().contains(&domain::text::hex::encode(of.bytes()))
}

#[test]
fn a_sealed_key_opens_with_its_tool_and_stands_nowhere_in_clear() {
    let bench = Bench::new();
    bench.tool("systemd-creds", CREDENTIALS);
    let (key, how) = kept(&bench, AMPLE);
    assert_eq!(how, Kept::Sealed(Sealer::SystemdCreds));
    let path = bench.key_file();
    assert!(!digits(&path, &key), "sealed");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(KeyFile::open(&RealDisk, &path, &bench.tools(AMPLE)).unwrap(), key);
    let called = bench.called();
    assert!(
        called.contains("--with-key=host+tpm2 --tpm2-pcrs= "),
        "no PCR, never the computer's own key alone: {called}"
    );
    assert!(!called.contains(&domain::text::hex::encode(key.bytes())), "{called}");
}

#[test]
fn where_the_system_refuses_the_user_the_user_s_own_way_is_tried() {
    let bench = Bench::new();
    bench.tool("systemd-creds", &format!("[ \"$1\" = --user ] || exit 1\n{CREDENTIALS}"));
    let (key, how) = kept(&bench, AMPLE);
    assert_eq!(how, Kept::Sealed(Sealer::SystemdCreds));
    assert_eq!(KeyFile::open(&RealDisk, &bench.key_file(), &bench.tools(AMPLE)).unwrap(), key);
}

#[test]
fn a_tool_that_is_missing_fails_hangs_or_gives_something_else_leaves_the_key_in_clear() {
    for script in [
        "exit 1",
        "exec sleep 60",
        "cat",
        "echo garbage",
        "head -c 100000 /dev/zero",
        "exec >&-; exec sleep 60",
    ] {
        let bench = Bench::new();
        // `cat` gives back what it gets: what it “sealed” would lie there in clear.
        bench.tool("systemd-creds", script);
        let limit = if script.contains("sleep") { SHORT } else { AMPLE };
        let (key, how) = kept(&bench, limit);
        assert_eq!(how, Kept::Plain, "{script}");
        assert_eq!(KeyFile::read(&RealDisk, &bench.key_file()).unwrap(), key, "{script}");
    }
}

#[test]
fn what_stands_in_the_way_of_a_sealed_key_is_told_and_the_file_stays() {
    let bench = Bench::new();
    bench.tool("systemd-creds", CREDENTIALS);
    let (key, _) = kept(&bench, AMPLE);
    let path = bench.key_file();
    let before = fs::read(&path).unwrap();
    let refused = |limit| match KeyFile::open(&RealDisk, &path, &bench.tools(limit)) {
        Err(KeyFileError::Closed { source, .. }) => source,
        other => panic!("{other:?}"),
    };
    bench.tool("systemd-creds", "exit 1");
    assert!(matches!(refused(AMPLE), NotSealed::Failed { .. }));
    bench.tool("systemd-creds", "cat >/dev/null; echo thirty-two bytes and then more of it");
    assert!(matches!(refused(AMPLE), NotSealed::Garbage { .. }));
    bench.tool("systemd-creds", "exec sleep 60");
    assert!(matches!(refused(SHORT), NotSealed::Slow { .. }));
    let nowhere = SealTools::found_in("/nowhere", AMPLE, &Random::seeded(7));
    assert!(matches!(
        KeyFile::open(&RealDisk, &path, &nowhere),
        Err(KeyFileError::Closed { source: NotSealed::Missing { .. }, .. })
    ));
    assert_eq!(fs::read(&path).unwrap(), before);
    bench.tool("systemd-creds", CREDENTIALS);
    assert_eq!(KeyFile::open(&RealDisk, &path, &bench.tools(AMPLE)).unwrap(), key);
}
