//! What each address of the centre needs. An address that is not here is nobody's.

use actix_web::http::Method;

use crate::domain::centre_role::Right;

/// What somebody needs to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: whoever asks.
    Nothing,
    /// To be signed in.
    Session,
    /// A role that gives this right.
    Right(Right),
}

/// What is needed for a method of an address, as `routes` writes it.
pub fn of(path: &str, method: &Method) -> Option<Needs> {
    let changes = method == Method::POST;
    let read_or = |right| Needs::Right(if changes { right } else { Right::Read });
    Some(match path {
        "/sign-in" | "/setup" | "/contract" | "/contract/CENTRE.md" | "/status" | "/assets/{hash}/{name}" => {
            Needs::Nothing
        }
        "/" | "/sign-out" | "/account" | "/account/read" => Needs::Session,
        "/stations" if !changes => Needs::Session,
        "/stations/{id}/state" | "/enrolments/{id}" => Needs::Right(Right::Stations),
        "/stations/{id}/accept" => Needs::Right(Right::Decide),
        // What is looked for is posted so that it stands in no address.
        "/entries" | "/entries/search" | "/entries/{id}" => Needs::Right(Right::Read),
        "/entries/{id}/number"
        | "/entries/{id}/correct-number"
        | "/bundles"
        | "/bundles/again"
        | "/bundles/{id}/outcomes"
        | "/outages"
        | "/outages/{code}/correlation"
        | "/outages/{code}/correlation.pdf"
        | "/outages/{code}/correlation.csv"
        | "/outages/{code}/cases"
        | "/outages/{code}/cases.pdf"
        | "/outages/{station}/{outage}/archive"
        | "/outages/{station}/{outage}/close"
        | "/numbers"
        | "/numbers/noted"
        | "/numbers/by"
        | "/numbers/next"
        | "/numbers/wanted.csv"
        | "/conflicts"
        | "/conflicts/{id}"
        | "/conflicts/{id}/call"
        | "/put-back"
        | "/registry" => read_or(Right::Decide),
        "/workers"
        | "/workers/{id}"
        | "/workers/{id}/roles"
        | "/workers/{id}/open"
        | "/workers/{id}/password" => Needs::Right(Right::Accounts),
        _ => return None,
    })
}
