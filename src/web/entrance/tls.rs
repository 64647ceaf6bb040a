//! How every site of ours speaks TLS: 1.2 and later, the strongest suite both sides know.

use std::sync::Arc;

use rustls::crypto::ring::{default_provider, sign::any_ecdsa_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WantsServerCert;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ConfigBuilder, ServerConfig};

use trust::Certificate;
use vault::SigningKey;

/// Shows one certificate, followed by whoever certified it.
pub fn settled(chain: &[&Certificate], key: &SigningKey) -> Result<ServerConfig, rustls::Error> {
    let own = certified(chain, key)?;
    Ok(ordered(builder()?.with_cert_resolver(Arc::new(SingleCertAndKey::from(own)))))
}

/// The strongest suite both sides speak, by our order: clients put what is cheap for them first.
pub fn ordered(mut config: ServerConfig) -> ServerConfig {
    config.ignore_client_order = true;
    config
}

/// What every configuration begins with.
pub fn builder() -> Result<ConfigBuilder<ServerConfig, WantsServerCert>, rustls::Error> {
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_no_client_auth())
}

/// A certificate, whoever certified it, and its key.
pub fn certified(chain: &[&Certificate], key: &SigningKey) -> Result<Arc<CertifiedKey>, rustls::Error> {
    let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_pkcs8_der().to_vec()));
    let chain = chain.iter().map(|certificate| CertificateDer::from(certificate.der().to_vec()));
    Ok(Arc::new(CertifiedKey::new(chain.collect(), any_ecdsa_type(&der)?)))
}
