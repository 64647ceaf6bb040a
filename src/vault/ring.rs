//! The opened keys of a station: sealing and opening, and changing what opens them.

use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard};
use std::{fmt, io};

use thiserror::Error;
use zeroize::Zeroizing;

use clock::Random;
use domain::ids::id::StationId;

use super::bundle_key::BundleKey;
use super::cost::Cost;
use super::home::SlotHome;
use super::opened::{DataKey, Opened, data_key_ad, mac};
use super::seal::{OpenError, SealKey};
use super::secret::Secret;
use super::slots::{ClosedDataKey, KeyId, KeySlots, Lock, Slot, SlotId, SlotKind};
use super::wrap::{Key, Wrapped, derive, slot_ad, slot_key};

/// The opened keys of one station. Shared by all who seal; a change (new passphrase, rotation) is durable in the
/// [`SlotHome`] before it takes effect, and from then on seen by all.
pub struct KeyRing {
    home: SlotHome,
    opened: RwLock<Opened>,
    /// Held during a change, so that changes come one after another without stopping those who seal.
    changing: Mutex<()>,
}

/// Why a station does not unlock.
#[derive(Debug, Error)]
pub enum UnlockError {
    /// No slot opens with this kind of secret.
    #[error("this station has no slot for this kind of secret: use another one")]
    NoSlot(SlotKind),
    /// The secret is not the one of any slot.
    #[error("wrong secret for every slot of its kind")]
    Wrong(SlotKind),
    /// The master key opened but not the data keys: the slots were altered.
    #[error("the key slots were altered: take keyslots.json from the second copy, or set the folder aside")]
    Altered,
}

/// Why the slots could not be changed. They are as before.
#[derive(Debug, Error)]
pub enum KeyChangeError {
    /// The new slots could not be written.
    #[error("the new key slots could not be written, the old ones stay: {0}")]
    Disk(#[from] io::Error),
    /// The last slot cannot go.
    #[error("the last slot cannot be removed: add another one first")]
    LastSlot,
    /// No slot has that number.
    #[error("there is no slot {}", .0.0)]
    NoSuchSlot(SlotId),
}

impl KeyRing {
    /// Makes the keys of a new station, with one slot, and writes them to `home`.
    pub fn create(
        home: SlotHome,
        station: StationId,
        secret: Secret<'_>,
        cost: Cost,
        random: &Random,
    ) -> Result<Self, KeyChangeError> {
        let master = Key::new(random.bytes());
        let mut slots = KeySlots::empty(station);
        add_slot(&mut slots, &master, secret, cost, random);
        add_data_key(&mut slots, &master, random);
        slots.generation = 1;
        home.save(&slots)?;
        let opened = Opened::new(master, slots).expect("what was just wrapped opens");
        Ok(Self { home, opened: RwLock::new(opened), changing: Mutex::default() })
    }

    /// Opens `slots` with `secret`. Changes will be written to `home`. Takes the time argon2id takes for every
    /// passphrase slot until one opens.
    pub fn unlock(home: SlotHome, slots: KeySlots, secret: Secret<'_>) -> Result<Self, UnlockError> {
        let kind = secret.kind();
        if !slots.has(kind) {
            return Err(UnlockError::NoSlot(kind));
        }
        let master = open_master(&slots, secret).ok_or(UnlockError::Wrong(kind))?;
        let opened = Opened::new(master, slots).map_err(|_| UnlockError::Altered)?;
        Ok(Self { home, opened: RwLock::new(opened), changing: Mutex::default() })
    }

    fn opened(&self) -> RwLockReadGuard<'_, Opened> {
        self.opened.read().expect("no holder of the keys panics")
    }

    /// Whose keys these are.
    pub fn station(&self) -> StationId {
        self.opened().slots.station
    }

    /// The closed keys as they are now.
    pub fn slots(&self) -> KeySlots {
        self.opened().slots.clone()
    }

    /// Grows with every change of the slots.
    pub fn generation(&self) -> u64 {
        self.opened().slots.generation
    }

    /// Whether `secret` opens a slot: the recovery code typed back, the passphrase asked again before a change.
    pub fn is_opened_by(&self, secret: Secret<'_>) -> bool {
        open_master(&self.slots(), secret).is_some()
    }

    /// Adds a slot that `secret` opens. `cost` counts for a passphrase.
    pub fn add(&self, secret: Secret<'_>, cost: Cost, random: &Random) -> Result<SlotId, KeyChangeError> {
        self.change(|slots, master| Ok(add_slot(slots, master, secret, cost, random)))
    }

