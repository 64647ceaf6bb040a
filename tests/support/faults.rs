//! Faults at an exact system call of a running station, by strace: death or an error at the N-th one from now.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::disk::files_below;
use super::wait::until;

/// Calls that change what is on a disk, or make it certain.
const DISK_CALLS: &str = "write,pwrite64,writev,pwritev,pwritev2,fallocate,ftruncate,fsync,fdatasync,sync_file_range,\
    rename,renameat,renameat2,unlink,unlinkat,mkdir";

/// Which calls fail.
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

/// One call of a running station: the `nth` (from one) of this name that a thread of this name makes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Point {
    pub thread: String,
    pub call: String,
    pub nth: usize,
}

/// A strace attached to a station. Dropping it lets go of the station.
#[derive(Debug)]
pub struct Tracer {
    strace: Child,
    folder: TempDir,
}

impl Tracer {
    /// Watches every call of every thread that changes a disk.
    #[track_caller]
    pub fn watch(process: u32) -> Self {
        Self::attach(
            Command::new("strace")
                .args(["-f", "-p", &process.to_string()])
                .args(["-e", &format!("trace={DISK_CALLS}")]),
        )
    }

    /// The process dies when it is about to make this call; counted from now on.
    #[track_caller]
    pub fn kill_at(process: u32, point: &Point) -> Self {
        let mut strace = Command::new("strace");
        for (thread, name) in threads(process) {
            if name == point.thread {
                strace.args(["-p", &thread]);
            }
        }
        let call = &point.call;
        strace.args(["-e", &format!("trace={call}")]);
        strace.args(["-e", &format!("inject={call}:signal=KILL:when={}", point.nth)]);
        Self::attach(&mut strace)
    }

    /// From now on each of `calls` fails with `error` (`EIO`, `ENOSPC`) on the files that are below `data` now: sockets
    /// and the program's own pipes work on.
    #[track_caller]
    pub fn fail(process: u32, calls: Calls, error: &str, data: &Path) -> Self {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-p", &process.to_string()]);
        for file in files_below(data) {
            strace.arg("-P").arg(file);
        }
        strace.args(["-e", &format!("trace={}", calls.names())]);
        strace.args(["-e", &format!("inject={}:error={error}", calls.names())]);
        Self::attach(&mut strace)
    }

    #[track_caller]
    fn attach(strace: &mut Command) -> Self {
        let folder = TempDir::with_prefix("sportello-strace-").unwrap();
        let said = folder.path().join("said");
        let strace = strace
            .arg("-y")
            .arg("-o")
            .arg(folder.path().join("calls"))
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

    /// The calls seen so far on files below `folder`, as points where death may come; of a tracer that watches.
    pub fn points(&self, process: u32, folder: &Path) -> BTreeSet<Point> {
        let names: BTreeMap<String, String> = threads(process).into_iter().collect();
        let folder = folder.display().to_string();
        let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
        let mut points = BTreeSet::new();
        for line in self.calls() {
            let Some((thread, rest)) = line.split_once(' ') else { continue };
            let Some((call, arguments)) = rest.trim_start().split_once('(') else { continue };
            let Some(name) = names.get(thread) else { continue };
            let nth = counts.entry((thread.to_owned(), call.to_owned())).or_default();
            *nth += 1;
            if arguments.contains(&folder) {
                points.insert(Point { thread: name.clone(), call: call.to_owned(), nth: *nth });
            }
        }
        points
    }

    /// The calls seen so far, as strace writes them. A call that another thread's interrupted stands as two lines.
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

/// The threads of a process, with their names; those that differ by a number only share one.
fn threads(process: u32) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(format!("/proc/{process}/task")).unwrap() {
        let item = item.unwrap();
        // A thread may end meanwhile.
        let Ok(name) = std::fs::read_to_string(item.path().join("comm")) else { continue };
        let name = name.trim().trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').to_owned();
        found.push((item.file_name().into_string().unwrap(), name));
    }
    found
}
