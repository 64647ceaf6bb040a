//! An entry that a centre did not take, corrected by another: issued is final, so the other one is a new entry that stands for
//! it, begun with what the first one says.

use domain::centre::recovery::Way;
use domain::form::form::Form;
use domain::ids::id::EntryId;
use domain::ids::number::Number;
use domain::ids::value::Source;
use domain::journal::head::Head;
use domain::money::duty::Duty;
use domain::person::evidence::{Applicant, Evidence, Guardian, ShownDocument};
use domain::register::entry::Entry;

use crate::draft::begin::word;
use crate::draft::from_extract::as_typed;
use crate::draft::kept_draft::{Kept, KeptPhotograph};
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;

impl Desk {
    /// Begins the draft of the entry that will stand for `rejected`; the one begun before, if there is one. Refused where the
    /// entry is not set aside, or was made from no form. A number is only given while an outage is open, so it is refused
    /// without one.
    pub fn begin_correction(&self, who: &Session, rejected: EntryId) -> Result<EntryId, DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(rejected);
        if self.head().recovery.way(rejected) != Way::Rejected {
            return Err(DeskError::Illegal);
        }
        if let Some(begun) = self.correction_begun(rejected) {
            return Ok(begun);
        }
        self.may_begin(who)?;
        let entry = self.view(&self.row(rejected)?)?.entry;
        let made_from = entry.form.as_ref().ok_or(DeskError::Illegal)?;
        let form = self.forms.newest(&made_from.id).ok_or(DeskError::NotFound)?;
        let mut kept = Kept::new(form.id.clone(), who, self.now());
        fill(&form, &entry, &mut kept);
        kept.corrects = Some(rejected);
        let id = EntryId::new(self.mint());
        self.keep_draft(id, &kept)?;
        Ok(id)
    }

    /// Whether this operator could begin a correction now. Refused as [`Desk::begin_correction`] would.
    pub fn may_begin_correction(&self, who: &Session) -> Result<(), DeskError> {
        self.may_begin(who)
    }

    fn correction_begun(&self, rejected: EntryId) -> Option<EntryId> {
        let drafts = self.store_as_it_is().drafts().unwrap_or_default();
        let begun = drafts.iter().find(|draft| {
            let kept = serde_json::from_slice::<Kept>(&draft.content);
            kept.is_ok_and(|kept| kept.corrects == Some(rejected))
        });
        begun.map(|draft| EntryId::new(draft.id))
    }

    /// An entry that another one names, as links show it.
    pub fn linked(&self, entry: Option<EntryId>) -> Option<(EntryId, Number)> {
        let row = self.row(entry?).ok()?;
        Some((row.id, row.number))
    }
}

/// Whether the entry that a new one stands for is still set aside.
pub(crate) fn may_correct(head: &Head, corrects: Option<EntryId>) -> Result<(), DeskError> {
    match corrects {
        Some(rejected) if head.recovery.way(rejected) != Way::Rejected => Err(DeskError::field(
            "corrects",
            "La registrazione da correggere non è più messa da parte: ha già una risposta. Scartare questa bozza.",
            "The entry to be corrected is no longer set aside: it has its answer already. Discard this draft.",
        )),
        _ => Ok(()),
    }
}

/// What the first entry says, as a clerk would type it. What was shown or paid in person is asked for again, but for the
/// document and the exemption.
fn fill(form: &Form, entry: &Entry, kept: &mut Kept) {
    for (name, attested) in &entry.values {
        let Some((_, field)) = form.field(name) else { continue };
        kept.raw.insert(name.clone(), as_typed(&field.kind, &attested.value));
        kept.sources.extend(source(&attested.source).map(|source| (name.clone(), source)));
    }
    kept.use_code = entry.use_code.unwrap_or(kept.use_code);
    kept.photograph = KeptPhotograph::of(entry);
    let mut answers = Vec::new();
    answers.extend(entry.purpose.and_then(word).map(|purpose| ("purpose".to_owned(), purpose)));
    entry.applicant.iter().for_each(|applicant| asked_by(applicant, &mut answers));
    entry.evidence.iter().for_each(|evidence| identified(evidence, &mut answers));
    entry.guardian.iter().for_each(|guardian| answered_for(guardian, &mut answers));
    if let Some(Duty::Exempt { code: Some(code), .. }) = &entry.duty {
        answers.push(("duty.way".to_owned(), "exempt".to_owned()));
        answers.push(("duty.code".to_owned(), code.to_string()));
    }
    kept.raw.extend(answers);
}

type Answers = Vec<(String, String)>;

fn put(answers: &mut Answers, name: &str, value: impl Into<String>) {
    answers.push((name.to_owned(), value.into()));
}

fn asked_by(applicant: &Applicant, answers: &mut Answers) {
    match applicant {
        Applicant::Holder => put(answers, "applicant.kind", "holder"),
        Applicant::Other { name } => {
            put(answers, "applicant.kind", "other");
            put(answers, "applicant.name", name);
        }
        Applicant::PublicBody { name, reference } => {
            put(answers, "applicant.kind", "public-body");
            put(answers, "applicant.name", name);
            put(answers, "applicant.reference", reference);
        }
    }
}

fn identified(evidence: &Evidence, answers: &mut Answers) {
    match evidence {
        Evidence::Document { document } => {
            put(answers, "evidence.method", "document");
            shown("evidence", document, answers);
        }
        Evidence::PhotographOnFile { card } => {
            put(answers, "evidence.method", "photograph-on-file");
            put(answers, "evidence.card", card);
        }
        Evidence::Police { report } => {
            put(answers, "evidence.method", "police");
            put(answers, "evidence.report", report);
        }
        // These are answered for in person.
        Evidence::PersonalKnowledge { .. } | Evidence::Witnesses { .. } => {}
    }
}

fn answered_for(guardian: &Guardian, answers: &mut Answers) {
    answers.extend(said(&guardian.role).map(|role| ("guardian.role".to_owned(), role)));
    put(answers, "guardian.surname", &guardian.surname);
    put(answers, "guardian.given-names", &guardian.given_names);
    shown("guardian", &guardian.document, answers);
}

fn shown(prefix: &str, document: &ShownDocument, answers: &mut Answers) {
    let day = |day: chrono::NaiveDate| day.format("%d/%m/%Y").to_string();
    let parts = [
        ("kind", said(&document.kind)),
        ("number", Some(document.number.clone())),
        ("issuer", Some(document.issuer.clone())),
        ("issued", document.issued.map(day)),
        ("expires", document.expires.map(day)),
    ];
    answers.extend(parts.into_iter().filter_map(|(part, value)| Some((format!("{prefix}.{part}"), value?))));
}

/// The word of an enum.
fn said(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value).ok()?.as_str().map(str::to_owned)
}

/// A source as it is chosen. What the extract said then is a record of the office by now.
fn source(source: &Source) -> Option<String> {
    match source {
        Source::PaperAct => Some("paper-act".to_owned()),
        Source::DocumentShown { description } => Some(format!("document-shown:{description}")),
        Source::OfficeFile { description } => Some(format!("office-file:{description}")),
        Source::DirectKnowledge => Some("direct-knowledge".to_owned()),
        Source::Declared => Some("declared".to_owned()),
        Source::Extract { date } => {
            Some(format!("office-file:estratto anagrafico del {}", date.format("%d/%m/%Y")))
        }
        Source::Operator => None,
    }
}
