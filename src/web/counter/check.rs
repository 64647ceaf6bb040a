//! The check page: every answer with "Cambia", the exact paper marked ANTEPRIMA, and the button that takes a number.

use actix_web::web::Path;
use askama::Template;

use super::draft_data::find;
use super::paper::pdf;
use super::refusal::{Refusal, refusal};
use super::words;
use crate::desk::Desk;
use crate::desk::drafting::{Answer as Answered, Draft};
use crate::desk::issue::Issue;
use crate::domain::form::{DutyRule, UseWording};
use crate::domain::id::EntryId;
use crate::domain::moment::Moment;
use crate::web::form::Form;
use crate::web::frame::{Answer, Frame, go};
use crate::web::lang::Lang;
use crate::web::post::Post;
use crate::web::seat::Seat;
use crate::web::when;

/// A row of the check page.
enum Row<'a> {
    /// A section begins; its one source, if it has one.
    Heading { name: &'a str, source: &'a str },
    /// One answer and the field "Cambia" leads to.
    Answer { label: &'a str, value: &'a str, remark: &'a str, field: &'a str },
}

#[derive(Template)]
#[template(path = "counter/check.html")]
struct CheckPage {
    l: Lang,
    frame: Frame,
    form: Form,
    draft: Draft,
    refusal: Option<Refusal>,
    now: Moment,
}

impl CheckPage {
    fn asks_use(&self) -> bool {
        self.draft.form.use_wording == UseWording::ExactlyOne
    }

    fn duty(&self) -> &str {
        match &self.draft.form.duty {
            DutyRule::Exempt { wording } => wording,
            DutyRule::Due | DutyRule::None => "",
        }
    }

    fn may_issue(&self) -> bool {
        self.refusal.as_ref().is_none_or(|refusal| refusal.overridable)
    }

    fn overriding(&self) -> bool {
        self.refusal.as_ref().is_some_and(|refusal| refusal.overridable)
    }

    /// The answers as rows, each section under its heading; what was left empty is left out.
    fn rows(&self) -> Vec<Row<'_>> {
        let mut rows: Vec<Row<'_>> = Vec::new();
        for (index, section) in self.draft.form.sections.iter().enumerate() {
            let answers: Vec<&Answered> =
                self.draft.answers.iter().filter(|answer| answer.section == index).collect();
            let mut printed =
                answers.iter().filter(|answer| !answer.value.is_empty()).map(|answer| &answer.source);
            let shared = printed.next().filter(|first| printed.all(|source| source == *first));
            rows.push(Row::Heading {
                name: self.l.of(&section.name),
                source: shared.map_or("", |source| self.l.of(source)),
            });
            rows.extend(answers.into_iter().filter_map(|answer| self.row(answer, shared.is_none())));
        }
        rows
    }

    fn row<'a>(&'a self, answer: &'a Answered, own_source: bool) -> Option<Row<'a>> {
        let typed = self.draft.raw.get(&answer.field).map_or("", |typed| typed.trim());
        let printed = !answer.value.is_empty();
        if !printed && typed.is_empty() {
            return None;
        }
        Some(Row::Answer {
            label: self.l.of(&answer.label),
            value: if printed { &answer.value } else { typed },
            remark: match (printed, own_source) {
                (false, _) => self.l.t("non si stampa", "not printed"),
                (true, true) => self.l.of(&answer.source),
                (true, false) => "",
            },
            field: &answer.field,
        })
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
    let may = seat.look(Desk::may_issue).await?;
    let refusal = may.err().map(|error| refusal(&error, &seat.who, seat.l));
    let sound = form.sound();
    let frame = seat.frame().mend(&form);
    let page = CheckPage { l: seat.l, frame, form, draft, refusal, now: seat.desk.now() };
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
    let reason = post.typed.trimmed("non-deferrable").to_owned();
    let non_deferrable = (post.typed.has("non-deferrable")).then_some(reason);
    let issue = Issue { id, non_deferrable };
    match post.seat.look(move |desk, who| desk.issue(who, issue)).await? {
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
