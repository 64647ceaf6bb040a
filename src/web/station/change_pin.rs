//! Changing one's own PIN.

use askama::Template;

use crate::desk::SessionState;
use crate::web::form::Form;
use crate::web::frame::{Answer, Frame, go};
use crate::web::lang::Lang;
use crate::web::post::Post;
use crate::web::seat::Seat;

#[derive(Template)]
#[template(path = "change_pin.html")]
struct ChangePinPage {
    l: Lang,
    frame: Frame,
    form: Form,
    must: bool,
}

fn page(seat: &Seat, form: Form) -> ChangePinPage {
    let must = seat.who.state == SessionState::MustChangePin;
    ChangePinPage { l: seat.l, frame: seat.frame().mend(&form), form, must }
}

/// `GET /change-pin`
pub async fn show(seat: Seat) -> Answer {
    seat.show(&page(&seat, Form::new(seat.l)))
}

/// `POST /change-pin`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let old = form.need("old", "Inserire il PIN attuale.", "Enter the current PIN.");
    let new = form.need("new", "Scegliere il nuovo PIN.", "Choose the new PIN.");
    if !new.is_empty() && new != form.typed.trimmed("again") {
        form.problem(
            "again",
            "I due PIN nuovi non sono uguali: riscriverli.",
            "The two new PINs differ: enter them again.",
        );
    }
    if form.sound() {
        match post.seat.look(move |desk, who| desk.change_pin(who, &old, &new)).await? {
            Ok(()) => return go("/"),
            Err(error) => form.refused_at("old", error),
        }
    }
    post.seat.mend(&page(&post.seat, form))
}
