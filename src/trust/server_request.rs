//! The request for a server's certificate (PKCS#10): the key by which a station's computer is reached over TLS, and the hosts
//! it is reached by. It names no station: nobody certifies it as one by mistake.

use p256::ecdsa::{self, VerifyingKey};
use sha2::{Digest as _, Sha256};
use x509_cert::builder::Builder as _;
use x509_cert::der::{Encode as _, EncodePem as _};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::name::Name;
use x509_cert::request::{CertReq, RequestBuilder};

use super::authority::{SignerKey, bit_string};
use super::chain::urn_in;
use super::host::Host;
use super::key::Signs;
use super::request::{NoRequest, asked_names, checked, decoded};
use super::subject::Subject;

/// A request whose signature was checked.
#[derive(Clone)]
pub struct ServerRequest {
    content: CertReq,
    der: Vec<u8>,
    key: VerifyingKey,
    hosts: Vec<Host>,
}

impl ServerRequest {
    /// Makes it, for the computer of the station named `subject`.
    pub fn make<K: Signs>(subject: &Subject, hosts: &[Host], key: &K) -> Result<Self, ecdsa::Error> {
        let mut builder = RequestBuilder::new(subject.to_name()).expect("a name has a DER form");
        let names = SubjectAltName(hosts.iter().map(Host::general_name).collect());
        builder.add_extension(&names).expect("hosts have a DER form");
        let signer = SignerKey(key.verifying_key());
        let bytes = builder.finalize(&signer).expect("what is built has a DER form");
        let signature = bit_string(&key.try_sign(&bytes)?);
        let content = builder.assemble(signature, &signer).expect("what was signed is assembled");
        let der = content.to_der().expect("a request that was just built has a DER form");
        Ok(Self { content, der, key: signer.0, hosts: hosts.to_vec() })
    }

    /// Reads the PEM form and checks the signature.
    pub fn from_pem(pem: &str) -> Result<Self, NoRequest> {
        let der = decoded(pem)?;
        let (content, key) = checked(&der)?;
        let names = asked_names(&content).ok_or(NoRequest::NoHost)?;
        let hosts: Vec<Host> = names.0.iter().filter_map(Host::of).collect();
        // What names a station is a station's.
        if hosts.is_empty() || urn_in(&names).is_some() || hosts.len() != names.0.len() {
            return Err(NoRequest::NoHost);
        }
        Ok(Self { content, der, key, hosts })
    }

    /// The PEM form.
    pub fn to_pem(&self) -> String {
        self.content.to_pem(x509_cert::der::pem::LineEnding::LF).expect("DER has a PEM form")
    }

    /// Whose computer it is.
    pub fn subject(&self) -> Subject {
        Subject::of_name(&self.content.info.subject)
    }

    pub(super) fn subject_name(&self) -> Name {
        self.content.info.subject.clone()
    }

    /// The hosts it is reached by.
    pub fn hosts(&self) -> &[Host] {
        &self.hosts
    }

    /// The key to be certified.
    pub fn key(&self) -> &VerifyingKey {
        &self.key
    }

    /// SHA-256 of the DER form.
    pub fn fingerprint(&self) -> [u8; 32] {
        Sha256::digest(&self.der).into()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;
    use crate::samples::{day, key, root, urn};
    use crate::{Authority, Life, Request, Untrusted, check_chain, check_server};
    use domain::journal::event::Exercise;

    #[test]
    fn a_server_is_certified_for_its_hosts_and_is_never_a_station_or_a_hub() {
        let at = day();
        let (root_key, own) = (key(1), key(2));
        let by = root(1, Exercise::Real);
        let hosts: Vec<Host> =
            ["sportello.comune.example", "10.0.0.7"].map(|host| host.parse().unwrap()).into();
        let subject = Subject::new("Comune di Prova", Some("Anagrafe"), "Sportello EM01");
        let request = ServerRequest::make(&subject, &hosts, &own).unwrap();
        let read = ServerRequest::from_pem(&request.to_pem()).unwrap();
        assert_eq!((read.hosts(), read.subject()), (hosts.as_slice(), subject.clone()));
        assert_eq!(
            Request::from_pem(&request.to_pem()).unwrap_err(),
            NoRequest::NoUrn,
            "nor by older programs"
        );
        let station = Request::make(&subject, urn(5), &own).unwrap();
        assert_eq!(ServerRequest::from_pem(&station.to_pem()).err(), Some(NoRequest::NoHost));
        let authority = Authority::new(&by, &root_key).unwrap();
        let leaf = authority.server(&read, [9; 16], at, Life::LONGEST).unwrap();
        assert_eq!((leaf.hosts(), leaf.key()), (hosts, read.key()));
        assert_eq!(check_server(&leaf, &by, at), Ok(()));
        assert_eq!(check_chain(&leaf, &by, at), Err(Untrusted::NoUrn));
        assert!(matches!(
            check_server(&leaf, &by, at.plus(TimeDelta::days(731))),
            Err(Untrusted::Expired(_))
        ));
        let certified = authority.station(&station, [9; 16], at, Life::LONGEST).unwrap();
        assert_eq!(check_server(&certified, &by, at), Err(Untrusted::WrongUsage));
        let other = root(3, Exercise::Real);
        assert_eq!(check_server(&leaf, &other, at), Err(Untrusted::NotByThisRoot));
    }
}
