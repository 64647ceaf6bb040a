//! What each address of the centre needs. An address that is not here is nobody's.

use actix_web::http::Method;

use domain::centre::centre_role::Right;

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
        "/sign-in"
        | "/sign-in/forgotten"
        | "/setup"
        | "/contract"
        | "/contract/CENTRE.md"
        | "/status"
        | "/assets/{hash}/{name}" => Needs::Nothing,
        "/" | "/sign-out" | "/account" | "/account/read" | "/stations" => Needs::Session,
        "/stations/{id}/state" | "/enrolments/{id}" => Needs::Right(Right::Stations),
        // Nothing but a form.
        "/stations/{id}/accept" | "/entries/{id}/correct-number" | "/outages/{station}/{outage}/close" => {
            Needs::Right(Right::Decide)
        }
        // What is looked for is posted so that it stands in no address.
        "/entries" | "/entries/search" | "/entries/{id}" => Needs::Right(Right::Read),
        "/entries/{id}/number"
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
        "/deeds" | "/deeds/check" | "/deeds/deeds.jsonl" => Needs::Right(Right::Deeds),
        "/recovery-code"
        | "/recovery-code/new"
        | "/workers"
        | "/workers/{id}"
        | "/workers/{id}/roles"
        | "/workers/{id}/open"
        | "/workers/{id}/password" => Needs::Right(Right::Accounts),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::routes::ADDRESSES;
    use super::*;

    #[test]
    fn every_address_of_the_router_says_what_it_needs_and_none_that_is_not_there() {
        for address in ADDRESSES {
            for method in [Method::GET, Method::POST] {
                assert!(of(address.path, &method).is_some(), "{} {method}", address.path);
            }
        }
        assert_eq!(of("/nowhere", &Method::GET), None);
    }

    #[test]
    fn without_a_session_nothing_of_the_centre_is_shown_and_nothing_done() {
        let open: Vec<_> = ADDRESSES
            .iter()
            .filter(|address| {
                [Method::GET, Method::POST]
                    .iter()
                    .any(|method| of(address.path, method) == Some(Needs::Nothing))
            })
            .map(|address| address.path)
            .collect();
        let expected = [
            "/sign-in",
            "/sign-in/forgotten",
            "/setup",
            "/contract",
            "/contract/CENTRE.md",
            "/status",
            "/assets/{hash}/{name}",
        ];
        assert_eq!(open, expected);
    }
}
