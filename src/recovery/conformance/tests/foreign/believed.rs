//! Whether a request is a station's: section 2, step by step.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Verifier as _;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::super::now;
use super::{Foreign, Mutant, No};
use crate::conformance::wire::{Ask, Request};
use domain::text::hex;
use trust::{Certificate, Role, Urn, check_chain};

const LIFE: i64 = 60;
const SKEW: i64 = 60;

/// A JWS taken apart.
struct Taken<'a> {
    header: Value,
    claims: Value,
    input: &'a str,
    signature: Vec<u8>,
}

fn no(code: &'static str) -> No {
    No::new(401, code)
}

fn parts(text: &str) -> Option<Taken<'_>> {
    let (input, signature) = text.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let read = |part| serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    Some(Taken { header: read(header)?, claims: read(claims)?, input, signature })
}

impl Foreign {
    /// The station, if the request is believed.
    pub(super) fn believed(&self, request: &Request) -> Result<Uuid, No> {
        let path = &request.ask.path;
        let station: Uuid = path
            .split(['/', '?'])
            .nth(4)
            .and_then(|text| text.parse().ok())
            .ok_or(No::new(404, "not-found"))?;
        let Some(signed) = &request.signed else {
            return if self.takes_unsigned(path) { Ok(station) } else { Err(no("bad-signature")) };
        };
        let jws = parts(&signed.signature).ok_or(no("bad-signature"))?;
        self.header(&jws)?;
        let sender = self.sender(&jws, path)?;
        self.names(&jws, sender, station)?;
        self.content(&jws, &request.ask, &signed.digest)?;
        self.meant(&jws, &request.ask)?;
        self.times(&jws)?;
        let jti = jws.claims["jti"].as_str().unwrap_or_default().to_owned();
        let known = if self.breaks(Mutant::RemembersSignatures) { signed.signature.clone() } else { jti };
        let new = self.state.borrow_mut().seen.insert(known);
        if new || self.breaks(Mutant::TakesReplays) { Ok(station) } else { Err(no("replayed-message")) }
    }

    fn takes_unsigned(&self, path: &str) -> bool {
        self.breaks(Mutant::TakesUnsigned)
            || self.breaks(Mutant::TakesUnsignedRecords) && path.contains("/records")
            || self.breaks(Mutant::TakesUnsignedBlobs) && path.contains("/blobs")
            || self.breaks(Mutant::TakesUnsignedOutcomes) && path.contains("/outcomes")
    }

    fn header(&self, jws: &Taken<'_>) -> Result<(), No> {
        let header = &jws.header;
        let algorithm = header["alg"] == "ES256"
            || self.breaks(Mutant::TakesAnyAlgorithm)
            || self.breaks(Mutant::TakesNoAlgorithm) && header["alg"] == "none";
        let typ = header["typ"] == "JWT" || self.breaks(Mutant::TakesAnyType);
        let certificates = header["x5c"].as_array().map_or(0, Vec::len);
        let one = certificates == 1 || self.breaks(Mutant::TakesTwoCertificates);
        let first = header["x5c"][0].as_str().unwrap_or_default();
        let der = BASE64_STANDARD.decode(first).unwrap_or_default();
        let kid = hex::encode(&Sha256::digest(der)[..8]);
        let named = header["kid"] == kid.as_str() || self.breaks(Mutant::TakesAnyKid);
        if algorithm && typ && one && named { Ok(()) } else { Err(no("bad-signature")) }
    }

    /// Whom the certificate names, if the root made it and its key made the signature.
    fn sender(&self, jws: &Taken<'_>, path: &str) -> Result<Urn, No> {
        let der = BASE64_STANDARD.decode(jws.header["x5c"][0].as_str().unwrap_or_default());
        let certificate =
            der.ok().and_then(|der| Certificate::from_der(&der).ok()).ok_or(no("bad-signature"))?;
        let iss: Urn =
            jws.claims["iss"].as_str().and_then(|iss| iss.parse().ok()).ok_or(no("bad-signature"))?;
        let known = iss == Urn::from(self.enrolled);
        let believes_names =
            self.breaks(Mutant::TakesAnyRoot) || self.breaks(Mutant::TakesAnyRootOfAKnownName) && known;
        let at =
            if self.breaks(Mutant::TakesAnyTimeOfCertificates) { certificate.not_before() } else { now() };
        let urn = match check_chain(&certificate, &self.root, at) {
            Ok(checked) if checked.role == Role::Hub && !self.breaks(Mutant::TakesCentresAsStations) => {
                return Err(no("unknown-station"));
            }
            Ok(checked) => checked.urn,
            Err(_) if believes_names => iss,
            Err(_) => return Err(no("unknown-station")),
        };
        let unchecked = self.breaks(Mutant::TakesAnySignature)
            || self.breaks(Mutant::TakesNoAlgorithm) && jws.header["alg"] == "none"
            || self.breaks(Mutant::ChecksTheSignatureOfPositionsOnly) && !path.contains("/position");
        let signature = Signature::from_slice(&jws.signature);
        let holds = signature.is_ok_and(|one| certificate.key().verify(jws.input.as_bytes(), &one).is_ok());
        if holds || unchecked { Ok(urn) } else { Err(no("bad-signature")) }
    }

