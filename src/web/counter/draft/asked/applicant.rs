//! Who asks for a paper (DPR 223/1989 art. 33): the person it is about, somebody else, a public body.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::Choices;
use crate::site::form::Form;
use crate::site::typed::Typed;
use crate::words::lang::Lang;

/// Who.
pub const KIND: &str = "applicant.kind";
/// Their name.
pub const NAME: &str = "applicant.name";
/// A public body's request.
pub const REFERENCE: &str = "applicant.reference";

/// Value sent, Italian, English.
pub const KINDS: [(&str, &str, &str); 3] = [
    ("holder", "L’interessato", "The person it is about"),
    ("other", "Un’altra persona", "Somebody else"),
    ("public-body", "Un ente pubblico", "A public body"),
];

/// Before the name of whoever was chosen by name.
const BY_NAME: &str = "other:";

/// A choice by name, as it is kept: somebody else, of that name.
pub fn by_name(sent: &str) -> Option<&str> {
    sent.strip_prefix(BY_NAME)
}

/// What is kept, as the choices of a page hold it: `people` can be chosen by name.
#[must_use]
pub fn chosen_by_name(typed: Typed, people: &[String]) -> Typed {
    if typed.get(KIND) != "other" || !people.iter().any(|name| name == typed.trimmed(NAME)) {
        return typed;
    }
    let by_name = format!("{BY_NAME}{}", typed.trimmed(NAME));
    typed
        .own()
        .filter(|(name, _)| *name != NAME && *name != KIND)
        .fold(Typed::default(), |typed, (name, value)| typed.with(name, value))
        .with(KIND, by_name)
}

/// The part of a page.
#[derive(Template)]
#[template(path = "counter/draft/asked/applicant.html")]
pub struct ApplicantPart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
    /// People it may be, where the papers are of several; the holder of one paper cannot be meant then.
    people: Vec<String>,
}

impl HtmlSafe for ApplicantPart<'_> {}

impl<'a> ApplicantPart<'a> {
    /// The part; `focus` is the field that has it.
    pub fn new(form: &'a Form, focus: &'a str) -> Self {
        Self { l: form.l, form, focus, people: Vec::new() }
    }

    /// The part of several people's papers, one of whom may ask for all.
    #[must_use]
    pub fn of_several(self, people: Vec<String>) -> Self {
        Self { people, ..self }
    }

    fn kinds(&self) -> Choices<'_> {
        let radios = self.form.radios(KIND, self.l.t("Chi chiede", "Who asks")).inline();
        let radios = self
            .people
            .iter()
            .fold(radios, |radios, name| radios.option(format!("{BY_NAME}{name}"), name.clone()));
        let radios = KINDS
            .iter()
            .filter(|(value, ..)| self.people.is_empty() || *value != "holder")
            .fold(radios, |radios, (value, it, en)| radios.option(*value, self.l.t(it, en)));
        if self.focus == KIND { radios.first() } else { radios }
    }
}
