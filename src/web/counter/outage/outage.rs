//! The open outage and past ones: state, clock, authorisations, totals, doubts, reserved numbers; the printed register.

use actix_web::HttpResponse;
use actix_web::web::Path;
use askama::Template;

use crate::counter::words;
use crate::site::file::pdf;
use crate::site::frame::{Answer, Frame};
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use desk::DeskError;
use desk::outage::shown::{OutageRow, OutageView};
use desk::register::entries::{EntryFilter, EntryRow, StateFilter};
use domain::ids::id::{OutageId, StationId};
use domain::ids::number::Series;
use domain::office::delegation::ActReference;
use domain::office::operator::Role;
use domain::outage::authorisation::Authorisation;
use domain::outage::lapse::Lapse;
use domain::time::moment::Moment;

/// What the operator may do with the emergency.
#[derive(Clone, Copy)]
struct Powers {
    supervisor: bool,
    authorises: bool,
}

impl Powers {
    fn of(seat: &Seat) -> Self {
        let supervisor = seat.who.may(Role::Supervisor);
        Self { supervisor, authorises: supervisor || seat.who.may(Role::RecordsManager) }
    }
}

#[derive(Template)]
#[template(path = "counter/outage/outage.html")]
struct OutagePage {
    l: Lang,
    frame: Frame,
    view: OutageView,
    /// The newest sheets in doubt, and the newest that nobody can vouch for.
    doubts: Vec<EntryRow>,
    anomalies: Vec<EntryRow>,
    /// Lives of the register that ended while it was open: station and code of each, and the code that goes on.
    ended: Vec<(StationId, String, String)>,
    /// Whether sheets of a lost computer may come back.
    awaits_strays: bool,
    now: Moment,
    powers: Powers,
}

impl OutagePage {
    /// The hours since the impossibility began.
    fn clock(&self) -> String {
        let end = self.view.closing.as_ref().map_or(self.now, |closing| closing.restored);
        when::stretch(end.since(self.view.opening.started), self.l)
    }

    fn lapse_words(&self) -> String {
        match self.view.lapse {
            Lapse::Covered { until, .. } => format!(
                "{} {}",
                self.l.t("coperto fino a", "covered until"),
                when::near(until, self.now, self.l)
            ),
            Lapse::Lapsed { since } => {
                format!("{} {}", self.l.t("scaduta da", "expired since"), when::near(since, self.now, self.l))
            }
        }
    }

    fn lapse_tint(&self) -> &'static str {
        match self.view.lapse {
            Lapse::Covered { warn: false, .. } => "done",
            Lapse::Covered { warn: true, .. } => "warn",
            Lapse::Lapsed { .. } => "stop",
        }
    }

    fn lapsed(&self) -> bool {
        matches!(self.view.lapse, Lapse::Lapsed { .. })
    }

    fn open(&self) -> bool {
        self.view.closing.is_none()
    }

    fn operations(&self) -> u32 {
        self.view.totals.iter().map(|total| total.p + total.s).sum()
    }
}

#[derive(Template)]
#[template(path = "counter/outage/no_outage.html")]
struct NoOutagePage {
    l: Lang,
    frame: Frame,
    advance: Vec<Authorisation>,
    powers: Powers,
}

/// `GET /outage`
pub async fn current(seat: Seat) -> Answer {
    let (open, advance) = seat.look(|desk, _| (desk.outage(), desk.advance_authorisations())).await?;
    match open {
        Some(view) => show(&seat, view).await,
        None => {
            seat.show(&NoOutagePage { l: seat.l, frame: seat.frame(), advance, powers: Powers::of(&seat) })
        }
    }
}

/// `GET /outages/{id}`
pub async fn one(seat: Seat, id: Path<OutageId>) -> Answer {
    let view = seat.ask(move |desk, _| desk.outage_by_id(*id)).await?;
    show(&seat, view).await
}

async fn show(seat: &Seat, view: OutageView) -> Answer {
    let (id, open) = (view.opening.outage, view.closing.is_none());
    // An open outage answers for every doubt of the station.
    let doubts = newest(seat, StateFilter::InDoubt, (!open).then_some(id)).await?;
    let anomalies = newest(seat, StateFilter::NotAscertained, Some(id)).await?;
    let (lives, awaits_strays) =
        seat.ask(|desk, who| Ok::<_, DeskError>((desk.continuations(who)?, desk.awaits_strays()))).await?;
    let ended = lives.into_iter().map(|one| one.life);
    let ended = ended.filter(|life| life.outage.as_ref().is_some_and(|opening| opening.outage == id));
    let ended = ended.map(|life| {
        let before = life.before;
        (before.station, before.register_code.to_string(), life.register_code.to_string())
    });
    let ended = ended.collect();
    seat.show(&OutagePage {
        l: seat.l,
        frame: seat.frame(),
        now: seat.desk.now(),
        view,
        doubts,
        anomalies,
        ended,
        awaits_strays,
        powers: Powers::of(seat),
    })
}

/// Rows of a list that stands on another page.
const FEW: usize = 20;

async fn newest(seat: &Seat, state: StateFilter, outage: Option<OutageId>) -> Result<Vec<EntryRow>, Trouble> {
    let filter = EntryFilter { state: Some(state), outage, limit: FEW, ..EntryFilter::default() };
    Ok(seat.ask(move |desk, who| desk.entries(who, filter)).await?.rows)
}

#[derive(Template)]
#[template(path = "counter/outage/outages.html")]
struct OutagesPage {
    l: Lang,
    frame: Frame,
    rows: Vec<OutageRow>,
}

/// `GET /outages`
pub async fn list(seat: Seat) -> Answer {
    let rows = seat.ask(|desk, _| Ok::<_, DeskError>(desk.outages())).await?;
    seat.show(&OutagesPage { l: seat.l, frame: seat.frame(), rows })
}

/// `GET /outages/{id}/register-{series}.pdf`
pub async fn register(seat: Seat, path: Path<(OutageId, String)>) -> Answer {
    let (id, series) = path.into_inner();
    let series = match series.as_str() {
        "p" => Series::P,
        "s" => Series::S,
        _ => return Err(Trouble::NoSuchPage),
    };
    let print = seat.ask(move |desk, who| desk.register_pdf(who, id, series)).await?;
    let answer: HttpResponse = pdf(print);
    Ok(answer)
}

fn to_be_signed(authorisation: &Authorisation) -> bool {
    matches!(authorisation.act, ActReference::ToBeSigned)
}