    fn names(&self, jws: &Taken<'_>, sender: Urn, station: Uuid) -> Result<(), No> {
        let (own, address) = (sender.to_string(), Urn::new(station).to_string());
        let iss = &jws.claims["iss"];
        let by_itself = *iss == own.as_str()
            || self.breaks(Mutant::TakesAnyIssuer)
            || self.breaks(Mutant::ComparesIssuerAndAddressOnly);
        let there = if self.breaks(Mutant::ComparesIssuerAndAddressOnly) {
            *iss == address.as_str()
        } else {
            own == address
        };
        let there = there || self.breaks(Mutant::TakesAnyAddress);
        let about = jws.claims["sub"] == *iss || self.breaks(Mutant::TakesAnySubject);
        if by_itself && there && about { Ok(()) } else { Err(no("bad-signature")) }
    }

    fn content(&self, jws: &Taken<'_>, ask: &Ask, header: &str) -> Result<(), No> {
        let said = |name: &str| {
            let headers = jws.claims["signed_headers"].as_array();
            headers.and_then(|all| all.iter().find_map(|one| one[name].as_str()))
        };
        let digest = format!("SHA-256={}", BASE64_STANDARD.encode(Sha256::digest(&ask.body)));
        let body = header == digest || self.breaks(Mutant::TakesAnyBody);
        let signed = said("digest") == Some(header) || self.breaks(Mutant::ComparesTheHeaderDigestOnly);
        let only_signed = self.breaks(Mutant::ComparesOnlyHeadersThatAreSigned);
        let as_signed =
            |name: &str, came: Option<&str>| said(name) == came || only_signed && said(name).is_none();
        let media_type =
            as_signed("content-type", ask.media_type) || self.breaks(Mutant::ComparesNoContentType);
        let encoding =
            as_signed("content-encoding", ask.encoding) || self.breaks(Mutant::ComparesNoContentEncoding);
        if body && signed && media_type && encoding { Ok(()) } else { Err(no("bad-signature")) }
    }

    fn meant(&self, jws: &Taken<'_>, ask: &Ask) -> Result<(), No> {
        let claims = &jws.claims;
        let audience =
            claims["aud"] == self.urn.to_string().as_str() || self.breaks(Mutant::TakesAnyAudience);
        let method = claims["htm"] == ask.method || self.breaks(Mutant::TakesAnyMethod);
        let plain = |text: &str| text.split('?').next().unwrap_or_default().to_owned();
        let htu = claims["htu"].as_str().unwrap_or_default();
        let path = htu == ask.path
            || self.breaks(Mutant::TakesAnyPath)
            || self.breaks(Mutant::TakesAnyQuery) && plain(htu) == plain(&ask.path);
        if audience && method && path { Ok(()) } else { Err(no("bad-signature")) }
    }

    fn times(&self, jws: &Taken<'_>) -> Result<(), No> {
        let seconds = |name: &str| jws.claims[name].as_i64().unwrap_or_default();
        let (iat, nbf, exp) = (seconds("iat"), seconds("nbf"), seconds("exp"));
        let now = now().utc().timestamp();
        let skew = if self.breaks(Mutant::AllowsNothingForClocks) { 0 } else { SKEW };
        let takes_stale = self.breaks(Mutant::TakesStale);
        let begun = iat <= now + skew && nbf <= now + skew
            || self.breaks(Mutant::TakesFuture)
            || self.breaks(Mutant::TakesNotBefore) && iat <= now + skew;
        let young = iat + LIFE + skew >= now || takes_stale || self.breaks(Mutant::TakesOldWithALongLife);
        let holds = exp + skew >= now || takes_stale || self.breaks(Mutant::TakesExpired);
        if begun && young && holds { Ok(()) } else { Err(no("bad-signature")) }
    }
}
