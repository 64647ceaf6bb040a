//! The check page: every answer with "Cambia", the exact paper marked ANTEPRIMA, and the button that takes a number.

use actix_web::web::Path;
use askama::Template;

use super::asked::picture;
use super::basket::shared;
use super::checking::{Checking, non_deferrable, shown};
use super::data::find;
use super::rows::{self, Row};
use super::visit;
use crate::counter::words;
use crate::site::file::pdf;
use crate::site::form::Form;
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use desk::draft::edit::Draft;
use desk::draft::topics::Topic;
use desk::issue::issuing::Issue;
use domain::ids::id::EntryId;
use domain::time::moment::Moment;

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

/// Sends a paper to print. It is issued all the same where that fails: its page then offers to print.
async fn sent(seat: &Seat, id: EntryId) -> Result<bool, Trouble> {
    let printed = seat.look(move |desk, who| desk.print(who, id)).await?;
    Ok(printed.inspect_err(|error| tracing::warn!(%error, "an issued paper was not sent to print")).is_ok())
}

/// `POST /drafts/{id}/issue`: takes a number, once. Sent again it leads to the entry it became.
pub async fn issue(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let non_deferrable = non_deferrable(&post);
    let (issue, shown) = (Issue { id, non_deferrable }, shown(&post));
    let draft = find(&post.seat, id).await?;
    match post.seat.look(move |desk, who| desk.issue_shown(who, issue, Some(&shown))).await? {
        Ok(view) => {
            visit::begin(&post.seat, &draft);
            // What was just issued is sent to print at once; a paper issued before is not sent a second time.
            let printed = view.copies == 0 && view.entry.kind.is_printed() && sent(&post.seat, id).await?;
            go(format!("/entries/{id}/issued{}", if printed { "?print" } else { "" }))
        }
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
