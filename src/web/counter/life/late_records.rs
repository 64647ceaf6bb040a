//! Records that the disk of an old computer has beyond what is known here: what they are, then taken in.

use std::path::PathBuf;

use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::succession::late_records::{LateFound, LateTaken, TakeLate};
use domain::ids::anchor::Anchor;
use domain::ids::number::Number;
use domain::office::operator::Role;

#[derive(Template)]
#[template(path = "counter/life/late_records.html")]
struct LatePage {
    l: Lang,
    frame: Frame,
    form: Form,
    found: Option<LateFound>,
    taken: Option<LateTaken>,
}

fn listed(numbers: &[Number]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn page(seat: &Seat, form: Form, found: Option<LateFound>, taken: Option<LateTaken>) -> Answer {
    let sound = form.sound();
    let page = LatePage { l: seat.l, frame: seat.frame().mend(&form), form, found, taken };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /station/late-records`
pub async fn show(seat: Seat) -> Answer {
    seat.needs(Role::Supervisor)?;
    page(&seat, Form::new(seat.l), None, None)
}

/// `POST /station/late-records`: what the folder holds, or all of it taken in.
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let folder = form.need("folder", "Indicare la cartella.", "Name the folder.");
    if !form.sound() {
        return page(&post.seat, form, None, None);
    }
    let folder = PathBuf::from(folder);
    let there = folder.clone();
    let found = match post.seat.look(move |desk, who| desk.late_records(who, &there)).await? {
        Ok(found) => found,
        Err(error) => {
            form.refused_at("folder", error);
            return page(&post.seat, form, None, None);
        }
    };
    if form.typed.get("do") != "take" {
        return page(&post.seat, form, Some(found), None);
    }
    let reason = form.need("reason", "Scrivere perché.", "Write why.");
    let Some(shown) = anchor(form.typed.get("shown")).filter(|_| form.sound()) else {
        return page(&post.seat, form, Some(found), None);
    };
    let asked = TakeLate { folder, reason, shown };
    match post.seat.look(move |desk, who| desk.take_late_records(who, asked)).await? {
        Ok(taken) => page(&post.seat, form, None, Some(taken)),
        Err(error) => {
            form.refused_at("folder", error);
            page(&post.seat, form, Some(found), None)
        }
    }
}

fn anchor(typed: &str) -> Option<Anchor> {
    typed.parse().ok()
}
