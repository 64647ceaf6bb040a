//! Entries as the API shows them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::words::{BothLanguages, Capacity, EntryKind, UseCode};
use desk::register::entries;
use domain::centre::exchange::Correction;
use domain::ids::value::{Attested, Source};
use domain::register::entry::PaperState;
use domain::time::moment::Moment;

/// Where the paper of an entry stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StateWord {
    /// There is no sheet of ours to come out: acts written by hand, authorisations.
    Registered,
    /// Numbered, never sent to print.
    Issued,
    /// Sent to print: somebody must say whether it came out.
    PrintSent,
    /// Handed over.
    HandedOver,
    /// Nobody can say whether it came out.
    NotAscertained,
    /// Annulled.
    Annulled,
}

/// Where the paper stands, and why.
#[derive(Serialize, ToSchema)]
pub struct StateView {
    /// The state.
    word: StateWord,
    /// Why, for what was annulled or could not be ascertained.
    reason: Option<String>,
}

impl From<PaperState> for StateView {
    fn from(state: PaperState) -> Self {
        let (word, reason) = match state {
            PaperState::Registered => (StateWord::Registered, None),
            PaperState::Issued => (StateWord::Issued, None),
            PaperState::PrintSent => (StateWord::PrintSent, None),
            PaperState::HandedOver => (StateWord::HandedOver, None),
            PaperState::NotAscertained { reason } => (StateWord::NotAscertained, Some(reason)),
            PaperState::Annulled { reason } => (StateWord::Annulled, Some(reason)),
        };
        Self { word, reason }
    }
}

/// An entry in a list.
#[derive(Serialize, ToSchema)]
pub struct EntryRow {
    /// Identity.
    id: Uuid,
    /// Number in the emergency register.
    #[schema(example = "EM01-2026-0000031")]
    number: String,
    /// What was made.
    title: String,
    /// Surname and names.
    subject: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    issued: Moment,
    /// Where its paper stands.
    state: StateView,
    /// Whether it has its ordinary number and nothing about it is open.
    recovered: bool,
    /// Its ordinary number, once it has one.
    #[schema(example = "PG 0004711/2026")]
    ordinary: Option<String>,
    /// What its ordinary number was before it was put right, oldest first.
    corrections: Vec<CorrectionView>,
}

/// An ordinary number that was put right.
#[derive(Serialize, ToSchema)]
pub struct CorrectionView {
    /// The number before.
    #[schema(example = "PG 0000471/2026")]
    before: String,
    /// Name of who put it right, at the counter or at the centre.
    by: String,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    at: Moment,
    /// Why.
    reason: String,
}

impl From<&Correction> for CorrectionView {
    fn from(correction: &Correction) -> Self {
        let Correction { before, by, at, reason } = correction;
        Self { before: before.to_string(), by: by.clone(), at: *at, reason: reason.clone() }
    }
}

impl From<entries::EntryRow> for EntryRow {
    fn from(row: entries::EntryRow) -> Self {
        Self {
            id: row.id.uuid(),
            number: row.number.to_string(),
            title: row.title,
            subject: row.subject,
            issued: row.issued,
            state: row.state.into(),
            recovered: row.way == domain::centre::recovery::Way::Recovered,
            ordinary: row.ordinary.map(|ordinary| ordinary.to_string()),
            corrections: row.corrections.iter().map(CorrectionView::from).collect(),
        }
    }
}

/// Rows, and where to go on.
#[derive(Serialize, ToSchema)]
pub struct EntryPage {
    /// The rows, newest first.
    rows: Vec<EntryRow>,
    /// What to send as `after` for the following rows; `null` at the end.
    next: Option<Uuid>,
}

impl From<entries::Page<entries::EntryRow>> for EntryPage {
    fn from(page: entries::Page<entries::EntryRow>) -> Self {
        Self {
            rows: page.rows.into_iter().map(EntryRow::from).collect(),
            next: page.next.map(domain::ids::id::EntryId::uuid),
        }
    }
}

