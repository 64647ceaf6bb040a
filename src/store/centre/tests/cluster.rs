//! A throw-away `PostgreSQL` for the tests: made once for all processes of one test run, gone when the run has ended. Each test
//! gets a database of its own in it. `tests/install-tools` brings the program; without it a test says so in one line and is
//! skipped on a developer's machine, and fails with `CI=true`.

use std::fs::{self, File};
use std::net::TcpListener;
use std::os::unix::process::parent_id;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::centre::{Address, PostgresCentre};

/// A running cluster.
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
    syncs: Syncs,
}

/// Whether it waits for the disk, as a real one does. The tests of what is stored need not.
#[derive(Clone, Copy)]
pub enum Syncs {
    Yes,
    No,
}

/// A fresh, empty database in the cluster of this run; `None` where `PostgreSQL` is not installed.
pub fn database() -> Option<Database<'static>> {
    static SHARED: OnceLock<Option<Cluster>> = OnceLock::new();
    let cluster = SHARED.get_or_init(|| {
        let programs = programs()?;
        let run = parent_id();
        let folder = std::env::temp_dir().join(format!("sportello-postgres-{run}"));
        let lock = File::create(folder.with_extension("lock")).unwrap();
        lock.lock().unwrap();
        let ready = folder.join("ready");
        if let Some(port) = fs::read_to_string(&ready).ok().and_then(|port| port.parse().ok()) {
            return Some(Cluster { folder, programs, port, syncs: Syncs::No });
        }
        let cluster = Cluster::start(programs, folder, Syncs::No);
        cluster.watch(run);
        fs::write(ready, cluster.port.to_string()).unwrap();
        Some(cluster)
    });
    cluster.as_ref().map(Cluster::database)
}

/// A cluster of the test's own, to be stopped and killed; `None` where `PostgreSQL` is not installed.
pub fn own(name: &str, syncs: Syncs) -> Option<Cluster> {
    let programs = programs()?;
    let folder = std::env::temp_dir().join(format!("sportello-{name}-{}", std::process::id()));
    let cluster = Cluster::start(programs, folder, syncs);
    cluster.watch(std::process::id());
    Some(cluster)
}

