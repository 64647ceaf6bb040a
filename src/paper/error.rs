//! Why a paper cannot be made. Every refusal names the field, never its value.

use thiserror::Error;

/// A refusal of the printer, met before a number is taken when the paper is rendered dry.
#[derive(Debug, Error)]
pub enum PaperError {
    /// The value does not fit its place, wrapped and at 7 pt.
    #[error("the value of \"{field}\" is too long for its place on the paper, even wrapped and at 7 points")]
    TooLong {
        /// Identifier of the field (or of the block) as the sheet gave it.
        field: String,
    },
    /// No embedded face has this character.
    #[error("the character U+{:04X} in \"{field}\" cannot be printed", u32::from(*.character))]
    NoGlyph {
        /// Identifier of the field (or of the block) as the sheet gave it.
        field: String,
        /// The character, after composition (NFC).
        character: char,
    },
    /// The layout library refused the page.
    #[error("the page could not be drawn")]
    Press(#[from] genpdf::error::Error),
    /// A PDF could not be read back or written: for a kept paper, its bytes are damaged.
    #[error("the PDF could not be read or written: {what}")]
    Pdf {
        /// The part at fault.
        what: &'static str,
        /// The cause.
        #[source]
        source: lopdf::Error,
    },
    /// A kept PDF lacks something every one of ours has.
    #[error("the PDF is not one of ours: {what} is missing")]
    Foreign {
        /// The part that is missing.
        what: &'static str,
    },
    /// A picture that is no JPEG in grey or RGB.
    #[error("the photograph cannot be printed: {what}")]
    Picture {
        /// What is wrong with it.
        what: &'static str,
    },
    /// The printer itself is at fault; trying again does not help.
    #[error("the printer is at fault: {what}")]
    Broken {
        /// What should never be.
        what: &'static str,
    },
}

impl PaperError {
    /// The field the refusal speaks of, if it speaks of one: the screen links to it.
    pub fn field(&self) -> Option<&str> {
        match self {
            PaperError::TooLong { field } | PaperError::NoGlyph { field, .. } => Some(field),
            _ => None,
        }
    }
}
