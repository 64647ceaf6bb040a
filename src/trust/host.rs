//! Names and addresses under which a hub is reached: its certificate carries them, clients compare.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use x509_cert::der::asn1::Ia5String;
use x509_cert::ext::pkix::name::GeneralName;

/// A host name or an address, without port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A host name in lowercase: `sportello.comune.example`, `localhost`.
    Name(String),
    /// An address.
    Address(IpAddr),
}

/// A text is no host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is neither a host name, such as hub.comune.example, nor an address; give it without port")]
pub struct NoHost(String);

impl FromStr for Host {
    type Err = NoHost;

    fn from_str(text: &str) -> Result<Self, NoHost> {
        let text = text.trim();
        if let Ok(address) = text.trim_start_matches('[').trim_end_matches(']').parse() {
            return Ok(Self::Address(address));
        }
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        // Four numbers and dots that are no address would be taken for a name.
        let numeric = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if text.len() <= 253 && !numeric && text.split('.').all(label) {
            return Ok(Self::Name(text.to_ascii_lowercase()));
        }
        Err(NoHost(text.to_owned()))
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Address(address) => address.fmt(f),
        }
    }
}

impl Host {
    /// What a certificate names, if it is one of these.
    pub(super) fn of(name: &GeneralName) -> Option<Self> {
        match name {
            GeneralName::DnsName(name) => Some(Self::Name(AsRef::<str>::as_ref(name).to_ascii_lowercase())),
            GeneralName::IpAddress(bytes) => {
                let bytes = bytes.as_bytes();
                let four = <[u8; 4]>::try_from(bytes).map(IpAddr::from);
                four.or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from)).ok().map(Self::Address)
            }
            _ => None,
        }
    }

    pub(super) fn general_name(&self) -> GeneralName {
        match self {
            Self::Name(name) => {
                GeneralName::DnsName(Ia5String::new(name).expect("letters, digits, dots and hyphens"))
            }
            Self::Address(address) => GeneralName::from(*address),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_names_or_addresses_without_port() {
        for (text, written) in [
            ("hub.comune.example", "hub.comune.example"),
            ("LOCALHOST", "localhost"),
            ("192.168.1.20", "192.168.1.20"),
            ("[::1]", "::1"),
        ] {
            assert_eq!(text.parse::<Host>().unwrap().to_string(), written);
        }
        for text in ["", "a..b", "-a", "hub:8443", "https://hub", "300.1.1.1", "è.example", "a b"] {
            assert!(text.parse::<Host>().is_err(), "{text}");
        }
    }
}
