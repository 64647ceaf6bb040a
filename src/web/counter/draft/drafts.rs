//! Drafts: the list, choosing a form, throwing one away. What cannot be issued now is refused here, before any typing.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::web::{Path, Query};
use askama::Template;
use serde::Deserialize;

use super::visit;
use crate::counter::outage::refusal::{Refusal, refusal};
use crate::site::frame::{Answer, Frame, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::words::lang::Lang;
use crate::words::when;
use desk::draft::edit::{DraftRow, SaveDraft};
use desk::{Desk, DeskError, Session};
use domain::form::form as catalogue;
use domain::form::form::Family;
use domain::ids::id::EntryId;
use domain::time::moment::Moment;

#[derive(Template)]
#[template(path = "counter/draft/drafts.html")]
struct DraftsPage {
    l: Lang,
    frame: Frame,
    rows: Vec<DraftRow>,
    now: Moment,
}

impl DraftsPage {
    fn age(&self, row: &DraftRow) -> String {
        when::stretch(self.now.since(row.begun), self.l)
    }
}

/// `GET /drafts`
pub async fn list(seat: Seat) -> Answer {
    let rows = seat.look(Desk::drafts).await?;
    seat.show(&DraftsPage { l: seat.l, frame: seat.frame(), rows, now: seat.desk.now() })
}

/// `?same=<entry>`: another paper for the same person.
#[derive(Deserialize)]
pub struct Begin {
    same: Option<EntryId>,
}

#[derive(Template)]
#[template(path = "counter/draft/new_draft.html")]
struct NewDraftPage {
    l: Lang,
    frame: Frame,
    forms: Vec<Arc<catalogue::Form>>,
    refusal: Option<Refusal>,
    drafts: usize,
    same: Option<EntryId>,
    /// Forms that nobody can sign now.
    unsigned: Vec<String>,
}

impl NewDraftPage {
    /// Papers a person leaves with.
    fn papers(&self) -> impl Iterator<Item = &catalogue::Form> {
        self.forms.iter().map(Arc::as_ref).filter(|form| {
            form.entry.is_some() && !matches!(form.family, Family::Notice | Family::Declaration)
        })
    }

    /// What is made where no paper can be.
    fn slips(&self) -> Vec<&catalogue::Form> {
        let numbered = |form: &&catalogue::Form| form.entry.is_some() && form.family == Family::Notice;
        self.forms.iter().map(Arc::as_ref).filter(numbered).collect()
    }

    fn is_unsigned(&self, form: &catalogue::Form) -> bool {
        self.unsigned.contains(&form.id.id)
    }

    fn may_begin(&self) -> bool {
        self.refusal.as_ref().is_none_or(|refusal| refusal.drafts_go_on)
    }
}

/// `GET /drafts/new`
pub async fn choose(seat: Seat, begin: Query<Begin>) -> Answer {
    let (forms, may, drafts) =
        seat.look(|desk, who| (desk.forms(), desk.may_issue(who), desk.drafts(who).len())).await?;
    let refusal = may.err().map(|error| refusal(&error, &seat.who, seat.l));
    let unsigned = seat
        .look(|desk, _| {
            let forms = desk.forms();
            let unsigned = forms.iter().filter(|form| desk.unsigned(form));
            unsigned.map(|form| form.id.id.clone()).collect()
        })
        .await?;
    let frame = seat.frame();
    seat.show(&NewDraftPage { l: seat.l, frame, forms, refusal, drafts, same: begin.same, unsigned })
}

/// `POST /drafts/new`
pub async fn begin(post: Post) -> Answer {
    let form = post.typed.get("form").to_owned();
    let same: Option<EntryId> = post.typed.get("same").parse().ok();
    let draft = post
        .seat
        .ask(move |desk, who| {
            let draft = desk.begin_draft(who, &form)?;
            if let Some(entry) = same {
                copy_person(desk, who, &draft.form, draft.id, entry)?;
            }
            Ok::<_, DeskError>(draft.id)
        })
        .await?;
    visit::carry(&post.seat, draft).await?;
    go(format!("/drafts/{draft}"))
}

/// Fills the draft with what the earlier entry says of the same fields.
fn copy_person(
    desk: &Desk,
    who: &Session,
    form: &catalogue::Form,
    draft: EntryId,
    entry: EntryId,
) -> Result<(), DeskError> {
    let view = desk.entry(who, entry)?;
    let known = |field: &&catalogue::Field| view.entry.values.contains_key(&field.id);
    let raw: BTreeMap<String, String> = form
        .sections
        .iter()
        .flat_map(|section| &section.fields)
        .filter(known)
        .map(|field| (field.id.clone(), as_typed(&view.entry.values[&field.id].value)))
        .collect();
    match desk.save_draft(who, draft, SaveDraft { raw, ..SaveDraft::default() }) {
        // What no longer fits is kept and will be shown beside its field.
        Ok(_) | Err(DeskError::Fields(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// A kept value as a clerk would type it: days are kept as in RFC 3339 and typed as `gg/mm/aaaa`.
fn as_typed(value: &str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), when::date)
}

#[derive(Template)]
#[template(path = "counter/draft/discard.html")]
struct DiscardPage {
    l: Lang,
    frame: Frame,
    id: EntryId,
    name: String,
    subject: String,
}

/// `GET /drafts/{id}/discard`
pub async fn ask_discard(seat: Seat, id: Path<EntryId>) -> Answer {
    let id = *id;
    let rows = seat.look(Desk::drafts).await?;
    let Some(row) = rows.into_iter().find(|row| row.id == id) else { return go("/drafts") };
    let name = seat.l.of(&row.name).to_owned();
    seat.show(&DiscardPage { l: seat.l, frame: seat.frame(), id, name, subject: row.subject })
}

/// `POST /drafts/{id}/discard`
pub async fn discard(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let basket =
        post.seat.look(move |desk, who| desk.draft(who, id)).await?.ok().and_then(|draft| draft.basket);
    match post.seat.look(move |desk, who| desk.discard_draft(who, id)).await? {
        // Thrown away twice is thrown away.
        Ok(()) | Err(DeskError::NotFound) => {
            go(basket.map_or_else(|| "/drafts".to_owned(), |basket| format!("/baskets/{basket}")))
        }
        Err(other) => Err(Trouble::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_day_is_typed_again_as_clerks_type_it() {
        assert_eq!(as_typed("1987-03-14"), "14/03/1987");
        assert_eq!(as_typed("D'Àngelo Županč"), "D'Àngelo Županč");
        assert_eq!(as_typed("1987"), "1987");
    }
}
