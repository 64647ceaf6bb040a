//! The first run: from an empty folder to a station, in minutes, during the outage itself.

use actix_web::HttpResponse;
use askama::Template;

use crate::site::file;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::site::visitor::{Visitor, VisitorPost};
use crate::words::lang::Lang;
use crate::words::when;
use clock::Clock;
use desk::{DeskError, Phase, RecoverySheet, SetUp};

use super::setup_form::{self, Row};
use super::sheet_page::SheetPage;
use super::{at_start, roles};

#[derive(Template)]
#[template(path = "counter/life/setup.html")]
struct SetUpPage {
    l: Lang,
    frame: Frame,
    form: Form,
    rows: Vec<Row>,
    today: String,
    /// A row was added or taken away, nothing was founded: the last row has the focus, and codes and phrases typed so far
    /// stay where they were typed.
    changed: bool,
}

impl SetUpPage {
    /// Whether the page begins at its first field.
    fn fresh(&self) -> bool {
        !self.changed
    }

    /// Whether a row was made by the button that was pressed, or is the last that is left.
    fn is_new(&self, row: &Row) -> bool {
        self.changed && row.place == self.rows.len()
    }
}

#[derive(Template)]
#[template(path = "counter/life/setup_again.html")]
struct AgainPage {
    l: Lang,
    frame: Frame,
    form: Form,
}

fn page(visitor: &Visitor, form: Form, changed: bool) -> SetUpPage {
    let rows = setup_form::rows(&form.typed);
    let today = when::date(Clock::system().now().day());
    SetUpPage { l: visitor.l, frame: visitor.frame().mend(&form), form, rows, today, changed }
}

/// `GET /setup`: the form, or the recovery sheet still to be typed back.
pub async fn show(visitor: Visitor) -> Answer {
    let form = Form::new(visitor.l);
    match visitor.phase() {
        Phase::Empty => visitor.show(&page(&visitor, form, false)),
        Phase::SettingUp => match visitor.standing.site.sheets.of(visitor.browser()) {
            Some(sheet) => visitor.show(&SheetPage::founding(visitor.frame(), form, &sheet)),
            None => visitor.show(&AgainPage { l: visitor.l, frame: visitor.frame(), form }),
        },
        _ => go("/"),
    }
}

/// `POST /setup`: a row more, a row less, or the founding itself.
pub async fn submit(mut post: VisitorPost) -> Answer {
    if !matches!(post.visitor.phase(), Phase::Empty) {
        return go("/setup");
    }
    let mut form = post.form();
    if let Some(changed) = setup_form::change_rows(&post.typed) {
        form.typed = changed;
        return post.visitor.show(&page(&post.visitor, form, true));
    }
    let code = form.need(
        "code",
        "Scrivere il codice stampato sulla console.",
        "Enter the code printed on the console.",
    );
    let setup = setup_form::read(&mut form);
    if form.sound() {
        match found(&post, code, setup).await? {
            Ok(sheet) => {
                let led = post.visitor.anew("/setup");
                post.visitor.standing.site.sheets.keep(post.visitor.browser(), sheet);
                return Ok(led);
            }
            Err(error) => form.refused_at("code", error),
        }
    }
    post.visitor.mend(&page(&post.visitor, form, false))
}

async fn found(
    post: &VisitorPost,
    code: String,
    setup: SetUp,
) -> Result<Result<RecoverySheet, DeskError>, Trouble> {
    post.visitor.look(move |counter| counter.set_up(&code, setup)).await
}

/// `POST /setup/again`: the sheet was lost before its code was typed back; a new one, for the code of the console.
pub async fn again(mut post: VisitorPost) -> Answer {
    let mut form = post.form();
    let code = form.need(
        "code",
        "Scrivere il codice stampato sulla console.",
        "Enter the code printed on the console.",
    );
    if form.sound() {
        match post.visitor.look(move |counter| counter.another_recovery_sheet(&code)).await? {
            Ok(sheet) => {
                let led = post.visitor.anew("/setup");
                post.visitor.standing.site.sheets.keep(post.visitor.browser(), sheet);
                return Ok(led);
            }
            Err(error) => form.refused_at("code", error),
        }
    }
    let frame = post.visitor.frame().mend(&form);
    post.visitor.mend(&AgainPage { l: post.visitor.l, frame, form })
}

/// `POST /setup/recovery`: the code typed back once; the station is open.
pub async fn recovery(post: VisitorPost) -> Answer {
    let mut form = post.form();
    let typed = form.need(
        "code",
        "Ricopiare il codice dal foglio stampato.",
        "Copy the code from the printed sheet.",
    );
    if form.sound() {
        match post.visitor.look(move |counter| counter.confirm_recovery(&typed)).await? {
            Ok(()) => {
                post.visitor.standing.site.sheets.forget(post.visitor.browser());
                return go("/sign-in");
            }
            Err(error) => form.refused_at("code", error),
        }
    }
    let Some(sheet) = post.visitor.standing.site.sheets.of(post.visitor.browser()) else {
        return go("/setup");
    };
    // The wrong code is not shown again: it is copied from the paper once more.
    form.typed = Typed::default();
    post.visitor.mend(&SheetPage::founding(post.visitor.frame(), form, &sheet))
}

/// `GET /setup/recovery.pdf`
pub async fn recovery_pdf(visitor: Visitor) -> Result<HttpResponse, Trouble> {
    let sheet = visitor.standing.site.sheets.of(visitor.browser()).ok_or(Trouble::NoSuchPage)?;
    Ok(file::pdf(sheet.pdf))
}
