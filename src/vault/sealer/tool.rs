//! One tool of the system, run to its end within a time. What is secret goes in and out by pipes, never among arguments.

use std::ffi::OsStr;
use std::io::{self, Read as _, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::{NotSealed, SealTools};

/// More than any answer is long.
const LONGEST: u64 = 64 * 1024;
/// How often a tool that said all is asked whether it ended.
const TICK: Duration = Duration::from_millis(5);

impl SealTools {
    /// Runs `tool` with `input`; what it wrote.
    pub(super) fn run(
        &self,
        tool: &'static str,
        arguments: &[&OsStr],
        input: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, NotSealed> {
        let failed = |error: &io::Error| NotSealed::Failed { tool, how: error.kind().to_string() };
        let mut command = Command::new(self.place_of(tool).ok_or(NotSealed::Missing { tool })?);
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        if let Some(path) = &self.path {
            command.env("PATH", path);
        }
        without_window(&mut command);
        let mut child = command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => NotSealed::Missing { tool },
            _ => failed(&error),
        })?;
        let said = self.talk(&mut child, input);
        let ended = said.as_ref().ok().and_then(|_| ended(&mut child, self.limit));
        if ended.is_none() {
            // It may have ended meanwhile.
            let _ = child.kill();
            let _ = child.wait();
        }
        match (said, ended) {
            (Ok(said), Some(status)) if status.success() => Ok(said),
            (Ok(_), Some(status)) => {
                let how =
                    status.code().map_or_else(|| "ended from outside".to_owned(), |code| code.to_string());
                Err(NotSealed::Failed { tool, how })
            }
            (Err(Some(error)), _) => Err(failed(&error)),
            (Err(None) | Ok(_), _) => Err(NotSealed::Slow { tool }),
        }
    }

    /// Where it lies. One that is looked for in a path of our own is named whole: the system then starts it without a copy of
    /// this process, whose locks would seem held meanwhile.
    fn place_of(&self, tool: &'static str) -> Option<PathBuf> {
        let Some(path) = &self.path else { return Some(tool.into()) };
        std::env::split_paths(path).map(|folder| folder.join(tool)).find(|place| place.is_file())
    }

    /// Gives it `input` and hears all it says; nothing where that takes too long.
    fn talk(&self, child: &mut Child, input: &[u8]) -> Result<Zeroizing<Vec<u8>>, Option<io::Error>> {
        let (Some(mut to), Some(from)) = (child.stdin.take(), child.stdout.take()) else { return Err(None) };
        let input = Zeroizing::new(input.to_vec());
        let (say, heard) = mpsc::channel();
        // A tool that hangs leaves this thread behind until its pipes close.
        std::thread::spawn(move || {
            // One that does not read says in its exit code what it thinks.
            let _ = to.write_all(&input);
            drop(to);
            // Taken at once, so that no half of a secret is left behind where it grows.
            let mut said =
                Zeroizing::new(Vec::with_capacity(usize::try_from(LONGEST).unwrap_or_default() + 1));
            let read = from.take(LONGEST).read_to_end(&mut said);
            let _ = say.send(read.map(|_| said));
        });
        heard.recv_timeout(self.limit).map_err(|_| None)?.map_err(Some)
    }
}

/// How it ended, if it does in time: it has closed its output already.
fn ended(child: &mut Child, limit: Duration) -> Option<ExitStatus> {
    let ticks = limit.as_millis() / TICK.as_millis();
    for _ in 0..=ticks {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => std::thread::park_timeout(TICK),
            Err(_) => return None,
        }
    }
    None
}

#[cfg(windows)]
fn without_window(command: &mut Command) {
    use std::os::windows::process::CommandExt as _;
    /// `CREATE_NO_WINDOW`
    const NO_WINDOW: u32 = 0x0800_0000;
    command.creation_flags(NO_WINDOW);
}

#[cfg(not(windows))]
fn without_window(_: &mut Command) {}
