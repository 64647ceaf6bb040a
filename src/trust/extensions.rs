//! What our certificates carry beside names and key (RFC 5280 §4.2).

use p256::ecdsa::VerifyingKey;
use sha2::{Digest as _, Sha256};
use x509_cert::TbsCertificate;
use x509_cert::builder::Result as Built;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::der::asn1::{Ia5String, ObjectIdentifier, OctetString};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, KeyUsages, SubjectAltName,
    SubjectKeyIdentifier,
};
use x509_cert::ext::{Extension, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::host::Host;
use super::permitted::Permitted;
use super::urn::Urn;

pub(super) const SERVER_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.1");
pub(super) const CLIENT_AUTH: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.2");

/// What a certificate is for.
pub(super) enum Purpose<'a> {
    /// The root: it certifies, nothing else, and for TLS only what it may.
    Root(Option<&'a Permitted>),
    /// A station: it signs.
    Station(Urn),
    /// A hub: it signs and serves TLS at these hosts.
    Hub(Urn, &'a [Host]),
    /// A computer that others reach over TLS at these hosts. It signs nothing: no station or hub is named.
    Server(&'a [Host]),
}

/// A certificate to be built.
pub(super) struct Profile<'a> {
    pub(super) issuer: Name,
    pub(super) issuer_key: VerifyingKey,
    pub(super) subject: Name,
    pub(super) key: VerifyingKey,
    pub(super) purpose: Purpose<'a>,
}

/// The identifier of a key: the first 160 bits of the SHA-256 of its uncompressed point (RFC 7093 §2 method 1).
pub(super) fn key_identifier(key: &VerifyingKey) -> [u8; 20] {
    let hash = Sha256::digest(key.to_sec1_point(false).as_bytes());
    let mut first = [0; 20];
    first.copy_from_slice(&hash[..20]);
    first
}

/// The alternative names of a station's request.
pub(super) fn names(urn: Urn, hosts: &[Host]) -> SubjectAltName {
    let urn = Ia5String::new(&urn.to_string()).expect("a urn is ASCII");
    let mut names = vec![GeneralName::UniformResourceIdentifier(urn)];
    names.extend(hosts.iter().map(Host::general_name));
    SubjectAltName(names)
}

impl BuilderProfile for Profile<'_> {
    fn get_issuer(&self, _subject: &Name) -> Name {
        self.issuer.clone()
    }

    fn get_subject(&self) -> Name {
        self.subject.clone()
    }

    fn build_extensions(
        &self,
        _key: SubjectPublicKeyInfoRef<'_>,
        _issuer_key: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> Built<Vec<Extension>> {
        let subject = tbs.subject();
        let mut out = Vec::new();
        let own = SubjectKeyIdentifier(OctetString::new(key_identifier(&self.key))?);
        if let Purpose::Root(permitted) = self.purpose {
            let authority = BasicConstraints { ca: true, path_len_constraint: Some(0) };
            out.push((&authority).to_extension(subject, &out)?);
            let usage = KeyUsage(KeyUsages::KeyCertSign | KeyUsages::CRLSign);
            out.push((&usage).to_extension(subject, &out)?);
            out.push((&own).to_extension(subject, &out)?);
            if let Some(permitted) = permitted {
                // Critical, as RFC 5280 §4.2.1.10 demands.
                out.push((&permitted.extension()).to_extension(subject, &out)?);
            }
            return Ok(out);
        }
        let usage = KeyUsage(KeyUsages::DigitalSignature.into());
        out.push((&usage).to_extension(subject, &out)?);
        out.push((&own).to_extension(subject, &out)?);
        let issuer = AuthorityKeyIdentifier {
            key_identifier: Some(OctetString::new(key_identifier(&self.issuer_key))?),
            ..AuthorityKeyIdentifier::default()
        };
        out.push((&issuer).to_extension(subject, &out)?);
        let names = match self.purpose {
            Purpose::Server(hosts) => {
                out.push((&ExtendedKeyUsage(vec![SERVER_AUTH])).to_extension(subject, &out)?);
                SubjectAltName(hosts.iter().map(Host::general_name).collect())
            }
            Purpose::Root(_) => unreachable!("a root was answered above"),
            Purpose::Station(urn) => names(urn, &[]),
            Purpose::Hub(urn, hosts) => {
                let tls = ExtendedKeyUsage(vec![SERVER_AUTH, CLIENT_AUTH]);
                out.push((&tls).to_extension(subject, &out)?);
                names(urn, hosts)
            }
        };
        out.push((&names).to_extension(subject, &out)?);
        Ok(out)
    }
}
