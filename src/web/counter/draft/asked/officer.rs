//! What an officer looked at where the extract does not say, and what a supervisor answers for.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::form::Form;
use crate::words::lang::Lang;
use desk::register::entries::EntryRow;

/// What was looked at.
pub const VERIFIED: &str = "verified.on";
/// Why a second attestation is made.
pub const AGAIN: &str = "again.reason";

/// *Verificato su*.
#[derive(Template)]
#[template(path = "counter/draft/asked/verified.html")]
pub struct VerifiedPart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
}

impl HtmlSafe for VerifiedPart<'_> {}

impl<'a> VerifiedPart<'a> {
    /// The part.
    pub fn new(form: &'a Form, focus: &'a str) -> Self {
        Self { l: form.l, form, focus }
    }
}

/// A second identity attestation in one outage.
#[derive(Template)]
#[template(path = "counter/draft/asked/again.html")]
pub struct AgainPart<'a> {
    l: Lang,
    form: &'a Form,
    focus: &'a str,
    supervisor: bool,
    earlier: Option<&'a EntryRow>,
}

impl HtmlSafe for AgainPart<'_> {}

impl<'a> AgainPart<'a> {
    /// The part; only a supervisor may write the reason.
    pub fn new(form: &'a Form, focus: &'a str, supervisor: bool, earlier: Option<&'a EntryRow>) -> Self {
        Self { l: form.l, form, focus, supervisor, earlier }
    }
}
