//! What stands where on a page, in points from its top left corner. Pure data: `press` and `ink` make PDF of it.

use super::block::Align;
use super::card::Picture;
use super::face::Face;
use super::letters::{Letter, em_width};

/// A4 width in points.
pub(super) const PAGE_WIDTH: f32 = 595.28;
/// A4 height in points.
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// Left and right margin: 20 mm.
pub(super) const MARGIN: f32 = 56.7;
/// Width between the margins.
pub(super) const WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// Points in a millimetre.
pub(super) const MM: f32 = 72.0 / 25.4;

/// How dark something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    /// Labels: 7:1 against white.
    Slate,
    /// Places to be filled by hand.
    Faint,
    /// Bands under the text.
    Mist,
    /// On dark bands.
    White,
}

impl Ink {
    /// Grey level, 0 is black.
    pub fn level(self) -> u8 {
        match self {
            Ink::Black => 0,
            Ink::Slate => 0x50,
            Ink::Faint => 0x78,
            Ink::Mist => 0xE7,
            Ink::White => 0xFF,
        }
    }
}

/// Letters of one face on one baseline.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Print {
    pub x: f32,
    pub baseline: f32,
    pub size: u8,
    pub face: Face,
    pub ink: Ink,
    pub text: String,
}

/// A line or a shape.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    Line { from: (f32, f32), to: (f32, f32) },
    Frame { x: f32, y: f32, width: f32, height: f32 },
    Fill { x: f32, y: f32, width: f32, height: f32 },
    Circle { x: f32, y: f32, radius: f32 },
    Shield { x: f32, y: f32, width: f32, height: f32 },
}

/// A shape with its ink.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stroke {
    pub shape: Shape,
    pub ink: Ink,
    /// Line width in points; a fill has none.
    pub width: f32,
    pub dashed: bool,
}

/// A picture in its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub picture: Picture,
}

/// Text, shapes and pictures that move together.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Drawing {
    pub prints: Vec<Print>,
    pub strokes: Vec<Stroke>,
    pub pictures: Vec<Placed>,
}

impl Drawing {
    /// A line of letters from `x` (or around it, or up to it) on a baseline.
    pub fn line(&mut self, letters: &[Letter], at: (f32, f32), size: u8, align: Align, ink: Ink) {
        let width = em_width(letters) * f32::from(size);
        let mut x = match align {
            Align::Left => at.0,
            Align::Centre => at.0 - width / 2.0,
            Align::Right => at.0 - width,
        };
        for run in letters.chunk_by(|a, b| a.face == b.face) {
            let text = run.iter().map(|letter| letter.character).collect();
            self.prints.push(Print { x, baseline: at.1, size, face: run[0].face, ink, text });
            x += em_width(run) * f32::from(size);
        }
    }

    /// A horizontal rule.
    pub fn rule(&mut self, x: f32, y: f32, length: f32, width: f32, ink: Ink) {
        self.stroke(Shape::Line { from: (x, y), to: (x + length, y) }, width, ink);
    }

    /// A filled rectangle.
    pub fn fill(&mut self, (x, y): (f32, f32), (width, height): (f32, f32), ink: Ink) {
        self.strokes.push(Stroke {
            shape: Shape::Fill { x, y, width, height },
            ink,
            width: 0.0,
            dashed: false,
        });
    }

    /// A drawn shape.
    pub fn stroke(&mut self, shape: Shape, width: f32, ink: Ink) {
        self.strokes.push(Stroke { shape, ink, width, dashed: false });
    }

    /// A dashed shape.
    pub fn dashed(&mut self, shape: Shape, width: f32, ink: Ink) {
        self.strokes.push(Stroke { shape, ink, width, dashed: true });
    }

    /// Everything of another drawing, lowered by `down`.
    pub fn add(&mut self, other: &Drawing, down: f32) {
        self.prints.extend(
            other.prints.iter().map(|print| Print { baseline: print.baseline + down, ..print.clone() }),
        );
        self.strokes.extend(
            other.strokes.iter().map(|stroke| Stroke { shape: stroke.shape.lowered(down), ..stroke.clone() }),
        );
        self.pictures
            .extend(other.pictures.iter().map(|placed| Placed { y: placed.y + down, ..placed.clone() }));
    }
}

impl Shape {
    fn lowered(&self, down: f32) -> Shape {
        match *self {
            Shape::Line { from, to } => {
                Shape::Line { from: (from.0, from.1 + down), to: (to.0, to.1 + down) }
            }
            Shape::Frame { x, y, width, height } => Shape::Frame { x, y: y + down, width, height },
            Shape::Fill { x, y, width, height } => Shape::Fill { x, y: y + down, width, height },
            Shape::Circle { x, y, radius } => Shape::Circle { x, y: y + down, radius },
            Shape::Shield { x, y, width, height } => Shape::Shield { x, y: y + down, width, height },
        }
    }
}
