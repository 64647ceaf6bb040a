//! `sportello hub`

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::hub::{self, Anew, DEFAULT_LISTEN, DEFAULT_LOCAL, Settings};
use crate::station::places::Places;
use clock::Random;
use domain::ids::body::BodyCode;
use trust::host::Host;
use vault::SealTools;
use web::centre::mock::Order;

use super::console::log_to_stderr;
use super::database::Database;
use super::hardening::keep_to_itself;
use super::memory::give_back;
use super::{Outcome, secret};

/// Serve the centre that takes the stations' entries back
///
/// Every entry arrives once, gets its ordinary protocol number and keeps the correlation for good. The pages for the
/// records manager are on this computer's browser; stations come over TLS.
///
/// The key that opens its folder lies in the key file, sealed by this computer where it offers something (a TPM, systemd-creds,
/// Windows' data protection); `sportello keys key-file --at-start` changes that. Where it does not open, or the passphrase was
/// chosen, passphrase or recovery code are asked on the terminal, or read as the first line of standard input.
///
/// `--demo` is a ready drill centre: it owns the drill root and takes drill stations of `sportello serve --demo` only.
///
/// `--mock` is for whoever builds a centre or a station of their own: the drill's centre in a folder that goes when it stops.
/// It knows every station that asks, and fails on demand: `--fail drop-reply@records:3` cuts the connection before the
/// answers to the next three batches; `--fail 500:30s` answers 500 for half a minute. Failures may be ordered while it
/// runs, see `/mock/failures` on the pages' address: it lists those it knows.
#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub struct HubCommand {
    /// A ready drill centre, in a folder of its own. It takes drill stations only
    #[arg(long)]
    demo: bool,
    /// A mock of the contract for integrators: a drill centre that knows whoever asks and fails on demand
    #[arg(long, conflicts_with_all = ["demo", "database", "tls_only"])]
    mock: bool,
    /// With --mock, what goes wrong: KIND, KIND:COUNT, KIND:SECONDSs or KIND@OPERATION:COUNT; may be given several times
    #[arg(long = "fail", value_name = "FAILURE", requires = "mock")]
    fail: Vec<Order>,
    /// Data folder: keys and the embedded store. Default: a folder of this user; the drill has another
    #[arg(long, value_name = "DIR", env = "SPORTELLO_HUB_DATA")]
    data: Option<PathBuf>,
    #[command(flatten)]
    database: Database,
    /// A folder for a second copy of the embedded store, best on another disk or a stick: written every hour
    #[arg(long, value_name = "DIR", env = "SPORTELLO_HUB_COPY")]
    copy: Option<PathBuf>,
    /// Once, where the embedded store does not open or is lost: put the newest sound second copy in its place. The stations
    /// bring what is newer
    #[arg(long, requires = "copy")]
    from_copy: bool,
    /// Once, where the embedded store does not open and there is no copy: begin empty. The stations bring everything back
    #[arg(long, conflicts_with_all = ["from_copy", "database"])]
    from_stations: bool,
    /// Address for stations, over TLS
    #[arg(long, value_name = "ADDR", env = "SPORTELLO_HUB_LISTEN", default_value_t = DEFAULT_LISTEN)]
    listen: SocketAddr,
    /// Address of the pages for the browser of this computer, in clear
    #[arg(long, value_name = "ADDR", env = "SPORTELLO_HUB_LOCAL", default_value_t = DEFAULT_LOCAL)]
    local: SocketAddr,
    /// Serve no pages in clear: only over TLS
    #[arg(long)]
    tls_only: bool,
    /// A host name or address that stations reach it by; may be given several times
    #[arg(long = "name", value_name = "HOST")]
    names: Vec<Host>,
    /// Key file that opens what the centre seals; outside the data folder
    #[arg(long, value_name = "FILE", env = "SPORTELLO_HUB_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// IPA code of the body it serves, such as `c_g535`: stations that say to be of another are refused. Kept from then on
    #[arg(long, value_name = "CODE", env = "SPORTELLO_HUB_BODY", value_parser = BodyCode::parse)]
    body: Option<BodyCode>,
    /// Code of the ordinary register whose numbers are given
    #[arg(long, value_name = "CODE", env = "SPORTELLO_HUB_REGISTER", default_value = "PG")]
    register: String,
    /// What is logged: error, warn, info, debug
    #[arg(long, value_name = "LEVEL", default_value = "info")]
    log: tracing::Level,
}

impl HubCommand {
    /// Runs the hub.
    pub fn run(self) -> Outcome {
        give_back();
        keep_to_itself();
        log_to_stderr(self.log);
        let (random, passing) = (Random::system(), self.mock && self.data.is_none());
        let folder = Passing(passing.then(|| passing_folder(&random)));
        let settings = self.settings(folder.0.as_deref(), &random)?;
        hub::run(&settings, random)?;
        Ok(ExitCode::SUCCESS)
    }

    fn settings(
        self,
        passing: Option<&Path>,
        random: &Random,
    ) -> Result<Settings, Box<dyn std::error::Error>> {
        if !(1..=16).contains(&self.register.len())
            || !self.register.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
        {
            return Err(
                "--register: 1 to 16 letters, digits, dots, hyphens or underscores, such as PG".into()
            );
        }
        if !self.tls_only && !self.local.ip().is_loopback() {
            return Err(
                "--local is for the browser of this computer only (127.0.0.1): others use --listen, over TLS"
                    .into(),
            );
        }
        if self.database.is_named() && (self.copy.is_some() || self.from_copy) {
            return Err("--copy is for the embedded store: PostgreSQL is copied with its own tools, such as pg_dump, and the keys folder with them".into());
        }
        let (database, database_password) = self.database.read()?;
        let places = Places::of_user();
        let demo = self.demo || self.mock;
        let data = if let Some(data) = passing.map(Path::to_owned).or(self.data) {
            std::path::absolute(&data)?
        } else {
            let base = places.data.clone().unwrap_or_else(|| PathBuf::from("sportello-data"));
            base.join(if self.demo { "centro-esercitazione" } else { "centro" })
        };
        let mut names = self.names;
        for own in ["localhost", "127.0.0.1"] {
            let own: Host = own.parse()?;
            if !names.contains(&own) {
                names.push(own);
            }
        }
        if !self.listen.ip().is_unspecified() && !self.listen.ip().is_loopback() {
            names.push(self.listen.ip().to_string().parse()?);
        }
        Ok(Settings {
            demo,
            key_file: match self.key_file {
                Some(file) => std::path::absolute(file)?,
                None if passing.is_some() => data.join("hub.key"),
                None => places.brought(&data, places.key_file(&data)),
            },
            seal_tools: if demo { SealTools::none() } else { SealTools::of_system(random) },
            ask: secret::ask,
            copy: self.copy.map(std::path::absolute).transpose()?,
            anew: match (self.from_copy, self.from_stations) {
                (true, _) => Some(Anew::FromCopy),
                (_, true) => Some(Anew::FromStations),
                _ => None,
            },
            data,
            database,
            database_password,
            local: (!self.tls_only).then_some(self.local),
            listen: self.listen,
            names,
            register: self.register,
            body: self.body,
            mock: self.mock.then_some(self.fail),
        })
    }
}

/// A folder that goes with the mock. One that was killed leaves it to whoever clears temporary folders.
struct Passing(Option<PathBuf>);

impl Drop for Passing {
    fn drop(&mut self) {
        if let Some(folder) = &self.0 {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

fn passing_folder(random: &Random) -> PathBuf {
    std::env::temp_dir().join(format!("sportello-mock-{}", domain::text::hex::encode(&random.bytes::<8>())))
}
