//! The mock of the contract: the drill's centre as it is, with failures on demand in front of it. A request that a failure
//! lets through is carried out by the real centre, so that whatever goes wrong, what the centre holds is what it would hold.
//!
//! | file | subject |
//! |---|---|
//! | [`order`] | a failure and for how long, as typed: `drop-reply@records:3` |
//! | [`orders`] | the orders that stand, shared by all workers |
//! | [`layer`] | what stands before the contract and lets failures happen |
//! | [`forged`] | a signed answer that says something else |
//! | [`admin`] | `/mock/failures`: orders while it runs |

pub mod admin;
mod forged;
pub mod layer;
pub mod order;
pub mod orders;

pub use order::{BadOrder, Extent, Failure, Operation, Order};
pub use orders::Orders;

use store::centre::EmbeddedCentre;

/// What makes a drill's centre the mock.
pub struct Mock {
    /// The failures that stand.
    pub orders: Orders,
    /// The database, for putting an older one back.
    pub database: EmbeddedCentre,
}
