//! The first page of the centre: what is to be done.

use actix_web::HttpRequest;
use askama::Template;

use crate::site::frame::Answer;
use crate::words::lang::Lang;
use crate::words::when;
use domain::centre::centre_role::Right;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use vault::Kept;

use super::desk::{Chair, site};
use super::frame::{HubFrame, Who};

#[derive(Template)]
#[template(path = "centre/home.html")]
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
    /// Whether the code of the keys was typed back, or need not be: a drill has nothing to lose.
    code_kept: bool,
    /// Whether the key lies in clear, for whoever can have that changed.
    plain_key: bool,
}

/// `GET /`
pub async fn show(req: HttpRequest, chair: Chair) -> Answer {
    let (stations, registry, looked) =
        chair.ask(|hub, _| Ok((hub.stations()?, hub.references_of()?, hub.last_look()?))).await?;
    let (put_back, lost, code_kept) = chair
        .ask(|hub, who| {
            let lost = hub.lost_decisions()?.iter().filter(|lost| lost.decided().is_none()).count();
            let code_kept = hub.exercise() == Exercise::Drill
                || !who.may(Right::Accounts)
                || hub.recovery_code_is_kept()?;
            Ok((hub.epoch()?.put_back.map(|one| one.seen), lost, code_kept))
        })
        .await?;
    let forks = stations.iter().filter(|station| station.fork.is_some()).count();
    let (l, frame, stations) = (chair.l, chair.frame(), stations.len());
    let site = site(&req);
    let plain_key = site.key_kept == Some(Kept::Plain)
        && !site.drill()
        && frame.who.as_ref().is_some_and(Who::administers);
    let page = HomePage { l, frame, stations, forks, registry, looked, put_back, lost, code_kept, plain_key };
    chair.show(&page)
}

impl HomePage {
    fn said(&self, at: Option<Moment>) -> String {
        at.map_or_else(|| self.l.t("mai", "never").to_owned(), when::date_time)
    }
}
