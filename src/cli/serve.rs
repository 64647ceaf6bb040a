//! `sportello serve`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Outcome;
use super::console::log_to_stderr;
use super::hardening::keep_to_itself;
use super::memory::give_back;
use crate::station::places::Places;
use crate::station::settings::{Origin, Said, Settings};
use crate::station::{self, settings_file};
use clock::Random;
use domain::ids::number::RegisterCode;

/// Serve the counter on this computer
///
/// On an empty folder the first page sets the station up: it asks the code printed here, the municipality, the
/// operators and a passphrase. Everything stays in the data folder; nothing needs a network.
///
/// Each option may also stand in the environment (in brackets) or in sportello.toml in the data folder, which the first
/// run writes with every key explained. Options stand over the environment, the environment over the file.
#[derive(Args)]
pub struct Serve {
    /// A ready drill counter with sample operators, in a folder of its own. No paper made with it is valid
    #[arg(long)]
    demo: bool,
    /// With --demo: a further drill counter beside the first, with this register code and a folder of its own. Give it
    /// another port with --listen
    #[arg(long, value_name = "CODE", requires = "demo", value_parser = RegisterCode::parse)]
    register: Option<RegisterCode>,
    /// Data folder. Default: a folder of this user; the drill has another
    #[arg(long, value_name = "DIR", env = "SPORTELLO_DATA")]
    data: Option<String>,
    /// Address and port; port 0 takes a free one. Beyond this computer (0.0.0.0:8443, an address of the office's network) it
    /// is served over TLS, with a key and a certificate of its own [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR", env = "SPORTELLO_LISTEN")]
    listen: Option<String>,
    /// Where this computer's browser is served in clear, while --listen is served over TLS: a loopback address [default where
    /// --listen is beyond this computer: 127.0.0.1:8080, or port 8081 if --listen has 8080]
    #[arg(long, value_name = "ADDR", env = "SPORTELLO_LOCAL")]
    local: Option<String>,
    /// A proxy in front of this station speaks TLS to browsers, and passes their host name on: serve --listen in clear
    #[arg(long, value_name = "true|false", env = "SPORTELLO_BEHIND_PROXY", num_args = 0..=1, require_equals = true,
        default_missing_value = "true")]
    behind_proxy: Option<String>,
    /// Configuration file. Default: sportello.toml in the data folder
    #[arg(long, value_name = "FILE", env = "SPORTELLO_CONFIG")]
    config: Option<PathBuf>,
    /// Second copy: a folder on another disk or a stick, written with every record
    #[arg(long, value_name = "DIR", env = "SPORTELLO_SECOND_COPY")]
    second_copy: Option<String>,
    /// Key file that opens the station at start; outside the data folder
    #[arg(long, value_name = "FILE", env = "SPORTELLO_KEY_FILE")]
    key_file: Option<String>,
    /// Folder of high-water marks, which tell an old or a second copy of the data folder; outside it
    #[arg(long, value_name = "DIR", env = "SPORTELLO_HIGH_WATER")]
    high_water: Option<String>,
    /// Names and addresses by which other computers reach this one, separated by commas; the certificate names them
    #[arg(long, value_name = "NAMES", env = "SPORTELLO_HOSTS")]
    hosts: Option<String>,
    /// Minutes without activity until the PIN is asked again [default: 5]
    #[arg(long, value_name = "N", env = "SPORTELLO_IDLE_MINUTES")]
    idle_minutes: Option<String>,
    /// Folder of further forms
    #[arg(long, value_name = "DIR", env = "SPORTELLO_FORMS")]
    forms: Option<String>,
    /// What is logged: error, warn, info, debug [default: info]
    #[arg(long, value_name = "LEVEL", env = "SPORTELLO_LOG")]
    log: Option<String>,
}

impl Serve {
    /// Runs the station.
    pub fn run(self) -> Outcome {
        give_back();
        keep_to_itself();
        let places = Places::of_user();
        let mut settings = Settings::gather(&self.said(), &places)?;
        log_to_stderr(settings.log);
        settings.key_file = places.brought(&settings.data, settings.key_file);
        for name in strangers(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())) {
            tracing::warn!("{name} in the environment is no setting of Sportello and is not used");
        }
        station::run(&settings, Random::system())?;
        Ok(ExitCode::SUCCESS)
    }

    fn said(self) -> Said {
        let values = [
            ("data", self.data),
            ("listen", self.listen),
            ("local", self.local),
            ("behind_proxy", self.behind_proxy),
            ("second_copy", self.second_copy),
            ("key_file", self.key_file),
            ("high_water", self.high_water),
            ("hosts", self.hosts),
            ("idle_minutes", self.idle_minutes),
            ("forms", self.forms),
            ("log", self.log),
        ];
        // A path on the command line may be relative to where the person stands.
        let from_here = |key: &str, value: String| match key {
            "second_copy" | "key_file" | "high_water" | "forms" => {
                std::path::absolute(&value).map_or(value, |path| path.display().to_string())
            }
            _ => value,
        };
        let values = values
            .into_iter()
            .filter_map(|(key, value)| {
                let flag = format!("--{} (or SPORTELLO_{})", key.replace('_', "-"), key.to_ascii_uppercase());
                Some((key, from_here(key, value?), Origin::Flag(flag)))
            })
            .collect();
        Said { demo: self.demo, register: self.register, config: self.config, values }
    }
}

/// Names in the environment that look like settings and are none: most likely a slip.
fn strangers(names: impl Iterator<Item = String>) -> Vec<String> {
    names
        .filter(|name| {
            name.strip_prefix("SPORTELLO_").is_some_and(|key| {
                let key = key.to_ascii_lowercase();
                key != "config" && key != "url" && !settings_file::keys().any(|known| known == key)
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_in_the_environment_is_noticed() {
        let names = ["SPORTELLO_LISTEN", "SPORTELLO_LISTN", "SPORTELLO_CONFIG", "PATH"].map(str::to_owned);
        assert_eq!(strangers(names.into_iter()), ["SPORTELLO_LISTN"]);
    }
}
