//! The server: addresses already bound, two workers, a stop that means stop.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;

use actix_web::{HttpServer, web};
use rustls::ServerConfig;

use super::routes;
use crate::entrance::connections::{Connections, MOST_OF_A_WORKER};
use crate::entrance::stop::Stop;
use crate::site::site::Site;

/// Requests under way when the service stops get so many seconds.
const GRACE_SECONDS: u64 = 1;

/// Serves on bound addresses until `stop` is heard: `local` in clear, `open` over TLS, with the same limits. `after` is called then, before the last threads have ended:
/// what still hangs may keep this from coming back.
pub fn serve(
    stop: Stop,
    local: TcpListener,
    open: Option<(TcpListener, ServerConfig)>,
    site: Site,
    workers: usize,
    after: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    stop.serve(after, || {
        let site = web::Data::new(site);
        let connections = Arc::new(Connections::default());
        let mut server = HttpServer::new(move || routes::app(site.clone()))
            .on_connect(move |io, data| connections.enter(io, data))
            .max_connections(MOST_OF_A_WORKER)
            .workers(workers)
            .worker_max_blocking_threads(16)
            .shutdown_timeout(GRACE_SECONDS)
            .disable_signals();
        for local in both(local)? {
            server = server.listen(local)?;
        }
        if let Some((open, tls)) = open {
            server = server.listen_rustls_0_23(open, tls)?;
        }
        Ok(server.run())
    })
}

/// Listens on the other loopback address as well. Browsers ask both for a name below `localhost`: whoever held the other one
/// would be asked for what is meant for us.
pub fn both(listener: TcpListener) -> io::Result<Vec<TcpListener>> {
    let at = listener.local_addr()?;
    let other = match at.ip() {
        IpAddr::V4(Ipv4Addr::LOCALHOST) => IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::LOCALHOST) => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => return Ok(vec![listener]),
    };
    match TcpListener::bind((other, at.port())) {
        Ok(second) => Ok(vec![listener, second]),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            let words = format!(
                "another program listens on {} and would be asked for what is meant for this one: end it, or choose another port with --listen",
                SocketAddr::new(other, at.port())
            );
            Err(io::Error::new(io::ErrorKind::AddrInUse, words))
        }
        // This computer has only one of the two.
        Err(_) => Ok(vec![listener]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_is_asked_for_a_name_below_localhost() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let Ok(squatter) = TcpListener::bind((Ipv6Addr::LOCALHOST, at.port())) else { return };
        let refused = both(listener.try_clone().unwrap()).err().unwrap();
        assert_eq!(refused.kind(), io::ErrorKind::AddrInUse);
        drop(squatter);
        assert_eq!(both(listener).unwrap().len(), 2);
    }
}
