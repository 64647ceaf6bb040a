//! What the papers of a basket ask together.

use crate::desk::asked::Topic;
use crate::desk::basket::Basket;
use crate::desk::drafting::Draft;
use crate::domain::form::UseWording;
use crate::web::counter::asked::labels;
use crate::web::lang::Lang;

/// Topics that are answered once for all papers.
const TOGETHER: [Topic; 5] = [Topic::Applicant, Topic::Evidence, Topic::Duty, Topic::Fee, Topic::Purpose];

/// What at least one paper asks of what can be answered once.
pub fn topics(basket: &Basket) -> Vec<Topic> {
    TOGETHER
        .into_iter()
        .filter(|topic| basket.drafts.iter().any(|draft| draft.asked.contains(topic)))
        .collect()
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

/// What a draft still lacks, by the names of its fields; what is answered once for all is left to the basket.
pub fn lacking(draft: &Draft, together: &[Topic], l: Lang) -> Vec<String> {
    let mut names: Vec<String> = draft
        .problems
        .iter()
        .filter(|problem| Topic::of(&problem.field).is_none_or(|topic| !together.contains(&topic)))
        .map(|problem| match draft.form.field(&problem.field) {
            Some((_, field)) => l.of(&field.label).to_owned(),
            None => labels::of(&problem.field, l).unwrap_or_else(|| l.of(&problem.told).to_owned()),
        })
        .collect();
    names.dedup();
    names
}
