//! genpdf's page content → ours: tokens become glyphs of the embedded subsets, layers go, numbers shorten.

use std::fmt::Write;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

use super::drawing::Print;
use super::embed::Embedded;
use super::error::PaperError;
use super::ink::n;
use super::press::is_slot;

/// Operators that only serve layers, or lines of text we never break ourselves.
const DROPPED: [&str; 5] = ["BDC", "BMC", "EMC", "TL", "T*"];

/// The content of one page, rewritten: `prints` is what its tokens stand for.
pub(super) fn rewrite(
    raw: &Document,
    page: ObjectId,
    prints: &[Print],
    embedded: &mut Embedded,
) -> Result<String, PaperError> {
    let unreadable = |source| PaperError::Pdf { what: "page content", source };
    let bytes = raw.get_page_content(page);
    let content = Content::decode(&bytes).map_err(unreadable)?;
    let mut out = String::with_capacity(bytes.len() / 2);
    let mut size = None;
    let mut shown = 0;
    for operation in &content.operations {
        match operation.operator.as_str() {
            name if DROPPED.contains(&name) => {}
            "Tf" => size = Some(size_of(operation)?),
            "TJ" | "Tj" => {
                let print = print(operation, prints)?;
                let size = size.as_deref().ok_or(FOREIGN)?;
                let glyphs = embedded.encoded(print.face, &print.text)?;
                push(&mut out, format_args!("/{} {size} Tf\n{glyphs} Tj\n", print.face.resource()));
                shown += 1;
            }
            _ => pass(operation, &mut out),
        }
    }
    if shown == prints.len() { Ok(out) } else { Err(FOREIGN) }
}

const FOREIGN: PaperError = PaperError::Broken { what: "text that does not come from the sheet" };

fn size_of(operation: &Operation) -> Result<String, PaperError> {
    match operation.operands.as_slice() {
        [Object::Name(name), size] if is_slot(name) => Ok(number(size)),
        _ => Err(PaperError::Broken { what: "text in an unknown font" }),
    }
}

/// What a shown token stands for.
fn print<'a>(operation: &Operation, prints: &'a [Print]) -> Result<&'a Print, PaperError> {
    let mut token: usize = 0;
    for code in operation.operands.iter().flat_map(codes) {
        let digit =
            usize::from(code.checked_sub(u16::from(b'0')).filter(|digit| *digit < 10).ok_or(FOREIGN)?);
        token = token.checked_mul(10).and_then(|token| token.checked_add(digit)).ok_or(FOREIGN)?;
    }
    prints.get(token).ok_or(FOREIGN)
}

/// The two-byte codes of a shown string, or of an array of them. The slot has no kerning, so the array's numbers say
/// nothing.
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
