//! A station as a person starts it: the real binary on a folder, listening where the system lets it.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use tempfile::TempDir;

use super::disk::copy_folder;
use super::tool::run;
use super::wait::{until, within};

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sportello");

/// How a station is to be started. The default is a drill counter on an empty folder of its own.
#[derive(Debug, Default)]
pub struct Start {
    base: Option<PathBuf>,
    real: bool,
    program: Option<PathBuf>,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
}

impl Start {
    pub fn demo() -> Self {
        Self::default()
    }

    /// A real installation instead of a drill.
    pub fn real() -> Self {
        Self { real: true, ..Self::default() }
    }

    /// Below this folder, which outlives the station: its data, its home and what it says.
    pub fn below(mut self, base: &Path) -> Self {
        self.base = Some(base.to_owned());
        self
    }

    /// The program without what only a debugger reads, a fifth of its size: where a stick gets it too.
    pub fn lean(mut self) -> Self {
        self.program = Some(lean().to_owned());
        self
    }

    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    pub fn environment(mut self, name: &str, value: impl Into<String>) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    /// Starts it and waits until it says its address.
    #[track_caller]
    pub fn start(self) -> Station {
        let mut station = self.prepare();
        station.launch();
        station
    }

    /// Not started yet.
    pub fn prepare(self) -> Station {
        let own = TempDir::with_prefix("sportello-test-").unwrap();
        let base = self.base.clone().unwrap_or_else(|| own.path().to_owned());
        std::fs::create_dir_all(base.join("home")).unwrap();
        Station { start: self, own, base, child: None, address: None, runs: 0, unclean: false }
    }
}

/// What a station had on disk at some time.
#[derive(Debug)]
pub struct Kept(TempDir);

/// A station, running or not. Dropping it asserts that it left nothing unexpected.
#[derive(Debug)]
pub struct Station {
    start: Start,
    own: TempDir,
    base: PathBuf,
    child: Option<Child>,
    address: Option<String>,
    runs: usize,
    unclean: bool,
}

impl Station {
    /// `http://127.0.0.1:PORT`
    #[track_caller]
    pub fn address(&self) -> &str {
        self.address.as_deref().unwrap_or_else(|| panic!("the station is not running:\n{}", self.said()))
    }

    pub fn data(&self) -> PathBuf {
        self.base.join("data")
    }

    /// Home of the person who starts it: what the program keeps outside its data is below.
    pub fn home(&self) -> PathBuf {
        self.base.join("home")
    }

    /// A folder for what a test makes.
    pub fn scratch(&self) -> &Path {
        self.own.path()
    }

    /// Keeps everything that a stopped station has on disk, to come back to with [`Station::restore`].
    #[track_caller]
    pub fn keep(&self) -> Kept {
        assert!(self.child.is_none(), "stop it first");
        let folder = TempDir::with_prefix("sportello-kept-").unwrap();
        for part in ["data", "home"] {
            copy_folder(&self.base.join(part), &folder.path().join(part));
        }
        Kept(folder)
    }

    /// Puts back what was kept, in the same place.
    #[track_caller]
    pub fn restore(&self, kept: &Kept) {
        assert!(self.child.is_none(), "stop it first");
        for part in ["data", "home"] {
            std::fs::remove_dir_all(self.base.join(part)).unwrap();
            copy_folder(&kept.0.path().join(part), &self.base.join(part));
        }
    }

    pub fn process(&self) -> u32 {
        self.child.as_ref().expect("the station is running").id()
    }

    /// Everything it wrote on its output and error stream since the last start.
    pub fn said(&self) -> String {
        let read = |name| std::fs::read(self.log(name)).unwrap_or_default();
        String::from_utf8_lossy(&[read("out"), read("err")].concat()).into_owned()
    }

    fn log(&self, stream: &str) -> PathBuf {
        self.own.path().join(format!("{stream}-{}.log", self.runs))
    }

    /// For the next start.
    pub fn configure(&mut self, change: impl FnOnce(Start) -> Start) {
        assert!(self.child.is_none(), "stop it first");
        self.start = change(std::mem::take(&mut self.start));
    }

    #[track_caller]
    pub fn launch(&mut self) {
        self.spawn();
        self.await_address();
        assert!(self.address.is_some(), "the station did not come up:\n{}", self.said());
    }

    /// As [`Station::launch`], where the start may be the end; whether it came up.
    pub fn comes_up(&mut self) -> bool {
        self.spawn();
        self.await_address();
        if self.address.is_none() {
            self.await_end();
        }
        self.address.is_some()
    }

