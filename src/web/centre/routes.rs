//! Every address of the centre, on one page.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::web::{self, PayloadConfig};
use actix_web::{App, Error, HttpResponse};

use crate::entrance::guard::{Hosts, behind_the_guards};
use crate::site::address::site;
use crate::site::{assets, post};

use super::faults::AtTheCentre;
use super::limits::{self, Limits};
use super::site::HubSite;
use super::{
    account, api, bundles, conflicts, contract, correct_number, deeds, enrolments, entries, forgotten, home,
    mock, numbers, numbers_proposed, outages, own_sequence, put_back, recovery_code, registry, sign_in,
    stations, worker, workers,
};

site! {
    Page "/"         => home::show;
    Page "/sign-in"  => sign_in::show, sign_in::submit;
    Page "/sign-in/forgotten" => forgotten::show, forgotten::submit;
    Act  "/sign-out" => sign_in::out;
    Page "/setup"    => sign_in::setup, sign_in::submit_setup;
    Page "/stations" => stations::list;
    Act  "/stations/{id}/state"  => stations::set_state;
    Act  "/stations/{id}/accept" => stations::accept;
    Page "/enrolments/{id}" => enrolments::show, enrolments::decide;
    Page "/bundles"       => bundles::list, bundles::import;
    Act  "/bundles/again" => bundles::again;
    Act  "/bundles/{id}/outcomes" => bundles::outcomes;
    Page "/outages"       => outages::list;
    Page "/outages/{code}/correlation"     => outages::correlation;
    Data "/outages/{code}/correlation.pdf" => outages::correlation_pdf;
    Data "/outages/{code}/correlation.csv" => outages::correlation_csv;
    Page "/outages/{code}/cases"           => outages::cases;
    Data "/outages/{code}/cases.pdf"       => outages::cases_pdf;
    Act  "/outages/{station}/{outage}/archive" => outages::archive;
    Page "/outages/{station}/{outage}/close"   => outages::closing, outages::close;
    Page "/entries"       => entries::list;
    Act  "/entries/search" => entries::again, entries::search;
    Page "/entries/{id}"  => entries::show;
    Act  "/entries/{id}/number" => entries::number;
    Page "/entries/{id}/correct-number" => correct_number::show, correct_number::correct;
    Page "/numbers"       => numbers::show, numbers_proposed::show;
    Act  "/numbers/noted" => numbers_proposed::again, numbers_proposed::note;
    Act  "/numbers/by"    => numbers::again, numbers::decide;
    Act  "/numbers/next"  => numbers::again, own_sequence::go_on;
    Data "/numbers/wanted.csv" => numbers::wanted;
    Page "/conflicts"     => conflicts::list, conflicts::decide_many;
    Page "/conflicts/{id}" => conflicts::show, conflicts::decide;
    Act  "/conflicts/{id}/call" => conflicts::again, conflicts::call;
    Page "/put-back"      => put_back::show, put_back::go_on;
    Page "/registry"      => registry::show, registry::import;
    Page "/workers"       => workers::list, workers::add;
    Page "/workers/{id}"  => worker::show;
    Act  "/workers/{id}/roles"    => worker::again, worker::set_roles;
    Act  "/workers/{id}/open"     => worker::again, worker::set_open;
    Act  "/workers/{id}/password" => worker::again, worker::give_password;
    Page "/recovery-code"     => recovery_code::show, recovery_code::keep;
    Act  "/recovery-code/new" => recovery_code::again, recovery_code::make;
    Page "/deeds"         => deeds::list;
    Page "/deeds/check"   => deeds::check;
    Data "/deeds/deeds.jsonl" => deeds::export;
    Page "/account"       => account::show, account::change_password;
    Act  "/account/read"  => account::acknowledge;
    Page "/contract"      => contract::show;
    Data "/contract/CENTRE.md" => contract::text;
    Data "/status"        => status;
    Data "/assets/{hash}/{name}" => assets::serve;
}

/// `GET /status`: whether it answers; nothing else, to anyone.
async fn status() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "ok", "role": "centre" }))
}

/// The application, with everything that stands before its handlers.
pub fn app(
    site_data: web::Data<HubSite>,
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
    let app = App::new()
        .app_data(web::Data::from(std::sync::Arc::clone(&site_data.passing)))
        .app_data(site_data)
        .app_data(hosts)
        .app_data(limits)
        .app_data(PayloadConfig::new(post::LONGEST_FORM))
        .configure(api::routes)
        .configure(mock::admin::routes)
        .configure(site)
        .wrap(from_fn(mock::layer::befall))
        .wrap(from_fn(limits::hold));
    behind_the_guards::<AtTheCentre, _, _>(app)
}
