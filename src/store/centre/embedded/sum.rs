//! What everything in the tree comes to: a write that sled forgot, and a value altered on disk, are seen at the next opening.

use sha2::{Digest as _, Sha256};

/// The sum over all keys and values, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum(u128);

impl Sum {
    /// A pair comes in; or goes, if it was in.
    pub(super) fn toggle(&mut self, key: &[u8], value: &[u8]) {
        let length = u64::try_from(key.len()).unwrap_or(u64::MAX).to_be_bytes();
        let hash = Sha256::new().chain_update(length).chain_update(key).chain_update(value).finalize();
        let (half, _) = hash.split_first_chunk::<16>().expect("SHA-256 has 32 bytes");
        self.0 ^= u128::from_be_bytes(*half);
    }

    pub(super) fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_and_went_leaves_nothing_and_a_key_is_told_from_its_value() {
        let mut sum = Sum::default();
        sum.toggle(b"a", b"bc");
        sum.toggle(b"d", b"e");
        sum.toggle(b"a", b"bc");
        let mut other = Sum::default();
        other.toggle(b"d", b"e");
        assert_eq!(sum, other);
        assert_eq!(Sum::from_bytes(sum.to_bytes()), sum);
        let of = |key: &[u8], value: &[u8]| {
            let mut sum = Sum::default();
            sum.toggle(key, value);
            sum
        };
        assert_ne!(of(b"ab", b"c"), of(b"a", b"bc"));
    }
}
