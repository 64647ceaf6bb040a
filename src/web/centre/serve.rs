//! The centre's server: in clear on this computer, over TLS for others.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;

use actix_web::{HttpServer, web};
use rustls::ServerConfig;

use super::limits::Limits;
use super::routes;
use super::site::HubSite;
use crate::counter::serve::both;
use crate::entrance::connections::{Connections, MOST_OF_A_WORKER};
use crate::entrance::guard::Hosts;
use crate::entrance::stop::Stop;

/// Threads of each worker that check, read and store: more would only wait for the same store, each with its own memory.
const THREADS: usize = 4;

/// Requests under way when the service stops get so many seconds.
const GRACE_SECONDS: u64 = 1;

/// Serves until `stop` is heard: `local` in clear, `open` over TLS. `after` is called then, before the last
/// threads have ended.
pub fn serve(
    stop: Stop,
    local: Option<TcpListener>,
    open: Option<(TcpListener, ServerConfig)>,
    site: Arc<HubSite>,
    hosts: Vec<String>,
    after: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    stop.serve(after, || {
        let (site, hosts) = (web::Data::from(site), web::Data::new(Hosts { names: hosts, proxied: false }));
        let limits = web::Data::new(Limits::default());
        let connections = Arc::new(Connections::default());
        let mut server = HttpServer::new(move || routes::app(site.clone(), hosts.clone(), limits.clone()))
            .on_connect(move |io, data| connections.enter(io, data))
            .max_connections(MOST_OF_A_WORKER)
            .workers(2)
            .worker_max_blocking_threads(THREADS)
            .shutdown_timeout(GRACE_SECONDS)
            .disable_signals();
        if let Some(local) = local {
            for local in both(local)? {
                server = server.listen(local)?;
            }
        }
        if let Some((open, tls)) = open {
            server = server.listen_rustls_0_23(open, tls)?;
        }
        Ok(server.run())
    })
}
