//! Care of the keys: each change asks for what the folder is opened with, a new recovery code for a second person too, and stands on
//! the strip until somebody else has seen it.

use crate::parts::pending_code::PendingCode;
use domain::ids::id::OperatorId;
use domain::journal::event::Event;
use domain::journal::notice::{DATA_KEY_ADDED, PASSPHRASE_CHANGED, RECOVERY_CODE_CHANGED};
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use vault::{Passphrase, RecoveryCode, Secret, SecretText};

use super::recovery_sheet;
use super::setup::RecoverySheet;
use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::session::{Session, SignInError};
use crate::staff::door::Door;

/// What is shown before a new recovery code is made. Fields: `secret`, `second-login`, `second-pin`.
#[derive(Default)]
pub struct KeyProof {
    /// The passphrase, or the recovery code in use.
    pub secret: SecretText,
    /// Login of the records manager who stands by, where there is one.
    pub second_login: String,
    /// That person's PIN.
    pub second_pin: SecretText,
}

/// What a change of keys leaves in the journal.
#[derive(Clone, Copy)]
pub(super) struct Change {
    /// What, as [`domain::journal::notice`] names it.
    pub(super) told: &'static str,
    /// Who stood by.
    pub(super) second: Option<OperatorId>,
}

impl Desk {
    /// Changes the unlock passphrase (supervisor). Fields: `old`, `new`.
    pub fn change_passphrase(&self, who: &Session, old: &str, new: &str) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let wrong = Bilingual::new(
            "Non è la frase di sblocco attuale: riscriverla, controllando maiuscole e accenti.",
            "Not the present passphrase: type it again, minding capitals and accents.",
        );
        self.proves(who, "old", wrong, || {
            self.keys.is_opened_by(Secret::Passphrase(&Passphrase::typed(old)))
        })?;
        let new = Passphrase::choose(new).map_err(|_| {
            DeskError::field(
                "new",
                "La frase di sblocco ha almeno 12 caratteri: meglio più parole.",
                "The passphrase has at least 12 characters: several words are best.",
            )
        })?;
        self.change_keys(who, Change { told: PASSPHRASE_CHANGED, second: None }, |desk| {
            desk.keys
                .replace(Secret::Passphrase(&new), desk.premises.costs.passphrase(), &desk.premises.random)
                .map(|_| ())
        })
    }

    /// When the recovery code in use was made, if that is known.
    pub fn recovery_code_made(&self) -> Option<Moment> {
        self.head().recovery_code
    }

    /// Names of those who can stand by when a new recovery code is made: the other records managers. None are needed where there are
    /// none.
    pub fn second_people(&self, who: &Session) -> Vec<(String, String)> {
        let head = self.head();
        let others = head.active_with(Role::RecordsManager).filter(|one| one.id != who.operator);
        others.map(|one| (one.login.clone(), one.name.clone())).collect()
    }

    /// Makes a new recovery code (supervisor). It replaces the old one once typed back.
    pub fn new_recovery_code(
        &self,
        who: &Session,
        door: &Door,
        proof: &KeyProof,
    ) -> Result<RecoverySheet, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let wrong = Bilingual::new(
            "Non è la frase di sblocco, né il codice di recupero in uso: riscrivere.",
            "Neither the passphrase nor the recovery code in use: type it again.",
        );
        self.proves(who, "secret", wrong, || self.opens(&proof.secret))?;
        let second = self.stands_by(who, door, proof)?;
        let code = RecoveryCode::new(self.premises.random.bytes());
        let sheet = RecoverySheet { code: code.print().to_string(), pdf: recovery_sheet::pdf(self, &code)? };
        *self.pending_recovery() = Some(PendingCode { code, second });
        Ok(sheet)
    }

    /// The new recovery code typed back. Field: `code`.
    pub fn confirm_recovery_code(&self, who: &Session, typed: &str) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let typed = recovery_sheet::typed_back(typed)?;
        let mut pending = self.pending_recovery();
        let expected = pending.as_ref().ok_or(DeskError::WrongPhase)?;
        if *expected.code.print() != *typed.print() {
            return Err(recovery_sheet::another_code());
        }
        let change = Change { told: RECOVERY_CODE_CHANGED, second: expected.second };
        self.change_keys(who, change, |desk| {
            let secret = Secret::RecoveryCode(&typed);
            desk.keys.replace(secret, desk.premises.costs.passphrase(), &desk.premises.random).map(|_| ())
        })?;
        *pending = None;
        Ok(())
    }

    /// Adds a data key (records manager, with the own PIN); what is written from now on is sealed with it. Field: `own-pin`.
    pub fn rotate_key(&self, who: &Session, own_pin: &str) -> Result<(), DeskError> {
        who.needs(&[Role::RecordsManager])?;
        self.own_pin(who, own_pin)?;
        let change = Change { told: DATA_KEY_ADDED, second: None };
        self.change_keys(who, change, |desk| desk.keys.rotate(&desk.premises.random).map(|_| ()))
    }

    /// Whether whoever is signed in types the own PIN again: an open page is not enough. Field: `own-pin`.
    pub(crate) fn own_pin(&self, who: &Session, pin: &str) -> Result<(), DeskError> {
        let phc = self.head().accounts.get(&who.operator).map(|account| account.phc.clone());
        let phc = phc.ok_or(DeskError::NotFound)?;
        self.check_pin(who.knocker(), None, &phc, pin).map_err(|error| pin_refused("own-pin", error))
    }

    /// A secret of the folder, shown by whoever is signed in: tried as seldom as the own PIN.
    pub(super) fn proves(
        &self,
        who: &Session,
        field: &str,
        wrong: Bilingual,
        opens: impl FnOnce() -> bool,
    ) -> Result<(), DeskError> {
        let (store, clock) = (self.store_as_it_is(), &self.premises.clock);
        let turn = self.tries.begin(store, clock, who.knocker(), None);
        let turn = turn.map_err(|s| pin_refused(field, SignInError::Wait { s }))?;
        if self.tries.examine(opens) {
            turn.right(store);
            return Ok(());
        }
        Err(DeskError::Fields(vec![FieldProblem::new(field, wrong)]))
    }

    pub(super) fn opens(&self, secret: &SecretText) -> bool {
        let code = RecoveryCode::parse(secret.expose());
        code.is_ok_and(|code| self.keys.is_opened_by(Secret::RecoveryCode(&code)))
            || self.keys.is_opened_by(Secret::Passphrase(&Passphrase::typed(secret.expose())))
    }

    /// The second person, where there is one: another records manager, whose powers and PIN nobody has just changed unseen.
    fn stands_by(
        &self,
        who: &Session,
        door: &Door,
        proof: &KeyProof,
    ) -> Result<Option<OperatorId>, DeskError> {
        let login = proof.second_login.trim().to_lowercase();
        let (needed, account) = {
            let head = self.head();
            let others: Vec<_> =
                head.active_with(Role::RecordsManager).filter(|one| one.id != who.operator).collect();
            let chosen =
                others.iter().find(|one| one.login == login).and_then(|one| head.accounts.get(&one.id));
            let chosen = chosen.map(|account| {
                let id = account.operator.id;
                let unseen = head.notices.iter().any(|notice| notice.about == Some(id));
                (id, !account.must_change && !unseen, account.phc.clone())
            });
            (!others.is_empty(), chosen)
        };
        match account {
            None if !needed => Ok(None),
            None => Err(DeskError::field(
                "second-login",
                "Serve una seconda persona: scegliere il responsabile della gestione documentale che è presente.",
                "A second person is needed: choose the records manager who stands by.",
            )),
            Some((_, false, _)) => Err(DeskError::field(
                "second-login",
                "Il PIN o i ruoli di questa persona sono stati cambiati e nessun altro l’ha ancora visto: prima prenderne visione dalla striscia.",
                "This person’s PIN or roles were changed and nobody else has seen it yet: see to it from the strip first.",
            )),
            Some((id, true, phc)) => {
                let knocker = self.knocker(door, Some(id));
                self.check_pin(knocker, door.source, &phc, proof.second_pin.expose())
                    .map_err(|error| pin_refused("second-pin", error))?;
                Ok(Some(id))
            }
        }
    }

    fn change_keys(
        &self,
        who: &Session,
        change: Change,
        act: impl FnOnce(&Self) -> Result<(), vault::KeyChangeError>,
    ) -> Result<(), DeskError> {
        act(self).map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        self.keys_changed(who, change)
    }

    /// Writes down what was done.
    pub(super) fn keys_changed(&self, who: &Session, change: Change) -> Result<(), DeskError> {
        let event = Event::KeysChanged {
            change: change.told.to_owned(),
            notice: Some(self.mint()),
            second: change.second,
        };
        self.commit(who.by(), Kind::KeysChanged, |_, _| Ok(vec![event])).map(|_| ())
    }
}

/// A PIN that was not taken, told at its field.
fn pin_refused(field: &str, error: SignInError) -> DeskError {
    DeskError::Fields(vec![FieldProblem::new(field, error.told())])
}
