//! Who works at the centre: accounts, what each is for, their passwords.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals::{self, Bound};
use domain::centre::centre_role::{CentreRole, CentreRoles, Right};
use domain::time::moment::Moment;
use store::centre::account::AccountRow;
use vault::{Cost, hash_pin};

use super::deeds::{Deed, What};
use super::passwords;
use super::sign_in::SignedIn;

/// Somebody signed in at the centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worker {
    /// The account.
    pub id: Uuid,
    /// Name, as decisions show it.
    pub name: String,
    /// What the account is for.
    pub roles: CentreRoles,
}

impl Worker {
    /// Whether one of the roles gives a right.
    pub fn may(&self, right: Right) -> bool {
        self.roles.iter().any(|role| role.gives(right))
    }

    /// [`CentreError::NotAllowed`] where none does.
    pub fn needs(&self, right: Right) -> Result<(), CentreError> {
        if self.may(right) { Ok(()) } else { Err(CentreError::NotAllowed) }
    }
}

/// A password that somebody else gave to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// By whom.
    pub by: String,
    /// When.
    pub at: Moment,
}

/// An account, opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Account {
    pub(super) login: String,
    pub(super) name: String,
    pub(super) phc: String,
    pub(super) roles: CentreRoles,
    /// Whether it may sign in.
    pub(super) open: bool,
    /// Grows with everything that ends its sessions.
    pub(super) epoch: u64,
    /// The password was given by another: whoever signs in with it changes it first.
    pub(super) passing: bool,
    /// Told to its person and on the page of accounts, until that person has read it.
    pub(super) given: Option<Given>,
}

/// An account as the page of accounts shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountView {
    /// Identity.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// What is typed at sign-in.
    pub login: String,
    /// What it is for.
    pub roles: CentreRoles,
    /// Whether it may sign in.
    pub open: bool,
    /// Whether its password is still the one it was given.
    pub passing: bool,
    /// A password given that its person has not read of yet.
    pub given: Option<Given>,
}

/// A new account, as it was typed.
#[derive(Clone)]
pub struct NewAccount {
    /// What is to be typed at sign-in.
    pub login: String,
    /// Given name and surname.
    pub name: String,
    /// Its password.
    pub password: String,
    /// What it is for.
    pub roles: CentreRoles,
}

impl Hub {
    /// Whether nobody works here yet.
    pub fn is_new(&self) -> Result<bool, CentreError> {
        Ok(self.store.accounts()?.rows.is_empty())
    }

