//! One account of the centre: what it is for, whether it may sign in, a password for the next time.

use actix_web::{HttpRequest, web};
use askama::Template;
use uuid::Uuid;

use super::desk::{Chair, ChairPost, refused, site};
use super::frame::HubFrame;
use super::workers::{roles, ticked};
use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use centre::staff::accounts::AccountView;
use centre::{CentreError, Hub};

#[derive(Template)]
#[template(path = "centre/worker.html")]
struct WorkerPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    account: AccountView,
    roles: Vec<(&'static str, String)>,
    /// Whether it is the own one, which another administrator changes.
    own: bool,
}

async fn page(chair: &Chair, id: Uuid, form: Option<Form>) -> Result<WorkerPage, Trouble> {
    let accounts = chair.ask(Hub::accounts).await?;
    let account = accounts.into_iter().find(|one| one.id == id).ok_or(CentreError::NotFound)?;
    let form = form.unwrap_or_else(|| {
        let held = account.roles.iter();
        Form::filled(chair.l, held.fold(Typed::default(), |typed, role| typed.with("roles", role.code())))
    });
    let own = chair.worker().id == id;
    let frame = chair.frame().mend(&form);
    Ok(WorkerPage { l: chair.l, frame, form, account, roles: roles(chair.l), own })
}

/// `GET /workers/{id}`
pub async fn show(path: web::Path<Uuid>, chair: Chair) -> Answer {
    let page = page(&chair, path.into_inner(), None).await?;
    chair.show(&page)
}

/// `GET /workers/{id}/…`: the page was reloaded.
pub async fn again(path: web::Path<Uuid>) -> Answer {
    go(format!("/workers/{path}"))
}

async fn answered(post: &ChairPost, id: Uuid, done: Result<(), CentreError>) -> Answer {
    let mut form = post.form();
    match done {
        Ok(()) => return go("/workers"),
        Err(error) => refused(&mut form, error)?,
    }
    let page = page(&post.chair, id, Some(form)).await?;
    post.chair.mend(&page)
}

/// `POST /workers/{id}/roles`
pub async fn set_roles(path: web::Path<Uuid>, post: ChairPost) -> Answer {
    let (id, roles) = (path.into_inner(), ticked(&post.typed));
    let done = post.chair.look(move |hub, who| hub.set_roles(who, id, &roles)).await?;
    answered(&post, id, done).await
}

/// `POST /workers/{id}/open`
pub async fn set_open(path: web::Path<Uuid>, post: ChairPost) -> Answer {
    let (id, open) = (path.into_inner(), post.typed.get("open") == "yes");
    let done = post.chair.look(move |hub, who| hub.set_open(who, id, open)).await?;
    answered(&post, id, done).await
}

/// `POST /workers/{id}/password`
pub async fn give_password(req: HttpRequest, path: web::Path<Uuid>, post: ChairPost) -> Answer {
    let (id, cost) = (path.into_inner(), site(&req).cost);
    let password = post.typed.get("password").to_owned();
    let done = post.chair.look(move |hub, who| hub.give_password(who, id, &password, cost)).await?;
    answered(&post, id, done).await
}
