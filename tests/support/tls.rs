//! A client that speaks TLS and believes what a test says.

use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// Believes this certificate (PEM), or whoever it certified, and nobody else; follows nothing.
pub fn believing(certificate: &str) -> ureq::Agent {
    let der = CertificateDer::from_pem_slice(certificate.as_bytes()).unwrap();
    agent(|tls| tls.root_certs(RootCerts::new_with_certs(&[Certificate::from_der(&der).to_owned()])))
}

/// Believes anybody.
pub fn believing_anybody() -> ureq::Agent {
    agent(|tls| tls.disable_verification(true))
}

type Building = ureq::tls::TlsConfigBuilder;

fn agent(believes: impl FnOnce(Building) -> Building) -> ureq::Agent {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder().provider(TlsProvider::Rustls).unversioned_rustls_crypto_provider(provider);
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .max_redirects(0)
        .tls_config(believes(tls).build());
    config.build().new_agent()
}
