//! What this computer offers to seal a key file with, so that the disk alone, in another computer, does not open it: the
//! system's own tools, each within a time. Nothing is bound to a PCR: a new firmware or kernel never locks a counter out.

mod credentials;
mod dpapi;
#[cfg(test)]
mod tests;
mod tool;
mod tpm;

use std::ffi::OsString;
use std::time::Duration;

use thiserror::Error;
use zeroize::Zeroizing;

use clock::Random;

/// What seals. The name stands in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealer {
    /// A TPM 2.0, through `tpm2-tools`.
    Tpm,
    /// `systemd-creds`, with the computer's TPM and its own key.
    SystemdCreds,
    /// Windows' data protection, for the user the service runs as.
    Dpapi,
}

impl Sealer {
    const ALL: [Self; 3] = [Self::Tpm, Self::SystemdCreds, Self::Dpapi];

    /// Its name in a file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tpm => "tpm2",
            Self::SystemdCreds => "systemd-creds",
            Self::Dpapi => "dpapi",
        }
    }

    /// The one of that name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sealer| sealer.name() == name)
    }

    /// Those that this system may have, the best first.
    fn of_this_system() -> &'static [Self] {
        if cfg!(windows) { &[Self::Dpapi] } else { &[Self::Tpm, Self::SystemdCreds] }
    }
}

/// Why nothing was sealed or opened. Never what a tool said: it might say what it was given.
#[derive(Debug, Error)]
pub enum NotSealed {
    /// The tools are not to be used: a drill, a test.
    #[error("no tool of this computer is used here")]
    NotUsed,
    /// The tool is not installed.
    #[error("{tool} is not installed")]
    Missing {
        /// Which.
        tool: &'static str,
    },
    /// It did not end in time, and was ended.
    #[error("{tool} gave no answer in time")]
    Slow {
        /// Which.
        tool: &'static str,
    },
    /// It said no.
    #[error("{tool} failed ({how})")]
    Failed {
        /// Which.
        tool: &'static str,
        /// Its exit code, or the system's reason.
        how: String,
    },
    /// What it gave is no key.
    #[error("{tool} gave something else than was sealed")]
    Garbage {
        /// Which.
        tool: &'static str,
    },
}

/// A key as a sealer closed it. Nothing in it is secret.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) by: Sealer,
    /// What the sealer needs to open it again, in its order.
    pub(super) parts: Vec<Vec<u8>>,
}

impl Sealed {
    /// Whether the key stands in it as it is.
    fn shows(&self, key: &[u8; 32]) -> bool {
        self.parts.iter().any(|part| part.windows(key.len()).any(|bytes| bytes == key))
    }
}

/// The key that is sealed.
type Key = Zeroizing<[u8; 32]>;

/// The system's tools that seal, and how long each may take.
#[derive(Clone, Debug)]
pub struct SealTools {
    used: bool,
    /// Where they are looked for, instead of the places of the process.
    path: Option<OsString>,
    /// For each of them; a sealer needs up to five.
    limit: Duration,
    random: Random,
}

impl SealTools {
    /// How long a tool may take: a slow TPM needs a second or two.
    const LIMIT: Duration = Duration::from_secs(10);

    /// Those of this system.
    pub fn of_system(random: &Random) -> Self {
        Self { used: true, path: None, limit: Self::LIMIT, random: random.clone() }
    }

    /// None: key files are kept in clear.
    pub fn none() -> Self {
        Self { used: false, path: None, limit: Self::LIMIT, random: Random::seeded(0) }
    }

    /// Those found in `path`, each with this time. For tests.
    pub fn found_in(path: impl Into<OsString>, limit: Duration, random: &Random) -> Self {
        Self { used: true, path: Some(path.into()), limit, random: random.clone() }
    }

    /// The key, sealed by the first sealer that also opens it again; none where there is none.
    pub(super) fn seal(&self, key: &[u8; 32]) -> Option<Sealed> {
        if !self.used {
            return None;
        }
        Sealer::of_this_system().iter().find_map(|sealer| {
            let sealed = self.seal_by(*sealer, key).and_then(|sealed| {
                let opens = *self.unseal(&sealed)? == *key;
                if opens && !sealed.shows(key) {
                    Ok(sealed)
                } else {
                    Err(NotSealed::Garbage { tool: sealer.name() })
                }
            });
            sealed.inspect_err(|error| tracing::info!(%error, sealer = sealer.name(), "not sealed")).ok()
        })
    }

    fn seal_by(&self, sealer: Sealer, key: &[u8; 32]) -> Result<Sealed, NotSealed> {
        let parts = match sealer {
            Sealer::Tpm => tpm::seal(self, key)?,
            Sealer::SystemdCreds => vec![credentials::seal(self, key)?],
            Sealer::Dpapi => vec![dpapi::seal(self, key)?],
        };
        Ok(Sealed { by: sealer, parts })
    }

    /// What was sealed.
    pub(super) fn unseal(&self, sealed: &Sealed) -> Result<Key, NotSealed> {
        if !self.used {
            return Err(NotSealed::NotUsed);
        }
        let garbage = || NotSealed::Garbage { tool: sealed.by.name() };
        let opened = match (sealed.by, sealed.parts.as_slice()) {
            (Sealer::Tpm, [public, private]) => tpm::unseal(self, public, private)?,
            (Sealer::SystemdCreds, [credential]) => credentials::unseal(self, credential)?,
            (Sealer::Dpapi, [blob]) => dpapi::unseal(self, blob)?,
            _ => return Err(garbage()),
        };
        let mut key = Key::default();
        if opened.len() != key.len() {
            return Err(garbage());
        }
        key.copy_from_slice(&opened);
        Ok(key)
    }
}