    fn spawn(&mut self) {
        assert!(self.child.is_none(), "the station is running already");
        self.runs += 1;
        let mut command = Command::new(self.start.program.as_deref().unwrap_or(Path::new(PROGRAM)));
        command.arg("serve");
        if !self.start.real {
            command.arg("--demo");
        }
        command
            .arg("--data")
            .arg(self.data())
            .args(["--listen", "127.0.0.1:0"])
            // Outside the data, but in the same place wherever the folder is moved to.
            .arg("--key-file")
            .arg(self.home().join("station.key"))
            .arg("--high-water")
            .arg(self.home().join("high-water"))
            .args(&self.start.arguments)
            .env_clear()
            .envs(self.surroundings())
            .envs(self.start.environment.iter().map(|(name, value)| (name, value)))
            .current_dir(self.own.path())
            .stdin(Stdio::null())
            .stdout(File::create(self.log("out")).unwrap())
            .stderr(File::create(self.log("err")).unwrap());
        self.child = Some(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}")));
    }

    /// Nothing of whoever runs the tests but where programs are.
    fn surroundings(&self) -> [(&'static str, OsString); 2] {
        [("PATH", std::env::var_os("PATH").unwrap_or_default()), ("HOME", self.home().into())]
    }

    fn await_address(&mut self) {
        self.address = until("the station's address or its end", || {
            if let Some(address) = address_in(&self.said()) {
                return Some(Some(address));
            }
            self.ended().map(|_| None)
        });
    }

    /// Whether the process has ended by itself, and how.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.as_mut()?.try_wait().unwrap()
    }

    /// Waits for the end that a fault brings about. The end is expected, however it looks.
    #[track_caller]
    pub fn await_end(&mut self) -> ExitStatus {
        let status = until("the station's end", || self.ended());
        self.child = None;
        self.address = None;
        self.unclean = true;
        status
    }

    /// SIGKILL: as if the plug were pulled out of the process.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        self.address = None;
    }

    /// SIGTERM, and at most two seconds to end.
    #[track_caller]
    pub fn stop(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("the station is running");
        self.address = None;
        signal(child.id(), rustix::process::Signal::TERM);
        let ended = within(Duration::from_secs(2), || child.try_wait().unwrap());
        if ended.is_none() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
        ended.unwrap_or_else(|| panic!("SIGTERM did not end the station in two seconds:\n{}", self.said()))
    }

    /// As [`Station::stop`], where something may come in between; whether it ended in order.
    pub fn stops(&mut self) -> bool {
        signal(self.process(), rustix::process::Signal::TERM);
        self.await_end().success()
    }

    /// Runs another subcommand on the same folder. The station must be stopped if the command needs the folder.
    pub fn command(&self, subcommand: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(subcommand)
            .arg("--data")
            .arg(self.data())
            .current_dir(self.own.path())
            .stdin(Stdio::null());
        command
    }
}

impl Drop for Station {
    fn drop(&mut self) {
        let running = self.ended().is_none() && self.child.is_some();
        let ended_by_itself = self.child.is_some() && !running;
        if std::thread::panicking() {
            self.kill();
            eprintln!("the station said:\n{}", self.said());
            return;
        }
        if running {
            let status = self.stop();
            assert!(status.success(), "the station ended with {status}:\n{}", self.said());
        }
        assert!(!ended_by_itself || self.unclean, "the station ended by itself:\n{}", self.said());
        for run in 1..=self.runs {
            let said = std::fs::read(self.own.path().join(format!("err-{run}.log"))).unwrap_or_default();
            let said = String::from_utf8_lossy(&said);
            assert!(!said.contains("panicked at"), "the station panicked:\n{said}");
        }
    }
}

/// [`PROGRAM`] without symbols, made by whoever needs it first.
pub fn lean() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let whole = std::fs::metadata(PROGRAM).unwrap();
        let made = whole.modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("lean-{}", made.as_nanos()));
        std::fs::create_dir_all(&folder).unwrap();
        let lean = folder.join("sportello");
        if !lean.exists() {
            // In one step: other tests may be about to start it.
            let mine = folder.join(std::process::id().to_string());
            run(Command::new("strip").arg("-o").arg(&mine).arg(PROGRAM));
            std::fs::rename(mine, &lean).unwrap();
        }
        lean
    })
}

/// Sends a signal to a process of ours.
pub fn signal(process: u32, signal: rustix::process::Signal) {
    let process = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw);
    rustix::process::kill_process(process.expect("a child has a process number"), signal).unwrap();
}

fn address_in(said: &str) -> Option<String> {
    let start = said.find("http://")?;
    let rest = &said[start..];
    // Only a whole line counts: the rest of the number may still be on its way.
    let line = &rest[..rest.find('\n')?];
    let end = line["http://".len()..]
        .find(|c: char| !(c.is_ascii_alphanumeric() || ".:-[]".contains(c)))
        .map_or(line.len(), |at| at + "http://".len());
    Some(line[..end].to_owned())
}
