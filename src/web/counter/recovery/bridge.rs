//! A centre without a line: added, removed.

use actix_web::web::Path;
use askama::Template;

use super::centre::needs_manager;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use desk::recovery::worksheet::{SheetKind, TypedBridge};
use domain::ids::id::CentreId;

#[derive(Template)]
#[template(path = "counter/recovery/bridge.html")]
struct BridgePage {
    l: Lang,
    frame: Frame,
    form: Form,
}

fn page(seat: &Seat, form: Form) -> Answer {
    let sound = form.sound();
    let page = BridgePage { l: seat.l, frame: seat.frame().mend(&form), form };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /recovery/bridge`
pub async fn show(seat: Seat) -> Answer {
    needs_manager(&seat)?;
    page(&seat, Form::new(seat.l))
}

/// `POST /recovery/bridge`
pub async fn set(post: Post) -> Answer {
    let mut form = post.form();
    let name = form.need("name", "Scrivere come si chiama.", "Write what it is called.");
    let Some(kind) = SheetKind::of_code(post.typed.get("kind")) else {
        form.problem("kind", "Scegliere che cosa si trascrive.", "Choose what is typed there.");
        return page(&post.seat, form);
    };
    if !form.sound() {
        return page(&post.seat, form);
    }
    let typed = TypedBridge { name, kind, register: post.typed.trimmed("register").to_owned() };
    match post.seat.look(move |desk, who| desk.set_bridge(who, &typed)).await? {
        Ok(id) => go(format!("/recovery/bridge/{id}")),
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form)
        }
    }
}

/// `POST /recovery/bridge/{id}/remove`
pub async fn remove(post: Post, id: Path<CentreId>) -> Answer {
    let id = *id;
    post.seat.ask(move |desk, who| desk.remove_bridge(who, id)).await?;
    go("/recovery")
}
