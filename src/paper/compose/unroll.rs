//! A long paper, page by page: what comes is set at once, a page that is full is given away without its foot.

use super::super::block::{Block, Row};
use super::super::drawing::Drawing;
use super::super::error::PaperError;
use super::super::sheet::{Marks, Sheet};
use super::super::watermark;
use super::measure::Measure;
use super::pen::Pen;
use super::piece::Piece;
use super::table::Open;
use super::{Heads, flow};

/// A paper whose blocks and rows come one after the other.
pub(in super::super) struct Unrolling {
    heads: Heads,
    pen: Pen,
    word: Option<&'static str>,
    /// Pieces that wait for what they may not be parted from.
    waiting: Vec<Piece>,
    /// Blocks so far: a refusal names them by number.
    blocks: usize,
    /// The table that rows belong to.
    table: Option<Open>,
    /// Pages given away.
    given: usize,
}

impl Unrolling {
    /// The first page, empty. What it holds itself in `blocks` is not taken.
    pub fn begin(sheet: &Sheet, marks: Marks) -> Result<Self, PaperError> {
        let heads = Heads::of(sheet, marks)?;
        let pen = Pen::new(heads.frame, 1.0);
        let word = watermark::word(marks);
        Ok(Self { heads, pen, word, waiting: Vec::new(), blocks: 0, table: None, given: 0 })
    }

    /// Sets blocks; they know of each other, not of what comes later. The pages that are full.
    pub fn blocks(&mut self, blocks: &[Block]) -> Result<Vec<Drawing>, PaperError> {
        let mut full = Vec::new();
        for run in blocks.chunk_by(|a, b| !matches!((a, b), (Block::Table(_), _) | (_, Block::Table(_)))) {
            self.table = None;
            if let [Block::Table(table)] = run {
                let mut open = Open::of(table)?;
                self.waiting.push(open.headings());
                for row in &table.rows {
                    self.waiting.push(open.row(row)?);
                    full.extend(self.set()?);
                }
                self.table = Some(open);
            } else {
                let mut added = super::body(run, self.blocks, self.word, Measure::ROOMY)?;
                self.waiting.append(&mut added);
                full.extend(self.set()?);
            }
            self.blocks += run.len();
        }
        Ok(full)
    }

    /// Sets the next row of the last table. The pages that are full.
    pub fn row(&mut self, row: &Row) -> Result<Vec<Drawing>, PaperError> {
        let table = self.table.as_mut().ok_or(PaperError::Broken { what: "a row without a table" })?;
        self.waiting.push(table.row(row)?);
        self.set()
    }

    fn set(&mut self) -> Result<Vec<Drawing>, PaperError> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut rest = waiting.as_slice();
        while let Some(count) = flow::unit(rest) {
            let (unit, after) = rest.split_at(count);
            self.pen.unit(unit, after)?;
            rest = after;
        }
        self.waiting = rest.to_vec();
        let full = self.pen.full();
        Ok(self.headed(&full))
    }

    /// The pages that are left; after them there are none.
    pub fn end(&mut self) -> Result<Vec<Drawing>, PaperError> {
        if !self.waiting.is_empty() {
            self.pen.unit(&std::mem::take(&mut self.waiting), &[])?;
        }
        let pen = std::mem::replace(&mut self.pen, Pen::new(self.heads.frame, 1.0));
        Ok(self.headed(&pen.end().0))
    }

    /// The foot of a page counted from 0.
    pub fn foot(sheet: &Sheet, index: usize, count: usize) -> Result<Drawing, PaperError> {
        super::foot::draw(sheet, index, count)
    }

    fn headed(&mut self, pages: &[Drawing]) -> Vec<Drawing> {
        let given = self.given;
        self.given += pages.len();
        pages.iter().enumerate().map(|(index, page)| self.heads.over(given + index, page)).collect()
    }
}
