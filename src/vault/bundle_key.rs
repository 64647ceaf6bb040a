//! The key that opens bundles: an age X25519 identity (<https://age-encryption.org/v1>).

use std::fmt;

use age::x25519::Identity;
use bech32::{Bech32, Hrp};
use zeroize::Zeroizing;

/// Opens what was encrypted to [`BundleKey::recipient`].
#[derive(Clone)]
pub struct BundleKey(Identity);

impl BundleKey {
    /// The key that belongs to `seed`: always the same.
    pub fn derived(seed: &[u8; 32]) -> Self {
        let prefix = Hrp::parse("age-secret-key-").expect("letters and hyphens are a prefix");
        let text = bech32::encode_upper::<Bech32>(prefix, seed).expect("32 bytes are short enough");
        let text = Zeroizing::new(text);
        Self(text.parse().expect("a prefix and 32 bytes are an identity of age"))
    }

    /// The public half, for whoever encrypts: `age1…`.
    pub fn recipient(&self) -> String {
        self.0.to_public().to_string()
    }

    /// As age asks for it.
    pub fn identity(&self) -> &dyn age::Identity {
        &self.0
    }
}

impl fmt::Debug for BundleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BundleKey({})", self.recipient())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_key() {
        let key = BundleKey::derived(&[7; 32]);
        assert_eq!(key.recipient(), BundleKey::derived(&[7; 32]).recipient());
        assert_ne!(key.recipient(), BundleKey::derived(&[8; 32]).recipient());
        assert!(key.recipient().starts_with("age1"));
        assert!(!format!("{key:?}").contains("SECRET"));
    }
}
