//! The centre as a person starts it: the real binary on a folder of its own, on ports the system chooses.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

use super::disk::copy_folder;
use super::station::{PROGRAM, signal};
use super::wait::{until, within};

/// Name for signing in, password and name of the drill's only account.
pub const ACCOUNT: (&str, &str, &str) = sportello::hub::DRILL_ACCOUNT;

/// A centre, running or not.
#[derive(Debug)]
pub struct Centre {
    own: TempDir,
    /// Its data folder and key file are in it.
    base: PathBuf,
    child: Option<Child>,
    /// `--demo`, `--mock`; none: a real one.
    kind: Option<&'static str>,
    arguments: Vec<String>,
    environment: Vec<(String, String)>,
    /// What a person types as it starts.
    typed: Option<String>,
    runs: usize,
    /// In clear, for the browser of this computer.
    pub pages: String,
    /// Over TLS, for stations; empty while nothing certifies it.
    pub stations: String,
}

impl Centre {
    #[track_caller]
    pub fn start() -> Self {
        Self::with(&[])
    }

    #[track_caller]
    pub fn with(arguments: &[&str]) -> Self {
        Self::of("--demo", arguments)
    }

    /// A real one on what is below this folder, which outlives it.
    #[track_caller]
    pub fn real(base: &Path, arguments: &[&str], environment: &[(String, String)]) -> Self {
        let mut centre = Self::prepared(None, arguments);
        base.clone_into(&mut centre.base);
        centre.environment = environment.to_vec();
        centre.launch("127.0.0.1:0", "127.0.0.1:0");
        centre
    }

    /// The same, started by a person who types this.
    #[track_caller]
    pub fn real_typed(base: &Path, typed: &str, environment: &[(String, String)]) -> Self {
        let mut centre = Self::unstarted(base, environment);
        centre.typed = Some(typed.to_owned());
        centre.launch("127.0.0.1:0", "127.0.0.1:0");
        centre
    }

    /// A real one that was not started yet.
    pub fn unstarted(base: &Path, environment: &[(String, String)]) -> Self {
        let mut centre = Self::prepared(None, &[]);
        base.clone_into(&mut centre.base);
        centre.environment = environment.to_vec();
        centre
    }

    /// Another one on the same database, with the same keys folder and key file.
    #[track_caller]
    pub fn beside(&self) -> Self {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let mut centre = Self::prepared(self.kind, &arguments);
        std::fs::create_dir(centre.data()).unwrap();
        for item in std::fs::read_dir(self.data()).unwrap() {
            let item = item.unwrap();
            // That it is served.
            if item.file_name() == "lock" {
                continue;
            }
            std::os::unix::fs::symlink(item.path(), centre.data().join(item.file_name())).unwrap();
        }
        std::fs::copy(self.base.join("hub.key"), centre.base.join("hub.key")).unwrap();
        centre.launch("127.0.0.1:0", "127.0.0.1:0");
        centre
    }

    /// The mock for integrators, failing as ordered from the start.
    #[track_caller]
    pub fn mock(failures: &[&str]) -> Self {
        let arguments: Vec<&str> = failures.iter().flat_map(|failure| ["--fail", failure]).collect();
        Self::of("--mock", &arguments)
    }

    /// Orders a failure of the mock while it runs.
    #[track_caller]
    pub fn order(&self, failure: &str) {
        let answer = direct().post(format!("{}/mock/failures", self.pages)).send(failure);
        answer.unwrap_or_else(|error| panic!("{failure}: {error}"));
    }

    /// Nothing fails any more.
    #[track_caller]
    pub fn order_nothing(&self) {
        direct().delete(format!("{}/mock/failures", self.pages)).call().unwrap();
    }

