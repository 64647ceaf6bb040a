//! A state in a word, with its tint.

use super::lang::Lang;
use super::when;
use crate::desk::outage::reserved_numbers::PaperActKind;
use crate::desk::register::entries::StateFilter;
use crate::domain::centre::recovery::Settlement;
use crate::domain::centre::recovery::Way;
use crate::domain::form::entry_kind::EntryKind;
use crate::domain::form::entry_kind::UseCode;
use crate::domain::ids::number::Series;
use crate::domain::ids::value::Source;
use crate::domain::office::delegation::ActReference;
use crate::domain::office::delegation::Capacity;
use crate::domain::outage::authorisation::Authorisation;
use crate::domain::outage::authorisation::Given;
use crate::domain::outage::authorisation::Period;
use crate::domain::outage::outage::Cause;
use crate::domain::outage::outage::Scenario;
use crate::domain::register::entry::PaperState;

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
