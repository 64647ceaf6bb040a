//! A small file written in two turns: two slots, each synced before the other is touched, so that one of them is whole at
//! any instant, also on a disk that renames nothing safely.
//!
//! ```text
//!  0  magic 8 │ version u16 = 2 │ 0 u16 │ length u32 │ sequence u64
//! 24  what it says: JSON, `length` bytes
//!     MAC 32: HMAC-SHA256(a key of the station's, everything before it)
//!     CRC32C u32 over all before it; zeros up to 4,096
//! ```

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Bytes of a slot: one page of every disk, so that writing one never touches the other.
pub(super) const SLOT: usize = 4096;
/// Bytes of the file.
pub(super) const FILE: usize = 2 * SLOT;
const VERSION: u16 = 2;
const FRONT: usize = 24;
const MAC: usize = 32;
const CRC: usize = 4;

/// A slot that is whole: its check sum fits. Whether the station wrote it, its MAC says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Slot<T> {
    pub(super) sequence: u64,
    pub(super) says: T,
    /// What the MAC goes over.
    pub(super) signed: Vec<u8>,
    pub(super) mac: [u8; MAC],
}

/// Where the slot with this sequence number lies.
pub(super) fn place(sequence: u64) -> u64 {
    sequence % 2 * SLOT as u64
}

/// The bytes of a slot; `None` if it says more than fits.
pub(super) fn slot<T: Serialize>(
    magic: [u8; 8],
    says: &T,
    sequence: u64,
    mac: impl FnOnce(&[u8]) -> [u8; MAC],
) -> Option<Vec<u8>> {
    let json = serde_json::to_vec(says).ok()?;
    let mut out = Vec::with_capacity(SLOT);
    out.extend_from_slice(&magic);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out.extend_from_slice(&u32::try_from(json.len()).ok()?.to_le_bytes());
    out.extend_from_slice(&sequence.to_le_bytes());
    out.extend_from_slice(&json);
    let mac = mac(&out);
    out.extend_from_slice(&mac);
    out.extend_from_slice(&crc32c::crc32c(&out).to_le_bytes());
    if out.len() > SLOT {
        return None;
    }
    out.resize(SLOT, 0);
    Some(out)
}

/// The newer of the slots in `bytes` that are whole.
pub(super) fn newest<T: DeserializeOwned>(magic: [u8; 8], bytes: &[u8]) -> Option<Slot<T>> {
    bytes.chunks(SLOT).take(2).filter_map(|bytes| read(magic, bytes)).max_by_key(|slot| slot.sequence)
}

/// Reads a slot; `None` if it was never written, cut short or damaged.
pub(super) fn read<T: DeserializeOwned>(magic: [u8; 8], bytes: &[u8]) -> Option<Slot<T>> {
    let front = bytes.first_chunk::<FRONT>().filter(|front| front.starts_with(&magic))?;
    if u16::from_le_bytes([front[8], front[9]]) != VERSION {
        return None;
    }
    let length = usize::try_from(u32::from_le_bytes(*front[12..].first_chunk()?)).ok()?;
    let signed = bytes.get(..FRONT.checked_add(length)?)?;
    let mac: [u8; MAC] = *bytes.get(signed.len()..)?.first_chunk()?;
    let body = bytes.get(..signed.len() + MAC)?;
    let sum: [u8; CRC] = *bytes.get(body.len()..)?.first_chunk()?;
    if crc32c::crc32c(body) != u32::from_le_bytes(sum) {
        return None;
    }
    Some(Slot {
        sequence: u64::from_le_bytes(*front[16..].first_chunk()?),
        says: serde_json::from_slice(&signed[FRONT..]).ok()?,
        signed: signed.to_vec(),
        mac,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAGIC: [u8; 8] = *b"\x89SPTEST\n";

    fn written(says: &str, sequence: u64) -> Vec<u8> {
        slot(MAGIC, &says, sequence, |_| [7; 32]).unwrap()
    }

    #[test]
    fn every_flipped_bit_makes_a_slot_unreadable_and_the_other_one_counts() {
        let (elder, newer) = (written("elder", 2), written("newer", 3));
        let used = newer.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        for at in 0..used {
            let mut damaged = newer.clone();
            damaged[at] ^= 0x20;
            let file = [elder.clone(), damaged].concat();
            assert_eq!(newest::<String>(MAGIC, &file).unwrap().says, "elder", "byte {at}");
        }
        let file = [elder.clone(), newer.clone()].concat();
        assert_eq!(newest::<String>(MAGIC, &file).unwrap().says, "newer");
        for cut in 0..used {
            let file = [elder.clone(), newer[..cut].to_vec()].concat();
            assert_eq!(newest::<String>(MAGIC, &file).unwrap().says, "elder", "cut at {cut}");
        }
        assert_eq!(newest::<String>(MAGIC, &[0; FILE]), None);
    }

    #[test]
    fn the_bytes_of_a_slot_are_frozen() {
        let bytes = written("x", 5);
        assert_eq!(bytes.len(), SLOT);
        assert_eq!(
            &bytes[..27],
            b"\x89SPTEST\n\x02\x00\x00\x00\x03\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\"x\""
        );
        assert_eq!(bytes[27..59], [7; 32]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(slot(MAGIC, &"x".repeat(SLOT), 1, |_| [0; 32]), None);
    }
}
