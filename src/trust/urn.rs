//! The name of a station or a hub: `urn:uuid:…` (RFC 9562 §4). An address may change between outage and recovery, this
//! may not.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

use domain::ids::id::StationId;

/// A station's or a hub's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Urn(Uuid);

/// A text is no such name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a station or a hub is named urn:uuid: and a lowercase uuid")]
pub struct NoUrn;

impl Urn {
    const START: &str = "urn:uuid:";

    /// The name made of `uuid`.
    pub fn new(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The uuid in it.
    pub fn uuid(self) -> Uuid {
        self.0
    }
}

impl From<StationId> for Urn {
    fn from(station: StationId) -> Self {
        Self(station.uuid())
    }
}

impl fmt::Display for Urn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Self::START, self.0)
    }
}

impl FromStr for Urn {
    type Err = NoUrn;

    /// One spelling only, so that texts may be compared byte by byte.
    fn from_str(text: &str) -> Result<Self, NoUrn> {
        let uuid = text.strip_prefix(Self::START).and_then(|uuid| uuid.parse().ok()).ok_or(NoUrn)?;
        let urn = Self(uuid);
        if urn.to_string() == text { Ok(urn) } else { Err(NoUrn) }
    }
}

impl Serialize for Urn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Urn {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_urn_has_one_spelling() {
        let text = "urn:uuid:018f3a5c-0000-7000-8000-000000000001";
        assert_eq!(text.parse::<Urn>().unwrap().to_string(), text);
        for other in [
            "018f3a5c-0000-7000-8000-000000000001",
            "urn:uuid:018F3A5C-0000-7000-8000-000000000001",
            "urn:uuid:018f3a5c000070008000000000000001",
            "urn:uuid:",
        ] {
            assert_eq!(other.parse::<Urn>(), Err(NoUrn), "{other}");
        }
    }
}
