//! Sessions and PINs.

use crate::parts::session::{Session, SessionState, SessionToken, SignInError};
use std::net::IpAddr;

use domain::ids::id::OperatorId;
use domain::journal::event::{Event, SignInOutcome};
use domain::journal::record::Kind;
use domain::office::by::By;
use domain::office::operator::{Operator, OperatorStatus, Role, read_pin};
use domain::text::bilingual::Lang;
use vault::{SecretText, check_pin, hash_pin};

use super::door::Door;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::tries::{Knocker, WARN_AFTER};

/// A PIN hash nobody's PIN fits, checked when the login is unknown so that the answer takes as long.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3BvcnRlbGxvLm5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

impl Desk {
    /// Signs in at this computer, by a program that holds the data folder.
    pub fn sign_in(&self, login: &str, pin: &str) -> Result<(SessionToken, Session), SignInError> {
        self.sign_in_at(&Door::here(), login, pin)
    }

    /// Signs in.
    pub fn sign_in_at(
        &self,
        door: &Door,
        login: &str,
        pin: &str,
    ) -> Result<(SessionToken, Session), SignInError> {
        let login = login.trim().to_lowercase();
        let account = self.head().by_login(&login).cloned();
        let id = account.as_ref().map(|account| account.operator.id);
        let knocker = self.knocker(door, id);
        self.check_pin(knocker, door.source, account.as_ref().map_or(NOBODY, |account| &account.phc), pin)?;
        let account = account.ok_or(SignInError::Wrong { retry_after_s: 0 })?;
        if account.operator.status != OperatorStatus::Active {
            return Err(SignInError::Disabled);
        }
        let token = SessionToken(self.random_name());
        let clock = &self.premises.clock;
        self.sessions.begin(self.store_as_it_is(), clock, &token.0, account.operator.id, self.random_name());
        let session = self.session(&token.0).ok_or(SignInError::Disabled)?;
        self.note_sign_in(&account.operator, SignInOutcome::In);
        Ok((token, session))
    }

    /// The session of a token, touched. Idle over the limit makes it [`SessionState::Locked`].
    pub fn session(&self, token: &str) -> Option<Session> {
        self.find_session(token, true)
    }

    /// The same without touching it (live strip, polling).
    pub fn peek_session(&self, token: &str) -> Option<Session> {
        self.find_session(token, false)
    }

    fn find_session(&self, token: &str, touch: bool) -> Option<Session> {
        let (kept, idle_left) =
            self.sessions.look(self.store_as_it_is(), &self.premises.clock, token, touch)?;
        let head = self.head();
        let account = head.accounts.get(&kept.operator)?;
        if account.operator.status != OperatorStatus::Active {
            return None;
        }
        Some(Session {
            operator: account.operator.id,
            login: account.operator.login.clone(),
            name: account.operator.name.clone(),
            roles: account.operator.roles.clone(),
            csrf: kept.csrf,
            state: match (kept.locked, account.must_change) {
                (true, _) => SessionState::Locked,
                (false, true) => SessionState::MustChangePin,
                (false, false) => SessionState::Active,
            },
            lang: kept.lang,
            idle_left,
        })
    }

    /// Locks by hand.
    pub fn lock_session(&self, token: &str) {
        self.sessions.change(self.store_as_it_is(), &self.premises.clock, token, |kept| kept.locked = true);
    }

    /// Unlocks with the PIN.
    pub fn unlock_session(&self, token: &str, pin: &str) -> Result<Session, SignInError> {
        self.unlock_session_at(&Door { token: token.to_owned(), ..Door::here() }, pin)
    }

    /// Unlocks the session of a door with the PIN.
    pub fn unlock_session_at(&self, door: &Door, pin: &str) -> Result<Session, SignInError> {
        let (wrong, token) = (SignInError::Wrong { retry_after_s: 0 }, &door.token);
        let session = self.peek_session(token).ok_or(wrong)?;
        let phc = self.head().accounts.get(&session.operator).map(|account| account.phc.clone());
        let knocker = self.knocker(door, Some(session.operator));
        self.check_pin(knocker, door.source, phc.as_deref().unwrap_or(NOBODY), pin)?;
        self.sessions.change(self.store_as_it_is(), &self.premises.clock, token, |kept| kept.locked = false);
        self.session(token).ok_or(wrong)
    }

    /// Ends the session.
    pub fn sign_out(&self, token: &str) {
        let ended = self.sessions.end(self.store_as_it_is(), token);
        // Whoever signs a locked session out is not who typed in it.
        let own = ended.as_ref().is_some_and(|kept| !kept.locked);
        let operator = ended.and_then(|kept| {
            self.head().accounts.get(&kept.operator).map(|account| account.operator.clone())
        });
        if let Some(operator) = operator {
            if own {
                self.drop_unsent(operator.id);
            }
            self.note_sign_in(&operator, SignInOutcome::Out);
        }
    }

    /// Remembers the language of a session.
    pub fn choose_language(&self, token: &str, lang: Lang) {
        self.sessions
            .change(self.store_as_it_is(), &self.premises.clock, token, |kept| kept.lang = Some(lang));
    }

