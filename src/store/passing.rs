//! What does not come from the journal: drafts, sign-ins, the desk's folded state. Sealed like the rest; may be lost.

use std::sync::atomic::Ordering;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::changes::{Changes, read_row};
use super::error::StoreError;
use super::life::{ChainAt, Store};
use super::mark::Tally;
use super::row::KeptDraft;

/// Kinds of passing state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// Sign-ins, by hash of the token.
    Sessions,
    /// Failed PINs, by operator.
    PinAttempts,
    /// Anything else that may be lost.
    Notes,
}

/// A piece of passing state: its name lies sealed beside it.
#[derive(Serialize, Deserialize)]
struct Kept {
    name: Vec<u8>,
    content: Vec<u8>,
}

/// The desk's folded state, and where in the journal it holds.
#[derive(Serialize, Deserialize)]
struct Head {
    position: u64,
    chain: [u8; 32],
    folded: Vec<u8>,
}

const HEAD: &[u8] = b"h";

fn draft_at(id: Uuid) -> Vec<u8> {
    [b"d", &id.as_bytes()[..]].concat()
}

impl Drawer {
    fn prefix(self) -> &'static [u8] {
        match self {
            Self::Sessions => b"s",
            Self::PinAttempts => b"p",
            Self::Notes => b"n",
        }
    }
}

impl Store {
    /// Keeps a draft, of any size.
    pub fn put_draft(&self, draft: &KeptDraft) -> Result<(), StoreError> {
        self.change(|passing| passing.set_sealed(draft_at(draft.id), &draft.content))
    }

    /// A draft.
    pub fn draft(&self, id: Uuid) -> Result<Option<KeptDraft>, StoreError> {
        let content = self.look(|passing| passing.sealed(&draft_at(id)))?;
        Ok(content.map(|content| KeptDraft { id, content }))
    }

    /// All drafts, in the order they were begun.
    pub fn drafts(&self) -> Result<Vec<KeptDraft>, StoreError> {
        self.look(|passing| {
            let drafts = passing.all(b"d")?.into_iter().map(|(key, content)| {
                let id = key.last_chunk().map(|id| Uuid::from_bytes(*id));
                Ok(KeptDraft { id: id.ok_or(StoreError::Damaged("a key is cut"))?, content })
            });
            drafts.collect()
        })
    }

    /// How many drafts there are.
    pub fn drafts_count(&self) -> Result<u64, StoreError> {
        self.look(|passing| {
            passing.tree().scan_prefix(b"d").keys().try_fold(0, |count, key| Ok(key.map(|_| count + 1)?))
        })
    }

    /// Removes a draft.
    pub fn remove_draft(&self, id: Uuid) -> Result<(), StoreError> {
        self.change(|passing| passing.remove_sealed(draft_at(id)))
    }

    /// Keeps a small piece of passing state under a name.
    pub fn put_volatile(&self, drawer: Drawer, name: &[u8], content: &[u8]) -> Result<(), StoreError> {
        let kept = Kept { name: name.to_vec(), content: content.to_vec() };
        self.change(|passing| passing.set_row(at(passing, drawer, name), &kept))
    }

    /// That piece.
    pub fn volatile(&self, drawer: Drawer, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let kept = self.look(|passing| passing.row::<Kept>(&at(passing, drawer, name)))?;
        Ok(kept.map(|kept| kept.content))
    }

    /// All pieces in a drawer: name and content, in no order.
    #[allow(clippy::type_complexity, reason = "pairs of name and content")]
    pub fn volatiles(&self, drawer: Drawer) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.look(|passing| {
            let all = passing.all(drawer.prefix())?.into_iter();
            all.map(|(_, plain)| read_row::<Kept>(&plain).map(|kept| (kept.name, kept.content))).collect()
        })
    }

    /// Removes that piece.
    pub fn remove_volatile(&self, drawer: Drawer, name: &[u8]) -> Result<(), StoreError> {
        self.change(|passing| passing.remove_sealed(at(passing, drawer, name)))
    }

    /// Keeps the desk's folded state as of a record, so that opening need not fold from the first.
    pub fn save_head(&self, position: u64, chain: [u8; 32], folded: &[u8]) -> Result<(), StoreError> {
        let head = Head { position, chain, folded: folded.to_vec() };
        self.change(|passing| passing.set_row(HEAD.to_vec(), &head))
    }

    /// That state and its position; `None` if there is none or it is not of this journal.
    pub fn head(&self, journal: ChainAt) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let head = self.look(|passing| passing.row::<Head>(HEAD))?;
        Ok(head
            .filter(|head| journal(head.position) == Some(head.chain))
            .map(|head| (head.position, head.folded)))
    }

    fn look<T>(&self, question: impl FnOnce(&Changes) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.with(|generation| question(&Changes::new(&generation.passing, &self.seals, Tally::default())))
    }

    fn change(&self, act: impl FnOnce(&mut Changes) -> Result<(), StoreError>) -> Result<(), StoreError> {
        self.with(|generation| {
            let mut changes = Changes::new(&generation.passing, &self.seals, Tally::default());
            act(&mut changes)?;
            changes.commit()
        })?;
        self.unsynced.store(true, Ordering::SeqCst);
        Ok(())
    }
}

fn at(passing: &Changes, drawer: Drawer, name: &[u8]) -> Vec<u8> {
    [drawer.prefix(), &passing.seals().blind("store/passing/v1", name)].concat()
}
