//! Authorisations after the opening: a further one, one in advance, the signed act that arrives later.

use actix_web::web::Path;
use askama::Template;

use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use desk::papers::opening_act::FurtherAct;
use domain::ids::id::{AuthorisationId, OutageId};
use domain::office::operator::Role;
use domain::outage::lapse::Lapse;

use super::authorisation_fields::{self, AuthorisationFields, Extent};
use super::open_outage::minted;

#[derive(Template)]
#[template(path = "counter/outage/authorise.html")]
struct AuthorisePage {
    l: Lang,
    frame: Frame,
    form: Form,
    /// The open outage's code and how its authorisation stands; `None`: in advance.
    open: Option<(String, String)>,
}

impl AuthorisePage {
    fn fields(&self) -> AuthorisationFields<'_> {
        AuthorisationFields::new(&self.form, "", Extent::Further).first()
    }
}

/// `GET /outage/authorise`
pub async fn show(seat: Seat) -> Answer {
    if !seat.who.may(Role::Supervisor) {
        seat.needs(Role::RecordsManager)?;
    }
    let typed = Typed::default().with("id", seat.desk.mint().to_string());
    page(&seat, Form::filled(seat.l, typed)).await
}

async fn page(seat: &Seat, form: Form) -> Answer {
    let now = seat.desk.now();
    let open = seat.look(|desk, _| desk.outage()).await?.map(|view| {
        let stands = match view.lapse {
            Lapse::Covered { until, .. } => {
                format!("{} {}", seat.l.t("copre", "covers"), when::until(until, now, seat.l))
            }
            Lapse::Lapsed { since } => {
                format!("{} {}", seat.l.t("è scaduta", "is expired"), when::since(since, now, seat.l))
            }
        };
        (view.opening.code.to_string(), stands)
    });
    let sound = form.sound();
    let page = AuthorisePage { l: seat.l, frame: seat.frame().mend(&form), form, open };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /outage/authorise`
pub async fn submit(post: Post) -> Answer {
    let mut form = post.form();
    let id = minted(&mut form, "id").map(AuthorisationId::new);
    let new = id.and_then(|id| authorisation_fields::read(&mut form, "", id));
    let Some(new) = new else { return page(&post.seat, form).await };
    let recorded = post
        .seat
        .look(move |desk, who| {
            let outage: Option<OutageId> = desk.outage().map(|view| view.opening.outage);
            desk.record_authorisation(who, outage, new)
        })
        .await?;
    match recorded {
        Ok(_) => go("/outage"),
        Err(refusal) => {
            form.refused(refusal)?;
            page(&post.seat, form).await
        }
    }
}

/// `POST /outage/further-act.pdf`: the act to sign, with what has been typed so far.
pub async fn further_act(post: Post) -> Answer {
    let form = post.form();
    let moment = |day: &str, time: &str| when::read_moment(form.typed.get(day), form.typed.get(time)).ok();
    let act = FurtherAct {
        signer: form.typed.trimmed("signer").to_owned(),
        signer_role: form.typed.trimmed("signer-role").to_owned(),
        from: moment("from", "from-time"),
        until: moment("until", "until-time"),
    };
    match post.seat.look(move |desk, who| desk.further_act_pdf(who, act)).await? {
        Ok(act) => Ok(pdf(act)),
        Err(refusal) => {
            let mut form = form;
            form.refused(refusal)?;
            page(&post.seat, form).await
        }
    }
}

/// `GET /outage/further-act.pdf`: the same with lines to fill by hand.
pub async fn blank_further_act(seat: Seat) -> Answer {
    Ok(pdf(seat.ask(|desk, who| desk.further_act_pdf(who, FurtherAct::default())).await?))
}

#[derive(Template)]
#[template(path = "counter/outage/sign_act.html")]
struct SignActPage {
    l: Lang,
    frame: Frame,
    form: Form,
    id: AuthorisationId,
}

/// `GET /authorisations/{id}/act`
pub async fn show_act(seat: Seat, id: Path<AuthorisationId>) -> Answer {
    act_page(&seat, *id, Form::new(seat.l))
}

fn act_page(seat: &Seat, id: AuthorisationId, form: Form) -> Answer {
    let sound = form.sound();
    let page = SignActPage { l: seat.l, frame: seat.frame().mend(&form), form, id };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /authorisations/{id}/act`
pub async fn submit_act(post: Post, id: Path<AuthorisationId>) -> Answer {
    let id = *id;
    let mut form = post.form();
    let number = form.need("act-number", "Scrivere il numero dell’atto.", "Write the number of the act.");
    let date = when::read_date(form.typed.get("act-date"));
    if date.is_none() {
        form.problem(
            "act-date",
            "Scrivere la data dell’atto come gg/mm/aaaa.",
            "Write the date of the act as dd/mm/yyyy.",
        );
    }
    let Some(date) = date.filter(|_| form.sound()) else { return act_page(&post.seat, id, form) };
    match post.seat.look(move |desk, who| desk.sign_authorisation_act(who, id, &number, date)).await? {
        Ok(()) => go("/outage"),
        Err(refusal) => {
            form.refused(refusal)?;
            act_page(&post.seat, id, form)
        }
    }
}
