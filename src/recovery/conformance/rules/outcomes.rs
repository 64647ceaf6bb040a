//! What became of entries.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::conformance::book::Issued;
use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{Visit, told};
use crate::conformance::wire::Ask;
use domain::centre::exchange::{Outcome, OutcomePage, Verdict};
use domain::ids::id::EntryId;

const SECTION: &str = "CENTRE.md §6";
const NEEDS: &[&str] = &["unknown-kind"];
/// Numbers may be given later than records are taken: so far apart it is asked.
const BETWEEN: Duration = Duration::from_millis(500);

/// In order.
pub const RULES: [Rule; 7] = [
    Rule::of(
        SECTION,
        "one-outcome-each",
        "one outcome for every entry, none for anything never sent",
        NEEDS,
        once,
    ),
    Rule::of(
        SECTION,
        "ordinary-numbers",
        "an ordinary number for each sound entry, no two alike",
        &["one-outcome-each"],
        numbers,
    ),
    Rule::of(
        SECTION,
        "emergency-numbers",
        "an outcome names the emergency number of its entry, or none",
        &["one-outcome-each"],
        emergency,
    ),
    Rule::of(
        SECTION,
        "outcomes-again",
        "read again: no entry another ordinary number, no difference another id",
        &["one-outcome-each"],
        read_again,
    ),
    Rule::of(
        SECTION,
        "outcomes-in-order",
        "sequence numbers from 1 on, ascending",
        &["one-outcome-each"],
        in_order,
    ),
    Rule::of(
        SECTION,
        "outcomes-after",
        "after=SEQ gives what follows SEQ, and nothing after the last",
        &["one-outcome-each"],
        after,
    ),
    Rule::of(
        SECTION,
        "position-at-the-end",
        "head at the last record, outcomes the last sequence number",
        &["one-outcome-each"],
        at_the_end,
    ),
];

fn page(visit: &mut Visit<'_>, after: u64) -> Result<OutcomePage, Deviation> {
    let came = visit.ask(Ask::get(visit.path(&format!("outcomes?after={after}"))))?;
    let page: OutcomePage = visit.read(&came)?;
    if page.station == visit.known.station {
        Ok(page)
    } else {
        Err(Deviation::seen("outcomes of another station"))
    }
}

/// All that follow, page by page.
fn pages(visit: &mut Visit<'_>, after: u64) -> Result<OutcomePage, Deviation> {
    let mut all = page(visit, after)?;
    while all.more {
        let last = all.outcomes.last().map_or(after, |one| one.seq);
        let next = page(visit, last)?;
        if next.outcomes.first().is_none_or(|one| one.seq <= last) {
            return Err(Deviation::seen(format!("more after {last}, and nothing follows it")));
        }
        all.outcomes.extend(next.outcomes);
        all.more = next.more;
    }
    Ok(all)
}

fn once(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let sent = visit.book.entries.clone();
    let mut found = pages(visit, 0)?;
    for _ in 1..visit.looks {
        if sent.iter().all(|entry| of(&found, entry.id).count() > 0) {
            break;
        }
        std::thread::park_timeout(BETWEEN);
        found = pages(visit, 0)?;
    }
    for Issued { id, position, .. } in &sent {
        match of(&found, *id).collect::<Vec<_>>()[..] {
            [one] if one.position == *position => {}
            [one] => {
                return Err(Deviation::seen(format!(
                    "the entry at {position} is told of as at {}",
                    one.position
                )));
            }
            [] => return Err(Deviation::seen(format!("no outcome for the entry at {position}"))),
            _ => return Err(Deviation::seen(format!("several outcomes for the entry at {position}"))),
        }
    }
    let last = visit.book.len();
    if let Some(other) = found.outcomes.iter().find(|one| one.position.get() > last as u64) {
        return Err(Deviation::seen(format!("an outcome for a record never sent, at {}", other.position)));
    }
    visit.outcomes = Some(found);
    Ok(())
}

fn of(page: &OutcomePage, entry: EntryId) -> impl Iterator<Item = &Outcome> {
    page.outcomes.iter().filter(move |one| one.entry == entry)
}

