//! Who asks for a paper (DPR 223/1989 art. 33): the person it is about, somebody else, a public body.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::web::site::field::Choices;
use crate::web::site::form::Form;
use crate::web::words::lang::Lang;

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

/// The part of a page.
#[derive(Template)]
#[template(path = "counter/draft/asked/applicant.html")]
pub struct ApplicantPart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
}

impl HtmlSafe for ApplicantPart<'_> {}

impl<'a> ApplicantPart<'a> {
    /// The part; `focus` is the field that has it.
    pub fn new(form: &'a Form, focus: &'a str) -> Self {
        Self { l: form.l, form, focus }
    }

    fn kinds(&self) -> Choices<'_> {
        let radios = self.form.radios(KIND, self.l.t("Chi chiede", "Who asks")).inline();
        let radios =
            KINDS.iter().fold(radios, |radios, (value, it, en)| radios.option(*value, self.l.t(it, en)));
        if self.focus == KIND { radios.first() } else { radios }
    }
}
