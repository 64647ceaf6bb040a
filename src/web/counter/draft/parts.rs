//! The page where a draft is typed: its sections, in order, all on one page.

use askama::Template;

use super::asked::applicant::ApplicantPart;
use super::asked::evidence::EvidencePart;
use super::asked::guardian::GuardianPart;
use super::asked::money::{DutyPart, FeePart};
use super::asked::officer::{AgainPart, VerifiedPart};
use super::asked::picture::PicturePart;
use super::asked::purpose::{Asks, PurposePart};
use super::inputs::{Drawn, draw};
use super::sources::{ExceptionsPart, Names, SourcePart};
use crate::desk::draft::edit::Draft;
use crate::desk::draft::topics::Topic;
use crate::domain::form::form::{Section, SourceRule, UseWording};
use crate::web::site::form::Form;
use crate::web::site::frame::Frame;
use crate::web::words::lang::Lang;

/// The page.
#[derive(Template)]
#[template(path = "counter/draft/data.html")]
pub struct DataPage {
    /// Language.
    pub l: Lang,
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
