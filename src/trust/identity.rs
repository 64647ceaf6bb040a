//! Who a station or a hub is towards others: its key, its certificate and the root that certified it.

use p256::ecdsa;
use uuid::Uuid;

use super::certificate::Certificate;
use super::chain::{Checked, Untrusted, check_chain};
use super::key::Signs;
use super::message::{Content, Outgoing, Sense, Signed, sign};
use super::root::Root;
use super::urn::Urn;
use domain::time::moment::Moment;

/// A key with the certificate that belongs to it.
#[derive(Clone, Debug)]
pub struct Identity<K> {
    key: K,
    certificate: Certificate,
    root: Root,
    checked: Checked,
}

/// Why key, certificate and root do not make an identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoIdentity {
    /// The certificate does not pass.
    #[error("the certificate is not trusted: {0}")]
    Untrusted(#[from] Untrusted),
    /// The certificate is for another key.
    #[error("the certificate is for another key: certify the request that was made here")]
    AnotherKey,
}

impl<K: Signs> Identity<K> {
    /// Puts them together, as they are to be trusted at `at`.
    pub fn new(key: K, certificate: Certificate, root: Root, at: Moment) -> Result<Self, NoIdentity> {
        let checked = check_chain(&certificate, &root, at)?;
        if key.verifying_key() != checked.key {
            return Err(NoIdentity::AnotherKey);
        }
        Ok(Self { key, certificate, root, checked })
    }

    /// Signs a message to `to`; `id` is fresh.
    pub fn sign(
        &self,
        to: Urn,
        id: Uuid,
        at: Moment,
        sense: Sense<'_>,
        content: Content<'_>,
    ) -> Result<Signed, ecdsa::Error> {
        let message = Outgoing { from: self.checked.urn, to, id, at, sense, content };
        sign(&message, &self.certificate, &self.key)
    }

    /// What the certificate says.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// The name.
    pub fn urn(&self) -> Urn {
        self.checked.urn
    }

    /// The key.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// The certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The root.
    pub fn root(&self) -> &Root {
        &self.root
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Expected, verify};
    use crate::samples::{day, key, later, root, station, urn};
    use domain::journal::event::Exercise;

    #[test]
    fn an_identity_signs_what_its_root_vouches_for() {
        let (certificate, root) = (station(1, Exercise::Drill, 2, urn(5)), root(1, Exercise::Drill));
        let me = Identity::new(key(2), certificate.clone(), root.clone(), day()).unwrap();
        let (sense, content) = (Sense::Request { method: "GET", path: "/api/v1/x" }, Content::default());
        let signed = me.sign(urn(9), Uuid::from_u128(1), day(), sense, content).unwrap();
        let expected = Expected { audience: urn(9), sender: Some(me.urn()), sense, content, now: later(1) };
        let roots = [me.root().clone()];
        let verified = verify(Some(&signed.digest), Some(&signed.signature), &expected, &roots).unwrap();
        assert_eq!(&verified.sender, me.checked());
        assert_eq!(
            Identity::new(key(3), certificate.clone(), root.clone(), day()).unwrap_err(),
            NoIdentity::AnotherKey
        );
        let late = Identity::new(key(2), certificate, root, later(800 * 86400));
        assert!(matches!(late, Err(NoIdentity::Untrusted(Untrusted::Expired(_)))));
    }
}
