//! A TPM in software, for tests of keys that a computer sealed.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::wait::until;

/// A TPM in software: what is sealed by one does not open with another.
#[derive(Debug)]
pub struct Tpm {
    folder: TempDir,
    process: Child,
}

impl Tpm {
    #[track_caller]
    pub fn start() -> Self {
        let folder = TempDir::with_prefix("sportello-tpm-").unwrap();
        let socket = |name: &str| format!("type=unixio,path={}", folder.path().join(name).display());
        let process = Command::new("swtpm")
            .args(["socket", "--tpm2", "--flags", "startup-clear"])
            .args(["--tpmstate", &format!("dir={}", folder.path().display())])
            .args(["--server", &socket("tpm"), "--ctrl", &socket("tpm.ctrl")])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let tpm = Self { folder, process };
        until("the TPM", || tpm.socket().exists().then_some(()));
        tpm
    }

    fn socket(&self) -> PathBuf {
        self.folder.path().join("tpm")
    }

    /// What the system's tools read to find it.
    pub fn address(&self) -> String {
        format!("swtpm:path={}", self.socket().display())
    }
}

impl Drop for Tpm {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
