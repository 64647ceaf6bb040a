//! What browsers keep is proven by the centre's own keys, which every instance shares.

use super::hub::Hub;

impl Hub {
    /// Proves that this centre said `value`: HMAC-SHA256 under a key that only its key ring holds.
    pub fn proof(&self, value: &[u8]) -> [u8; 32] {
        self.keys.index("web/shown/v1", value)
    }
}