/// An entry.
#[derive(Serialize, ToSchema)]
pub struct EntryView {
    /// Identity: the one it was issued with.
    id: Uuid,
    /// Number in the emergency register.
    #[schema(example = "EM01-2026-0000031")]
    number: String,
    /// What it records.
    kind: EntryKind,
    /// What was made.
    title: String,
    /// In which outage.
    outage: Uuid,
    /// When.
    #[schema(value_type = String, format = DateTime)]
    issued: Moment,
    /// Form it was made from.
    form: Option<FormName>,
    /// Whom it is about.
    subject: SubjectView,
    /// The attested values and their sources.
    values: BTreeMap<String, ValueView>,
    /// Use, for certificates.
    use_code: Option<UseCode>,
    /// Who signs.
    officer: Option<OfficerView>,
    /// Name of who issued it.
    operator_name: String,
    /// Set where it was issued after the authorisation had run out.
    non_deferrable: Option<NonDeferrableView>,
    /// Where its paper stands.
    state: StateView,
    /// Sheets sent to print so far.
    copies: u32,
    /// Check code on the paper, for confirmation by telephone: 16 letters, 8 on entries of before.
    #[schema(example = "7KQM-3XWT-0H5D-PR9A")]
    check_code: String,
    /// Position of its record in the journal.
    position: u64,
    /// Its ordinary number, once it has one.
    #[schema(example = "PG 0004711/2026")]
    ordinary: Option<String>,
    /// What its ordinary number was before it was put right, oldest first.
    corrections: Vec<CorrectionView>,
    /// What happened to it, oldest first.
    history: Vec<HistoryView>,
}

/// A form and its version.
#[derive(Serialize, ToSchema)]
pub struct FormName {
    id: String,
    version: u32,
}

/// Whom a paper is about.
#[derive(Serialize, ToSchema)]
pub struct SubjectView {
    surname: String,
    given_names: String,
    birth_date: Option<NaiveDate>,
    tax_code: Option<String>,
}

/// An attested value.
#[derive(Serialize, ToSchema)]
pub struct ValueView {
    /// As printed.
    value: String,
    /// Where it comes from: `paper-act`, `document-shown:<which>`, `office-file:<which>`, `direct-knowledge`, `declared`, `extract:<day>`,
    /// `operator`.
    source: String,
}

impl From<&Attested> for ValueView {
    fn from(attested: &Attested) -> Self {
        let source = match &attested.source {
            Source::PaperAct => "paper-act".into(),
            Source::DocumentShown { description } => format!("document-shown:{description}"),
            Source::OfficeFile { description } => format!("office-file:{description}"),
            Source::DirectKnowledge => "direct-knowledge".into(),
            Source::Declared => "declared".into(),
            Source::Extract { date } => format!("extract:{date}"),
            Source::Operator => "operator".into(),
        };
        Self { value: attested.value.clone(), source }
    }
}

/// Who signs.
#[derive(Serialize, ToSchema)]
pub struct OfficerView {
    name: String,
    capacity: Capacity,
}

/// An operation that could not be deferred.
#[derive(Serialize, ToSchema)]
pub struct NonDeferrableView {
    reason: String,
    supervisor_name: String,
}

/// A line of an entry's history.
#[derive(Serialize, ToSchema)]
pub struct HistoryView {
    #[schema(value_type = String, format = DateTime)]
    at: Moment,
    by: String,
    what: BothLanguages,
}

impl From<entries::EntryView> for EntryView {
    fn from(view: entries::EntryView) -> Self {
        let entry = view.entry;
        Self {
            id: entry.id.uuid(),
            number: entry.number.to_string(),
            kind: entry.kind.into(),
            title: entry.title,
            outage: entry.outage.uuid(),
            issued: entry.issued,
            form: entry.form.map(|form| FormName { id: form.id, version: form.version }),
            subject: SubjectView {
                surname: entry.subject.surname,
                given_names: entry.subject.given_names,
                birth_date: entry.subject.birth_date,
                tax_code: entry.subject.tax_code,
            },
            values: entry.values.iter().map(|(field, value)| (field.clone(), value.into())).collect(),
            use_code: entry.use_code.map(UseCode::from),
            officer: entry
                .officer
                .map(|officer| OfficerView { name: officer.name, capacity: officer.capacity.into() }),
            operator_name: entry.operator_name,
            non_deferrable: entry.non_deferrable.map(|override_| NonDeferrableView {
                reason: override_.reason,
                supervisor_name: override_.supervisor_name,
            }),
            state: view.state.into(),
            copies: view.copies,
            check_code: view.check_code,
            position: view.position,
            ordinary: view.recovery.ordinary().map(ToString::to_string),
            corrections: view.recovery.corrections().iter().map(CorrectionView::from).collect(),
            history: view
                .history
                .into_iter()
                .map(|line| HistoryView { at: line.at, by: line.by, what: line.what.into() })
                .collect(),
        }
    }
}
