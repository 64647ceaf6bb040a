//! How browsers reach a station: in clear on this computer, over TLS from others.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::settings::{DEFAULT_LISTEN, Settings};
use trust::host::{Host, NoHost};

/// Where this computer's browser is served where others have the usual port.
const OTHER_PORT: u16 = DEFAULT_LISTEN.port() + 1;

/// How a station is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ways {
    /// In clear: by this computer only, or by a proxy that speaks TLS to browsers.
    Clear {
        /// Where.
        at: SocketAddr,
        /// Whether such a proxy stands in front.
        proxied: bool,
    },
    /// Over TLS by others, in clear by this computer.
    Tls {
        /// In clear; on this computer only.
        local: SocketAddr,
        /// Over TLS.
        open: SocketAddr,
        /// Names and addresses that are typed to reach it.
        names: Vec<Host>,
    },
}

/// Why a station is not to be reached so.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoWay {
    /// Others would be served, under no name.
    #[error(
        "--listen {0} is for other computers too, which reach this one by a name or an address: say which with --hosts, such as --hosts sportello.comune.example,192.168.1.20. They are served over TLS and the certificate names them. If a proxy in front of this station speaks TLS, say --behind-proxy; for this computer alone leave --listen out"
    )]
    NoName(SocketAddr),
    /// A name that no certificate can carry.
    #[error("--hosts: {0}")]
    NoHost(#[from] NoHost),
    /// What is in clear is for this computer only.
    #[error(
        "--local {0} is for the browser of this computer only (127.0.0.1): others use --listen, over TLS"
    )]
    NotLocal(SocketAddr),
    /// Both at one place.
    #[error("--local and --listen are both at port {0}: give one of them another port")]
    SamePort(u16),
    /// Behind a proxy there is one address only.
    #[error("--behind-proxy serves --listen in clear, this computer too: leave --local out")]
    LocalBehindProxy,
}

impl Ways {
    /// What the settings come to.
    pub fn of(settings: &Settings) -> Result<Self, NoWay> {
        let open = settings.listen;
        if settings.behind_proxy {
            return match settings.local {
                Some(_) => Err(NoWay::LocalBehindProxy),
                None => Ok(Self::Clear { at: open, proxied: true }),
            };
        }
        if settings.local.is_none() && open.ip().is_loopback() {
            return Ok(Self::Clear { at: open, proxied: false });
        }
        let local = settings.local.unwrap_or_else(|| usual_local(open));
        if !local.ip().is_loopback() {
            return Err(NoWay::NotLocal(local));
        }
        let meets = open.ip().is_unspecified() || open.ip() == local.ip();
        if meets && open.port() == local.port() && open.port() != 0 {
            return Err(NoWay::SamePort(open.port()));
        }
        if open.ip().is_unspecified() && settings.hosts.is_empty() {
            return Err(NoWay::NoName(open));
        }
        Ok(Self::Tls { local, open, names: names(settings)? })
    }

    /// Where this computer's browser is served.
    pub fn local(&self) -> SocketAddr {
        match self {
            Self::Clear { at, .. } => *at,
            Self::Tls { local, .. } => *local,
        }
    }

    /// Whether a proxy that speaks TLS stands in front.
    pub fn proxied(&self) -> bool {
        matches!(self, Self::Clear { proxied: true, .. })
    }
}

fn usual_local(open: SocketAddr) -> SocketAddr {
    let port = if open.port() == DEFAULT_LISTEN.port() { OTHER_PORT } else { DEFAULT_LISTEN.port() };
    SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port)
}

/// First the names that were said, last this computer's own: a person at it may type those too.
fn names(settings: &Settings) -> Result<Vec<Host>, NoHost> {
    let mut names = settings.hosts.iter().map(|host| host.parse()).collect::<Result<Vec<Host>, _>>()?;
    let at = settings.listen.ip();
    if !at.is_unspecified() && !at.is_loopback() {
        names.push(Host::Address(at));
    }
    names.extend(
        ["localhost", "127.0.0.1", "::1"].map(str::parse).into_iter().collect::<Result<Vec<_>, _>>()?,
    );
    let mut once: Vec<Host> = Vec::new();
    for name in names {
        if !once.contains(&name) {
            once.push(name);
        }
    }
    Ok(once)
}

