//! Receipts of heads: a centre may leave them out; one that gives them keeps to their form.

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{Visit, told};
use crate::conformance::wire::Ask;
use domain::centre::exchange::{HeadReceipt, ReceiptAnswer};
use trust::Role;
use trust::message::detached::{Beside, verify_detached};

const SECTION: &str = "CENTRE.md §10";

/// Tried while the centre holds nothing.
pub const BEFORE: [Rule; 1] = [Rule::of(
    SECTION,
    "no-head-receipt-yet",
    "optional: receipt null before the first record",
    &["empty-position"],
    none_yet,
)];

/// In order.
pub const RULES: [Rule; 2] = [
    Rule::of(
        SECTION,
        "head-receipt",
        "optional: a receipt of the last record, signed by the centre beside its text",
        &["position-at-the-end"],
        signed,
    ),
    Rule::of(
        SECTION,
        "head-receipt-again",
        "optional: asked again, the same record at the same time",
        &["head-receipt"],
        again,
    ),
];

fn none_yet(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let answer = answered(visit)?;
    if answer.station != visit.known.station {
        return Err(Deviation::seen("a receipt of another station"));
    }
    if answer.receipt.is_none() { Ok(()) } else { Err(Deviation::seen("a receipt of nothing")) }
}

fn signed(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let receipt = ask(visit)?;
    let expected = visit.book.anchor(visit.book.len());
    if Some(receipt.head) != expected {
        return Err(Deviation::seen(format!("a receipt of {}", told(Some(receipt.head)))));
    }
    if receipt.seen > visit.now() {
        return Err(Deviation::seen(format!("a record first seen at {}, which is to come", receipt.seen)));
    }
    Ok(())
}

fn again(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let (first, second) = (ask(visit)?, ask(visit)?);
    if first == second {
        Ok(())
    } else {
        Err(Deviation::seen(format!("first seen at {}, then at {}", first.seen, second.seen)))
    }
}

/// Asks for a receipt; whoever knows no such address says so as it likes, signed or not.
fn answered(visit: &mut Visit<'_>) -> Result<ReceiptAnswer, Deviation> {
    let request = visit.signed(Ask::get(visit.path("head-receipt")), &visit.rightly())?;
    let came = visit.line().carry(&request)?;
    if matches!(came.status, 404 | 405 | 501) {
        return Err(Deviation::NotHere("this centre gives no receipts"));
    }
    visit.is_signed(&came, &request).map_err(Deviation::Seen)?;
    visit.read(&came)
}

/// A receipt that holds.
fn ask(visit: &mut Visit<'_>) -> Result<HeadReceipt, Deviation> {
    let answer = answered(visit)?;
    let Some(signed) = answer.receipt else { return Err(Deviation::seen("no receipt of what it holds")) };
    let receipt = signed.read().ok_or_else(|| Deviation::seen("a receipt of another shape"))?;
    let roots = std::slice::from_ref(visit.root());
    let maker =
        verify_detached(Beside::HeadReceipt, &signed.signature, signed.text.as_bytes(), roots, visit.now());
    match maker {
        Ok(maker) if maker.urn == visit.centre && maker.role == Role::Hub => {}
        Ok(_) => return Err(Deviation::seen("a receipt that another signed")),
        Err(refused) => {
            return Err(Deviation::seen(format!("a receipt whose signature does not hold: {refused}")));
        }
    }
    if answer.station != visit.known.station || receipt.station != visit.known.station {
        return Err(Deviation::seen("a receipt of another station"));
    }
    if receipt.centre != visit.centre.to_string() {
        return Err(Deviation::seen("a receipt in the name of another centre"));
    }
    Ok(receipt)
}
