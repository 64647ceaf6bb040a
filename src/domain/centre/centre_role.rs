//! Who may do what at the centre.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::text::bilingual::Bilingual;

/// What an account of the centre is for. Accounts hold a set: a small town hall has one person for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CentreRole {
    /// *Responsabile della gestione documentale* (DPR 445/2000 art. 61): decides about entries, numbers, outages, stations.
    RecordsManager,
    /// *Amministratore delle utenze*: accounts and stations; reads no entry.
    Administrator,
    /// *Revisore*: reads everything, changes nothing.
    Auditor,
}

/// A set of roles.
pub type CentreRoles = BTreeSet<CentreRole>;

/// What somebody wants to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read entries and all that is about people.
    Read,
    /// Decide: conflicts, numbers, outages, bundles, reference data.
    Decide,
    /// Let stations in, suspend them.
    Stations,
    /// Make, change and close accounts.
    Accounts,
    /// Read what was done at the centre, and by whom.
    Deeds,
}

impl CentreRole {
    /// All roles, in the order screens show them.
    pub const ALL: [Self; 3] = [Self::RecordsManager, Self::Administrator, Self::Auditor];

    /// Stable code, as forms send it.
    pub fn code(self) -> &'static str {
        match self {
            Self::RecordsManager => "records-manager",
            Self::Administrator => "administrator",
            Self::Auditor => "auditor",
        }
    }

    /// The role with this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// Its name.
    pub fn told(self) -> Bilingual {
        let (it, en) = match self {
            Self::RecordsManager => ("Responsabile della gestione documentale", "Records manager"),
            Self::Administrator => ("Amministratore delle utenze", "Administrator of accounts"),
            Self::Auditor => ("Revisore", "Auditor"),
        };
        Bilingual::new(it, en)
    }

    /// Whether it gives a right.
    pub fn gives(self, right: Right) -> bool {
        match self {
            Self::RecordsManager => matches!(right, Right::Read | Right::Decide | Right::Stations),
            Self::Administrator => matches!(right, Right::Accounts | Right::Stations | Right::Deeds),
            Self::Auditor => matches!(right, Right::Read | Right::Deeds),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_is_found_by_its_code_and_only_reading_changes_nothing() {
        for role in CentreRole::ALL {
            assert_eq!(CentreRole::of_code(role.code()), Some(role));
        }
        let changes = [Right::Decide, Right::Stations, Right::Accounts];
        assert!(changes.iter().all(|right| !CentreRole::Auditor.gives(*right)));
        assert!(!CentreRole::Administrator.gives(Right::Read), "accounts are no reason to read entries");
    }
}