    /// Puts a slot that `secret` opens in the place of all slots of its kind: a changed passphrase, a new recovery sheet.
    pub fn replace(&self, secret: Secret<'_>, cost: Cost, random: &Random) -> Result<SlotId, KeyChangeError> {
        self.change(|slots, master| {
            slots.slots.retain(|slot| slot.lock.kind != secret.kind());
            Ok(add_slot(slots, master, secret, cost, random))
        })
    }

    /// Removes a slot. Copies of it in older segments still open with its secret; what is sealed after a
    /// [`KeyRing::rotate`] does not open with them alone.
    pub fn remove(&self, id: SlotId) -> Result<(), KeyChangeError> {
        self.change(|slots, _| {
            let index = slots
                .slots
                .iter()
                .position(|slot| slot.lock.id == id)
                .ok_or(KeyChangeError::NoSuchSlot(id))?;
            if slots.slots.len() == 1 {
                return Err(KeyChangeError::LastSlot);
            }
            slots.slots.remove(index);
            Ok(())
        })
    }

    /// Removes every slot of a kind, if another kind opens too. None there: nothing changes.
    pub fn remove_kind(&self, kind: SlotKind) -> Result<(), KeyChangeError> {
        if !self.slots().has(kind) {
            return Ok(());
        }
        self.change(|slots, _| {
            if slots.slots.iter().all(|slot| slot.lock.kind == kind) {
                return Err(KeyChangeError::LastSlot);
            }
            slots.slots.retain(|slot| slot.lock.kind != kind);
            Ok(())
        })
    }

    /// Adds a data key; what is sealed from now on is sealed under it. Older ones stay for reading.
    pub fn rotate(&self, random: &Random) -> Result<KeyId, KeyChangeError> {
        self.change(|slots, master| Ok(add_data_key(slots, master, random)))
    }

    fn change<T>(
        &self,
        act: impl FnOnce(&mut KeySlots, &Key) -> Result<T, KeyChangeError>,
    ) -> Result<T, KeyChangeError> {
        let _one_at_a_time = self.changing.lock().expect("no change of the keys panics");
        let (mut slots, master) = {
            let opened = self.opened();
            (opened.slots.clone(), opened.master.clone())
        };
        let result = act(&mut slots, &master)?;
        slots.generation += 1;
        self.home.save(&slots)?;
        let opened = Opened::new(master, slots).expect("what was just wrapped opens");
        *self.opened.write().expect("no holder of the keys panics") = opened;
        Ok(result)
    }

    /// The data key for new records, and its number.
    pub fn record_key(&self) -> (KeyId, Arc<SealKey>) {
        let opened = self.opened();
        (opened.current, Arc::clone(&opened.data[&opened.current].record))
    }

    /// The data key of a record that names `id`.
    pub fn record_key_of(&self, id: KeyId) -> Result<Arc<SealKey>, OpenError> {
        self.opened().data.get(&id).map(|key| Arc::clone(&key.record)).ok_or(OpenError::NoKey(id))
    }

    /// Seals a small value at rest (a store's value, a draft), bound to the place `ad`. The result says which data key.
    pub fn seal(&self, ad: &[u8], plaintext: &[u8], random: &Random) -> Vec<u8> {
        self.seal_with(|key| &key.value, ad, plaintext, random)
    }

    /// What [`KeyRing::seal`] sealed for the same place.
    pub fn open(&self, ad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.open_with(|key| &key.value, ad, sealed)
    }

    /// Seals a file, or a page of one, bound to the place `ad`.
    pub fn seal_file(&self, ad: &[u8], plaintext: &[u8], random: &Random) -> Vec<u8> {
        self.seal_with(|key| &key.file, ad, plaintext, random)
    }

    /// What [`KeyRing::seal_file`] sealed for the same place.
    pub fn open_file(&self, ad: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        self.open_with(|key| &key.file, ad, sealed)
    }

    /// What a sealed file says if nobody altered it; `None` where its key is not known or it is no sealed file.
    pub(super) fn unproven_file(&self, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (id, rest) = sealed.split_first_chunk()?;
        self.opened().data.get(&KeyId(u32::from_le_bytes(*id)))?.file.unproven(rest)
    }

