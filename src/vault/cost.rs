//! How hard guessing is made: the parameters of argon2id (RFC 9106).

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};

/// Memory, passes and lanes of argon2id. Only values within bounds exist: too weak is refused when made, too heavy for
/// a counter PC (a damaged or hostile file) is refused when read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Numbers", into = "Numbers")]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Numbers {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// For the passphrase that unlocks the station: 64 MiB, three passes (RFC 9106 §4, second recommended option, one lane).
    pub const PASSPHRASE: Self = Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 };

    /// For operators' PINs, checked at every sign-in: 19 MiB, two passes.
    pub const PIN: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };

    /// As good as none. For tests.
    pub const NONE: Self = Self { memory_kib: 8, passes: 1, lanes: 1 };

    const HEAVIEST: Self = Self { memory_kib: 1024 * 1024, passes: 64, lanes: 16 };

    /// A cost of `memory_kib` KiB, `passes` passes and `lanes` lanes; `None` outside what argon2id takes or a counter PC
    /// bears (1 GiB, 64 passes, 16 lanes).
    pub fn new(memory_kib: u32, passes: u32, lanes: u32) -> Option<Self> {
        let most = Self::HEAVIEST;
        let bearable = memory_kib <= most.memory_kib && passes <= most.passes && lanes <= most.lanes;
        (bearable && Params::new(memory_kib, passes, lanes, None).is_ok()).then_some(Self {
            memory_kib,
            passes,
            lanes,
        })
    }

    pub(super) fn argon2(self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, self.passes, self.lanes, None)
            .expect("only costs that argon2id takes exist");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }
}

impl TryFrom<Numbers> for Cost {
    type Error = &'static str;

    fn try_from(numbers: Numbers) -> Result<Self, Self::Error> {
        Self::new(numbers.memory_kib, numbers.passes, numbers.lanes)
            .ok_or("argon2id parameters out of bounds")
    }
}

impl From<Cost> for Numbers {
    fn from(cost: Cost) -> Self {
        Self { memory_kib: cost.memory_kib, passes: cost.passes, lanes: cost.lanes }
    }
}
