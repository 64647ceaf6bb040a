//! Papers of a lost computer that come back: the list, a sheet written down, its history and corrections.

use actix_web::web::Path;
use askama::Template;
use chrono::NaiveTime;

use crate::counter::outage::open_outage::minted;
use crate::counter::people::people;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::register::strays::{CorrectStray, NewStray};
use desk::{DeskError, FieldProblem};
use domain::ids::check_code;
use domain::ids::id::{EntryId, StrayId};
use domain::ids::number::Number;
use domain::office::operator::Role;
use domain::register::stray::WrittenDown;
use domain::text::bilingual::Bilingual;

fn writes(seat: &Seat) -> bool {
    seat.who.may(Role::Supervisor) || seat.who.may(Role::RecordsManager)
}

#[derive(Template)]
#[template(path = "counter/entry/strays.html")]
struct ListPage {
    l: Lang,
    frame: Frame,
    strays: Vec<WrittenDown>,
    awaited: bool,
    writes: bool,
}

/// `GET /stray-papers`
pub async fn list(seat: Seat) -> Answer {
    let found = seat.ask(|desk, who| Ok::<_, DeskError>((desk.strays(who)?, desk.awaits_strays())));
    let (strays, awaited) = found.await?;
    seat.show(&ListPage { l: seat.l, frame: seat.frame(), strays, awaited, writes: writes(&seat) })
}

#[derive(Template)]
#[template(path = "counter/entry/new_stray.html")]
struct NewPage {
    l: Lang,
    frame: Frame,
    form: Form,
    /// The entry that the number typed is of.
    entry: Option<EntryId>,
    /// The number typed, if something is written down under it.
    written: Option<Number>,
}

/// `GET /stray-papers/new`
pub async fn ask(seat: Seat) -> Answer {
    if !writes(&seat) {
        return Err(DeskError::NotAllowed.into());
    }
    let typed = Typed::default().with("id", seat.desk.mint().to_string());
    new_page(&seat, Form::filled(seat.l, typed)).await
}

