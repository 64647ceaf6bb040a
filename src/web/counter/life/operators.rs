//! Operators, their roles and PINs; delegations; who signs in this shift.

use actix_web::web::Path;
use askama::Template;
use uuid::Uuid;

use super::roles;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::staff::accounts::{DelegationView, SetOperator};
use domain::ids::id::OperatorId;
use domain::office::delegation::ActReference;
use domain::office::operator::{Operator, OperatorStatus, Role, Roles};
use vault::SecretText;

#[derive(Template)]
#[template(path = "counter/life/operators.html")]
struct OperatorsPage {
    l: Lang,
    frame: Frame,
    form: Form,
    operators: Vec<Row>,
    delegations: Vec<Power>,
    shifts: Vec<Shift>,
    supervisor: bool,
    /// Whether whoever looks may say who signs.
    chooses: bool,
}

struct Row {
    id: String,
    name: String,
    login: String,
    roles: String,
    active: bool,
}

struct Power {
    id: String,
    name: String,
    capacity: &'static str,
    act: String,
    to_be_signed: bool,
    period: String,
    holds: bool,
}

/// Who signs in one capacity, and who could.
struct Shift {
    code: &'static str,
    field: String,
    capacity: &'static str,
    signer: String,
    candidates: Vec<(String, String)>,
}

impl Row {
    fn new(operator: &Operator, l: Lang) -> Self {
        Self {
            id: operator.id.to_string(),
            name: operator.name.clone(),
            login: operator.login.clone(),
            roles: roles::names(&operator.roles, l),
            active: operator.status == OperatorStatus::Active,
        }
    }
}

impl Power {
    fn new(view: &DelegationView, l: Lang) -> Self {
        let delegation = &view.delegation;
        let from = format!("{} {}", l.t("dal", "from"), when::date(delegation.from));
        Self {
            id: delegation.id.to_string(),
            name: view.name.clone(),
            capacity: roles::capacity(delegation.capacity, l),
            act: roles::act(&delegation.act, l),
            to_be_signed: delegation.act == ActReference::ToBeSigned,
            period: match delegation.until {
                Some(until) => format!("{from} {} {}", l.t("al", "to"), when::date(until)),
                None => from,
            },
            holds: view.holds,
        }
    }
}

fn shifts(views: &[DelegationView], signers: &[(usize, String)], l: Lang) -> Vec<Shift> {
    roles::CAPACITIES
        .into_iter()
        .enumerate()
        .map(|(place, capacity)| {
            let mut candidates: Vec<(String, String)> = views
                .iter()
                .filter(|view| view.holds && view.delegation.capacity == capacity)
                .map(|view| (view.delegation.operator.to_string(), view.name.clone()))
                .collect();
            candidates.dedup();
            Shift {
                code: roles::capacity_code(capacity),
                field: format!("officer-{}", roles::capacity_code(capacity)),
                capacity: roles::capacity(capacity, l),
                signer: signers
                    .iter()
                    .find(|(of, _)| *of == place)
                    .map(|(_, name)| name.clone())
                    .unwrap_or_default(),
                candidates,
            }
        })
        .collect()
}

async fn page(seat: &Seat, form: Form) -> Result<OperatorsPage, Trouble> {
    let (operators, views, signers) = seat
        .look(|desk, _| {
            let signers: Vec<(usize, String)> = roles::CAPACITIES
                .into_iter()
                .enumerate()
                .filter_map(|(place, capacity)| Some((place, desk.shift_officer(capacity)?.name)))
                .collect();
            (desk.operators(), desk.delegations(), signers)
        })
        .await?;
    let l = seat.l;
    Ok(OperatorsPage {
        l,
        frame: seat.frame().mend(&form),
        form,
        operators: operators.iter().map(|operator| Row::new(operator, l)).collect(),
        delegations: views.iter().map(|view| Power::new(view, l)).collect(),
        shifts: shifts(&views, &signers, l),
        supervisor: seat.who.may(Role::Supervisor),
        chooses: [Role::Clerk, Role::SigningOfficer, Role::Supervisor]
            .into_iter()
            .any(|role| seat.who.may(role)),
    })
}

/// `GET /operators`
pub async fn show(seat: Seat) -> Answer {
    seat.show(&page(&seat, Form::new(seat.l)).await?)
}

/// `POST /operators/shift`: who signs from now on.
pub async fn shift(post: Post) -> Answer {
    let mut form = post.form();
    let capacity = roles::read_capacity(form.typed.get("capacity")).ok_or(Trouble::Unreadable)?;
    let field = format!("officer-{}", roles::capacity_code(capacity));
    let Ok(operator) = form.typed.get(&field).parse::<OperatorId>() else {
        form.problem(&field, "Scegliere chi firma in questo turno.", "Choose who signs in this shift.");
        return post.seat.mend(&page(&post.seat, form).await?);
    };
    post.seat.ask(move |desk, who| desk.choose_shift_officer(who, capacity, operator)).await?;
    go("/operators")
}

