//! What browsers and programs keep is proven by the station's own keys: it holds across restarts, and nowhere else.

use super::desk::Desk;

impl Desk {
    /// Proves that this station said `value`: HMAC-SHA256 under a key that only its key ring holds.
    pub fn proof(&self, value: &[u8]) -> [u8; 32] {
        self.keys.index("web/shown/v1", value)
    }
}
