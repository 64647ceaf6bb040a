//! `sportello hub`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Outcome;
use super::memory::give_back;
use super::serve::log_to_stderr;
use crate::clock::Random;
use crate::code::host::Host;
use crate::hub::{self, DEFAULT_LISTEN, DEFAULT_LOCAL, Settings};
use crate::station::places::Places;

/// Serve the centre that takes the stations' entries back
///
/// Every entry arrives once, gets its ordinary protocol number and keeps the correlation for good. The pages for the
/// records manager are on this computer's browser; stations come over TLS.
///
/// `--demo` is a ready drill centre: it owns the drill root and takes drill stations of `sportello serve --demo` only.
#[derive(Args)]
pub struct HubCommand {
    /// A ready drill centre, in a folder of its own. It takes drill stations only
    #[arg(long)]
    demo: bool,
    /// Data folder: keys and the embedded store. Default: a folder of this user; the drill has another
    #[arg(long, value_name = "DIR", env = "SPORTELLO_HUB_DATA")]
    data: Option<PathBuf>,
    /// A `PostgreSQL` database instead of the embedded store, such as `postgres://user@host/name`
    #[arg(long, value_name = "URL", env = "SPORTELLO_HUB_DATABASE")]
    database: Option<String>,
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
        log_to_stderr(self.log);
        hub::run(&self.settings()?, Random::system())?;
        Ok(ExitCode::SUCCESS)
    }

    fn settings(self) -> Result<Settings, Box<dyn std::error::Error>> {
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
        let places = Places::of_user();
        let data = if let Some(data) = self.data {
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
            demo: self.demo,
            key_file: match self.key_file {
                Some(file) => std::path::absolute(file)?,
                None => places.key_file(&data),
            },
            data,
            database: self.database,
            local: (!self.tls_only).then_some(self.local),
            listen: self.listen,
            names,
            register: self.register,
        })
    }
}
