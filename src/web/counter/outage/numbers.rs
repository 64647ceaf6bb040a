//! Numbers set aside for paper sheets, and the index of civil-status acts written on them (series S).

use askama::Template;

use super::open_outage::minted;
use crate::counter::words;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::outage::reserved_numbers::{ActPlace, RecordPaperAct, ReserveNumbers};
use desk::outage::shown::OutageView;
use desk::register::entries::{EntryFilter, EntryRow};
use desk::{Desk, DeskError, Session};
use domain::ids::id::{EntryId, OutageId, ReservationId};
use domain::ids::number::{Number, Series};
use domain::office::operator::Role;

#[derive(Template)]
#[template(path = "counter/outage/numbers.html")]
struct NumbersPage {
    l: Lang,
    frame: Frame,
    view: OutageView,
    acts: Vec<EntryRow>,
    reserves: bool,
    supervisor: bool,
}

/// `GET /numbers`
pub async fn show(seat: Seat) -> Answer {
    let found = seat
        .ask(|desk, who| {
            let Some(view) = desk.outage() else { return Ok(None) };
            let acts = acts_of(desk, who, view.opening.outage)?;
            Ok::<_, DeskError>(Some((view, acts)))
        })
        .await?;
    let Some((view, acts)) = found else { return go("/outage") };
    let supervisor = seat.who.may(Role::Supervisor);
    let reserves = supervisor || seat.who.may(Role::SigningOfficer);
    seat.show(&NumbersPage { l: seat.l, frame: seat.frame(), view, acts, reserves, supervisor })
}

/// The index of series S of an outage, newest first.
fn acts_of(desk: &Desk, who: &Session, outage: OutageId) -> Result<Vec<EntryRow>, DeskError> {
    let mut acts = Vec::new();
    let mut after = None;
    loop {
        let filter = EntryFilter { outage: Some(outage), after, limit: 200, ..EntryFilter::default() };
        let page = desk.entries(who, filter)?;
        acts.extend(page.rows.into_iter().filter(|row| row.number.key().series == Series::S));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(acts),
        }
    }
}

#[derive(Template)]
#[template(path = "counter/outage/reserve.html")]
struct ReservePage {
    l: Lang,
    frame: Frame,
    form: Form,
}

/// `GET /numbers/reserve`
pub async fn show_reserve(seat: Seat) -> Answer {
    let typed = Typed::default().with("id", seat.desk.mint().to_string()).with("series", "s");
    reserve_page(&seat, Form::filled(seat.l, typed))
}

