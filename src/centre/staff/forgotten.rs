//! The password of whoever administers accounts, forgotten: nobody else may be there to give another. Whoever holds the printed
//! recovery code has the keys of the centre anyway.

use super::deeds::{Deed, What};
use super::passwords;
use super::sign_in::Whence;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals;
use domain::centre::centre_role::CentreRole;
use vault::{Cost, RecoveryCode, Secret, hash_pin};

impl Hub {
    /// Sets the password of an administrator of accounts whose login is typed, with the printed recovery code; ends its sessions. A
    /// wrong code costs a wait, as a wrong password does. Fields: `code`, `login`, `password`.
    pub fn replace_forgotten(
        &self,
        login: &str,
        code: &str,
        password: &str,
        whence: &Whence,
        cost: Cost,
    ) -> Result<(), CentreError> {
        let login = login.trim().to_lowercase();
        let turn = self.begin_try_at_nobody(&seals::login(&self.keys, "~recovery-code"))?;
        let typed = RecoveryCode::parse(code).ok();
        let right = typed.is_some_and(|code| self.keys.is_opened_by(Secret::RecoveryCode(&code)));
        self.end_try(&turn, right)?;
        if !right {
            tracing::warn!(source = %whence.source, "a password was to be replaced with a wrong recovery code");
            return Err(CentreError::field(
                "code",
                "Non è il codice di recupero di questo centro: ricopiarlo dal foglio in cassaforte.",
                "This is not the recovery code of this centre: copy it from the paper in the safe.",
            ));
        }
        let row = self.store.account(&seals::login(&self.keys, &login))?;
        let found = row.map(|row| self.account_in(&row).map(|account| (row.id, account))).transpose()?;
        let administers =
            |roles: &std::collections::BTreeSet<CentreRole>| roles.contains(&CentreRole::Administrator);
        let Some((id, account)) = found.filter(|(_, account)| account.open && administers(&account.roles))
        else {
            return Err(CentreError::field(
                "login",
                "Non è un’utenza attiva di un amministratore: le altre parole d’ordine le dà un amministratore, alla pagina «Utenze».",
                "This is no active account of an administrator: other passwords are given by an administrator, on the page “Accounts”.",
            ));
        };
        passwords::check(password, &account.login, self.exercise())?;
        let phc = hash_pin(password, &self.random.bytes(), cost);
        self.change(id, |now| {
            (now.phc, now.passing) = (phc.clone(), false);
            Ok(())
        })?;
        self.note(None, Deed::about(What::PasswordGiven, id).filtered("recovery-code").from(whence.source))
    }
}
