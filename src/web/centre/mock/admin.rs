//! `/mock/failures`: orders while the mock runs. In clear on this computer only, as the pages are; no sign-in, since nothing
//! here is worth one.
//!
//! ```sh
//! curl http://127.0.0.1:8470/mock/failures                            # what stands
//! curl -d 'drop-reply@records:3' http://127.0.0.1:8470/mock/failures  # one order a line
//! curl -X DELETE http://127.0.0.1:8470/mock/failures                  # nothing fails any more
//! ```

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::order::{BadOrder, Extent, Failure, Order};
use crate::centre::desk::site;
use crate::centre::site::HubSite;
use crate::site::trouble::Trouble;
use centre::ledger::rehearsed::Rehearsed;

type Answer = Result<HttpResponse, Trouble>;

/// The address of the orders; it answers at the mock alone.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/mock/failures")
            .route(web::get().to(show))
            .route(web::post().to(order))
            .route(web::delete().to(clear)),
    );
}

/// Carries an order out: entries are the centre's business, requests and connections the layer's.
pub fn put(site: &HubSite, order: Order) {
    let Some(mock) = &site.mock else { return };
    match (order.failure, order.extent) {
        (Failure::Reject, Extent::Times(times)) => site.hub.rehearse(Rehearsed::Rejection, times),
        (Failure::Conflict, Extent::Times(times)) => site.hub.rehearse(Rehearsed::Conflict, times),
        _ => mock.orders.put(order),
    }
}

/// `GET /mock/failures`
async fn show(req: HttpRequest) -> Answer {
    let site = of_mock(&req)?;
    let mock = site.mock.as_ref().ok_or(Trouble::NoSuchPage)?;
    let mut standing: Vec<String> =
        mock.orders.standing(site.hub.now()).iter().map(Order::to_string).collect();
    for (what, word) in [(Rehearsed::Rejection, "reject"), (Rehearsed::Conflict, "conflict")] {
        let left = site.hub.to_rehearse(what);
        standing.extend((left > 0).then(|| format!("{word}:{left}")));
    }
    let known: Vec<_> = Failure::ALL
        .iter()
        .map(|(_, word, does)| serde_json::json!({ "failure": word, "does": does }))
        .collect();
    Ok(HttpResponse::Ok().json(serde_json::json!({ "standing": standing, "known": known })))
}

/// `POST /mock/failures`: one order a line.
async fn order(req: HttpRequest, body: String) -> Answer {
    let site = of_mock(&req)?;
    let lines = body.lines().map(str::trim).filter(|line| !line.is_empty());
    let orders = lines.map(str::parse).collect::<Result<Vec<Order>, BadOrder>>();
    match orders {
        Ok(orders) => {
            for order in orders {
                put(&site, order);
            }
            show(req).await
        }
        Err(bad) => Ok(HttpResponse::UnprocessableEntity()
            .insert_header((CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")))
            .body(format!("{bad}\n"))),
    }
}

/// `DELETE /mock/failures`
async fn clear(req: HttpRequest) -> Answer {
    let site = of_mock(&req)?;
    site.mock.as_ref().ok_or(Trouble::NoSuchPage)?.orders.clear();
    for what in [Rehearsed::Rejection, Rehearsed::Conflict] {
        site.hub.rehearse(what, 0);
    }
    Ok(HttpResponse::NoContent().finish())
}

/// The mock's site, asked from this computer.
fn of_mock(req: &HttpRequest) -> Result<web::Data<HubSite>, Trouble> {
    let site = site(req);
    let near = !req.app_config().secure() && req.peer_addr().is_some_and(|peer| peer.ip().is_loopback());
    if near && site.mock.is_some() { Ok(site) } else { Err(Trouble::NoSuchPage) }
}
