//! Stations: expected, heard, complete; forks a person decides on; those that ask to be known.

use actix_web::web;
use askama::Template;

use super::desk::{Chair, ChairPost};
use super::frame::HubFrame;
use super::words;
use crate::centre::enrolments::Asking;
use crate::centre::stations::StationView;
use crate::domain::id::StationId;
use crate::store::centre::row::StationState;
use crate::web::frame::{Answer, go};
use crate::web::lang::Lang;
use crate::web::when;

#[derive(Template)]
#[template(path = "hub/stations.html")]
struct StationsPage {
    l: Lang,
    frame: HubFrame,
    stations: Vec<StationView>,
    asking: Vec<Asking>,
}

impl StationsPage {
    fn heard(&self, view: &StationView) -> String {
        match view.row.heard {
            None => self.l.t("mai", "never").to_owned(),
            Some(millis) => when::date_time(moment(millis)),
        }
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

fn moment(millis: i64) -> crate::domain::moment::Moment {
    crate::domain::moment::Moment::new(chrono::DateTime::from_timestamp_millis(millis).unwrap_or_default())
}

/// `GET /stations`
pub async fn list(chair: Chair) -> Answer {
    let (stations, asking) = {
        let identity = std::sync::Arc::clone(&chair.identity);
        chair.ask(move |hub, _| Ok((hub.stations()?, hub.asking(&identity)?))).await?
    };
    let page = StationsPage { l: chair.l, frame: chair.frame(), stations, asking };
    chair.show(&page)
}

/// `POST /stations/{id}/state`
pub async fn set_state(path: web::Path<StationId>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let state = match post.typed.get("state") {
        "enrolled" => StationState::Enrolled,
        _ => StationState::Suspended,
    };
    post.chair.ask(move |hub, _| hub.set_station_state(id, state)).await?;
    go("/stations")
}

/// `POST /stations/{id}/accept`
pub async fn accept(path: web::Path<StationId>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    post.chair.ask(move |hub, _| hub.accept_fork(id)).await?;
    go("/stations")
}
