//! What a station shows whoever reaches it over TLS: the certificate that the municipal root made for this computer, while it
//! holds; otherwise one that it made itself, anew in time and whenever it is reached by other names.

use std::sync::Arc;

use p256::ecdsa;

use clock::Random;
use domain::time::moment::Moment;
use trust::host::Host;
use trust::server::self_made;
use trust::{Certificate, Renewal, Root, check_server};
use vault::key_home::KeyHomeError;
use vault::{KeyHome, ServerKey, SigningKey, WhyMade};
use web::entrance::tls;

/// TLS cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum NoTls {
    /// Key and certificate are not read or written.
    #[error("the key of TLS: {0}. For this computer alone leave --listen out")]
    Home(#[from] KeyHomeError),
    /// The key does not sign.
    #[error("the certificate of this computer was not made: {0}")]
    Signing(#[from] ecdsa::Error),
    /// The library refuses it.
    #[error("TLS cannot be set up with this computer's certificate: {0}")]
    Tls(#[from] rustls::Error),
}

/// What connections are shown.
#[derive(Debug)]
pub struct Shown {
    /// It.
    pub certificate: Certificate,
    /// Who certified it; nobody where this computer made it itself.
    pub root: Option<Root>,
    /// How connections are served.
    pub config: Arc<rustls::ServerConfig>,
    /// What a person at the console has to know: whoever compares fingerprints finds another one.
    pub news: Vec<News>,
}

/// What is new since the last start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// The key was made now.
    Key(WhyMade),
    /// The computer made itself a certificate.
    Made(Why),
    /// Key or certificate made now could not be written: the next start makes others.
    NotKept(String),
    /// The root's certificate is not shown, for this reason.
    NotOfRoot(String),
    /// The root's certificate ends soon, or lacks names that are typed.
    Renew(String),
}

/// Why a certificate was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// There was none for this key.
    First,
    /// It had ended, or was about to.
    Time,
    /// Other names are typed now.
    Names,
}

/// Reads key and certificate, and makes what is missing.
pub fn ready(home: &KeyHome, names: &[Host], random: &Random, at: Moment) -> Result<Shown, NoTls> {
    let ServerKey { key, made, unkept } = home.server_key(random)?;
    let mut news: Vec<News> = made.map(News::Key).into_iter().collect();
    news.extend(unkept.map(|error| News::NotKept(error.to_string())));
    let (certificate, root) = match of_root(home, &key, at)? {
        Some(Ok((certificate, root))) => {
            news.extend(renewal(&certificate, names, at));
            (certificate, Some(root))
        }
        found => {
            news.extend(found.and_then(Result::err).map(News::NotOfRoot));
            let (certificate, why, unkept) = own(home, &key, names, random, at)?;
            news.extend(why.map(News::Made));
            news.extend(unkept.map(|error| News::NotKept(error.to_string())));
            (certificate, None)
        }
    };
    let chain: Vec<&Certificate> =
        std::iter::once(&certificate).chain(root.as_ref().map(Root::certificate)).collect();
    let config = Arc::new(tls::settled(&chain, &key)?);
    Ok(Shown { certificate, root, config, news })
}

/// What the root made for this key, if it can be shown now; why not, where it cannot.
type OfRoot = Result<(Certificate, Root), String>;

fn of_root(home: &KeyHome, key: &SigningKey, at: Moment) -> Result<Option<OfRoot>, NoTls> {
    let kept = home.certificates()?;
    let (certificate, root) = match (kept.current, kept.root) {
        (Some(certificate), Some(root)) => (certificate, root),
        (None, None) => return Ok(None),
        // Both were adopted at once: one of the two files went.
        (None, Some(_)) => return Ok(Some(Err("station.pem is missing".to_owned()))),
        (Some(_), None) => return Ok(Some(Err("root.pem is missing".to_owned()))),
    };
    let read = || {
        let certificate = Certificate::from_pem(&certificate).map_err(|error| error.to_string())?;
        let root = Root::from_pem(&root).map_err(|error| error.to_string())?;
        if *certificate.key() != key.public_key() {
            return Err("it is for another key".to_owned());
        }
        check_server(&certificate, &root, at).map_err(|error| error.to_string())?;
        Ok((certificate, root))
    };
    Ok(Some(read()))
}

