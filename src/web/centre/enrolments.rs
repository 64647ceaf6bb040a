//! One station that asks to be known: the six digits typed, the decision.

use std::sync::Arc;

use actix_web::web;
use askama::Template;
use uuid::Uuid;

use super::desk::{Chair, ChairPost, refused};
use super::frame::HubFrame;
use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use centre::stations::recognising::{Asking, Confirmed};
use domain::time::moment::Moment;

#[derive(Template)]
#[template(path = "centre/enrolment.html")]
struct EnrolmentPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    asking: Asking,
    certifies: bool,
}

async fn page(chair: &Chair, id: Uuid, form: Form) -> Result<EnrolmentPage, Trouble> {
    let identity = Arc::clone(&chair.identity);
    let certifies = identity.certifies();
    let asking = chair.ask(move |hub, _| hub.asking_one(&identity, id)).await?;
    Ok(EnrolmentPage { l: chair.l, frame: chair.frame().mend(&form), form, asking, certifies })
}

impl EnrolmentPage {
    fn heard(&self, at: Option<Moment>) -> String {
        at.map_or_else(|| self.l.t("mai", "never").to_owned(), when::date_time)
    }
}

/// `GET /enrolments/{id}`
pub async fn show(path: web::Path<Uuid>, chair: Chair) -> Answer {
    let page = page(&chair, path.into_inner(), Form::new(chair.l)).await?;
    chair.show(&page)
}

/// `POST /enrolments/{id}`
pub async fn decide(path: web::Path<Uuid>, post: ChairPost) -> Answer {
    let id = path.into_inner();
    let mut form = post.form();
    match post.typed.get("answer") {
        "refuse" => {
            post.chair.ask(move |hub, who| hub.refuse_enrolment(who, id)).await?;
            return go("/stations");
        }
        "grant" => {
            let identity = Arc::clone(&post.chair.identity);
            let certificate = post.typed.get("certificate").to_owned();
            let digits = form.need(
                "digits",
                "Scrivere le sei cifre lette sulla postazione.",
                "Write the six digits read at the station.",
            );
            if form.sound() {
                let confirmed = post
                    .chair
                    .look(move |hub, who| hub.confirm_enrolment(who, &identity, id, &digits, &certificate));
                match confirmed.await? {
                    Ok(Confirmed::LetIn) => return go("/stations"),
                    Ok(Confirmed::Once) => return go(format!("/enrolments/{id}")),
                    Err(error) => refused(&mut form, error)?,
                }
            }
        }
        _ => form.problem(
            "answer",
            "Scegliere se riconoscere la postazione.",
            "Choose whether to recognise the station.",
        ),
    }
    let page = page(&post.chair, id, form).await?;
    post.chair.mend(&page)
}
