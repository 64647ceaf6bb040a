//! What a centre must take: payloads as they are, entries it cannot accept, batches as large as any.

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::rules::records::{compressed, taken};
use crate::conformance::visit::Visit;
use domain::centre::exchange::batch::{LARGEST_BATCH, LARGEST_BODY};

const SECTION: &str = "CENTRE.md §4";
const NEEDS: &[&str] = &["unknown-kind"];
/// Written as no program of ours writes, and still JSON: whoever reads it and writes it anew has other bytes.
const ODD: &[u8] =
    "{ \"v\" :1,\"kind\":\"never-heard-of\",\n\"by\":null, \"note\":\"\\u00e8 \\/ \u{e8}\",\"events\":[ ] }"
        .as_bytes();
/// An entry without anything that makes it one.
const NO_ENTRY: &[u8] =
    br#"{"kind":"entry-issued","v":1,"by":null,"events":[{"event":"entry-issued","title":"Prova"}]}"#;
/// Bytes a payload has at most.
const LARGEST_PAYLOAD: usize = 1024 * 1024;

/// In order.
pub const RULES: [Rule; 3] = [
    Rule::of(SECTION, "payload-to-the-byte", "200 to a payload written in an unusual way", NEEDS, odd),
    Rule::of(
        SECTION,
        "unacceptable-entry",
        "200 to a record whose entry cannot be accepted: its outcome says so",
        NEEDS,
        unacceptable,
    ),
    Rule::of(
        SECTION,
        "largest-batch",
        "200 to 500 records of nearly 4 MiB with payloads of 1 MiB",
        NEEDS,
        largest,
    ),
];

/// Sends what the station writes now; where the centre does not take it, it was never written.
fn went_on(visit: &mut Visit<'_>, payloads: &[&[u8]], count: usize) -> Result<(), Deviation> {
    let before = visit.book.len();
    let batch = visit.book.go_on(payloads, count);
    let all = visit.book.len();
    let done = compressed(visit, &batch).and_then(|came| taken(visit, &came, all));
    if done.is_err() {
        visit.book.take_back(before);
    }
    done
}

fn odd(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    went_on(visit, &[ODD], 1)
}

fn unacceptable(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    went_on(visit, &[NO_ENTRY], 2)
}

fn largest(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let payload = |bytes: usize| {
        let frame = br#"{"kind":"never-heard-of","v":1,"by":null,"events":[],"note":""}"#.len();
        let note = "x".repeat(bytes - frame);
        format!(r#"{{"kind":"never-heard-of","v":1,"by":null,"events":[],"note":"{note}"}}"#).into_bytes()
    };
    let whole = payload(LARGEST_PAYLOAD);
    // Headers, salts and quotes of 500 records have less than 256 KiB.
    let rest = payload(LARGEST_BODY - 3 * LARGEST_PAYLOAD - 256 * 1024);
    went_on(visit, &[&whole, &whole, &whole, &rest], LARGEST_BATCH)
}