#[derive(Template)]
#[template(path = "counter/life/operator.html")]
struct OperatorPage {
    l: Lang,
    frame: Frame,
    form: Form,
    id: String,
    fresh: bool,
}

fn operator_page(seat: &Seat, form: Form, id: &str) -> OperatorPage {
    OperatorPage { l: seat.l, frame: seat.frame().mend(&form), form, id: id.to_owned(), fresh: id == "new" }
}

/// `GET /operators/{id}`; `new` makes one.
pub async fn edit(seat: Seat, id: Path<String>) -> Answer {
    seat.needs(Role::Supervisor)?;
    let mut typed = Typed::default();
    if id.as_str() == "new" {
        typed = typed.with("status", "active").with("roles", "clerk");
    } else {
        let wanted: OperatorId = id.parse().map_err(|_| Trouble::NoSuchPage)?;
        let all = seat.look(|desk, _| desk.operators()).await?;
        let operator = all.into_iter().find(|operator| operator.id == wanted).ok_or(Trouble::NoSuchPage)?;
        let status = if operator.status == OperatorStatus::Active { "active" } else { "disabled" };
        typed = typed.with("name", operator.name).with("login", operator.login).with("status", status);
        typed = operator.roles.iter().fold(typed, |typed, role| typed.with("roles", roles::code(*role)));
    }
    seat.show(&operator_page(&seat, Form::filled(seat.l, typed), &id))
}

/// `POST /operators/{id}`
pub async fn set(post: Post, id: Path<String>) -> Answer {
    let mut form = post.form();
    let operator = match id.as_str() {
        "new" => None,
        id => Some(id.parse::<OperatorId>().map_err(|_| Trouble::NoSuchPage)?),
    };
    let name = form.need("name", "Scrivere nome e cognome.", "Enter name and surname.");
    let login = form.need("login", "Scegliere il nome di accesso.", "Choose the login.");
    let set = SetOperator {
        operator,
        login: login.to_lowercase(),
        name,
        roles: form.typed.all("roles").filter_map(roles::read).collect::<Roles>(),
        status: if form.typed.get("status") == "disabled" {
            OperatorStatus::Disabled
        } else {
            OperatorStatus::Active
        },
        pin: operator.is_none().then(|| form.typed.trimmed("pin").to_owned()),
    };
    if set.roles.is_empty() {
        form.problem("roles", "Scegliere almeno un ruolo.", "Choose at least one role.");
    }
    if form.sound() {
        match post.seat.look(move |desk, who| desk.set_operator(who, set)).await? {
            Ok(_) => return go("/operators"),
            Err(error) => form.refused_at("name", error),
        }
    }
    post.seat.mend(&operator_page(&post.seat, form, &id))
}

#[derive(Template)]
#[template(path = "counter/life/temporary_pin.html")]
struct PinPage {
    l: Lang,
    frame: Frame,
    name: String,
    pin: SecretText,
}

#[derive(Template)]
#[template(path = "counter/life/reset_pin.html")]
struct ResetPage {
    l: Lang,
    frame: Frame,
    form: Form,
    id: Uuid,
    name: String,
}

async fn name_of(seat: &Seat, id: OperatorId) -> Result<String, Trouble> {
    let all = seat.look(|desk, _| desk.operators()).await?;
    all.into_iter().find(|each| each.id == id).map(|each| each.name).ok_or(Trouble::NoSuchPage)
}

/// `GET /operators/{id}/pin`: what a reset does, before it is done.
pub async fn ask_reset(seat: Seat, id: Path<Uuid>) -> Answer {
    seat.needs(Role::Supervisor)?;
    let name = name_of(&seat, OperatorId::new(*id)).await?;
    seat.show(&ResetPage { l: seat.l, frame: seat.frame(), form: Form::new(seat.l), id: *id, name })
}

/// `POST /operators/{id}/pin`: a temporary PIN, shown once.
pub async fn reset_pin(post: Post, id: Path<Uuid>) -> Answer {
    let operator = OperatorId::new(*id);
    let name = name_of(&post.seat, operator).await?;
    let mut form = post.form();
    let own: SecretText = form.need("own-pin", "Inserire il proprio PIN.", "Enter your own PIN.").into();
    if form.sound() {
        match post.seat.look(move |desk, who| desk.reset_pin(who, operator, own.expose())).await? {
            Ok(pin) => {
                let page = PinPage { l: post.seat.l, frame: post.seat.frame(), name, pin };
                return post.seat.show(&page);
            }
            Err(error) => form.refused_at("own-pin", error),
        }
    }
    let frame = post.seat.frame().mend(&form);
    post.seat.mend(&ResetPage { l: post.seat.l, frame, form, id: *id, name })
}
