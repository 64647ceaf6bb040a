use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::chain::Untrusted;
use crate::key::Signs;
use crate::samples::{day, key, later, root, station, urn};
use crate::{Root, Urn};
use domain::journal::event::Exercise;

const STATION: u64 = 2;

fn sender() -> Urn {
    urn(5)
}

fn hub() -> Urn {
    urn(9)
}

fn content() -> Content<'static> {
    Content { media_type: Some("application/json"), encoding: Some("gzip"), body: b"{\"records\":[]}" }
}

const REQUEST: Sense<'static> = Sense::Request { method: "POST", path: "/api/v1/stations/5/records" };

fn outgoing() -> Outgoing<'static> {
    Outgoing {
        from: sender(),
        to: hub(),
        id: Uuid::from_u128(77),
        at: day(),
        sense: REQUEST,
        content: content(),
    }
}

fn signed() -> Signed {
    sign(&outgoing(), &station(1, Exercise::Real, STATION, sender()), &key(STATION)).unwrap()
}

fn expected() -> Expected<'static> {
    Expected { audience: hub(), sender: None, sense: REQUEST, content: content(), now: later(2) }
}

static ROOT: LazyLock<[Root; 1]> = LazyLock::new(|| [root(1, Exercise::Real)]);

fn check(signed: &Signed, expected: &Expected<'_>) -> Result<Verified, Refused> {
    verify(Some(&signed.digest), Some(&signed.signature), expected, &*ROOT)
}

/// What was signed with other words in header and claims, and signed again.
fn altered(change: impl FnOnce(&mut Value, &mut Value), signer: &impl Signs) -> Signed {
    let Signed { digest, signature } = signed();
    let mut parts = signature.split('.').map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).unwrap());
    let mut next = || serde_json::from_slice::<Value>(&parts.next().unwrap()).unwrap();
    let (mut header, mut claims) = (next(), next());
    change(&mut header, &mut claims);
    let encode = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let input = format!("{}.{}", encode(&header), encode(&claims));
    let signature = signer.sign(input.as_bytes());
    Signed { digest, signature: format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes())) }
}

fn refused(change: impl FnOnce(&mut Value, &mut Value)) -> Refused {
    check(&altered(change, &key(STATION)), &expected()).unwrap_err()
}

#[test]
fn what_was_signed_passes_and_says_who_and_when() {
    let verified = check(&signed(), &expected()).unwrap();
    assert_eq!(verified.sender.urn, sender());
    assert_eq!(verified.id, Uuid::from_u128(77));
    assert_eq!((verified.at, verified.forget_after), (day(), later(120)));
    assert_eq!(check(&altered(|_, _| {}, &key(STATION)), &expected()).unwrap().id, verified.id);
}

#[test]
fn header_and_claims_are_those_of_the_pattern() {
    let Signed { digest, signature } = signed();
    assert_eq!(digest, "SHA-256=G4tMC29q0dMlZZUnILwATusfGI9iBF5NVSWuKvjHhDI=");
    let part = |index: usize| -> Value {
        let part = signature.split('.').nth(index).unwrap();
        serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
    };
    let (header, claims) = (part(0), part(1));
    assert_eq!((&header["alg"], &header["typ"]), (&json!("ES256"), &json!("JWT")));
    assert_eq!(header["kid"].as_str().unwrap().len(), 16);
    assert_eq!(header["x5c"].as_array().unwrap().len(), 1);
    assert_eq!(
        claims,
        json!({
            "iss": sender().to_string(), "sub": sender().to_string(), "aud": hub().to_string(),
            "iat": day().utc().timestamp(), "nbf": day().utc().timestamp(), "exp": later(60).utc().timestamp(),
            "jti": Uuid::from_u128(77).to_string(),
            "signed_headers": [
                { "digest": digest }, { "content-type": "application/json" }, { "content-encoding": "gzip" }
            ],
            "htm": "POST", "htu": "/api/v1/stations/5/records",
        })
    );
}

#[test]
fn every_other_content_is_refused() {
    let good = content();
    for content in [
        Content { body: b"{\"records\":[ ]}", ..good },
        Content { media_type: Some("text/plain"), ..good },
        Content { media_type: None, ..good },
        Content { encoding: None, ..good },
        Content::default(),
    ] {
        assert_eq!(check(&signed(), &Expected { content, ..expected() }), Err(Refused::Digest));
    }
    let digest = Signed { digest: "SHA-256=".to_owned(), ..signed() };
    assert_eq!(check(&digest, &expected()), Err(Refused::Digest));
    let roots = [root(1, Exercise::Real)];
    assert_eq!(verify(None, Some(&signed().signature), &expected(), &roots), Err(Refused::Digest));
    assert_eq!(verify(Some(&signed().digest), None, &expected(), &roots), Err(Refused::Form));
    assert_eq!(refused(|_, claims| claims["signed_headers"] = json!([])), Refused::Digest);
}