fn read(visit: &Visit<'_>) -> Result<OutcomePage, Deviation> {
    visit.outcomes.clone().ok_or(Deviation::NotHere("no outcomes were read"))
}

fn numbers(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let found = read(visit)?;
    let mut given = BTreeSet::new();
    for Issued { id, position, .. } in &visit.book.entries {
        for outcome in of(&found, *id) {
            match &outcome.verdict {
                Verdict::Rejected { code, reason } => {
                    let words: String = reason.chars().take(200).collect();
                    return Err(Deviation::seen(format!(
                        "the entry at {position} was rejected ({code}): {words}"
                    )));
                }
                Verdict::Accepted { ordinary, .. } if !ordinary.is_well_formed() => {
                    return Err(Deviation::seen(format!("“{ordinary}” is beyond the limits of a number")));
                }
                Verdict::Accepted { ordinary, .. } => {
                    if !given.insert((ordinary.register.clone(), ordinary.year, ordinary.number.clone())) {
                        return Err(Deviation::seen(format!("{ordinary} was given twice")));
                    }
                }
            }
        }
    }
    Ok(())
}

fn emergency(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let found = read(visit)?;
    for Issued { id, number, .. } in &visit.book.entries {
        let other = of(&found, *id).find(|one| one.number.as_ref().is_some_and(|told| told != number));
        if let Some(told) = other.and_then(|one| one.number.as_ref()) {
            return Err(Deviation::seen(format!("{number} is told of as {told}")));
        }
    }
    Ok(())
}

/// The same records once more, then the outcomes: what was said of an entry is said for good.
fn read_again(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let first = read(visit)?;
    let again = visit.book.batch(0, super::records::FIRST);
    visit.send(&again)?;
    let second = pages(visit, 0)?;
    for Issued { id, number, .. } in &visit.book.entries {
        let (Some(before), Some(now)) = (of(&first, *id).next(), of(&second, *id).next()) else {
            return Err(Deviation::seen(format!("{number} has no outcome any more")));
        };
        match (before.verdict.ordinary(), now.verdict.ordinary()) {
            (Some(one), Some(other)) if one.key() != other.key() => {
                return Err(Deviation::seen(format!("{number} was {one} and is {other}")));
            }
            (Some(one), None) => return Err(Deviation::seen(format!("{number} was {one} and is nothing"))),
            _ => {}
        }
        let named = |outcome: &Outcome| {
            outcome.verdict.open_conflicts().map(|one| (one.kind, one.id)).collect::<BTreeSet<_>>()
        };
        if named(before) != named(now) {
            return Err(Deviation::seen(format!("the differences of {number} have other ids")));
        }
    }
    Ok(())
}

fn in_order(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let numbers: Vec<u64> = read(visit)?.outcomes.iter().map(|one| one.seq).collect();
    let ascending = numbers.first().is_none_or(|first| *first > 0) && numbers.is_sorted_by(|a, b| a < b);
    if ascending { Ok(()) } else { Err(Deviation::seen(format!("{numbers:?}"))) }
}

fn after(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let all = read(visit)?;
    let middle = all.outcomes[all.outcomes.len() / 2].seq;
    let rest = pages(visit, middle)?;
    let expected: Vec<u64> = all.outcomes.iter().map(|one| one.seq).filter(|seq| *seq > middle).collect();
    let came: Vec<u64> = rest.outcomes.iter().map(|one| one.seq).collect();
    if came != expected {
        return Err(Deviation::seen(format!("after={middle} gave {came:?} instead of {expected:?}")));
    }
    let last = all.outcomes.last().map_or(0, |one| one.seq);
    let nothing = page(visit, last)?;
    if nothing.outcomes.is_empty() && !nothing.more {
        Ok(())
    } else {
        Err(Deviation::seen(format!("{} more after the last", nothing.outcomes.len())))
    }
}

fn at_the_end(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let last = read(visit)?.outcomes.last().map_or(0, |one| one.seq);
    let answer = visit.position()?;
    if answer.head == visit.book.anchor(visit.book.len()) && answer.outcomes == last {
        Ok(())
    } else {
        Err(Deviation::seen(format!("head {}, outcomes {}", told(answer.head), answer.outcomes)))
    }
}
