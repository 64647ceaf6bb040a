//! Fields of a form: label, hint, the words of what is wrong, and the input, tied together for people and for readers.

use std::fmt;

use askama::{FastWritable, Template, Values, filters::HtmlSafe};

use super::form::Form;
use super::typed;
use crate::words::lang::Lang;

/// What kind of input a [`Field`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// One line.
    Text,
    /// A secret.
    Secret,
    /// A secret of digits.
    Pin,
    /// `gg/mm/aaaa`.
    Date,
    /// `hh:mm`.
    Time,
    /// Several lines.
    Area,
    /// A list.
    Select,
}

/// One labelled input. In a template: `{{ form.text("telephone", l.t("Telefono", "Telephone")).hint(…).width(20) }}`.
#[derive(Template)]
#[template(path = "site/field.html")]
pub struct Field<'a> {
    l: Lang,
    input: Input,
    name: &'a str,
    label: &'a str,
    hint: &'a str,
    value: String,
    problem: Option<&'a str>,
    optional: bool,
    focus: Focus,
    code: bool,
    width: u8,
    wide: bool,
    max: u16,
    complete: &'a str,
    options: Vec<Choice>,
}

/// Whether an input has the focus when the page opens. The error summary has it where something is to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Summary,
    Free,
    Here,
}

impl Focus {
    fn of(form: &Form) -> Self {
        if form.sound() { Self::Free } else { Self::Summary }
    }

    fn asked(self) -> Self {
        if self == Self::Free { Self::Here } else { self }
    }
}

/// One answer to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Sent.
    pub value: String,
    /// Read.
    pub label: String,
    /// More words under it; may be empty.
    pub hint: String,
    /// Whether it is the one shown chosen.
    pub chosen: bool,
}

impl<'a> Field<'a> {
    pub(super) fn new(form: &'a Form, input: Input, name: &'a str, label: &'a str) -> Self {
        let secret = matches!(input, Input::Secret | Input::Pin)
            || (matches!(input, Input::Text) && typed::is_secret(name));
        let width = match input {
            Input::Date | Input::Pin => 12,
            Input::Time => 8,
            _ => 0,
        };
        Self {
            l: form.l,
            input,
            name,
            label,
            hint: "",
            value: if secret { String::new() } else { form.typed.get(name).to_owned() },
            problem: form.problem_of(name),
            optional: false,
            focus: Focus::of(form),
            code: false,
            width,
            wide: false,
            max: 400,
            complete: "off",
            options: Vec::new(),
        }
    }

    /// What to type, and why.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// It may stay empty; the label says so.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The one obvious first field of the page: it has the focus, unless something is to mend.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.focus = self.focus.asked();
        self
    }

    /// As [`Field::first`], on a condition.
    #[must_use]
    pub fn first_if(self, first: bool) -> Self {
        if first { self.first() } else { self }
    }

    /// Codes: capital letters of one width.
    #[must_use]
    pub fn code(mut self) -> Self {
        self.code = true;
        self
    }

    /// Width in characters; 0 fills the column.
    #[must_use]
    pub fn width(mut self, width: u8) -> Self {
        self.width = width;
        self
    }

    /// It takes the whole width of its grid.
    #[must_use]
    pub fn wide_if(mut self, wide: bool) -> Self {
        self.wide = wide;
        self
    }

    /// Longest text accepted, in characters.
    #[must_use]
    pub fn max(mut self, max: u16) -> Self {
        self.max = max;
        self
    }

    /// What stands in it when nothing was typed.
    #[must_use]
    pub fn default(mut self, value: impl Into<String>) -> Self {
        if self.value.is_empty() {
            self.value = value.into();
            for option in &mut self.options {
                option.chosen = option.value == self.value;
            }
        }
        self
    }

    /// What was typed is a secret that is read while it is typed: it is not shown again.
    #[must_use]
    pub fn unseen(mut self) -> Self {
        self.value.clear();
        self
    }

    /// A secret stays where it was typed while the page it was typed on only changes its shape, before anything was sent.
    #[must_use]
    pub fn kept_if(mut self, kept: bool, form: &Form) -> Self {
        if kept {
            form.typed.get(self.name).clone_into(&mut self.value);
        }
        self
    }

    /// For password managers and readers: `current-password`, `new-password`, `one-time-code`.
    #[must_use]
    pub fn complete(mut self, complete: &'a str) -> Self {
        self.complete = complete;
        self
    }

    /// An answer of a list.
    #[must_use]
    pub fn option(mut self, value: impl Into<String>, label: impl Into<String>) -> Self {
        let value = value.into();
        let chosen = value == self.value;
        self.options.push(Choice { value, label: label.into(), hint: String::new(), chosen });
        self
    }

    /// Answers of a list: value and label.
    #[must_use]
    pub fn options<'b, V: AsRef<str> + 'b, L: AsRef<str> + 'b>(
        self,
        options: impl IntoIterator<Item = &'b (V, L)>,
    ) -> Self {
        options.into_iter().fold(self, |field, (value, label)| field.option(value.as_ref(), label.as_ref()))
    }

    fn here(&self) -> bool {
        self.focus == Focus::Here
    }

    fn kind(&self) -> &'static str {
        if matches!(self.input, Input::Secret | Input::Pin) { "password" } else { "text" }
    }

    fn described(&self) -> String {
        described(self.name, !self.hint.is_empty(), self.problem.is_some())
    }

    fn asks(&self, input: Input) -> bool {
        self.input == input
    }

    fn digits(&self) -> bool {
        self.input == Input::Pin
    }
}

impl HtmlSafe for Field<'_> {}

