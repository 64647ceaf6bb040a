//! The six digits that a station and a hub both show when they first meet, and that a person compares.
//!
//! Nothing is known of the other side yet: whoever stands in between could give the station a root of their own and the hub
//! a key of their own. The digits depend on the root and on the request as each side has them, so both sides show the same
//! ones only if they have the same. With six digits alone, whoever stands in between would try a million keys until the
//! digits fit. That is what the nonces and the **commitment** are against:
//!
//! 1. the station sends its request and SHA-256 of its nonce: from now on it cannot choose another nonce;
//! 2. the hub sends its nonce and its root;
//! 3. only then the station shows its nonce.
//!
//! Whoever stands in between must settle on a root and a nonce towards the station before seeing the station's nonce, and on
//! a request and a commitment towards the hub before seeing the hub's nonce: then the digits are as they are, and fit by
//! luck once in a million. Each further try is a further enrolment, so a hub keeps few of them open at a time.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::request::Request;
use super::root::Root;
use clock::Random;
use domain::text::hex;

const TAG: &[u8] = b"sportello/pairing/v1";

/// One side's random number: 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nonce([u8; 16]);

/// SHA-256 of the station's nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

/// What both sides show, as two groups of three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairingCode(u32);

/// A text is neither nonce nor commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a nonce has 32 hexadecimal digits, a commitment 64")]
pub struct NotHex;

impl Nonce {
    /// A fresh one.
    pub fn new(random: &Random) -> Self {
        Self(random.bytes())
    }

    /// What is sent before it.
    pub fn commitment(self) -> Commitment {
        Commitment(Sha256::digest(self.0).into())
    }
}

impl Commitment {
    /// Whether `nonce` is the one committed to.
    pub fn fits(self, nonce: Nonce) -> bool {
        nonce.commitment() == self
    }
}

impl PairingCode {
    /// The digits for a station that made `request` and a hub whose root is `root`. The hub first checks that the
    /// station's nonce fits its commitment ([`Commitment::fits`]).
    pub fn new(station: Nonce, hub: Nonce, root: &Root, request: &Request) -> Self {
        let parts: [&[u8]; 5] =
            [TAG, &station.0, &hub.0, &root.certificate().fingerprint(), &request.fingerprint()];
        let hash = parts.iter().fold(Sha256::new(), Sha256::chain_update).finalize();
        let mut first = [0; 8];
        first.copy_from_slice(&hash[..8]);
        // 2⁶⁴ is not a multiple of a million; the difference between the digits is one in 10¹³.
        Self(u32::try_from(u64::from_be_bytes(first) % 1_000_000).expect("six digits fit"))
    }
}

impl fmt::Display for PairingCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03} {:03}", self.0 / 1000, self.0 % 1000)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl fmt::Display for Commitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(&self.0))
    }
}

impl FromStr for Nonce {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        hex::decode_array(text).map(Self).ok_or(NotHex)
    }
}

impl FromStr for Commitment {
    type Err = NotHex;

    fn from_str(text: &str) -> Result<Self, NotHex> {
        hex::decode_array(text).map(Self).ok_or(NotHex)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{self, key};
    use crate::{Subject, Urn};
    use domain::journal::event::Exercise;

    fn request(seed: u64) -> Request {
        let subject = Subject::new("Comune di Valdorè", None, "Sportello EM01");
        Request::make(&subject, Urn::new(uuid::Uuid::from_u128(1)), &key(seed)).unwrap()
    }

    #[test]
    fn both_sides_show_the_same_digits_and_any_other_part_gives_others() {
        let (root, other) = (samples::root(1, Exercise::Drill), samples::root(2, Exercise::Drill));
        let (ours, theirs) = (Nonce([1; 16]), Nonce([2; 16]));
        let code = PairingCode::new(ours, theirs, &root, &request(3));
        let at_the_hub = Request::from_pem(&request(3).to_pem()).unwrap();
        let root_read = Root::from_pem(&root.certificate().to_pem()).unwrap();
        assert_eq!(PairingCode::new(ours, theirs, &root_read, &at_the_hub), code);
        for different in [
            PairingCode::new(theirs, ours, &root, &request(3)),
            PairingCode::new(ours, Nonce([3; 16]), &root, &request(3)),
            PairingCode::new(ours, theirs, &other, &request(3)),
            PairingCode::new(ours, theirs, &root, &request(4)),
        ] {
            assert_ne!(different, code);
        }
    }

    #[test]
    fn a_code_is_two_groups_of_three_digits() {
        assert_eq!(PairingCode(7_042).to_string(), "007 042");
        assert_eq!(PairingCode(999_999).to_string(), "999 999");
    }

    #[test]
    fn a_commitment_fits_its_nonce_alone_and_both_travel_as_text() {
        let nonce = Nonce::new(&Random::seeded(1));
        let commitment = nonce.commitment();
        assert!(commitment.fits(nonce) && !commitment.fits(Nonce([0; 16])));
        assert_eq!(nonce.to_string().parse(), Ok(nonce));
        assert_eq!(commitment.to_string().parse(), Ok(commitment));
        assert_eq!("12".parse::<Nonce>(), Err(NotHex));
        assert_eq!(nonce.to_string().parse::<Commitment>(), Err(NotHex));
    }
}