    /// The failures that still stand.
    #[track_caller]
    pub fn standing(&self) -> Vec<String> {
        let mut answer = direct().get(format!("{}/mock/failures", self.pages)).call().unwrap();
        let told: serde_json::Value =
            serde_json::from_slice(&answer.body_mut().read_to_vec().unwrap()).unwrap();
        let standing = told["standing"].as_array().unwrap();
        standing.iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    fn of(kind: &'static str, arguments: &[&str]) -> Self {
        let mut centre = Self::prepared(Some(kind), arguments);
        centre.launch("127.0.0.1:0", "127.0.0.1:0");
        centre
    }

    fn prepared(kind: Option<&'static str>, arguments: &[&str]) -> Self {
        let own = TempDir::with_prefix("sportello-centre-").unwrap();
        Self {
            base: own.path().to_owned(),
            own,
            child: None,
            kind,
            arguments: arguments.iter().map(|&one| one.to_owned()).collect(),
            environment: Vec::new(),
            typed: None,
            runs: 0,
            pages: String::new(),
            stations: String::new(),
        }
    }

    fn command(&self, local: &str, listen: &str) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .arg("hub")
            .args(self.kind)
            .args(["--local", local, "--listen", listen])
            .arg("--data")
            .arg(self.data())
            .arg("--key-file")
            .arg(self.base.join("hub.key"))
            .args(&self.arguments)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.own.path())
            .envs(self.environment.iter().map(|(name, value)| (name, value)))
            .stdin(self.typing())
            .stdout(File::create(self.log("out")).unwrap())
            .stderr(File::create(self.log("err")).unwrap());
        command
    }

    fn typing(&self) -> Stdio {
        let Some(typed) = &self.typed else { return Stdio::null() };
        let file = self.own.path().join("typed");
        std::fs::write(&file, format!("{typed}\n")).unwrap();
        File::open(file).unwrap().into()
    }

    #[track_caller]
    fn launch(&mut self, local: &str, listen: &str) {
        self.launch_with(local, listen, &[]);
    }

    #[track_caller]
    fn launch_with(&mut self, local: &str, listen: &str, more: &[&str]) {
        self.runs += 1;
        let mut command = self.command(local, listen);
        command.args(more);
        self.child = Some(command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}")));
        let found = until("the centre's addresses or its end", || {
            let said = self.said();
            // The last of its words about addresses; a drill's account is the last of all.
            let last = if self.kind.is_some() { "password" } else { "age1" };
            if said.contains(last) {
                return Some(Some((
                    address(&said, "http://")?,
                    address(&said, "https://").unwrap_or_default(),
                )));
            }
            let child = self.child.as_mut().expect("it was just started");
            child.try_wait().unwrap().map(|_| None)
        });
        let Some((pages, stations)) = found else { panic!("the centre did not come up:\n{}", self.said()) };
        (self.pages, self.stations) = (pages, stations);
        // It listens before it serves, and only who serves knows how to stop.
        until("the centre to answer", || direct().get(format!("{}/status", self.pages)).call().ok());
    }

    fn log(&self, stream: &str) -> PathBuf {
        self.own.path().join(format!("{stream}-{}.log", self.runs))
    }

    /// Its key file, outside its data folder.
    pub fn key_file(&self) -> PathBuf {
        self.base.join("hub.key")
    }

    pub fn process(&self) -> u32 {
        self.child.as_ref().expect("the centre is running").id()
    }

    /// Its data folder.
    pub fn data(&self) -> PathBuf {
        self.base.join("data")
    }

    /// Everything it wrote since the last start.
    pub fn said(&self) -> String {
        let read = |name| std::fs::read(self.log(name)).unwrap_or_default();
        String::from_utf8_lossy(&[read("out"), read("err")].concat()).into_owned()
    }

    /// Keeps everything that a stopped centre has on disk, to come back to with [`Centre::restore`].
    pub fn keep(&self) -> TempDir {
        assert!(self.child.is_none(), "stop it first");
        let kept = TempDir::with_prefix("sportello-kept-").unwrap();
        copy_folder(&self.data(), &kept.path().join("data"));
        kept
    }

    /// Puts back what was kept.
    pub fn restore(&self, kept: &TempDir) {
        assert!(self.child.is_none(), "stop it first");
        std::fs::remove_dir_all(self.data()).unwrap();
        copy_folder(&kept.path().join("data"), &self.data());
    }

    /// kill -9.
    pub fn kill(&mut self) {
        let mut child = self.child.take().expect("the centre is running");
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Starts it again at the addresses it had.
    #[track_caller]
    pub fn again(&mut self) {
        self.again_with(&[]);
    }

    /// The same, with more arguments this once.
    #[track_caller]
    pub fn again_with(&mut self, more: &[&str]) {
        let own = |address: &str| address.rsplit('/').next().unwrap_or_default().to_owned();
        let (local, listen) = (own(&self.pages), own(&self.stations));
        self.launch_with(&local, &listen, more);
    }

    /// Starts it where it must not come up; what it says then.
    #[track_caller]
    pub fn refuses(&mut self, more: &[&str]) -> String {
        self.runs += 1;
        let mut child = self.command("127.0.0.1:0", "127.0.0.1:0").args(more).spawn().unwrap();
        let ended = within(Duration::from_secs(20), || child.try_wait().unwrap());
        let _ = child.kill();
        assert!(ended.is_some_and(|ended| !ended.success()), "it came up:\n{}", self.said());
        self.said()
    }

    /// SIGTERM; it must end soon and well.
    #[track_caller]
    pub fn stop(&mut self) {
        let mut child = self.child.take().expect("the centre is running");
        signal(child.id(), rustix::process::Signal::TERM);
        let ended = within(Duration::from_secs(5), || child.try_wait().unwrap());
        let ended = ended.unwrap_or_else(|| {
            let _ = child.kill();
            panic!("the centre did not stop:\n{}", self.said())
        });
        assert!(ended.success(), "{ended}:\n{}", self.said());
    }
}

impl Drop for Centre {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn address(said: &str, scheme: &str) -> Option<String> {
    let start = said.find(scheme)?;
    let rest = &said[start..];
    Some(rest[..rest.find("/\n")?].to_owned())
}

/// To this computer itself, whatever proxy its surroundings name.
fn direct() -> ureq::Agent {
    ureq::Agent::config_builder().proxy(None).build().new_agent()
}
