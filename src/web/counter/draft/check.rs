//! The check page: every answer with "Cambia", the exact paper marked ANTEPRIMA, and the button that takes a number.

use actix_web::web::Path;
use askama::Template;

use super::asked::picture;
use super::checking::{Checking, non_deferrable, shown};
use super::data::find;
use super::rows::{self, Row};
use crate::desk::draft::edit::Draft;
use crate::desk::draft::topics::Topic;
use crate::desk::issue::issuing::Issue;
use crate::domain::ids::id::EntryId;
use crate::domain::time::moment::Moment;
use crate::web::counter::words;
use crate::web::site::file::pdf;
use crate::web::site::form::Form;
use crate::web::site::frame::{Answer, Frame, go};
use crate::web::site::post::Post;
use crate::web::site::seat::Seat;
use crate::web::words::lang::Lang;
use crate::web::words::when;

#[derive(Template)]
#[template(path = "counter/draft/check.html")]
struct CheckPage {
    l: Lang,
    frame: Frame,
    form: Form,
    draft: Draft,
    checking: Checking,
    now: Moment,
}

impl CheckPage {
    fn rows(&self) -> Vec<Row> {
        rows::of(&self.draft, self.l)
    }

    /// Glued or kept, where a photograph is asked.
    fn asks_photograph(&self) -> bool {
        self.draft.asked.contains(&Topic::Photograph)
    }

    fn kept_photograph(&self) -> bool {
        self.draft.raw.get(picture::WAY).is_some_and(|way| way == "kept")
    }
}

/// `GET /drafts/{id}/check`
pub async fn show(seat: Seat, id: Path<EntryId>) -> Answer {
    let draft = find(&seat, *id).await?;
    if !draft.problems.is_empty() {
        return go(format!("/drafts/{}?mend=1", draft.id));
    }
    page(&seat, draft, Form::new(seat.l)).await
}

async fn page(seat: &Seat, draft: Draft, form: Form) -> Answer {
    let checking = Checking::draft(seat, &draft).await?;
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = CheckPage { l: seat.l, frame, form, draft, checking, now: seat.desk.now() };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `GET /drafts/{id}/preview.pdf`
pub async fn preview(seat: Seat, id: Path<EntryId>) -> Answer {
    let id = *id;
    Ok(pdf(seat.ask(move |desk, who| desk.preview(who, id)).await?))
}

/// `GET /drafts/{id}/issue`: the address of a refused attempt, opened again.
pub async fn again(id: Path<EntryId>) -> Answer {
    go(format!("/drafts/{id}/check"))
}

/// `POST /drafts/{id}/issue`: takes a number, once. Sent again it leads to the entry it became.
pub async fn issue(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let non_deferrable = non_deferrable(&post);
    let (issue, shown) = (Issue { id, non_deferrable }, shown(&post));
    match post.seat.look(move |desk, who| desk.issue_shown(who, issue, Some(&shown))).await? {
        Ok(view) => go(format!("/entries/{}/issued", view.entry.id)),
        Err(refused) => {
            let mut form = post.form();
            let told = refused.told();
            if form.refused(refused).is_err() {
                form.told("issue", &told);
            }
            let draft = find(&post.seat, id).await?;
            page(&post.seat, draft, form).await
        }
    }
}
