//! Late records: those of a life that ended which nobody here knew of when its successor began, found later.

use serde::{Deserialize, Serialize};

use super::event::LifeBefore;
use crate::ids::anchor::{Anchor, Position};
use crate::ids::id::StationId;
use crate::time::moment::Moment;

/// Late records were taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateRecordsTaken {
    /// The life they are of.
    pub life: StationId,
    /// The first of them.
    pub from: Position,
    /// The last of them.
    pub to: Anchor,
    /// When that was written.
    pub known_at: Moment,
    /// Whether nothing is known of what came after: papers may carry later numbers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_ended: bool,
    /// Why they were taken in, in the words of whoever decided.
    pub reason: String,
}

impl LifeBefore {
    /// More is known of it now.
    pub(super) fn learn(&mut self, late: &LateRecordsTaken) {
        self.head = Some(late.to);
        self.known_at = Some(late.known_at);
        self.open_ended = late.open_ended;
    }
}
