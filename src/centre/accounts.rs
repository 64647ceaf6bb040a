//! Who works at the centre.

use uuid::Uuid;

use super::error::CentreError;
use super::opened::Hub;
use crate::store::centre::row::AccountRow;
use crate::vault::{Cost, check_pin, hash_pin};

/// Somebody signed in at the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// The account.
    pub id: Uuid,
    /// Name, as decisions show it.
    pub name: String,
}

/// Shortest password.
const SHORTEST: usize = 6;
/// Tries before waiting begins.
const FREE_TRIES: u32 = 3;
/// Longest wait between two tries, seconds.
const LONGEST_WAIT: u32 = 60;

impl Hub {
    /// Whether nobody works here yet.
    pub fn is_new(&self) -> Result<bool, CentreError> {
        Ok(self.store.accounts()?.is_empty())
    }

    /// Adds an account or changes its password.
    pub fn set_account(
        &self,
        login: &str,
        name: &str,
        password: &str,
        cost: Cost,
    ) -> Result<Worker, CentreError> {
        let (login, name) = (login.trim().to_lowercase(), name.trim().to_owned());
        if login.is_empty()
            || login.len() > 40
            || !login.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c))
        {
            return Err(CentreError::field(
                "login",
                "Il nome per entrare ha da 1 a 40 lettere o cifre.",
                "A login has 1 to 40 letters or digits.",
            ));
        }
        if name.is_empty() || name.chars().count() > 80 {
            return Err(CentreError::field(
                "name",
                "Scrivere nome e cognome (al più 80 caratteri).",
                "Write given name and surname (at most 80 characters).",
            ));
        }
        if password.chars().count() < SHORTEST {
            return Err(CentreError::field(
                "password",
                "La parola d’ordine ha almeno 6 caratteri.",
                "The password has at least 6 characters.",
            ));
        }
        let known = self.store.account(&login)?;
        let id = known.map_or_else(|| self.random.uuid(self.clock.now()), |known| known.id);
        let phc = hash_pin(password, &self.random.bytes(), cost);
        let account = AccountRow { id, login, name: name.clone(), phc, failures: 0, failed: 0, active: true };
        if self.store.put_account(&account)? {
            return Ok(Worker { id, name });
        }
        Err(CentreError::field(
            "login",
            "Questo nome per entrare è già di un altro.",
            "This login belongs to someone else already.",
        ))
    }

    /// Signs in. A wrong password costs a wait that grows to a minute; while it lasts no try is looked at.
    pub fn sign_in(&self, login: &str, password: &str) -> Result<Worker, CentreError> {
        let now = self.clock.now().utc().timestamp_millis();
        let Some(account) =
            self.store.account(&login.trim().to_lowercase())?.filter(|account| account.active)
        else {
            return Err(CentreError::WrongSecret { wait_s: 0 });
        };
        let wait = wait_s(account.failures);
        let passed = now.saturating_sub(account.failed) / 1000;
        let left = i64::from(wait) - passed;
        if left > 0 {
            return Err(CentreError::WrongSecret { wait_s: u32::try_from(left).unwrap_or(LONGEST_WAIT) });
        }
        if check_pin(password, &account.phc) {
            if account.failures > 0 {
                self.store.put_account(&AccountRow { failures: 0, failed: 0, ..account.clone() })?;
            }
            return Ok(Worker { id: account.id, name: account.name });
        }
        let failures = account.failures.saturating_add(1);
        self.store.put_account(&AccountRow { failures, failed: now, ..account })?;
        Err(CentreError::WrongSecret { wait_s: wait_s(failures) })
    }

    /// Everyone who may sign in: name and login.
    pub fn workers(&self) -> Result<Vec<(String, String)>, CentreError> {
        let accounts = self.store.accounts()?.into_iter().filter(|account| account.active);
        Ok(accounts.map(|account| (account.name, account.login)).collect())
    }

    /// The worker of an account that is still active.
    pub fn worker(&self, id: Uuid) -> Result<Option<Worker>, CentreError> {
        let found = self.store.accounts()?.into_iter().find(|account| account.id == id && account.active);
        Ok(found.map(|account| Worker { id: account.id, name: account.name }))
    }
}

fn wait_s(failures: u32) -> u32 {
    match failures.checked_sub(FREE_TRIES) {
        None => 0,
        Some(more) => 2_u32.saturating_pow(more.min(6) + 1).min(LONGEST_WAIT),
    }
}
