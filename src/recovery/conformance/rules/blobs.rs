//! Files.

use sha2::{Digest as _, Sha256};

use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::Visit;
use crate::conformance::wire::{Ask, Came};
use domain::text::hex;

const SECTION: &str = "CENTRE.md §5";

/// In order.
pub const RULES: [Rule; 4] = [
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
    Rule {
        id: "largest-blob",
        section: SECTION,
        expects: "201 to a file of 8 MiB",
        needs: &["blob-twice"],
        check: largest,
    },
    Rule {
        id: "blob-too-large",
        section: SECTION,
        expects: "413 or 422 to a file of more than 8 MiB",
        needs: &["blob-twice"],
        check: too_large,
    },
];

/// Bytes a file has at most.
const LARGEST: usize = 8 * 1024 * 1024;

fn named(visit: &Visit<'_>, named: &[u8], bytes: &[u8]) -> Ask {
    Ask {
        method: "PUT",
        path: visit.path(&format!("blobs/{}", hex::encode(&Sha256::digest(named)))),
        media_type: Some("application/octet-stream"),
        encoding: None,
        body: bytes.to_vec(),
    }
}

fn put(visit: &mut Visit<'_>, name: &[u8], bytes: &[u8]) -> Result<Came, Deviation> {
    let ask = named(visit, name, bytes);
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
    let (name, bytes) = (visit.random.bytes::<64>(), visit.random.bytes::<64>());
    let came = put(visit, &name, &bytes)?;
    visit.refusal(&came, &[422]).map(|_| ())
}

/// A file of so many bytes that nobody sent before.
fn file(visit: &Visit<'_>, bytes: usize) -> Vec<u8> {
    let mut file = visit.random.bytes::<64>().to_vec();
    file.resize(bytes, 0);
    file
}

fn largest(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let bytes = file(visit, LARGEST);
    let came = put(visit, &bytes, &bytes)?;
    if came.status == 201 { Ok(()) } else { Err(Deviation::seen(came.in_short())) }
}

fn too_large(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let bytes = file(visit, LARGEST + 1);
    let request = visit.signed(named(visit, &bytes, &bytes), &visit.rightly())?;
    // Who sends so much may be refused before anything is read: nobody signs that.
    let came = visit.line().carry(&request)?;
    visit.refusal(&came, &[413, 422]).map(|_| ())
}