fn reserve_page(seat: &Seat, form: Form) -> Answer {
    let sound = form.sound();
    let page = ReservePage { l: seat.l, frame: seat.frame().mend(&form), form };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /numbers/reserve`
pub async fn submit_reserve(post: Post) -> Answer {
    let mut form = post.form();
    let Some(reserve) = read_reserve(&mut form) else { return reserve_page(&post.seat, form) };
    match post.seat.look(move |desk, who| desk.reserve_numbers(who, reserve)).await? {
        Ok(_) => go("/numbers"),
        Err(refusal) => {
            form.refused(refusal)?;
            reserve_page(&post.seat, form)
        }
    }
}

fn read_reserve(form: &mut Form) -> Option<ReserveNumbers> {
    let id = minted(form, "id").map(ReservationId::new);
    let series = if form.typed.get("series") == "p" { Series::P } else { Series::S };
    let count = form.typed.trimmed("count").parse().ok().filter(|count| (1..=200).contains(count));
    if count.is_none() {
        form.problem("count", "Scrivere quanti numeri, da 1 a 200.", "Write how many numbers, 1 to 200.");
    }
    let purpose = form.need(
        "purpose",
        "Scrivere a che cosa servono: sta sul registro.",
        "Write what they are for: it stands on the register.",
    );
    let sound = form.sound();
    let reserve = ReserveNumbers { id: id?, series, count: count?, purpose };
    sound.then_some(reserve)
}

#[derive(Template)]
#[template(path = "counter/outage/bar.html")]
struct BarPage {
    l: Lang,
    frame: Frame,
    form: Form,
    numbers: Vec<(String, String)>,
}

/// `GET /numbers/bar`
pub async fn show_bar(seat: Seat) -> Answer {
    bar_page(&seat, Form::new(seat.l)).await
}

async fn bar_page(seat: &Seat, form: Form) -> Answer {
    let Some(view) = seat.look(|desk, _| desk.outage()).await? else { return go("/outage") };
    let numbers = view.reserved.iter().map(|number| (number.to_string(), number.to_string())).collect();
    let sound = form.sound();
    let page = BarPage { l: seat.l, frame: seat.frame().mend(&form), form, numbers };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /numbers/bar`
pub async fn submit_bar(post: Post) -> Answer {
    let mut form = post.form();
    let numbers: Vec<Number> = form.typed.all("numbers").filter_map(|number| number.parse().ok()).collect();
    if numbers.is_empty() {
        form.problem("numbers", "Scegliere almeno un numero.", "Choose at least one number.");
    }
    let reason = form.need("reason", "Scrivere il motivo.", "Write the reason.");
    if !form.sound() {
        return bar_page(&post.seat, form).await;
    }
    match post.seat.look(move |desk, who| desk.bar_numbers(who, numbers, &reason)).await? {
        Ok(()) => go("/numbers"),
        Err(refusal) => {
            form.refused(refusal)?;
            bar_page(&post.seat, form).await
        }
    }
}

#[derive(Template)]
#[template(path = "counter/outage/paper_act.html")]
struct PaperActPage {
    l: Lang,
    frame: Frame,
    form: Form,
    sheets: Vec<(String, String)>,
}

impl PaperActPage {
    /// Whether anything was typed of where the act stands in the registers.
    fn placed(&self) -> bool {
        let fields = ["act-office", "act-part", "act-series", "act-number", "act-volume", "act-transcribed"];
        fields.iter().any(|field| !self.form.typed.get(field).is_empty())
    }
}

/// `GET /numbers/act`
pub async fn show_act(seat: Seat) -> Answer {
    let typed = Typed::default()
        .with("id", seat.desk.mint().to_string())
        .with("formed", when::date(seat.desk.now().day()));
    act_page(&seat, Form::filled(seat.l, typed)).await
}

async fn act_page(seat: &Seat, form: Form) -> Answer {
    let Some(view) = seat.look(|desk, _| desk.outage()).await? else { return go("/outage") };
    let next = seat.l.t("il prossimo della serie S", "the next of series S").to_owned();
    let reserved = view
        .reserved
        .iter()
        .filter(|number| number.key().series == Series::S)
        .map(|number| (number.to_string(), format!("{number} ({})", seat.l.t("riservato", "reserved"))));
    let sheets = std::iter::once((String::new(), next)).chain(reserved).collect();
    let sound = form.sound();
    let page = PaperActPage { l: seat.l, frame: seat.frame().mend(&form), form, sheets };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /numbers/act`
pub async fn submit_act(post: Post) -> Answer {
    let mut form = post.form();
    let Some(act) = read_act(&mut form) else { return act_page(&post.seat, form).await };
    match post.seat.look(move |desk, who| desk.record_paper_act(who, act)).await? {
        Ok(view) => go(format!("/entries/{}/issued", view.entry.id)),
        Err(refusal) => {
            form.refused(refusal)?;
            act_page(&post.seat, form).await
        }
    }
}

fn read_act(form: &mut Form) -> Option<RecordPaperAct> {
    let id = minted(form, "id").map(EntryId::new);
    let kind = words::parse(&words::ACTS, form.typed.get("kind"));
    if kind.is_none() {
        form.problem("kind", "Scegliere il tipo di atto.", "Choose the kind of act.");
    }
    let formed = form.moment(
        "formed",
        "formed-time",
        "Scrivere quando l’atto è stato formato: giorno gg/mm/aaaa e ora oo:mm.",
        "Write when the act was formed: day dd/mm/yyyy and time hh:mm.",
    );
    let number = form.typed.trimmed("number").parse::<Number>().ok();
    let text = |field: &str| form.typed.trimmed(field).to_owned();
    let (surname, given_names, note) = (text("surname"), text("given-names"), text("note"));
    let place = ActPlace {
        office: text("act-office"),
        part: text("act-part"),
        series: text("act-series"),
        number: text("act-number"),
        volume: text("act-volume"),
        transcribed: form.typed.get("act-transcribed") == "yes",
    };
    let sound = form.sound();
    let act =
        RecordPaperAct { id: id?, number, kind: kind?, surname, given_names, formed: formed?, place, note };
    sound.then_some(act)
}
