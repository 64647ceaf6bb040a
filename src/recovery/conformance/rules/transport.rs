//! TLS.

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::Visit;
use crate::conformance::wire::Ask;

/// In order.
pub const RULES: [Rule; 2] = [
    Rule {
        id: "tls-certificate",
        section: "CENTRE.md §1",
        expects: "HTTPS with a certificate of the municipality's root, for the name in the address",
        needs: &[],
        check: certificate,
    },
    Rule {
        id: "tls-version",
        section: "CENTRE.md §1",
        expects: "TLS 1.2 or later, nothing older",
        needs: &[],
        check: version,
    },
];

fn certificate(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    visit.ask(Ask::get(visit.path("position"))).map(|_| ())
}

fn version(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let old = visit.line().old_tls()?;
    if old.is_empty() { Ok(()) } else { Err(Deviation::seen(format!("{} is spoken too", old.join(", ")))) }
}
