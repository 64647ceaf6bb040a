//! Reference data, accounts, blobs.

use chrono::NaiveDate;
use uuid::Uuid;

use super::made::key;
use super::sentences;
use crate::centre::CentreStore;
use crate::centre::account::AccountRow;
use crate::centre::deed::{DeedQuery, DeedRow};
use crate::centre::row::ReferenceRow;

fn account(number: u128, login: u8) -> AccountRow {
    AccountRow {
        id: Uuid::from_u128(number),
        login: [login; 16],
        body: "c_g535".to_owned(),
        sealed: vec![login; 5_000],
    }
}

fn deed(number: u64, who: Option<u128>, day: u32) -> DeedRow {
    DeedRow {
        number,
        at: 1_795_345_200_000 + i64::from(day),
        day: NaiveDate::from_ymd_opt(2026, 11, day).unwrap(),
        who: who.map(Uuid::from_u128),
        chain: [u8::try_from(number).unwrap(); 32],
        sealed: vec![7; 4_000],
    }
}

fn deeds(store: &dyn CentreStore, query: &DeedQuery) -> Vec<u64> {
    store.deeds(&DeedQuery { limit: 3, ..query.clone() }).unwrap().iter().map(|deed| deed.number).collect()
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

    fn an_account_is_found_by_its_blind_login_and_nobody_else_gets_it(store) {
        assert_eq!(store.account(&[1; 16]).unwrap(), None);
        assert!(store.put_account(&account(1, 1), 0).unwrap());
        assert!(!store.put_account(&account(2, 1), 1).unwrap(), "the login is another's");
        assert!(store.put_account(&account(2, 2), 1).unwrap());
        assert_eq!(store.account(&[2; 16]).unwrap(), Some(account(2, 2)));
        let renamed = AccountRow { login: [9; 16], sealed: b"x".to_vec(), ..account(1, 1) };
        assert!(store.put_account(&renamed, 2).unwrap());
        assert_eq!(store.account(&[1; 16]).unwrap(), None);
        assert_eq!(store.account(&[9; 16]).unwrap(), Some(renamed));
        assert!(store.put_account(&account(3, 1), 3).unwrap());
        let all = store.accounts().unwrap();
        assert_eq!((all.changes, all.rows.len()), (4, 3));
    }

    fn of_two_who_change_accounts_at_once_the_second_is_told(store) {
        assert!(store.put_account(&account(1, 1), 0).unwrap());
        let seen = store.accounts().unwrap().changes;
        assert!(store.put_account(&account(2, 2), seen).unwrap());
        assert!(!store.put_account(&account(1, 3), seen).unwrap());
        assert_eq!(store.account(&[1; 16]).unwrap(), Some(account(1, 1)));
        assert!(!store.put_account(&account(3, 4), 0).unwrap());
    }

    fn deeds_follow_each_other_and_none_is_put_twice(store) {
        assert!(!store.append_deed(&deed(2, None, 1), ("deeds", b"2")).unwrap(), "the first one is missing");
        assert!(store.append_deed(&deed(1, None, 1), ("deeds", b"1")).unwrap());
        assert!(!store.append_deed(&deed(1, Some(5), 2), ("deeds", b"x")).unwrap());
        assert_eq!(store.setting("deeds").unwrap().as_deref(), Some(&b"1"[..]));
        for number in 2..=300 {
            let (who, day) = (u128::from(number % 2), if number > 200 { 2 } else { 1 });
            let deed = DeedRow { chain: [1; 32], ..deed(1, Some(who), day) };
            assert!(store.append_deed(&DeedRow { number, ..deed }, ("deeds", b"n")).unwrap());
        }
        assert_eq!(deeds(store, &DeedQuery::default()), [300, 299, 298]);
        assert_eq!(deeds(store, &DeedQuery { below: Some(3), ..DeedQuery::default() }), [2, 1]);
        let who = Some(Uuid::from_u128(1));
        assert_eq!(deeds(store, &DeedQuery { who, ..DeedQuery::default() }), [299, 297, 295]);
        let day = NaiveDate::from_ymd_opt(2026, 11, 1);
        assert_eq!(deeds(store, &DeedQuery { who, day, ..DeedQuery::default() }), [199, 197, 195]);
        assert_eq!(store.deeds(&DeedQuery { below: Some(2), limit: 9, ..DeedQuery::default() }).unwrap(), [deed(1, None, 1)]);
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