/// A group of radio buttons or checkboxes with a legend.
#[derive(Template)]
#[template(path = "site/choices.html")]
pub struct Choices<'a> {
    l: Lang,
    many: bool,
    name: &'a str,
    legend: &'a str,
    hint: &'a str,
    problem: Option<&'a str>,
    inline: bool,
    focus: Focus,
    sent: Vec<String>,
    options: Vec<Choice>,
}

impl<'a> Choices<'a> {
    pub(super) fn new(form: &'a Form, many: bool, name: &'a str, legend: &'a str) -> Self {
        Self {
            l: form.l,
            many,
            name,
            legend,
            hint: "",
            problem: form.problem_of(name),
            inline: false,
            focus: Focus::of(form),
            sent: form.typed.all(name).map(str::to_owned).collect(),
            options: Vec::new(),
        }
    }

    /// What to choose, and why.
    #[must_use]
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// Side by side.
    #[must_use]
    pub fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// The one obvious first field of the page: it has the focus, unless something is to mend.
    #[must_use]
    pub fn first(mut self) -> Self {
        self.focus = self.focus.asked();
        self
    }

    /// Chosen while nothing was sent.
    #[must_use]
    pub fn default(mut self, value: &str) -> Self {
        if self.sent.is_empty() {
            self.sent.push(value.to_owned());
            for option in &mut self.options {
                option.chosen = option.value == value;
            }
        }
        self
    }

    /// One answer.
    #[must_use]
    pub fn option(self, value: impl Into<String>, label: impl Into<String>) -> Self {
        self.explained(value, label, "")
    }

    /// One answer with more words under it.
    #[must_use]
    pub fn explained(
        mut self,
        value: impl Into<String>,
        label: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        let value = value.into();
        let chosen = self.sent.contains(&value);
        self.options.push(Choice { value, label: label.into(), hint: hint.into(), chosen });
        self
    }

    /// Answers: value and label.
    #[must_use]
    pub fn options<'b, V: AsRef<str> + 'b, L: AsRef<str> + 'b>(
        self,
        options: impl IntoIterator<Item = &'b (V, L)>,
    ) -> Self {
        options
            .into_iter()
            .fold(self, |choices, (value, label)| choices.option(value.as_ref(), label.as_ref()))
    }

    fn here(&self) -> bool {
        self.focus == Focus::Here
    }

    fn kind(&self) -> &'static str {
        if self.many { "checkbox" } else { "radio" }
    }

    fn described(&self) -> String {
        described(self.name, !self.hint.is_empty(), self.problem.is_some())
    }

    /// The first input carries the group's name as its id, so that the summary leads to it.
    fn id(&self, index: usize) -> String {
        if index == 0 { self.name.to_owned() } else { format!("{}.{index}", self.name) }
    }
}

impl HtmlSafe for Choices<'_> {}

fn described(name: &str, hint: bool, problem: bool) -> String {
    match (hint, problem) {
        (false, false) => String::new(),
        (true, false) => format!("{name}-hint"),
        (false, true) => format!("{name}-error"),
        (true, true) => format!("{name}-hint {name}-error"),
    }
}

/// The hidden field that proves a form was made for this session.
#[derive(Clone, Debug)]
pub struct Hidden<'a> {
    pub(crate) name: &'a str,
    pub(crate) value: &'a str,
}

impl fmt::Display for Hidden<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut escaped = String::new();
        for c in self.value.chars() {
            match c {
                '&' => escaped.push_str("&amp;"),
                '"' => escaped.push_str("&quot;"),
                '<' => escaped.push_str("&lt;"),
                c => escaped.push(c),
            }
        }
        write!(f, r#"<input type="hidden" name="{}" value="{escaped}">"#, self.name)
    }
}

impl FastWritable for Hidden<'_> {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

impl HtmlSafe for Hidden<'_> {}

#[cfg(test)]
mod tests {
    use super::super::typed::Typed;
    use super::*;

    #[test]
    fn a_field_ties_label_hint_problem_and_input_together() {
        let mut form = Form::filled(Lang::It, Typed::default().with("name", "<b>\"x\""));
        form.problem("name", "Manca qualcosa.", "Something is missing.");
        let html = form.text("name", "Nome").hint("Come stampato.").first().to_string();
        for part in [
            r#"<label for="name">Nome"#,
            r#"id="name-hint">Come stampato."#,
            r#"id="name-error""#,
            r#"aria-describedby="name-hint name-error""#,
            r#"aria-invalid="true""#,
        ] {
            assert!(html.contains(part), "{part} in {html}");
        }
        assert!(!html.contains("<b>") && !html.contains("autofocus"), "{html}");
    }

    #[test]
    fn a_secret_is_never_shown_again() {
        let form = Form::filled(Lang::It, Typed::default().with("pin", "246801"));
        assert!(!form.pin("pin", "PIN").to_string().contains("246801"));
    }

    #[test]
    fn a_default_holds_wherever_it_is_said_and_gives_way_to_what_was_sent() {
        let empty = Form::new(Lang::It);
        let sent = Form::filled(Lang::It, Typed::default().with("act", "b"));
        let options = [("a", "A"), ("b", "B")];
        let before = |form: &Form| form.radios("act", "x").default("a").options(&options).to_string();
        let after = |form: &Form| form.radios("act", "x").options(&options).default("a").to_string();
        for html in [before(&empty), after(&empty)] {
            assert!(
                html.contains(r#"value="a" checked"#) && !html.contains(r#"value="b" checked"#),
                "{html}"
            );
        }
        for html in [before(&sent), after(&sent)] {
            assert!(
                html.contains(r#"value="b" checked"#) && !html.contains(r#"value="a" checked"#),
                "{html}"
            );
        }
    }
}
