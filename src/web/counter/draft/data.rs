//! The page where a draft is typed: opened, sent, gone on from.

use std::collections::BTreeMap;

use actix_web::web::{Path, Query};
use serde::Deserialize;

use super::asked::{defaults, habits, labels, picture};
use super::parts::DataPage;
use super::{focus, sources, typing, visit};
use crate::site::form::{Form, Problem};
use crate::site::frame::{Answer, go};
use crate::site::post::Post;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::typed::Typed;
use crate::words::when;
use desk::draft::edit::Draft;
use desk::draft::seen::{Seen, is_stale};
use desk::draft::topics::Topic;
use desk::{DeskError, FieldProblem};
use domain::form::form as catalogue;
use domain::form::form::Family;
use domain::ids::id::EntryId;
use domain::office::operator::Role;

/// What the page showed when it was opened.
pub const SEEN: &str = "draft.seen";
/// The button that was pressed.
const THEN: &str = "draft.then";

/// How the page was reached.
#[derive(Deserialize)]
pub struct Reached {
    /// "Cambia" on a row of the check page: this field has the focus.
    field: Option<String>,
    /// The check page found something to mend.
    mend: Option<String>,
}

/// A draft; an issued one leads to its entry, so that Back never issues twice.
pub async fn find(seat: &Seat, id: EntryId) -> Result<Draft, Trouble> {
    match seat.look(move |desk, who| desk.draft(who, id)).await? {
        Err(DeskError::NotFound) => {
            seat.ask(move |desk, who| desk.entry(who, id)).await?;
            Err(Trouble::go(format!("/entries/{id}/issued")))
        }
        found => Ok(found?),
    }
}

/// Where a draft goes on once its data stand: alone to its check, in a basket back to the others.
pub fn onward(draft: &Draft) -> String {
    match draft.basket {
        Some(basket) => format!("/baskets/{basket}"),
        None => format!("/drafts/{}/check", draft.id),
    }
}

/// `GET /drafts/{id}`
pub async fn show(seat: Seat, id: Path<EntryId>, reached: Query<Reached>) -> Answer {
    let draft = find(&seat, *id).await?;
    let mut form = Form::filled(seat.l, typing::typed_before(&draft));
    if reached.mend.is_some() {
        form.found(&draft.problems);
        name_fields(&mut form, &draft);
    }
    page(&seat, draft, form, reached.into_inner().field)
}

/// Says which field each problem is about, for many are told in the same words, in the order of the page.
fn name_fields(form: &mut Form, draft: &Draft) {
    sources::said_once(form, draft);
    let fields: Vec<&catalogue::Field> = draft.form.fields().collect();
    for problem in &mut form.problems {
        let label = match fields.iter().find(|field| field.id == problem.field) {
            Some(field) => Some(form.l.of(&field.label).to_owned()),
            None => labels::of(&problem.field, form.l),
        };
        if let Some(label) = label {
            problem.words = format!("{label}: {}", lower_first(&problem.words));
        }
    }
    form.problems.sort_by_key(|problem| place(&problem.field, &fields));
}

/// Where a field stands on the page: before the form's own fields, among them, after them.
fn place(name: &str, fields: &[&catalogue::Field]) -> (u8, usize) {
    match Topic::of(name) {
        Some(Topic::Applicant) => (0, 0),
        Some(Topic::Evidence) => (1, 0),
        Some(Topic::Duty) => (1, 1),
        Some(Topic::Guardian) => (2, 0),
        Some(_) => (2, 1),
        None if name.starts_with("source.") || name.starts_with("which.") => (3, 0),
        None => (4, fields.iter().position(|field| field.id == name).unwrap_or(fields.len())),
    }
}

/// Words that go on after a label.
pub fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    match (chars.next(), chars.clone().next()) {
        // A single capital or an abbreviation stays: "M o F", "ANPR".
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}

