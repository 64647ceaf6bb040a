//! The server: an address already bound, two workers, a stop that means stop.

use std::io;
use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::{HttpServer, rt, web};

use super::routes;
use super::site::Site;

/// Requests under way when the service stops get so many seconds.
const GRACE_SECONDS: u64 = 1;

/// Serves on a bound address until the process is told to stop. `after` is called then, before the last threads have ended:
/// what still hangs may keep this from coming back.
pub fn serve(
    listener: TcpListener,
    site: Site,
    workers: usize,
    after: impl FnOnce() + Send + 'static,
) -> io::Result<()> {
    until_stopped(after, || {
        let site = web::Data::new(site);
        Ok(HttpServer::new(move || routes::app(site.clone()))
            .workers(workers)
            .worker_max_blocking_threads(16)
            .shutdown_timeout(GRACE_SECONDS)
            .listen(listener)?
            .run())
    })
}

/// Runs a server to its end.
pub(super) fn until_stopped(
    after: impl FnOnce() + Send + 'static,
    start: impl FnOnce() -> io::Result<Server>,
) -> io::Result<()> {
    rt::System::new().block_on(async {
        let served = start()?.await;
        std::thread::spawn(after);
        served
    })
}
