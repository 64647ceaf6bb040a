//! *Da altri computer*: how other computers reach this one over TLS, and what whoever sits there compares or installs.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use askama::Template;

use crate::site::frame::{Answer, Frame};
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use domain::text::hex;
use trust::Renewal;

#[derive(Template)]
#[template(path = "counter/life/server.html")]
struct ServerPage {
    l: Lang,
    frame: Frame,
    told: Option<Told>,
    proxied: bool,
}

/// What the page tells.
struct Told {
    addresses: Vec<String>,
    /// Lines of eight pairs: none breaks in the middle of a pair.
    fingerprint: [String; 4],
    until: String,
    /// It ends soon.
    renew: bool,
    /// Who certified it, and the fingerprint of that root.
    root: Option<(String, [String; 4])>,
}

fn lines(fingerprint: &[u8; 32]) -> [String; 4] {
    [0, 8, 16, 24].map(|at| hex::pairs(&fingerprint[at..at + 8]))
}

/// `GET /station/server`
pub async fn show(seat: Seat) -> Answer {
    let now = seat.strip()?.now;
    let told = seat.standing.site.server.as_ref().map(|server| Told {
        addresses: server.addresses.clone(),
        fingerprint: lines(&server.certificate.fingerprint()),
        until: when::date(server.certificate.not_after().day()),
        renew: server.renewal(now) != Renewal::NotYet,
        root: server
            .root
            .as_ref()
            .map(|root| (root.certificate().subject().to_string(), lines(&root.certificate().fingerprint()))),
    });
    let proxied = seat.standing.site.proxied;
    seat.show(&ServerPage { l: seat.l, frame: seat.frame(), told, proxied })
}

/// `GET /station/server.crt`: public, as everybody who connects is shown it.
pub async fn certificate(seat: Seat) -> Answer {
    let server = seat.standing.site.server.as_ref().ok_or(Trouble::NoSuchPage)?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/x-x509-ca-cert"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"sportello.crt\""))
        .body(server.installed().to_pem()))
}
