//! Drafts, sign-ins, folded state.

use std::sync::Arc;

use tempfile::tempdir;

use super::journal::{busy, id, keys};
use crate::station::rows::{EntryQuery, KeptDraft};
use crate::station::store::{Drafts, Found, Store};
use crate::station::volatile::Drawer;
use clock::Random;

#[test]
fn drafts_of_any_size_are_kept_replaced_and_removed() {
    let folder = tempdir().unwrap();
    let journal = busy(3);
    let keys = keys();
    let draft =
        |index, size| KeptDraft { id: id(9, index), content: vec![u8::try_from(index).unwrap(); size] };
    {
        let (store, _) = journal.store(folder.path(), &keys);
        store.put_draft(&draft(1, 100_000)).unwrap();
        store.put_draft(&draft(1, 40)).unwrap();
        store.put_draft(&draft(2, 0)).unwrap();
        store.put_draft(&draft(3, 50_000)).unwrap();
        store.remove_draft(id(9, 3)).unwrap();
        store.remove_draft(id(9, 4)).unwrap();
        store.close().unwrap();
    }
    let (store, found) = journal.store(folder.path(), &keys);
    assert_eq!(found, Found::Sound);
    assert_eq!(store.drafts().unwrap(), [draft(1, 40), draft(2, 0)]);
    assert_eq!(store.drafts_count().unwrap(), 2);
    assert_eq!(store.draft(id(9, 1)).unwrap(), Some(draft(1, 40)));
    assert_eq!(store.draft(id(9, 3)).unwrap(), None);
}

#[test]
fn drawers_do_not_mix() {
    let folder = tempdir().unwrap();
    let (store, _) = busy(0).store(folder.path(), &keys());
    store.put_volatile(Drawer::Sessions, b"one", b"in").unwrap();
    store.put_volatile(Drawer::PinAttempts, b"one", b"3").unwrap();
    store.put_volatile(Drawer::Sessions, b"two", b"in").unwrap();
    store.remove_volatile(Drawer::Sessions, b"two").unwrap();
    assert_eq!(store.volatiles(Drawer::Sessions).unwrap(), [(b"one".to_vec(), b"in".to_vec())]);
    assert_eq!(store.volatile(Drawer::PinAttempts, b"one").unwrap().as_deref(), Some(&b"3"[..]));
    assert_eq!(store.volatile(Drawer::Notes, b"one").unwrap(), None);
}

#[test]
fn a_folded_state_is_given_back_only_to_the_journal_it_was_folded_from() {
    let folder = tempdir().unwrap();
    let journal = busy(2);
    let (store, _) = journal.store(folder.path(), &keys());
    assert_eq!(store.head(&journal.chain_at()), None);
    let state = vec![3; 20_000];
    store.save_head(4, journal.records[3].chain, &state).unwrap();
    assert_eq!(store.head(&journal.chain_at()), Some((4, state)));
    assert_eq!(store.head(&|_| Some([1; 32])), None);
    assert_eq!(store.head(&|_| None), None);
    std::fs::write(folder.path().join("head"), b"not what was written").unwrap();
    assert_eq!(store.head(&journal.chain_at()), None);
}

#[test]
fn drafts_survive_when_the_projections_are_given_up_for_another_course_of_the_journal() {
    let folder = tempdir().unwrap();
    let (journal, keys) = (busy(3), keys());
    let draft = KeptDraft { id: id(9, 1), content: b"scritto a meta".repeat(999) };
    {
        let (store, _) = journal.store(folder.path(), &keys);
        store.put_draft(&draft).unwrap();
        store.close().unwrap();
    }
    let (store, found) = Store::open(folder.path(), Arc::clone(&keys), Random::system(), &|_| None).unwrap();
    assert!(matches!(found, Found::Abandoned { drafts: Drafts::CarriedOver, .. }), "{found:?}");
    assert_eq!(store.applied(), 0);
    assert_eq!(store.drafts().unwrap(), [draft]);
    assert!(store.entries(&EntryQuery::default()).unwrap().rows.is_empty());
}
