//! Changing one's own PIN.

use actix_web::web;
use askama::Template;

use super::sign_in::Next;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::{Seat, own_path};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use desk::{Desk, SessionState};
use vault::SecretText;

#[derive(Template)]
#[template(path = "counter/life/change_pin.html")]
struct ChangePinPage {
    l: Lang,
    frame: Frame,
    form: Form,
    must: bool,
    /// Who reset the PIN, and when.
    reset: Option<String>,
    next: String,
}

async fn page(seat: &Seat, form: Form, next: &str) -> Result<ChangePinPage, Trouble> {
    let must = seat.who.state == SessionState::MustChangePin;
    let reset = seat.look(Desk::reset_of).await?;
    let reset = reset.map(|notice| format!("{}, {}", when::date_time(notice.at), notice.by.name));
    Ok(ChangePinPage { l: seat.l, frame: seat.frame().mend(&form), form, must, reset, next: next.to_owned() })
}

/// `GET /change-pin`
pub async fn show(seat: Seat, next: web::Query<Next>) -> Answer {
    seat.show(&page(&seat, Form::new(seat.l), next.path()).await?)
}

/// `POST /change-pin`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let old: SecretText = form.need("old", "Inserire il PIN attuale.", "Enter the current PIN.").into();
    let new: SecretText = form.need("new", "Scegliere il nuovo PIN.", "Choose the new PIN.").into();
    if !new.is_empty() && new.expose() != form.typed.trimmed("again") {
        form.problem(
            "again",
            "I due PIN nuovi non sono uguali: riscriverli.",
            "The two new PINs differ: enter them again.",
        );
    }
    let next = own_path(post.typed.get("next")).to_owned();
    if form.sound() {
        match post.seat.look(move |desk, who| desk.change_pin(who, old.expose(), new.expose())).await? {
            Ok(()) => return go(next),
            Err(error) => form.refused_at("old", error),
        }
    }
    post.seat.mend(&page(&post.seat, form, &next).await?)
}
