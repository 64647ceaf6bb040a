//! Batches: order, idempotence, gaps, forks.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::conformance::book::FOUNDING;
use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{Visit, told};
use crate::conformance::wire::{Ask, Came};
use domain::centre::exchange::{Batch, PositionAnswer};

const SECTION: &str = "CENTRE.md §4";

/// The first batch: what a station writes at the beginning and two entries, each with a local record.
pub(super) const FIRST: usize = FOUNDING + 4;
/// The second batch ends here.
pub(super) const SECOND: usize = FOUNDING + 8;
/// The third.
pub(super) const THIRD: usize = FOUNDING + 12;

/// In order.
pub const RULES: [Rule; 11] = [
    Rule::of(
        SECTION,
        "gap-at-the-beginning",
        "409 gap, expects null, while nothing is held",
        &["empty-position"],
        early,
    ),
    Rule::of(
        SECTION,
        "records-in-order",
        "200 with the head after the last record",
        &["empty-position"],
        in_order,
    ),
    Rule::of(SECTION, "same-batch-again", "200, the same head, nothing new", &["records-in-order"], again),
    Rule::of(
        SECTION,
        "overlapping-batch",
        "200: what is held is passed over, the rest taken",
        &["records-in-order"],
        overlap,
    ),
    Rule::of(SECTION, "gap", "409 gap with what is expected; nothing taken", &["overlapping-batch"], gap),
    Rule::of(SECTION, "fork", "409 fork with what is expected; nothing taken", &["overlapping-batch"], fork),
    Rule::of(
        SECTION,
        "fork-inside",
        "409 fork where the first record is held and the second is another",
        &["overlapping-batch"],
        fork_inside,
    ),
    Rule::of(
        SECTION,
        "fork-at-the-head",
        "409 fork to what follows another last record (after.chain); nothing taken",
        &["overlapping-batch"],
        fork_at_the_head,
    ),
    Rule::of(SECTION, "empty-batch", "422 to a batch without records", &["overlapping-batch"], empty_batch),
    Rule::of(SECTION, "gzip", "200 to a batch compressed with gzip", &["overlapping-batch"], gzip),
    Rule::of(
        SECTION,
        "unknown-kind",
        "200: a record that cannot be understood is kept and blocks nothing",
        &["gzip"],
        unknown_kind,
    ),
];

/// The batch was taken and the centre says so.
pub(super) fn taken(visit: &mut Visit<'_>, came: &Came, count: usize) -> Result<(), Deviation> {
    let answer: PositionAnswer = visit.read(came)?;
    if answer.head == visit.book.anchor(count) {
        visit.stands_at(count)
    } else {
        Err(Deviation::seen(format!("200 with head {}", told(answer.head))))
    }
}

/// Refused with this code, and the centre says where it stands.
fn does_not_follow(visit: &mut Visit<'_>, batch: &Batch, code: &str, count: usize) -> Result<(), Deviation> {
    let came = visit.send(batch)?;
    let Some(problem) = visit.refusal(&came, &[409])? else {
        return Err(Deviation::seen(came.in_short()));
    };
    if problem.code != code || problem.expects != visit.book.anchor(count) {
        return Err(Deviation::seen(format!("409 {}, expects {}", problem.code, told(problem.expects))));
    }
    visit.stands_at(count)
}

fn early(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    does_not_follow(visit, &visit.book.batch(FOUNDING, FIRST), "gap", 0)
}

fn in_order(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let came = visit.send(&visit.book.batch(0, FIRST))?;
    taken(visit, &came, FIRST)
}

fn again(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let before = visit.position()?.outcomes;
    let came = visit.send(&visit.book.batch(0, FIRST))?;
    taken(visit, &came, FIRST)?;
    let after = visit.position()?.outcomes;
    let most = u64::try_from(visit.book.entries.len()).unwrap_or(u64::MAX);
    // Outcomes may come later than records, never more than one an entry.
    if after == before || after <= most {
        Ok(())
    } else {
        Err(Deviation::seen(format!("outcomes went from {before} to {after}")))
    }
}

fn overlap(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let came = visit.send(&visit.book.batch(FOUNDING, SECOND))?;
    taken(visit, &came, SECOND)
}

fn gap(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    does_not_follow(visit, &visit.book.batch(SECOND + 1, THIRD), "gap", SECOND)
}

fn fork(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    does_not_follow(visit, &visit.book.fork(SECOND - 1), "fork", SECOND)
}

fn fork_inside(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    does_not_follow(visit, &visit.book.fork_inside(SECOND - 2), "fork", SECOND)
}

/// Only the chain hash of what it follows says that it is no sequel: its position is the next one.
fn fork_at_the_head(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    does_not_follow(visit, &visit.book.fork_at_the_head(SECOND), "fork", SECOND)
}

fn empty_batch(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let batch = visit.book.batch(SECOND, SECOND);
    let came = visit.send(&batch)?;
    visit.refusal(&came, &[400, 422])?;
    visit.stands_at(SECOND)
}

/// A batch compressed.
pub(super) fn compressed(visit: &mut Visit<'_>, batch: &Batch) -> Result<Came, Deviation> {
    let plain = serde_json::to_vec(batch).expect("a batch holds only texts and numbers");
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let body =
        encoder.write_all(&plain).and_then(|()| encoder.finish()).expect("memory takes what is written");
    let ask = Ask { encoding: Some("gzip"), ..Ask::json("POST", visit.path("records"), body) };
    visit.ask(ask)
}

fn gzip(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let came = compressed(visit, &visit.book.batch(SECOND, THIRD))?;
    taken(visit, &came, THIRD)
}

fn unknown_kind(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let all = visit.book.len();
    let came = visit.send(&visit.book.batch(THIRD, all))?;
    taken(visit, &came, all)
}
