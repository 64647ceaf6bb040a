//! A paper of any length: blocks and rows come one after the other, a page is written as soon as it is full. Memory holds
//! a page and the file itself, never the rows.

use super::block::{Block, Row};
use super::error::PaperError;
use super::pages::Pages;
use super::pdf::Pdf;
use super::render::render_held;
use super::sheet::{Marks, Sheet};

/// Blocks and rows that are held before pages are written. None of them is lower than 18 points: more than these fill two
/// pages, and from the third page on nothing is set closer or wider to please the eye (`compose`).
const HELD: usize = 120;

/// A paper that grows. The same rows give the same bytes; a short one is the very paper [`super::render`] makes of its
/// sheet.
pub struct Roll {
    /// Who issues it, title, number, foot; its body so far, as long as that is held.
    sheet: Sheet,
    marks: Marks,
    held: usize,
    /// Once it is long.
    pages: Option<Box<Pages>>,
}

impl Roll {
    /// A paper that begins with the sheet's own blocks.
    pub fn begin(mut sheet: Sheet, marks: Marks) -> Result<Self, PaperError> {
        let blocks = std::mem::take(&mut sheet.blocks);
        let mut roll = Self { sheet, marks, held: 0, pages: None };
        roll.blocks(blocks)?;
        Ok(roll)
    }

    /// Adds blocks. What leaves room for what follows ([`Block::BarredRest`]) or is never parted from what stands before
    /// (a signature) sees only the blocks it comes with.
    pub fn blocks(&mut self, blocks: Vec<Block>) -> Result<(), PaperError> {
        if let Some(pages) = &mut self.pages {
            return pages.blocks(&blocks);
        }
        self.held += blocks.iter().map(weight).sum::<usize>();
        self.sheet.blocks.extend(blocks);
        self.turn()
    }

    /// Adds a row to the table that was added last.
    pub fn row(&mut self, row: Row) -> Result<(), PaperError> {
        if let Some(pages) = &mut self.pages {
            return pages.row(&row);
        }
        let Some(Block::Table(table)) = self.sheet.blocks.last_mut() else {
            return Err(PaperError::Broken { what: "a row without a table" });
        };
        table.rows.push(row);
        self.held += 1;
        self.turn()
    }

    /// The finished paper.
    pub fn end(self) -> Result<Pdf, PaperError> {
        match self.pages {
            Some(pages) => pages.end(&self.sheet),
            None => render_held(&self.sheet, self.marks),
        }
    }

    /// Begins to write pages once there is too much to hold.
    fn turn(&mut self) -> Result<(), PaperError> {
        if self.held > HELD {
            let mut pages = Pages::begin(&self.sheet, self.marks)?;
            let blocks = std::mem::take(&mut self.sheet.blocks);
            pages.blocks(&blocks)?;
            self.pages = Some(Box::new(pages));
        }
        Ok(())
    }
}

/// Whether a sheet is printed page by page.
pub(super) fn is_long(sheet: &Sheet) -> bool {
    !sheet.has_card() && sheet.blocks.iter().map(weight).sum::<usize>() > HELD
}

