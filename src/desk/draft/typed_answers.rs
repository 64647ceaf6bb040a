//! What was typed under the dotted names, read one by one; what is wrong is gathered under the same names.

use domain::time::dates;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as Unknown, StrDeserializer};

use domain::text::bilingual::Bilingual;
use domain::text::lines;

use crate::error::FieldProblem;

/// What was typed, and what was found wrong with it so far.
pub(crate) struct TypedAnswers<'a> {
    raw: &'a BTreeMap<String, String>,
    /// Local day it is read on.
    pub(super) today: NaiveDate,
    /// What stands in the way.
    pub(crate) problems: Vec<FieldProblem>,
    /// What does not, and should be looked at.
    pub(crate) remarks: Vec<FieldProblem>,
}

/// What cannot be read was noted among the problems.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Noted;

impl<'a> TypedAnswers<'a> {
    pub(crate) fn new(raw: &'a BTreeMap<String, String>, today: NaiveDate) -> Self {
        Self { raw, today, problems: Vec::new(), remarks: Vec::new() }
    }

    /// What was typed under a name; empty if nothing was.
    pub(crate) fn typed(&self, name: &str) -> &'a str {
        self.raw.get(name).map_or("", |typed| typed.trim())
    }

    /// Whether a question is held and not answered yet.
    pub(crate) fn open(&self, name: &str) -> bool {
        self.raw.get(name).is_some_and(|typed| typed.trim().is_empty())
    }

    /// Notes what stands in the way.
    pub(crate) fn wrong(&mut self, name: impl Into<String>, it: &str, en: &str) {
        self.problems.push(FieldProblem::new(name, Bilingual::new(it, en)));
    }

    /// Notes what should be looked at.
    pub(crate) fn remark(&mut self, name: impl Into<String>, it: &str, en: &str) {
        self.remarks.push(FieldProblem::new(name, Bilingual::new(it, en)));
    }

    fn read<T>(&mut self, name: &str, read: Result<T, Bilingual>) -> Option<T> {
        read.map_err(|told| self.problems.push(FieldProblem::new(name, told))).ok()
    }

    /// A line that may not be empty.
    pub(crate) fn line(&mut self, name: &str, most: usize) -> Option<String> {
        let read = lines::required_line(self.typed(name), most);
        self.read(name, read)
    }

    /// A name that may not be empty.
    pub(crate) fn name(&mut self, name: &str) -> Option<String> {
        let read = lines::name(self.typed(name));
        let read = read.and_then(|text| if text.is_empty() { Err(lines::missing()) } else { Ok(text) });
        self.read(name, read)
    }

    /// A day that may not be empty, nor lie in the future.
    pub(crate) fn past_day(&mut self, name: &str) -> Option<NaiveDate> {
        match self.day(name).ok()? {
            Some(day) if day > self.today => {
                self.wrong(
                    name,
                    "Questa data è nel futuro: controllarla.",
                    "This date is in the future: check it.",
                );
                None
            }
            Some(day) => Some(day),
            None => {
                self.problems.push(FieldProblem::new(name, lines::missing()));
                None
            }
        }
    }

    /// A day, if one was typed.
    pub(crate) fn day(&mut self, name: &str) -> Result<Option<NaiveDate>, Noted> {
        match self.typed(name) {
            "" => Ok(None),
            typed => self.read(name, dates::date(typed)).map(Some).ok_or(Noted),
        }
    }

    /// One of the words of an enum; `preset` where nothing was chosen.
    pub(crate) fn choice<T: DeserializeOwned>(&mut self, name: &str, preset: Option<T>) -> Option<T> {
        let typed = self.typed(name);
        if typed.is_empty() && preset.is_some() {
            return preset;
        }
        let read = T::deserialize(StrDeserializer::<Unknown>::new(typed))
            .map_err(|_| Bilingual::new("Scegliere una delle voci.", "Choose one of the options."));
        self.read(name, read)
    }

    /// A confirmation that may not be missing.
    pub(crate) fn confirmed(&mut self, name: &str, it: &str, en: &str) -> Option<()> {
        if self.typed(name) == "yes" {
            return Some(());
        }
        self.wrong(name, it, en);
        None
    }
}
