//! What the papers of a basket ask together.

use crate::counter::draft::asked::labels;
use crate::words::lang::Lang;
use desk::draft::edit::Draft;
use desk::draft::topics::Topic;
use desk::issue::basket::Basket;
use domain::form::form::{Identification, UseWording};

/// Topics that are answered once for all papers.
const TOGETHER: [Topic; 5] = [Topic::Applicant, Topic::Evidence, Topic::Duty, Topic::Fee, Topic::Purpose];

/// What at least one paper asks of what can be answered once.
pub fn topics(basket: &Basket) -> Vec<Topic> {
    TOGETHER
        .into_iter()
        .filter(|topic| {
            basket.drafts.iter().any(|draft| draft.asked.contains(topic) && !apart(basket, draft, *topic))
        })
        .collect()
}

/// Whether a paper answers by itself what others answer together: where several people lie in a basket, whoever must be
/// present in person is identified paper by paper.
fn apart(basket: &Basket, draft: &Draft, topic: Topic) -> bool {
    matches!(topic, Topic::Evidence | Topic::Applicant)
        && draft.form.identification == Identification::Holder
        && basket.several
}

/// Whether a field is mended for all papers at once.
pub fn mended_together(basket: &Basket, draft: &Draft, field: &str) -> bool {
    Topic::of(field).is_some_and(|topic| topics(basket).contains(&topic) && !apart(basket, draft, topic))
        && !matches!(field, "duty.serial" | "duty.date")
}

/// Whether a paper wants a use wording.
pub fn asks_use(basket: &Basket) -> bool {
    basket.drafts.iter().any(|draft| draft.form.use_wording == UseWording::ExactlyOne)
}

/// Whom a draft is about, as typed so far; empty if nothing was.
pub fn subject(draft: &Draft) -> String {
    let typed = |field: &str| draft.raw.get(field).map_or("", |typed| typed.trim());
    let subject = &draft.form.subject;
    format!("{} {}", typed(&subject.surname), typed(&subject.given_names)).trim().to_owned()
}

/// Whoever of a basket's people may ask for all of its papers; nobody where they are of one person, who asks for their own.
pub fn people(basket: &Basket) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for draft in basket.drafts.iter().filter(|_| basket.several) {
        let name = subject(draft);
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// What a draft still lacks, by the names of its fields; what is answered once for all is left to the basket.
pub fn lacking(basket: &Basket, draft: &Draft, l: Lang) -> Vec<String> {
    let mut names: Vec<String> = draft
        .problems
        .iter()
        .filter(|problem| !mended_together(basket, draft, &problem.field))
        .map(|problem| match draft.form.field(&problem.field) {
            Some((_, field)) => l.of(&field.label).to_owned(),
            None => labels::of(&problem.field, l).unwrap_or_else(|| l.of(&problem.told).to_owned()),
        })
        .collect();
    names.dedup();
    names
}
