//! Nothing about a person stands in the clear in any file of the store.

use std::fs;
use std::path::Path;

use tempfile::tempdir;

use super::journal::{busy, id, keys, person};
use crate::station::rows::KeptDraft;
use crate::station::volatile::Drawer;

fn files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn no_name_tax_code_or_draft_can_be_read_on_disk() {
    let folder = tempdir().unwrap();
    let (store, _) = busy(60).store(folder.path(), &keys());
    store.put_draft(&KeptDraft { id: id(9, 1), content: b"PIANTATO-IN-BOZZA".to_vec() }).unwrap();
    store.put_volatile(Drawer::Sessions, b"PIANTATO-NOME", b"PIANTATO-SESSIONE").unwrap();
    store.save_head(1, [0; 32], b"PIANTATO-STATO").unwrap();
    store.sync().unwrap();
    store.close().unwrap();
    let mut all = Vec::new();
    files(folder.path(), &mut all);
    // Uuids do stand in the clear: the search below would find what is there.
    assert!(all.iter().any(|(_, bytes)| contains(bytes, id(5, 1).as_bytes())));
    let mut planted: Vec<String> =
        ["PIANTATO", "Certificato", "Operatrice", "Sindaco", "Valdor", "stampante"].map(String::from).into();
    for who in 0..12 {
        let person = person(who);
        planted.extend(person.tax_code);
        for name in [person.surname, person.given_names] {
            planted.extend(name.split(' ').filter(|word| word.len() > 4).map(String::from));
        }
    }
    for word in planted {
        for (file, bytes) in &all {
            let lower = word.to_lowercase();
            let upper = word.to_uppercase();
            for spelled in [&word, &lower, &upper] {
                assert!(!contains(bytes, spelled.as_bytes()), "{spelled} in {file}");
            }
        }
    }
}

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}
