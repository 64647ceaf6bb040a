//! The worklist of conflicts by kinds; one of them side by side, and its decision; many decided at once.

use actix_web::web;
use askama::Template;
use serde::Deserialize;
use uuid::Uuid;

use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::{difference, when};
use centre::conflicts::decide::ANNULLED;
use centre::conflicts::worklist::Worklist;
use centre::register::entries::{ConflictView, EntryView};
use centre::staff::deeds::{Deed, What};
use domain::centre::exchange::{ConflictKind, Remedy};

use super::desk::{Chair, ChairPost, count, refused};
use super::frame::HubFrame;

#[derive(Template)]
#[template(path = "centre/conflicts.html")]
struct WorklistPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    list: Worklist,
    calls: Vec<(ConflictView, EntryView)>,
    /// What may be decided of many at once.
    remedies: Vec<(&'static str, &'static str)>,
    /// Whether somebody asked for all of those that are decided together.
    all: bool,
}

impl WorklistPage {
    fn is_ticked(&self, id: &Uuid) -> bool {
        let id = id.to_string();
        self.all || self.form.typed.all("conflict").any(|ticked| ticked == id)
    }
}

/// How the worklist is asked for.
#[derive(Deserialize)]
pub struct Ticked {
    /// Whether all that is decided together is to be ticked.
    #[serde(default)]
    all: bool,
}

#[derive(Template)]
#[template(path = "centre/conflict.html")]
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
pub async fn list(chair: Chair, ticked: web::Query<Ticked>) -> Answer {
    let page = worklist(&chair, Form::new(chair.l), ticked.all).await?;
    chair.show(&page)
}

async fn worklist(chair: &Chair, form: Form, all: bool) -> Result<WorklistPage, Trouble> {
    let (list, calls) = chair
        .noted(|hub, _| Ok((hub.grouped_worklist()?, hub.calls()?)), |_| Deed::about(What::Read, "conflicts"))
        .await?;
    let l = chair.l;
    let remedies = difference::remedies(ConflictKind::WrittenOtherwise, false, l);
    Ok(WorklistPage { l, frame: chair.frame().mend(&form), form, list, calls, remedies, all })
}

/// `POST /conflicts`: many that are only written in another way, with one reason.
pub async fn decide_many(post: ChairPost) -> Answer {
    let mut form = post.form();
    let remedy = Remedy::of_code(post.typed.get("remedy"));
    if remedy.is_none() {
        form.problem("remedy", "Scegliere che cosa si fa.", "Choose what is done.");
    }
    let ids: Vec<Uuid> = post.typed.all("conflict").filter_map(|id| id.parse().ok()).collect();
    if let Some(remedy) = remedy {
        let reason = post.typed.get("reason").to_owned();
        match post
            .chair
            .tried(
                move |hub, who| hub.decide_many(who, &ids, remedy, &reason),
                move |decided| decided_many(remedy, *decided),
            )
            .await?
        {
            Ok(_) => return go("/conflicts"),
            Err(error) => refused(&mut form, error)?,
        }
    }
    let page = worklist(&post.chair, form, false).await?;
    post.chair.mend(&page)
}

fn decided_many(remedy: Remedy, decided: usize) -> Deed {
    Deed::about(What::Decided, "conflicts").filtered(remedy.code()).counting(count(decided))
}

/// `GET /conflicts/{id}`
pub async fn show(path: web::Path<Uuid>, chair: Chair) -> Answer {
    let form = Form::new(chair.l);
    let page = page(&chair, path.into_inner(), form).await?;
    chair.show(&page)
}

async fn page(chair: &Chair, id: Uuid, form: Form) -> Result<ConflictPage, Trouble> {
    let (view, entry) =
        chair.noted(move |hub, _| hub.conflict(id), move |_| Deed::about(What::Read, id)).await?;
    let l = chair.l;
    let annulled = entry.row.state == ANNULLED;
    let remedies = difference::remedies(view.conflict.kind, annulled, l);
    let outcomes = difference::calls(l);
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
        match post
            .chair
            .tried(
                move |hub, who| hub.decide(who, id, remedy, &reason),
                move |()| Deed::about(What::Decided, id).filtered(remedy.code()),
            )
            .await?
        {
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
    let outcome = difference::call_of(post.typed.get("outcome"));
    if outcome.is_none() {
        form.problem("outcome", "Dire com’è andata.", "Say what came of it.");
    }
    if let Some(outcome) = outcome {
        let note = post.typed.get("note").to_owned();
        match post
            .chair
            .tried(
                move |hub, who| hub.call_holder(who, id, outcome, &note),
                move |()| Deed::about(What::Decided, id).filtered("call"),
            )
            .await?
        {
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
