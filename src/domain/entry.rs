//! A numbered entry of the register, and what becomes of it.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::delegation::SigningOfficer;
use super::duty::{Duty, Fee};
use super::evidence::{Applicant, Evidence, Guardian};
use super::form::FormRef;
use super::id::{EntryId, OperatorId, OutageId, ReservationId};
use super::moment::Moment;
use super::number::Number;
use super::office::Office;
use super::photograph::Photograph;
use super::purpose::Purpose;
use super::record::By;
use super::value::Values;

/// What kind of operation an entry records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A paper issued.
    Document,
    /// A request taken in charge and deferred, with the alternative given.
    Deferral,
    /// A reasoned refusal (*rifiuto motivato*), with the alternative given.
    Refusal,
    /// A call-back taken.
    CallBack,
    /// A civil-status act written on a numbered paper sheet (series S).
    PaperAct,
    /// An authorisation known by its own number of this register until its act is signed (domain 9.2).
    Authorisation,
}

/// To what use a certificate is given: exactly one wording of domain 3.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum UseCode {
    /// Private parties: art. 40 c. 02, on pain of nullity. The default.
    Private,
    /// Only abroad.
    Abroad,
    /// Court cases.
    Court,
    /// Immigration procedures.
    Immigration,
}

impl UseCode {
    /// All uses, the default first.
    pub const ALL: [Self; 4] = [Self::Private, Self::Abroad, Self::Court, Self::Immigration];

    /// The wording, to the letter.
    pub fn wording(self) -> &'static str {
        match self {
            Self::Private => {
                "Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi"
            }
            Self::Abroad => {
                "Ai sensi dell'art. 40, D.P.R. 28 dicembre 2000, n. 445, il presente certificato è rilasciato solo per l'estero"
            }
            Self::Court => {
                "Ai sensi dell'art. 40, D.P.R. 445/2000 il presente certificato è rilasciato per cause giudiziarie"
            }
            Self::Immigration => {
                "Certificato rilasciato per procedimenti disciplinati dalle norme sull'immigrazione"
            }
        }
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

/// What a supervisor answers for with a reason: an operation that could not be deferred, issued while the authorisation
/// had run out (domain 9.2); a second identity attestation (9.16).
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
    /// What the officer looked at where the extract does not say whether it may be certified (domain 9.19).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
    /// The entry that a centre did not take and this one stands for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<EntryId>,
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
        }
    }
}

/// Where an entry's paper stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum PaperState {
    /// *Registrato*: there is no sheet of ours to come out (acts written by hand, authorisations).
    Registered,
    /// *Emesso*: numbered, never sent to print.
    Issued,
    /// *Stampa inviata*: the doubt "did the sheet come out?" is open.
    PrintSent,
    /// *Consegnato*.
    HandedOver,
    /// *Non accertato*: nobody can say; an anomaly of the register.
    NotAscertained {
        /// Why nobody can say.
        reason: String,
    },
    /// *Annullato*.
    Annulled {
        /// Why.
        reason: String,
    },
}

/// Something that happens to an entry's paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum PaperStep {
    /// The PDF was given to the browser. `copy` counts from 1; the first keeps the PDF.
    Sent {
        /// 1 for the first print, 2 for the first reprint …
        copy: u32,
        /// Hash of the kept PDF blob (hex).
        pdf: String,
        /// SHA-256 of the PDF bytes (hex).
        sha256: String,
    },
    /// The sheet came out and was handed over.
    CameOut,
    /// The sheet was spoiled; another will be printed.
    Spoiled {
        /// What happened.
        reason: String,
    },
    /// Nobody can say whether it came out (supervisor, at closing).
    NotAscertained {
        /// Why nobody can say.
        reason: String,
    },
    /// Annulled.
    Annulled {
        /// Why.
        reason: String,
    },
}

/// A step that the state does not allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this step does not follow from the state the paper is in")]
pub struct IllegalStep;

impl EntryKind {
    /// Whether there is a sheet of ours to come out, be handed over and perhaps printed again.
    pub fn is_printed(self) -> bool {
        PaperState::first(self) == PaperState::Issued
    }
}

