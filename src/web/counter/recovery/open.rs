//! Open files for a centre that is not ours: said to be readable by anyone, and confirmed.

use std::sync::Arc;

use askama::Template;

use super::centre::needs_manager;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::stream;
use crate::words::lang::Lang;

#[derive(Template)]
#[template(path = "counter/recovery/open.html")]
struct OpenPage {
    l: Lang,
    frame: Frame,
    form: Form,
}

fn page(seat: &Seat, form: Form) -> Answer {
    let sound = form.sound();
    let page = OpenPage { l: seat.l, frame: seat.frame().mend(&form), form };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /recovery/open`
pub async fn show(seat: Seat) -> Answer {
    needs_manager(&seat)?;
    page(&seat, Form::new(seat.l))
}

/// `POST /recovery/open`
pub async fn export(post: Post) -> Answer {
    needs_manager(&post.seat)?;
    let mut form = post.form();
    if post.typed.get("readable") != "yes" {
        form.problem(
            "readable",
            "Confermare di aver capito che il file non è cifrato.",
            "Confirm that you know the file is not encrypted.",
        );
    }
    form.need("reason", "Scrivere per chi e perché.", "Write for whom and why.");
    if !form.sound() {
        return page(&post.seat, form);
    }
    let reason = post.typed.get("reason").to_owned();
    match post.seat.look(move |desk, who| desk.ready_open_export(who, &reason)).await? {
        Ok(ready) => {
            let desk = Arc::clone(&post.seat.desk);
            let name = ready.name.clone();
            Ok(stream::download(&name, move |out| {
                desk.write_open_export(&ready, out).map_err(|error| error.code())
            }))
        }
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form)
        }
    }
}
