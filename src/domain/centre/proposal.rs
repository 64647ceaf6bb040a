//! Ordinary numbers out of a file as they would be noted: shown beside their entries before they are, for a number that was
//! noted stays.

use chrono::NaiveDate;

use super::exchange::OrdinaryNumber;
use super::office_numbers;
use crate::ids::number::Number;
use crate::text::bilingual::Bilingual;

/// One number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedNumber {
    /// Line of the file, from 1.
    pub line: usize,
    /// Emergency number of its entry.
    pub emergency: Number,
    /// What the entry is, and of whom.
    pub entry: String,
    /// As it would be noted.
    pub ordinary: OrdinaryNumber,
    /// The number as it is read back from a file.
    pub written: String,
    /// Number and day or year as they stood in the file.
    pub cells: String,
    /// Whether the entry has this number already.
    pub had: bool,
    /// What is strange about it.
    pub doubts: Vec<Bilingual>,
}

impl ProposedNumber {
    /// Day of the ordinary registration.
    pub fn date(&self) -> NaiveDate {
        self.ordinary.date
    }
}

/// What a file would come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// In order of lines.
    pub numbers: Vec<ProposedNumber>,
    /// Lines without a number.
    pub empty: usize,
    /// Lines about entries that are not here yet.
    pub absent: Vec<(usize, Number)>,
}

impl Proposal {
    /// How many are new.
    pub fn fresh(&self) -> usize {
        self.numbers.iter().filter(|one| !one.had).count()
    }

    /// How many look strange.
    pub fn doubtful(&self) -> usize {
        self.numbers.iter().filter(|one| !one.doubts.is_empty()).count()
    }

    /// As the page sends them back.
    pub fn carried(&self) -> String {
        office_numbers::carried(&self.numbers)
    }
}
