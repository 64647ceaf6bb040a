//! *Stessa persona allo sportello*: who asks and the document they showed hold for the next paper of the same visit, so that a mother
//! shows her card once for three children. Stamp and exemption never do: which names may is said in one place
//! ([`desk::draft::topics::stays`]).

use std::collections::BTreeMap;

use super::asked::{applicant, evidence, guardian};
use super::basket::shared;
use crate::site::seat::Seat;
use crate::site::trouble::Trouble;
use crate::site::visits::Visit;
use desk::draft::edit::{Draft, SaveDraft};
use desk::draft::topics::{Stays, Topic, stays};
use desk::{Desk, DeskError, Session};
use domain::form::form::Identification;
use domain::ids::id::{BasketId, EntryId};

type Answers = BTreeMap<String, String>;

/// Whoever asked for a paper stands at the counter: the visit begins, or goes on. Nobody does where a public body asked in writing,
/// or no document was shown.
pub fn begin(seat: &Seat, draft: &Draft) {
    if let Some(visit) = of(draft) {
        seat.visits().begin(&seat.token, visit);
    }
}

fn of(draft: &Draft) -> Option<Visit> {
    let typed = |name: &str| draft.raw.get(name).map_or("", |typed| typed.trim());
    let by_document = typed(evidence::METHOD) == "document";
    let answered_for = draft.asked.contains(&Topic::Guardian);
    let prefix = if answered_for { "guardian." } else { "evidence." };
    let shown: Answers = draft
        .raw
        .iter()
        .filter(|(name, value)| name.starts_with(prefix) && stays(name) != Stays::Paper && !value.is_empty())
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let named = !typed(&format!("{prefix}number")).is_empty() && (answered_for || by_document);
    let (name, person) = match typed(applicant::KIND) {
        "public-body" => return None,
        _ if answered_for => {
            (format!("{} {}", typed(guardian::SURNAME), typed("guardian.given-names")), None)
        }
        "other" => (typed(applicant::NAME).to_owned(), None),
        _ => (shared::subject(draft), draft.person),
    };
    named.then(|| Visit { name: name.trim().to_owned(), person, shown })
}

/// Whether a paper is about whoever stands there.
fn is_own(visit: &Visit, draft: &Draft) -> bool {
    match (visit.person, draft.person) {
        (Some(one), Some(other)) => one == other,
        _ => !visit.name.is_empty() && visit.name == shared::subject(draft),
    }
}

/// What a visit answers of a paper before anything is typed for it.
fn answers(visit: &Visit, draft: &Draft) -> Answers {
    let own = is_own(visit, draft);
    // A parent's document is the parent's own where the parent asks.
    let document = || {
        let mine = visit.shown.iter().filter_map(|(name, value)| {
            let last = name.strip_prefix("evidence.").or_else(|| name.strip_prefix("guardian."))?;
            Some((last, value)).filter(|_| !matches!(last, "surname" | "given-names"))
        });
        mine.map(|(last, value)| (format!("evidence.{last}"), value.clone()))
    };
    let mut answers = Answers::new();
    match draft.form.identification {
        Identification::Applicant => {
            answers.extend(document());
            answers.insert(applicant::KIND.to_owned(), if own { "holder" } else { "other" }.to_owned());
            if !own {
                answers.insert(applicant::NAME.to_owned(), visit.name.clone());
            }
        }
        Identification::Holder if own => answers.extend(document()),
        Identification::Holder if draft.asked.contains(&Topic::Guardian) => {
            let of_guardian = visit.shown.iter().filter(|(name, _)| name.starts_with("guardian."));
            answers.extend(of_guardian.map(|(name, value)| (name.clone(), value.clone())));
        }
        Identification::Holder | Identification::Nobody => {}
    }
    answers
}

/// Whoever stands at the counter is written into a paper just begun.
pub async fn carry(seat: &Seat, id: EntryId) -> Result<(), Trouble> {
    let Some(visit) = seat.visits().of(&seat.token) else { return Ok(()) };
    seat.ask(move |desk, who| {
        let draft = desk.draft(who, id)?;
        save(desk, who, id, answers(&visit, &draft))
    })
    .await
}

/// The same for the papers of a basket: one asks for all.
pub async fn carry_all(seat: &Seat, id: BasketId) -> Result<(), Trouble> {
    let Some(visit) = seat.visits().of(&seat.token) else { return Ok(()) };
    seat.ask(move |desk, who| {
        let basket = desk.basket(who, id)?;
        let asked = basket.drafts.iter().find(|draft| draft.form.identification == Identification::Applicant);
        let Some(draft) = asked else { return Ok(()) };
        let mut raw = answers(&visit, draft);
        if basket.several {
            raw.insert(applicant::KIND.to_owned(), "other".to_owned());
            raw.insert(applicant::NAME.to_owned(), visit.name.clone());
        }
        match desk.save_basket(who, id, SaveDraft { raw, ..SaveDraft::default() }) {
            Ok(_) | Err(DeskError::Fields(_)) => Ok(()),
            Err(other) => Err(other),
        }
    })
    .await
}

fn save(desk: &Desk, who: &Session, id: EntryId, raw: Answers) -> Result<(), DeskError> {
    match desk.save_draft(who, id, SaveDraft { raw, ..SaveDraft::default() }) {
        // What does not fit is kept, and shown beside its field.
        Ok(_) | Err(DeskError::Fields(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Whose document stands in a draft because they are still at the counter; empty if nobody's does.
pub fn named(seat: &Seat, draft: &Draft) -> String {
    let Some(visit) = seat.visits().of(&seat.token) else { return String::new() };
    let holds = |name: &str| draft.raw.get(name).is_some_and(|typed| !typed.is_empty());
    let answers = answers(&visit, draft);
    let carried = answers.iter().any(|(name, value)| {
        (name.ends_with(".number") || name == applicant::NAME) && draft.raw.get(name) == Some(value)
    });
    if carried && (holds("evidence.number") || holds("guardian.number")) { visit.name } else { String::new() }
}

/// It is somebody else: the visit ends, and what it answered leaves the paper.
pub async fn end(seat: &Seat, id: EntryId) -> Result<(), Trouble> {
    let Some(visit) = seat.visits().of(&seat.token) else { return Ok(()) };
    seat.visits().end(&seat.token);
    seat.ask(move |desk, who| {
        let draft = desk.draft(who, id)?;
        let mut taken = answers(&visit, &draft);
        taken.retain(|name, _| stays(name) == Stays::Visit);
        taken.values_mut().for_each(String::clear);
        save(desk, who, id, taken)
    })
    .await
}
