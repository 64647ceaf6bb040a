//! What a day at the counter came to, to be read and printed at closing time.

use actix_web::web::Query;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::counter::draft::asked::purpose;
use crate::counter::words;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame};
use crate::site::seat::Seat;
use crate::site::square::Square;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::{money, when};
use desk::Desk;
use desk::draft::edit::DraftRow;
use desk::register::day_summary::{DaySummary, StateKind, TitleCount};
use desk::register::entries::{EntryFilter, EntryRow, StateFilter};
use desk::register::own_head::OwnHead;
use domain::register::entry::PaperState;

/// Rows of anomalies and drafts that are listed.
const MOST: usize = 200;

/// Which day: `gg/mm/aaaa`; today without one.
#[derive(Default, Deserialize)]
pub struct Asked {
    day: Option<String>,
}

#[derive(Template)]
#[template(path = "counter/entry/day.html")]
struct DayPage {
    l: Lang,
    frame: Frame,
    form: Form,
    office: String,
    summary: DaySummary,
    /// Papers of the day nobody answered for, or of which nobody can say.
    anomalies: Vec<EntryRow>,
    drafts: Vec<DraftRow>,
    head: Option<OwnHead>,
    now: String,
}

impl DayPage {
    fn square(&self, head: &OwnHead) -> Option<Square> {
        let label =
            self.l.t("Testa del giornale, da leggere con il lettore", "Head of the journal, to be scanned");
        head.square().map(|matrix| Square::new(&matrix, label))
    }

    fn day(&self) -> String {
        format!("{} {}", when::weekday(self.summary.day, self.l), when::date(self.summary.day))
    }

    fn neighbour(&self, days: i64) -> Option<String> {
        let day = self.summary.day.checked_add_signed(chrono::TimeDelta::days(days))?;
        Some(crate::site::seat::encode(&when::date(day)))
    }

    fn states(&self, count: &TitleCount) -> String {
        let words = count.states.iter().map(|(state, many)| format!("{many} {}", kind(*state, self.l)));
        words.collect::<Vec<_>>().join(", ")
    }
}

/// A state, in the middle of a line.
fn kind(state: StateKind, l: Lang) -> &'static str {
    match state {
        StateKind::Registered => l.t("registrati", "registered"),
        StateKind::Issued => l.t("non stampati", "not printed"),
        StateKind::PrintSent => l.t("in dubbio", "in doubt"),
        StateKind::HandedOver => l.t("consegnati", "handed over"),
        StateKind::NotAscertained => l.t("non accertati", "not ascertained"),
        StateKind::Annulled => l.t("annullati", "annulled"),
    }
}

/// `GET /day`
pub async fn show(seat: Seat, asked: Query<Asked>) -> Answer {
    let now = seat.desk.now();
    let typed = asked.into_inner().day.unwrap_or_default();
    let mut form = Form::filled(seat.l, Typed::default().with("day", typed.as_str()));
    let day = match (typed.trim(), when::read_date(&typed)) {
        ("", _) => now.day(),
        (_, Some(day)) => day,
        (_, None) => {
            form.problem("day", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
            now.day()
        }
    };
    let summary = seat.ask(move |desk, who| desk.day_summary(who, day)).await?;
    let anomalies = anomalies(&seat, day).await?;
    let drafts = seat.look(Desk::drafts).await?.into_iter().take(MOST).collect();
    let head = seat.look(|desk, _| desk.own_head()).await?;
    let sound = form.sound();
    let office = seat.frame().strip.map(|strip| format!("{} · {}", strip.office, strip.station));
    let page = DayPage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        office: office.unwrap_or_default(),
        summary,
        anomalies,
        drafts,
        head,
        now: when::date_time(now),
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

async fn anomalies(seat: &Seat, day: NaiveDate) -> Result<Vec<EntryRow>, crate::site::trouble::Trouble> {
    let mut rows = Vec::new();
    for state in [StateFilter::InDoubt, StateFilter::NotAscertained, StateFilter::Annulled] {
        let filter =
            EntryFilter { day: Some(day), state: Some(state), limit: MOST, ..EntryFilter::default() };
        rows.extend(seat.ask(move |desk, who| desk.entries(who, filter)).await?.rows);
    }
    rows.retain(|row| row.state != PaperState::Registered);
    Ok(rows)
}
