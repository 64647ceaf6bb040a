//! A throw-away `PostgreSQL` for one test, stopped and gone with the value.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::tool::{postgres_programs, run};

/// A running cluster, with a database `centre`.
#[derive(Debug)]
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
}

impl Cluster {
    #[track_caller]
    pub fn start() -> Self {
        let folder = TempDir::with_prefix("sportello-postgres-").unwrap();
        let programs = postgres_programs().expect("it is available");
        let mut cluster = Self { folder, programs, port: 0 };
        if rustix::process::geteuid().is_root() {
            run(Command::new("chown").arg("postgres").arg(cluster.folder.path()));
        }
        let locale = ["--locale-provider=icu", "--icu-locale=it", "--encoding=UTF8", "-D", "data"];
        run(cluster
            .program("initdb")
            .args(["--auth=trust", "--username=postgres", "--no-sync"])
            .args(locale));
        cluster.go();
        run(cluster.client("createdb").arg("centre"));
        cluster
    }

    /// Whoever takes the port between our asking for it and the start makes us ask for another.
    #[track_caller]
    fn go(&mut self) {
        for _ in 0..5 {
            self.port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
            let options =
                format!("-k {} -p {} -c listen_addresses= -c fsync=off", self.path().display(), self.port);
            let mut start = self.program("pg_ctl");
            start.args(["start", "-w", "-t", "120", "-l", "log", "-D", "data", "-o", &options]);
            if start.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success() {
                return;
            }
        }
        panic!("{}", std::fs::read_to_string(self.path().join("log")).unwrap_or_default());
    }

    fn path(&self) -> &Path {
        self.folder.path()
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
        command.current_dir(self.path()).stdin(Stdio::null());
        command
    }

    fn client(&self, name: &str) -> Command {
        let mut command = self.program(name);
        command.args(["--host", self.path().to_str().unwrap(), "--port", &self.port.to_string()]);
        command.args(["--username", "postgres"]);
        command
    }

    /// The address of its database, as it is typed.
    pub fn url(&self) -> String {
        let folder = self.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://postgres@{folder}:{}/centre?sslmode=disable", self.port)
    }

    /// What `pg_dump` makes of the database.
    #[track_caller]
    pub fn dump(&self) -> String {
        run(self.client("pg_dump").args(["--no-owner", "--no-privileges", "--dbname", "centre"]))
    }

    /// Throws the database away and makes an empty one in its place.
    #[track_caller]
    pub fn empty(&self) {
        run(self.client("dropdb").args(["--force", "centre"]));
        run(self.client("createdb").arg("centre"));
    }

    /// Puts a dump into the empty database; any word of it that is refused fails the test.
    #[track_caller]
    pub fn restore(&self, dump: &Path) {
        let text = std::fs::File::open(dump).unwrap();
        let mut psql = self.client("psql");
        psql.args(["--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", "--dbname", "centre"]);
        run(psql.stdin(text));
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.program("pg_ctl").args(["stop", "-m", "immediate", "-D", "data"]).output();
    }
}
