//! Between what a draft keeps and what the inputs of its page hold.

use super::asked::applicant;
use super::asked::evidence::{BOXES, METHOD};
use super::asked::purpose::USE;
use super::sources;
use crate::counter::words;
use crate::site::typed::Typed;
use desk::draft::edit::{Draft, SaveDraft};
use desk::draft::topics::Topic;

/// What the draft keeps, as the inputs hold it.
pub fn typed_before(draft: &Draft) -> Typed {
    let typed = draft
        .raw
        .iter()
        .fold(Typed::default(), |typed, (name, value)| typed.with(name, value.replace('\t', "; ")));
    let typed = sources::typed_before(typed, &draft.sources);
    let code =
        words::USES.iter().find(|(_, code)| *code == draft.use_code).map_or("private", |(value, _)| value);
    typed.with(USE, code)
}

/// What was typed, as the desk takes it. A box that was unticked is told, for it sends nothing.
pub fn read(typed: &Typed, draft: &Draft) -> SaveDraft {
    let mut raw: std::collections::BTreeMap<String, String> =
        draft.form.fields().map(|field| (field.id.clone(), typed.get(&field.id).to_owned())).collect();
    raw.extend(asked_beyond(typed));
    raw.extend(unsaid(typed, &draft.asked));
    SaveDraft {
        raw,
        sources: sources::read(typed, draft),
        use_code: words::parse(&words::USES, typed.get(USE)),
    }
}

/// What was typed beyond the form, by dotted names; the last of a name holds. A public body asks in writing: nobody stands
/// at the counter to be identified.
pub fn asked_beyond(typed: &Typed) -> impl Iterator<Item = (String, String)> + '_ {
    let by_name = applicant::by_name(typed.get(applicant::KIND)).map(str::to_owned);
    let replaced = by_name.is_some();
    let sent = typed.map().into_iter().filter(move |(name, _)| {
        Topic::of(name).is_some()
            && !(replaced && [applicant::KIND, applicant::NAME].contains(&name.as_str()))
    });
    let by_name = by_name.into_iter().flat_map(|name| {
        [(applicant::KIND.to_owned(), "other".to_owned()), (applicant::NAME.to_owned(), name)]
    });
    let unticked = BOXES.into_iter().filter(|name| typed.has("evidence.method") && !typed.has(name));
    let written = (typed.get(applicant::KIND) == "public-body").then(|| (METHOD.to_owned(), String::new()));
    sent.chain(unticked.map(|name| (name.to_owned(), String::new()))).chain(written).chain(by_name)
}

/// Who asks, where the question was put and nobody was chosen: an open question is refused, not left out.
pub fn unsaid(typed: &Typed, asked: &[Topic]) -> Option<(String, String)> {
    let open = asked.contains(&Topic::Applicant) && !typed.has(applicant::KIND);
    open.then(|| (applicant::KIND.to_owned(), String::new()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_chosen_by_name_is_somebody_else_of_that_name() {
        let typed =
            Typed::default().with("applicant.kind", "other:Rossi Anna").with("applicant.name", "Verdi Ada");
        let told: std::collections::BTreeMap<String, String> = asked_beyond(&typed).collect();
        assert_eq!(told["applicant.kind"], "other");
        assert_eq!(told["applicant.name"], "Rossi Anna");
        let people = ["Rossi Anna".to_owned()];
        let kept = told.iter().fold(Typed::default(), |kept, (name, value)| kept.with(name, value.as_str()));
        assert_eq!(applicant::chosen_by_name(kept, &people).get("applicant.kind"), "other:Rossi Anna");
    }

    #[test]
    fn an_unticked_box_is_told_and_foreign_names_are_not() {
        let typed = Typed::default()
            .with("evidence.method", "witnesses")
            .with("evidence.w1.unrelated", "yes")
            .with("photo.blob", "ff")
            .with("source.surname", "declared");
        let told: Vec<(String, String)> = asked_beyond(&typed).collect();
        let told: Vec<(&str, &str)> =
            told.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(
            told,
            [
                ("evidence.method", "witnesses"),
                ("evidence.w1.unrelated", "yes"),
                ("evidence.known", ""),
                ("evidence.w2.unrelated", ""),
            ]
        );
    }
}
