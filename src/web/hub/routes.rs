//! Every address of the centre, on one page.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, PayloadConfig, ServiceConfig};
use actix_web::{App, Error, HttpResponse};

use super::limits::{self, Limits};
use super::site::HubSite;
use super::{
    api, bundles, conflicts, enrolments, entries, faults, home, outages, registry, sign_in, stations, workers,
};
use crate::centre::receive::LARGEST_BLOB;
use crate::web::guard::Hosts;
use crate::web::trouble::Trouble;
use crate::web::{assets, guard, log};

/// Paths of all pages people open.
pub const PAGES: [&str; 15] = [
    "/",
    "/sign-in",
    "/setup",
    "/stations",
    "/bundles",
    "/enrolments/{id}",
    "/outages",
    "/outages/{code}/correlation",
    "/outages/{code}/cases",
    "/entries",
    "/entries/{id}",
    "/conflicts",
    "/conflicts/{id}",
    "/registry",
    "/workers",
];

fn pages(config: &mut ServiceConfig) {
    let (get, post, at) = (web::get, web::post, web::resource::<&str>);
    config
        .service(at("/").route(get().to(home::show)))
        .service(at("/sign-in").route(get().to(sign_in::show)).route(post().to(sign_in::submit)))
        .service(at("/sign-out").route(post().to(sign_in::out)))
        .service(at("/setup").route(get().to(sign_in::setup)).route(post().to(sign_in::submit_setup)))
        .service(at("/bundles").route(get().to(bundles::list)).route(post().to(bundles::import)))
        .service(at("/bundles/again").route(post().to(bundles::again)))
        .service(at("/bundles/{id}/outcomes").route(post().to(bundles::outcomes)))
        .service(at("/stations").route(get().to(stations::list)))
        .service(at("/stations/{id}/state").route(post().to(stations::set_state)))
        .service(at("/stations/{id}/accept").route(post().to(stations::accept)))
        .service(
            at("/enrolments/{id}").route(get().to(enrolments::show)).route(post().to(enrolments::decide)),
        )
        .service(at("/outages").route(get().to(outages::list)))
        .service(at("/outages/{code}/correlation").route(get().to(outages::correlation)))
        .service(at("/outages/{code}/correlation.csv").route(get().to(outages::correlation_csv)))
        .service(at("/outages/{code}/cases").route(get().to(outages::cases)))
        .service(at("/outages/{station}/{outage}/archive").route(post().to(outages::archive)))
        .service(at("/entries").route(get().to(entries::list)))
        .service(at("/entries/search").route(get().to(entries::again)).route(post().to(entries::search)))
        .service(at("/entries/{id}").route(get().to(entries::show)))
        .service(at("/entries/{id}/number").route(post().to(entries::renumber)))
        .service(at("/conflicts").route(get().to(conflicts::list)))
        .service(at("/conflicts/{id}").route(get().to(conflicts::show)).route(post().to(conflicts::decide)))
        .service(at("/registry").route(get().to(registry::show)).route(post().to(registry::import)))
        .service(at("/workers").route(get().to(workers::list)).route(post().to(workers::set)))
        .service(at("/status").route(get().to(status)))
        .service(at("/assets/{hash}/{name}").route(get().to(assets::serve)));
}

/// `GET /status`: whether it answers; nothing else, to anyone.
async fn status() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok", "role": "centre" }))
}

/// The application, with everything that stands before its handlers.
pub fn app(
    site: web::Data<HubSite>,
    hosts: web::Data<Hosts>,
    limits: web::Data<Limits>,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(site)
        .app_data(hosts)
        .app_data(limits)
        .app_data(PayloadConfig::new(LARGEST_BLOB))
        .configure(api::routes)
        .configure(pages)
        .default_service(web::to(|| async { Err::<&str, Trouble>(Trouble::NoSuchPage) }))
        .wrap(from_fn(limits::hold))
        .wrap(from_fn(guard::refuse))
        .wrap(from_fn(faults::dress))
        .wrap(from_fn(guard::harden))
        .wrap(from_fn(faults::catch))
        .wrap(from_fn(log::log))
}
