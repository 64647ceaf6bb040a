//! Where the centre stands.

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{Visit, told};
use crate::conformance::wire::Ask;
use domain::centre::exchange::PositionAnswer;

const SECTION: &str = "CENTRE.md §3";

/// In order.
pub const RULES: [Rule; 3] = [
    Rule::of(
        SECTION,
        "empty-position",
        "200, head null and outcomes 0 for a station of which nothing came",
        &["tls-certificate"],
        empty,
    ),
    Rule::of(SECTION, "unknown-query", "200 to a query that nobody knows", &["empty-position"], unknown),
    Rule::of(
        SECTION,
        "continued-by",
        "200, as without it, where a station asks for a life that it goes on from",
        &["empty-position"],
        continued,
    ),
];

fn empty(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let answer = visit.position()?;
    is_empty(visit, &answer)
}

fn unknown(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let asks = ["position?never-heard-of=1&x", "outcomes?after=0&never-heard-of=1"];
    for rest in asks {
        let came = visit.ask(Ask::get(visit.path(rest)))?;
        if came.status != 200 {
            return Err(Deviation::seen(came.in_short()).to(rest));
        }
    }
    Ok(())
}

fn continued(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let by = visit.random.uuid(visit.now());
    let came = visit.ask(Ask::get(visit.path(&format!("position?continued-by={by}"))))?;
    let answer: PositionAnswer = visit.read(&came)?;
    is_empty(visit, &answer)
}

fn is_empty(visit: &Visit<'_>, answer: &PositionAnswer) -> Result<(), Deviation> {
    if answer.station != visit.known.station {
        return Err(Deviation::seen("the position of another station"));
    }
    match (answer.head, answer.outcomes) {
        (None, 0) => Ok(()),
        (head, outcomes) => Err(Deviation::seen(format!("head {}, outcomes {outcomes}", told(head)))),
    }
}
