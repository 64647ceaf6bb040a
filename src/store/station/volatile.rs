//! What does not come from the journal: drafts, sign-ins. Sealed like the rest; may be lost.

use std::sync::atomic::Ordering;

use sled::Tree;
use uuid::Uuid;

use super::changes::Changes;
use super::mark::Tally;
use super::rows::KeptDraft;
use super::seals::Seals;
use super::store::Store;
use crate::error::StoreError;

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
        let kept = named(name, content);
        self.change(|passing| passing.set_sealed(at(passing, drawer, name), &kept))
    }

    /// That piece.
    pub fn volatile(&self, drawer: Drawer, name: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.look(|passing| {
            let kept = passing.sealed(&at(passing, drawer, name))?;
            kept.map(|kept| Ok(unnamed(&kept)?.1.to_vec())).transpose()
        })
    }

    /// All pieces in a drawer: name and content, in no order.
    #[allow(clippy::type_complexity, reason = "pairs of name and content")]
    pub fn volatiles(&self, drawer: Drawer) -> Result<Vec<(Vec<u8>, Vec<u8>)>, StoreError> {
        self.look(|passing| {
            let all = passing.all(drawer.prefix())?.into_iter();
            all.map(|(_, kept)| unnamed(&kept).map(|(name, content)| (name.to_vec(), content.to_vec())))
                .collect()
        })
    }

    /// Removes that piece.
    pub fn remove_volatile(&self, drawer: Drawer, name: &[u8]) -> Result<(), StoreError> {
        self.change(|passing| passing.remove_sealed(at(passing, drawer, name)))
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

/// A content with its name before it: the key tells only the name's blinded form.
fn named(name: &[u8], content: &[u8]) -> Vec<u8> {
    let length = u32::try_from(name.len()).expect("names of passing state are short");
    [&length.to_be_bytes(), name, content].concat()
}

fn unnamed(kept: &[u8]) -> Result<(&[u8], &[u8]), StoreError> {
    let parts = kept
        .split_first_chunk()
        .and_then(|(length, rest)| rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?));
    parts.ok_or(StoreError::Damaged("a name is cut"))
}

/// Copies everything that opens from one tree to another; an error if anything did not.
pub(super) fn carry_over(from: &Tree, to: &Tree, seals: &Seals) -> Result<(), StoreError> {
    let old = Changes::new(from, seals, Tally::default());
    for prefix in [&b"d"[..], b"s", b"p", b"n"] {
        for (key, plain) in old.all(prefix)? {
            let mut new = Changes::new(to, seals, Tally::default());
            new.set_sealed(key.to_vec(), &plain)?;
            new.commit()?;
        }
    }
    Ok(())
}