#[cfg(test)]
mod tests {
    use super::super::places::Places;
    use super::super::settings::{Origin, Said};
    use super::*;

    fn ways(values: &[(&'static str, &str)]) -> Result<Ways, NoWay> {
        let said =
            |(key, value): &(&'static str, &str)| (*key, (*value).to_owned(), Origin::Flag(String::new()));
        let values = [("data", "/nowhere")].iter().chain(values).map(said).collect();
        let said = Said { values, ..Said::default() };
        Ways::of(&Settings::gather(&said, &Places::default()).unwrap())
    }

    fn text(names: &[Host]) -> Vec<String> {
        names.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn this_computer_alone_is_served_in_clear() {
        let clear = |at: &str| Ok(Ways::Clear { at: at.parse().unwrap(), proxied: false });
        assert_eq!(ways(&[]), clear("127.0.0.1:8080"));
        assert_eq!(ways(&[("listen", "[::1]:9"), ("hosts", "a.example")]), clear("[::1]:9"));
    }

    #[test]
    fn others_are_served_over_tls_under_the_names_that_were_said() {
        let said = [("listen", "0.0.0.0:8443"), ("hosts", "sportello.comune.example,192.168.1.20")];
        let Ok(Ways::Tls { local, names, .. }) = ways(&said) else { panic!() };
        assert_eq!(local.to_string(), "127.0.0.1:8080");
        assert_eq!(text(&names)[..3], ["sportello.comune.example", "192.168.1.20", "localhost"]);
        let Ok(Ways::Tls { local, names, .. }) = ways(&[("listen", "192.168.1.20:8080")]) else { panic!() };
        assert_eq!(local.to_string(), "127.0.0.1:8081", "the usual port is taken");
        assert_eq!(text(&names), ["192.168.1.20", "localhost", "127.0.0.1", "::1"]);
        let both = [("listen", "127.0.0.1:1"), ("local", "127.0.0.1:2")];
        assert!(matches!(ways(&both), Ok(Ways::Tls { .. })), "whoever says both wants both");
    }

    #[test]
    fn others_are_not_served_in_clear_unless_a_proxy_speaks_tls_for_them() {
        for listen in ["0.0.0.0:8443", "[::]:8443"] {
            let refused = ways(&[("listen", listen)]).unwrap_err();
            assert!(
                refused.to_string().contains("--hosts") && refused.to_string().contains("--behind-proxy")
            );
        }
        let proxied = ways(&[("listen", "0.0.0.0:8080"), ("behind_proxy", "true")]).unwrap();
        assert_eq!(proxied, Ways::Clear { at: "0.0.0.0:8080".parse().unwrap(), proxied: true });
        let told_otherwise = [("listen", "192.168.1.20:1"), ("behind_proxy", "false")];
        assert!(matches!(ways(&told_otherwise), Ok(Ways::Tls { .. })));
    }

    #[test]
    fn what_cannot_be_is_refused_with_words() {
        let open = ("listen", "192.168.1.20:8443");
        assert!(matches!(ways(&[open, ("local", "192.168.1.20:8080")]), Err(NoWay::NotLocal(_))));
        assert!(matches!(ways(&[open, ("hosts", "pc_1")]), Err(NoWay::NoHost(_))));
        let wide = [("listen", "0.0.0.0:8443"), ("hosts", "a.example"), ("local", "127.0.0.1:8443")];
        assert_eq!(ways(&wide), Err(NoWay::SamePort(8443)));
        let both = [("behind_proxy", "true"), ("local", "127.0.0.1:8080")];
        assert_eq!(ways(&both), Err(NoWay::LocalBehindProxy));
    }
}
