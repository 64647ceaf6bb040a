//! The server: an address already bound, two workers, a stop that means stop.

use std::io;
use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::{HttpServer, web};

use super::routes;
use super::site::Site;

/// Requests under way when the service stops get so many seconds.
const GRACE_SECONDS: u64 = 1;

/// Starts serving on a bound address. The future ends when the server has stopped.
pub fn serve(listener: TcpListener, site: Site, workers: usize) -> io::Result<Server> {
    let site = web::Data::new(site);
    Ok(HttpServer::new(move || routes::app(site.clone()))
        .workers(workers)
        .worker_max_blocking_threads(16)
        .shutdown_timeout(GRACE_SECONDS)
        .listen(listener)?
        .run())
}
