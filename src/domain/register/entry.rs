//! A numbered entry of the register.

use crate::form::entry_kind::{EntryKind, UseCode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::form::form::FormRef;
use crate::form::purpose::Purpose;
use crate::ids::check_code::CheckLength;
use crate::ids::id::{EntryId, OperatorId, OutageId, ReservationId};
use crate::ids::number::Number;
use crate::ids::value::Values;
use crate::money::duty::{Duty, Fee};
use crate::office::by::By;
use crate::office::delegation::SigningOfficer;
use crate::office::office::Office;
use crate::person::evidence::{Applicant, Evidence, Guardian};
use crate::person::photograph::Photograph;
use crate::time::moment::Moment;

pub use super::paper_state::{IllegalStep, PaperState, PaperStep};

/// Which way a document went (DPR 445/2000 art. 53): the *verso* of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// *Uscita*: issued by the office.
    Outgoing,
    /// *Entrata*: presented to it.
    Incoming,
    /// *Interno*: neither.
    Internal,
}

/// Where the files that an entry names are kept once it is recovered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FilesAt {
    /// At the station alone. Also of an entry that does not say.
    #[default]
    Station,
    /// At the centre too: they go there before the record that names them.
    Centre,
}

impl FilesAt {
    /// Whether it is what an entry has that does not say.
    pub fn is_station(&self) -> bool {
        *self == Self::Station
    }
}

/// Who the paper is about, for lists and search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Surname (may be empty).
    pub surname: String,
    /// Given names (may be empty).
    pub given_names: String,
    /// Birth date.
    pub birth_date: Option<NaiveDate>,
    /// Tax code.
    pub tax_code: Option<String>,
}

impl Subject {
    /// Surname and given names; empty if neither is known.
    pub fn full_name(&self) -> String {
        format!("{} {}", self.surname, self.given_names).trim().to_owned()
    }
}

/// What a supervisor answers for with a reason: an operation that could not be deferred, issued while the authorisation
/// had run out (DPR 445/2000 art. 63 c. 2); a second identity attestation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NonDeferrable {
    /// Why it could not wait.
    pub reason: String,
    /// The supervisor who answers for it.
    pub supervisor: OperatorId,
    /// Name of the supervisor.
    pub supervisor_name: String,
}

/// A document or an act entered in the register. Everything the paper shows stands in it, so that it renders the same
/// for good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Identity: the draft's id and idempotency key.
    pub id: EntryId,
    /// Its number.
    pub number: Number,
    /// In which outage.
    pub outage: OutageId,
    /// What it records.
    pub kind: EntryKind,
    /// When.
    pub issued: Moment,
    /// The form, for documents made from one.
    pub form: Option<FormRef>,
    /// As lists show it: `Certificato di nascita`.
    pub title: String,
    /// Whom it is about.
    pub subject: Subject,
    /// The attested values.
    pub values: Values,
    /// How the applicant was identified, where the form asks for it.
    pub evidence: Option<Evidence>,
    /// Use, for certificates.
    pub use_code: Option<UseCode>,
    /// Duty.
    pub duty: Option<Duty>,
    /// Who signs.
    pub officer: Option<SigningOfficer>,
    /// Who typed and issued it.
    pub operator: OperatorId,
    /// Name of who issued it.
    pub operator_name: String,
    /// Letterhead and telephone at issue.
    pub office: Office,
    /// Set where it was issued as an operation that could not be deferred.
    pub non_deferrable: Option<NonDeferrable>,
    /// The reservation its number came from, if it was reserved before.
    pub reservation: Option<ReservationId>,
    /// Signed bytes of the control code (CWT). Not yet written.
    pub control_code: Option<String>,
    /// Index in the station's status list. Not yet written.
    pub status_index: Option<u32>,
    /// Sealed attachments, by hash: the photograph.
    pub blobs: Vec<String>,
    /// Who asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub applicant: Option<Applicant>,
    /// Who answers for a minor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Guardian>,
    /// What it is needed for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Secretariat fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Fee>,
    /// The photograph, on identity attestations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photograph: Option<Photograph>,
    /// Last day of validity, on papers that state one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<NaiveDate>,
    /// A second identity attestation for the same person, and who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<NonDeferrable>,
    /// Papers made in one go share it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basket: Option<Uuid>,
    /// What the officer looked at where the extract does not say whether it may be certified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
    /// The entry that a centre did not take and this one stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<EntryId>,
    /// Which way what was registered went, where its kind does not tell: reserved for what comes in at the counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<Direction>,
    /// When it was presented at the counter, where it was registered later: reserved for what is typed in from paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presented: Option<Moment>,
    /// How many letters its check code has; entries that do not say have 8.
    #[serde(default, skip_serializing_if = "CheckLength::is_short")]
    pub check_letters: CheckLength,
    /// Where its files are kept once it is recovered.
    #[serde(default, skip_serializing_if = "FilesAt::is_station")]
    pub files_at: FilesAt,
}

/// *Verificato su*: what an officer looked at, and which officer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Card index, act, file.
    pub on: String,
    /// Name of the officer.
    pub officer: String,
}

/// What every entry has.
pub struct Basics {
    /// Identity.
    pub id: EntryId,
    /// Its number.
    pub number: Number,
    /// In which outage.
    pub outage: OutageId,
    /// What it records.
    pub kind: EntryKind,
    /// When.
    pub issued: Moment,
    /// As lists show it.
    pub title: String,
    /// Whom it is about.
    pub subject: Subject,
    /// Who typed and issued it.
    pub by: By,
    /// Letterhead and telephone at issue.
    pub office: Office,
}

impl Entry {
    /// An entry that has no more than every entry.
    pub fn bare(basics: Basics) -> Self {
        let Basics { id, number, outage, kind, issued, title, subject, by, office } = basics;
        Self {
            id,
            number,
            outage,
            kind,
            issued,
            form: None,
            title,
            subject,
            values: Values::new(),
            evidence: None,
            use_code: None,
            duty: None,
            officer: None,
            operator: by.operator,
            operator_name: by.name,
            office,
            non_deferrable: None,
            reservation: None,
            control_code: None,
            status_index: None,
            blobs: Vec::new(),
            applicant: None,
            guardian: None,
            purpose: None,
            fee: None,
            photograph: None,
            valid_until: None,
            again: None,
            basket: None,
            verified: None,
            corrects: None,
            direction: None,
            presented: None,
            check_letters: CheckLength::Full,
            files_at: FilesAt::Station,
        }
    }
}
