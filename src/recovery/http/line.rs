//! The connection to a centre.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Error, Timeout};

use crate::centre::CentreError;
use domain::centre::centre::CentreAddress;

/// How long connecting may take, TLS included.
const CONNECTING: Duration = Duration::from_secs(6);
/// How long an answer may keep us waiting: a batch is made durable meanwhile.
const ANSWERING: Duration = Duration::from_secs(30);
/// How long everything together may take.
const ALTOGETHER: Duration = Duration::from_secs(90);
/// How long a look takes whether anybody listens.
const LOOKING: Duration = Duration::from_secs(2);
/// A connection nobody used for so long may have been closed by the other side.
const IDLE: Duration = Duration::from_secs(3);

/// Whom a connection believes.
pub(crate) enum Believing<'a> {
    /// Only who shows a certificate of this root (DER).
    Root(&'a [u8]),
    /// Nobody knows whom to believe yet: the six digits decide, and nothing but them.
    SixDigits,
}

/// What carries questions. No proxy, no redirection: only the address that a person configured is ever spoken to.
pub(crate) fn agent(believing: &Believing<'_>) -> Agent {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let tls = TlsConfig::builder().provider(TlsProvider::Rustls).unversioned_rustls_crypto_provider(provider);
    let tls = match believing {
        Believing::Root(der) => {
            tls.root_certs(RootCerts::new_with_certs(&[Certificate::from_der(der).to_owned()]))
        }
        Believing::SixDigits => tls.root_certs(RootCerts::new_with_certs(&[])).disable_verification(true),
    };
    Agent::config_builder()
        .tls_config(tls.build())
        .http_status_as_error(false)
        .https_only(true)
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_idle_age(IDLE)
        .timeout_connect(Some(CONNECTING))
        .timeout_recv_response(Some(ANSWERING))
        .timeout_global(Some(ALTOGETHER))
        .user_agent(concat!("sportello/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

/// What a failure of the connection means.
pub(crate) fn meaning(error: &Error, address: &CentreAddress) -> CentreError {
    match error {
        Error::HostNotFound | Error::ConnectionFailed | Error::Timeout(Timeout::Resolve) => {
            CentreError::Unreachable
        }
        Error::Timeout(Timeout::Connect) if somebody_listens(address) => CentreError::Silent,
        Error::Timeout(Timeout::Connect) => CentreError::Unreachable,
        Error::Timeout(_) => CentreError::Silent,
        Error::Rustls(error) => of_tls(error),
        Error::Tls(_) | Error::Pem(_) => CentreError::OtherCertificate,
        Error::Io(error) => of_io(error),
        _ => CentreError::ReplyLost,
    }
}

fn of_io(error: &io::Error) -> CentreError {
    if let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return of_tls(tls);
    }
    match error.kind() {
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::AddrNotAvailable => CentreError::Unreachable,
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => CentreError::Silent,
        _ => CentreError::ReplyLost,
    }
}

fn of_tls(error: &rustls::Error) -> CentreError {
    match error {
        rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented => {
            CentreError::OtherCertificate
        }
        // Something answers there, and it does not speak TLS as a centre does.
        _ => CentreError::NotItsAnswer,
    }
}

/// Whether the port is open: then it is the centre that is silent, not the way that is cut.
fn somebody_listens(address: &CentreAddress) -> bool {
    let text = address.as_str();
    let rest = text.strip_prefix("https://").unwrap_or(text);
    let has_port = rest.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    let place = if has_port { rest.to_owned() } else { format!("{rest}:443") };
    let Ok(places) = place.to_socket_addrs() else { return false };
    places.into_iter().any(|place| TcpStream::connect_timeout(&place, LOOKING).is_ok())
}
