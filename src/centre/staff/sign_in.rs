//! Signing in, and changing one's own password.

use std::net::IpAddr;

use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals;
use vault::{Cost, check_pin, hash_pin};

use super::accounts::{Account, Worker};
use super::deeds::{Deed, What};
use super::passwords::{self, NOBODY};
use super::tries::{Door, Turn};

/// From where somebody signs in.
#[derive(Clone, Debug)]
pub struct Whence {
    /// The address the connection comes from.
    pub source: IpAddr,
    /// What the browser was given when it was last signed in; empty if it never was.
    pub known: String,
}

/// Somebody who has just signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub worker: Worker,
    /// The session's token.
    pub token: String,
    /// What the browser is known by from now on.
    pub known: String,
}

impl Hub {
    /// Signs in. A wrong password costs a wait that grows to a minute; while it lasts no try is looked at. A browser that was
    /// in before has a count of its own.
    pub fn sign_in(&self, login: &str, password: &str, whence: &Whence) -> Result<SignedIn, CentreError> {
        let login = login.trim().to_lowercase();
        let blind = seals::login(&self.keys, &login);
        let row = self.store.account(&blind)?;
        let found = row.map(|row| self.account_in(&row).map(|account| (row.id, account))).transpose()?;
        let turn = match &found {
            Some((id, account)) if self.is_known(whence, *id, account.epoch) => {
                self.begin_try(*id, Door::Known)
            }
            Some((id, _)) => self.begin_try(*id, Door::Strangers),
            None => self.begin_try_at_nobody(&blind),
        };
        let id = found.as_ref().map(|(id, _)| *id);
        let turn = turn.inspect_err(|_| log(false, whence.source, id, None))?;
        // Hashed also where nobody or nobody any more has this login: it takes as long.
        let phc = found.as_ref().map_or(NOBODY, |(_, account)| &account.phc);
        let right = check_pin(password, phc);
        match found.filter(|(_, account)| right && account.open) {
            Some((id, account)) => self.let_in(&turn, id, account, whence),
            None => Err(self.turned_away(&turn, id, whence)?),
        }
    }

    fn is_known(&self, whence: &Whence, account: Uuid, epoch: u64) -> bool {
        let right = self.known_browser(account, epoch);
        bool::from(right.as_bytes().ct_eq(whence.known.as_bytes()))
    }

    fn let_in(
        &self,
        turn: &Turn,
        id: Uuid,
        account: Account,
        whence: &Whence,
    ) -> Result<SignedIn, CentreError> {
        self.end_try(turn, true)?;
        let epoch = account.epoch;
        let worker = Worker { id, name: account.name, roles: account.roles };
        self.note(Some(&worker), Deed::of(What::SignedIn).from(whence.source))?;
        Ok(self.signed_in(worker, epoch))
    }

    pub(super) fn signed_in(&self, worker: Worker, epoch: u64) -> SignedIn {
        let (token, known) = (self.open_session(worker.id, epoch), self.known_browser(worker.id, epoch));
        SignedIn { worker, token, known }
    }

    fn turned_away(
        &self,
        turn: &Turn,
        account: Option<Uuid>,
        whence: &Whence,
    ) -> Result<CentreError, CentreError> {
        let wait_s = self.end_try(turn, false)?;
        log(true, whence.source, account, Some(turn.failures));
        if let Some(id) = account {
            let failed = Deed::about(What::SignInFailed, id).from(whence.source);
            self.note(None, failed.counting(u64::from(turn.failures)))?;
        }
        Ok(CentreError::WrongSecret { wait_s })
    }

    /// Changes one's own password; needs the one before. Ends all sessions of the account: whoever changed it goes on with
    /// the one that comes back.
    pub fn change_password(
        &self,
        who: &Worker,
        before: &str,
        password: &str,
        cost: Cost,
    ) -> Result<SignedIn, CentreError> {
        let account = self.account_of(who.id)?.ok_or(CentreError::NotFound)?;
        let turn = self.begin_try(who.id, Door::Known)?;
        if !check_pin(before, &account.phc) {
            let wait_s = self.end_try(&turn, false)?;
            return Err(CentreError::WrongSecret { wait_s });
        }
        self.end_try(&turn, true)?;
        passwords::check(password, &account.login, self.exercise())?;
        if before == password {
            return Err(CentreError::field(
                "password",
                "È la stessa di prima: sceglierne un’altra.",
                "It is the same as before: choose another.",
            ));
        }
        let phc = hash_pin(password, &self.random.bytes(), cost);
        self.change(who.id, |now| {
            // Somebody gave the account another one meanwhile: that one stands.
            if now.phc != account.phc {
                return Err(CentreError::AlreadyDecided);
            }
            (now.phc, now.passing) = (phc.clone(), false);
            Ok(())
        })?;
        self.note(Some(who), Deed::of(What::PasswordChanged))?;
        let epoch = self.account_of(who.id)?.ok_or(CentreError::NotFound)?.epoch;
        Ok(self.signed_in(who.clone(), epoch))
    }
}

/// The one line that tools of the house read (`fail2ban`: see README). Nothing that a stranger typed stands in it.
fn log(looked_at: bool, source: IpAddr, account: Option<Uuid>, count: Option<u32>) {
    let outcome = if looked_at { "refused" } else { "held" };
    let account = account.map_or_else(|| "none".to_owned(), |id| id.to_string());
    let count = count.map_or_else(|| "-".to_owned(), |count| count.to_string());
    tracing::warn!("sign-in {outcome}: source={source} account={account} count={count}");
}
