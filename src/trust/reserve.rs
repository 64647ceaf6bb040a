//! The request of a reserve inside the request of the station that keeps it: one file is carried to the root, and the digits that
//! two people compare count for both. Whoever does not know it certifies the station alone.

use p256::pkcs8::AssociatedOid;
use x509_cert::der::asn1::{ObjectIdentifier, OctetString};
use x509_cert::der::{EncodeValue, Length, Result, Tag, Tagged, Writer};
use x509_cert::request::CertReq;
use x509_cert::request::attributes::AsAttribute;

/// The attribute: below the arc that Microsoft gives for identifiers made of a uuid (e5d5cff1-d348-4a26-bc21-6a7717558234), as
/// `2.25` has parts too large for what reads it.
const RESERVE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113556.1.8000.2554.58837.53233.54088.18982.48161.6977303.5603892");

/// The DER form of the reserve's request (PKCS#10).
pub(super) struct ReserveAttribute(OctetString);

impl ReserveAttribute {
    pub(super) fn new(request: &[u8]) -> Self {
        Self(OctetString::new(request).expect("a request is no long text"))
    }
}

impl AsAttribute for ReserveAttribute {}

impl AssociatedOid for ReserveAttribute {
    const OID: ObjectIdentifier = RESERVE;
}

impl Tagged for ReserveAttribute {
    fn tag(&self) -> Tag {
        self.0.tag()
    }
}

impl EncodeValue for ReserveAttribute {
    fn value_len(&self) -> Result<Length> {
        self.0.value_len()
    }

    fn encode_value(&self, writer: &mut impl Writer) -> Result<()> {
        self.0.encode_value(writer)
    }
}

/// What a request carries as its reserve's; nothing to read where that is no one octet string.
pub(super) fn carried(content: &CertReq) -> Option<Vec<u8>> {
    let attribute = content.info.attributes.iter().find(|attribute| attribute.oid == RESERVE)?;
    let one = attribute.values.get(0).filter(|_| attribute.values.len() == 1);
    let bytes = one.and_then(|value| value.decode_as::<OctetString>().ok());
    Some(bytes.map(|bytes| bytes.as_bytes().to_vec()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use crate::request::{NoRequest, Request};
    use crate::samples::{day, key, root, urn};
    use crate::{Authority, Life, Role, Subject, check_chain};
    use domain::journal::event::Exercise;

    fn subject() -> Subject {
        Subject::new("Comune di Valdorè", Some("Servizi demografici"), "Sportello EM01")
    }

    fn reserve(subject: &Subject, number: u128, seed: u64) -> Request {
        let key = key(seed);
        let prove = |info: &[u8]| p256::ecdsa::signature::Signer::try_sign(&key, info);
        Request::of_reserve(subject, urn(number), *key.verifying_key(), prove).unwrap()
    }

    #[test]
    fn a_request_carries_that_of_its_reserve_and_both_are_certified() {
        let request = Request::with_reserve(&subject(), urn(1), &key(2), reserve(&subject(), 9, 3)).unwrap();
        let read = Request::from_pem(&request.to_pem()).unwrap();
        let carried = read.reserve().unwrap();
        assert_eq!((read.urn(), carried.urn()), (urn(1), urn(9)));
        assert_eq!(read.fingerprint(), request.fingerprint());
        let plain = Request::make(&subject(), urn(1), &key(2)).unwrap();
        assert_ne!(plain.fingerprint(), request.fingerprint(), "the digits count for both");
        assert!(plain.reserve().is_none());
        let (root, root_key) = (root(1, Exercise::Real), key(1));
        let authority = Authority::new(&root, &root_key).unwrap();
        let made = authority.station(carried, [5; 16], day(), Life::LONGEST).unwrap();
        let checked = check_chain(&made, &root, day()).unwrap();
        assert_eq!((checked.urn, checked.role), (urn(9), Role::Station));
        assert_eq!(checked.subject.reserve_of(), Some("EM01"));
    }

    #[test]
    fn a_reserve_that_is_not_this_stations_is_refused() {
        let other = Subject::new("Comune di Valdorè", Some("Servizi demografici"), "Sportello EM02");
        for (of, number, seed) in [(&other, 9, 3), (&subject(), 1, 3), (&subject(), 9, 2)] {
            let carried = reserve(of, number, seed);
            let request = Request::with_reserve(&subject(), urn(1), &key(2), carried).unwrap();
            assert_eq!(Request::from_pem(&request.to_pem()).unwrap_err(), NoRequest::Reserve);
        }
        let inner =
            Request::with_reserve(&subject().reserve(), urn(9), &key(3), reserve(&subject(), 8, 4)).unwrap();
        let request = Request::with_reserve(&subject(), urn(1), &key(2), inner).unwrap();
        assert_eq!(Request::from_pem(&request.to_pem()).unwrap_err(), NoRequest::Reserve, "none of its own");
    }
}
