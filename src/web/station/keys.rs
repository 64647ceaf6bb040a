//! Care of the keys: passphrase, recovery code, rotation.

use actix_web::HttpResponse;
use askama::Template;

use super::sheet_page::SheetPage;
use crate::desk::Desk;
use crate::domain::operator::Role;
use crate::web::file;
use crate::web::form::Form;
use crate::web::frame::{Answer, Frame, go};
use crate::web::lang::Lang;
use crate::web::post::Post;
use crate::web::seat::Seat;
use crate::web::trouble::Trouble;
use crate::web::typed::Typed;

#[derive(Template)]
#[template(path = "passphrase.html")]
struct PassphrasePage {
    l: Lang,
    frame: Frame,
    form: Form,
}

/// `GET /station/passphrase`
pub async fn passphrase(seat: Seat) -> Answer {
    seat.needs(Role::Supervisor)?;
    seat.show(&PassphrasePage { l: seat.l, frame: seat.frame(), form: Form::new(seat.l) })
}

/// `POST /station/passphrase`
pub async fn change_passphrase(post: Post) -> Answer {
    let mut form = post.form();
    let old = form.need("old", "Scrivere la frase attuale.", "Enter the current passphrase.");
    let new = form.typed.get("new").to_owned();
    if new.is_empty() {
        form.problem("new", "Scegliere la nuova frase.", "Choose the new passphrase.");
    } else if new != form.typed.get("again") {
        form.problem(
            "again",
            "Le due frasi nuove non sono uguali: riscriverle.",
            "The two new passphrases differ: enter them again.",
        );
    }
    if form.sound() {
        match post.seat.look(move |desk, who| desk.change_passphrase(who, &old, &new)).await? {
            Ok(()) => return go("/station"),
            Err(error) => form.refused_at("old", error),
        }
    }
    let frame = post.seat.frame().mend(&form);
    post.seat.mend(&PassphrasePage { l: post.seat.l, frame, form })
}

/// `POST /station/recovery-code`: makes a new code; the old one holds until this one is typed back.
pub async fn new_recovery_code(post: Post) -> Answer {
    let sheet = post.seat.ask(Desk::new_recovery_code).await?;
    post.seat.sheets().keep(&post.seat.token, sheet);
    go("/station/recovery-code")
}

/// `GET /station/recovery-code`
pub async fn recovery_code(seat: Seat) -> Answer {
    let Some(sheet) = seat.sheets().of(&seat.token) else { return go("/station") };
    seat.show(&SheetPage::renewal(seat.frame(), Form::new(seat.l), &sheet))
}

/// `GET /station/recovery-code.pdf`
pub async fn recovery_pdf(seat: Seat) -> Result<HttpResponse, Trouble> {
    let sheet = seat.sheets().of(&seat.token).ok_or(Trouble::NoSuchPage)?;
    Ok(file::pdf(sheet.pdf))
}

/// `POST /station/recovery-code/confirm`: typed back once.
pub async fn confirm_recovery_code(post: Post) -> Answer {
    let Some(sheet) = post.seat.sheets().of(&post.seat.token) else { return go("/station") };
    let mut form = post.form();
    let typed = form.need(
        "code",
        "Ricopiare il codice dal foglio stampato.",
        "Copy the code from the printed sheet.",
    );
    if form.sound() {
        match post.seat.look(move |desk, who| desk.confirm_recovery_code(who, &typed)).await? {
            Ok(()) => {
                post.seat.sheets().forget(&post.seat.token);
                return go("/station");
            }
            Err(error) => form.refused_at("code", error),
        }
    }
    form.typed = Typed::default();
    post.seat.mend(&SheetPage::renewal(post.seat.frame(), form, &sheet))
}

/// `POST /station/rotate`: a new data key from now on.
pub async fn rotate(post: Post) -> Answer {
    post.seat.ask(Desk::rotate_key).await?;
    go("/station")
}
