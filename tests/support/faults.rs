//! Faults at an exact system call of a running station, by strace: death or an error at the N-th one from now.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::disk::files_below;
use super::wait::until;

/// What happens at the chosen call.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// The process dies before the call is carried out.
    Kill,
    /// The call fails with this error (`EIO`, `ENOSPC`), this time and ever after.
    Error(&'static str),
}

/// Which calls count. Each kind of call of each thread is counted on its own, so that a sweep over N meets every one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    Sync,
    Write,
}

impl Calls {
    fn names(self) -> &'static str {
        match self {
            Self::Sync => "fsync,fdatasync,sync_file_range",
            Self::Write => "write,pwrite64,writev,pwritev,pwritev2,fallocate,ftruncate",
        }
    }
}

/// A strace attached to a station. Dropping it lets go of the station.
#[derive(Debug)]
pub struct Tracer {
    strace: Child,
    folder: TempDir,
}

impl Tracer {
    /// Lets `fault` happen at the `at`-th (from one) of `calls` from now on. An error strikes only files that are below
    /// `data` now: sockets and the program's own pipes work on. Death may come anywhere.
    #[track_caller]
    pub fn attach(process: u32, calls: Calls, fault: Fault, at: usize, data: &Path) -> Self {
        let folder = TempDir::with_prefix("sportello-strace-").unwrap();
        let mut strace = Command::new("strace");
        strace.args(["-f", "-y", "-p", &process.to_string()]).arg("-o").arg(folder.path().join("calls"));
        strace.args(["-e", &format!("trace={}", calls.names())]);
        let what = match fault {
            Fault::Kill => format!("signal=KILL:when={at}"),
            Fault::Error(error) => {
                for file in files_below(data) {
                    strace.arg("-P").arg(file);
                }
                format!("error={error}:when={at}+")
            }
        };
        strace.args(["-e", &format!("inject={}:{what}", calls.names())]);
        let said = folder.path().join("said");
        let strace = strace
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&said).unwrap())
            .spawn()
            .expect("strace starts");
        let mut tracer = Self { strace, folder };
        until("strace to be attached", || {
            let said = std::fs::read_to_string(&said).unwrap();
            assert!(tracer.strace.try_wait().unwrap().is_none(), "strace ended: {said}");
            said.contains(" attached").then_some(())
        });
        tracer
    }

    /// The calls seen so far, as strace writes them.
    pub fn calls(&self) -> Vec<String> {
        let log = std::fs::read(self.folder.path().join("calls")).unwrap_or_default();
        String::from_utf8_lossy(&log).lines().map(str::to_owned).collect()
    }

    /// Whether an error has been let in.
    pub fn struck(&self) -> bool {
        self.calls().iter().any(|call| call.contains("(INJECTED)"))
    }
}

impl Drop for Tracer {
    fn drop(&mut self) {
        // It detaches on SIGTERM; a SIGKILL could leave the station stopped.
        if self.strace.try_wait().unwrap().is_none() {
            super::station::signal(self.strace.id(), rustix::process::Signal::TERM);
        }
        let _ = self.strace.wait();
    }
}
