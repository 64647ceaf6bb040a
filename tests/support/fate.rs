//! What befalls a station at its N-th call that changes a disk: death before the call, after it, half-way through a write, or
//! an error. Counted over the whole process, so the same acts meet the same call; a library (`fate.c`) is preloaded that
//! shares a file with the test.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use super::station::{Start, Station};
use super::tool::run;

/// What happens at the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    KillBefore,
    KillAfter,
    /// Half of what is to be written is written; a call that writes nothing is not made.
    KillHalfWay,
    Fail(Trouble),
}

/// Errors of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// `EIO`
    Broken,
    /// `ENOSPC`
    Full,
    /// `EROFS`
    ReadOnly,
}

/// At which calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Often {
    /// The one.
    Once,
    /// That one and every so many later.
    Every,
    /// That one and all later ones.
    From,
}

/// The calls that count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    All,
    Writes,
    Syncs,
}

/// The hand on one station's calls.
#[derive(Debug)]
pub struct Fate {
    folder: TempDir,
    control: File,
    /// Parts of paths: what lies there counts.
    paths: Vec<String>,
}

const LENGTH: u64 = 1024;
const PATHS: u64 = 64;

impl Fate {
    /// Over what a station keeps on disk. It must be stopped: the library is there from the next start on.
    #[track_caller]
    pub fn over(station: &mut Station) -> Self {
        let paths = [station.data(), station.home()].map(|place| place.join(""));
        let fate = Self::on(&paths.each_ref().map(PathBuf::as_path));
        let reach = |start: Start| {
            fate.environment().into_iter().fold(start, |start, (name, value)| start.environment(name, value))
        };
        station.configure(reach);
        fate
    }

    /// Over what has one of these in its path, of a program that is started with [`Fate::environment`].
    #[track_caller]
    pub fn on(paths: &[&Path]) -> Self {
        let folder = TempDir::with_prefix("sportello-fate-").unwrap();
        let path = folder.path().join("control");
        let control = OpenOptions::new().read(true).write(true).create_new(true).open(&path).unwrap();
        control.set_len(LENGTH).unwrap();
        let mut fate = Self { folder, control, paths: Vec::new() };
        fate.only(paths);
        fate
    }

    /// What a program must be started with.
    pub fn environment(&self) -> [(&'static str, String); 3] {
        [
            ("LD_PRELOAD", library().display().to_string()),
            ("FATE_CONTROL", self.folder.path().join("control").display().to_string()),
            ("FATE_CALLS", self.calls_file().display().to_string()),
        ]
    }

    fn calls_file(&self) -> PathBuf {
        self.folder.path().join("calls")
    }

    /// Only what has one of these in its path counts from now on.
    pub fn only(&mut self, paths: &[&Path]) {
        self.paths = paths.iter().map(|path| path.display().to_string()).collect();
    }

    /// Counts from now on, and nothing happens.
    pub fn count(&self) {
        self.set(Calls::All, 0, 0, 0, 0);
    }

    /// From now on it happens at the `nth` call.
    pub fn strike(&self, nth: usize, deed: Deed, often: Often, calls: Calls) {
        let (number, error) = match deed {
            Deed::KillBefore => (1, 0),
            Deed::KillAfter => (2, 0),
            Deed::KillHalfWay => (3, 0),
            Deed::Fail(Trouble::Broken) => (4, 5),
            Deed::Fail(Trouble::Full) => (4, 28),
            Deed::Fail(Trouble::ReadOnly) => (4, 30),
        };
        let often = match often {
            Often::Once => 0,
            Often::Every => 1,
            Often::From => 2,
        };
        self.set(calls, nth as u64, number, error, often);
    }

    fn set(&self, calls: Calls, nth: u64, deed: u64, error: u64, often: u64) {
        self.rest();
        let kinds = match calls {
            Calls::All => 15,
            Calls::Writes => 1,
            Calls::Syncs => 2,
        };
        let mut paths = self.paths.join("\n").into_bytes();
        paths.resize(usize::try_from(LENGTH - PATHS).unwrap(), 0);
        assert_eq!(paths.last(), Some(&0), "the paths have room");
        self.control.write_all_at(&paths, PATHS).unwrap();
        // armed, count, at, deed, number, often, struck, kinds
        for (place, number) in
            [(1, 0), (2, nth), (3, deed), (4, error), (5, often), (6, 0), (7, kinds), (0, 1)]
        {
            self.put(place, number);
        }
    }

    /// Nothing counts and nothing happens any more.
    pub fn rest(&self) {
        self.put(0, 0);
        // Emptied, not removed: the library has it open.
        std::fs::write(self.calls_file(), "").unwrap();
    }

    fn put(&self, place: u64, number: u64) {
        self.control.write_all_at(&number.to_ne_bytes(), place * 8).unwrap();
    }

    fn get(&self, place: u64) -> usize {
        let mut bytes = [0; 8];
        self.control.read_exact_at(&mut bytes, place * 8).unwrap();
        usize::try_from(u64::from_ne_bytes(bytes)).unwrap()
    }

    /// How many calls counted.
    pub fn counted(&self) -> usize {
        self.get(1)
    }

    /// How often it happened.
    pub fn struck(&self) -> usize {
        self.get(6)
    }

    /// The calls that counted, of stations that were started since the last change: number, call, path.
    pub fn calls(&self) -> Vec<String> {
        let all = std::fs::read_to_string(self.calls_file()).unwrap_or_default();
        all.lines().map(str::to_owned).collect()
    }
}

/// The library, compiled by whoever needs it first.
fn library() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/fate.c");
        let name =
            sportello::domain::text::hex::encode(&Sha256::digest(std::fs::read(&source).unwrap())[..8]);
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fate-{name}.so"));
        if !library.exists() {
            // In one step: other tests may be about to load it.
            let mine = library.with_extension(std::process::id().to_string());
            let mut compile = Command::new("cc");
            compile.args(["-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o"]).arg(&mine).arg(source);
            run(&mut compile);
            std::fs::rename(mine, &library).unwrap();
        }
        library
    })
}
