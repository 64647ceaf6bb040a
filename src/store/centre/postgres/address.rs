//! The database's address as a person gives it: `postgres://user:password@host:5432/name?sslmode=verify-full&sslrootcert=/etc/root.pem`.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use postgres::Config;
use postgres::config::{Host, SslMode};

use super::tls::Trust;

/// Where the database is and how the line to it is secured. Holds a password: never shown.
pub struct Address {
    pub(in crate::centre) config: Config,
    pub(super) trust: Trust,
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Address").finish_non_exhaustive()
    }
}

/// Why a text is no address. Never quotes it: it may hold a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadAddress {
    /// Not a `postgres://` address.
    #[error("write the database as postgres://USER:PASSWORD@HOST:PORT/NAME")]
    Shape,
    /// An unknown way to secure the line.
    #[error("sslmode is disable, prefer, require or verify-full")]
    SslMode,
    /// `verify-full` needs to know whom to trust.
    #[error(
        "a database on another computer shows who it is (sslmode=verify-full), and that needs sslrootcert=FILE, the certificate (PEM) that vouches for it"
    )]
    NoRoot,
}

/// A statement that takes longer is given up: milliseconds.
const STATEMENT_TIMEOUT: u32 = 30_000;
/// Waiting longer for another transaction is given up: milliseconds.
const LOCK_TIMEOUT: u32 = 15_000;
/// A transaction that nobody goes on with is ended, so that it holds up no other hub: milliseconds.
const IDLE_TIMEOUT: u32 = 30_000;

impl Address {
    /// Reads an address. Without `sslmode` a database on another computer shows who it is (`verify-full`); on this one the line is
    /// secured where the database offers it (`prefer`).
    pub fn parse(text: &str) -> Result<Self, BadAddress> {
        let text = text.trim();
        if !text.starts_with("postgres://") && !text.starts_with("postgresql://") {
            return Err(BadAddress::Shape);
        }
        let (base, query) = text.split_once('?').unwrap_or((text, ""));
        let (mut mode, mut root, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => root = Some(unescaped(value).ok_or(BadAddress::Shape)?),
                _ => rest.push(pair),
            }
        }
        let plain = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        let mut config: Config = plain.parse().map_err(|_| BadAddress::Shape)?;
        // On this computer nobody stands in between.
        let usual = if is_local(&config) { "prefer" } else { "verify-full" };
        let (ssl_mode, trust) = match (mode.unwrap_or(usual), root) {
            ("disable", _) => (SslMode::Disable, Trust::Anyone),
            ("prefer", None) => (SslMode::Prefer, Trust::Anyone),
            ("require", None) => (SslMode::Require, Trust::Anyone),
            // Who names a root wants it to count.
            ("prefer" | "require" | "verify-full", Some(root)) => {
                (SslMode::Require, Trust::Root(PathBuf::from(root)))
            }
            ("verify-full", None) => return Err(BadAddress::NoRoot),
            _ => return Err(BadAddress::SslMode),
        };
        config.ssl_mode(ssl_mode);
        settle(&mut config);
        Ok(Self { config, trust })
    }
}

impl Address {
    /// With a password that does not stand in the address.
    pub fn set_password(&mut self, password: &str) {
        self.config.password(password);
    }

    /// Whether a password stands in it.
    pub fn has_password(&self) -> bool {
        self.config.get_password().is_some()
    }

    /// Whether a database elsewhere is believed whoever it is.
    pub fn trusts_anyone(&self) -> bool {
        !is_local(&self.config) && self.trust == Trust::Anyone
    }
}

/// Whether all hosts are this computer.
fn is_local(config: &Config) -> bool {
    let here = |host: &Host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    };
    config.get_hosts().iter().all(here) && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn settle(config: &mut Config) {
    let limits = format!(
        "-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={LOCK_TIMEOUT} \
         -c idle_in_transaction_session_timeout={IDLE_TIMEOUT} -c client_min_messages=warning"
    );
    let options = config.get_options().map_or_else(|| limits.clone(), |own| format!("{limits} {own}"));
    config.options(&options);
    if config.get_application_name().is_none() {
        config.application_name("sportello");
    }
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(Duration::from_secs(5));
    }
    if config.get_tcp_user_timeout().is_none() {
        config.tcp_user_timeout(Duration::from_secs(20));
    }
}

/// `%2F` is `/`.
fn unescaped(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
                u8::try_from(digit(rest.next())? * 16 + digit(rest.next())?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(SslMode, Trust), BadAddress> {
        Address::parse(text).map(|address| (address.config.get_ssl_mode(), address.trust))
    }

    #[test]
    fn how_the_line_is_secured_is_read_from_the_address() {
        let root = || Trust::Root("/etc/my root.pem".into());
        for (text, expected) in [
            ("postgres://a:b@c/d", Err(BadAddress::NoRoot)),
            ("postgres://a:b@c/d?sslmode=prefer", Ok((SslMode::Prefer, Trust::Anyone))),
            ("postgres://a@localhost/d", Ok((SslMode::Prefer, Trust::Anyone))),
            ("postgres://a@%2Frun%2Fpostgresql/d", Ok((SslMode::Prefer, Trust::Anyone))),
            ("postgres://a@localhost,c/d", Err(BadAddress::NoRoot)),
            ("postgresql://a@c:5433/d?sslmode=disable", Ok((SslMode::Disable, Trust::Anyone))),
            ("postgres://a@c/d?sslmode=require&application_name=x", Ok((SslMode::Require, Trust::Anyone))),
            (
                "postgres://a@c/d?sslmode=verify-full&sslrootcert=%2Fetc%2Fmy%20root.pem",
                Ok((SslMode::Require, root())),
            ),
            ("postgres://a@c/d?sslrootcert=/etc/my%20root.pem", Ok((SslMode::Require, root()))),
            ("postgres://a@c/d?sslmode=verify-full", Err(BadAddress::NoRoot)),
            ("postgres://a@c/d?sslmode=verify-ca", Err(BadAddress::SslMode)),
            ("host=c user=a", Err(BadAddress::Shape)),
            ("postgres://a@c:x/d", Err(BadAddress::Shape)),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let shown = format!("{:?}", Address::parse("postgres://a:secret@localhost/d").unwrap());
        assert!(!shown.contains("secret"), "{shown}");
    }
}
