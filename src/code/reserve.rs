//! The request of a reserve inside the request of the station that keeps it: one file is carried to the root, and the digits that
//! two people compare count for both. Whoever does not know it certifies the station alone.

use p256::pkcs8::AssociatedOid;
use x509_cert::der::asn1::{ObjectIdentifier, OctetString};
use x509_cert::der::{Decode as _, Encode as _, EncodeValue, Length, Result, Tag, Tagged, Writer};
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

/// What a request carries as its reserve's: `Some(None)` where that is nothing one can read.
pub(super) fn carried(content: &CertReq) -> Option<Option<Vec<u8>>> {
    let attribute = content.info.attributes.iter().find(|attribute| attribute.oid == RESERVE)?;
    if attribute.values.len() != 1 {
        return Some(None);
    }
    let bytes = attribute.values.get(0).and_then(|value| value.to_der().ok());
    Some(bytes.and_then(|bytes| Some(OctetString::from_der(&bytes).ok()?.as_bytes().to_vec())))
}