/// Where its programs are. Debian keeps them off the path.
fn programs() -> Option<PathBuf> {
    let of_debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let of_debian = of_debian.map(|version| version.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = of_debian.chain(std::env::split_paths(&path)).find(|bin| bin.join("initdb").is_file());
    if found.is_none() {
        assert!(
            std::env::var("CI").as_deref() != Ok("true"),
            "PostgreSQL is missing; tests/install-tools brings it"
        );
        eprintln!("skipped: PostgreSQL is missing; tests/install-tools brings it");
    }
    found
}

impl Cluster {
    fn start(programs: PathBuf, folder: PathBuf, syncs: Syncs) -> Self {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir(&folder).unwrap();
        let mut cluster = Self { folder, programs, port: 0, syncs };
        cluster.certify();
        if rustix::process::geteuid().is_root() {
            run(Command::new("chown").args(["-R", "postgres"]).arg(&cluster.folder));
        }
        let data = cluster.folder.join("data");
        let locale = ["--locale-provider=icu", "--icu-locale=it", "--encoding=UTF8"];
        run(cluster
            .program("initdb")
            .args(["--auth=trust", "--username=postgres", "--no-sync"])
            .args(locale)
            .arg("-D")
            .arg(&data));
        // Whoever takes the port between our asking for it and the start makes us ask for another.
        for _ in 0..5 {
            cluster.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            if cluster.go().status().unwrap().success() {
                return cluster;
            }
        }
        panic!("{}", fs::read_to_string(cluster.folder.join("log")).unwrap());
    }

    /// A certificate for `localhost` that vouches for itself.
    fn certify(&self) {
        let config = self.folder.join("openssl.cnf");
        fs::write(
            &config,
            "[req]\nprompt=no\ndistinguished_name=name\nx509_extensions=extensions\n[name]\nCN=localhost\n\
             [extensions]\nsubjectAltName=DNS:localhost\nbasicConstraints=critical,CA:FALSE\n",
        )
        .unwrap();
        run(Command::new("openssl")
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"])
            .args(["-days", "2", "-config"])
            .arg(config)
            .arg("-keyout")
            .arg(self.folder.join("server.key"))
            .arg("-out")
            .arg(self.certificate()));
    }

    /// The certificate that vouches for it.
    pub fn certificate(&self) -> PathBuf {
        self.folder.join("server.crt")
    }

    /// One of its programs, never as root: they refuse that.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if rustix::process::geteuid().is_root() {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(&self.folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn go(&self) -> Command {
        let folder = self.folder.display();
        let fsync = match self.syncs {
            Syncs::Yes => "on",
            Syncs::No => "off",
        };
        let options = format!(
            "-k {folder} -p {} -c listen_addresses=127.0.0.1 -c fsync={fsync} -c max_connections=200 -c ssl=on \
             -c ssl_cert_file={folder}/server.crt -c ssl_key_file={folder}/server.key",
            self.port
        );
        let mut command = self.program("pg_ctl");
        command.args(["start", "-w", "-t", "120", "-l"]).arg(self.folder.join("log")).arg("-D");
        command.arg(self.folder.join("data")).arg("-o").arg(options);
        command
    }

    /// Starts it again after [`Cluster::stop`].
    pub fn start_again(&self) {
        run(&mut self.go());
    }

    /// Stops it at once, as a power cut would.
    pub fn stop(&self) {
        run(self.program("pg_ctl").args(["stop", "-m", "immediate", "-D"]).arg(self.folder.join("data")));
    }

    /// Stops it and removes all of it once the process `of` has ended, however it ended.
    fn watch(&self, of: u32) {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "-m", "immediate", "-D"]).arg(self.folder.join("data"));
        let words: Vec<_> = std::iter::once(stop.get_program()).chain(stop.get_args()).collect();
        let script = format!(
            "trap '' INT TERM HUP; while kill -0 {of} 2>/dev/null; do sleep 1; done; {}; rm -rf {folder} {folder}.lock",
            words.join(std::ffi::OsStr::new(" ")).to_str().unwrap(),
            folder = self.folder.display(),
        );
        let watch = Command::new("sh")
            .args(["-c", &script])
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        drop(watch.unwrap());
    }

    /// A fresh, empty database.
    pub fn database(&self) -> Database<'_> {
        static MADE: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), MADE.fetch_add(1, Ordering::Relaxed));
        let base = Database { cluster: self, name: "postgres".to_owned() };
        base.client().batch_execute(&format!("create database {name}")).unwrap();
        Database { cluster: self, name }
    }
}

/// One database.
pub struct Database<'a> {
    pub cluster: &'a Cluster,
    name: String,
}

impl Database<'_> {
    /// Its address by socket.
    pub fn address(&self) -> Address {
        self.parsed(&self.url())
    }

    /// Its address by socket, as it is typed.
    pub fn url(&self) -> String {
        let folder = self.cluster.folder.to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{folder}:{}/{}?sslmode=disable", self.cluster.port, self.name)
    }

    /// Its address by TCP, with these words about how the line is secured.
    pub fn by_tcp(&self, host: &str, secured: &str) -> Address {
        self.parsed(&format!("postgres://postgres@{host}:{}/{}?{secured}", self.cluster.port, self.name))
    }

    fn parsed(&self, address: &str) -> Address {
        Address::parse(address).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The store on it.
    pub fn open(&self) -> PostgresCentre {
        PostgresCentre::open(self.address()).unwrap()
    }

    /// A plain connection to it.
    pub fn client(&self) -> postgres::Client {
        postgres::Client::connect(&self.url(), postgres::NoTls).unwrap()
    }
}

#[track_caller]
fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{command:?}: {}\n{words}", output.status);
}
