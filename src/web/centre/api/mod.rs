//! The contract between stations and a centre: four operations, signed both ways, and enrolment.
//!
//! | file | subject |
//! |---|---|
//! | [`signed`] | a request of a station, believed before anything else; its signed answer |
//! | [`stations`] | position, blobs, records, outcomes, receipts of heads, what stations were told |
//! | [`enrolments`] | a station asks to be known |
//! | [`problem`] | refusals (RFC 9457) |

pub mod enrolments;
pub mod problem;
pub mod signed;
pub mod stations;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::{self, ServiceConfig};

/// The contract as `OpenAPI` 3.1, for whoever builds a centre of their own.
pub const CONTRACT: &str = include_str!("contract.json");

/// `GET /api/v1/contract.json`
async fn contract() -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, "application/json")).body(CONTRACT)
}

/// `GET /api/v1/status`: whether it answers; nothing else, to anyone.
async fn status() -> HttpResponse {
    let told = serde_json::json!({
        "type": "about:blank", "title": "OK", "status": 200, "detail": "Il centro risponde. / The centre answers.",
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/problem+json"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(told.to_string())
}

/// The addresses of the contract.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/api/v1/contract.json").route(web::get().to(contract)))
        .service(web::resource("/api/v1/status").route(web::get().to(status)))
        .service(
            web::resource("/api/v1/stations/{station}/position").route(web::get().to(stations::position)),
        )
        .service(
            web::resource("/api/v1/stations/{station}/blobs/{sha256}").route(web::put().to(stations::blob)),
        )
        .service(web::resource("/api/v1/stations/{station}/records").route(web::post().to(stations::records)))
        .service(
            web::resource("/api/v1/stations/{station}/outcomes").route(web::get().to(stations::outcomes)),
        )
        .service(
            web::resource("/api/v1/stations/{station}/head-receipt")
                .route(web::get().to(stations::head_receipt)),
        )
        .service(web::resource("/api/v1/stations/{station}/told").route(web::post().to(stations::told)))
        .service(web::resource("/api/v1/enrolments").route(web::post().to(enrolments::ask)))
        .service(
            web::resource("/api/v1/enrolments/{id}")
                .route(web::get().to(enrolments::state))
                .route(web::put().to(enrolments::nonce)),
        );
}
