//! Where a browser asks: the host name and port it believes to speak to, in clear or over TLS.

use actix_web::HttpRequest;
use actix_web::http::header::HOST;
use actix_web::web::Data;

use super::guard::Hosts;

/// Letters and digits of a name that a session has to itself: 128 bits.
const OWN_NAME: usize = 32;

/// The place of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// As in the address: lower case, with the port where one stands there.
    pub host: String,
    clear: bool,
}

impl Place {
    /// Of a request.
    pub fn of(req: &HttpRequest) -> Self {
        let host = req.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let host = host.to_ascii_lowercase();
        // A proxy speaks TLS under the names of others; this computer's own are asked here.
        let proxied = req.app_data::<Data<Hosts>>().is_some_and(|hosts| hosts.proxied);
        let here = is_loopback(name(&host)) || is_own(name(&host));
        Self { clear: !(req.app_config().secure() || (proxied && !here)), host }
    }

    /// Whether a browser asks in clear: what it is given may be sent in clear too.
    pub fn is_clear(&self) -> bool {
        self.clear
    }

    /// Whether browsers of this computer can be led to a name of their own from here: they take every name below `localhost`
    /// for this computer (RFC 6761), whatever port stands behind it. Over TLS no certificate holds such names.
    pub fn has_names_below(&self) -> bool {
        self.clear && (is_loopback(name(&self.host)) || is_own(name(&self.host)))
    }

    /// The place under a name of its own, on the same port.
    #[must_use]
    pub fn below(&self, own: &str) -> Self {
        Self { host: format!("{own}.localhost{}", self.port()), clear: self.clear }
    }

    /// `:8080`; empty where none stands in the address.
    pub fn port(&self) -> &str {
        let name = name(&self.host);
        let after = self.host.find(name).map_or(0, |at| at + name.len());
        let rest = &self.host[after..];
        rest.find(':').map_or("", |at| &rest[at..])
    }

    /// The name below `localhost`, where it is one of those.
    pub fn own(&self) -> Option<&str> {
        let name = name(&self.host);
        is_own(name).then(|| name.strip_suffix(".localhost")).flatten()
    }
}

/// The name in `name:port`, `[address]:port`.
pub fn name(host: &str) -> &str {
    match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    }
}

/// Whether a name, in lower case, is this computer's for everybody.
pub fn is_loopback(name: &str) -> bool {
    ["localhost", "127.0.0.1", "::1"].contains(&name)
}

/// Whether a name, in lower case, is of the kind a session has to itself.
pub fn is_own(name: &str) -> bool {
    name.strip_suffix(".localhost").is_some_and(|own| {
        own.len() == OWN_NAME
            && own.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_names_below_on_its_own_port() {
        let at = |host: &str| Place { host: host.to_owned(), clear: true };
        let own = "0123456789abcdef0123456789abcdef";
        for (host, below) in [
            ("127.0.0.1:8080", format!("{own}.localhost:8080")),
            ("[::1]:8080", format!("{own}.localhost:8080")),
            ("localhost", format!("{own}.localhost")),
            ("ffffffffffffffffffffffffffffffff.localhost:9", format!("{own}.localhost:9")),
        ] {
            assert!(at(host).has_names_below(), "{host}");
            assert_eq!(at(host).below(own).host, below);
            assert_eq!(at(&below).own(), Some(own));
        }
        for host in ["sportello.comune.example:80", "a.localhost:80", "FF.localhost", ""] {
            assert!(!at(host).has_names_below() && at(host).own().is_none(), "{host}");
        }
        assert!(!Place { host: "localhost:1".into(), clear: false }.has_names_below());
    }
}