fn page(seat: &Seat, draft: Draft, form: Form, field: Option<String>) -> Answer {
    let typed = defaults::filled(form.typed, &draft.asked, seat.habits().of(seat.who.operator));
    let typed = defaults::asked_by_rule(typed, &draft.form);
    let typed =
        if draft.form.family == Family::Notice { defaults::alternative(typed, &draft.form) } else { typed };
    let form = Form { typed, ..form };
    let focus = field.unwrap_or_else(|| focus::first(&draft.form, &draft.asked, &form.typed).to_owned());
    let extract = if draft.person.is_some() { seat.strip()?.extract.map(when::date) } else { None };
    let sound = form.sound();
    let page = DataPage {
        l: seat.l,
        frame: seat.frame().mend(&form),
        sources: sources::names(&draft),
        extract: extract.unwrap_or_default(),
        visitor: visit::named(seat, &draft),
        supervisor: seat.who.may(Role::Supervisor),
        form,
        draft,
        focus,
    };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /drafts/{id}`: keeps what was typed, whatever it is, then goes on.
pub async fn submit(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let draft = find(&post.seat, id).await?;
    habits::learn(post.seat.habits(), post.seat.who.operator, &post.typed);
    let save = typing::read(&post.typed, &draft);
    let seen = post.typed.has(SEEN).then(|| Seen::read(post.typed.get(SEEN)));
    let saved = post.seat.look(move |desk, who| desk.save_draft_seen(who, id, save, seen.as_ref())).await?;
    if let Err(DeskError::Fields(stale)) = &saved
        && stale.iter().any(is_stale)
    {
        let draft = find(&post.seat, id).await?;
        let mut form = post.form();
        tell_stale(&mut form, stale, &draft.raw);
        name_fields(&mut form, &draft);
        return page(&post.seat, draft, form, None);
    }
    match (post.typed.get(THEN), saved) {
        ("another", Ok(_) | Err(DeskError::Fields(_))) => {
            visit::end(&post.seat, id).await?;
            go(format!("/drafts/{id}"))
        }
        ("later", Ok(_) | Err(DeskError::Fields(_))) => go("/drafts"),
        ("photograph", Ok(_) | Err(DeskError::Fields(_))) => go(format!("/drafts/{id}/photograph")),
        (_, Ok(draft)) if !wants_picture(&draft, &post.typed) => go(onward(&draft)),
        (_, Ok(_)) => go(format!("/drafts/{id}/photograph")),
        (_, Err(DeskError::Fields(problems))) if only_picture(&problems, &draft, &post.typed) => {
            go(format!("/drafts/{id}/photograph"))
        }
        (_, Err(refusal)) => {
            let mut form = post.form();
            form.refused(refusal)?;
            // What is asked may have changed with what was typed: a birth date asks for a guardian.
            let draft = find(&post.seat, id).await?;
            // A picture that was chosen comes on its own page, once the rest stands.
            if wants_picture(&draft, &post.typed) {
                form.problems.retain(|problem| problem.field != picture::WAY);
            }
            name_fields(&mut form, &draft);
            page(&post.seat, draft, form, None)
        }
    }
}

/// What stands in the draft since another page wrote it, beside what this page would write.
pub fn tell_stale(form: &mut Form, stale: &[FieldProblem], now: &BTreeMap<String, String>) {
    for problem in stale {
        let stands = now.get(&problem.field).map_or("", |value| value.trim());
        let stands = if stands.is_empty() { form.l.t("(niente)", "(nothing)") } else { stands };
        let words =
            format!("{} {} «{stands}».", form.l.of(&problem.told), form.l.t("Ora sta:", "It now says:"));
        form.problems.push(Problem { field: problem.field.clone(), words });
    }
}

/// Whether a picture was chosen that was not made yet.
fn wants_picture(draft: &Draft, typed: &Typed) -> bool {
    draft.asked.contains(&Topic::Photograph)
        && typed.get(picture::WAY) == "kept"
        && !draft.raw.contains_key(picture::BLOB)
}

fn only_picture(problems: &[FieldProblem], draft: &Draft, typed: &Typed) -> bool {
    wants_picture(draft, typed) && problems.iter().all(|problem| problem.field == picture::WAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_goes_on_in_lower_case_after_its_label() {
        assert_eq!(lower_first("Scrivere una data."), "scrivere una data.");
        assert_eq!(lower_first("M o F"), "M o F");
        assert_eq!(lower_first("ANPR non dice"), "ANPR non dice");
    }
}
