//! The lock: asks the PIN and leads back to the page it stands on. It is no sign-out.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::counter::trouble_page::carried;
use crate::site::door;
use crate::site::field::Hidden;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::{self, LONGEST_FORM, Post, same};
use crate::site::seat::{Seat, encode, own_path};
use crate::site::standing::{Standing, Touch};
use crate::site::trouble::{Trouble, sign_in_told};
use crate::site::typed::Typed;
use crate::site::unsent::{keep_unsent, takes_unsent};
use crate::words::lang::Lang;
use desk::{DeskError, SessionState};
use domain::text::bilingual::Bilingual;
use vault::SecretText;

use super::sign_in::Next;

#[derive(Template)]
#[template(path = "counter/life/lock.html")]
struct LockPage {
    l: Lang,
    frame: Frame,
    form: Form,
    name: String,
    next: String,
}

fn page(seat: &Seat, form: Form, next: &str) -> LockPage {
    let frame = Frame { who: None, ..seat.frame() }.mend(&form);
    LockPage { l: seat.l, frame, form, name: seat.who.name.clone(), next: next.to_owned() }
}

async fn seat(req: &HttpRequest) -> Result<Seat, Trouble> {
    Seat::taken(Standing::of(req, Touch::Machine).await?)
}

#[derive(Template)]
#[template(path = "counter/life/lock_left.html")]
struct LeftPage {
    l: Lang,
    frame: Frame,
    next: String,
}

/// Whether a page came here by itself.
#[derive(Deserialize)]
pub struct Left {
    left: Option<u8>,
}

/// `GET /lock?next=…`. A page that came by itself does not go back by itself: that would keep the session awake for ever.
pub async fn show(req: HttpRequest, next: web::Query<Next>, left: web::Query<Left>) -> Answer {
    let seat = seat(&req).await?;
    match seat.who.state {
        SessionState::Active if left.left.is_some() => {
            let frame = Frame { who: None, ..seat.frame() };
            seat.show(&LeftPage { l: seat.l, frame, next: next.path().to_owned() })
        }
        SessionState::Active => go(next.path()),
        _ => seat.show(&page(&seat, Form::new(seat.l), next.path())),
    }
}

/// `POST /lock/keep`: the page goes because the session locked or ended; what was typed on it is kept. Fields: `_page`, `_focus`,
/// and those of the page.
pub async fn keep(req: HttpRequest, payload: web::Payload) -> Answer {
    let standing = Standing::of(&req, Touch::Machine).await?;
    if !takes_unsent(&standing)? {
        return Err(DeskError::NotFound.into());
    }
    let typed = post::form(&req, payload.into_inner(), LONGEST_FORM).await?;
    let page = own_path(typed.get("_page")).to_owned();
    keep_unsent(&standing, &typed, page).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// `POST /lock/kept`: takes back what was typed on the page `page`.
pub async fn kept(post: Post) -> Answer {
    let page = own_path(post.typed.get("page")).to_owned();
    let unsent = post.seat.ask(move |desk, who| desk.take_unsent(who, &page)).await?;
    Ok(HttpResponse::Ok().json(unsent))
}

/// `POST /lock/now`: locked by hand.
pub async fn now(post: Post) -> Answer {
    let token = post.seat.token.clone();
    post.seat.visits().end(&token);
    post.seat.look(move |desk, _| desk.lock_session(&token)).await?;
    go(format!("/lock?next={}", encode(own_path(post.typed.get("next")))))
}

/// `POST /lock`: the PIN, then back to the page.
pub async fn submit(req: HttpRequest, payload: web::Payload) -> Answer {
    let seat = seat(&req).await?;
    let typed = post::form(&req, payload.into_inner(), LONGEST_FORM).await?;
    let next = own_path(typed.get("next")).to_owned();
    match unlock(&req, &seat, &typed, "pin").await? {
        Ok(()) => go(next),
        Err(wrong) => {
            let mut form = Form::new(seat.l);
            form.told("pin", &wrong);
            seat.mend(&page(&seat, form, &next))
        }
    }
}

/// What was typed before the lock, to be sent on to where it was going. A page sends it by itself where script runs; an answer
/// that made the browser send it again (307) would leave it in the browser's files.
#[derive(Template)]
#[template(path = "counter/life/held_sent.html")]
struct HeldSentPage<'a> {
    l: Lang,
    frame: Frame,
    name: String,
    path: &'a str,
    typed: &'a Typed,
}

impl HeldSentPage<'_> {
    fn fields(&self) -> impl Iterator<Item = Hidden<'_>> {
        carried(self.path, self.typed)
    }
}

/// `POST /lock/held`: the PIN and a form that was sent while locked.
pub async fn held(req: HttpRequest, payload: web::Payload) -> Answer {
    let seat = seat(&req).await?;
    let typed = post::form(&req, payload.into_inner(), LONGEST_FORM).await?;
    let next = own_path(typed.get("_next")).to_owned();
    match unlock(&req, &seat, &typed, "_pin").await? {
        Ok(()) => {
            let (l, name) = (seat.l, seat.who.name.clone());
            let frame = Frame { who: None, ..seat.frame() };
            seat.show(&HeldSentPage { l, frame, name, path: &next, typed: &typed })
        }
        Err(wrong) => Err(Trouble::Held { path: next, typed: Box::new(typed), wrong: Some(wrong) }),
    }
}

/// Tries the PIN; what is wrong with it comes back.
async fn unlock(
    req: &HttpRequest,
    seat: &Seat,
    typed: &Typed,
    field: &str,
) -> Result<Result<(), Bilingual>, Trouble> {
    if !same(typed.get("_csrf"), &seat.who.csrf) {
        return Err(Trouble::Forged);
    }
    // Whoever stood there before the lock may have gone.
    seat.visits().end(&seat.token);
    let (at, pin) = (door::of(req), SecretText::from(typed.trimmed(field)));
    let unlocked = seat.look(move |desk, _| desk.unlock_session_at(&at, pin.expose())).await?;
    Ok(unlocked.map(|_| ()).map_err(sign_in_told))
}
