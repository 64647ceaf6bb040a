//! Sheet → pages: each block becomes pieces, the pieces flow over pages, head and foot are added once their number
//! is known. Of a long paper each page is given away as soon as it is full (`unroll`), its foot later.

mod band;
mod card;
mod facts;
mod flow;
mod foot;
mod head;
mod measure;
mod pen;
mod piece;
mod portrait;
mod prose;
mod signature;
mod table;
mod ticks;
mod unroll;

use super::block::Block;
use super::drawing::Drawing;
use super::error::PaperError;
use super::sheet::{Marks, Sheet};
use super::watermark;
use flow::Frame;
use measure::Measure;
use piece::Piece;

pub(super) use unroll::Unrolling;

/// What stands on each page before its body, and where the body may stand.
struct Heads {
    /// Marks that are part of the drawing.
    top: Drawing,
    first: Drawing,
    further: Drawing,
    frame: Frame,
}

impl Heads {
    fn of(sheet: &Sheet, marks: Marks) -> Result<Self, PaperError> {
        let (first, first_top) = head::first(sheet)?;
        let (further, further_top) = head::further(sheet)?;
        let first_bottom = foot::top(sheet, foot::Page::First)?;
        let further_bottom = foot::top(sheet, foot::Page::Further)?;
        let frame = Frame { first_top, further_top, first_bottom, further_bottom };
        Ok(Self { top: watermark::top(marks)?, first, further, frame })
    }

    /// A page with its head; the head first, so that text is extracted in the order it is read.
    fn over(&self, index: usize, body: &Drawing) -> Drawing {
        let mut whole = Drawing::default();
        whole.add(&self.top, 0.0);
        whole.add(if index == 0 { &self.first } else { &self.further }, 0.0);
        whole.add(body, 0.0);
        whole
    }
}

/// The pages of a sheet.
pub(super) fn compose(sheet: &Sheet, marks: Marks) -> Result<Vec<Drawing>, PaperError> {
    let heads = Heads::of(sheet, marks)?;
    let frame = heads.frame;
    let word = watermark::word(marks);
    let body = |measure| body(&sheet.blocks, 0, word, measure);
    let mut pages = flow::flow(&body(Measure::ROOMY)?, frame)?;
    // A card belongs to its sheet; a few lines too many are not worth a second page.
    let closer: &[Measure] = match pages.len() {
        _ if sheet.has_card() => &Measure::CLOSER,
        2 => &Measure::LESS_AIR,
        _ => &[],
    };
    for measure in closer {
        let closer = flow::flow(&body(*measure)?, frame)?;
        if closer.len() == 1 || sheet.has_card() {
            pages = closer;
        }
        if pages.len() == 1 {
            break;
        }
    }
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        *page = heads.over(index, page);
        page.add(&foot::draw(sheet, index, count)?, 0.0);
    }
    Ok(pages)
}

/// The pieces of blocks, of which so many came before.
fn body(
    blocks: &[Block],
    before: usize,
    word: Option<&str>,
    measure: Measure,
) -> Result<Vec<Piece>, PaperError> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let name = format!("block {}", before + index + 1);
        let mut added = match block {
            Block::Title { text, subtitle } => prose::title(text, subtitle, measure)?,
            Block::Heading(text) => prose::heading(text)?,
            Block::Paragraph(text) => prose::paragraph(text, &name)?,
            Block::Small(text) => prose::small(text, &name, measure)?,
            Block::Boxed(text) => prose::boxed(text, &name)?,
            Block::Code(lines) => prose::code(lines, &name)?,
            Block::CutLine => prose::cut_line()?,
            Block::Facts(facts) => facts::facts(facts)?,
            Block::Totals(totals) => facts::totals(totals, &name)?,
            Block::Table(table) => table::table(table)?,
            Block::Band(words) => band::band(words)?,
            Block::Portrait(portrait) => portrait::portrait(portrait, measure)?,
            Block::Card(card) => card::card(card, word)?,
            Block::Ticks(rows) => ticks::ticks(rows, &name)?,
            Block::DutyStamp(text) => ticks::duty_stamp(text, &name)?,
            Block::Signature(signature) => signature::signature(signature, measure)?,
            Block::Signatures(signers) => signature::signatures(signers)?,
            Block::BarredRest => vec![Piece::rest()],
        };
        if matches!(block, Block::Signature(_) | Block::Signatures(_)) {
            piece::join_last_paragraph(&mut pieces);
        }
        for piece in &mut added {
            piece.before *= measure.air;
        }
        pieces.append(&mut added);
    }
    Ok(pieces)
}
