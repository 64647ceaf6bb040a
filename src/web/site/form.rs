//! A form as a page shows it: what was typed, and what is wrong with it, beside each field.

use crate::words::lang::Lang;
use crate::words::when::{self, NoInstant};
use desk::{DeskError, FieldProblem};
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;

use super::field::{Choices, Field, Input};
use super::typed::Typed;

/// One thing to mend. The same words stand in the summary and beside the field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field's name; its id in the page.
    pub field: String,
    /// What is wrong and how to mend it.
    pub words: String,
}

/// What a page needs to draw its fields.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Language.
    pub l: Lang,
    /// As typed.
    pub typed: Typed,
    /// What to mend, in the order of the page.
    pub problems: Vec<Problem>,
}

impl Form {
    /// An empty form.
    pub fn new(l: Lang) -> Self {
        Self { l, ..Self::default() }
    }

    /// A form with answers in it.
    pub fn filled(l: Lang, typed: Typed) -> Self {
        Self { l, typed, problems: Vec::new() }
    }

    /// Adds a problem in this form's language.
    pub fn problem(&mut self, field: &str, it: &str, en: &str) {
        let words = sentence(self.l.t(it, en));
        self.problems.push(Problem { field: field.to_owned(), words });
    }

    /// Adds a problem told elsewhere.
    pub fn told(&mut self, field: &str, told: &Bilingual) {
        self.problems.push(Problem { field: field.to_owned(), words: sentence(self.l.of(told)) });
    }

    /// Adds the problems a use case found with fields.
    pub fn found(&mut self, problems: &[FieldProblem]) {
        for problem in problems {
            self.told(&problem.field, &problem.told);
        }
    }

    /// Takes the field problems out of a refusal; any other refusal comes back.
    pub fn refused(&mut self, error: DeskError) -> Result<(), DeskError> {
        match error {
            DeskError::Fields(problems) => self.found(&problems),
            DeskError::Paper(problem) => self.found(&[problem]),
            other => return Err(other),
        }
        Ok(())
    }

    /// Takes a whole refusal onto the page: field problems beside their fields, anything else beside `field`. What was
    /// typed stays.
    pub fn refused_at(&mut self, field: &str, error: DeskError) {
        if let Err(other) = self.refused(error) {
            self.told(field, &other.told());
        }
    }

    /// Reads a field that must not be empty.
    pub fn need(&mut self, field: &str, it: &str, en: &str) -> String {
        let value = self.typed.trimmed(field).to_owned();
        if value.is_empty() {
            self.problem(field, it, en);
        }
        value
    }

    /// Reads the instant that a day and a time name. What is wrong with an hour of the nights when the clocks change is said
    /// at the time, anything else, in these words, at the day.
    pub fn moment(&mut self, day: &str, time: &str, it: &str, en: &str) -> Option<Moment> {
        match when::read_moment(self.typed.get(day), self.typed.get(time)) {
            Ok(at) => return Some(at),
            Err(NoInstant::Unreadable) => self.problem(day, it, en),
            Err(NoInstant::Never) => self.problem(
                time,
                "Questa ora non c’è stata: quella notte gli orologi sono passati dalle 02:00 alle 03:00. Controllare giorno e ora.",
                "This hour never was: that night the clocks went from 02:00 to 03:00. Check day and time.",
            ),
            Err(NoInstant::Twice) => self.problem(
                time,
                "Quella notte quest’ora c’è stata due volte: aggiungere 1 per la prima (ora legale) o 2 per la seconda (ora solare), per esempio 02:30 1.",
                "That night this hour was twice: add 1 for the first (summer time) or 2 for the second (winter time), such as 02:30 1.",
            ),
        }
        None
    }

    /// The same where both may stay empty.
    pub fn moment_if_any(&mut self, day: &str, time: &str) -> Option<Moment> {
        if self.typed.trimmed(day).is_empty() && self.typed.trimmed(time).is_empty() {
            return None;
        }
        self.moment(
            day,
            time,
            "Scrivere giorno gg/mm/aaaa e ora oo:mm, o lasciare vuoti entrambi.",
            "Write day dd/mm/yyyy and time hh:mm, or leave both empty.",
        )
    }

    /// Whether nothing is to mend.
    pub fn sound(&self) -> bool {
        self.problems.is_empty()
    }

    /// A line of text.
    pub fn text<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self, Input::Text, name, label)
    }

    /// A secret, never shown again.
    pub fn secret<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self, Input::Secret, name, label)
    }

    /// A PIN: a secret of digits.
    pub fn pin<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self, Input::Pin, name, label)
    }

    /// A date, `gg/mm/aaaa`.
    pub fn date<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self, Input::Date, name, label)
    }

    /// A time of day, `hh:mm`.
    pub fn time<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self, Input::Time, name, label)
    }

    /// Several lines of text.
    pub fn area<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self, Input::Area, name, label)
    }

    /// A list to choose one from.
    pub fn select<'a>(&'a self, name: &'a str, label: &'a str) -> Field<'a> {
        Field::new(self, Input::Select, name, label)
    }

    /// One choice, all in sight.
    pub fn radios<'a>(&'a self, name: &'a str, legend: &'a str) -> Choices<'a> {
        Choices::new(self, false, name, legend)
    }

    /// Several choices.
    pub fn checks<'a>(&'a self, name: &'a str, legend: &'a str) -> Choices<'a> {
        Choices::new(self, true, name, legend)
    }

    /// The words beside a field, if something is wrong with it.
    pub fn problem_of(&self, name: &str) -> Option<&str> {
        self.problems.iter().find(|problem| problem.field == name).map(|problem| problem.words.as_str())
    }
}

/// Words with a capital at the beginning: some are told after the number of a line elsewhere.
fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::lang::Lang;

    #[test]
    fn what_is_wrong_is_told_in_a_sentence_whoever_found_it() {
        let mut form = Form::new(Lang::It);
        form.told("number", &Bilingual::new("è il numero che ha già.", "this is the number it has already."));
        form.problem("date", "sembra una data.", "it looks like a day.");
        assert_eq!(form.problem_of("number"), Some("È il numero che ha già."));
        assert_eq!(form.problem_of("date"), Some("Sembra una data."));
        assert_eq!(sentence(""), "");
    }
}