fn renewal(certificate: &Certificate, names: &[Host], at: Moment) -> Option<News> {
    if let Renewal::Soon { days } = certificate.renewal(at) {
        return Some(News::Renew(format!("{days} giorni / days")));
    }
    let has = certificate.hosts();
    let missing: Vec<String> =
        names.iter().filter(|name| !has.contains(name)).map(ToString::to_string).collect();
    (!missing.is_empty()).then(|| News::Renew(missing.join(", ")))
}

/// The computer's own certificate; made now where the one there is does not do.
fn own(
    home: &KeyHome,
    key: &SigningKey,
    names: &[Host],
    random: &Random,
    at: Moment,
) -> Result<(Certificate, Option<Why>, Option<KeyHomeError>), NoTls> {
    let kept = home.self_made()?.and_then(|pem| Certificate::from_pem(&pem).ok());
    let why = match kept.filter(|kept| *kept.key() == key.public_key()) {
        None => Why::First,
        Some(kept) if kept.hosts() != names => Why::Names,
        Some(kept) if kept.renewal(at) != Renewal::NotYet || at < kept.not_before() => Why::Time,
        Some(kept) => return Ok((kept, None, None)),
    };
    let certificate = self_made(key, names, random.bytes(), at)?;
    // On a full disk it is this run's: other computers compare again at the next start.
    let unkept = home.keep_self_made(&certificate.to_pem()).err();
    Ok((certificate, Some(why), unkept))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use chrono::TimeDelta;

    use super::*;
    use disk::simulated::SimulatedDisk;

    fn names(hosts: &[&str]) -> Vec<Host> {
        hosts.iter().map(|host| host.parse().unwrap()).collect()
    }

    fn morning() -> Moment {
        Moment::new("2026-03-02T09:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_certificate_is_kept_until_its_time_or_its_names_are_over() {
        let disk = SimulatedDisk::new();
        let home = KeyHome::of_server(disk.shared(), Path::new("/data"));
        let at = |days, hosts: &[&str], seed| {
            ready(&home, &names(hosts), &Random::seeded(seed), morning().plus(TimeDelta::days(days))).unwrap()
        };
        let first = at(0, &["a.example"], 1);
        assert_eq!(first.news, [News::Key(WhyMade::None), News::Made(Why::First)]);
        let again = at(600, &["a.example"], 2);
        assert_eq!((again.news.len(), &again.certificate), (0, &first.certificate));
        let renamed = at(600, &["b.example", "10.0.0.7"], 3);
        assert_eq!(renamed.news, [News::Made(Why::Names)]);
        assert_eq!(renamed.certificate.key(), first.certificate.key(), "of the same key");
        assert_eq!(renamed.certificate.hosts(), names(&["b.example", "10.0.0.7"]));
        let soon = at(600 + 671, &["b.example", "10.0.0.7"], 4);
        assert_eq!(soon.news, [News::Made(Why::Time)], "in time");
        let back = at(0, &["b.example", "10.0.0.7"], 5);
        assert_eq!(back.news, [News::Made(Why::Time)], "it does not hold yet by this clock");
    }

    #[test]
    fn a_full_disk_does_not_keep_others_out_and_is_told() {
        let disk = SimulatedDisk::new();
        let home = KeyHome::of_server(disk.shared(), Path::new("/data"));
        disk.limit(Some(0));
        let shown = ready(&home, &names(&["a.example"]), &Random::seeded(1), morning()).unwrap();
        let unkept = shown.news.iter().filter(|news| matches!(news, News::NotKept(_))).count();
        assert_eq!(unkept, 2, "key and certificate: {:?}", shown.news);
        assert!(home.self_made().unwrap().is_none());
    }

    #[test]
    fn another_computer_makes_its_own() {
        let (one, other) = (SimulatedDisk::new(), SimulatedDisk::new());
        let on = |disk: &SimulatedDisk, seed| {
            let home = KeyHome::of_server(disk.shared(), Path::new("/data"));
            ready(&home, &names(&["a.example"]), &Random::seeded(seed), morning()).unwrap().certificate
        };
        assert_ne!(on(&one, 1).key(), on(&other, 2).key());
    }
}