#[test]
fn a_signed_body_cannot_be_moved() {
    for sense in [
        Sense::Request { method: "PUT", path: "/api/v1/stations/5/records" },
        Sense::Request { method: "POST", path: "/api/v1/stations/6/records" },
        Sense::Request { method: "POST", path: "/api/v1/stations/5/records?again" },
        Sense::Answer { to: Uuid::from_u128(77), status: 200 },
    ] {
        assert_eq!(check(&signed(), &Expected { sense, ..expected() }), Err(Refused::Path));
    }
}

#[test]
fn an_answer_belongs_to_its_request_and_status() {
    let answers = |to, status| Sense::Answer { to: Uuid::from_u128(to), status };
    let message = Outgoing { sense: answers(77, 200), ..outgoing() };
    let signed = sign(&message, &station(1, Exercise::Real, STATION, sender()), &key(STATION)).unwrap();
    let check = |sense| check(&signed, &Expected { sense, sender: Some(sender()), ..expected() });
    assert!(check(answers(77, 200)).is_ok());
    assert_eq!(check(answers(78, 200)), Err(Refused::Path));
    assert_eq!(check(answers(77, 201)), Err(Refused::Path));
    assert_eq!(check(REQUEST), Err(Refused::Path));
}

#[test]
fn time_is_allowed_a_minute_each_way() {
    let at = |seconds| check(&signed(), &Expected { now: later(seconds), ..expected() });
    assert!(at(-60).is_ok() && at(120).is_ok());
    assert_eq!(at(121), Err(Refused::Stale(day())));
    assert_eq!(at(-61), Err(Refused::FromTheFuture(day())));
    let for_a_year =
        altered(|_, claims| claims["exp"] = json!(later(365 * 86400).utc().timestamp()), &key(STATION));
    let late = Expected { now: later(121), ..expected() };
    assert_eq!(check(&for_a_year, &late), Err(Refused::Stale(day())));
}

#[test]
fn the_receiver_and_the_sender_are_held_to() {
    assert_eq!(check(&signed(), &Expected { audience: urn(10), ..expected() }), Err(Refused::Audience));
    assert_eq!(check(&signed(), &Expected { sender: Some(hub()), ..expected() }), Err(Refused::Sender));
    assert_eq!(refused(|_, claims| claims["iss"] = json!(urn(6).to_string())), Refused::Sender);
    assert_eq!(refused(|_, claims| claims["sub"] = json!(urn(6).to_string())), Refused::Sender);
    assert_eq!(refused(|_, claims| drop(claims.as_object_mut().unwrap().remove("sub"))), Refused::Sender);
    assert_eq!(refused(|_, claims| claims["aud"] = json!(urn(6).to_string())), Refused::Audience);
}

#[test]
fn the_algorithm_is_es256_and_nothing_else() {
    for algorithm in ["none", "HS256", "es256", "ES384", ""] {
        assert_eq!(refused(|header, _| header["alg"] = json!(algorithm)), Refused::Algorithm, "{algorithm}");
    }
    let text = signed().signature;
    let unsigned = Signed { signature: text[..=text.rfind('.').unwrap()].to_owned(), ..signed() };
    assert_eq!(check(&unsigned, &expected()), Err(Refused::Form));
    assert_eq!(refused(|header, _| header["crit"] = json!(["b64"])), Refused::Form);
    assert_eq!(refused(|header, _| header["typ"] = json!("at+jwt")), Refused::Form);
    assert_eq!(refused(|header, _| header["kid"] = json!("0011223344556677")), Refused::Form);
    assert_eq!(refused(|header, _| header["x5c"] = json!([])), Refused::Form);
}

#[test]
fn only_the_certified_key_signs() {
    assert_eq!(check(&altered(|_, _| {}, &key(3)), &expected()), Err(Refused::Signature));
    let roots = [root(8, Exercise::Real), root(1, Exercise::Drill)];
    let Signed { digest, signature } = signed();
    let unknown = Err(Refused::UnknownSigner(Untrusted::NotByThisRoot));
    assert_eq!(verify(Some(&digest), Some(&signature), &expected(), &roots), unknown);
    assert_eq!(verify(Some(&digest), Some(&signature), &expected(), &[]), unknown);
    let late = Expected { now: later(800 * 86400), ..expected() };
    assert!(matches!(check(&signed(), &late), Err(Refused::UnknownSigner(Untrusted::Expired(_)))));
}

proptest! {
    #[test]
    fn a_signature_with_any_byte_changed_is_refused(at in 0usize..4000, change in 1u8..128) {
        static SIGNED: LazyLock<Signed> = LazyLock::new(signed);
        let mut bytes = SIGNED.signature.clone().into_bytes();
        let at = at % bytes.len();
        bytes[at] ^= change;
        let signature = String::from_utf8_lossy(&bytes).into_owned();
        let signed = Signed { signature, ..SIGNED.clone() };
        prop_assert!(check(&signed, &expected()).is_err());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[ -~]{0,80}\\.[ -~]{0,80}\\.[ -~]{0,90}") {
        let signed = Signed { signature: text, digest: String::new() };
        prop_assert!(check(&signed, &expected()).is_err());
    }
}
