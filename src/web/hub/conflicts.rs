//! The worklist of conflicts; one of them side by side, and its decision.

use actix_web::web;
use askama::Template;
use uuid::Uuid;

use super::desk::{Chair, ChairPost, refused};
use super::frame::HubFrame;
use super::words;
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
}

#[derive(Template)]
#[template(path = "hub/conflict.html")]
struct ConflictPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    view: ConflictView,
    entry: EntryView,
    remedies: Vec<(String, String)>,
}

/// `GET /conflicts`
pub async fn list(chair: Chair) -> Answer {
    let rows = chair.ask(|hub, _| hub.worklist()).await?;
    let page = WorklistPage { l: chair.l, frame: chair.frame(), rows };
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
    let remedies = Remedy::ALL
        .into_iter()
        .map(|remedy| (remedy.code().to_owned(), words::remedy(remedy, l).to_owned()))
        .collect();
    Ok(ConflictPage { l, frame: chair.frame().mend(&form), form, view, entry, remedies })
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
