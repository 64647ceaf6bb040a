//! After issuing a basket: its numbers, one print job, one "did they all come out?".

use actix_web::web::{Path, Query};
use askama::Template;

use crate::counter::entry::issued::{Reached, Sent};
use crate::counter::words;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use desk::DeskError;
use desk::issue::basket::Basket;
use desk::papers::printing::PrintAnswer;
use desk::register::entries::EntryRow;
use domain::ids::id::BasketId;
use domain::office::operator::Role;

#[derive(Template)]
#[template(path = "counter/draft/basket/issued.html")]
struct IssuedPage {
    l: Lang,
    frame: Frame,
    basket: Basket,
    /// Whether whoever looks may print and say what came of it.
    issues: bool,
    form: Form,
    /// The print this page begins with.
    began: Sent,
}

impl IssuedPage {
    /// Whether somebody must still say whether the sheets came out.
    fn asks(&self) -> bool {
        self.basket.entries.iter().any(|row| row.state.in_doubt())
    }

    fn printed(&self) -> bool {
        sent(&self.basket.entries) > 0
    }

    /// Whether *yes* has the focus: the sheets went out, and nobody just said no.
    fn yes_first(&self) -> bool {
        self.printed() && self.began != Sent::Again && self.frame.problems.is_empty()
    }

    fn sent(&self) -> u32 {
        sent(&self.basket.entries)
    }
}

/// Sheets sent to print so far: what the page knew, so that a second click prints nothing twice.
fn sent(rows: &[EntryRow]) -> u32 {
    rows.iter().map(|row| row.copies).sum()
}

/// `GET /baskets/{id}/issued`
pub async fn show(seat: Seat, id: Path<BasketId>, reached: Query<Reached>) -> Answer {
    page(&seat, *id, Form::new(seat.l), reached.sent()).await
}

async fn page(seat: &Seat, id: BasketId, form: Form, began: Sent) -> Answer {
    let basket = seat.ask(move |desk, who| desk.basket(who, id)).await?;
    if basket.entries.is_empty() {
        return go(format!("/baskets/{id}"));
    }
    let issues =
        [Role::Clerk, Role::SigningOfficer, Role::Supervisor].into_iter().any(|role| seat.who.may(role));
    let (sound, frame) = (form.sound(), seat.frame().mend(&form));
    let page = IssuedPage { l: seat.l, frame, basket, issues, form, began };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET` of what is posted from the page, opened again: the page itself.
pub async fn again(id: Path<BasketId>) -> Answer {
    go(format!("/baskets/{id}/issued"))
}

/// Records that all were sent to print, once for what the page knew: a second click, or Back, finds them sent already.
async fn print_once(post: &Post, id: BasketId) -> Result<(), Trouble> {
    let known: Option<u32> = post.typed.get("sent").parse().ok();
    post.seat
        .ask(move |desk, who| {
            if known
                .is_some_and(|known| desk.basket(who, id).is_ok_and(|basket| sent(&basket.entries) != known))
            {
                return Ok(());
            }
            desk.print_basket(who, id).map(|_| ())
        })
        .await
}

/// `POST /baskets/{id}/print`: sends all to print, and leads to the PDF.
pub async fn print(post: Post, id: Path<BasketId>) -> Answer {
    print_once(&post, *id).await?;
    go(format!("/baskets/{}/document.pdf?print", *id))
}

/// `GET /baskets/{id}/document.pdf`: the papers as last sent to print; nothing is recorded.
pub async fn document(seat: Seat, id: Path<BasketId>) -> Answer {
    let id = *id;
    Ok(pdf(seat.ask(move |desk, who| desk.printed_basket(who, id)).await?))
}

/// `POST /baskets/{id}/print-answer`: one answer for all.
pub async fn answer(post: Post, id: Path<BasketId>) -> Answer {
    let id = *id;
    let answer = match post.typed.get("answer") {
        "came-out" => PrintAnswer::CameOut,
        "reprint" => PrintAnswer::Reprint,
        _ => return Err(Trouble::Unreadable),
    };
    let again = answer == PrintAnswer::Reprint;
    match post.seat.look(move |desk, who| desk.answer_basket(who, id, answer)).await? {
        Ok(_) if again => {
            print_once(&post, id).await?;
            go(format!("/baskets/{id}/issued?print&again"))
        }
        Ok(_) => go(format!("/baskets/{id}/issued")),
        Err(DeskError::Illegal) => {
            let mut form = post.form();
            form.problem(
                "print",
                "I fogli non sono ancora stati mandati in stampa: stamparli prima.",
                "The sheets were not sent to print yet: print them first.",
            );
            page(&post.seat, id, form, Sent::None).await
        }
        Err(other) => Err(other.into()),
    }
}
