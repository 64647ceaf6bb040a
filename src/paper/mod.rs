//! Blocks → PDF: the only place that says genpdf and lopdf.
//!
//! A [`Sheet`] says neutrally what a paper holds; [`render`] gives a PDF/A-1b with real text, the same bytes for the
//! same sheet, and refuses what cannot be printed by the name of its field. A paper of any length is a [`Roll`].
//!
//! `sheet, block, text` (what) → `letters, wrap` (in which face, on which line) → `compose` (where on which page) →
//! `press` (genpdf lays out pages and places text) → `finish` (lopdf: glyphs, fonts, colour, archival metadata). A long
//! paper goes from `compose` to `pages`, which writes each page as it fills. `copy` marks a kept PDF, `together` makes one
//! print job of several.

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
mod pages;
mod pdf;
mod picture;
mod press;
mod render;
mod roll;
mod sheet;
mod text;
mod together;
mod watermark;
mod wrap;
mod written;

pub use block::{Align, Block, Column, Fact, Row, RowState, Signature, Signer, Stamp, Table, Total};
pub use card::{Card, Photograph, Picture, Portrait};
pub use copy::mark_copy;
pub use correlation::Correlation;
pub use error::PaperError;
pub use pdf::Pdf;
pub use render::render;
pub use roll::Roll;
pub use sheet::{Arms, FootLine, Footer, Letterhead, Marks, Matrix, NumberBox, Sheet};
pub use text::{Run, Text, Weight};
pub use together::together;
