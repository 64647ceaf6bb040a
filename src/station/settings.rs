//! The configuration of a station: flags over environment over file over defaults.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::ids::number::RegisterCode;
use domain::money::tariff::{Tariff, Tariffs};
use domain::office::choices::{AttestationDuty, Choices, DAYS_MOST};
use domain::office::watched::{self, Watched};

use super::places::Places;
use super::settings_file;

/// What was said on the command line or in the environment, as text.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// `--demo`
    pub demo: bool,
    /// `--register`: a further drill counter beside the first, with a register of its own.
    pub register: Option<RegisterCode>,
    /// `--config`
    pub config: Option<PathBuf>,
    /// Key and value, keys as in the file.
    pub values: Vec<(&'static str, String, Origin)>,
}

/// Where a value was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// On the command line or in the environment; the name of the flag.
    Flag(String),
    /// In a file.
    File(PathBuf),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => f.write_str(flag),
            Self::File(path) => path.display().fmt(f),
        }
    }
}

/// A configuration that cannot be used. The start stops here.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// A key nobody knows.
    #[error("{origin}: unknown key “{key}”. {remedy}")]
    UnknownKey {
        /// Where.
        origin: Origin,
        /// Which.
        key: String,
        /// What to do.
        remedy: String,
    },
    /// A value that cannot be used.
    #[error("{origin}: {key} = {value} cannot be used. {remedy}")]
    BadValue {
        /// Where.
        origin: Origin,
        /// Which key.
        key: String,
        /// The value.
        value: String,
        /// What to do.
        remedy: String,
    },
    /// The file cannot be read.
    #[error("{}: the configuration cannot be read ({source}). Name an existing file, or leave the option out.", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// The system's reason.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{}: {message}", path.display())]
    NotToml {
        /// Which file.
        path: PathBuf,
        /// Line and reason.
        message: String,
    },
}

/// A usable configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether this is the sample drill counter.
    pub demo: bool,
    /// The register code a drill counter is founded with; the usual one if none.
    pub register: Option<RegisterCode>,
    /// The data folder.
    pub data: PathBuf,
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Where this computer is served in clear while others are served over TLS.
    pub local: Option<SocketAddr>,
    /// Whether a proxy in front speaks TLS to browsers.
    pub behind_proxy: bool,
    /// Further host names that are answered.
    pub hosts: Vec<String>,
    /// The second copy's folder.
    pub second_copy: Option<PathBuf>,
    /// The key file.
    pub key_file: PathBuf,
    /// The folder of high-water marks.
    pub high_water: PathBuf,
    /// Idle time after which the PIN is asked again.
    pub idle: Duration,
    /// A folder of further forms.
    pub forms: Option<PathBuf>,
    /// What the municipality decides: duty, fees, validity, retention.
    pub choices: Choices,
    /// What is logged.
    pub log: tracing::Level,
    /// The file the configuration came from, if there was one.
    pub file: Option<PathBuf>,
}

/// Where a station listens unless told otherwise.
pub const DEFAULT_LISTEN: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8080);

/// Name of the configuration in a data folder.
pub const FILE: &str = "sportello.toml";

impl Settings {
    /// Puts together what was said, what the file says, and the defaults.
    pub fn gather(said: &Said, places: &Places) -> Result<Self, BadSettings> {
        let named = said.config.as_deref().map(settings_file::read).transpose()?.unwrap_or_default();
        let data = said.values.iter().chain(&named).find(|(key, ..)| *key == "data").map_or_else(
            || {
                let folder = places.data_folder(said.demo);
                match &said.register {
                    Some(code) => folder.with_extension(code.as_str()),
                    None => folder,
                }
            },
            |(_, value, _)| PathBuf::from(value),
        );
        let data = std::path::absolute(&data).unwrap_or(data);
        let own = data.join(FILE);
        let (inside, file) = match &said.config {
            Some(config) => (named, Some(config.clone())),
            None if own.exists() => (settings_file::read(&own)?, Some(own)),
            None => (Vec::new(), None),
        };
        let mut settings = Self::defaults(said.demo, data, places);
        settings.file = file;
        settings.register.clone_from(&said.register);
        // The file first, so that what was said stands over it.
        for (key, value, origin) in inside.iter().chain(&said.values) {
            settings.set(key, value).map_err(|remedy| BadSettings::BadValue {
                origin: origin.clone(),
                key: (*key).to_owned(),
                value: format!("“{value}”"),
                remedy: remedy.to_owned(),
            })?;
        }
        Ok(settings)
    }

