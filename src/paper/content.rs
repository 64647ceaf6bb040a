//! genpdf's page content → ours: slot codes become glyphs of the embedded subsets, layers go, numbers shorten.

use std::fmt::Write;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

use super::embed::Embedded;
use super::error::PaperError;
use super::ink::n;
use super::press::slot_named;
use super::slots::Slots;

/// Operators that only serve layers, or lines of text we never break ourselves.
const DROPPED: [&str; 5] = ["BDC", "BMC", "EMC", "TL", "T*"];

/// The content of one page, rewritten.
pub(super) fn rewrite(
    raw: &Document,
    page: ObjectId,
    slots: &Slots,
    embedded: &mut Embedded,
) -> Result<String, PaperError> {
    let unreadable = |source| PaperError::Pdf { what: "page content", source };
    let bytes = raw.get_page_content(page);
    let content = Content::decode(&bytes).map_err(unreadable)?;
    let mut out = String::with_capacity(bytes.len() / 2);
    let mut slot = None;
    for operation in &content.operations {
        match operation.operator.as_str() {
            name if DROPPED.contains(&name) => {}
            "Tf" => slot = Some(font(operation, slots, &mut out)?),
            "TJ" | "Tj" => show(operation, slots, slot, embedded, &mut out)?,
            _ => pass(operation, &mut out),
        }
    }
    Ok(out)
}

fn font(operation: &Operation, slots: &Slots, out: &mut String) -> Result<usize, PaperError> {
    let broken = PaperError::Broken { what: "text in an unknown font" };
    let [Object::Name(name), size] = operation.operands.as_slice() else { return Err(broken) };
    let Some((slot, face)) = slot_named(name).and_then(|slot| Some((slot, slots.face(slot)?))) else {
        return Err(broken);
    };
    push(out, format_args!("/{} {} Tf\n", face.resource(), number(size)));
    Ok(slot)
}

fn show(
    operation: &Operation,
    slots: &Slots,
    slot: Option<usize>,
    embedded: &mut Embedded,
    out: &mut String,
) -> Result<(), PaperError> {
    let broken = || PaperError::Broken { what: "text that does not come from the sheet" };
    let slot = slot.ok_or_else(broken)?;
    let face = slots.face(slot).ok_or_else(broken)?;
    out.push('<');
    for code in operation.operands.iter().flat_map(codes) {
        let character = slots.letter(slot, code).ok_or_else(broken)?;
        let glyph = embedded.glyph(face, character)?;
        push(out, format_args!("{glyph:04X}"));
    }
    out.push_str("> Tj\n");
    Ok(())
}

/// The two-byte codes of a shown string, or of an array of them. The slots have no kerning, so the array's
/// numbers say nothing.
fn codes(operand: &Object) -> Vec<u16> {
    match operand {
        Object::String(bytes, _) => {
            bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect()
        }
        Object::Array(items) => items.iter().flat_map(codes).collect(),
        _ => Vec::new(),
    }
}

fn pass(operation: &Operation, out: &mut String) {
    for operand in &operation.operands {
        push(out, format_args!("{} ", number(operand)));
    }
    out.push_str(&operation.operator);
    out.push('\n');
}

fn number(object: &Object) -> String {
    n(object.as_float().unwrap_or(0.0))
}

fn push(out: &mut String, what: std::fmt::Arguments<'_>) {
    out.write_fmt(what).expect("a string takes whatever is written to it");
}
