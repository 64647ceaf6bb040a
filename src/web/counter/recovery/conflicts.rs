//! What waits for a person: differences side by side and their decision, entries set aside, whom to call.

use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::{difference, when};
use desk::recovery::conflicts::{ConflictRow, Worklist};
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::ids::id::EntryId;
use domain::office::operator::Role;
use domain::time::moment::Moment;

use super::rejected::Correction;

#[derive(Template)]
#[template(path = "counter/recovery/conflicts.html")]
struct WorklistPage {
    l: Lang,
    frame: Frame,
    form: Form,
    list: Worklist,
    now: Moment,
    manages: bool,
    /// Whether who looks may decide.
    decides: bool,
    /// What may be decided of many at once.
    remedies: Vec<(&'static str, &'static str)>,
    /// Whether somebody asked for all of those that are decided together.
    all: bool,
    /// Whether an entry set aside can be corrected by another.
    correction: Correction,
}

impl WorklistPage {
    fn days(&self, since: Moment) -> i64 {
        self.now.since(since).num_days()
    }

    fn is_ticked(&self, row: &ConflictRow) -> bool {
        let chosen = chosen(row);
        self.all || self.form.typed.all("conflict").any(|ticked| ticked == chosen)
    }
}

/// How a difference of the list is chosen in its form: the entry and the difference.
fn chosen(row: &ConflictRow) -> String {
    format!("{}/{}", row.entry, row.conflict.id)
}

fn read_chosen(chosen: &str) -> Option<(EntryId, Uuid)> {
    let (entry, conflict) = chosen.split_once('/')?;
    Some((entry.parse().ok()?, conflict.parse().ok()?))
}

/// How the worklist is asked for.
#[derive(Deserialize)]
pub struct Ticked {
    /// Whether all that is decided together is to be ticked.
    #[serde(default)]
    all: bool,
}

/// `GET /conflicts`
pub async fn list(seat: Seat, ticked: Query<Ticked>) -> Answer {
    let form = Form::new(seat.l);
    worklist(&seat, form, ticked.all).await
}

async fn worklist(seat: &Seat, form: Form, all: bool) -> Answer {
    let list = seat.ask(desk::Desk::worklist).await?;
    let l = seat.l;
    let sound = form.sound();
    let page = WorklistPage {
        l,
        frame: seat.frame().mend(&form),
        form,
        list,
        now: seat.desk.now(),
        manages: seat.who.may(Role::Supervisor) || seat.who.may(Role::RecordsManager),
        decides: decides(seat),
        remedies: difference::remedies(ConflictKind::WrittenOtherwise, false, l),
        all,
        correction: Correction::by(seat),
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

fn decides(seat: &Seat) -> bool {
    [Role::Supervisor, Role::RecordsManager, Role::SigningOfficer].into_iter().any(|role| seat.who.may(role))
}

/// `POST /conflicts`: many that are only written in another way, with one reason.
pub async fn decide_many(post: Post) -> Answer {
    let mut form = post.form();
    let remedy = remedy(&mut form, post.typed.get("remedy"));
    let reason =
        form.need("reason", "Scrivere il motivo della decisione.", "Write the reason of the decision.");
    let chosen: Vec<_> = post.typed.all("conflict").filter_map(read_chosen).collect();
    if let (Some(remedy), true) = (remedy, form.sound()) {
        let decide = move |desk: &desk::Desk, who: &desk::Session| {
            desk.decide_many_conflicts(who, &chosen, remedy, &reason)
        };
        match post.seat.look(decide).await? {
            Ok(_) => return go("/conflicts"),
            Err(refusal) => form.refused(refusal)?,
        }
    }
    worklist(&post.seat, form, false).await
}

fn remedy(form: &mut Form, code: &str) -> Option<Remedy> {
    let remedy = Remedy::of_code(code);
    if remedy.is_none() {
        form.problem("remedy", "Scegliere che cosa si fa.", "Choose what is done.");
    }
    remedy
}

#[derive(Template)]
#[template(path = "counter/recovery/conflict.html")]
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
    let remedies = difference::remedies(row.conflict.kind, row.annulled, l);
    let decides = decides(seat) && !row.conflict.kind.is_for_the_centre();
    let sound = form.sound();
    let outcomes = difference::calls(l);
    let page = ConflictPage { l, frame: seat.frame().mend(&form), form, row, remedies, outcomes, decides };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /entries/{id}/conflicts/{conflict}`
pub async fn decide(post: Post, path: Path<(EntryId, Uuid)>) -> Answer {
    let (entry, id) = path.into_inner();
    let mut form = post.form();
    let remedy = remedy(&mut form, post.typed.get("remedy"));
    let reason =
        form.need("reason", "Scrivere il motivo della decisione.", "Write the reason of the decision.");
    if let (Some(remedy), true) = (remedy, form.sound()) {
        let decide = move |desk: &desk::Desk, who: &desk::Session| {
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
    let outcome = difference::call_of(post.typed.get("outcome"));
    if outcome.is_none() {
        form.problem("outcome", "Dire com’è andata.", "Say what came of it.");
    }
    if let Some(outcome) = outcome {
        let note = post.typed.get("note").to_owned();
        let call =
            move |desk: &desk::Desk, who: &desk::Session| desk.call_holder(who, entry, id, outcome, &note);
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
