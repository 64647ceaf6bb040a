//! Between what a draft keeps and what the inputs of its page hold.

use super::asked::applicant;
use super::asked::evidence::{BOXES, METHOD};
use super::asked::purpose::USE;
use super::sources;
use crate::desk::draft::edit::{Draft, SaveDraft};
use crate::desk::draft::topics::Topic;
use crate::web::counter::words;
use crate::web::site::typed::Typed;

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
    SaveDraft {
        raw,
        sources: sources::read(typed, draft),
        use_code: words::parse(&words::USES, typed.get(USE)),
    }
}

/// What was typed beyond the form, by dotted names; the last of a name holds. A public body asks in writing: nobody stands
/// at the counter to be identified.
pub fn asked_beyond(typed: &Typed) -> impl Iterator<Item = (String, String)> + '_ {
    let sent = typed.map().into_iter().filter(|(name, _)| Topic::of(name).is_some());
    let unticked = BOXES.into_iter().filter(|name| typed.has("evidence.method") && !typed.has(name));
    let written = (typed.get(applicant::KIND) == "public-body").then(|| (METHOD.to_owned(), String::new()));
    sent.chain(unticked.map(|name| (name.to_owned(), String::new()))).chain(written)
}

#[cfg(test)]
mod tests {
    use super::*;

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
