//! A centre as a station knows it: whatever receives the records after an outage.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ids::id::CentreId;
use crate::text::bilingual::Bilingual;
use crate::text::lines;

/// A centre that a person added, and the certificates that prove who it is. Its address may change between the outage and
/// the recovery; its URN never does, so that what was signed for it is for no other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Centre {
    /// Identity at this station.
    pub id: CentreId,
    /// As people here call it: `Centro del Comune`.
    pub name: String,
    /// Where it answers.
    pub address: CentreAddress,
    /// Its name for ever: `urn:uuid:…`.
    pub urn: String,
    /// Certificate of the municipal root (PEM): the only authority believed for this centre.
    pub root: String,
    /// The station's certificate from that root (PEM).
    pub certificate: String,
    /// Whom bundles for it are encrypted to (`age1…`), as it said when this station became known to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
}

/// Where a centre answers: `https://centro.comune.example:8443`, without a path.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CentreAddress(String);

/// Longest address taken, in characters.
const LONGEST: usize = 200;

impl CentreAddress {
    /// Reads what was typed: scheme `https` (the default if none is typed), host, and perhaps a port. Nothing else: no
    /// path, no user, no query.
    pub fn parse(typed: &str) -> Result<Self, Bilingual> {
        let typed = lines::tidy(typed).to_lowercase();
        let rest = typed.strip_prefix("https://").unwrap_or(&typed);
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        if rest.contains("://") {
            return Err(Bilingual::new(
                "Il centro risponde solo su https: scrivere l’indirizzo che comincia con https://.",
                "A centre answers over https only: type the address that begins with https://.",
            ));
        }
        let (host, port) = parts(rest);
        let good_host = !host.is_empty()
            && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']'))
            && host.starts_with('[') == host.contains(':')
            && host.starts_with('[') == host.ends_with(']');
        let good_port = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
        if !good_host || !good_port || rest.len() > LONGEST {
            return Err(Bilingual::new(
                "Scrivere nome e porta del centro, per esempio https://centro.comune.example:8443.",
                "Type the centre's name and port, for instance https://centre.town.example:8443.",
            ));
        }
        Ok(Self(format!("https://{rest}")))
    }

    /// The address with its scheme, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Host (with the brackets of an IPv6 address) and port.
fn parts(rest: &str) -> (&str, Option<&str>) {
    match rest.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') && (!host.contains(':') || host.ends_with(']')) => {
            (host, Some(port))
        }
        _ => (rest, None),
    }
}

impl TryFrom<String> for CentreAddress {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|_| "not an address of a centre")
    }
}

impl From<CentreAddress> for String {
    fn from(address: CentreAddress) -> Self {
        address.0
    }
}

impl fmt::Display for CentreAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_and_perhaps_a_port() {
        for (typed, read) in [
            ("centro.comune.example", "https://centro.comune.example"),
            (" HTTPS://Centro.Comune.example:8443/ ", "https://centro.comune.example:8443"),
            ("127.0.0.1:9000", "https://127.0.0.1:9000"),
            ("https://[::1]:9000", "https://[::1]:9000"),
            ("[::1]", "https://[::1]"),
        ] {
            assert_eq!(CentreAddress::parse(typed).map(String::from).as_deref(), Ok(read), "{typed}");
        }
        for typed in [
            "",
            "http://centro.example",
            "https://",
            "centro.example/api",
            "user@centro.example",
            "centro.example:0",
            "centro.example:99999",
            "::1",
            "[::1",
            "a b",
            "centro.example?x=1",
        ] {
            assert!(CentreAddress::parse(typed).is_err(), "{typed}");
        }
    }
}
