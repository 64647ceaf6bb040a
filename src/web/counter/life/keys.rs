//! Care of the keys: passphrase, recovery code, rotation.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::site::{door, file};
use crate::words::lang::Lang;
use desk::Desk;
use desk::life::keys_care::KeyProof;
use domain::office::operator::Role;
use vault::SecretText;

use super::sheet_page::SheetPage;

#[derive(Template)]
#[template(path = "counter/life/passphrase.html")]
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
    let old: SecretText =
        form.need("old", "Scrivere la frase attuale.", "Enter the current passphrase.").into();
    let new = SecretText::from(form.typed.get("new"));
    if new.is_empty() {
        form.problem("new", "Scegliere la nuova frase.", "Choose the new passphrase.");
    } else if new.expose() != form.typed.get("again") {
        form.problem(
            "again",
            "Le due frasi nuove non sono uguali: riscriverle.",
            "The two new passphrases differ: enter them again.",
        );
    }
    if form.sound() {
        match post.seat.look(move |desk, who| desk.change_passphrase(who, old.expose(), new.expose())).await?
        {
            Ok(()) => return go("/station"),
            Err(error) => form.refused_at("old", error),
        }
    }
    let frame = post.seat.frame().mend(&form);
    post.seat.mend(&PassphrasePage { l: post.seat.l, frame, form })
}

#[derive(Template)]
#[template(path = "counter/life/new_recovery_code.html")]
struct NewCodePage {
    l: Lang,
    frame: Frame,
    form: Form,
    /// Who can stand by: login and name.
    second: Vec<(String, String)>,
}

async fn new_code_page(seat: &Seat, mut form: Form) -> Answer {
    let second = seat.look(Desk::second_people).await?;
    form.typed = Typed::default().with("second-login", form.typed.get("second-login"));
    let sound = form.sound();
    let page = NewCodePage { l: seat.l, frame: seat.frame().mend(&form), form, second };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /station/recovery-code`: makes a new code; the old one holds until this one is typed back.
pub async fn new_recovery_code(req: HttpRequest, post: Post) -> Answer {
    let mut form = post.form();
    let secret = form.need(
        "secret",
        "Scrivere la frase di sblocco, o il codice di recupero in uso.",
        "Enter the passphrase, or the recovery code in use.",
    );
    let proof = KeyProof {
        secret: secret.into(),
        second_login: form.typed.trimmed("second-login").to_owned(),
        second_pin: form.typed.trimmed("second-pin").into(),
    };
    if form.sound() {
        let at = door::of(&req);
        match post.seat.look(move |desk, who| desk.new_recovery_code(who, &at, &proof)).await? {
            Ok(sheet) => {
                post.seat.sheets().keep(&post.seat.token, sheet);
                return go("/station/recovery-code");
            }
            Err(error) => form.refused_at("secret", error),
        }
    }
    new_code_page(&post.seat, form).await
}

/// `GET /station/recovery-code`: the sheet that waits to be typed back; with `?new`, or where none waits, what is asked before one
/// is made.
pub async fn recovery_code(req: HttpRequest, seat: Seat) -> Answer {
    seat.needs(Role::Supervisor)?;
    if req.query_string() == "new" {
        seat.sheets().forget(&seat.token);
    }
    match seat.sheets().of(&seat.token) {
        Some(sheet) => seat.show(&SheetPage::renewal(seat.frame(), Form::new(seat.l), &sheet)),
        None => new_code_page(&seat, Form::new(seat.l)).await,
    }
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
    let typed: SecretText = form
        .need("code", "Ricopiare il codice dal foglio stampato.", "Copy the code from the printed sheet.")
        .into();
    if form.sound() {
        match post.seat.look(move |desk, who| desk.confirm_recovery_code(who, typed.expose())).await? {
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

#[derive(Template)]
#[template(path = "counter/life/rotate.html")]
struct RotatePage {
    l: Lang,
    frame: Frame,
    form: Form,
}

/// `GET /station/rotate`
pub async fn ask_rotate(seat: Seat) -> Answer {
    seat.needs(Role::RecordsManager)?;
    seat.show(&RotatePage { l: seat.l, frame: seat.frame(), form: Form::new(seat.l) })
}

/// `POST /station/rotate`: a new data key from now on.
pub async fn rotate(post: Post) -> Answer {
    let mut form = post.form();
    let pin: SecretText = form.need("own-pin", "Inserire il proprio PIN.", "Enter your own PIN.").into();
    if form.sound() {
        match post.seat.look(move |desk, who| desk.rotate_key(who, pin.expose())).await? {
            Ok(()) => return go("/station"),
            Err(error) => form.refused_at("own-pin", error),
        }
    }
    let frame = post.seat.frame().mend(&form);
    post.seat.mend(&RotatePage { l: post.seat.l, frame, form })
}
