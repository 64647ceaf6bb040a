//! Blocks → PDF: the only place that says genpdf and lopdf.
//!
//! A [`Sheet`] says neutrally what a paper holds; rendering gives a PDF/A-1b with real text, the same bytes for
//! the same sheet, and refuses what cannot be printed by the name of its field.

mod block;
mod error;
mod pdf;
mod sheet;
mod text;

pub use block::{Align, Block, Column, Fact, Row, RowState, Signature, Signer, Stamp, Table, Total};
pub use error::PaperError;
pub use pdf::Pdf;
pub use sheet::{Arms, FootLine, Footer, Letterhead, Marks, Matrix, NumberBox, Sheet};
pub use text::{Run, Text, Weight};
