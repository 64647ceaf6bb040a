//! The ordinary number of an entry, put right.

use actix_web::web;
use askama::Template;

use super::desk::{Chair, ChairPost, refused};
use super::entries::read_ordinary;
use super::frame::HubFrame;
use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::words::lang::Lang;
use crate::words::when;
use centre::numbers::number_corrections::Said;
use centre::register::entries::EntryView;
use centre::staff::deeds::{Deed, What};
use domain::ids::id::EntryId;

#[derive(Template)]
#[template(path = "centre/correct_number.html")]
struct CorrectPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    entry: EntryView,
}

/// `GET /entries/{id}/correct-number`
pub async fn show(path: web::Path<EntryId>, chair: Chair) -> Answer {
    page(&chair, path.into_inner(), Form::new(chair.l)).await
}

async fn page(chair: &Chair, id: EntryId, mut form: Form) -> Answer {
    let entry = chair.noted(move |hub, _| hub.entry(id), move |_| Deed::about(What::Read, id)).await?;
    let Some(ordinary) = &entry.row.ordinary else { return go(format!("/entries/{id}")) };
    if form.typed.get("register").is_empty() {
        form.typed = form.typed.with("register", ordinary.register.clone());
    }
    let sound = form.sound();
    let page = CorrectPage { l: chair.l, frame: chair.frame().mend(&form), form, entry };
    if sound { chair.show(&page) } else { chair.mend(&page) }
}

/// `POST /entries/{id}/correct-number`
pub async fn correct(path: web::Path<EntryId>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let mut form = post.form();
    if let Some(ordinary) = read_ordinary(&mut form, &post.typed) {
        let said = Said {
            reason: post.typed.get("reason").to_owned(),
            checked: post.typed.has("checked"),
            swap: post.typed.has("swap"),
        };
        match post
            .chair
            .tried(
                move |hub, who| hub.correct_number(who, id, &ordinary, &said),
                move |()| Deed::about(What::Decided, id).filtered("number-corrected"),
            )
            .await?
        {
            Ok(()) => return go(format!("/entries/{id}")),
            Err(error) => refused(&mut form, error)?,
        }
    }
    page(&post.chair, id, form).await
}