    /// Makes the first account of a centre, for everything, and signs it in. [`CentreError::AlreadyDecided`] where there is
    /// one.
    pub fn first_account(
        &self,
        login: &str,
        name: &str,
        password: &str,
        cost: Cost,
    ) -> Result<SignedIn, CentreError> {
        let new = NewAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            password: password.to_owned(),
            roles: CentreRole::ALL.into(),
        };
        let account = self.made(&new, cost)?;
        let accounts = self.store.accounts()?;
        let id = self.random.uuid(self.clock.now());
        if !accounts.rows.is_empty() || !self.store.put_account(&self.row(id, &account)?, accounts.changes)? {
            return Err(CentreError::AlreadyDecided);
        }
        let worker = Worker { id, name: account.name, roles: account.roles };
        self.note(Some(&worker), Deed::about(What::AccountMade, id))?;
        Ok(self.signed_in(worker, account.epoch))
    }

    /// Adds an account. Its password holds for the first sign-in.
    pub fn add_account(&self, who: &Worker, new: &NewAccount, cost: Cost) -> Result<Uuid, CentreError> {
        who.needs(Right::Accounts)?;
        some_role(&new.roles)?;
        let given = Some(Given { by: who.name.clone(), at: self.clock.now() });
        let account = Account { passing: true, given, ..self.made(new, cost)? };
        let id = self.random.uuid(self.clock.now());
        loop {
            let accounts = self.store.accounts()?;
            let row = self.row(id, &account)?;
            if accounts.rows.iter().any(|other| other.login == row.login) {
                return Err(CentreError::field(
                    "login",
                    "Questo nome per entrare è già di un’altra utenza.",
                    "This login belongs to another account already.",
                ));
            }
            if self.store.put_account(&row, accounts.changes)? {
                let roles = account.roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ");
                self.note(Some(who), Deed::about(What::AccountMade, id).filtered(roles))?;
                return Ok(id);
            }
        }
    }

    /// Gives another account a password that holds for the next sign-in; ends its sessions.
    pub fn give_password(
        &self,
        who: &Worker,
        id: Uuid,
        password: &str,
        cost: Cost,
    ) -> Result<(), CentreError> {
        who.needs(Right::Accounts)?;
        if who.id == id {
            return Err(CentreError::field(
                "password",
                "La propria parola d’ordine si cambia alla pagina «La mia utenza», con quella di prima.",
                "One’s own password is changed on the page “My account”, with the one before.",
            ));
        }
        let given = Given { by: who.name.clone(), at: self.clock.now() };
        self.change(id, |account| {
            passwords::check(password, &account.login, self.exercise())?;
            account.phc = hash_pin(password, &self.random.bytes(), cost);
            (account.passing, account.given) = (true, Some(given.clone()));
            Ok(())
        })?;
        self.note(Some(who), Deed::about(What::PasswordGiven, id))
    }

    /// Sets what another account is for; ends its sessions.
    pub fn set_roles(&self, who: &Worker, id: Uuid, roles: &CentreRoles) -> Result<(), CentreError> {
        who.needs(Right::Accounts)?;
        of_another(who, id)?;
        some_role(roles)?;
        self.change(id, |account| {
            account.roles.clone_from(roles);
            Ok(())
        })?;
        let codes = roles.iter().map(|role| role.code()).collect::<Vec<_>>().join(" ");
        self.note(Some(who), Deed::about(What::RolesChanged, id).filtered(codes))
    }

    /// Closes another account, or opens it again; ends its sessions.
    pub fn set_open(&self, who: &Worker, id: Uuid, open: bool) -> Result<(), CentreError> {
        who.needs(Right::Accounts)?;
        of_another(who, id)?;
        self.change(id, |account| {
            account.open = open;
            Ok(())
        })?;
        let what = if open { What::AccountReopened } else { What::AccountClosed };
        self.note(Some(who), Deed::about(what, id))
    }

    /// The person of an account has read that it was given a password.
    pub fn acknowledge_given(&self, who: &Worker) -> Result<(), CentreError> {
        self.change_quietly(who.id, |account| {
            account.given = None;
            Ok(())
        })
    }

    /// All accounts, by name.
    pub fn accounts(&self, who: &Worker) -> Result<Vec<AccountView>, CentreError> {
        who.needs(Right::Accounts)?;
        self.account_views()
    }

    pub(super) fn account_views(&self) -> Result<Vec<AccountView>, CentreError> {
        let rows = self.store.accounts()?.rows;
        let mut views = rows
            .iter()
            .map(|row| {
                let Account { login, name, roles, open, passing, given, .. } = self.account_in(row)?;
                Ok(AccountView { id: row.id, name, login, roles, open, passing, given })
            })
            .collect::<Result<Vec<_>, CentreError>>()?;
        views.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(views)
    }

    /// The account with this id.
    pub(super) fn account_of(&self, id: Uuid) -> Result<Option<Account>, CentreError> {
        let rows = self.store.accounts()?.rows;
        rows.iter().find(|row| row.id == id).map(|row| self.account_in(row)).transpose()
    }

    /// Changes an account and ends its sessions. There is always somebody left who administers accounts, and who decides.
    pub(super) fn change(
        &self,
        id: Uuid,
        change: impl Fn(&mut Account) -> Result<(), CentreError>,
    ) -> Result<(), CentreError> {
        self.change_quietly(id, |account| {
            account.epoch += 1;
            change(account)
        })
    }

    fn change_quietly(
        &self,
        id: Uuid,
        change: impl Fn(&mut Account) -> Result<(), CentreError>,
    ) -> Result<(), CentreError> {
        loop {
            let accounts = self.store.accounts()?;
            let (mut changed, mut administered, mut managed) = (None, false, [false; 2]);
            for row in &accounts.rows {
                let mut account = self.account_in(row)?;
                managed[0] |= account.open && account.roles.contains(&CentreRole::RecordsManager);
                if row.id == id {
                    change(&mut account)?;
                    changed = Some(account.clone());
                }
                administered |= account.open && account.roles.contains(&CentreRole::Administrator);
                managed[1] |= account.open && account.roles.contains(&CentreRole::RecordsManager);
            }
            let account = changed.ok_or(CentreError::NotFound)?;
            if !administered {
                return Err(CentreError::field(
                    "roles",
                    "È l’ultimo amministratore delle utenze: prima farne un altro.",
                    "This is the last administrator of accounts: make another first.",
                ));
            }
            if managed == [true, false] {
                return Err(CentreError::field(
                    "roles",
                    "È l’ultimo responsabile della gestione documentale: prima farne un altro, altrimenti nessuno decide più.",
                    "This is the last records manager: make another first, or nobody decides any more.",
                ));
            }
            // Somebody else changed one meanwhile: looked at again.
            if self.store.put_account(&self.row(id, &account)?, accounts.changes)? {
                return Ok(());
            }
        }
    }

    fn made(&self, new: &NewAccount, cost: Cost) -> Result<Account, CentreError> {
        let (login, name) = (new.login.trim().to_lowercase(), new.name.trim().to_owned());
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
        passwords::check(&new.password, &login, self.exercise())?;
        let phc = hash_pin(&new.password, &self.random.bytes(), cost);
        let roles = new.roles.clone();
        Ok(Account { login, name, phc, roles, open: true, epoch: 0, passing: false, given: None })
    }

    fn row(&self, id: Uuid, account: &Account) -> Result<AccountRow, CentreError> {
        let bound = id.to_string();
        let sealed = seals::seal_json(&self.keys, Bound::Account(&bound), account, &self.random);
        let body = self.body()?.map(|(code, _)| code.to_string()).unwrap_or_default();
        Ok(AccountRow { id, login: seals::login(&self.keys, &account.login), body, sealed })
    }

    pub(super) fn account_in(&self, row: &AccountRow) -> Result<Account, CentreError> {
        seals::open_json(&self.keys, Bound::Account(&row.id.to_string()), &row.sealed)
    }

    /// Accounts that a program of before left in clear are sealed; they are for everything, as they were.
    pub(crate) fn seal_accounts(&self) -> Result<(), CentreError> {
        for clear in self.store.accounts_in_clear()? {
            let account = Account {
                login: clear.login.clone(),
                name: clear.name.clone(),
                phc: clear.phc.clone(),
                roles: CentreRole::ALL.into(),
                open: clear.active,
                epoch: 0,
                passing: false,
                given: None,
            };
            self.store.seal_account(&clear, &self.row(clear.id, &account)?)?;
        }
        Ok(())
    }
}

fn of_another(who: &Worker, id: Uuid) -> Result<(), CentreError> {
    if who.id != id {
        return Ok(());
    }
    Err(CentreError::field(
        "roles",
        "La propria utenza la cambia un altro amministratore.",
        "One’s own account is changed by another administrator.",
    ))
}

fn some_role(roles: &BTreeSet<CentreRole>) -> Result<(), CentreError> {
    if !roles.is_empty() {
        return Ok(());
    }
    Err(CentreError::field("roles", "Dire a che cosa serve l’utenza.", "Say what the account is for."))
}
