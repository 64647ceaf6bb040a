//! One field of a form as an input.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::{Choices, Field};
use crate::site::form::Form;
use domain::form::form as catalogue;
use domain::form::form::{FieldKind, Presence};

/// One drawn input.
#[derive(Template)]
#[template(
    source = "{% match self %}{% when Self::Field(field) %}{{ field }}{% when Self::Choices(choices) %}{{ choices }}{% endmatch %}",
    ext = "html"
)]
pub enum Drawn<'a> {
    /// An input with its label.
    Field(Box<Field<'a>>),
    /// Radio buttons.
    Choices(Choices<'a>),
}

impl HtmlSafe for Drawn<'_> {}

/// The input of a field; it has the focus if `first`.
pub fn draw<'a>(form: &'a Form, field: &'a catalogue::Field, first: bool) -> Drawn<'a> {
    let l = form.l;
    let (id, label, hint) = (field.id.as_str(), l.of(&field.label), l.of(&field.hint));
    let drawn = match &field.kind {
        FieldKind::Sex => {
            let choices = form
                .radios(id, label)
                .hint(hint)
                .inline()
                .option("M", "M")
                .option("F", "F")
                .option("N", l.t("non indicato", "not stated"));
            return Drawn::Choices(if first { choices.first() } else { choices });
        }
        FieldKind::Text { max } => {
            let width = u8::try_from(*max).unwrap_or(u8::MAX);
            form.text(id, label)
                .max(*max)
                .width(if width <= 24 { width.max(4) } else { 0 })
                .wide_if(*max > 100)
        }
        FieldKind::Name | FieldKind::Place => form.text(id, label).max(120),
        FieldKind::Date { .. } => form.date(id, label),
        FieldKind::Members => form.area(id, label).wide_if(true),
        FieldKind::Time => form.time(id, label),
        FieldKind::Year => form.text(id, label).max(4).width(6),
        FieldKind::TaxCode => form.text(id, label).code().max(16).width(20),
        FieldKind::Choice { options } => {
            let empty = form.select(id, label).option("", l.t("scegliere…", "choose…"));
            options.iter().fold(empty, |list, choice| list.option(&choice.value, l.of(&choice.told)))
        }
    };
    let drawn = drawn.hint(hint).first_if(first);
    Drawn::Field(Box::new(if field.presence == Presence::Optional { drawn.optional() } else { drawn }))
}
