//! What became of a batch, before it is told.

use domain::ids::anchor::Anchor;

pub(super) enum Taken {
    Whole,
    /// The station stands here.
    Moved(Option<Anchor>),
    UnknownStation,
}
