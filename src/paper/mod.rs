//! Blocks → PDF: the only place that says genpdf and lopdf.
//!
//! A [`Sheet`] says neutrally what a paper holds; [`render`] gives a PDF/A-1b with real text, the same bytes for the
//! same sheet, and refuses what cannot be printed by the name of its field.
//!
//! `sheet, block, text` (what) → `letters, wrap` (in which face, on which line) → `compose` (where on which page) →
//! `press` (genpdf draws) → `finish` (lopdf: fonts, colour, archival metadata). `copy` marks a kept PDF,
//! `together` makes one print job of several.

mod block;
mod card;
mod compose;
mod content;
mod copy;
mod correlation;
mod drawing;
mod embed;
mod error;
mod face;
mod finish;
mod ink;
mod letters;
mod metadata;
mod pdf;
mod picture;
mod press;
mod render;
mod sheet;
mod slots;
mod text;
mod together;
mod watermark;
mod wrap;

pub use block::{Align, Block, Column, Fact, Row, RowState, Signature, Signer, Stamp, Table, Total};
pub use card::{Card, Photograph, Picture, Portrait};
pub use copy::mark_copy;
pub use correlation::Correlation;
pub use error::PaperError;
pub use pdf::Pdf;
pub use render::render;
pub use sheet::{Arms, FootLine, Footer, Letterhead, Marks, Matrix, NumberBox, Sheet};
pub use text::{Run, Text, Weight};
pub use together::together;
