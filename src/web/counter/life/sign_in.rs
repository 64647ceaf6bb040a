//! Signing in: a name chosen, a PIN typed.

use std::sync::Arc;

use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::site::blocking::block;
use crate::site::door;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::{encode, own_path};
use crate::site::trouble::{Trouble, sign_in_told};
use crate::site::visitor::{Visitor, VisitorPost};
use crate::words::lang::Lang;
use desk::SessionState;
use vault::SecretText;

/// Where to go after signing in.
#[derive(serde::Deserialize)]
pub struct Next {
    /// A path of this site.
    #[serde(default)]
    next: String,
}

impl Next {
    /// The path, or the home page.
    pub fn path(&self) -> &str {
        own_path(&self.next)
    }
}

#[derive(Template)]
#[template(path = "counter/life/sign_in.html")]
struct SignInPage {
    l: Lang,
    frame: Frame,
    form: Form,
    names: Vec<(String, String)>,
    next: String,
}

async fn page(visitor: &Visitor, form: Form, next: &str) -> Result<SignInPage, Trouble> {
    let desk = visitor.desk()?;
    let names = block(move || desk.sign_in_names()).await.map_err(|_| Trouble::Broken)?;
    Ok(SignInPage { l: visitor.l, frame: visitor.frame().mend(&form), form, names, next: next.to_owned() })
}

/// `GET /sign-in`
pub async fn show(visitor: Visitor, next: web::Query<Next>) -> Answer {
    visitor.desk()?;
    let at_work = visitor.standing.session.as_ref().is_some_and(|s| s.state == SessionState::Active);
    if at_work {
        return go("/");
    }
    let page = page(&visitor, Form::new(visitor.l), next.path()).await?;
    visitor.show(&page)
}

/// `POST /sign-in`
pub async fn submit(req: HttpRequest, post: VisitorPost) -> Answer {
    let desk = post.visitor.desk()?;
    let mut form = post.form();
    let login = form.need("login", "Scegliere il proprio nome.", "Choose your name.");
    let pin: SecretText = form.need("pin", "Inserire il PIN.", "Enter the PIN.").into();
    let next = own_path(post.typed.get("next")).to_owned();
    if form.sound() {
        let (at, known) = (door::of(&req), Arc::clone(&desk));
        let signed_in = block(move || known.sign_in_at(&at, &login, pin.expose()));
        match signed_in.await.map_err(|_| Trouble::Broken)? {
            Ok((token, session)) => {
                let next = match session.state {
                    SessionState::MustChangePin => format!("/change-pin?next={}", encode(&next)),
                    _ => next,
                };
                let mut answer = with_session(&post.visitor, &token.0, &next);
                let mark = door::mark(&req, &desk, session.operator);
                answer.add_cookie(&mark).map_err(|_| Trouble::Broken)?;
                return Ok(answer);
            }
            Err(error) => form.told("pin", &sign_in_told(error)),
        }
    }
    let page = page(&post.visitor, form, &next).await?;
    post.visitor.mend(&page)
}

fn with_session(visitor: &Visitor, token: &str, next: &str) -> HttpResponse {
    let cookie = Cookie::build(visitor.standing.site.session_cookie().to_owned(), token.to_owned())
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict);
    HttpResponse::SeeOther().insert_header(("location", next)).cookie(cookie.finish()).finish()
}

/// `POST /sign-out`
pub async fn out(post: Post) -> Answer {
    let token = post.seat.token.clone();
    post.seat.look(move |desk, _| desk.sign_out(&token)).await?;
    post.seat.visits().end(&post.seat.token);
    post.seat.papers().forget(post.seat.who.operator);
    let mut cookie = Cookie::new(post.seat.session_cookie().to_owned(), "");
    cookie.set_path("/");
    cookie.make_removal();
    Ok(HttpResponse::SeeOther().insert_header(("location", "/sign-in")).cookie(cookie).finish())
}
