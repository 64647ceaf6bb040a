//! Opening an outage: what is down, since when, who authorised, is the clock right. The act to sign prints before it.

use askama::Template;
use chrono::TimeDelta;
use uuid::Uuid;

use crate::counter::words;
use crate::site::field::Choices;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::error::{DeskError, FieldProblem};
use desk::outage::authorise::NewAuthorisation;
use desk::outage::opening::{FirstAuthorisation, OpenOutage};
use desk::papers::opening_act::OpeningAct;
use domain::ids::id::{AuthorisationId, OutageId};
use domain::office::operator::Role;
use domain::outage::authorisation::Authorisation;
use domain::outage::outage::{Cause, Scenario};
use domain::time::moment::Moment;

use super::authorisation_fields::{self, AuthorisationFields, Extent};

#[derive(Template)]
#[template(path = "counter/outage/open_outage.html")]
struct OpenPage {
    l: Lang,
    frame: Frame,
    form: Form,
    now: Moment,
    advance: Vec<Authorisation>,
    late: bool,
    supervisor: bool,
}

impl OpenPage {
    fn first(&self) -> AuthorisationFields<'_> {
        AuthorisationFields::new(&self.form, "authorisation", Extent::First)
    }

    /// The choice between those recorded in advance and a new one.
    fn chosen_advance(&self) -> Choices<'_> {
        let choices =
            self.form.radios("authorisation", self.l.t("Quale autorizzazione", "Which authorisation"));
        let choices = match self.advance.first() {
            Some(first) => choices.default(&first.id.to_string()),
            None => choices,
        };
        let offered = self.advance.iter().fold(choices, |choices, advance| {
            let covers = format!(
                "{} {} – {} · {}",
                self.l.t("registrata in anticipo:", "recorded in advance:"),
                when::date_time(advance.from),
                when::date_time(advance.until),
                words::act(&advance.act, self.l)
            );
            choices.explained(
                advance.id.to_string(),
                format!("{}, {}", advance.signer, advance.signer_role),
                covers,
            )
        });
        offered.option("new", self.l.t("Un’altra, da scrivere qui sotto", "Another one, to be written below"))
    }

    fn further(&self) -> AuthorisationFields<'_> {
        AuthorisationFields::new(&self.form, "further", Extent::Further)
    }
}

/// `GET /outage/open`
pub async fn show(seat: Seat) -> Answer {
    if seat.look(|desk, _| desk.outage().is_some()).await? {
        return go("/outage");
    }
    let telephone = seat.look(|desk, _| desk.office().telephone).await?;
    let typed = Typed::default()
        .with("id", seat.desk.mint().to_string())
        .with("authorisation-id", seat.desk.mint().to_string())
        .with("further-id", seat.desk.mint().to_string())
        .with("started", when::date(seat.desk.now().day()))
        .with("telephone", telephone);
    page(&seat, Form::filled(seat.l, typed)).await
}

async fn page(seat: &Seat, form: Form) -> Answer {
    let advance = seat.look(|desk, _| desk.advance_authorisations()).await?;
    let now = seat.desk.now();
    let late = started(&form).is_some_and(|start| is_late(start, now))
        || form.problems.iter().any(|problem| problem.field.starts_with("further"));
    let sound = form.sound();
    let page = OpenPage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        form,
        now,
        advance,
        late,
        supervisor: seat.who.may(Role::Supervisor),
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// The clock is put right on this page: what was typed on it stays.
async fn set_clock(seat: &Seat, mut form: Form) -> Answer {
    let right = form.moment(
        "clock-date",
        "clock-time",
        "Scrivere giorno e ora giusti, come gg/mm/aaaa e oo:mm.",
        "Write the right day and time, as dd/mm/yyyy and hh:mm.",
    );
    if let Some(right) = right {
        match seat.look(move |desk, who| desk.set_clock(who, right)).await? {
            Ok(()) => form.typed = without_clock(&form.typed),
            Err(error) => form.refused_at("clock-date", error),
        }
    }
    page(seat, form).await
}

/// What was typed but for the clock, which is put right by now; the right time is to be confirmed by whoever looks.
fn without_clock(typed: &Typed) -> Typed {
    let kept = typed.own().filter(|(name, _)| !matches!(*name, "do" | "clock" | "clock-date" | "clock-time"));
    kept.fold(Typed::default(), |kept, (name, value)| kept.with(name, value))
}

/// The start as it is typed so far.
fn started(form: &Form) -> Option<Moment> {
    when::read_moment(form.typed.get("started"), form.typed.get("started-time")).ok()
}

/// Whether the first 24 hours are over.
fn is_late(start: Moment, now: Moment) -> bool {
    now.since(start) >= TimeDelta::hours(24)
}

/// `POST /outage/open`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    if form.typed.get("do") == "set-clock" {
        return set_clock(&post.seat, form).await;
    }
    let Some(open) = read(&mut form, post.seat.desk.now()) else { return page(&post.seat, form).await };
    match post.seat.look(move |desk, who| desk.open_outage(who, open)).await? {
        Ok(_) => go("/outage/opened"),
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form).await
        }
    }
}

