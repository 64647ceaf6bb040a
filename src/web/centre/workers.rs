//! Who works at the centre: all accounts, a new one.

use actix_web::HttpRequest;
use askama::Template;

use super::desk::{Chair, ChairPost, refused, site};
use super::frame::HubFrame;
use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use crate::words::when;
use centre::Hub;
use centre::staff::accounts::{AccountView, NewAccount};
use domain::centre::centre_role::{CentreRole, CentreRoles};

#[derive(Template)]
#[template(path = "centre/workers.html")]
struct WorkersPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    accounts: Vec<AccountView>,
    roles: Vec<(&'static str, String)>,
}

impl WorkersPage {
    fn roles_of(&self, account: &AccountView) -> String {
        account.roles.iter().map(|role| self.l.of(&role.told()).to_owned()).collect::<Vec<_>>().join(", ")
    }

    fn given(&self, account: &AccountView) -> Option<String> {
        let given = account.given.as_ref()?;
        let words = self.l.t("parola d’ordine data da", "password given by");
        Some(format!("{words} {}, {}", given.by, when::date_time(given.at)))
    }
}

/// All roles: value and label.
pub(super) fn roles(l: Lang) -> Vec<(&'static str, String)> {
    CentreRole::ALL.map(|role| (role.code(), l.of(&role.told()).to_owned())).to_vec()
}

/// Roles as they were ticked.
pub(super) fn ticked(typed: &Typed) -> CentreRoles {
    typed.all("roles").filter_map(CentreRole::of_code).collect()
}

async fn page(chair: &Chair, form: Form) -> Result<WorkersPage, Trouble> {
    let accounts = chair.ask(Hub::accounts).await?;
    let frame = chair.frame().mend(&form);
    Ok(WorkersPage { l: chair.l, frame, form, accounts, roles: roles(chair.l) })
}

/// `GET /workers`
pub async fn list(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l)).await?;
    chair.show(&page)
}

/// `POST /workers`
pub async fn add(req: HttpRequest, post: ChairPost) -> Answer {
    let mut form = post.form();
    let text = |name: &str| post.typed.get(name).to_owned();
    let new = NewAccount {
        login: text("login"),
        name: text("name"),
        password: text("password"),
        roles: ticked(&post.typed),
    };
    let cost = site(&req).cost;
    match post.chair.look(move |hub, who| hub.add_account(who, &new, cost)).await? {
        Ok(_) => return go("/workers"),
        Err(error) => refused(&mut form, error)?,
    }
    let page = page(&post.chair, form).await?;
    post.chair.mend(&page)
}