/// What a block counts for.
fn weight(block: &Block) -> usize {
    match block {
        Block::Table(table) => 1 + table.rows.len(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::super::block::{Column, Signer, Table, Total};
    use super::super::compose::{Unrolling, compose};
    use super::super::render::render;
    use super::super::sheet::{FootLine, Footer, Letterhead, NumberBox};
    use super::*;

    fn row(index: usize) -> Row {
        let name =
            if index.is_multiple_of(7) { "Đorđević Brzęczyszczykiewicz Maria" } else { "Rossi Anna" };
        let row: Row = [format!("EM01-2026-{index:07}"), name.to_owned()].into_iter().collect();
        if index.is_multiple_of(11) { row.struck() } else { row }
    }

    fn beginning() -> Vec<Block> {
        let columns = vec![Column::left("numero", 1), Column::left("persona", 1)];
        vec![
            Block::Title { text: "Registro di emergenza".to_owned(), subtitle: "art. 63".to_owned() },
            Block::Heading("Registrazioni".to_owned()),
            Block::Table(Table { field: "register".to_owned(), columns, rows: Vec::new() }),
        ]
    }

    fn end() -> Vec<Block> {
        let signer = |role: &str| Signer { role: role.to_owned(), name: String::new() };
        vec![
            Block::Totals(vec![Total::new("sabato", "3"), Total::grand("Totale", "3")]),
            Block::paragraph("Ultimo numero."),
            Block::BarredRest,
            Block::Signatures(vec![signer("Il responsabile"), signer("L'ufficiale")]),
        ]
    }

    fn sheet(blocks: Vec<Block>) -> Sheet {
        Sheet {
            language: "it-IT".to_owned(),
            title: "Registro".to_owned(),
            letterhead: Letterhead { municipality: "Valdorè".to_owned(), ..Letterhead::default() },
            number: Some(NumberBox { number: "EM01".to_owned(), ..NumberBox::default() }),
            blocks,
            footer: Footer { lines: vec![FootLine::new("Testa", "12:ab")], code: None },
        }
    }

    fn whole(rows: usize) -> Sheet {
        let mut blocks = beginning();
        if let Some(Block::Table(table)) = blocks.last_mut() {
            table.rows = (1..=rows).map(row).collect();
        }
        blocks.extend(end());
        sheet(blocks)
    }

    fn rolled(rows: usize) -> Pdf {
        let mut roll = Roll::begin(sheet(beginning()), Marks::default()).unwrap();
        for index in 1..=rows {
            roll.row(row(index)).unwrap();
        }
        roll.blocks(end()).unwrap();
        roll.end().unwrap()
    }

    #[test]
    fn row_by_row_it_is_the_paper_that_its_whole_sheet_makes() {
        for rows in [1, 30, HELD - 4, HELD - 3, HELD - 2, HELD, HELD + 1, 3 * HELD] {
            assert_eq!(rolled(rows), render(&whole(rows), Marks::default()).unwrap(), "{rows} rows");
        }
    }

    #[test]
    fn a_page_given_away_is_set_as_if_all_were_known() {
        for rows in [HELD, 2 * HELD, 5 * HELD] {
            let sheet = whole(rows);
            let known = compose(&sheet, Marks::default()).unwrap();
            let mut unrolling = Unrolling::begin(&sheet, Marks::default()).unwrap();
            let mut pages = unrolling.blocks(&sheet.blocks).unwrap();
            pages.extend(unrolling.end().unwrap());
            assert_eq!(pages.len(), known.len());
            let count = pages.len();
            for (index, mut page) in pages.into_iter().enumerate() {
                page.add(&Unrolling::foot(&sheet, index, count).unwrap(), 0.0);
                assert_eq!(page, known[index], "page {} of {count}, {rows} rows", index + 1);
            }
        }
    }

    #[test]
    fn a_row_without_a_table_is_refused_held_or_not() {
        let mut roll = Roll::begin(sheet(Vec::new()), Marks::default()).unwrap();
        assert!(matches!(roll.row(row(1)), Err(PaperError::Broken { .. })));
        roll.blocks(beginning()).unwrap();
        (1..=2 * HELD).for_each(|index| roll.row(row(index)).unwrap());
        roll.blocks(end()).unwrap();
        assert!(matches!(roll.row(row(1)), Err(PaperError::Broken { .. })));
    }

    #[test]
    fn what_does_not_fit_is_refused_by_the_row_also_on_a_late_page() {
        let mut roll = Roll::begin(sheet(beginning()), Marks::default()).unwrap();
        (1..=2 * HELD).for_each(|index| roll.row(row(index)).unwrap());
        let refusal = roll.row(["EM01".to_owned(), "王".to_owned()].into_iter().collect()).unwrap_err();
        assert_eq!(refusal.field(), Some(format!("register, row {}", 2 * HELD + 1).as_str()));
    }
}
