use std::sync::LazyLock;

use proptest::prelude::*;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{Builder as _, CertificateBuilder};
use x509_cert::ext::Extension;
use x509_cert::name::Name;
use x509_cert::spki::SubjectPublicKeyInfoRef;

use super::*;
use crate::authority::{Authority, Life, NotCertified, SignerKey, bit_string};
use crate::chain::{Role, Untrusted, check_chain};
use crate::request::{NoRequest, Request};
use crate::root::{NoRoot, Root};
use crate::samples::{day, key, later, request, root, station, urn};
use domain::journal::event::Exercise;

const DAY: i64 = 24 * 3600;

#[test]
fn a_station_of_the_root_passes_and_says_who_it_is() {
    for exercise in [Exercise::Real, Exercise::Drill] {
        let certificate = station(1, exercise, 2, urn(5));
        let read = Certificate::from_pem(&certificate.to_pem()).unwrap();
        assert_eq!(read, certificate);
        let checked = check_chain(&read, &root(1, exercise), later(DAY)).unwrap();
        assert_eq!(checked.urn, urn(5));
        assert_eq!(checked.exercise, exercise);
        assert_eq!(checked.role, Role::Station);
        assert_eq!(checked.subject.to_string(), "Comune di Valdorè, Servizi demografici, Sportello EM01");
        assert_eq!(checked.key, *key(2).verifying_key());
        assert_eq!(checked.not_after, day().plus(chrono::TimeDelta::days(730)));
        assert_eq!(checked.reference.bytes(), certificate.fingerprint()[..8]);
        assert!(
            certificate.der().len() < 650,
            "{} bytes: it travels in every control code",
            certificate.der().len()
        );
    }
}

#[test]
fn a_hub_has_hosts_and_its_own_role() {
    let (root, key) = (root(1, Exercise::Drill), key(1));
    let authority = Authority::new(&root, &key).unwrap();
    let request = Request::make(&Subject::new("", None, "Centro"), urn(9), &self::key(3)).unwrap();
    let hosts = ["hub.comune.example".parse().unwrap(), "127.0.0.1".parse().unwrap()];
    let hub = authority.hub(&request, &hosts, [1; 16], day(), Life::LONGEST).unwrap();
    let checked = check_chain(&hub, &root, day()).unwrap();
    assert_eq!((checked.urn, checked.role), (urn(9), Role::Hub));
    assert_eq!(checked.subject.to_string(), "Comune di Valdorè, Centro", "the root’s municipality");
    let refused = authority.hub(&request, &[], [1; 16], day(), Life::LONGEST);
    assert!(matches!(refused, Err(NotCertified::NoHost)));
}

#[test]
fn time_is_checked_at_both_ends_and_of_the_root_too() {
    let (root, certificate) = (root(1, Exercise::Real), station(1, Exercise::Real, 2, urn(5)));
    let at = |at| check_chain(&certificate, &root, at);
    assert!(at(certificate.not_before()).is_ok() && at(certificate.not_after()).is_ok());
    let (before, after) = (later(-2 * 3600), later(731 * DAY));
    assert_eq!(at(after).unwrap_err(), Untrusted::Expired(certificate.not_after()));
    assert!(matches!(at(before).unwrap_err(), Untrusted::RootOutOfTime { .. }));
    assert!(matches!(at(later(21 * 366 * DAY)).unwrap_err(), Untrusted::RootOutOfTime { .. }));
    let key = key(1);
    let authority = Authority::new(&root, &key).unwrap();
    let young = authority.station(&request(2, urn(5)), [1; 16], later(10 * DAY), Life::LONGEST).unwrap();
    assert_eq!(check_chain(&young, &root, day()), Err(Untrusted::NotYetValid(young.not_before())));
    let last = later(20 * 365 * DAY);
    let short = authority.station(&request(2, urn(5)), [1; 16], last, Life::LONGEST).unwrap();
    assert_eq!(short.not_after(), root.certificate().not_after(), "no leaf outlives its root");
    let late = authority.station(&request(2, urn(5)), [1; 16], later(21 * 366 * DAY), Life::LONGEST);
    assert!(matches!(late, Err(NotCertified::RootOutOfTime { .. })));
}

#[test]
fn no_life_is_longer_than_two_years() {
    assert_eq!(Life::days(731), None);
    assert_eq!(Life::days(0), None);
    assert_eq!(Life::days(730), Some(Life::LONGEST));
}

#[test]
fn another_root_a_root_of_the_same_name_and_the_drill_are_told_apart() {
    let certificate = station(1, Exercise::Real, 2, urn(5));
    for other in [root(9, Exercise::Real), root(1, Exercise::Drill), root(9, Exercise::Drill)] {
        assert_eq!(check_chain(&certificate, &other, day()), Err(Untrusted::NotByThisRoot));
    }
    let mine = root(1, Exercise::Real);
    assert!(Authority::new(&mine, &key(9)).is_err());
}

#[test]
fn a_leaf_is_no_root_and_a_root_is_no_leaf() {
    let leaf = station(1, Exercise::Real, 2, urn(5));
    assert_eq!(Root::of(leaf), Err(NoRoot::Leaf));
    let root = root(1, Exercise::Real);
    assert_eq!(check_chain(root.certificate(), &root, day()), Err(Untrusted::AuthorityAsLeaf));
    assert_eq!(Root::from_pem("x"), Err(NoRoot::Certificate(NoCertificate::Form)));
}

