//! A centre of others without enrolment: it trusts a drill's root that was made beforehand, has its own certificate from it,
//! and the check certifies its station itself.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sportello::centre::ledger::identity::Identity;
use sportello::clock::{Clock, Random};
use sportello::trust::{Certificate, Request, Root, Subject, Urn};
use sportello::vault::SigningKey;
use sportello::web::centre::serve::serve;
use sportello::web::entrance::stop::Stop;

use super::examples::{hub, site_of};
use super::verdicts;
use crate::support::station::PROGRAM;

fn sportello(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

/// A root, a centre's key, and the certificate that the root gave it, made as the page says.
fn office(folder: &Path, key: &SigningKey, urn: Urn) {
    std::fs::write(folder.join("passphrase"), "cavallo batteria graffetta\n").unwrap();
    let request = Request::make(&Subject::new("", None, "Centro"), urn, key).unwrap();
    std::fs::write(folder.join("request.pem"), request.to_pem()).unwrap();
    let root = [
        "keys",
        "root",
        "--drill",
        "--municipality",
        "Prova",
        "--passphrase-file",
        "passphrase",
        "--out",
        "root",
    ];
    let certify =
        ["keys", "certify", "--hub", "--name", "127.0.0.1", "--root", "root", "--request", "request.pem"];
    for arguments in
        [&root[..], &[&certify[..], &["--passphrase-file", "passphrase", "--out", "centre.pem"]].concat()]
    {
        let done = sportello(folder, arguments);
        assert!(done.status.success(), "{done:?}");
    }
}

/// Serves the centre on a thread of its own; its address.
fn served(folder: &Path) -> String {
    let random = Random::system();
    let (key, urn) = (SigningKey::generate(&random), Urn::new(random.uuid(Clock::system().now())));
    office(folder, &key, urn);
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let certificate = Certificate::from_pem(&read("centre.pem")).unwrap();
    let root = Root::from_pem(&read("root/root.pem")).unwrap();
    let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_pkcs8_der().to_vec()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![CertificateDer::from(certificate.der().to_vec())], der)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    let centre = hub(folder, Clock::system(), &random);
    let site = site_of(centre, Identity::real(urn, key, Some(certificate), vec![root]), &random);
    // Whoever connects before it serves waits: the address is bound.
    std::thread::spawn(move || {
        serve(Stop::listen().unwrap(), None, Some((listener, tls)), Arc::new(site), Vec::new(), || ())
            .unwrap();
    });
    address
}

#[test]
fn a_centre_that_trusts_a_root_made_beforehand_is_checked_without_enrolment() {
    let folder = tempfile::tempdir().unwrap();
    let address = served(folder.path());
    let with_root = ["--root", "root", "--passphrase-file", "passphrase", "--json", "--centre"];
    let check = |centre: &str| {
        sportello(folder.path(), &[&["centre", "check", &address][..], &with_root, &[centre]].concat())
    };
    let output = check("centre.pem");
    let verdicts = verdicts(&output);
    assert_eq!(output.status.code(), Some(0), "{verdicts:?}");
    for (rule, (verdict, why)) in &verdicts {
        let enrols = ["enrolment-commitment", "enrolment-over", "station-certificate", "reserve-certificate"];
        let expected = if enrols.contains(&rule.as_str()) { "skipped" } else { "passed" };
        assert_eq!(verdict, expected, "{rule}: {why}");
    }
    let another = check("urn:uuid:018f3a5c-0000-7000-8000-000000000001");
    assert_eq!(another.status.code(), Some(1), "signed for a centre that this one is not: {another:?}");
}
