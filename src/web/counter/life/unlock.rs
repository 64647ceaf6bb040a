//! Unlocking: passphrase or recovery code; and what to do when no key opens.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use zeroize::Zeroizing;

use crate::entrance::body;
use crate::site::blocking::block;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::site::visitor::{Visitor, VisitorPost};
use crate::site::{door, standing};
use crate::words::lang::Lang;
use desk::{Phase, Secret};
use vault::SecretText;

/// Longest passphrase or code of `sportello unlock`, in bytes.
const LONGEST_SECRET: usize = 4 * 1024;

#[derive(Template)]
#[template(path = "counter/life/unlock.html")]
struct UnlockPage {
    l: Lang,
    frame: Frame,
    form: Form,
    /// Whether the part for a folder that no key opens stands unfolded.
    aside: bool,
    /// Why it did not open by itself.
    why: String,
}

#[derive(Template)]
#[template(path = "counter/life/set_aside.html")]
struct AsidePage {
    l: Lang,
    frame: Frame,
    folder: String,
}

#[derive(Template)]
#[template(path = "counter/life/damaged.html")]
struct DamagedPage {
    l: Lang,
    frame: Frame,
    form: Form,
    words: String,
}

fn damaged_page(visitor: &Visitor, form: Form, words: &str) -> DamagedPage {
    DamagedPage { l: visitor.l, frame: visitor.frame().mend(&form), form, words: words.to_owned() }
}

fn page(visitor: &Visitor, mut form: Form, aside: bool) -> UnlockPage {
    let kind = form.typed.get("kind").to_owned();
    form.typed = Typed::default().with("kind", if kind.is_empty() { "passphrase".into() } else { kind });
    let l = visitor.l;
    let why = visitor.standing.site.counter.why_locked();
    let why = why.map(|why| l.of(&why.told()).to_owned()).unwrap_or_default();
    UnlockPage { l, frame: visitor.frame().mend(&form), form, aside, why }
}

/// `GET /unlock`
pub async fn show(visitor: Visitor) -> Answer {
    match visitor.phase() {
        Phase::Locked => visitor.show(&page(&visitor, Form::new(visitor.l), false)),
        _ => go("/"),
    }
}

/// `GET /damaged`: the folder cannot be opened; its words say what to do.
pub async fn damaged(visitor: Visitor) -> Answer {
    match visitor.phase() {
        Phase::Damaged(words) => visitor.show(&damaged_page(&visitor, Form::new(visitor.l), words)),
        _ => go("/"),
    }
}

/// `POST /unlock`
pub async fn submit(req: HttpRequest, post: VisitorPost) -> Answer {
    let mut form = post.form();
    let secret = form.need("secret", "Scrivere la frase o il codice.", "Enter the passphrase or the code.");
    if form.sound() {
        let secret = secret_of(form.typed.get("kind"), secret);
        let source = door::of(&req).source;
        match post.visitor.look(move |counter| counter.unlock_from(source, &secret)).await? {
            Ok(()) => return go("/"),
            Err(error) => form.refused_at("secret", error),
        }
    }
    for problem in &mut form.problems {
        "secret".clone_into(&mut problem.field);
    }
    post.visitor.mend(&page(&post.visitor, form, false))
}

fn secret_of(kind: &str, secret: String) -> Secret {
    let secret = SecretText::from(secret);
    match kind {
        "recovery-code" => Secret::RecoveryCode(secret),
        _ => Secret::Passphrase(secret),
    }
}

/// `POST /unlock/set-aside`: no key opens; the folder is put aside untouched.
pub async fn set_aside(post: VisitorPost) -> Answer {
    let mut form = post.form();
    let code = form.need(
        "setup-code",
        "Scrivere il codice stampato sulla console.",
        "Enter the code printed on the console.",
    );
    if !form.typed.has("sure") {
        form.problem(
            "sure",
            "Confermare di aver capito che cosa succede.",
            "Confirm that you understand what will happen.",
        );
    }
    if form.sound() {
        match post.visitor.look(move |counter| counter.set_aside(&code)).await? {
            Ok(folder) => {
                let page = AsidePage {
                    l: post.visitor.l,
                    frame: post.visitor.frame(),
                    folder: folder.display().to_string(),
                };
                return post.visitor.show(&page);
            }
            Err(error) => form.refused_at("setup-code", error),
        }
        for problem in &mut form.problems {
            "setup-code".clone_into(&mut problem.field);
        }
    }
    if let Phase::Damaged(words) = post.visitor.phase() {
        return post.visitor.mend(&damaged_page(&post.visitor, form, words));
    }
    post.visitor.mend(&page(&post.visitor, form, true))
}

/// `POST /unlock/service`: `sportello unlock` on the same computer. The header cannot be sent by a page of another site.
pub async fn service(req: HttpRequest, payload: web::Payload) -> Answer {
    let local = req.peer_addr().is_some_and(|peer| peer.ip().is_loopback());
    let kind = req.headers().get("x-sportello-secret").and_then(|kind| kind.to_str().ok());
    let (Some(kind), true) = (kind, local) else { return Err(Trouble::Forged) };
    let body = Zeroizing::new(body::whole(&req, payload.into_inner(), LONGEST_SECRET).await?);
    let secret = secret_of(kind, String::from_utf8_lossy(&body).trim_end_matches(['\r', '\n']).to_owned());
    let l = standing::language(&req);
    let site = standing::site(&req);
    let source = door::of(&req).source;
    let outcome = block(move || match site.counter.phase() {
        Phase::Locked => site.counter.unlock_from(source, &secret).map(|()| true),
        _ => Ok(false),
    })
    .await
    .map_err(|_| Trouble::Broken)?;
    let (status, words) = match outcome {
        Ok(true) => (StatusCode::OK, l.t("Aperto.", "Unlocked.").to_owned()),
        Ok(false) => (StatusCode::CONFLICT, l.t("Non è chiuso.", "It is not locked.").to_owned()),
        Err(error) => (StatusCode::FORBIDDEN, l.of(&error.told()).to_owned()),
    };
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    Ok(HttpResponse::build(status).insert_header((CONTENT_TYPE, plain)).body(words))
}
