//! The worklist of conflicts; one of them side by side, and its decision.

use actix_web::web;
use askama::Template;
use uuid::Uuid;

use super::desk::{Chair, ChairPost, refused};
use super::frame::HubFrame;
use super::words;
use crate::centre::decide::ANNULLED;
use crate::centre::entries::{ConflictView, EntryView};
use crate::domain::exchange::Remedy;
use crate::web::form::Form;
use crate::web::frame::{Answer, go};
use crate::web::lang::Lang;
use crate::web::when;

#[derive(Template)]
#[template(path = "hub/conflicts.html")]
struct WorklistPage {
    l: Lang,
    frame: HubFrame,
    rows: Vec<(ConflictView, EntryView)>,
    calls: Vec<(ConflictView, EntryView)>,
}

#[derive(Template)]
#[template(path = "hub/conflict.html")]
struct ConflictPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    view: ConflictView,
    entry: EntryView,
    remedies: Vec<(&'static str, &'static str)>,
    /// What may come of a call to the holder.
    outcomes: Vec<(&'static str, &'static str)>,
    annulled: bool,
}

/// `GET /conflicts`
pub async fn list(chair: Chair) -> Answer {
    let (rows, calls) = chair.ask(|hub, _| Ok((hub.worklist()?, hub.calls()?))).await?;
    let page = WorklistPage { l: chair.l, frame: chair.frame(), rows, calls };
    chair.show(&page)
}

/// `GET /conflicts/{id}`
pub async fn show(path: web::Path<Uuid>, chair: Chair) -> Answer {
    let form = Form::new(chair.l);
    let page = page(&chair, path.into_inner(), form).await?;
    chair.show(&page)
}

async fn page(chair: &Chair, id: Uuid, form: Form) -> Result<ConflictPage, crate::web::trouble::Trouble> {
    let (view, entry) = chair.ask(move |hub, _| hub.conflict(id)).await?;
    let l = chair.l;
    let annulled = entry.row.state == ANNULLED;
    let remedies = view.conflict.kind.remedies(annulled);
    let remedies = remedies.map(|remedy| (remedy.code(), words::remedy(remedy, l))).collect();
    let outcomes = words::calls(l);
    Ok(ConflictPage { l, frame: chair.frame().mend(&form), form, view, entry, remedies, outcomes, annulled })
}

/// `POST /conflicts/{id}`
pub async fn decide(path: web::Path<Uuid>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let mut form = post.form();
    let remedy = Remedy::of_code(post.typed.get("remedy"));
    if remedy.is_none() {
        form.problem("remedy", "Scegliere che cosa si fa.", "Choose what is done.");
    }
    if let Some(remedy) = remedy {
        let reason = post.typed.get("reason").to_owned();
        match post.chair.look(move |hub, who| hub.decide(who, id, remedy, &reason)).await? {
            Ok(()) => return go("/conflicts"),
            Err(error) => refused(&mut form, error)?,
        }
    }
    let page = page(&post.chair, id, form).await?;
    post.chair.mend(&page)
}

/// `POST /conflicts/{id}/call`: what came of a call to the holder of the paper.
pub async fn call(path: web::Path<Uuid>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let mut form = post.form();
    let outcome = words::call_of(post.typed.get("outcome"));
    if outcome.is_none() {
        form.problem("outcome", "Dire com’è andata.", "Say what came of it.");
    }
    if let Some(outcome) = outcome {
        let note = post.typed.get("note").to_owned();
        match post.chair.look(move |hub, who| hub.call_holder(who, id, outcome, &note)).await? {
            Ok(()) => return go("/conflicts"),
            Err(error) => refused(&mut form, error)?,
        }
    }
    let page = page(&post.chair, id, form).await?;
    post.chair.mend(&page)
}

/// `GET /conflicts/{id}/call`: the page that has its form.
pub async fn again(path: web::Path<Uuid>) -> Answer {
    go(format!("/conflicts/{path}"))
}
