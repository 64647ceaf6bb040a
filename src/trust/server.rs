//! The certificate that a computer makes for itself, to be reached over TLS: nobody vouches for it, people compare its
//! fingerprint. It names no station: nothing signed with its key is believed anywhere.

use chrono::TimeDelta;
use p256::ecdsa;

use super::authority::{Issue, issue};
use super::certificate::Certificate;
use super::extensions::Purpose;
use super::host::Host;
use super::key::Signs;
use super::subject::Subject;
use domain::time::moment::Moment;

/// How long it holds: no browser believes longer ones.
const LIFE: TimeDelta = TimeDelta::days(730);

/// Makes it, for these hosts. `serial` is random.
pub fn self_made<K: Signs>(
    key: &K,
    hosts: &[Host],
    serial: [u8; 16],
    at: Moment,
) -> Result<Certificate, ecdsa::Error> {
    let name = hosts.first().map_or_else(|| "Sportello".to_owned(), ToString::to_string);
    let subject = Subject::new("Sportello", None, &name).to_name();
    let made =
        Issue { issuer: subject.clone(), subject, key: key.verifying_key(), purpose: Purpose::Server(hosts) };
    issue(made, key, serial, at, at.plus(LIFE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{day, key, root};
    use crate::{Root, Untrusted, check_chain};
    use domain::journal::event::Exercise;

    #[test]
    fn a_computers_own_certificate_names_its_hosts_and_is_nobody_elses() {
        let at = day();
        let own = key(1);
        let hosts: Vec<Host> =
            ["sportello.comune.example", "192.168.1.20", "::1"].map(|host| host.parse().unwrap()).into();
        let certificate = self_made(&own, &hosts, [7; 16], at).unwrap();
        assert_eq!(certificate.hosts(), hosts);
        let again = Certificate::from_pem(&certificate.to_pem()).unwrap();
        assert_eq!(again.hosts(), hosts);
        let root = root(1, Exercise::Real);
        assert_eq!(check_chain(&certificate, &root, at), Err(Untrusted::NotByThisRoot));
        assert!(Root::of(certificate).is_err());
    }
}
