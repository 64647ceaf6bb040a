//! A state in a word, with its tint.

/// A state as a page shows it: word, border and tint together, never colour alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// *Consegnato*.
    pub word: String,
    /// Class of border and tint: `info`, `done`, `warn`, `stop`.
    pub tint: &'static str,
    /// Why, where a reason was given.
    pub reason: String,
}