#[test]
fn a_request_reads_back_and_proves_that_the_key_is_held() {
    let made = request(2, urn(5));
    let pem = made.to_pem();
    let read = Request::from_pem(&pem).unwrap();
    assert_eq!((read.urn(), read.key(), read.subject()), (made.urn(), made.key(), made.subject()));
    assert_eq!(read.fingerprint(), made.fingerprint());
    let other = request(3, urn(5));
    let mut stolen = other.content().clone();
    stolen.info.public_key = made.content().info.public_key.clone();
    let stolen = stolen.to_pem(x509_cert::der::pem::LineEnding::LF).unwrap();
    assert_eq!(Request::from_pem(&stolen).unwrap_err(), NoRequest::Signature);
    assert_eq!(Request::from_pem("-----BEGIN X-----").unwrap_err(), NoRequest::Form);
    let certificate = station(1, Exercise::Real, 2, urn(5)).to_pem();
    assert_eq!(Request::from_pem(&certificate).unwrap_err(), NoRequest::Form);
    assert_eq!(Certificate::from_pem(&pem).unwrap_err(), NoCertificate::Form);
}

/// A certificate by the root of `key(1)` with any extensions.
struct Any(Vec<Extension>);

impl BuilderProfile for Any {
    fn get_issuer(&self, _: &Name) -> Name {
        root(1, Exercise::Real).certificate().subject_name()
    }
    fn get_subject(&self) -> Name {
        Name::default()
    }
    fn build_extensions(
        &self,
        _: SubjectPublicKeyInfoRef<'_>,
        _: SubjectPublicKeyInfoRef<'_>,
        _: &x509_cert::TbsCertificate,
    ) -> x509_cert::builder::Result<Vec<Extension>> {
        Ok(self.0.clone())
    }
}

fn with(change: impl FnOnce(&mut Vec<Extension>)) -> Certificate {
    use p256::ecdsa::signature::Signer as _;
    let good = station(1, Exercise::Real, 2, urn(5));
    let tbs = good.x509.tbs_certificate();
    let mut extensions = tbs.extensions().unwrap().clone();
    change(&mut extensions);
    let mut builder = CertificateBuilder::new(
        Any(extensions),
        tbs.serial_number().clone(),
        *tbs.validity(),
        tbs.subject_public_key_info().clone(),
    )
    .unwrap();
    let signer = SignerKey(*key(1).verifying_key());
    let bytes = builder.finalize(&signer).unwrap();
    let signature: Signature = key(1).sign(&bytes);
    Certificate::of(&builder.assemble(bit_string(&signature), &signer).unwrap())
}

#[test]
fn usage_names_and_unknown_critical_extensions_are_held_to() {
    const USAGE: &str = "2.5.29.15";
    const NAMES: &str = "2.5.29.17";
    let root = root(1, Exercise::Real);
    let check = |certificate: &Certificate| check_chain(certificate, &root, day()).map(|checked| checked.urn);
    assert_eq!(check(&with(|_| {})), Ok(urn(5)));
    let without = |oid: &'static str| with(move |all| all.retain(|it| it.extn_id.to_string() != oid));
    assert_eq!(check(&without(USAGE)), Err(Untrusted::WrongUsage));
    assert_eq!(check(&without(NAMES)), Err(Untrusted::NoUrn));
    let strange = ObjectIdentifier::new_unwrap("1.2.3.4");
    let extension = |critical| Extension {
        extn_id: strange,
        critical,
        extn_value: x509_cert::der::asn1::OctetString::new([5, 0]).unwrap(),
    };
    assert_eq!(check(&with(|all| all.push(extension(false)))), Ok(urn(5)));
    assert_eq!(check(&with(|all| all.push(extension(true)))), Err(Untrusted::UnknownCritical(strange)));
    let twice = with(|all| {
        let names = all.iter().find(|it| it.extn_id.to_string() == NAMES).unwrap().clone();
        all.push(names);
    });
    assert_eq!(check(&twice), Err(Untrusted::NoUrn));
}

proptest! {
    #[test]
    fn a_certificate_with_any_byte_changed_is_refused(at in 0usize..1000, bit in 0u8..8) {
        static ROOT: LazyLock<Root> = LazyLock::new(|| root(1, Exercise::Real));
        static GOOD: LazyLock<Certificate> = LazyLock::new(|| station(1, Exercise::Real, 2, urn(5)));
        let mut der = GOOD.der().to_vec();
        let at = at % der.len();
        der[at] ^= 1 << bit;
        let read = Certificate::from_der(&der);
        prop_assert!(read.is_err() || check_chain(&read.unwrap(), &ROOT, day()).is_err());
    }
}

#[test]
fn a_certificate_is_to_be_renewed_from_sixty_days_before_its_end() {
    let end = domain::time::moment::Moment::new(chrono::DateTime::from_timestamp(1_800_000_000, 0).unwrap());
    let before = |days: i64| Renewal::of(end, end.plus(chrono::TimeDelta::days(-days)));
    assert_eq!(before(61), Renewal::NotYet);
    assert_eq!(before(60), Renewal::NotYet);
    assert_eq!(before(59), Renewal::Soon { days: 59 });
    assert_eq!(before(0), Renewal::Soon { days: 0 });
    assert_eq!(Renewal::of(end, end.plus(chrono::TimeDelta::seconds(1))), Renewal::Over);
}
