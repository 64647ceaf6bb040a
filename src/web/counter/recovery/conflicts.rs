//! What waits for a person: differences side by side and their decision, entries set aside, whom to call.

use actix_web::web::Path;
use askama::Template;
use uuid::Uuid;

use super::rejected::Correction;
use crate::desk::conflicts::{ConflictRow, Worklist};
use crate::domain::exchange::Remedy;
use crate::domain::id::EntryId;
use crate::domain::moment::Moment;
use crate::domain::operator::Role;
use crate::web::form::Form;
use crate::web::frame::{Answer, Frame, go};
use crate::web::hub::words;
use crate::web::lang::Lang;
use crate::web::post::Post;
use crate::web::seat::Seat;
use crate::web::when;

#[derive(Template)]
#[template(path = "recovery/conflicts.html")]
struct WorklistPage {
    l: Lang,
    frame: Frame,
    list: Worklist,
    now: Moment,
    manages: bool,
    /// Whether an entry set aside can be corrected by another.
    correction: Correction,
}

impl WorklistPage {
    fn days(&self, since: Moment) -> i64 {
        self.now.since(since).num_days()
    }
}

/// `GET /conflicts`
pub async fn list(seat: Seat) -> Answer {
    let list = seat.ask(crate::desk::Desk::worklist).await?;
    let manages = seat.who.may(Role::Supervisor) || seat.who.may(Role::RecordsManager);
    let correction = Correction::by(&seat);
    let now = seat.desk.now();
    seat.show(&WorklistPage { l: seat.l, frame: seat.frame(), list, now, manages, correction })
}

#[derive(Template)]
#[template(path = "recovery/conflict.html")]
struct ConflictPage {
    l: Lang,
    frame: Frame,
    form: Form,
    row: ConflictRow,
    remedies: Vec<(&'static str, &'static str)>,
    /// What may come of a call to its holder.
    outcomes: Vec<(&'static str, &'static str)>,
    decides: bool,
}

/// `GET /entries/{id}/conflicts/{conflict}`
pub async fn show(seat: Seat, path: Path<(EntryId, Uuid)>) -> Answer {
    page(&seat, path.into_inner(), Form::new(seat.l)).await
}

async fn page(seat: &Seat, (entry, id): (EntryId, Uuid), form: Form) -> Answer {
    let row = seat.ask(move |desk, who| desk.conflict(who, entry, id)).await?;
    let l = seat.l;
    let remedies = words::remedies(row.conflict.kind, row.annulled, l);
    let decides = [Role::Supervisor, Role::RecordsManager, Role::SigningOfficer]
        .into_iter()
        .any(|role| seat.who.may(role));
    let sound = form.sound();
    let outcomes = words::calls(l);
    let page = ConflictPage { l, frame: seat.frame().mend(&form), form, row, remedies, outcomes, decides };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /entries/{id}/conflicts/{conflict}`
pub async fn decide(post: Post, path: Path<(EntryId, Uuid)>) -> Answer {
    let (entry, id) = path.into_inner();
    let mut form = post.form();
    let remedy = Remedy::of_code(post.typed.get("remedy"));
    if remedy.is_none() {
        form.problem("remedy", "Scegliere che cosa si fa.", "Choose what is done.");
    }
    let reason =
        form.need("reason", "Scrivere il motivo della decisione.", "Write the reason of the decision.");
    if let (Some(remedy), true) = (remedy, form.sound()) {
        let decide = move |desk: &crate::desk::Desk, who: &crate::desk::Session| {
            desk.decide_conflict(who, entry, id, remedy, &reason)
        };
        match post.seat.look(decide).await? {
            Ok(()) => return go("/conflicts"),
            Err(refusal) => form.refused(refusal)?,
        }
    }
    page(&post.seat, (entry, id), form).await
}

/// `POST /entries/{id}/conflicts/{conflict}/call`: what came of a call to the holder of the paper.
pub async fn call(post: Post, path: Path<(EntryId, Uuid)>) -> Answer {
    let (entry, id) = path.into_inner();
    let mut form = post.form();
    let outcome = words::call_of(post.typed.get("outcome"));
    if outcome.is_none() {
        form.problem("outcome", "Dire com’è andata.", "Say what came of it.");
    }
    if let Some(outcome) = outcome {
        let note = post.typed.get("note").to_owned();
        let call = move |desk: &crate::desk::Desk, who: &crate::desk::Session| {
            desk.call_holder(who, entry, id, outcome, &note)
        };
        match post.seat.look(call).await? {
            Ok(()) => return go("/conflicts"),
            Err(refusal) => form.refused(refusal)?,
        }
    }
    page(&post.seat, (entry, id), form).await
}

/// `GET /entries/{id}/conflicts/{conflict}/call`: the page that has its form.
pub async fn again(path: Path<(EntryId, Uuid)>) -> Answer {
    let (entry, id) = path.into_inner();
    go(format!("/entries/{entry}/conflicts/{id}"))
}
