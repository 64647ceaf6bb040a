//! The page where a draft is typed: its sections, in order, all on one page.

use askama::Template;

use super::asked::applicant::ApplicantPart;
use super::asked::evidence::EvidencePart;
use super::asked::guardian::GuardianPart;
use super::asked::money::{DutyPart, FeePart};
use super::asked::officer::{AgainPart, VerifiedPart};
use super::asked::picture::PicturePart;
use super::asked::purpose::{Asks, PurposePart};
use super::basket::shared;
use super::inputs::{Drawn, draw};
use super::sources::{ExceptionsPart, Names, SourcePart};
use crate::site::form::Form;
use crate::site::frame::Frame;
use crate::words::lang::Lang;
use desk::draft::edit::{Answer, Draft};
use desk::draft::seen::Seen;
use desk::draft::topics::Topic;
use domain::form::form::{Field, Presence, Section, SourceRule, UseWording};

/// The page.
#[derive(Template)]
#[template(path = "counter/draft/data.html")]
pub struct DataPage {
    /// Language.
    pub l: Lang,
    /// Who is still at the counter and showed the document that stands here; empty if nobody.
    pub visitor: String,
    /// Frame.
    pub frame: Frame,
    /// What stands in the inputs.
    pub form: Form,
    /// The draft.
    pub draft: Draft,
    /// The field that has the focus; empty for the button.
    pub focus: String,
    /// Inputs of the sources, the common one first.
    pub sources: Vec<Names>,
    /// `dd/mm/yyyy` of the extract the person stands in; empty if typed by hand.
    pub extract: String,
    /// Whether the operator may answer for a second attestation.
    pub supervisor: bool,
}

impl DataPage {
    fn seen(&self) -> Seen {
        Seen::of(&self.draft.raw)
    }

    fn asks(&self, topic: Topic) -> bool {
        self.draft.asked.contains(&topic)
    }

    fn applicant(&self) -> Option<ApplicantPart<'_>> {
        self.asks(Topic::Applicant).then(|| ApplicantPart::new(&self.form, &self.focus))
    }

    fn evidence(&self) -> Option<EvidencePart<'_>> {
        let officer = self.draft.officer.as_ref().map_or("", |officer| officer.name.as_str());
        self.asks(Topic::Evidence).then(|| EvidencePart::new(&self.form, &self.focus, officer))
    }

    fn guardian(&self) -> Option<GuardianPart<'_>> {
        self.asks(Topic::Guardian).then(|| GuardianPart::new(&self.form, &self.focus))
    }

    fn subject(&self) -> String {
        shared::subject(&self.draft)
    }

    /// Whether all of a section is known from the extract, and nothing in it is to mend or to change: it is read, not typed.
    fn known(&self, section: &Section) -> bool {
        let typed = |name: &str| !self.form.typed.trimmed(name).is_empty();
        let asked = |field: &&Field| field.presence == Presence::Required || typed(&field.id);
        let mut own = section.fields.iter().filter(asked).peekable();
        !self.extract.is_empty()
            && section.sources == SourceRule::Asked
            && self.sources.first().is_some_and(|all| self.form.typed.get(&all.source) == "extract")
            && own.peek().is_some()
            && own.all(|field| typed(&field.id))
            && section.fields.iter().all(|field| self.focus != field.id && !self.is_wrong(&field.id))
    }

    fn is_wrong(&self, field: &str) -> bool {
        let names = self.sources.iter().find(|names| names.field == field);
        let of_source = names.is_some_and(|names| {
            self.form.problem_of(&names.source).is_some() || self.form.problem_of(&names.which).is_some()
        });
        of_source || self.form.problem_of(field).is_some()
    }

    fn any_known(&self) -> bool {
        self.draft.form.sections.iter().any(|section| self.known(section))
    }

    /// What is known, as it will be printed.
    fn facts(&self, section: &Section) -> Vec<&Answer> {
        let of = |answer: &&Answer| section.fields.iter().any(|field| field.id == answer.field);
        self.draft.answers.iter().filter(of).filter(|answer| !answer.value.is_empty()).collect()
    }

    fn heading<'a>(&self, section: &'a Section) -> &'a str {
        self.l.of(&section.name)
    }

    fn from_act(section: &Section) -> bool {
        section.sources == SourceRule::PaperAct
    }

    /// The common answer stands over the first section that asks for sources.
    fn source(&self, section: &Section) -> Option<SourcePart<'_>> {
        let first = self.draft.form.sections.iter().find(|one| one.sources == SourceRule::Asked)?;
        let names = self.sources.first().filter(|_| std::ptr::eq(first, section))?;
        Some(SourcePart::new(&self.form, names, &self.extract, self.focus == names.source))
    }

    fn exceptions(&self, section: &Section) -> Option<ExceptionsPart<'_>> {
        let section = self.draft.form.sections.iter().find(|one| std::ptr::eq(*one, section))?;
        ExceptionsPart::new(&self.form, section, &self.sources, &self.extract)
    }

    fn drawn<'a>(&'a self, section: &'a Section) -> Vec<Drawn<'a>> {
        section.fields.iter().map(|field| draw(&self.form, field, self.focus == field.id)).collect()
    }

    fn purpose(&self) -> Option<PurposePart<'_>> {
        let asks = Asks {
            wording: self.draft.form.use_wording == UseWording::ExactlyOne,
            purpose: self.asks(Topic::Purpose),
        };
        (asks.wording || asks.purpose).then(|| PurposePart::new(&self.form, &self.focus, asks))
    }

    fn duty(&self) -> Option<DutyPart<'_>> {
        self.asks(Topic::Duty).then(|| DutyPart::of_one(&self.form, &self.focus))
    }

    fn fee(&self) -> Option<FeePart<'_>> {
        self.asks(Topic::Fee).then(|| FeePart::new(&self.form, &self.focus))
    }

    fn picture(&self) -> Option<PicturePart<'_>> {
        let raw = &self.draft.raw;
        self.asks(Topic::Photograph).then(|| PicturePart::new(&self.form, &self.focus, self.draft.id, raw))
    }

    fn verified(&self) -> Option<VerifiedPart<'_>> {
        self.asks(Topic::Verified).then(|| VerifiedPart::new(&self.form, &self.focus))
    }

    fn again(&self) -> Option<AgainPart<'_>> {
        self.asks(Topic::Again)
            .then(|| AgainPart::new(&self.form, &self.focus, self.supervisor, self.draft.repeats.first()))
    }
}
