//! The server: an address already bound, two workers, a stop that means stop.

use std::io;
use std::net::TcpListener;

use actix_web::{HttpServer, web};

use super::routes;
use super::site::Site;
use super::stop::Stop;

/// Requests under way when the service stops get so many seconds.
const GRACE_SECONDS: u64 = 1;

/// Serves on a bound address until `stop` is heard. `after` is called then, before the last threads have ended:
/// what still hangs may keep this from coming back.
pub fn serve(
    stop: Stop,
    listener: TcpListener,
    site: Site,
    workers: usize,
    after: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    stop.serve(after, || {
        let site = web::Data::new(site);
        Ok(HttpServer::new(move || routes::app(site.clone()))
            .workers(workers)
            .worker_max_blocking_threads(16)
            .shutdown_timeout(GRACE_SECONDS)
            .disable_signals()
            .listen(listener)?
            .run())
    })
}
