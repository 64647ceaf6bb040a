//! A forgotten password of an administrator, replaced with the printed recovery code.

use std::sync::Arc;

use actix_web::{HttpRequest, web};
use askama::Template;

use super::desk::{refused, site, source};
use super::frame::HubFrame;
use super::sign_in::{posted, visitor, with_cookie};
use crate::site::blocking::block;
use crate::site::form::Form;
use crate::site::frame::{self, Answer, go};
use crate::site::standing;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use centre::CentreError;
use centre::staff::sign_in::Whence;

#[derive(Template)]
#[template(path = "centre/forgotten.html")]
struct ForgottenPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
}

fn page(req: &HttpRequest, form: Form) -> Answer {
    let mend = !form.sound();
    let (frame, cookie) = visitor(req, &form);
    let page = ForgottenPage { l: form.l, frame, form };
    with_cookie(frame::show(&page, mend)?, cookie)
}

/// `GET /sign-in/forgotten`
pub async fn show(req: HttpRequest) -> Answer {
    page(&req, Form::new(standing::language(&req)))
}

/// `POST /sign-in/forgotten`
pub async fn submit(req: HttpRequest, payload: web::Payload) -> Answer {
    let typed = posted(&req, payload).await?;
    let mut form = Form::filled(standing::language(&req), typed);
    let login = form.need("login", "Scrivere il nome per entrare.", "Write the login.");
    let code = form.need("code", "Scrivere il codice di recupero.", "Write the recovery code.");
    let password = form.typed.get("password").to_owned();
    if password != form.typed.get("again") {
        form.problem(
            "again",
            "Le due parole d’ordine non sono uguali.",
            "The two passwords are not the same.",
        );
    }
    if form.sound() {
        let known = site(&req);
        let (hub, cost) = (Arc::clone(&known.hub), known.cost);
        let whence = Whence { source: source(&req), known: String::new() };
        let done = block(move || hub.replace_forgotten(&login, &code, &password, &whence, cost));
        match done.await.map_err(|_| Trouble::Broken)? {
            Ok(()) => return go("/sign-in"),
            Err(error @ CentreError::WrongSecret { .. }) => form.told("code", &error.told()),
            Err(error) => refused(&mut form, error)?,
        }
    }
    page(&req, form)
}