async fn new_page(seat: &Seat, form: Form) -> Answer {
    let number = form.typed.trimmed("number").to_owned();
    let refused = form.problem_of("number").is_some();
    let (entry, written) = seat
        .look(move |desk, who| {
            let read = number.parse::<Number>().ok().filter(|_| refused);
            let written = read.filter(|number| desk.stray(who, number).is_ok());
            (refused.then(|| desk.entry_of(&number)).flatten(), written)
        })
        .await?;
    let sound = form.sound();
    let page = NewPage { l: seat.l, frame: seat.frame().mend(&form), form, entry, written };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /stray-papers/new`
pub async fn write(post: Post) -> Answer {
    let mut form = post.form();
    let id = minted(&mut form, "id").map(StrayId::new);
    let number = form.need("number", "Scrivere il numero del foglio.", "Enter the number on the sheet.");
    let Some(new) = id.and_then(|id| read(&mut form, id, number)) else {
        return new_page(&post.seat, form).await;
    };
    match post.seat.look(move |desk, who| desk.write_stray(who, new)).await? {
        Ok(written) => go(format!("/stray-papers/{}", written.stray.number)),
        Err(refusal) => {
            form.refused(refusal)?;
            new_page(&post.seat, form).await
        }
    }
}

/// What was typed of a sheet; what is wrong with it is said beside the fields.
fn read(form: &mut Form, id: StrayId, number: String) -> Option<NewStray> {
    let issued = when::read_date(form.typed.get("issued"));
    if issued.is_none() {
        form.problem("issued", "Scrivere il giorno come gg/mm/aaaa.", "Write the day as dd/mm/yyyy.");
    }
    let issued_at = match form.typed.trimmed("issued-time") {
        "" => None,
        typed => {
            let read = when::read_time(typed);
            if read.is_none() {
                form.problem("issued-time", "Scrivere l’ora come 10:42.", "Write the time as 10:42.");
            }
            read
        }
    };
    let typed = |name: &str| form.typed.get(name).to_owned();
    let new = NewStray {
        id,
        number,
        title: typed("title"),
        surname: typed("surname"),
        given_names: typed("given-names"),
        birth_date: typed("birth-date"),
        issued: issued.unwrap_or_default(),
        issued_at,
        check_code: typed("check-code"),
        remark: typed("remark"),
    };
    form.sound().then_some(new)
}

#[derive(Template)]
#[template(path = "counter/entry/stray.html")]
struct OnePage {
    l: Lang,
    frame: Frame,
    form: Form,
    number: Number,
    versions: Vec<WrittenDown>,
    withdrawn: bool,
    writes: bool,
}

fn born(one: &WrittenDown) -> String {
    people::partial(one.stray.birth_date.as_ref())
}

/// `GET /stray-papers/{number}`
pub async fn show(seat: Seat, number: Path<Number>) -> Answer {
    one_page(&seat, number.into_inner(), None).await
}

async fn one_page(seat: &Seat, number: Number, form: Option<Form>) -> Answer {
    let asked = number.clone();
    let versions = seat.ask(move |desk, who| desk.stray(who, &asked)).await?;
    let withdrawn = versions.last().is_some_and(|last| last.stray.withdrawn);
    let form = form.unwrap_or_else(|| Form::filled(seat.l, as_typed(seat, &versions)));
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = OnePage { l: seat.l, frame, form, number, versions, withdrawn, writes: writes(seat) };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// What stands, as it would be typed.
fn as_typed(seat: &Seat, versions: &[WrittenDown]) -> Typed {
    let typed = Typed::default().with("id", seat.desk.mint().to_string());
    let Some(last) = versions.last() else { return typed };
    let stray = &last.stray;
    let time = |at: NaiveTime| at.format("%H:%M").to_string();
    typed
        .with("corrects", stray.id.to_string())
        .with("title", stray.title.clone())
        .with("surname", stray.surname.clone())
        .with("given-names", stray.given_names.clone())
        .with("birth-date", people::partial(stray.birth_date.as_ref()))
        .with("issued", when::date(stray.issued))
        .with("issued-time", stray.issued_at.map(time).unwrap_or_default())
        .with("check-code", check_code::grouped(&stray.check_code))
        .with("remark", stray.remark.clone())
}

/// `POST /stray-papers/{number}`: corrected, or withdrawn.
pub async fn correct(post: Post, number: Path<Number>) -> Answer {
    let number = number.into_inner();
    let mut form = post.form();
    let id = minted(&mut form, "id").map(StrayId::new);
    let corrects = minted(&mut form, "corrects").map(StrayId::new);
    let reason = form.need("reason", "Scrivere perché.", "Write why.");
    let withdrawn = form.typed.get("do") == "withdraw";
    let to = if withdrawn { None } else { id.and_then(|id| read(&mut form, id, number.to_string())) };
    let (Some(id), Some(corrects), true) = (id, corrects, form.sound()) else {
        return one_page(&post.seat, number, Some(form)).await;
    };
    let correction = CorrectStray { corrects, reason, to, id };
    let of = number.clone();
    match post.seat.look(move |desk, who| desk.correct_stray(who, &of, correction)).await? {
        Ok(_) => go(format!("/stray-papers/{number}")),
        Err(DeskError::ShownDiffers) => {
            form.found(&[FieldProblem::new("reason", meanwhile())]);
            one_page(&post.seat, number, Some(form)).await
        }
        Err(refusal) => {
            form.refused(refusal)?;
            one_page(&post.seat, number, Some(form)).await
        }
    }
}

fn meanwhile() -> Bilingual {
    Bilingual::new(
        "Qualcuno l’ha corretto nel frattempo: ricaricare la pagina e guardare che cosa dice ora.",
        "Somebody corrected it meanwhile: reload the page and see what it says now.",
    )
}
