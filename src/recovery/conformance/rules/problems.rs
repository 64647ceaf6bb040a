//! The form of refusals.

use crate::recovery::conformance::rule::{Deviation, Rule};
use crate::recovery::conformance::visit::Visit;

/// All refusals that came.
pub const RULES: [Rule; 1] = [Rule {
    id: "problems",
    section: "CENTRE.md §7",
    expects: "every refusal is application/problem+json with type, title, status, detail and code",
    needs: &["tls-certificate"],
    check: form,
}];

fn form(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    if visit.shapeless.is_empty() { Ok(()) } else { Err(Deviation::seen(visit.shapeless.join("; "))) }
}
