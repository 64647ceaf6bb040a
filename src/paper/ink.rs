//! Shapes, and text set outside the flow, → PDF operators. Coordinates come from the top left and leave from the
//! bottom left.

use std::fmt::Write;

use super::drawing::{Ink, PAGE_HEIGHT, Print, Shape, Stroke};
use super::embed::Embedded;
use super::error::PaperError;

/// Share of the radius at which the handles of a quarter circle stand.
const HANDLE: f32 = 0.552_285;

/// Operators for shapes, in order.
pub(super) fn shapes(strokes: &[Stroke]) -> String {
    let mut out = String::new();
    for stroke in strokes {
        paint(&mut out, stroke).expect("a string takes whatever is written to it");
    }
    out
}

fn paint(out: &mut String, stroke: &Stroke) -> std::fmt::Result {
    let grey = grey(stroke.ink);
    if let Shape::Fill { x, y, width, height } = stroke.shape {
        return writeln!(out, "q {grey} g {} {} {} {} re f Q", n(x), up(y + height), n(width), n(height));
    }
    write!(out, "q {grey} G {} w ", n(stroke.width))?;
    if stroke.dashed {
        write!(out, "[3 2] 0 d ")?;
    }
    trace(out, &stroke.shape)?;
    writeln!(out, "S Q")
}

fn trace(out: &mut String, shape: &Shape) -> std::fmt::Result {
    match *shape {
        Shape::Line { from, to } => {
            write!(out, "{} {} m {} {} l ", n(from.0), up(from.1), n(to.0), up(to.1))
        }
        Shape::Frame { x, y, width, height } | Shape::Fill { x, y, width, height } => {
            write!(out, "{} {} {} {} re ", n(x), up(y + height), n(width), n(height))
        }
        Shape::Circle { x, y, radius } => circle(out, x, y, radius),
        Shape::Shield { x, y, width, height } => shield(out, (x, y), (width, height)),
    }
}

fn circle(out: &mut String, x: f32, y: f32, r: f32) -> std::fmt::Result {
    let h = r * HANDLE;
    write!(out, "{} {} m ", n(x + r), up(y))?;
    curve(out, [(x + r, y + h), (x + h, y + r), (x, y + r)])?;
    curve(out, [(x - h, y + r), (x - r, y + h), (x - r, y)])?;
    curve(out, [(x - r, y - h), (x - h, y - r), (x, y - r)])?;
    curve(out, [(x + h, y - r), (x + r, y - h), (x + r, y)])?;
    write!(out, "h ")
}

/// The "Samnite" shield of Italian municipal heraldry: square shoulders, rounded foot with a small point.
fn shield(out: &mut String, (x, y): (f32, f32), (w, h): (f32, f32)) -> std::fmt::Result {
    let (middle, shoulder) = (x + w / 2.0, y + h * 0.80);
    write!(out, "{} {} m {} {} l {} {} l ", n(x), up(y), n(x + w), up(y), n(x + w), up(shoulder))?;
    curve(out, [(x + w, y + h * 0.93), (x + w * 0.66, y + h * 0.90), (middle, y + h)])?;
    curve(out, [(x + w * 0.34, y + h * 0.90), (x, y + h * 0.93), (x, shoulder)])?;
    write!(out, "h ")
}

fn curve(out: &mut String, [a, b, c]: [(f32, f32); 3]) -> std::fmt::Result {
    write!(out, "{} {} {} {} {} {} c ", n(a.0), up(a.1), n(b.0), up(b.1), n(c.0), up(c.1))
}

/// Operators for text set outside the flow; `prefix` goes before the fonts' resource names.
pub(super) fn prints(prints: &[Print], prefix: &str, embedded: &mut Embedded) -> Result<String, PaperError> {
    let mut out = String::new();
    for print in prints {
        let glyphs = embedded.encoded(print.face, &print.text)?;
        let (grey, font) = (grey(print.ink), print.face.resource());
        writeln!(
            out,
            "q {grey} g BT /{prefix}{font} {} Tf {} {} Td {glyphs} Tj ET Q",
            print.size,
            n(print.x),
            up(print.baseline)
        )
        .expect("a string takes whatever is written to it");
    }
    Ok(out)
}

/// Operators for the text of a whole page: what does not change from one print to the next is said once.
pub(super) fn text(prints: &[Print], embedded: &mut Embedded) -> Result<String, PaperError> {
    let mut out = String::from("BT\n");
    let (mut ink, mut set) = (Ink::Black, None);
    for print in prints {
        let glyphs = embedded.encoded(print.face, &print.text)?;
        if print.ink != ink {
            ink = print.ink;
            writeln!(out, "{} g", grey(ink)).expect(TAKES);
        }
        if set != Some((print.face, print.size)) {
            set = Some((print.face, print.size));
            writeln!(out, "/{} {} Tf", print.face.resource(), print.size).expect(TAKES);
        }
        writeln!(out, "1 0 0 1 {} {} Tm {glyphs} Tj", n(print.x), up(print.baseline)).expect(TAKES);
    }
    out.push_str("ET\n");
    Ok(out)
}

const TAKES: &str = "a string takes whatever is written to it";

/// A grey level as PDF says it, 0 is black.
pub(super) fn grey(ink: Ink) -> String {
    n(f32::from(ink.level()) / 255.0)
}

/// A height from the top as a height from the bottom.
fn up(y: f32) -> String {
    n(PAGE_HEIGHT - y)
}

/// A number with at most two decimals and nothing superfluous.
pub(super) fn n(value: f32) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" || text.is_empty() { "0".to_owned() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_negative_zero() {
        assert_eq!([n(1.0), n(0.5), n(12.346), n(-0.001), n(100.0)], ["1", "0.5", "12.35", "0", "100"]);
    }

    #[test]
    fn a_rule_near_the_top_stands_high_in_pdf_coordinates() {
        let rule = Stroke {
            shape: Shape::Line { from: (10.0, 20.0), to: (30.0, 20.0) },
            ink: Ink::Black,
            width: 0.5,
            dashed: false,
        };
        assert_eq!(shapes(&[rule]), "q 0 G 0.5 w 10 821.89 m 30 821.89 l S Q\n");
    }
}