    /// Changes one's own PIN. Fields: `old`, `new`.
    pub fn change_pin(&self, who: &Session, old: &str, new: &str) -> Result<(), DeskError> {
        if who.state == SessionState::Locked {
            return Err(DeskError::SessionNotActive);
        }
        let phc = self.head().accounts.get(&who.operator).map(|account| account.phc.clone());
        let phc = phc.ok_or(DeskError::NotFound)?;
        if let Err(error) = self.check_pin(who.knocker(), None, &phc, old) {
            return Err(DeskError::Fields(vec![FieldProblem::new("old", error.told())]));
        }
        let new = read_pin(new).map_err(|told| DeskError::Fields(vec![FieldProblem::new("new", told)]))?;
        if self.tries.examine(|| check_pin(&new, &phc)) {
            return Err(DeskError::field(
                "new",
                "Scegliere un PIN diverso da quello attuale.",
                "Choose a PIN other than the present one.",
            ));
        }
        let event = Event::PinSet {
            operator: who.operator,
            phc: self.hash_pin(&new),
            must_change: false,
            notice: None,
        };
        self.commit(who.by(), Kind::AccountChanged, |_, _| Ok(vec![event]))?;
        // Whoever knew the PIN of before may be signed in with it elsewhere.
        self.sessions.end_others_of(self.store_as_it_is(), who.operator, &who.csrf);
        Ok(())
    }

    /// Gives an operator a temporary PIN, shown once (supervisor, with the own PIN). It stands on the strip until somebody else has
    /// seen it. Field: `own-pin`.
    pub fn reset_pin(
        &self,
        who: &Session,
        operator: OperatorId,
        own_pin: &str,
    ) -> Result<SecretText, DeskError> {
        who.needs(&[Role::Supervisor])?;
        self.own_pin(who, own_pin)?;
        let pin = self.temporary_pin();
        let notice = Some(self.mint());
        let event = Event::PinSet { operator, phc: self.hash_pin(&pin), must_change: true, notice };
        self.commit(who.by(), Kind::AccountChanged, |head, _| {
            if head.accounts.contains_key(&operator) { Ok(vec![event]) } else { Err(DeskError::NotFound) }
        })?;
        self.sessions.end_all_of(self.store_as_it_is(), operator);
        self.tries.forgive(self.store_as_it_is(), operator);
        Ok(SecretText::from(pin))
    }

    /// Login and name of every active account, in order of name.
    pub fn sign_in_names(&self) -> Vec<(String, String)> {
        let head = self.head();
        let active = head.accounts.values().filter(|one| one.operator.status == OperatorStatus::Active);
        let mut names: Vec<_> =
            active.map(|one| (one.operator.login.clone(), one.operator.name.clone())).collect();
        names.sort_by(|a, b| a.1.cmp(&b.1));
        names
    }

    /// Whether `pin` is the account's: one try at a time, counted before it is looked at.
    pub(crate) fn check_pin(
        &self,
        knocker: Knocker,
        source: Option<IpAddr>,
        phc: &str,
        pin: &str,
    ) -> Result<(), SignInError> {
        let (store, clock) = (self.store_as_it_is(), &self.premises.clock);
        let turn = self.tries.begin(store, clock, knocker, source).map_err(|s| SignInError::Wait { s })?;
        let right = self.tries.examine(|| check_pin(pin.trim(), phc));
        if right && knocker.account.is_some() {
            turn.right(store);
            return Ok(());
        }
        let retry_after_s = turn.wait();
        told_in_the_log(knocker, source, turn.times);
        drop(turn);
        let operator =
            knocker.account.and_then(|id| self.head().accounts.get(&id).map(|one| one.operator.clone()));
        if let Some(operator) = operator {
            self.note_sign_in(&operator, SignInOutcome::WrongPin);
        }
        Err(SignInError::Wrong { retry_after_s })
    }

    fn note_sign_in(&self, operator: &Operator, outcome: SignInOutcome) {
        let by = By { operator: operator.id, name: operator.name.clone() };
        self.note(Some(by), Kind::SignIn, Event::SignIn { operator: operator.id, outcome });
    }

    /// The hash a PIN is kept as.
    pub(crate) fn hash_pin(&self, pin: &str) -> String {
        let salt = self.premises.random.bytes();
        self.tries.examine(|| hash_pin(pin, &salt, self.premises.costs.pin()))
    }

    /// Six digits that pass as a PIN.
    fn temporary_pin(&self) -> String {
        loop {
            let number = u64::from_le_bytes(self.premises.random.bytes()) % 1_000_000;
            if let Ok(pin) = read_pin(&format!("{number:06}")) {
                return pin;
            }
        }
    }

    /// 256 random bits, base64url without padding (RFC 4648 §5).
    fn random_name(&self) -> String {
        const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let bytes: [u8; 32] = self.premises.random.bytes();
        let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| usize::from(byte >> (7 - at % 8) & 1));
        let letter = |place: usize| (0..6).fold(0, |letter, i| letter << 1 | bit(place * 6 + i));
        (0..43).map(|place| char::from(LETTERS[letter(place)])).collect()
    }
}

/// One line for each wrong PIN, the same words each time, for programs that watch the log: no name, no PIN.
fn told_in_the_log(knocker: Knocker, source: Option<IpAddr>, failures: u32) {
    let account = knocker.account.map_or_else(|| "unknown".to_owned(), |id| id.uuid().to_string());
    let source = source.map_or_else(|| "local".to_owned(), |source| source.to_string());
    if failures >= WARN_AFTER {
        tracing::warn!(account, source, failures, "sign-in failed");
    } else {
        tracing::info!(account, source, failures, "sign-in failed");
    }
}
