//! What the store asks of the vault. (Becomes the vault's own type as soon as that stands.)

/// Seals values and blinds keys.
pub trait Keys: Send + Sync {
    /// Seals `plain` for the place `context`: it opens nowhere else.
    fn seal(&self, context: &[u8], plain: &[u8]) -> Vec<u8>;
    /// Opens what was sealed for `context`; `None` if it is not that.
    fn open(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>>;
    /// HMAC of a normalised value under the index subkey.
    fn index(&self, value: &[u8]) -> [u8; 32];
}
