//! What was typed into a form → values that can be attested, or what stands in the way, field by field.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use domain::form::entry_kind::UseCode;
use domain::form::form::{Family, Form, Section, SourceRule};
use domain::form::reading;
use domain::ids::id::{BasketId, EntryId, PersonId};
use domain::ids::value::{Attested, Source, Values};
use domain::office::by::By;
use domain::register::entry::Subject;
use domain::text::bilingual::Bilingual;
use domain::text::lines;

use super::from_extract::OnRecord;
use super::kept_draft::KeptPhotograph;
use super::topics::Topic;
use crate::error::FieldProblem;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Typed {
    pub(crate) raw: BTreeMap<String, String>,
    pub(crate) sources: BTreeMap<String, String>,
    pub(crate) use_code: UseCode,
    /// The person of the extract it is about.
    pub(crate) person: Option<PersonId>,
    /// The supervisor who wrote the reason for a second attestation.
    pub(crate) again_by: Option<By>,
    /// The basket it lies in.
    pub(crate) basket: Option<BasketId>,
    /// The photograph that was kept.
    pub(crate) photograph: Option<KeptPhotograph>,
    /// The entry it will stand for.
    pub(crate) corrects: Option<EntryId>,
}

/// The values, and what stands in the way. Values hold what could be read; empty fields are left out.
pub(crate) fn read(
    form: &Form,
    typed: &Typed,
    on_record: Option<&OnRecord>,
    today: NaiveDate,
) -> (Values, Vec<FieldProblem>) {
    let mut values = Values::new();
    let mut problems = Vec::new();
    for section in &form.sections {
        for field in &section.fields {
            let raw = typed.raw.get(&field.id).map_or("", String::as_str);
            let value = match reading::read(field, raw, today) {
                Ok(value) if value.is_empty() => continue,
                Ok(value) => value,
                Err(told) => {
                    problems.push(FieldProblem::new(&field.id, told));
                    continue;
                }
            };
            match source(form, section, typed.source_of(&field.id), (&field.id, &value), on_record) {
                Ok(source) => {
                    values.insert(field.id.clone(), Attested { value, source });
                }
                Err(told) => problems.push(FieldProblem::new(&field.id, told)),
            }
        }
    }
    for name in typed.raw.keys().chain(typed.sources.keys()).filter(|name| !is_asked(form, name)) {
        problems.push(FieldProblem::new(
            name,
            Bilingual::new("Questo modello non ha un campo con questo nome.", "This form has no such field."),
        ));
    }
    let named = |field: &String| values.contains_key(field) || problems.iter().any(|one| one.field == *field);
    if !named(&form.subject.surname) && !named(&form.subject.given_names) {
        problems.push(FieldProblem::new(
            &form.subject.surname,
            Bilingual::new(
                "Scrivere almeno il cognome o il nome.",
                "Type at least the surname or the given names.",
            ),
        ));
    }
    (values, problems)
}

/// Whether anything is asked under this name.
fn is_asked(form: &Form, name: &str) -> bool {
    form.field(name).is_some() || Topic::of(name).is_some() || matches!(name, "*" | "photo.blob")
}

impl Typed {
    /// What was typed by hand, about nobody in particular.
    pub(crate) fn new(
        raw: BTreeMap<String, String>,
        sources: BTreeMap<String, String>,
        use_code: UseCode,
    ) -> Self {
        Self {
            raw,
            sources,
            use_code,
            person: None,
            again_by: None,
            basket: None,
            photograph: None,
            corrects: None,
        }
    }

    /// The source said for a field, or for all that say none.
    fn source_of(&self, field: &str) -> Option<&str> {
        let own = self.sources.get(field).filter(|said| !said.is_empty());
        own.or_else(|| self.sources.get("*")).map(String::as_str)
    }
}

/// Where a value comes from, by the rule of its section.
fn source(
    form: &Form,
    section: &Section,
    said: Option<&str>,
    (field, value): (&str, &str),
    on_record: Option<&OnRecord>,
) -> Result<Source, Bilingual> {
    match section.sources {
        SourceRule::PaperAct => Ok(Source::PaperAct),
        SourceRule::Operator => Ok(Source::Operator),
        SourceRule::Asked => {
            let source = match said.map(|said| said.split_once(':').unwrap_or((said, ""))) {
                Some(("paper-act", "")) => Source::PaperAct,
                Some(("direct-knowledge", "")) => Source::DirectKnowledge,
                Some(("declared", "")) => Source::Declared,
                Some(("extract", "")) => from_extract(field, value, on_record)?,
                Some(("office-file", which)) => {
                    Source::OfficeFile { description: lines::required_line(which, 120)? }
                }
                Some(("document-shown", which)) => {
                    Source::DocumentShown { description: lines::required_line(which, 120)? }
                }
                _ => {
                    return Err(Bilingual::new(
                        "Dire da dove viene questo dato.",
                        "Say where this value comes from.",
                    ));
                }
            };
            let attested =
                matches!(form.family, Family::Certificate | Family::Attestation | Family::Authentication);
            if source == Source::Declared && attested {
                return Err(Bilingual::new(
                    "Un dato solo dichiarato non si certifica né si attesta: indicare un atto o un documento, oppure usare l'autocertificazione.",
                    "What is only declared is neither certified nor attested: name an act or a document, or use self-certification.",
                ));
            }
            Ok(source)
        }
    }
}

/// The extract as the source: only of what it says itself.
fn from_extract(field: &str, value: &str, on_record: Option<&OnRecord>) -> Result<Source, Bilingual> {
    let Some(known) = on_record else {
        return Err(Bilingual::new(
            "Questa bozza non viene dall'estratto: dire da dove viene il dato.",
            "This draft does not come from the extract: say where the value comes from.",
        ));
    };
    if known.fields.get(field).is_some_and(|said| said == value) {
        return Ok(Source::Extract { date: known.date });
    }
    Err(Bilingual::new(
        "Diverso dall'estratto: dire da dove viene.",
        "Not what the extract says: say where it comes from.",
    ))
}

/// A source in words, for screens.
pub(super) fn in_words(source: &Source) -> Bilingual {
    match source {
        Source::PaperAct => Bilingual::new("dall'atto cartaceo", "from the paper act"),
        Source::DocumentShown { description } => Bilingual::new(
            format!("documento esibito: {description}"),
            format!("document shown: {description}"),
        ),
        Source::OfficeFile { description } => Bilingual::new(
            format!("atti dell'ufficio: {description}"),
            format!("records of the office: {description}"),
        ),
        Source::DirectKnowledge => Bilingual::new("conoscenza diretta", "direct knowledge"),
        Source::Declared => Bilingual::new("dichiarato", "declared"),
        Source::Extract { date } => {
            let date = date.format("%d/%m/%Y");
            Bilingual::new(format!("estratto anagrafico del {date}"), format!("registry extract of {date}"))
        }
        Source::Operator => Bilingual::new("scelta dell'operatore", "the operator's choice"),
    }
}

/// Whom the values are about.
pub(super) fn subject(form: &Form, values: &Values) -> Subject {
    let value = |field: &String| values.get(field).map(|attested| attested.value.clone());
    Subject {
        surname: value(&form.subject.surname).unwrap_or_default(),
        given_names: value(&form.subject.given_names).unwrap_or_default(),
        birth_date: form.subject.birth_date.as_ref().and_then(value).and_then(|day| day.parse().ok()),
        tax_code: form.subject.tax_code.as_ref().and_then(value),
    }
}
