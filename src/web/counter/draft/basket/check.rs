//! One check page for all papers of a basket, and the button that takes their numbers.

use actix_web::web::Path;
use askama::Template;

use super::data::find;
use super::shared;
use crate::counter::draft::checking::{Checking, non_deferrable, shown};
use crate::counter::draft::rows::{self, Row};
use crate::counter::draft::visit;
use crate::site::file::pdf;
use crate::site::form::{Form, Problem};
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::words::lang::Lang;
use crate::words::when;
use desk::issue::basket::Basket;
use domain::ids::id::{BasketId, EntryId};
use domain::time::moment::Moment;

#[derive(Template)]
#[template(path = "counter/draft/basket/check.html")]
struct CheckPage {
    l: Lang,
    frame: Frame,
    form: Form,
    basket: Basket,
    checking: Checking,
    now: Moment,
}

impl CheckPage {
    /// What holds for all, as the paper with the most to say puts it.
    fn in_common(&self) -> Vec<Row> {
        let rows = self.basket.drafts.iter().map(|draft| rows::in_common(draft, self.l));
        rows.max_by_key(Vec::len).unwrap_or_default()
    }

    fn anything_to_look_at(&self) -> bool {
        self.basket.drafts.iter().any(|draft| !draft.repeats.is_empty() || !draft.remarks.is_empty())
    }
}

/// `GET /baskets/{id}/check`
pub async fn show(seat: Seat, id: Path<BasketId>) -> Answer {
    let basket = find(&seat, *id).await?;
    if basket.drafts.iter().any(|draft| !draft.problems.is_empty()) {
        return go(format!("/baskets/{}?mend=1", basket.id));
    }
    page(&seat, basket, Form::new(seat.l)).await
}

async fn page(seat: &Seat, basket: Basket, form: Form) -> Answer {
    let checking = Checking::basket(seat, &basket).await?;
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = CheckPage { l: seat.l, frame, form, basket, checking, now: seat.desk.now() };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /baskets/{id}/preview.pdf`: all sheets, one after the other.
pub async fn preview(seat: Seat, id: Path<BasketId>) -> Answer {
    let id = *id;
    Ok(pdf(seat.ask(move |desk, who| desk.basket_preview(who, id)).await?))
}

/// `GET /baskets/{id}/issue`: the address of a refused attempt, opened again.
pub async fn again(id: Path<BasketId>) -> Answer {
    go(format!("/baskets/{id}/check"))
}

/// `POST /baskets/{id}/issue`: a number for each, once. What is issued already stays as it is.
pub async fn issue(post: Post, id: Path<BasketId>) -> Answer {
    let id = *id;
    let non_deferrable = non_deferrable(&post);
    let seat = &post.seat;
    let shown = shown(&post);
    let before = find(seat, id).await?;
    let issued = seat
        .look(move |desk, who| desk.issue_basket_shown(who, id, non_deferrable.as_deref(), Some(&shown)))
        .await?;
    let mut form = post.form();
    match issued {
        Ok(issued) if issued.failed.is_empty() => {
            before.drafts.first().into_iter().for_each(|draft| visit::begin(seat, draft));
            let fresh = issued.entries.iter().all(|view| view.copies == 0);
            let printed = fresh && seat.look(move |desk, who| desk.print_basket(who, id).is_ok()).await?;
            return go(format!("/baskets/{id}/issued{}", if printed { "?print" } else { "" }));
        }
        Ok(issued) => {
            let basket = find(seat, id).await?;
            for (draft, error) in &issued.failed {
                let words = format!("{}: {}", named(&basket, *draft, seat.l), seat.l.of(&error.told()));
                form.problems.push(Problem { field: format!("paper-{draft}"), words });
            }
        }
        Err(refused) => form.refused_at("issue", refused),
    }
    page(seat, find(seat, id).await?, form).await
}

fn named(basket: &Basket, draft: EntryId, l: Lang) -> String {
    let found = basket.drafts.iter().find(|one| one.id == draft);
    found.map_or(String::new(), |draft| format!("{}, {}", l.of(&draft.form.name), shared::subject(draft)))
}
