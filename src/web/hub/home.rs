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
    /// When it was seen that a copy was put back.
    put_back: Option<Moment>,
    /// Decisions lost with it that nobody has taken again.
    lost: usize,
}

/// `GET /`
pub async fn show(chair: Chair) -> Answer {
    let (stations, registry, looked) =
        chair.ask(|hub, _| Ok((hub.stations()?, hub.references_of()?, hub.last_look()?))).await?;
    let (put_back, lost) = chair
        .ask(|hub, _| {
            let lost = hub.lost_decisions()?.iter().filter(|lost| lost.decided().is_none()).count();
            Ok((hub.epoch()?.put_back.map(|one| one.seen), lost))
        })
        .await?;
    let forks = stations.iter().filter(|station| station.fork.is_some()).count();
    let (l, frame, stations) = (chair.l, chair.frame(), stations.len());
    let page = HomePage { l, frame, stations, forks, registry, looked, put_back, lost };
    chair.show(&page)
}

impl HomePage {
    fn said(&self, at: Option<Moment>) -> String {
        at.map_or_else(|| self.l.t("mai", "never").to_owned(), when::date_time)
    }
}
