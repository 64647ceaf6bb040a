//! One's own account: the password changed, what was told read.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::desk::{Chair, ChairPost, refused, site};
use super::frame::HubFrame;
use super::sign_in::sign_in_cookies;
use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::words::lang::Lang;
use centre::{CentreError, Hub};

#[derive(Template)]
#[template(path = "centre/account.html")]
struct AccountPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    roles: Vec<String>,
    /// Whether nothing else can be done before.
    must_change: bool,
}

fn page(chair: &Chair, form: Form) -> AccountPage {
    let roles = chair.worker().roles.iter().map(|role| chair.l.of(&role.told()).to_owned()).collect();
    let frame = chair.frame().mend(&form);
    AccountPage { l: chair.l, frame, form, roles, must_change: chair.session.must_change }
}

/// `GET /account`
pub async fn show(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l));
    chair.show(&page)
}

/// `POST /account`
pub async fn change_password(req: HttpRequest, post: ChairPost) -> Answer {
    let mut form = post.form();
    let before = form.need("before", "Scrivere la parola d’ordine di ora.", "Write the present password.");
    let text = |name: &str| post.typed.get(name).to_owned();
    let (password, again, cost) = (text("password"), text("again"), site(&req).cost);
    if password != again {
        form.problem(
            "again",
            "Le due parole d’ordine non sono uguali.",
            "The two passwords are not the same.",
        );
    }
    if form.sound() {
        let changed =
            post.chair.look(move |hub, who| hub.change_password(who, &before, &password, cost)).await?;
        match changed {
            Ok(signed) => {
                let mut answer = HttpResponse::SeeOther();
                answer.insert_header(("location", "/"));
                for cookie in sign_in_cookies(&req, signed) {
                    answer.cookie(cookie);
                }
                return Ok(answer.finish());
            }
            Err(error @ CentreError::WrongSecret { .. }) => form.told("before", &error.told()),
            Err(error) => refused(&mut form, error)?,
        }
    }
    let page = page(&post.chair, form);
    post.chair.mend(&page)
}

/// `POST /account/read`
pub async fn acknowledge(post: ChairPost) -> Answer {
    post.chair.ask(Hub::acknowledge_given).await?;
    go("/")
}
