//! Judged by rustls, as the programs that connect use it.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore};

use super::*;
use crate::authority::{Issue, NotCertified, issue};
use crate::extensions::Purpose;
use crate::samples::{day, key, request, urn};
use crate::{
    Authority, Certificate, Life, Root, ServerRequest, Subject, Untrusted, check_chain, check_server,
};
use domain::journal::event::Exercise;

fn hosts(names: &[&str]) -> Vec<Host> {
    names.iter().map(|name| name.parse().unwrap()).collect()
}

fn permitted() -> Permitted {
    Permitted::of(&["comune.valdore.example".to_owned()], None)
}

fn bounded() -> Root {
    Root::make_within("Comune di Valdorè", Exercise::Real, &permitted(), &key(1), [7; 16], day()).unwrap()
}

/// What somebody with the root's key makes who does not ask what it may.
fn forced(root: &Root, names: &[Host]) -> Certificate {
    let subject = Subject::new("Comune", None, "Altro").to_name();
    let made = Issue {
        issuer: root.certificate().subject_name(),
        subject,
        key: *key(2).verifying_key(),
        purpose: Purpose::Server(names),
    };
    issue(made, &key(1), [3; 16], day(), day().plus(chrono::TimeDelta::days(30))).unwrap()
}

/// What a client that trusts `root` says to this certificate under that name.
fn judged(root: &Root, leaf: &Certificate, name: &str) -> Result<(), Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(root.certificate().der().to_vec())).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
    let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(
        u64::try_from(day().utc().timestamp()).unwrap() + 60,
    ));
    let name = ServerName::try_from(name.to_owned()).unwrap();
    let leaf = CertificateDer::from(leaf.der().to_vec());
    verifier.verify_server_cert(&leaf, &[], &name, &[], at).map(|_| ())
}

#[test]
fn a_bounded_root_certifies_its_names_and_ranges_for_all_who_check_and_nothing_else_for_any() {
    let (root, by) = (bounded(), key(1));
    let authority = Authority::new(&root, &by).unwrap();
    let subject = Subject::new("Comune di Prova", None, "Sportello EM01");
    for name in
        ["comune.valdore.example", "hub.comune.valdore.example", "localhost", "pc7.lan", "10.1.2.3", "::1"]
    {
        let asked = ServerRequest::make(&subject, &hosts(&[name]), &key(2)).unwrap();
        let leaf = authority.server(&asked, [9; 16], day(), Life::LONGEST).unwrap();
        assert_eq!(check_server(&leaf, &root, day()), Ok(()), "{name}");
        assert_eq!(judged(&root, &leaf, name), Ok(()), "{name}");
    }
    for name in ["www.bank.example", "xcomune.valdore.example", "valdore.example", "8.8.8.8", "2001:db8::1"] {
        let asked = ServerRequest::make(&subject, &hosts(&["localhost", name]), &key(2)).unwrap();
        let refused = authority.server(&asked, [9; 16], day(), Life::LONGEST).unwrap_err();
        assert!(matches!(&refused, NotCertified::Host { .. }), "{refused}");
        assert!(
            refused.to_string().contains(name) && refused.to_string().contains("192.168.0.0/16"),
            "{refused}"
        );
        let leaf = forced(&root, &hosts(&["localhost", name]));
        assert_eq!(check_server(&leaf, &root, day()), Err(Untrusted::HostNotPermitted), "{name}");
        let judged = judged(&root, &leaf, name);
        let constrained = |error: &Error| format!("{error:?}").contains("NameConstraintViolation");
        assert!(judged.as_ref().is_err_and(constrained), "{name}: {judged:?}");
    }
}

#[test]
fn a_hub_is_bound_too_and_a_station_which_serves_nothing_is_not() {
    let (root, by) = (bounded(), key(1));
    let authority = Authority::new(&root, &by).unwrap();
    let asked = request(4, urn(5));
    let hub = |names: &[&str]| authority.hub(&asked, &hosts(names), [9; 16], day(), Life::LONGEST);
    let leaf = hub(&["hub.comune.valdore.example", "192.168.1.9"]).unwrap();
    assert!(check_chain(&leaf, &root, day()).is_ok());
    assert_eq!(judged(&root, &leaf, "192.168.1.9"), Ok(()), "the urn beside it is bound by nothing");
    assert!(matches!(hub(&["hub.altrove.example"]), Err(NotCertified::Host { .. })));
    let station = authority.station(&asked, [9; 16], day(), Life::LONGEST).unwrap();
    assert!(check_chain(&station, &root, day()).is_ok());
}

#[test]
fn a_root_of_before_permits_whatever_it_did_and_a_bounded_one_says_what_it_permits() {
    let before = Root::make("Comune di Valdorè", Exercise::Real, &key(1), [7; 16], day()).unwrap();
    assert_eq!(before.permitted(), None);
    let leaf = forced(&before, &hosts(&["www.bank.example"]));
    assert_eq!(check_server(&leaf, &before, day()), Ok(()));
    assert_eq!(judged(&before, &leaf, "www.bank.example"), Ok(()));
    assert!(matches!(
        judged(&before, &leaf, "localhost"),
        Err(Error::InvalidCertificate(CertificateError::NotValidForNameContext { .. }))
    ));
    let read = Root::from_pem(&bounded().certificate().to_pem()).unwrap();
    assert_eq!(read.permitted(), Some(permitted()));
    let ranges: Vec<Range> = vec!["10.20.0.0/16".parse().unwrap()];
    let own = Permitted::of(&[], Some(&ranges));
    assert!(own.allows(&"10.20.3.4".parse().unwrap()) && own.allows(&"127.0.0.1".parse().unwrap()));
    assert!(!own.allows(&"10.21.3.4".parse().unwrap()) && !own.allows(&"192.168.1.1".parse().unwrap()));
}

#[test]
fn ranges_begin_where_they_say() {
    for text in ["10.20.0.0/16", "192.168.4.128/25", "fc00::/7", "::1/128", "1.2.3.4/32"] {
        let range: Range = text.parse().unwrap();
        assert_eq!(range.to_string(), text);
        let GeneralName::IpAddress(bytes) = range.subtree() else { panic!("{text}") };
        assert_eq!(Range::of(bytes.as_bytes()), Some(range));
    }
    for text in ["10.20.0.1/16", "10.0.0.0", "10.0.0.0/33", "0.0.0.0/0", "::/0", "x/8", "10.0.0.0/-1"] {
        assert!(text.parse::<Range>().is_err(), "{text}");
    }
    assert_eq!(Range::of(&[10, 0, 0, 0, 255, 0, 255, 0]), None, "a mask with a hole");
}
