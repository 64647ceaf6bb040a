//! Reference data, accounts, blobs.

use uuid::Uuid;

use super::made::key;
use super::sentences;
use crate::store::centre::CentreStore;
use crate::store::centre::row::{AccountRow, ReferenceRow};

fn account(number: u128, login: &str, name: &str) -> AccountRow {
    AccountRow {
        id: Uuid::from_u128(number),
        login: login.to_owned(),
        name: name.to_owned(),
        phc: "$argon2id$".to_owned(),
        failures: 0,
        failed: 0,
        active: true,
    }
}

fn reference(number: u64, content: u8) -> ReferenceRow {
    ReferenceRow { key: key(number), sealed: vec![content; 4_000] }
}

/// Content of the reference data of these people, in order of key.
fn known(store: &dyn CentreStore, people: std::ops::Range<u64>) -> Vec<(u128, u8)> {
    let keys: Vec<_> = people.map(key).collect();
    let mut rows: Vec<_> = store.references(&keys).unwrap();
    rows.sort_by_key(|row| row.key);
    rows.into_iter().map(|row| (u128::from_be_bytes(row.key), row.sealed[3_999])).collect()
}

sentences! {
    fn reference_data_are_replaced_as_a_whole(store) {
        assert_eq!(known(store, 0..9), []);
        let rows = &mut (0..2_500).map(|number| reference(number, 1));
        assert_eq!(store.replace_references(rows).unwrap(), 2_500);
        assert_eq!(known(store, 2_498..2_600), [(2_498, 1), (2_499, 1)]);
        let rows = &mut [reference(1, 2), reference(5_000, 2), reference(1, 3)].into_iter();
        assert_eq!(store.replace_references(rows).unwrap(), 2);
        assert_eq!(known(store, 0..6_000), [(1, 3), (5_000, 2)]);
        assert_eq!(store.references(&[key(1), key(1)]).unwrap().len(), 1);
        assert_eq!(store.replace_references(&mut std::iter::empty()).unwrap(), 0);
        assert_eq!(known(store, 0..6_000), []);
        assert_eq!(store.references(&[]).unwrap(), []);
    }

    fn an_account_is_found_by_its_login_and_nobody_else_gets_it(store) {
        assert_eq!(store.account("anna").unwrap(), None);
        let anna = account(1, "anna", "Bianchi Anna");
        assert!(store.put_account(&anna).unwrap());
        assert!(!store.put_account(&account(2, "anna", "Rossi Anna")).unwrap());
        assert!(store.put_account(&account(3, "luca", "Bianchi Anna")).unwrap());
        assert!(store.put_account(&account(2, "zoe", "Abate Zoe")).unwrap());
        let told: Vec<_> = store.accounts().unwrap().into_iter().map(|row| row.login).collect();
        assert_eq!(told, ["zoe", "anna", "luca"]);
        let changed = AccountRow {
            login: "abianchi".to_owned(),
            failures: 3,
            failed: 99,
            active: false,
            ..anna
        };
        assert!(store.put_account(&changed).unwrap());
        assert_eq!(store.account("anna").unwrap(), None);
        assert_eq!(store.account("abianchi").unwrap(), Some(changed));
        assert!(store.put_account(&account(2, "anna", "Rossi Anna")).unwrap());
    }

    fn a_blob_is_kept_once(store) {
        let large: Vec<u8> = (0..400_000_u32).map(|at| at.to_be_bytes()[3]).collect();
        assert_eq!(store.blob([7; 32]).unwrap(), None);
        assert!(store.put_blob([7; 32], &large).unwrap());
        assert!(!store.put_blob([7; 32], b"other").unwrap());
        assert!(store.put_blob([8; 32], b"").unwrap());
        assert_eq!(store.blob([7; 32]).unwrap(), Some(large));
        assert_eq!(store.blob([8; 32]).unwrap(), Some(Vec::new()));
    }
}
