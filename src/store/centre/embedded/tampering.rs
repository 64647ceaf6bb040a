//! Rows altered behind the back of the use cases, as a person with the database or a program of before does: for tests.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops with the words of what failed")]

use domain::centre::exchange::OrdinaryNumber;
use domain::ids::id::EntryId;

use super::draft::Draft;
use super::entry::StoredEntry;
use super::{EmbeddedCentre, key, value};
use crate::centre::account::AccountInClear;

impl EmbeddedCentre {
    /// As a program of before left an account.
    pub fn left_in_clear(&self, clear: &AccountInClear) {
        let left = self.write(|draft| {
            draft.put(key::login_in_clear(&clear.login), clear.id.as_bytes())?;
            draft.put_long(key::account_in_clear(clear.id), &value::write(clear, &[]))
        });
        left.unwrap();
    }

    /// Somebody with the database takes a deed out.
    pub fn lose_deed(&self, number: u64) {
        let lost = self.write(|draft| {
            draft.put_long(key::deed(number), &[])?;
            draft.remove(key::deed(number));
            Ok(())
        });
        lost.unwrap();
    }

    /// Somebody with the database puts a deed in the place of another.
    pub fn move_deed(&self, from: u64, to: u64) {
        let moved = self.write(|draft| {
            let deed = draft.get_long(&key::deed(from))?.expect("it was noted");
            draft.put_long(key::deed(to), &deed)
        });
        moved.unwrap();
    }

    /// Gives an entry a number that another one holds, as a program of before did where they were written otherwise.
    pub fn give_again(&self, entry: EntryId, number: &OrdinaryNumber) {
        let rewrite = |draft: &mut Draft| {
            let mut stored = StoredEntry::get(draft, entry)?.unwrap();
            stored.head.ordinary = Some(number.clone());
            stored.put(draft, entry)?;
            draft.put(key::doubled(entry), &[])
        };
        self.write(rewrite).unwrap();
    }
}
