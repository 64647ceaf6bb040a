//! Who is believed to have asked: the certificate, the signature, the names.

use serde_json::json;

use super::signing::{all_tried, operations, position, refused};
use crate::conformance::rule::{Deviation, Rule};
use crate::conformance::visit::{How, Visit};
use crate::conformance::wire::{Ask, Request};
use domain::ids::id::StationId;
use trust::Urn;

/// In order.
pub const RULES: [Rule; 6] = [
    refused(
        "wrong-signature",
        "401 to a signature that the key of the certificate did not make, whatever is asked",
        signature,
    ),
    refused("forged-certificate", "401 to the station’s name in a certificate of another root", forged),
    refused("wrong-issuer", "401 where iss is not the name in the certificate", issuer),
    refused("wrong-subject", "401 where sub is not iss", subject),
    refused("centre-as-station", "401 to a request with a certificate of a centre", as_centre),
    refused("certificate-out-of-time", "401 to a certificate that holds no more, or not yet", out_of_time),
];

/// The certificate is the station's, the key is another's: everything is right but the signature.
fn signature(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let mut requests = Vec::new();
    for (operation, ask) in operations(visit) {
        let how = How { key: Some(&visit.stranger.key), ..visit.rightly() };
        requests.push((operation, visit.signed(ask, &how)?));
    }
    all_tried(visit, &requests)
}

/// Its root bears the name of the centre's: only the root's key tells them apart.
fn forged(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let mut requests = Vec::new();
    for (operation, ask) in operations(visit) {
        let how = How { by: &visit.impostor, ..visit.rightly() };
        requests.push((operation, visit.signed(ask, &how)?));
    }
    all_tried(visit, &requests)
}

fn issuer(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let other = StationId::new(visit.random.uuid(visit.now()));
    let urn = Urn::from(other).to_string();
    let named = |visit: &Visit<'_>, ask| {
        visit.forged(ask, &visit.rightly(), |_, claims| {
            claims["iss"] = json!(urn);
            claims["sub"] = json!(urn);
        })
    };
    let theirs = Ask::get(format!("/api/v1/stations/{other}/position"));
    let mut requests = vec![
        ("iss of another, address of the certificate’s station", named(visit, position(visit))?),
        ("iss and address of another", named(visit, theirs)?),
    ];
    requests.extend(by_its_sister(visit)?);
    all_tried(visit, &requests)
}

/// Two stations that the centre knows: one asks with its own certificate in the name of the other.
fn by_its_sister(visit: &Visit<'_>) -> Result<Vec<(&'static str, Request)>, Deviation> {
    let Some(sister) = &visit.beside.sister else { return Ok(Vec::new()) };
    let own = Urn::from(visit.known.station).to_string();
    let how = How { by: sister, ..visit.rightly() };
    let asked = visit.forged(position(visit), &how, |_, claims| {
        claims["iss"] = json!(own);
        claims["sub"] = json!(own);
    })?;
    let plainly = visit.signed(position(visit), &how)?;
    Ok(vec![
        ("certificate of a sister station, iss and address of this one", asked),
        ("certificate and iss of a sister station, address of this one", plainly),
    ])
}

fn subject(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let other = Urn::new(visit.random.uuid(visit.now())).to_string();
    let request =
        visit.forged(position(visit), &visit.rightly(), |_, claims| claims["sub"] = json!(other))?;
    all_tried(visit, &[("sub of another", request)])
}

/// What serves TLS signs for nobody else: who breaks into a centre must not become a station.
fn as_centre(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    let Some(certificate) = &visit.beside.as_centre else {
        return Err(Deviation::NotHere("only the root’s key can make such a certificate: see --root"));
    };
    let how = How { certificate: Some(certificate), ..visit.rightly() };
    let request = visit.signed(position(visit), &how)?;
    all_tried(visit, &[("a centre’s certificate in the station’s name", request)])
}

fn out_of_time(visit: &mut Visit<'_>) -> Result<(), Deviation> {
    if visit.beside.out_of_time.is_empty() {
        return Err(Deviation::NotHere("only the root’s key can make such a certificate: see --root"));
    }
    let mut requests = Vec::new();
    for certificate in &visit.beside.out_of_time {
        let what = if certificate.not_before() > visit.now() { "not yet valid" } else { "expired" };
        let how = How { certificate: Some(certificate), ..visit.rightly() };
        requests.push((what, visit.signed(position(visit), &how)?));
    }
    all_tried(visit, &requests)
}
