//! Files.

use sha2::{Digest as _, Sha256};

use crate::domain::hex;
use crate::recovery::conformance::rule::{Deviation, Rule};
use crate::recovery::conformance::visit::Visit;
use crate::recovery::conformance::wire::{Ask, Came};

const SECTION: &str = "CENTRE.md §5";

/// In order.
pub const RULES: [Rule; 2] = [
    Rule {
        id: "blob-twice",
        section: SECTION,
        expects: "201 to a new file, 200 to the same again",
        needs: &["tls-certificate"],
        check: twice,
    },
    Rule {
        id: "blob-of-another-name",
        section: SECTION,
        expects: "422 to a file whose SHA-256 is not the one in the address",
        needs: &["tls-certificate"],
        check: other_name,
    },
];

fn put(visit: &mut Visit<'_>, named: &[u8], bytes: &[u8]) -> Result<Came, Deviation> {
    let ask = Ask {
        method: "PUT",
        path: visit.path(&format!("blobs/{}", hex::encode(&Sha256::digest(named)))),
        media_type: Some("application/octet-stream"),
        encoding: None,
        body: bytes.to_vec(),
    };
    visit.ask(ask)
}

fn twice(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let bytes = visit.random.bytes::<1024>();
    let (first, second) = (put(visit, &bytes, &bytes)?, put(visit, &bytes, &bytes)?);
    match (first.status, second.status) {
        (201, 200) => Ok(()),
        _ => Err(Deviation::seen(format!("{}, then {}", first.in_short(), second.in_short()))),
    }
}

fn other_name(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let (named, bytes) = (visit.random.bytes::<64>(), visit.random.bytes::<64>());
    let came = put(visit, &named, &bytes)?;
    visit.refusal(&came, &[422]).map(|_| ())
}