impl PaperState {
    /// Where an entry begins.
    pub fn first(kind: EntryKind) -> Self {
        match kind {
            EntryKind::Document | EntryKind::Deferral | EntryKind::Refusal | EntryKind::CallBack => {
                Self::Issued
            }
            EntryKind::PaperAct | EntryKind::Authorisation => Self::Registered,
        }
    }

    /// The one place that says what may follow what, live and in replay.
    pub fn after(&self, step: &PaperStep) -> Result<Self, IllegalStep> {
        match (self, step) {
            (Self::Annulled { .. }, _) => Err(IllegalStep),
            (_, PaperStep::Annulled { reason }) => Ok(Self::Annulled { reason: reason.clone() }),
            (Self::Registered, _) => Err(IllegalStep),
            (_, PaperStep::Sent { .. }) | (Self::PrintSent, PaperStep::Spoiled { .. }) => Ok(Self::PrintSent),
            (Self::PrintSent | Self::NotAscertained { .. }, PaperStep::CameOut) => Ok(Self::HandedOver),
            (Self::Issued | Self::PrintSent, PaperStep::NotAscertained { reason }) => {
                Ok(Self::NotAscertained { reason: reason.clone() })
            }
            (Self::Issued | Self::HandedOver | Self::NotAscertained { .. }, _) => Err(IllegalStep),
        }
    }

    /// Whether this is where `step` leads, whatever its reason: the same answer given twice.
    pub fn is_result_of(&self, step: &PaperStep) -> bool {
        matches!(
            (self, step),
            (Self::HandedOver, PaperStep::CameOut)
                | (Self::NotAscertained { .. }, PaperStep::NotAscertained { .. })
                | (Self::Annulled { .. }, PaperStep::Annulled { .. })
        )
    }

    /// Whether someone must still say if the sheet came out.
    pub fn in_doubt(&self) -> bool {
        matches!(self, Self::Issued | Self::PrintSent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn step() -> impl Strategy<Value = PaperStep> {
        let reason = String::new;
        prop_oneof![
            (1_u32..9).prop_map(|copy| PaperStep::Sent { copy, pdf: String::new(), sha256: String::new() }),
            Just(PaperStep::CameOut),
            Just(PaperStep::Spoiled { reason: reason() }),
            Just(PaperStep::NotAscertained { reason: reason() }),
            Just(PaperStep::Annulled { reason: reason() }),
        ]
    }

    #[test]
    fn the_plain_way_ends_handed_over() {
        let sent = PaperStep::Sent { copy: 1, pdf: String::new(), sha256: String::new() };
        let state = PaperState::first(EntryKind::Document).after(&sent).unwrap();
        assert_eq!(state.after(&PaperStep::CameOut), Ok(PaperState::HandedOver));
    }

    #[test]
    fn nothing_comes_out_that_was_not_sent() {
        assert_eq!(PaperState::Issued.after(&PaperStep::CameOut), Err(IllegalStep));
        assert_eq!(PaperState::Registered.after(&PaperStep::CameOut), Err(IllegalStep));
    }

    proptest! {
        #[test]
        fn annulled_is_for_good_and_possible_until_then(steps in prop::collection::vec(step(), 0..12)) {
            let mut state = PaperState::first(EntryKind::Document);
            for step in steps {
                let after = state.after(&step);
                match &state {
                    PaperState::Annulled { .. } => prop_assert_eq!(after.clone(), Err(IllegalStep)),
                    _ if matches!(step, PaperStep::Annulled { .. }) => prop_assert!(after.is_ok()),
                    _ => {}
                }
                state = after.unwrap_or(state);
            }
        }

        #[test]
        fn handed_over_only_follows_a_sheet_that_came_out(steps in prop::collection::vec(step(), 0..12)) {
            let mut state = PaperState::first(EntryKind::Document);
            for step in steps {
                if let Ok(after) = state.after(&step) {
                    if after == PaperState::HandedOver {
                        prop_assert_eq!(step, PaperStep::CameOut);
                    }
                    state = after;
                }
            }
        }
    }
}
