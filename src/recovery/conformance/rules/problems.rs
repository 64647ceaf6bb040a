//! The form of refusals.

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::Visit;
use crate::conformance::wire::Ask;

const SECTION: &str = "CENTRE.md §7";

/// All refusals that came.
pub const RULES: [Rule; 2] = [
    Rule {
        id: "problems",
        section: SECTION,
        expects: "every refusal is application/problem+json with type, title, status, detail and code",
        needs: &["tls-certificate"],
        check: form,
    },
    Rule {
        id: "problems-repeat-nothing",
        section: SECTION,
        expects: "no refusal repeats what was sent",
        needs: &["tls-certificate"],
        check: repeat,
    },
];

/// Sent where it cannot be taken: it must not come back.
const SECRET: &str = "NONRIPETERE";

fn repeat(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let mut altered = visit.book.batch(0, 1);
    altered.records[0].payload = Some(format!(r#"{{"kind":"{SECRET}","v":1,"by":null,"events":[]}}"#));
    let altered = serde_json::to_vec(&altered).expect("a batch holds only texts and numbers");
    let unreadable = format!(r#"{{"after":null,"records":[{{"header":"{SECRET}"}}],"{SECRET}":1}}"#);
    for (what, body) in [("altered payload", altered), ("unreadable batch", unreadable.into_bytes())] {
        let came = visit.ask(Ask::json("POST", visit.path("records"), body))?;
        visit.refusal(&came, &[400, 422]).map_err(|deviation| deviation.to(what))?;
        if String::from_utf8_lossy(&came.body).contains(SECRET) {
            return Err(Deviation::seen(format!("the refusal of an {what} repeats it")));
        }
    }
    Ok(())
}

fn form(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    if visit.shapeless.is_empty() { Ok(()) } else { Err(Deviation::seen(visit.shapeless.join("; "))) }
}
