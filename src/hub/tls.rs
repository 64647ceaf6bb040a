//! What connections are shown.

use std::fmt;
use std::sync::Arc;

use rustls::crypto::ring::{default_provider, sign::any_ecdsa_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ConfigBuilder, ServerConfig, server::WantsServerCert};

use crate::centre::identity::Identity;
use crate::clock::Random;
use crate::code::host::Host;
use crate::code::{Authority, Certificate, Life, Request, Root, Subject, Urn};
use crate::domain::event::Exercise;
use crate::domain::moment::Moment;
use crate::vault::SigningKey;
use crate::web::hub::site::HubSite;

/// TLS 1.2 and later with the hub's certificate and its root.
pub fn settled(identity: &Identity, certificate: &Certificate) -> Result<ServerConfig, rustls::Error> {
    let own = certified(certificate, identity.roots.first(), &identity.key)?;
    Ok(ordered(builder()?.with_cert_resolver(Arc::new(SingleCertAndKey::from(own)))))
}

/// The strongest suite both sides speak, by our order: clients put what is cheap for them first.
fn ordered(mut config: ServerConfig) -> ServerConfig {
    config.ignore_client_order = true;
    config
}

/// The same for the mock: connections are shown another's certificate where that was ordered.
pub fn mock(site: &Arc<HubSite>, names: &[Host], random: &Random) -> Result<ServerConfig, rustls::Error> {
    let identity = &site.identity;
    let Some(certificate) = &identity.certificate else {
        return Err(rustls::Error::General("the drill's centre certifies itself".to_owned()));
    };
    let own = certified(certificate, identity.roots.first(), &identity.key)?;
    let other = stranger(names, random, site.hub.now())?;
    let shown = OneOfTwo { own, other, site: site.clone() };
    let mut config = ordered(builder()?.with_cert_resolver(Arc::new(shown)));
    // A session taken up again shows no certificate.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn builder() -> Result<ConfigBuilder<ServerConfig, WantsServerCert>, rustls::Error> {
    let provider = Arc::new(default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(builder.with_no_client_auth())
}

fn chain(certificate: &Certificate, root: Option<&Root>) -> Vec<CertificateDer<'static>> {
    let mut chain = vec![CertificateDer::from(certificate.der().to_vec())];
    chain.extend(root.map(|root| CertificateDer::from(root.certificate().der().to_vec())));
    chain
}

fn certified(
    certificate: &Certificate,
    root: Option<&Root>,
    key: &SigningKey,
) -> Result<Arc<CertifiedKey>, rustls::Error> {
    let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.to_pkcs8_der().to_vec()));
    Ok(Arc::new(CertifiedKey::new(chain(certificate, root), any_ecdsa_type(&der)?)))
}

/// A centre of the same names that another root certified.
fn stranger(names: &[Host], random: &Random, now: Moment) -> Result<Arc<CertifiedKey>, rustls::Error> {
    let (root_key, key) = (SigningKey::generate(random), SigningKey::generate(random));
    let failed = |what: &dyn fmt::Display| rustls::Error::General(what.to_string());
    let root = Root::make("Un altro comune", Exercise::Drill, &root_key, random.bytes(), now);
    let root = root.map_err(|error| failed(&error))?;
    let subject = Subject::new("Un altro comune", None, "Un altro centro");
    let request =
        Request::make(&subject, Urn::new(random.uuid(now)), &key).map_err(|error| failed(&error))?;
    let authority = Authority::new(&root, &root_key).map_err(|error| failed(&error))?;
    let certificate = authority.hub(&request, names, random.bytes(), now, Life::LONGEST);
    certified(&certificate.map_err(|error| failed(&error))?, Some(&root), &key)
}

struct OneOfTwo {
    own: Arc<CertifiedKey>,
    other: Arc<CertifiedKey>,
    site: Arc<HubSite>,
}

impl ResolvesServerCert for OneOfTwo {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let mock = self.site.mock.as_ref()?;
        let stranger = mock.orders.meet_connection(self.site.hub.now());
        Some(Arc::clone(if stranger { &self.other } else { &self.own }))
    }
}

impl fmt::Debug for OneOfTwo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneOfTwo")
    }
}