/// An id minted when the page opened.
pub fn minted(form: &mut Form, field: &str) -> Option<Uuid> {
    let id = form.typed.trimmed(field).parse().ok();
    if id.is_none() {
        form.problem(
            field,
            "La pagina non è completa: ricaricarla e ripetere.",
            "The page is not complete: reload it and try again.",
        );
    }
    id
}

fn read(form: &mut Form, now: Moment) -> Option<OpenOutage> {
    let id = minted(form, "id")?;
    let scenario = words::parse(&words::SCENARIOS, form.typed.get("scenario"));
    if scenario.is_none() {
        form.problem("scenario", "Scegliere che cosa è fermo.", "Choose what is down.");
    }
    let cause = words::parse(&words::CAUSES, form.typed.get("cause"));
    if cause.is_none() {
        form.problem("cause", "Scegliere la causa.", "Choose the cause.");
    }
    let description = form.need(
        "cause-description",
        "Descrivere la causa in poche parole: sta sul registro.",
        "Describe the cause in a few words: it stands on the register.",
    );
    let start = form.moment(
        "started",
        "started-time",
        "Scrivere quando è iniziata: giorno gg/mm/aaaa e ora oo:mm.",
        "Write when it began: day dd/mm/yyyy and time hh:mm.",
    );
    let telephone = form.need(
        "telephone",
        "Scrivere un telefono che risponde durante l’interruzione.",
        "Write a telephone that is answered during the outage.",
    );
    let clock_is_right = form.typed.has("clock");
    if !clock_is_right {
        form.problem(
            "clock",
            "Guardare giorno, data e ora e confermare che sono giusti.",
            "Look at weekday, date and time and confirm they are right.",
        );
    }
    let authorisation = read_first(form);
    let late = start.is_some_and(|start| is_late(start, now));
    let further = read_further(form, late);
    let shared_code = Some(form.typed.trimmed("shared-code").to_owned()).filter(|code| !code.is_empty());
    let sound = form.sound();
    let open = OpenOutage {
        id: OutageId::new(id),
        scenario: scenario?,
        cause: cause?,
        description,
        started: start?,
        telephone,
        shared_code,
        clock_is_right,
        authorisation: authorisation?,
        further,
    };
    sound.then_some(open)
}

/// The first 24 hours: one recorded in advance, or the fields of the page.
fn read_first(form: &mut Form) -> Option<FirstAuthorisation> {
    if let Ok(advance) = form.typed.get("authorisation").parse::<AuthorisationId>() {
        return Some(FirstAuthorisation::InAdvance(advance));
    }
    let id = AuthorisationId::new(minted(form, "authorisation-id")?);
    authorisation_fields::read(form, "authorisation", id).map(FirstAuthorisation::New)
}

/// The further period, asked at once where the start lies 24 hours or more back.
fn read_further(form: &mut Form, late: bool) -> Option<NewAuthorisation> {
    if !late && !authorisation_fields::touched(form, "further") {
        return None;
    }
    let id = AuthorisationId::new(minted(form, "further-id")?);
    authorisation_fields::read(form, "further", id)
}

/// `POST /outage/opening-act.pdf`: the act to sign, with what has been typed so far.
pub async fn opening_act(post: Post) -> Answer {
    let form = post.form();
    let act = OpeningAct {
        signer: form.typed.trimmed("authorisation-signer").to_owned(),
        signer_role: form.typed.trimmed("authorisation-signer-role").to_owned(),
        cause: words::parse(&words::CAUSES, form.typed.get("cause")),
        description: form.typed.trimmed("cause-description").to_owned(),
        started: started(&form),
    };
    match post.seat.look(move |desk, who| desk.opening_act_pdf(who, act)).await? {
        Ok(act) => Ok(pdf(act)),
        Err(DeskError::Fields(problems)) => {
            let mut form = form;
            for FieldProblem { field, told } in problems {
                let here = if field.starts_with("signer") { format!("authorisation-{field}") } else { field };
                form.told(&here, &told);
            }
            page(&post.seat, form).await
        }
        Err(refusal) => Err(refusal.into()),
    }
}

/// `GET /outage/opening-act.pdf`: the same with lines to fill by hand.
pub async fn blank_opening_act(seat: Seat) -> Answer {
    Ok(pdf(seat.ask(|desk, who| desk.opening_act_pdf(who, OpeningAct::default())).await?))
}

#[derive(Template)]
#[template(path = "counter/outage/opened.html")]
struct OpenedPage {
    l: Lang,
    frame: Frame,
    code: String,
    until: String,
    unsigned: usize,
}

/// `GET /outage/opened`
pub async fn opened(seat: Seat) -> Answer {
    let Some(view) = seat.look(|desk, _| desk.outage()).await? else { return go("/outage") };
    let until = match view.lapse {
        domain::outage::lapse::Lapse::Covered { until, .. } => when::near(until, seat.desk.now(), seat.l),
        domain::outage::lapse::Lapse::Lapsed { .. } => String::new(),
    };
    seat.show(&OpenedPage {
        l: seat.l,
        frame: seat.frame(),
        code: view.opening.code.to_string(),
        until,
        unsigned: view.unsigned_acts,
    })
}
