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
    /// Nothing: the centre has no registry.
    NoRegistry,
    /// Nothing: without a tax code nobody is looked for.
    NoTaxCode,
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
        matches!(self, Self::Registry | Self::RegistryRefuses)
    }

    /// Why it was not; where it was, against what. In Italian and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Registry | Self::RegistryRefuses => {
                ("confrontato con l’anagrafe", "compared with the registry")
            }
            Self::NoRegistry => ("il centro non ha l’anagrafe", "the centre has no registry"),
            Self::NoTaxCode => ("senza codice fiscale", "no tax code"),
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
