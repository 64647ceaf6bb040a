//! Stations: expected, heard, complete; forks a person decides on; those that ask to be known.

use actix_web::web;
use askama::Template;

use crate::site::frame::{Answer, go};
use crate::words::lang::Lang;
use crate::words::tag::Tag;
use crate::words::{renewal, when};
use centre::staff::deeds::{Deed, What};
use centre::stations::recognising::Asking;
use centre::stations::stations::StationView;
use domain::ids::id::StationId;
use domain::time::moment::Moment;
use store::centre::row::StationState;
use trust::Certificate;

use super::desk::{Chair, ChairPost};
use super::frame::HubFrame;
use super::words;

#[derive(Template)]
#[template(path = "centre/stations.html")]
struct StationsPage {
    l: Lang,
    frame: HubFrame,
    stations: Vec<StationView>,
    asking: Vec<Asking>,
    /// Until when the centre's own certificate holds.
    own: Option<(Moment, Tag)>,
    now: Moment,
}

impl StationsPage {
    fn heard(&self, view: &StationView) -> String {
        match view.row.heard {
            None => self.l.t("mai", "never").to_owned(),
            Some(millis) => when::date_time(moment(millis)),
        }
    }

    /// Until when the certificate of a station holds, and whether it is to be renewed.
    fn certified(&self, view: &StationView) -> Option<(Moment, Tag)> {
        let end = Certificate::from_pem(view.row.certificates.first()?).ok()?.not_after();
        Some((end, renewal::tag(end, self.now, self.l)))
    }

    fn state(&self, view: &StationView) -> &'static str {
        words::station(view.row.state, self.l)
    }

    fn complete(&self, view: &StationView) -> &'static str {
        match (view.row.complete, view.row.head) {
            (Some(_), _) => self.l.t("registro chiuso, qui per intero", "register closed, here whole"),
            (None, Some(_)) => self.l.t("registro non ancora chiuso", "register not closed yet"),
            (None, None) => self.l.t("ancora nulla", "nothing yet"),
        }
    }
}

fn moment(millis: i64) -> Moment {
    Moment::new(chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default())
}

/// `GET /stations`
pub async fn list(chair: Chair) -> Answer {
    let (stations, asking) = {
        let identity = std::sync::Arc::clone(&chair.identity);
        chair.ask(move |hub, _| Ok((hub.stations()?, hub.asking(&identity)?))).await?
    };
    let (l, now) = (chair.l, chair.hub.now());
    let own = chair.identity.certificate.as_ref().map(Certificate::not_after);
    let own = own.map(|end| (end, renewal::tag(end, now, l)));
    let page = StationsPage { l, frame: chair.frame(), stations, asking, own, now };
    chair.show(&page)
}

/// `POST /stations/{id}/state`
pub async fn set_state(path: web::Path<StationId>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let state = match post.typed.get("state") {
        "enrolled" => StationState::Enrolled,
        _ => StationState::Suspended,
    };
    let filter = if state == StationState::Suspended { "suspended" } else { "resumed" };
    let deed = move |(): &()| Deed::about(What::Station, id).filtered(filter);
    post.chair.noted(move |hub, _| hub.set_station_state(id, state), deed).await?;
    go("/stations")
}

/// `POST /stations/{id}/accept`
pub async fn accept(path: web::Path<StationId>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let deed = move |(): &()| Deed::about(What::Decided, id).filtered("fork-accepted");
    post.chair.noted(move |hub, _| hub.accept_fork(id), deed).await?;
    go("/stations")
}
