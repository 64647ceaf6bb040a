//! The tools that tests drive. `tests/install-tools` brings them; without one, a test says so in one line and is skipped
//! on a developer's machine, and fails with `CI=true`.

use std::path::{Path, PathBuf};
use std::process::Command;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Chromium and its driver.
    Browser,
    /// The accessibility checker that is injected into pages.
    Axe,
    /// The Nu HTML checker.
    Nu,
    /// PDFBox Preflight, the judge of PDF/A-1b.
    Preflight,
    /// `pdftotext`, `pdfinfo`, `pdffonts`, `pdftoppm`.
    Poppler,
    Qpdf,
    /// The judge of keys, requests and certificates.
    OpenSsl,
    /// A C compiler.
    Compiler,
    Python,
    /// The judge of TLS servers.
    TestSsl,
    Faketime,
    /// Root with loop devices: a file system of our own.
    LoopDevice,
    /// That with file systems served by the test itself, and XFS and btrfs beside ext4.
    BlockLog,
    /// That with sticks: FAT and exFAT.
    Sticks,
    Schemathesis,
    /// Programs of a `PostgreSQL` server.
    Postgres,
    /// A TPM in software, and the system's tools that use one.
    Tpm,
}

impl Tool {
    fn present(self) -> bool {
        match self {
            Self::Browser => on_path("chromium") && on_path("chromedriver"),
            Self::Axe => ours("axe.min.js").exists(),
            Self::Nu => on_path("java") && ours("vnu.jar").exists(),
            Self::Preflight => {
                on_path("java") && super::paper::PREFLIGHT_JARS.iter().all(|jar| jar_of_debian(jar).exists())
            }
            Self::Poppler => on_path("pdftotext") && on_path("pdftoppm"),
            Self::Qpdf => on_path("qpdf"),
            Self::OpenSsl => on_path("openssl"),
            Self::Python => on_path("python3"),
            Self::Compiler => on_path("cc") && Path::new("/usr/include/stdlib.h").exists(),
            Self::TestSsl => on_path("testssl"),
            Self::Faketime => faketime_library().is_some(),
            Self::LoopDevice => on_path("mkfs.ext4") && answers("losetup", &["-f"]),
            Self::BlockLog => {
                Self::LoopDevice.present()
                    && Path::new("/dev/fuse").exists()
                    && ["mkfs.xfs", "mkfs.btrfs"].iter().all(|tool| on_path(tool))
            }
            Self::Sticks => {
                let tools = ["mkfs.vfat", "fusefat", "mkfs.exfat", "mount.exfat-fuse"];
                Self::BlockLog.present() && on_path("strip") && tools.iter().all(|tool| on_path(tool))
            }
            Self::Schemathesis => ours("venv/bin/schemathesis").exists(),
            Self::Tpm => ["swtpm", "tpm2_create", "tpm2_unseal"].iter().all(|tool| on_path(tool)),
            Self::Postgres => postgres_programs().is_some(),
        }
    }
}

/// Whether all of `tools` are there. When one is not: a line, and `false`; with `CI=true` the test fails.
pub fn available(tools: &[Tool]) -> bool {
    let Some(lacking) = tools.iter().find(|tool| !tool.present()) else { return true };
    assert!(
        std::env::var("CI").as_deref() != Ok("true"),
        "{lacking:?} is missing; tests/install-tools brings it"
    );
    eprintln!("skipped: {lacking:?} is missing; tests/install-tools brings it");
    false
}

/// A file of the folder that `tests/install-tools` fills.
pub fn ours(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools").join(name)
}

pub fn jar_of_debian(name: &str) -> PathBuf {
    Path::new("/usr/share/java").join(format!("{name}.jar"))
}

/// The library that, preloaded, tells a program another time.
pub fn faketime_library() -> Option<PathBuf> {
    ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1"]
        .iter()
        .map(PathBuf::from)
        .find(|path| path.exists())
}

/// Where the programs of `PostgreSQL` are. Debian keeps them off the path.
pub fn postgres_programs() -> Option<PathBuf> {
    let of_debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let of_debian = of_debian.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    of_debian.chain(std::env::split_paths(&path)).find(|bin| bin.join("initdb").is_file())
}

fn on_path(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin".into(), "/sbin".into()])
        .any(|folder| folder.join(name).is_file())
}

fn answers(program: &str, arguments: &[&str]) -> bool {
    Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
}

/// Runs a command to its end and gives its output; fails with its words when it fails.
#[track_caller]
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}
