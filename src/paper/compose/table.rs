//! Rows under headings, the headings repeated on each page.

use std::rc::Rc;

use super::super::block::{Align, Column, Row, RowState, Table};
use super::super::drawing::{Drawing, Ink, MARGIN, Shape, Stroke, WIDTH};
use super::super::error::PaperError;
use super::super::letters::{em_width, letters, run_letters};
use super::super::text::{Text, Weight};
use super::super::wrap::{Fitted, Room, SMALLEST, fit, flow};
use super::piece::{Heading, Kind, Piece};

const PADDING: f32 = 4.0;
const SIZE: u8 = 9;
/// Lines a cell may take.
const LINES: usize = 12;

/// A table that takes rows.
pub(super) struct Open {
    field: String,
    columns: Vec<Column>,
    places: Vec<(f32, f32)>,
    heading: Rc<Heading>,
    /// Rows so far.
    rows: usize,
}

impl Open {
    /// The table without its rows.
    pub fn of(table: &Table) -> Result<Self, PaperError> {
        let places = places(&table.columns);
        let heading = Rc::new(heading(table, &places)?);
        let (field, columns) = (table.field.clone(), table.columns.clone());
        Ok(Self { field, columns, places, heading, rows: 0 })
    }

    /// Its headings.
    pub fn headings(&self) -> Piece {
        Piece::new(&self.field, 14.0, self.heading.height, self.heading.drawing.clone()).joined()
    }

    /// Its next row.
    pub fn row(&mut self, row: &Row) -> Result<Piece, PaperError> {
        self.rows += 1;
        let field = format!("{}, row {}", self.field, self.rows);
        let (height, drawing) = cells(row, &self.columns, &self.places, &field)?;
        Ok(Piece { kind: Kind::Row(Rc::clone(&self.heading)), ..Piece::new(&field, 0.0, height, drawing) })
    }
}

/// A table: its headings, then its rows.
pub(super) fn table(table: &Table) -> Result<Vec<Piece>, PaperError> {
    let mut open = Open::of(table)?;
    let mut pieces = vec![open.headings()];
    for row in &table.rows {
        pieces.push(open.row(row)?);
    }
    Ok(pieces)
}

/// Left edge and width of each column.
fn places(columns: &[Column]) -> Vec<(f32, f32)> {
    let whole: f32 = columns.iter().map(|column| f32::from(column.share)).sum();
    let mut x = MARGIN;
    columns
        .iter()
        .map(|column| {
            let width = WIDTH * f32::from(column.share) / whole.max(1.0);
            x += width;
            (x - width, width)
        })
        .collect()
}

fn heading(table: &Table, places: &[(f32, f32)]) -> Result<Heading, PaperError> {
    let mut set = Vec::new();
    for (column, (_, width)) in table.columns.iter().zip(places) {
        let room = Room { width: width - 2.0 * PADDING, largest: 8, smallest: SMALLEST, lines: 3 };
        set.push(fit(&run_letters(&column.title, Weight::Bold, &table.field)?, room, &table.field)?);
    }
    let mut drawing = Drawing::default();
    let height = set.iter().map(tall).fold(0.0, f32::max) + 8.0;
    let fill = Shape::Fill { x: MARGIN, y: 0.0, width: WIDTH, height };
    drawing.strokes.push(Stroke { shape: fill, ink: Ink::Mist, width: 0.0, dashed: false });
    for ((fitted, column), place) in set.iter().zip(&table.columns).zip(places) {
        cell(&mut drawing, fitted, *place, column.align, RowState::Standing);
    }
    drawing.rule(MARGIN, height, WIDTH, 0.8, Ink::Black);
    Ok(Heading { height, drawing })
}

fn cells(
    row: &Row,
    columns: &[Column],
    places: &[(f32, f32)],
    field: &str,
) -> Result<(f32, Drawing), PaperError> {
    let mut set = Vec::new();
    let empty = Text::new();
    for (index, (_, width)) in places.iter().enumerate() {
        let room = Room { width: width - 2.0 * PADDING, largest: SIZE, smallest: SMALLEST, lines: LINES };
        let letters = letters(row.cells.get(index).unwrap_or(&empty), field)?;
        // However long a reason is, the row that tells it is printed: taller, at the smallest size.
        let tall = || Fitted { size: SMALLEST, lines: flow(&letters, room.width, SMALLEST) };
        set.push(fit(&letters, room, field).unwrap_or_else(|_| tall()));
    }
    let mut drawing = Drawing::default();
    for ((fitted, column), place) in set.iter().zip(columns).zip(places) {
        cell(&mut drawing, fitted, *place, column.align, row.state);
    }
    let height = set.iter().map(tall).fold(0.0, f32::max) + 7.0;
    drawing.rule(MARGIN, height, WIDTH, 0.4, Ink::Faint);
    Ok((height, drawing))
}

fn tall(fitted: &Fitted) -> f32 {
    fitted.lines.iter().map(|_| step(fitted.size)).sum()
}

fn step(size: u8) -> f32 {
    f32::from(size) * 1.25
}

fn cell(drawing: &mut Drawing, fitted: &Fitted, (left, width): (f32, f32), align: Align, state: RowState) {
    let x = match align {
        Align::Left => left + PADDING,
        Align::Right => left + width - PADDING,
        Align::Centre => left + width / 2.0,
    };
    let mut y = 3.0 + f32::from(fitted.size);
    for line in &fitted.lines {
        drawing.line(line, (x, y), fitted.size, align, Ink::Black);
        if state == RowState::Struck {
            let size = f32::from(fitted.size);
            let long = em_width(line) * size;
            let from = match align {
                Align::Left => x,
                Align::Right => x - long,
                Align::Centre => x - long / 2.0,
            };
            drawing.rule(from, y - size * 0.27, long, 0.6, Ink::Black);
        }
        y += step(fitted.size);
    }
}
