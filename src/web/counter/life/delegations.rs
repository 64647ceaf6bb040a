//! Recording delegations to sign, and their acts once signed.

use actix_web::web::Path;
use askama::Template;
use uuid::Uuid;

use super::{roles, setup_form};
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::staff::accounts::RecordDelegation;
use domain::ids::id::{DelegationId, OperatorId};
use domain::office::delegation::ActReference;
use domain::office::operator::Role;

#[derive(Template)]
#[template(path = "counter/life/delegation.html")]
struct DelegationPage {
    l: Lang,
    frame: Frame,
    form: Form,
    operators: Vec<(String, String)>,
}

async fn page(seat: &Seat, form: Form) -> Result<DelegationPage, Trouble> {
    let operators = seat.look(|desk, _| desk.operators()).await?;
    let operators = operators.into_iter().map(|operator| (operator.id.to_string(), operator.name)).collect();
    Ok(DelegationPage { l: seat.l, frame: seat.frame().mend(&form), form, operators })
}

/// `GET /operators/delegation`: the identity of what will be recorded is minted here, so that Back records nothing twice.
pub async fn show(seat: Seat) -> Answer {
    seat.needs(Role::Supervisor)?;
    let (id, today) = seat.look(|desk, _| (desk.mint(), desk.now().day())).await?;
    let typed = Typed::default()
        .with("id", id.to_string())
        .with("act", "to-be-signed")
        .with("capacity", "civil-status")
        .with("from", when::date(today));
    seat.show(&page(&seat, Form::filled(seat.l, typed)).await?)
}

/// `POST /operators/delegation`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let id: Uuid = form.typed.get("id").parse().map_err(|_| Trouble::Unreadable)?;
    let operator = form.typed.get("operator").parse::<OperatorId>();
    if operator.is_err() {
        form.problem("operator", "Scegliere chi firma.", "Choose who signs.");
    }
    let capacity = roles::read_capacity(form.typed.get("capacity")).ok_or(Trouble::Unreadable)?;
    let act = setup_form::act(&mut form, "act", "act-number", "act-date");
    let from = setup_form::day(&mut form, "from");
    if form.typed.trimmed("from").is_empty() {
        form.problem("from", "Scrivere da quando vale.", "Enter the first day.");
    }
    let until = setup_form::day(&mut form, "until");
    if let (Ok(operator), Some(from), true) = (operator, from, form.sound()) {
        let record = RecordDelegation { id: DelegationId::new(id), operator, capacity, act, from, until };
        match post.seat.look(move |desk, who| desk.record_delegation(who, record)).await? {
            Ok(()) => return go("/operators"),
            Err(error) => form.refused_at("operator", error),
        }
    }
    post.seat.mend(&page(&post.seat, form).await?)
}

#[derive(Template)]
#[template(path = "counter/life/delegation_act.html")]
struct ActPage {
    l: Lang,
    frame: Frame,
    form: Form,
    id: String,
    name: String,
    capacity: &'static str,
}

async fn act_page(seat: &Seat, form: Form, id: Uuid) -> Result<ActPage, Trouble> {
    let all = seat.look(|desk, _| desk.delegations()).await?;
    let view = all
        .into_iter()
        .find(|view| view.delegation.id.uuid() == id && view.delegation.act == ActReference::ToBeSigned)
        .ok_or(Trouble::NoSuchPage)?;
    Ok(ActPage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        id: id.to_string(),
        name: view.name,
        capacity: roles::capacity(view.delegation.capacity, seat.l),
    })
}

/// `GET /operators/delegation/{id}`: the act that was to be signed has been.
pub async fn show_act(seat: Seat, id: Path<Uuid>) -> Answer {
    seat.needs(Role::Supervisor)?;
    seat.show(&act_page(&seat, Form::new(seat.l), *id).await?)
}

/// `POST /operators/delegation/{id}`
pub async fn sign_act(post: Post, id: Path<Uuid>) -> Answer {
    let mut form = post.form();
    let number = form.need("act-number", "Scrivere il numero dell’atto.", "Enter the number of the act.");
    let date = when::read_date(form.typed.get("act-date"));
    if date.is_none() {
        form.problem(
            "act-date",
            "Scrivere la data dell’atto come gg/mm/aaaa.",
            "Enter the date of the act as dd/mm/yyyy.",
        );
    }
    if let (Some(date), true) = (date, form.sound()) {
        let delegation = DelegationId::new(*id);
        let signed =
            post.seat.look(move |desk, who| desk.sign_delegation_act(who, delegation, &number, date)).await?;
        match signed {
            Ok(()) => return go("/operators"),
            Err(error) => form.refused_at("act-number", error),
        }
    }
    post.seat.mend(&act_page(&post.seat, form, *id).await?)
}
