//! The centres: how they are reached, how far recovery has come; asking for it and stopping it.

use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::counter::words as counter;
use crate::site::blocking::block;
use crate::site::field::Hidden;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::standing::{Standing, Touch};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::{renewal, when};
use desk::SessionState;
use desk::parts::centre_status::{Change, Line};
use desk::recovery::centres::{CentreView, PastLine, RecoveryView};
use domain::centre::manual_centre::Bridge;
use domain::centre::recovery::Way;
use domain::ids::id::{CentreId, StationId};
use domain::office::operator::Role;
use domain::office::watched::Watched;
use domain::time::moment::Moment;
use trust::Renewal;

use super::words;

#[derive(Template)]
#[template(path = "counter/recovery/overview.html")]
struct OverviewPage {
    l: Lang,
    frame: Frame,
    now: Live,
    /// Centres without a line, and how many entries each has not got.
    bridges: Vec<(Bridge, usize)>,
}

/// What stays true while the page stands open.
#[derive(Template)]
#[template(path = "counter/recovery/live.html")]
struct Live {
    l: Lang,
    view: RecoveryView,
    /// Systems of others, and how each stands.
    systems: Vec<(Watched, Line)>,
    now: Moment,
    token: String,
    manages: bool,
}

impl Live {
    fn csrf(&self) -> Hidden<'_> {
        Hidden { name: "_csrf", value: &self.token }
    }

    /// `Riversare 14 registrazioni`.
    fn ask(&self, centre: &CentreView) -> String {
        match (centre.lacking, self.l) {
            (0, Lang::It) => "Riversare ciò che manca".to_owned(),
            (0, Lang::En) => "Recover what is missing".to_owned(),
            (1, Lang::It) => "Riversare 1 registrazione".to_owned(),
            (1, Lang::En) => "Recover 1 entry".to_owned(),
            (many, Lang::It) => format!("Riversare {many} registrazioni"),
            (many, Lang::En) => format!("Recover {many} entries"),
        }
    }

    /// Before the words of what failed on this side.
    fn refused(&self) -> &'static str {
        self.l.t(
            "Questa postazione non ha potuto andare avanti; riprova da sola.",
            "This station could not go on; it tries again by itself.",
        )
    }

    /// Whether the certificate of a life before ends soon or has ended.
    fn to_renew(&self, life: &PastLine) -> bool {
        life.renewal(self.now) != Renewal::NotYet
    }

    fn reached(centre: &CentreView) -> u64 {
        centre.known.reached.map_or(0, |reached| reached.position.get())
    }

    /// The last changes, newest first.
    fn changes(centre: &CentreView) -> impl Iterator<Item = &Change> {
        Self::last(&centre.line)
    }

    fn last(line: &Line) -> impl Iterator<Item = &Change> {
        line.timeline.iter().rev().take(8)
    }

    fn waits(&self, way: Way) -> usize {
        self.view.ways.iter().find(|(one, _)| *one == way).map_or(0, |(_, count)| *count)
    }

    /// Entries that a centre has, which lacks nothing and gave no outcome yet.
    fn for_numbers(&self) -> usize {
        let whole =
            self.view.centres.iter().any(|centre| centre.lacking == 0 && centre.line.progress.is_none());
        if whole { self.waits(Way::Sent) } else { 0 }
    }

    fn for_a_person(&self) -> usize {
        self.waits(Way::Conflicts) + self.waits(Way::Rejected)
    }
}

fn manages(seat: &Seat) -> bool {
    seat.who.may(Role::Supervisor) || seat.who.may(Role::RecordsManager)
}

/// `GET /recovery`
pub async fn show(seat: Seat) -> Answer {
    let (view, systems, at) = seat.look(|desk, _| (desk.recovery(), desk.systems(), desk.now())).await?;
    let bridges = seat.ask(|desk, _| desk.bridges_waiting()).await?;
    let now =
        Live { l: seat.l, view, systems, now: at, token: seat.who.csrf.clone(), manages: manages(&seat) };
    seat.show(&OverviewPage { l: seat.l, frame: seat.frame(), now, bridges })
}

/// `GET /recovery/now`: the part that changes, for a page that stands open. It is no activity of the operator.
pub async fn now(req: HttpRequest) -> Answer {
    let standing = Standing::of(&req, Touch::Machine).await?;
    let session = standing.session.clone().filter(|session| session.state == SessionState::Active);
    let (Some(session), Ok(desk)) = (session, standing.desk()) else {
        return Ok(HttpResponse::NoContent().finish());
    };
    let asked = block(move || (desk.recovery(), desk.systems(), desk.now())).await;
    let (view, systems, now) = asked.map_err(|_| Trouble::Broken)?;
    let manages = session.may(Role::Supervisor) || session.may(Role::RecordsManager);
    let live = Live { l: standing.l, view, systems, now, token: session.csrf, manages };
    let body = live.render().map_err(|_| Trouble::Broken)?;
    Ok(HttpResponse::Ok().content_type("text/html; charset=utf-8").body(body))
}

/// `GET` of what is only posted.
pub async fn again() -> Answer {
    go("/recovery")
}

/// `POST /recovery/{id}/ask`
pub async fn ask(post: Post, id: Path<CentreId>) -> Answer {
    let id = *id;
    post.seat.ask(move |desk, who| desk.ask_recovery(who, id)).await?;
    go("/recovery")
}

/// `POST /recovery/{id}/look`: the centre is asked now what it holds.
pub async fn look(post: Post, id: Path<CentreId>) -> Answer {
    let id = *id;
    post.seat.ask(move |desk, _| desk.look_at_centre(id)).await?;
    go("/recovery")
}

/// `POST /recovery/{id}/lives/{station}`: a life before is to be known to the centre, or to get a new certificate.
pub async fn make_known(post: Post, ids: Path<(CentreId, StationId)>) -> Answer {
    let (id, of) = *ids;
    post.seat.ask(move |desk, who| desk.enrol_past_life(who, id, of).map(drop)).await?;
    go("/recovery/enrolment")
}

/// `POST /recovery/{id}/stop`
pub async fn stop(post: Post, id: Path<CentreId>) -> Answer {
    let id = *id;
    post.seat.ask(move |desk, who| desk.stop_recovery(who, id)).await?;
    go("/recovery")
}
