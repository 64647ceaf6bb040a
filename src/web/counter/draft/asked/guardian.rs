//! Who answers for a minor.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::Choices;
use crate::site::form::Form;
use crate::words::lang::Lang;

use super::document::{self, Document};

/// In what quality.
pub const ROLE: &str = "guardian.role";
/// Surname.
pub const SURNAME: &str = "guardian.surname";

/// Value sent, Italian, English.
pub const ROLES: [(&str, &str, &str); 2] =
    [("parent", "Genitore", "Parent"), ("guardian", "Tutore", "Guardian")];

/// The part of a page.
#[derive(Template)]
#[template(path = "counter/draft/asked/guardian.html")]
pub struct GuardianPart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
}

impl HtmlSafe for GuardianPart<'_> {}

impl<'a> GuardianPart<'a> {
    /// The part; `focus` is the field that has it.
    pub fn new(form: &'a Form, focus: &'a str) -> Self {
        Self { l: form.l, form, focus }
    }

    fn roles(&self) -> Choices<'_> {
        let radios =
            self.form.radios(ROLE, self.l.t("Chi risponde per il minore", "Who answers for the minor"));
        ROLES.iter().fold(radios.inline(), |radios, (value, it, en)| radios.option(*value, self.l.t(it, en)))
    }

    fn document(&self) -> Document<'_> {
        Document::new(self.form, document::GUARDIAN, self.focus == document::GUARDIAN.number)
    }
}