    fn defaults(demo: bool, data: PathBuf, places: &Places) -> Self {
        Self {
            demo,
            register: None,
            listen: DEFAULT_LISTEN,
            local: None,
            behind_proxy: false,
            hosts: Vec::new(),
            second_copy: None,
            key_file: places.key_file(&data),
            high_water: places.high_water(&data),
            idle: Duration::from_mins(5),
            forms: None,
            choices: Choices::default(),
            log: tracing::Level::INFO,
            file: None,
            data,
        }
    }

    /// Sets one key; the error is the remedy.
    fn set(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        match key {
            "data" => {}
            "listen" => self.listen = address(value)?,
            "local" => self.local = Some(address(value)?),
            "behind_proxy" => self.behind_proxy = value.parse().map_err(|_| "Give one of true, false.")?,
            "hosts" => {
                let hosts: Vec<String> =
                    value.split(',').map(|host| host.trim().to_ascii_lowercase()).collect();
                if hosts.iter().any(|host| host.is_empty() || host.contains([':', '/', '*', ' '])) {
                    return Err(
                        "Give host names without port, separated by commas, such as sportello3.comune.example.",
                    );
                }
                self.hosts = hosts;
            }
            "second_copy" => self.second_copy = Some(self.outside(value)?),
            "key_file" => self.key_file = self.outside(value)?,
            "high_water" => self.high_water = self.outside(value)?,
            "forms" => self.forms = Some(full(value)?),
            "idle_minutes" => {
                let minutes = value.parse().ok().filter(|minutes| (1..=120).contains(minutes));
                self.idle = Duration::from_mins(minutes.ok_or("Give whole minutes from 1 to 120.")?);
            }
            "log" => {
                self.log = match value {
                    "error" => tracing::Level::ERROR,
                    "warn" => tracing::Level::WARN,
                    "info" => tracing::Level::INFO,
                    "debug" => tracing::Level::DEBUG,
                    _ => return Err("Give one of error, warn, info, debug."),
                };
            }
            _ => return self.choose(key, value),
        }
        Ok(())
    }

    /// Sets a choice of the municipality.
    fn choose(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        let days =
            |most: u16, remedy| value.parse().ok().filter(|days| (1..=most).contains(days)).ok_or(remedy);
        match key {
            "tariff" => {
                let lines = value.split(',').map(str::parse::<Tariff>).collect::<Result<Vec<_>, _>>();
                self.choices.tariffs = lines.and_then(Tariffs::new).map_err(|_| {
                    "Give a list of lines in cents, each with a first day of its own, such as \"2013-06-26 duty=1600 fee=52 exempt_fee=26\"."
                })?;
            }
            "attestation_duty" => {
                self.choices.attestation_duty = match value {
                    "exempt" => AttestationDuty::Exempt,
                    "due" => AttestationDuty::Due,
                    _ => return Err("Give one of exempt, due."),
                };
            }
            "attestation_days" => {
                self.choices.attestation_days = days(
                    DAYS_MOST,
                    "Give whole days from 1 to 180: a provisional paper holds less than six months.",
                )?;
            }
            "photo_days" => self.choices.photo_days = days(3650, "Give whole days from 1 to 3650.")?,
            "watch" => {
                let systems = value.split(',').map(str::parse::<Watched>).collect::<Result<Vec<_>, _>>();
                self.choices.watched = systems.ok().filter(|systems| systems.len() <= watched::MOST).ok_or(
                    "Give at most 12 names, each with = and the place it listens at, such as \"Protocollo=protocollo.comune.example:443\".",
                )?;
            }
            _ => return Err("No such key."),
        }
        Ok(())
    }

    fn outside(&self, value: &str) -> Result<PathBuf, &'static str> {
        let path = full(value)?;
        if path.starts_with(&self.data) {
            return Err(
                "It must stand outside the data folder: what is lost with the folder protects nothing.",
            );
        }
        Ok(path)
    }
}

fn address(value: &str) -> Result<SocketAddr, &'static str> {
    value.parse().map_err(|_| "Give an address and a port, such as 127.0.0.1:8080; port 0 takes a free one.")
}

fn full(value: &str) -> Result<PathBuf, &'static str> {
    let path = Path::new(value);
    if path.is_absolute() { Ok(path.to_owned()) } else { Err("Give a full path, from the root of the disk.") }
}
