//! A centre added by comparing six digits; its address, which may change; a centre removed.

use actix_web::web::{Path, Query};
use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use desk::DeskError;
use desk::parts::enrolment::{Enrolment, EnrolmentStep, KeyChoice};
use domain::centre::recovery::Known;
use domain::ids::id::CentreId;
use domain::office::operator::Role;

#[derive(Template)]
#[template(path = "counter/recovery/add.html")]
struct AddPage {
    l: Lang,
    frame: Frame,
    form: Form,
    /// Identity of the centre that is added again; empty for a new one.
    again: String,
}

pub(super) fn needs_manager(seat: &Seat) -> Result<(), Trouble> {
    if seat.who.may(Role::Supervisor) || seat.who.may(Role::RecordsManager) {
        Ok(())
    } else {
        Err(DeskError::NotAllowed.into())
    }
}

/// Which centre is added again.
#[derive(serde::Deserialize)]
pub struct Again {
    again: Option<CentreId>,
}

/// `GET /recovery/centre`; with `again`, a centre that is known: for a new certificate.
pub async fn add(seat: Seat, again: Query<Again>) -> Answer {
    needs_manager(&seat)?;
    let Some(id) = again.again else { return add_page(&seat, Form::new(seat.l)) };
    let known = seat.ask(move |desk, _| desk.centre(id).ok_or(DeskError::NotFound)).await?;
    let typed = Typed::default()
        .with("again", id.to_string())
        .with("name", known.centre.name)
        .with("address", known.centre.address.to_string());
    add_page(&seat, Form::filled(seat.l, typed))
}

fn add_page(seat: &Seat, form: Form) -> Answer {
    let sound = form.sound();
    let again = form.typed.get("again").to_owned();
    let page = AddPage { l: seat.l, frame: seat.frame().mend(&form), form, again };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /recovery/centre`
pub async fn begin(post: Post) -> Answer {
    let mut form = post.form();
    let name = form.need("name", "Scrivere come si chiama il centro.", "Write what the centre is called.");
    let address = form.need(
        "address",
        "Scrivere l’indirizzo del centro, come lo dà chi lo gestisce.",
        "Write the centre's address, as given by whoever runs it.",
    );
    if !form.sound() {
        return add_page(&post.seat, form);
    }
    let key = if post.typed.get("key") == "new" { KeyChoice::New } else { KeyChoice::Present };
    match post.seat.look(move |desk, who| desk.begin_enrolment(who, &name, &address, key)).await? {
        Ok(()) => go("/recovery/enrolment"),
        Err(refusal) => {
            form.refused(refusal)?;
            add_page(&post.seat, form)
        }
    }
}

#[derive(Template)]
#[template(path = "counter/recovery/enrolment.html")]
struct EnrolmentPage {
    l: Lang,
    frame: Frame,
    enrolment: Option<Enrolment>,
    /// Register code of the life before that it is for; empty for the living one.
    life: String,
}

/// `GET /recovery/enrolment`
pub async fn enrolment(seat: Seat) -> Answer {
    let asked = |desk: &desk::Desk| {
        let enrolment = desk.enrolment();
        let before = enrolment.as_ref().map(|one| one.of).filter(|of| *of != desk.station_id());
        let life = before.and_then(|of| desk.code_of_life(of));
        (enrolment, life.map(|code| code.to_string()).unwrap_or_default())
    };
    let (enrolment, life) = seat.look(move |desk, _| asked(desk)).await?;
    seat.show(&EnrolmentPage { l: seat.l, frame: seat.frame(), enrolment, life })
}

/// `POST /recovery/enrolment`: given up.
pub async fn abandon(post: Post) -> Answer {
    post.seat.ask(desk::Desk::abandon_enrolment).await?;
    go("/recovery")
}

#[derive(Template)]
#[template(path = "counter/recovery/address.html")]
struct AddressPage {
    l: Lang,
    frame: Frame,
    form: Form,
    known: Known,
    supervisor: bool,
}

/// `GET /recovery/{id}/address`
pub async fn address(seat: Seat, id: Path<CentreId>) -> Answer {
    needs_manager(&seat)?;
    address_page(&seat, *id, Form::new(seat.l)).await
}

async fn address_page(seat: &Seat, id: CentreId, form: Form) -> Answer {
    let known = seat.ask(move |desk, _| desk.centre(id).ok_or(DeskError::NotFound)).await?;
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = AddressPage { l: seat.l, frame, form, known, supervisor: seat.who.may(Role::Supervisor) };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /recovery/{id}/address`
pub async fn set_address(post: Post, id: Path<CentreId>) -> Answer {
    let id = *id;
    let mut form = post.form();
    let address = form.need("address", "Scrivere il nuovo indirizzo.", "Write the new address.");
    if !form.sound() {
        return address_page(&post.seat, id, form).await;
    }
    match post.seat.look(move |desk, who| desk.move_centre(who, id, &address)).await? {
        Ok(()) => go("/recovery"),
        Err(refusal) => {
            form.refused(refusal)?;
            address_page(&post.seat, id, form).await
        }
    }
}

/// `POST /recovery/{id}/remove`
pub async fn remove(post: Post, id: Path<CentreId>) -> Answer {
    let id = *id;
    post.seat.ask(move |desk, who| desk.remove_centre(who, id)).await?;
    go("/recovery")
}
