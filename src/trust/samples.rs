//! Keys, roots and certificates for tests.

use chrono::{TimeDelta, TimeZone as _, Utc};
use p256::ecdsa::SigningKey;
use uuid::Uuid;

use super::authority::{Authority, Life};
use super::certificate::Certificate;
use super::request::Request;
use super::root::Root;
use super::subject::Subject;
use super::urn::Urn;
use clock::Random;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;

/// A key made of `seed`.
pub(crate) fn key(seed: u64) -> SigningKey {
    SigningKey::from_slice(&Random::seeded(seed).bytes::<32>()).unwrap()
}

/// When everything here was certified.
pub(crate) fn day() -> Moment {
    Moment::new(Utc.with_ymd_and_hms(2026, 11, 22, 9, 0, 0).unwrap())
}

pub(crate) fn later(seconds: i64) -> Moment {
    day().plus(TimeDelta::seconds(seconds))
}

/// The root whose key is `key(seed)`.
pub(crate) fn root(seed: u64, exercise: Exercise) -> Root {
    Root::make("Comune di Valdorè", exercise, &key(seed), [7; 16], day()).unwrap()
}

pub(crate) fn urn(number: u128) -> Urn {
    Urn::new(Uuid::from_u128(number))
}

pub(crate) fn request(seed: u64, urn: Urn) -> Request {
    let subject = Subject::new("Comune di Valdorè", Some("Servizi demografici"), "Sportello EM01");
    Request::make(&subject, urn, &key(seed)).unwrap()
}

/// The certificate of the station `urn` with `key(seed)`, by the root of `key(root_seed)`.
pub(crate) fn station(root_seed: u64, exercise: Exercise, seed: u64, urn: Urn) -> Certificate {
    let (root, key) = (root(root_seed, exercise), key(root_seed));
    let authority = Authority::new(&root, &key).unwrap();
    authority.station(&request(seed, urn), [9; 16], day(), Life::LONGEST).unwrap()
}
