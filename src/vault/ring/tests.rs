use std::path::Path;

use uuid::Uuid;

use super::*;
use crate::{KeyFile, Passphrase, RecoveryCode};
use disk::simulated::{Call, SimulatedDisk};

fn home(disk: &SimulatedDisk) -> SlotHome {
    SlotHome::in_journal(disk.shared(), Path::new("/data/journal"))
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::typed(text)
}

fn ring(disk: &SimulatedDisk) -> KeyRing {
    let station = StationId::new(Uuid::from_u128(7));
    let first = passphrase("il ponte e' chiuso");
    KeyRing::create(home(disk), station, Secret::Passphrase(&first), Cost::NONE, &Random::seeded(1)).unwrap()
}

fn unlock(disk: &SimulatedDisk, secret: Secret<'_>) -> Result<KeyRing, UnlockError> {
    KeyRing::unlock(home(disk), home(disk).load().unwrap(), secret)
}

#[test]
fn every_kind_of_slot_opens_the_same_keys() {
    let disk = SimulatedDisk::new();
    let random = Random::seeded(2);
    let ring = ring(&disk);
    let code = RecoveryCode::new(random.bytes());
    let file = KeyFile::create(&disk, Path::new("/stick/key"), &random).unwrap();
    ring.add(Secret::RecoveryCode(&code), Cost::NONE, &random).unwrap();
    ring.add(Secret::KeyFile(&file), Cost::NONE, &random).unwrap();
    let sealed = ring.seal(b"place", b"secret", &random);
    let first = passphrase("il ponte e' chiuso");
    for secret in [Secret::Passphrase(&first), Secret::RecoveryCode(&code), Secret::KeyFile(&file)] {
        let again = unlock(&disk, secret).unwrap();
        assert_eq!(again.open(b"place", &sealed).unwrap().as_slice(), b"secret");
        assert_eq!(again.index("person", b"ROSSI"), ring.index("person", b"ROSSI"));
        assert_eq!(again.sign_in_key(), ring.sign_in_key());
    }
}

#[test]
fn a_wrong_secret_is_told_from_a_missing_slot() {
    let disk = SimulatedDisk::new();
    ring(&disk);
    let wrong = passphrase("il ponte e' aperto");
    assert!(matches!(unlock(&disk, Secret::Passphrase(&wrong)), Err(UnlockError::Wrong(_))));
    let code = RecoveryCode::new([3; 26]);
    assert!(matches!(unlock(&disk, Secret::RecoveryCode(&code)), Err(UnlockError::NoSlot(_))));
}

#[test]
fn a_changed_passphrase_replaces_the_old_one_and_keeps_what_was_sealed() {
    let disk = SimulatedDisk::new();
    let random = Random::seeded(2);
    let ring = ring(&disk);
    let sealed = ring.seal(b"place", b"secret", &random);
    let new = passphrase("la strada e' libera");
    ring.replace(Secret::Passphrase(&new), Cost::NONE, &random).unwrap();
    assert_eq!(ring.generation(), 2);
    let old = passphrase("il ponte e' chiuso");
    assert!(unlock(&disk, Secret::Passphrase(&old)).is_err());
    let again = unlock(&disk, Secret::Passphrase(&new)).unwrap();
    assert_eq!(again.open(b"place", &sealed).unwrap().as_slice(), b"secret");
}

#[test]
fn after_a_rotation_old_and_new_things_open() {
    let disk = SimulatedDisk::new();
    let random = Random::seeded(2);
    let ring = ring(&disk);
    let old = ring.seal(b"place", b"old", &random);
    let before = ring.slots();
    assert_eq!(ring.rotate(&random).unwrap(), KeyId(2));
    let new = ring.seal(b"place", b"new", &random);
    assert_eq!(ring.open(b"place", &old).unwrap().as_slice(), b"old");
    assert_eq!(ring.open(b"place", &new).unwrap().as_slice(), b"new");
    let first = passphrase("il ponte e' chiuso");
    let stale = KeyRing::unlock(home(&disk), before, Secret::Passphrase(&first)).unwrap();
    assert_eq!(stale.open(b"place", &new), Err(OpenError::NoKey(KeyId(2))));
}

#[test]
fn a_change_that_cannot_be_written_changes_nothing() {
    let disk = SimulatedDisk::new();
    let random = Random::seeded(2);
    let ring = ring(&disk);
    disk.fail(Call::Sync, 0, io::ErrorKind::StorageFull);
    assert!(matches!(ring.rotate(&random), Err(KeyChangeError::Disk(_))));
    assert_eq!(ring.slots(), home(&disk).load().unwrap());
    assert_eq!(ring.record_key().0, KeyId(1));
    assert_eq!(ring.rotate(&random).unwrap(), KeyId(2));
}

#[test]
fn the_last_slot_stays() {
    let disk = SimulatedDisk::new();
    let ring = ring(&disk);
    assert!(matches!(ring.remove(SlotId(1)), Err(KeyChangeError::LastSlot)));
    assert!(matches!(ring.remove(SlotId(9)), Err(KeyChangeError::NoSuchSlot(_))));
    let second = passphrase("una seconda frase");
    let id = ring.add(Secret::Passphrase(&second), Cost::NONE, &Random::seeded(3)).unwrap();
    ring.remove(SlotId(1)).unwrap();
    assert_eq!(id, SlotId(2));
    assert!(unlock(&disk, Secret::Passphrase(&second)).is_ok());
}

#[test]
fn an_altered_slot_does_not_open() {
    let disk = SimulatedDisk::new();
    ring(&disk);
    let first = passphrase("il ponte e' chiuso");
    let path = Path::new("/data/journal/keyslots.json");
    let whole = String::from_utf8(disk.copy().shared().read(path).unwrap()).unwrap();
    for (from, to) in
        [("\"passes\":1", "\"passes\":2"), ("\"id\":1,\"kind\"", "\"id\":2,\"kind\""), ("0007", "0008")]
    {
        assert!(whole.contains(from), "{whole}");
        disk.tamper(path, |content| *content = whole.replacen(from, to, 1).into_bytes());
        assert!(unlock(&disk, Secret::Passphrase(&first)).is_err(), "{from}");
    }
}

#[test]
fn slots_have_one_stored_form() {
    let disk = SimulatedDisk::new();
    let stored = String::from_utf8(ring(&disk).slots().to_bytes()).unwrap();
    assert_eq!(stored, include_str!("../golden/keyslots-v1.json").trim_end());
    assert_eq!(KeySlots::from_bytes(stored.as_bytes()).unwrap().to_bytes(), stored.as_bytes());
}