    fn seal_with(
        &self,
        which: fn(&DataKey) -> &SealKey,
        ad: &[u8],
        plain: &[u8],
        random: &Random,
    ) -> Vec<u8> {
        let opened = self.opened();
        let mut out = opened.current.0.to_le_bytes().to_vec();
        which(&opened.data[&opened.current]).seal_into(&mut out, &random.bytes(), ad, &[plain]);
        out
    }

    fn open_with(
        &self,
        which: fn(&DataKey) -> &SealKey,
        ad: &[u8],
        sealed: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (id, rest) = sealed.split_first_chunk().ok_or(OpenError::Altered)?;
        let id = KeyId(u32::from_le_bytes(*id));
        let opened = self.opened();
        which(opened.data.get(&id).ok_or(OpenError::NoKey(id))?).open(ad, rest)
    }

    /// A key to look things up by without writing them down: HMAC-SHA256 of the normalised `value`, different for every
    /// `label`.
    pub fn index(&self, label: &str, value: &[u8]) -> [u8; 32] {
        mac(&self.opened().index, &[label.as_bytes(), &[0], value])
    }

    /// The name under which a blob with this content hash lies on disk.
    pub(super) fn blob_name(&self, content: &[u8; 32]) -> [u8; 32] {
        mac(&self.opened().blob, &[content])
    }

    /// Authenticates what a high-water mark says: HMAC-SHA256 of `bytes` under a key that only this station has.
    pub fn high_water_mac(&self, bytes: &[u8]) -> [u8; 32] {
        let key = derive(self.opened().master.as_slice(), &[], "sportello/high-water/v1");
        mac(&key, &[bytes])
    }

    /// Authenticates what a second copy says of itself: HMAC-SHA256 of `bytes` under a key of these slots.
    pub fn copy_mac(&self, bytes: &[u8]) -> [u8; 32] {
        let key = derive(self.opened().master.as_slice(), &[], "sportello/copy/v1");
        mac(&key, &[bytes])
    }

    /// The key that signs sign-in cookies.
    pub fn sign_in_key(&self) -> Zeroizing<[u8; 32]> {
        derive(self.opened().master.as_slice(), &[], "sportello/sign-in/v1")
    }

    /// The seed of the key the station signs control codes with.
    pub fn station_seed(&self) -> Zeroizing<[u8; 32]> {
        derive(self.opened().master.as_slice(), &[], "sportello/station/v1")
    }

    /// The seed of the key that the station's reserve is kept under.
    pub fn reserve_seed(&self) -> Zeroizing<[u8; 32]> {
        derive(self.opened().master.as_slice(), &[], "sportello/reserve/v1")
    }

    /// The key that opens bundles encrypted to whoever holds these keys: the same for good, kept nowhere.
    pub fn bundle_key(&self) -> BundleKey {
        BundleKey::derived(&derive(self.opened().master.as_slice(), &[], "sportello/bundle/v1"))
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("station", &self.station()).finish_non_exhaustive()
    }
}

fn open_master(slots: &KeySlots, secret: Secret<'_>) -> Option<Key> {
    let fitting = slots.slots.iter().filter(|slot| slot.lock.kind == secret.kind());
    fitting
        .map(|slot| slot.master.open(&slot_key(&slot.lock, secret), &slot_ad(slots.station, &slot.lock)))
        .find_map(Result::ok)
}

fn add_slot(slots: &mut KeySlots, master: &Key, secret: Secret<'_>, cost: Cost, random: &Random) -> SlotId {
    let id = slots.next_slot;
    slots.next_slot = SlotId(id.0 + 1);
    let kind = secret.kind();
    let argon2id = (kind == SlotKind::Passphrase).then_some(cost);
    let lock = Lock { id, kind, argon2id, salt: random.bytes() };
    let ad = slot_ad(slots.station, &lock);
    let master = Wrapped::new(&slot_key(&lock, secret), master, random.bytes(), &ad);
    slots.slots.push(Slot { lock, master });
    id
}

fn add_data_key(slots: &mut KeySlots, master: &Key, random: &Random) -> KeyId {
    let id = KeyId(slots.data_keys.iter().map(|key| key.id.0).max().unwrap_or_default() + 1);
    let key = Key::new(random.bytes());
    let key = Wrapped::new(master, &key, random.bytes(), &data_key_ad(slots.station, id));
    slots.data_keys.push(ClosedDataKey { id, key });
    id
}

#[cfg(test)]
mod tests;
