//! The home page: in what state the counter is, and what to do next.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::TimeDelta;

use crate::desk::SessionState;
use crate::desk::life::strip::{ClockState, Strip};
use crate::domain::office::operator::Role;
use crate::domain::outage::lapse::Lapse;
use crate::web::site::form::Form;
use crate::web::site::frame::{Answer, Frame};
use crate::web::site::seat::Seat;
use crate::web::site::standing::{Standing, Touch};
use crate::web::site::strip::StripView;
use crate::web::site::trouble::Trouble;
use crate::web::words::lang::Lang;
use crate::web::words::when;

#[derive(Template)]
#[template(path = "counter/life/home.html")]
struct HomePage {
    l: Lang,
    frame: Frame,
    form: Form,
    state: State,
    day: String,
    supervisor: bool,
    clerk: bool,
    drafts: u64,
    doubts: u64,
    /// People still to be called back.
    calls: u64,
    clock: bool,
    /// Since when the register goes on under another code or on another computer, if since these days.
    went_on: Option<String>,
}

/// How long the home page reminds of the paper to be signed.
const REMINDS: TimeDelta = TimeDelta::days(3);

/// What the page leads to first.
enum State {
    /// Issuing is stopped until a person decides.
    Stopped,
    /// No outage is open.
    Quiet,
    /// Papers can be issued.
    Open { since: String },
    /// The authorisation has run out.
    Lapsed { since: String },
}

impl State {
    fn of(strip: &Strip, l: Lang) -> Self {
        match &strip.outage {
            _ if strip.stop.is_some() => Self::Stopped,
            None => Self::Quiet,
            Some(outage) => match outage.lapse {
                Lapse::Covered { .. } => Self::Open { since: when::near(outage.since, strip.now, l) },
                Lapse::Lapsed { since } => Self::Lapsed { since: when::near(since, strip.now, l) },
            },
        }
    }
}

/// `GET /`
pub async fn show(seat: Seat) -> Answer {
    let (calls, since) = seat.look(|desk, _| (desk.calls_due(), desk.goes_on_since())).await?;
    let strip = seat.strip()?;
    let now = strip.now;
    let page = HomePage {
        l: seat.l,
        frame: seat.frame(),
        form: Form::new(seat.l),
        state: State::of(strip, seat.l),
        day: format!("{} {}", when::weekday(now.day(), seat.l), when::date(now.day())),
        supervisor: seat.who.may(Role::Supervisor),
        clerk: seat.who.may(Role::Clerk) || seat.who.may(Role::SigningOfficer),
        drafts: strip.drafts,
        doubts: strip.doubts,
        calls,
        clock: strip.clock != ClockState::Confirmed,
        went_on: since.filter(|since| now.since(*since) < REMINDS).map(when::date_time),
    };
    seat.show(&page)
}

#[derive(Template)]
#[template(path = "counter/life/strip.html")]
struct StripPart {
    l: Lang,
    strip: StripView,
}

/// `GET /strip`: the strip alone, for pages that stand open. It is no activity of the operator, unless the page says that
/// somebody types (`?at-work`).
pub async fn strip(req: HttpRequest) -> Answer {
    let touch = if req.query_string() == "at-work" { Touch::Person } else { Touch::Machine };
    let standing = Standing::of(&req, touch).await?;
    let state = match standing.session.as_ref().map(|session| session.state) {
        None => "none",
        Some(SessionState::Active | SessionState::MustChangePin) => "active",
        Some(SessionState::Locked) => "locked",
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header(("x-session", state)).content_type("text/html; charset=utf-8");
    if let Some(session) = &standing.session {
        answer.insert_header(("x-idle-left", session.idle_left.as_secs().to_string()));
    }
    let Some(strip) = &standing.strip else { return Ok(answer.finish()) };
    let part = StripPart {
        l: standing.l,
        strip: StripView::new(strip, standing.site.tls_renewal(strip.now), standing.l),
    };
    Ok(answer.body(part.render().map_err(|_| Trouble::Broken)?))
}
