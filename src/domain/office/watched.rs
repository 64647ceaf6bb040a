//! A system of others that the counter watches: whether it is down is known before anybody asks, and since when afterwards.

use std::fmt;
use std::str::FromStr;

/// A name and the place it listens at: `ANPR=anpr.comune.example:443`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    name: String,
    host: String,
    port: u16,
}

/// Systems watched at most: each is asked once a minute.
pub const MOST: usize = 12;

/// Longest name, in characters.
const LONGEST: usize = 40;

/// A line that names no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a name, =, a host, a colon and a port")]
pub struct NoPlace;

impl Watched {
    /// As people call it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Host and port, as a connection is opened.
    pub fn place(&self) -> (&str, u16) {
        (self.host.trim_matches(['[', ']']), self.port)
    }
}

impl fmt::Display for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.host, self.port)
    }
}

impl FromStr for Watched {
    type Err = NoPlace;

    fn from_str(line: &str) -> Result<Self, NoPlace> {
        let (name, place) = line.split_once('=').ok_or(NoPlace)?;
        let (host, port) = place.trim().rsplit_once(':').ok_or(NoPlace)?;
        let name = name.trim();
        let named = (1..=LONGEST).contains(&name.chars().count()) && !name.chars().any(char::is_control);
        let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
        let hosted = (1..=200).contains(&bare.len())
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c))
            && (bare.contains(':') == host.starts_with('['));
        let port = port.parse().ok().filter(|port| *port > 0).ok_or(NoPlace)?;
        if !named || !hosted {
            return Err(NoPlace);
        }
        Ok(Self { name: name.to_owned(), host: host.to_ascii_lowercase(), port })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_place_are_read_and_written() {
        let anpr: Watched = "ANPR = Anpr.Comune.example:443".parse().unwrap();
        assert_eq!((anpr.name(), anpr.to_string().as_str()), ("ANPR", "anpr.comune.example:443"));
        let six: Watched = "Protocollo=[::1]:8443".parse().unwrap();
        assert_eq!((six.place(), six.to_string().as_str()), (("::1", 8443), "[::1]:8443"));
    }

    #[test]
    fn what_names_no_place_is_refused() {
        for line in [
            "",
            "ANPR",
            "ANPR=host",
            "=host:1",
            "A=:1",
            "A=host:0",
            "A=host:65536",
            "A=ho st:1",
            "A=::1:80",
            "A=https://h:1",
        ] {
            assert_eq!(line.parse::<Watched>(), Err(NoPlace), "{line}");
        }
    }
}
