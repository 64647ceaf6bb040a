//! Sheet → pages: each block becomes pieces, the pieces flow over pages, head and foot are added once their number
//! is known.

mod band;
mod card;
mod facts;
mod flow;
mod foot;
mod head;
mod measure;
mod piece;
mod portrait;
mod prose;
mod signature;
mod table;
mod ticks;

use super::block::Block;
use super::drawing::Drawing;
use super::error::PaperError;
use super::sheet::{Marks, Sheet};
use super::watermark;
use flow::Frame;
use measure::Measure;
use piece::Piece;

/// The pages of a sheet.
pub(super) fn compose(sheet: &Sheet, marks: Marks) -> Result<Vec<Drawing>, PaperError> {
    let (first, body_top) = head::first(sheet)?;
    let (further, further_top) = head::further(sheet)?;
    let frame = Frame {
        first_top: body_top,
        further_top,
        first_bottom: foot::top(sheet, foot::Page::First)?,
        further_bottom: foot::top(sheet, foot::Page::Further)?,
    };
    let word = watermark::word(marks);
    let mut pages = flow::flow(&body(sheet, word, Measure::ROOMY)?, frame)?;
    // A card belongs to its sheet; a few lines too many are not worth a second page.
    let closer: &[Measure] = match pages.len() {
        _ if sheet.has_card() => &Measure::CLOSER,
        2 => &Measure::LESS_AIR,
        _ => &[],
    };
    for measure in closer {
        let closer = flow::flow(&body(sheet, word, *measure)?, frame)?;
        if closer.len() == 1 || sheet.has_card() {
            pages = closer;
        }
        if pages.len() == 1 {
            break;
        }
    }
    let count = pages.len();
    let top = watermark::top(marks)?;
    for (index, page) in pages.iter_mut().enumerate() {
        // Head first, so that text is extracted in the order it is read.
        let mut whole = Drawing::default();
        whole.add(&top, 0.0);
        whole.add(if index == 0 { &first } else { &further }, 0.0);
        whole.add(page, 0.0);
        whole.add(&foot::draw(sheet, index, count)?, 0.0);
        *page = whole;
    }
    Ok(pages)
}

fn body(sheet: &Sheet, word: Option<&str>, measure: Measure) -> Result<Vec<Piece>, PaperError> {
    let mut pieces: Vec<Piece> = Vec::new();
    for (index, block) in sheet.blocks.iter().enumerate() {
        let name = format!("block {}", index + 1);
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
