//! Whether an entry was held against the registry at all: a report says only what was compared.

use serde::{Deserialize, Serialize};

/// What a centre held an entry against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compared {
    /// The registry of today, where the person is: what does not agree stands among the conflicts.
    Registry,
    /// The same, for what was refused here: the registry would not have given it either.
    RegistryRefuses,
    /// The registry of today, where the person was found by name and birth date: nobody else there has both alike.
    ByName,
    /// The same, for what was refused here: the registry would not have given it either.
    ByNameRefuses,
    /// Nothing: the centre has no registry.
    NoRegistry,
    /// Nothing: there is no tax code, and nobody of that name and birth date.
    NoTaxCode,
    /// Nothing: there is no tax code, and several people have that name and birth date.
    Namesakes,
    /// Nothing: the registry of today does not have the person.
    NotFound,
    /// Nothing: it was refused for a reason that is not the registry's.
    NotOfTheRegistry,
    /// Something only a newer program knows: it counts as nothing.
    #[serde(other)]
    Other,
}

impl Compared {
    /// Whether it was held against something.
    pub fn was_compared(self) -> bool {
        matches!(self, Self::Registry | Self::RegistryRefuses | Self::ByName | Self::ByNameRefuses)
    }

    /// Whether the registry would not have given what was refused here.
    pub fn refuses(self) -> bool {
        matches!(self, Self::RegistryRefuses | Self::ByNameRefuses)
    }

    /// Why it was not; where it was, against what. In Italian and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Registry | Self::RegistryRefuses => {
                ("confrontato con l’anagrafe", "compared with the registry")
            }
            Self::ByName | Self::ByNameRefuses => (
                "confrontato con l’anagrafe per nome e data di nascita",
                "compared with the registry by name and birth date",
            ),
            Self::NoRegistry => ("il centro non ha l’anagrafe", "the centre has no registry"),
            Self::NoTaxCode => ("senza codice fiscale", "no tax code"),
            Self::Namesakes => (
                "senza codice fiscale, e in anagrafe più persone hanno quel nome e quella data di nascita",
                "no tax code, and several people of the registry have that name and birth date",
            ),
            Self::NotFound => {
                ("persona non trovata nell’anagrafe di oggi", "person not found in today’s registry")
            }
            Self::NotOfTheRegistry => {
                ("motivo che l’anagrafe non conosce", "a reason the registry does not know")
            }
            Self::Other => ("non detto dal centro", "not said by the centre"),
        }
    }
}
