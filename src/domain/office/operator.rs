//! Operators and their sets of roles. A village has one person for all of them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::id::OperatorId;
use crate::text::bilingual::Bilingual;

/// What an account may do. Accounts hold a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// *Operatore*: drafts, issues, prints, hands over.
    Clerk,
    /// *Ufficiale d'anagrafe / di stato civile*: signs, given a delegation.
    SigningOfficer,
    /// *Responsabile dello sportello*: opens, authorises, closes, annuls, accounts, PIN reset.
    Supervisor,
    /// *Responsabile della gestione documentale*: authorisations, register, keys, recovery.
    RecordsManager,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// All roles, in the order screens show them.
    pub const ALL: [Self; 5] =
        [Self::Clerk, Self::SigningOfficer, Self::Supervisor, Self::RecordsManager, Self::Auditor];
}

/// A set of roles.
pub type Roles = BTreeSet<Role>;

/// An account. Its PIN hash stands in its own event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operator {
    /// Identity.
    pub id: OperatorId,
    /// What is typed or chosen at sign-in; unique, lower case, `[a-z0-9.]{2,24}`.
    pub login: String,
    /// Name and surname as printed under a signature.
    pub name: String,
    /// What it may do.
    pub roles: Roles,
    /// Whether it may sign in.
    pub status: OperatorStatus,
}

/// Whether an account may sign in. Accounts are never deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OperatorStatus {
    /// May sign in.
    Active,
    /// May not.
    Disabled,
}

/// Reads a login: `[a-z0-9.]{2,24}`; capitals are lowered.
pub fn read_login(raw: &str) -> Result<String, Bilingual> {
    let login = raw.trim().to_lowercase();
    let ok = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.';
    if (2..=24).contains(&login.len()) && login.chars().all(ok) {
        return Ok(login);
    }
    Err(Bilingual::new(
        "Il nome utente ha da 2 a 24 lettere minuscole, cifre o punti, per esempio m.rossi.",
        "A login has 2 to 24 lower-case letters, digits or full stops, such as m.rossi.",
    ))
}

/// Reads a PIN: six to twelve digits, neither all the same nor counting up or down.
pub fn read_pin(raw: &str) -> Result<String, Bilingual> {
    let pin = raw.trim();
    if !(6..=12).contains(&pin.len()) || !pin.bytes().all(|c| c.is_ascii_digit()) {
        return Err(Bilingual::new("Il PIN ha da 6 a 12 cifre.", "A PIN has 6 to 12 digits."));
    }
    let steps: BTreeSet<i16> =
        pin.as_bytes().windows(2).map(|two| i16::from(two[1]) - i16::from(two[0])).collect();
    if steps.len() == 1 && steps.iter().all(|step| (-1..=1).contains(step)) {
        return Err(Bilingual::new(
            "Il PIN è troppo facile (cifre uguali o in fila): sceglierne un altro.",
            "The PIN is too easy (same digits or in a row): choose another.",
        ));
    }
    Ok(pin.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_short_and_plain() {
        assert_eq!(read_login(" M.Rossi ").unwrap(), "m.rossi");
        for raw in ["", "a", "m rossi", "nicolò", &"a".repeat(25)] {
            assert!(read_login(raw).is_err(), "{raw}");
        }
    }

    #[test]
    fn pins_have_six_digits_that_are_not_a_staircase() {
        assert_eq!(read_pin("112233").unwrap(), "112233");
        for raw in ["12345", "123456", "987654", "000000", "12a456", "1234567890123"] {
            assert!(read_pin(raw).is_err(), "{raw}");
        }
    }
}
