//! The ordinary number of an entry that was noted here, put right.

use actix_web::web::Path;
use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::recovery::worksheet::TypedCorrection;
use desk::register::entries::EntryView;
use domain::ids::id::EntryId;

#[derive(Template)]
#[template(path = "counter/recovery/correct_number.html")]
struct CorrectPage {
    l: Lang,
    frame: Frame,
    form: Form,
    view: EntryView,
}

/// `GET /entries/{id}/ordinary/correct`
pub async fn show(seat: Seat, id: Path<EntryId>) -> Answer {
    page(&seat, *id, Form::new(seat.l)).await
}

async fn page(seat: &Seat, id: EntryId, form: Form) -> Answer {
    let view = seat.ask(move |desk, who| desk.entry(who, id)).await?;
    if !view.recovery.was_noted_here() {
        return go(format!("/entries/{id}"));
    }
    let sound = form.sound();
    let page = CorrectPage { l: seat.l, frame: seat.frame().mend(&form), form, view };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /entries/{id}/ordinary/correct`
pub async fn correct(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let mut form = post.form();
    let typed = TypedCorrection {
        number: post.typed.trimmed("number").to_owned(),
        date: when::read_date(post.typed.get("date")),
        reason: post.typed.get("reason").to_owned(),
        checked: post.typed.has("checked"),
    };
    match post.seat.look(move |desk, who| desk.correct_noted_number(who, id, &typed)).await? {
        Ok(_) => go(format!("/entries/{id}")),
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, id, form).await
        }
    }
}
