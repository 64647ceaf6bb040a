//! Batches that do not hold: refused whole, and the centre stands where it stood.

use super::records::{self, SECOND, compressed};
use crate::conformance::book::FOUNDING;
use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::Visit;
use crate::conformance::wire::Came;
use domain::centre::exchange::Batch;
use domain::centre::exchange::batch::{LARGEST_BATCH, LARGEST_BODY};

const SECTION: &str = "CENTRE.md §4";
/// Tried where everything is held already but one more record.
const NEEDS: &[&str] = &["unknown-kind"];

const fn rule(
    id: &'static str,
    expects: &'static str,
    check: fn(&mut Visit<'_>) -> Result<(), Deviation>,
) -> Rule {
    Rule { id, section: SECTION, expects, needs: NEEDS, check }
}

/// In order.
pub const RULES: [Rule; 7] = [
    rule("altered-payload", "422 to a payload its header does not commit to", altered),
    rule("whole-or-nothing", "422 and nothing taken where only the last record does not hold", whole),
    rule("wrong-order", "422 to records in another order than their positions", order),
    rule("local-payload", "422 to the payload of a local record: only its header may be sent", local),
    rule("record-of-another-station", "422 to a record whose header names another station", of_another),
    rule("too-many-records", "413 or 422 to more than 500 records", many),
    rule("too-large", "413 or 422 to more than 4 MiB once decompressed", large),
];

/// A batch of what is held already, and one of what would follow, their records changed by somebody on the way.
fn changed(visit: &mut Visit<'_>, change: impl Fn(&mut Batch)) -> Result<(), Deviation> {
    let batches = [
        ("records that follow", visit.book.fresh()),
        ("records held already", visit.book.batch(FOUNDING, SECOND)),
    ];
    for (what, mut batch) in batches {
        change(&mut batch);
        let came = visit.send(&batch)?;
        refused(visit, &came, &[422]).map_err(|deviation| deviation.to(what))?;
    }
    Ok(())
}

fn refused(visit: &mut Visit<'_>, came: &Came, statuses: &[u16]) -> Result<(), Deviation> {
    visit.refusal(came, statuses)?;
    visit.stands_at(visit.book.len())
}

fn altered(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    changed(visit, |batch| {
        batch.records[0].payload = batch.records[0].payload.take().map(|text| text.replace("Prova", "Altra"));
    })
}

/// The first record is new and sound, the second is neither.
fn whole(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let all = visit.book.len();
    let mut batch = visit.book.fork(all);
    let mut second = batch.records[0].clone();
    second.header = "00".repeat(72);
    batch.records.push(second);
    let came = visit.send(&batch)?;
    refused(visit, &came, &[422])
}

fn order(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    changed(visit, |batch| batch.records.swap(0, 2))
}

fn local(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let batches = [
        ("records that follow", visit.book.fresh_told_too_much()),
        ("records held already", visit.book.told_too_much(FOUNDING, SECOND)),
    ];
    for (what, batch) in batches {
        let came = visit.send(&batch)?;
        refused(visit, &came, &[422]).map_err(|deviation| deviation.to(what))?;
    }
    Ok(())
}

fn of_another(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let other = visit.stranger.station;
    let batch = visit.book.of_another(other);
    let came = visit.send(&batch)?;
    refused(visit, &came, &[422])
}

fn many(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let batch = visit.book.many(LARGEST_BATCH + 1);
    let came = records::compressed(visit, &batch)?;
    refused(visit, &came, &[413, 422])
}

/// A few kilobytes on the line that become megabytes.
fn large(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let batch = visit.book.large(LARGEST_BODY + 1);
    let came = compressed(visit, &batch)?;
    refused(visit, &came, &[413, 422])
}
