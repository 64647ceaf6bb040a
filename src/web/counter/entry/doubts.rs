//! Sheets of which nobody has said yet whether they came out: answered one by one, or many at once.

use actix_web::web::Query;
use askama::Template;
use serde::Deserialize;

use crate::counter::words;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::register::entries::{EntryFilter, EntryRow, StateFilter};
use domain::ids::id::EntryId;
use domain::register::entry::PaperState;
use domain::time::moment::Moment;

/// Sheets on one page.
pub(crate) const SHEETS: usize = 100;

/// Where the list goes on.
#[derive(Default, Deserialize)]
pub struct From {
    after: Option<EntryId>,
}

#[derive(Template)]
#[template(path = "counter/entry/doubts.html")]
struct DoubtsPage {
    l: Lang,
    frame: Frame,
    rows: Vec<EntryRow>,
    next: Option<EntryId>,
    /// Of all pages together.
    all: u64,
    now: Moment,
}

impl DoubtsPage {
    fn age(&self, row: &EntryRow) -> String {
        when::stretch(self.now.since(row.issued), self.l)
    }

    /// Whether a sheet was sent: one that never was cannot have come out.
    fn sent(row: &EntryRow) -> bool {
        row.state == PaperState::PrintSent
    }

    /// Whether there are more than stand here.
    fn more(&self) -> bool {
        (self.rows.len() as u64) < self.all
    }

    fn any_sent(&self) -> bool {
        self.rows.iter().any(Self::sent)
    }
}

/// `GET /doubts`
pub async fn show(seat: Seat, from: Query<From>) -> Answer {
    page(&seat, from.after, &Form::new(seat.l)).await
}

async fn page(seat: &Seat, after: Option<EntryId>, form: &Form) -> Answer {
    let filter =
        EntryFilter { state: Some(StateFilter::InDoubt), after, limit: SHEETS, ..EntryFilter::default() };
    let found = seat.ask(move |desk, who| desk.entries(who, filter)).await?;
    let frame = seat.frame().mend(form);
    let (all, now) = (seat.desk.strip().doubts, seat.desk.now());
    let page = DoubtsPage { l: seat.l, frame, rows: found.rows, next: found.next, all, now };
    if form.sound() { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /doubts`: the sheets ticked came out, or the one whose own button was pressed.
pub async fn came_out(post: Post) -> Answer {
    let only: Option<EntryId> = post.typed.get("only").parse().ok();
    let ticked = post.typed.all("entry").filter_map(|id| id.parse().ok());
    let entries: Vec<EntryId> = only.map_or_else(|| ticked.collect(), |one| vec![one]);
    if entries.is_empty() {
        let mut form = post.form();
        form.problem("entry", "Segnare i fogli usciti.", "Tick the sheets that came out.");
        return page(&post.seat, None, &form).await;
    }
    post.seat.ask(move |desk, who| desk.came_out(who, entries)).await?;
    go("/doubts")
}
