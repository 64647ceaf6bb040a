//! What was typed and not sent when a session locked or was ended: kept sealed for its operator until it is taken back, or until
//! the operator signs out.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use domain::ids::id::OperatorId;
use domain::time::moment::Moment;
use store::Drawer;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// What was typed on one page.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// Path and query of the page.
    pub page: String,
    /// Names and values, in the order of the page.
    pub fields: Vec<(String, String)>,
    /// Name of the field that had the focus.
    pub focus: String,
}

#[derive(Serialize, Deserialize)]
pub(crate) struct Kept {
    at: Moment,
    unsent: Unsent,
}

/// Pages kept for one operator; the oldest makes room.
const PAGES: usize = 8;

/// Names of fields that are never kept.
const SECRET: [&str; 12] = [
    "pin",
    "old",
    "new",
    "again",
    "secret",
    "passphrase",
    "passphrase-again",
    "present",
    "code",
    "setup-code",
    "second-pin",
    "own-pin",
];

/// The drawer is shared: these names begin so.
const NOTE: &[u8] = b"unsent:";

fn of_operator(operator: OperatorId) -> Vec<u8> {
    [NOTE, operator.uuid().as_bytes()].concat()
}

fn name(operator: OperatorId, page: &str) -> Vec<u8> {
    let page: [u8; 32] = Sha256::digest(page.as_bytes()).into();
    [&of_operator(operator)[..], &page[..]].concat()
}

impl Desk {
    /// Whether a token is or was of a session: then what was typed in it is kept.
    pub fn takes_unsent(&self, token: &str) -> bool {
        self.sessions.whose(token).is_some()
    }

    /// Keeps what was typed for whoever this token is or was the session of; `proof` is its anti-forgery token. Secrets are left
    /// out.
    pub fn keep_unsent(&self, token: &str, proof: &str, mut unsent: Unsent) -> Result<(), DeskError> {
        let Some((operator, csrf)) = self.sessions.whose(token) else { return Err(DeskError::NotFound) };
        if !bool::from(csrf.as_bytes().ct_eq(proof.as_bytes())) {
            return Err(DeskError::NotFound);
        }
        unsent.fields.retain(|(name, _)| !SECRET.contains(&name.as_str()));
        let store = self.store_as_it_is();
        let mut kept = self.unsent_of(operator)?;
        kept.sort_by_key(|(_, kept)| kept.at);
        for (name, _) in kept.iter().take((kept.len() + 1).saturating_sub(PAGES)) {
            store.remove_volatile(Drawer::Notes, name).map_err(DeskError::store)?;
        }
        let name = name(operator, &unsent.page);
        let content = serde_json::to_vec(&Kept { at: self.now(), unsent }).expect("holds only strings");
        store.put_volatile(Drawer::Notes, &name, &content).map_err(DeskError::store)
    }

    /// Whether something typed waits for an operator on a page.
    pub fn has_unsent(&self, who: &Session, page: &str) -> bool {
        let found = self.store_as_it_is().volatile(Drawer::Notes, &name(who.operator, page));
        found.is_ok_and(|found| found.is_some())
    }

    /// Takes back what was typed on a page.
    pub fn take_unsent(&self, who: &Session, page: &str) -> Result<Option<Unsent>, DeskError> {
        who.needs(&[])?;
        let (store, name) = (self.store_as_it_is(), name(who.operator, page));
        let Some(content) = store.volatile(Drawer::Notes, &name).map_err(DeskError::store)? else {
            return Ok(None);
        };
        store.remove_volatile(Drawer::Notes, &name).map_err(DeskError::store)?;
        Ok(serde_json::from_slice::<Kept>(&content).ok().map(|kept| kept.unsent))
    }

    /// The operator signs out: nothing is kept.
    pub(super) fn drop_unsent(&self, operator: OperatorId) {
        for (name, _) in self.unsent_of(operator).unwrap_or_default() {
            if let Err(error) = self.store_as_it_is().remove_volatile(Drawer::Notes, &name) {
                tracing::warn!(%error, "what was typed stays in the store");
            }
        }
    }

    fn unsent_of(&self, operator: OperatorId) -> Result<Vec<(Vec<u8>, Kept)>, DeskError> {
        let own = of_operator(operator);
        let all = self.store_as_it_is().volatiles(Drawer::Notes).map_err(DeskError::store)?;
        let own = all.into_iter().filter(|(name, _)| name.starts_with(&own));
        Ok(own.filter_map(|(name, content)| Some((name, serde_json::from_slice(&content).ok()?))).collect())
    }
}
