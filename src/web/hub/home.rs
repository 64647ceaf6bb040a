//! The first page of the centre: what is to be done.

use askama::Template;

use super::desk::Chair;
use super::frame::HubFrame;
use crate::domain::moment::Moment;
use crate::web::frame::Answer;
use crate::web::lang::Lang;
use crate::web::when;

#[derive(Template)]
#[template(path = "hub/home.html")]
struct HomePage {
    l: Lang,
    frame: HubFrame,
    stations: usize,
    forks: usize,
    registry: Option<Moment>,
    looked: Option<Moment>,
}

/// `GET /`
pub async fn show(chair: Chair) -> Answer {
    let (stations, registry, looked) =
        chair.ask(|hub, _| Ok((hub.stations()?, hub.references_of()?, hub.last_look()?))).await?;
    let forks = stations.iter().filter(|station| station.fork.is_some()).count();
    let page =
        HomePage { l: chair.l, frame: chair.frame(), stations: stations.len(), forks, registry, looked };
    chair.show(&page)
}

impl HomePage {
    fn said(&self, at: Option<Moment>) -> String {
        at.map_or_else(|| self.l.t("mai", "never").to_owned(), when::date_time)
    }
}
