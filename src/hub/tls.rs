//! What connections are shown.

use std::fmt;
use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::{ClientHello, NoServerSessionStorage, ResolvesServerCert};
use rustls::sign::CertifiedKey;

use centre::ledger::identity::Identity;
use clock::Random;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use trust::host::Host;
use trust::{Authority, Certificate, Life, Request, Root, Subject, Urn};
use vault::SigningKey;
use web::centre::site::HubSite;
use web::entrance::tls;

/// TLS 1.2 and later with the hub's certificate and its root.
pub fn settled(identity: &Identity, certificate: &Certificate) -> Result<ServerConfig, rustls::Error> {
    tls::settled(&chain(certificate, identity.roots.first()), &identity.key)
}

/// The same for the mock: connections are shown another's certificate where that was ordered.
pub fn mock(site: &Arc<HubSite>, names: &[Host], random: &Random) -> Result<ServerConfig, rustls::Error> {
    let identity = &site.identity;
    let Some(certificate) = &identity.certificate else {
        return Err(rustls::Error::General("the drill's centre certifies itself".to_owned()));
    };
    let own = shown(certificate, identity.roots.first(), &identity.key)?;
    let other = stranger(names, random, site.hub.now())?;
    let shown = OneOfTwo { own, other, site: site.clone() };
    let mut config = tls::ordered(tls::builder()?.with_cert_resolver(Arc::new(shown)));
    // A session taken up again shows no certificate.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

fn shown(
    certificate: &Certificate,
    root: Option<&Root>,
    key: &SigningKey,
) -> Result<Arc<CertifiedKey>, rustls::Error> {
    tls::certified(&chain(certificate, root), key)
}

fn chain<'a>(certificate: &'a Certificate, root: Option<&'a Root>) -> Vec<&'a Certificate> {
    std::iter::once(certificate).chain(root.map(Root::certificate)).collect()
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
    shown(&certificate.map_err(|error| failed(&error))?, Some(&root), &key)
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
