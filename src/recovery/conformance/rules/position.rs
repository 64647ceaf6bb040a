//! Where the centre stands.

use crate::recovery::conformance::rule::{Deviation, Rule};
use crate::recovery::conformance::visit::{Visit, told};

/// In order.
pub const RULES: [Rule; 1] = [Rule {
    id: "empty-position",
    section: "CENTRE.md §3",
    expects: "200, head null and outcomes 0 for a station of which nothing came",
    needs: &["tls-certificate"],
    check: empty,
}];

fn empty(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let answer = visit.position()?;
    if answer.station != visit.known.station {
        return Err(Deviation::seen("the position of another station"));
    }
    match (answer.head, answer.outcomes) {
        (None, 0) => Ok(()),
        (head, outcomes) => Err(Deviation::seen(format!("head {}, outcomes {outcomes}", told(head)))),
    }
}
