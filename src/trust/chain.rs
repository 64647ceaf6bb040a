//! Whether a certificate is one of ours: the chain has two links, root and leaf (RFC 5280 §6, no more than is needed).

use p256::ecdsa::VerifyingKey;
use p256::pkcs8::AssociatedOid as _;
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName,
};

use super::certificate::{Certificate, KeyReference};
use super::extensions::{SERVER_AUTH, key_identifier};
use super::root::Root;
use super::subject::Subject;
use super::urn::Urn;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;

/// A certificate that passed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which station or hub.
    pub urn: Urn,
    /// Whose.
    pub subject: Subject,
    /// What checks its signatures.
    pub key: VerifyingKey,
    /// Until when it holds.
    pub not_after: Moment,
    /// What refers to it.
    pub reference: KeyReference,
    /// Whether the root is the drill's: nothing signed with it is genuine.
    pub exercise: Exercise,
    /// What it was certified as.
    pub role: Role,
    /// The root that certified it.
    pub root: KeyReference,
}

/// What a certificate was made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A station: it signs messages and control codes.
    Station,
    /// A hub: it serves TLS too.
    Hub,
}

/// Why a certificate is not trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Untrusted {
    /// Another root, or none, signed it.
    #[error("it was not certified by this root")]
    NotByThisRoot,
    /// Its time is over.
    #[error("it expired on {}: certify a new one", .0.day().format("%d/%m/%Y"))]
    Expired(Moment),
    /// Its time has not begun.
    #[error("it holds only from {0}: is the clock right?")]
    NotYetValid(Moment),
    /// The root's own time is over or has not begun.
    #[error("the root holds only from {from} to {to}")]
    RootOutOfTime {
        /// From when.
        from: Moment,
        /// Until when.
        to: Moment,
    },
    /// A root stands where a station or a hub belongs.
    #[error("it may certify others, so it is no certificate of a station or a hub")]
    AuthorityAsLeaf,
    /// It does not allow signing.
    #[error("its usage does not include digital signatures")]
    WrongUsage,
    /// It names a host that the root may not certify.
    #[error("it names a host that its root may not certify")]
    HostNotPermitted,
    /// It demands that something be understood that is not.
    #[error("it has a critical extension unknown here ({0})")]
    UnknownCritical(ObjectIdentifier),
    /// It names no station or hub, or several.
    #[error("it does not name exactly one station or hub (urn:uuid:…)")]
    NoUrn,
}

/// Checks that `root` certified `certificate` for a station or a hub, and that both hold at `at`.
pub fn check_chain(certificate: &Certificate, root: &Root, at: Moment) -> Result<Checked, Untrusted> {
    vouched(certificate, root, at)?;
    let role = role(certificate)?;
    let tbs = certificate.x509.tbs_certificate();
    let names = tbs.get_extension::<SubjectAltName>().ok().flatten();
    let urn = names.and_then(|(_, names)| urn_in(&names)).ok_or(Untrusted::NoUrn)?;
    Ok(Checked {
        urn,
        subject: certificate.subject(),
        key: *certificate.key(),
        not_after: certificate.not_after(),
        reference: certificate.reference(),
        exercise: root.exercise(),
        role,
        root: root.certificate().reference(),
    })
}

/// Checks that `root` certified `certificate` for a computer that is reached over TLS, for nothing else, and that both hold
/// at `at`.
pub fn check_server(certificate: &Certificate, root: &Root, at: Moment) -> Result<(), Untrusted> {
    vouched(certificate, root, at)?;
    if role(certificate)? != Role::Hub || !is_servers(certificate) {
        return Err(Untrusted::WrongUsage);
    }
    Ok(())
}

/// Whether it is for serving TLS alone and names no station or hub, whoever made it.
pub fn is_servers(certificate: &Certificate) -> bool {
    let tbs = certificate.x509.tbs_certificate();
    let named = tbs.get_extension::<SubjectAltName>().ok().flatten();
    let usage = tbs.get_extension::<ExtendedKeyUsage>().ok().flatten();
    usage.is_some_and(|(_, usage)| usage.0 == [SERVER_AUTH])
        && named.is_some_and(|(_, names)| urn_in(&names).is_none())
}

fn vouched(certificate: &Certificate, root: &Root, at: Moment) -> Result<(), Untrusted> {
    if !root.issued(certificate) || !names_its_key(certificate, root) {
        return Err(Untrusted::NotByThisRoot);
    }
    let (from, to) = (root.certificate().not_before(), root.certificate().not_after());
    if at < from || at > to {
        return Err(Untrusted::RootOutOfTime { from, to });
    }
    if at > certificate.not_after() {
        return Err(Untrusted::Expired(certificate.not_after()));
    }
    if at < certificate.not_before() {
        return Err(Untrusted::NotYetValid(certificate.not_before()));
    }
    if let Some(permitted) = root.permitted()
        && certificate.hosts().iter().any(|host| !permitted.allows(host))
    {
        return Err(Untrusted::HostNotPermitted);
    }
    Ok(())
}

/// The one `urn:uuid:` among `names`.
pub(super) fn urn_in(names: &SubjectAltName) -> Option<Urn> {
    let mut uris = names.0.iter().filter_map(|name| match name {
        GeneralName::UniformResourceIdentifier(uri) => Some(uri),
        _ => None,
    });
    match (uris.next(), uris.next()) {
        (Some(uri), None) => AsRef::<str>::as_ref(uri).parse().ok(),
        _ => None,
    }
}

/// A root made anew under the same name has another key: the identifier tells them apart before the signature does.
fn names_its_key(certificate: &Certificate, root: &Root) -> bool {
    match certificate.x509.tbs_certificate().get_extension::<AuthorityKeyIdentifier>() {
        Ok(Some((_, named))) => named
            .key_identifier
            .is_none_or(|named| named.as_bytes() == key_identifier(root.certificate().key())),
        Ok(None) => true,
        Err(_) => false,
    }
}

fn role(certificate: &Certificate) -> Result<Role, Untrusted> {
    let tbs = certificate.x509.tbs_certificate();
    let known = [
        KeyUsage::OID,
        BasicConstraints::OID,
        SubjectAltName::OID,
        ExtendedKeyUsage::OID,
        AuthorityKeyIdentifier::OID,
    ];
    let extensions = tbs.extensions().map_or(&[][..], |extensions| extensions.as_slice());
    if let Some(unknown) = extensions.iter().find(|it| it.critical && !known.contains(&it.extn_id)) {
        return Err(Untrusted::UnknownCritical(unknown.extn_id));
    }
    let authority = match tbs.get_extension::<BasicConstraints>() {
        Ok(constraints) => constraints.is_some_and(|(_, constraints)| constraints.ca),
        Err(_) => return Err(Untrusted::WrongUsage),
    };
    let usage = tbs.get_extension::<KeyUsage>().ok().flatten().ok_or(Untrusted::WrongUsage)?.1;
    if authority || usage.key_cert_sign() {
        return Err(Untrusted::AuthorityAsLeaf);
    }
    if !usage.digital_signature() {
        return Err(Untrusted::WrongUsage);
    }
    let further = tbs.get_extension::<ExtendedKeyUsage>().map_err(|_| Untrusted::WrongUsage)?;
    match further {
        Some((_, further)) if further.0.contains(&SERVER_AUTH) => Ok(Role::Hub),
        Some(_) => Err(Untrusted::WrongUsage),
        None => Ok(Role::Station),
    }
}
