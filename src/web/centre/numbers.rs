//! Ordinary numbers of the protocol office: who gives them, what it registers, its file brought back.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use askama::Template;

use crate::site::form::Form;
use crate::site::frame::{Answer, go};
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use centre::numbers::numbers::{BroughtNote, Doubled};
use centre::numbers::numbers_file::Brought;
use centre::staff::deeds::{Deed, What};
use store::centre::row::Numbering;

use super::desk::{Chair, ChairPost, count, refused};
use super::frame::HubFrame;
use super::own_sequence::{self, Next};

#[derive(Template)]
#[template(path = "centre/numbers.html")]
struct NumbersPage {
    l: Lang,
    frame: HubFrame,
    form: Form,
    by: Vec<(String, String)>,
    numbering: Numbering,
    unnumbered: u64,
    brought: Option<Brought>,
    before: Vec<BroughtNote>,
    doubled: Vec<Doubled>,
    /// From where the own sequences go on, where this centre gives the numbers.
    next: Vec<Next>,
}

impl NumbersPage {
    fn office(&self) -> bool {
        self.numbering == Numbering::Office
    }
}

fn name(numbering: Numbering) -> &'static str {
    match numbering {
        Numbering::Own => "own",
        Numbering::Office => "office",
    }
}

/// The page with a form and what came of the last file.
pub(super) async fn page(
    chair: &Chair,
    mut form: Form,
    brought: Option<Brought>,
) -> Result<impl Template + use<>, Trouble> {
    let asked = chair.ask(|hub, _| {
        Ok((
            hub.numbering()?,
            hub.counts()?.unnumbered,
            hub.numbers_brought()?,
            hub.doubled_numbers()?,
            hub.sequences()?,
        ))
    });
    let (numbering, unnumbered, before, doubled, sequences) = asked.await?;
    let l = chair.l;
    let next = if numbering == Numbering::Own { own_sequence::fields(sequences, l) } else { Vec::new() };
    if form.typed.get("numbering").is_empty() {
        form.typed = form.typed.with("numbering", name(numbering).to_owned());
    }
    let by = [
        (
            Numbering::Own,
            l.t("La sequenza di questo centro, all’arrivo", "This centre’s own sequence, on arrival"),
        ),
        (
            Numbering::Office,
            l.t(
                "L’ufficio protocollo: le registrazioni aspettano il suo numero",
                "The protocol office: entries wait for its number",
            ),
        ),
    ]
    .map(|(numbering, label)| (name(numbering).to_owned(), label.to_owned()));
    // What the form changed shows on the strip at once.
    let frame = HubFrame { unnumbered, ..chair.frame().mend(&form) };
    let by = by.to_vec();
    Ok(NumbersPage { l, frame, form, by, numbering, unnumbered, brought, before, doubled, next })
}

/// `GET /numbers`
pub async fn show(chair: Chair) -> Answer {
    let page = page(&chair, Form::new(chair.l), None).await?;
    chair.show(&page)
}

/// `GET /numbers/by`: the page was reloaded.
pub async fn again() -> Answer {
    go("/numbers")
}

/// `POST /numbers/by`: who gives the numbers.
pub async fn decide(post: ChairPost) -> Answer {
    let mut form = post.form();
    let numbering = match post.typed.get("numbering") {
        "own" => Numbering::Own,
        "office" => Numbering::Office,
        _ => {
            form.problem("numbering", "Scegliere chi dà i numeri.", "Choose who gives the numbers.");
            let page = page(&post.chair, form, None).await?;
            return post.chair.mend(&page);
        }
    };
    match post
        .chair
        .tried(
            move |hub, _| hub.number_by(numbering),
            move |()| Deed::about(What::Decided, "numbering").filtered(name(numbering)),
        )
        .await?
    {
        Ok(()) => return go("/numbers"),
        Err(error) => refused(&mut form, error)?,
    }
    let page = page(&post.chair, form, None).await?;
    post.chair.mend(&page)
}

/// `GET /numbers/wanted.csv`: what the office registers.
pub async fn wanted(chair: Chair) -> Answer {
    let taken = |csv: &String| {
        Deed::about(What::TakenOut, "numbers-wanted").counting(count(csv.lines().count().saturating_sub(1)))
    };
    let csv = chair.noted(|hub, _| hub.numbers_wanted(), taken).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"da-protocollare.csv\""))
        .body(csv))
}
