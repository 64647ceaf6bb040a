//! How far the projections stand, and what they add up to: the proof that nothing of them is missing.

/// Written into sled in the same atomic batch as the projections it speaks of, and to a small file after every sync.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Position of the last record projected; 0 before the first.
    pub(super) position: u64,
    /// Its chain hash; zeros before the first.
    pub(super) chain: [u8; 32],
    /// Entries issued.
    pub(super) entries: u64,
    /// Shared records.
    pub(super) shared: u64,
    /// What all keys and values add up to.
    pub(super) tally: Tally,
}

/// Number and length of keys and values, and the sum of the checksums of every key with its value: equal only if all of them are there as
/// written. (Against loss and damage; against a forger there are the seals and the journal.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) keys: u64,
    pub(super) sum: u64,
    /// Their length.
    pub(super) bytes: u64,
}

impl Tally {
    pub(super) fn add(&mut self, key: &[u8], value: &[u8]) {
        // Passing state is counted from zero in each change: what replaces more than it adds goes below and back.
        self.keys = self.keys.wrapping_add(1);
        self.sum = self.sum.wrapping_add(checksum(key, value));
        self.bytes = self.bytes.wrapping_add(length(key, value));
    }

    pub(super) fn take(&mut self, key: &[u8], value: &[u8]) {
        self.keys = self.keys.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(checksum(key, value));
        self.bytes = self.bytes.wrapping_sub(length(key, value));
    }
}

fn length(key: &[u8], value: &[u8]) -> u64 {
    (key.len() + value.len()) as u64
}

fn checksum(key: &[u8], value: &[u8]) -> u64 {
    let of_key = crc32c::crc32c(key);
    let of_both = crc32c::crc32c_append(of_key, value);
    u64::from(of_key) << 32 | u64::from(of_both)
}

/// Bytes of a written mark.
const LENGTH: usize = 80;

impl Mark {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let Tally { keys, sum, bytes } = self.tally;
        let numbers = [self.position, self.entries, self.shared, keys, sum, bytes];
        numbers.iter().flat_map(|number| number.to_be_bytes()).chain(self.chain).collect()
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; LENGTH] = bytes.try_into().ok()?;
        let (numbers, chain) = bytes.split_last_chunk::<32>()?;
        let mut numbers = numbers.chunks_exact(8).map(|number| {
            u64::from_be_bytes(number.try_into().expect("chunks of eight are eight bytes long"))
        });
        let mut next = || numbers.next();
        Some(Self {
            position: next()?,
            entries: next()?,
            shared: next()?,
            tally: Tally { keys: next()?, sum: next()?, bytes: next()? },
            chain: *chain,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back_as_written() {
        let mark = Mark {
            position: 7,
            chain: [9; 32],
            entries: 3,
            shared: 5,
            tally: Tally { keys: 11, sum: u64::MAX, bytes: 13 },
        };
        assert_eq!(Mark::from_bytes(&mark.to_bytes()), Some(mark));
        assert_eq!(mark.to_bytes().len(), LENGTH);
        assert_eq!(Mark::from_bytes(&mark.to_bytes()[1..]), None);
    }

    #[test]
    fn a_tally_does_not_depend_on_order_and_notices_any_other_value() {
        let mut one = Tally::default();
        one.add(b"a", b"1");
        one.add(b"b", b"2");
        let mut other = Tally::default();
        other.add(b"b", b"2");
        other.add(b"c", b"3");
        other.add(b"a", b"1");
        other.take(b"c", b"3");
        assert_eq!(one, other);
        other.take(b"a", b"1");
        other.add(b"a", b"2");
        assert_ne!(one, other);
    }
}
