//! The ordinary number of an entry, recorded by a person: given by hand at the centre, or by a system that is no centre of
//! ours.

use actix_web::web::Path;
use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::recovery::conflicts::TypedOrdinary;
use desk::register::entries::EntryView;
use domain::ids::id::EntryId;

#[derive(Template)]
#[template(path = "counter/recovery/ordinary.html")]
struct OrdinaryPage {
    l: Lang,
    frame: Frame,
    form: Form,
    view: EntryView,
    year: String,
}

/// `GET /entries/{id}/ordinary`
pub async fn show(seat: Seat, id: Path<EntryId>) -> Answer {
    page(&seat, *id, Form::new(seat.l)).await
}

async fn page(seat: &Seat, id: EntryId, form: Form) -> Answer {
    let view = seat.ask(move |desk, who| desk.entry(who, id)).await?;
    if view.recovery.ordinary().is_some() {
        return go(format!("/entries/{id}"));
    }
    let sound = form.sound();
    let year = seat.desk.now().year().to_string();
    let page = OrdinaryPage { l: seat.l, frame: seat.frame().mend(&form), form, view, year };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /entries/{id}/ordinary`
pub async fn record(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let mut form = post.form();
    let text = |name: &str| post.typed.get(name).trim().to_owned();
    let typed = TypedOrdinary {
        register: text("register"),
        year: text("year").parse().ok(),
        number: text("number"),
        date: when::read_date(&text("date")),
        source: text("source"),
        checked: post.typed.has("checked"),
    };
    match post.seat.look(move |desk, who| desk.record_ordinary(who, id, &typed)).await? {
        Ok(_) => go(format!("/entries/{id}")),
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, id, form).await
        }
    }
}
