//! The home page: whom one serves next, what waits for an answer, the day so far, and what falls due.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::TimeDelta;

use super::home_points::{self, Fact, Point, Tile};
use super::hours::Chart;
use crate::counter::words;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame};
use crate::site::seat::{Seat, encode};
use crate::site::standing::{Standing, Touch};
use crate::site::strip::StripView;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::{count, when};
use desk::SessionState;
use desk::life::strip::Strip;
use desk::register::today::{AtWork, LastPaper, Today};
use domain::office::operator::Role;
use domain::outage::lapse::Lapse;
use domain::register::entry::PaperState;
use domain::time::moment::Moment;

#[derive(Template)]
#[template(path = "counter/life/home.html")]
struct HomePage {
    l: Lang,
    frame: Frame,
    form: Form,
    state: State,
    day: String,
    today_link: String,
    now: Moment,
    supervisor: bool,
    /// Whether whoever looks may record authorisations.
    authorises: bool,
    clerk: bool,
    drafts: u64,
    doubts: u64,
    /// People still to be called back.
    calls: u64,
    today: Today,
    chart: Chart,
    tiles: Vec<Tile>,
    /// What is open before closing, for whoever closes.
    points: Vec<Point>,
    facts: Vec<Fact>,
}

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
                Lapse::Covered { .. } => Self::Open { since: when::since(outage.since, strip.now, l) },
                Lapse::Lapsed { since } => Self::Lapsed { since: when::since(since, strip.now, l) },
            },
        }
    }
}

impl HomePage {
    fn has_outage(&self) -> bool {
        matches!(self.state, State::Open { .. } | State::Lapsed { .. })
    }

    /// Whether a paper may be printed again: an annulled one may not.
    fn stands(paper: &LastPaper) -> bool {
        !matches!(paper.row.state, PaperState::Annulled { .. })
    }

    fn ago(&self, paper: &LastPaper) -> String {
        let ago = when::stretch(self.now.since(paper.row.issued), self.l);
        format!("{} {ago}", self.l.t("da", "for"))
    }

    fn all_of_today(&self) -> String {
        let entries = self.today.entries;
        match self.l {
            Lang::It if entries == 1 => "Quello di oggi nel registro".to_owned(),
            Lang::It => format!("Tutti i {entries} di oggi nel registro"),
            Lang::En => format!("All {entries} of today in the register"),
        }
    }

    fn figures(&self) -> Vec<(u64, &'static str)> {
        let (l, today) = (self.l, &self.today);
        vec![
            (today.papers, count::word(today.papers, l.t("documento", "paper"), l.t("documenti", "papers"))),
            (
                today.self_certifications,
                count::word(
                    today.self_certifications,
                    l.t("autocertificazione", "self-certification"),
                    l.t("autocertificazioni", "self-certifications"),
                ),
            ),
            (
                today.put_off,
                count::word(
                    today.put_off,
                    l.t("differito o rifiutato", "deferred or refused"),
                    l.t("differiti o rifiutati", "deferred or refused"),
                ),
            ),
        ]
    }

    fn more_doubts(&self) -> u64 {
        self.doubts.saturating_sub(self.today.in_doubt.len() as u64)
    }

    fn more_doubts_words(&self) -> String {
        let (l, more) = (self.l, self.more_doubts());
        if self.today.in_doubt.is_empty() {
            return count::of(
                more,
                l.t("foglio in dubbio", "sheet in doubt"),
                l.t("fogli in dubbio", "sheets in doubt"),
            );
        }
        count::of(
            more,
            l.t("altro foglio in dubbio", "more sheet in doubt"),
            l.t("altri fogli in dubbio", "more sheets in doubt"),
        )
    }

    fn calls_words(&self) -> String {
        let l = self.l;
        count::of(
            self.calls,
            l.t("persona da richiamare", "person to call back"),
            l.t("persone da richiamare", "people to call back"),
        )
    }

    fn drafts_words(&self) -> String {
        let l = self.l;
        count::of(self.drafts, l.t("bozza aperta", "open draft"), l.t("bozze aperte", "open drafts"))
    }

    fn points_title(&self) -> String {
        let l = self.l;
        let many = count::of(self.points.len() as u64, l.t("punto", "point"), l.t("punti", "points"));
        format!("{}: {many}", l.t("Prima di chiudere", "Before closing"))
    }

    fn at_work(&self, one: &AtWork) -> String {
        let l = self.l;
        match (one.locked, one.idle.as_secs() / 60) {
            (true, minutes) => {
                format!("{} {minutes} min", l.t("sessione bloccata, ferma da", "session locked, idle for"))
            }
            (false, 0) => l.t("adesso", "now").to_owned(),
            (false, minutes) => format!("{} {minutes} min", l.t("ferma da", "idle for")),
        }
    }
}

/// `GET /`
pub async fn show(seat: Seat) -> Answer {
    let asked = |desk: &desk::Desk, who: &desk::Session| {
        Ok::<_, desk::DeskError>((desk.today(who)?, desk.calls_due(), desk.goes_on_since(), desk.outage()))
    };
    let (today, calls, went_on, outage) = seat.ask(asked).await?;
    let strip = seat.strip()?;
    let (l, now) = (seat.l, strip.now);
    let supervisor = seat.who.may(Role::Supervisor);
    let may = home_points::May { supervisor, authorises: supervisor || seat.who.may(Role::RecordsManager) };
    let points = match &outage {
        Some(view) if supervisor => home_points::points(strip, view, calls, l),
        _ => Vec::new(),
    };
    let page = HomePage {
        l,
        frame: seat.frame(),
        form: Form::new(l),
        state: State::of(strip, l),
        day: format!(
            "{} {}, {} {}",
            when::weekday(now.day(), l),
            when::date(now.day()),
            l.t("ore", "at"),
            when::time(now)
        ),
        today_link: encode(&when::date(now.day())),
        now,
        supervisor,
        authorises: may.authorises,
        clerk: seat.who.may(Role::Clerk) || seat.who.may(Role::SigningOfficer),
        drafts: strip.drafts,
        doubts: strip.doubts,
        calls,
        chart: Chart::new(&today.hours, l),
        tiles: home_points::tiles(strip, went_on.filter(|since| now.since(*since) < REMINDS), may, l),
        points,
        facts: home_points::facts(strip, &today, may, l),
        today,
    };
    seat.show(&page)
}

/// How long the home page reminds of the paper to be signed.
const REMINDS: TimeDelta = TimeDelta::days(3);

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
