//! Signing in and out; the first account of a new centre.

use std::sync::Arc;

use actix_web::cookie::Cookie;
use actix_web::cookie::time::Duration;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::site::blocking::block;
use crate::site::form::Form;
use crate::site::frame::{self, Answer, go};
use crate::site::post::{form, same};
use crate::site::seat::own_path;
use crate::site::standing;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use centre::CentreError;
use centre::staff::sign_in::{SignedIn, Whence};
use domain::ids::check_code;
use domain::text::hex;

use super::desk::{ChairPost, own_cookie, refused, session_cookie, site, source};
use super::frame::HubFrame;

/// Name of the cookie whose value a visitor's forms repeat.
pub const COOKIE: &str = "hub-visitor";

/// Longest body of a visitor's form, in bytes.
const LONGEST: usize = 8 * 1024;

/// How long a browser is known that was signed in.
const KNOWN_FOR: Duration = Duration::days(30);

/// Where to go after signing in.
#[derive(serde::Deserialize)]
pub struct Next {
    /// A path of this site.
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "centre/sign_in.html")]
struct SignInPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    next: String,
}

#[derive(Template)]
#[template(path = "centre/setup.html")]
struct SetupPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
}

/// `GET /sign-in`
pub async fn show(req: HttpRequest, next: web::Query<Next>) -> Answer {
    let l = standing::language(&req);
    if is_new(&req).await? {
        return go("/setup");
    }
    sign_in_page(&req, Form::new(l), own_path(&next.next))
}

fn sign_in_page(req: &HttpRequest, form: Form, next: &str) -> Answer {
    let mend = !form.sound();
    let (frame, cookie) = visitor(req, &form);
    let page = SignInPage { l: form.l, frame, form, next: next.to_owned() };
    with_cookie(frame::show(&page, mend)?, cookie)
}

/// `POST /sign-in`
pub async fn submit(req: HttpRequest, payload: web::Payload) -> Answer {
    let typed = posted(&req, payload).await?;
    let mut form = Form::filled(standing::language(&req), typed);
    let next = own_path(form.typed.get("next")).to_owned();
    let login = form.need("login", "Scrivere il nome per entrare.", "Write the login.");
    let password = form.need("password", "Scrivere la parola d’ordine.", "Write the password.");
    if form.sound() {
        let hub = Arc::clone(&site(&req).hub);
        let known = req.cookie(&known_name(&req)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
        let whence = Whence { source: source(&req), known };
        let signed = block(move || hub.sign_in(&login, &password, &whence));
        match signed.await.map_err(|_| Trouble::Broken)? {
            Ok(signed) => return Ok(signed_in(&req, signed, &next)),
            Err(error @ CentreError::WrongSecret { .. }) => form.told("password", &error.told()),
            Err(error) => return Err(error.into()),
        }
    }
    sign_in_page(&req, form, &next)
}

fn known_name(req: &HttpRequest) -> String {
    format!("{}-known", site(req).cookie())
}

/// The session's cookie, and what the browser is known by the next time.
pub fn sign_in_cookies(req: &HttpRequest, signed: SignedIn) -> [Cookie<'static>; 2] {
    let mut known = own_cookie(known_name(req), signed.known, "/sign-in", req);
    known.set_max_age(KNOWN_FOR);
    [session_cookie(&site(req), signed.token, req), known]
}

fn signed_in(req: &HttpRequest, signed: SignedIn, next: &str) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header(("location", next));
    for cookie in sign_in_cookies(req, signed) {
        answer.cookie(cookie);
    }
    answer.finish()
}

/// `POST /sign-out`: ended here, not only in the browser.
pub async fn out(req: HttpRequest, post: ChairPost) -> Answer {
    let session = post.chair.session.clone();
    post.chair.ask(move |hub, _| hub.end_session(&session)).await?;
    let mut cookie = Cookie::new(site(&req).cookie(), "");
    cookie.set_path("/");
    cookie.make_removal();
    Ok(HttpResponse::SeeOther().insert_header(("location", "/sign-in")).cookie(cookie).finish())
}

/// `GET /setup`
pub async fn setup(req: HttpRequest) -> Answer {
    if !is_new(&req).await? {
        return go("/sign-in");
    }
    setup_page(&req, Form::new(standing::language(&req)))
}

fn setup_page(req: &HttpRequest, form: Form) -> Answer {
    let mend = !form.sound();
    let (frame, cookie) = visitor(req, &form);
    let page = SetupPage { l: form.l, frame, form };
    with_cookie(frame::show(&page, mend)?, cookie)
}

/// `POST /setup`
pub async fn submit_setup(req: HttpRequest, payload: web::Payload) -> Answer {
    let typed = posted(&req, payload).await?;
    if !is_new(&req).await? {
        return go("/sign-in");
    }
    let mut form = Form::filled(standing::language(&req), typed);
    let known = site(&req);
    if check_code::normalise(form.typed.get("code")) != check_code::normalise(&known.setup_code) {
        form.problem(
            "code",
            "Il codice non è quello scritto sulla console.",
            "This is not the code shown on the console.",
        );
    }
    if form.typed.get("password") != form.typed.get("again") {
        form.problem(
            "again",
            "Le due parole d’ordine non sono uguali.",
            "The two passwords are not the same.",
        );
    }
    if form.sound() {
        let (hub, cost) = (Arc::clone(&known.hub), known.cost);
        let text = |name: &str| form.typed.get(name).to_owned();
        let (login, name, password) = (text("login"), text("name"), text("password"));
        let made = block(move || hub.first_account(&login, &name, &password, cost));
        match made.await.map_err(|_| Trouble::Broken)? {
            Ok(signed) => return Ok(signed_in(&req, signed, "/recovery-code")),
            Err(error) => refused(&mut form, error)?,
        }
    }
    setup_page(&req, form)
}

async fn is_new(req: &HttpRequest) -> Result<bool, Trouble> {
    let hub = Arc::clone(&site(req).hub);
    Ok(block(move || hub.is_new()).await.map_err(|_| Trouble::Broken)??)
}

/// The frame of a visitor's page, and the cookie a new visitor gets.
pub(super) fn visitor(req: &HttpRequest, form: &Form) -> (HubFrame, Option<Cookie<'static>>) {
    let site = site(req);
    let kept = req.cookie(COOKIE).map(|cookie| cookie.value().to_owned()).filter(|token| token.len() == 32);
    let token = kept.clone().unwrap_or_else(|| hex::encode(&site.random.bytes::<16>()));
    let cookie = kept.is_none().then(|| own_cookie(COOKIE.to_owned(), token.clone(), "/", req));
    let frame = HubFrame { token, ..HubFrame::bare(form.l, site.drill(), standing::here(req)) };
    (frame.mend(form), cookie)
}

pub(super) async fn posted(req: &HttpRequest, payload: web::Payload) -> Result<Typed, Trouble> {
    let kept = req.cookie(COOKIE).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    if kept.is_empty() {
        return Err(Trouble::Forged);
    }
    let typed = form(req, payload.into_inner(), LONGEST).await?;
    if same(typed.get("_csrf"), &kept) { Ok(typed) } else { Err(Trouble::Forged) }
}

pub(super) fn with_cookie(mut answer: HttpResponse, cookie: Option<Cookie<'static>>) -> Answer {
    if let Some(cookie) = cookie {
        answer.add_cookie(&cookie).map_err(|_| Trouble::Broken)?;
    }
    Ok(answer)
}
