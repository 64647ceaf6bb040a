//! One provisional identity for one person in one outage.

use domain::form::entry_kind::EntryKind;
use domain::form::form::{DutyRule, Family, Form, PhotographRule};
use domain::ids::id::EntryId;
use domain::office::by::By;
use domain::office::choices::AttestationDuty;
use domain::register::entry::{NonDeferrable, Subject};
use domain::text::bilingual::Bilingual;
use store::EntryRow;

use super::typed_answers::TypedAnswers;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::parts::limits::REASON;

/// Whether a form attests who someone is.
pub(super) fn is_identity_attestation(form: &Form) -> bool {
    form.family == Family::Attestation
        && form.photograph == PhotographRule::Asked
        && form.entry == Some(EntryKind::Document)
}

impl Desk {
    /// The attestation this person already has in the open outage, other than `own`.
    pub(super) fn earlier_attestation(
        &self,
        form: &Form,
        subject: &Subject,
        own: EntryId,
    ) -> Result<Option<EntryRow>, DeskError> {
        if !is_identity_attestation(form) || subject.full_name().is_empty() {
            return Ok(None);
        }
        let outage = self.head().open_outage().map(|outage| outage.opening.outage);
        let earlier = self.store()?.repeats(subject, &form.id.id, None).map_err(DeskError::store)?;
        Ok(earlier.into_iter().find(|row| Some(row.outage) == outage && row.id != own))
    }

    /// The duty of a form as the municipality decided it.
    pub(super) fn duty_rule(&self, form: &Form) -> DutyRule {
        match self.premises.choices.attestation_duty {
            AttestationDuty::Due if is_identity_attestation(form) => DutyRule::Due,
            AttestationDuty::Due | AttestationDuty::Exempt => form.duty.clone(),
        }
    }
}

/// The supervisor's override of a second attestation, where there is an earlier one.
pub(super) fn again(
    answers: &mut TypedAnswers,
    earlier: Option<&EntryRow>,
    by: Option<&By>,
) -> Option<NonDeferrable> {
    let earlier = earlier?;
    let typed = answers.typed("again.reason");
    let Some(by) = by.filter(|_| !typed.is_empty()) else {
        let number = &earlier.number;
        answers.problems.push(FieldProblem::new(
            "again.reason",
            Bilingual::new(
                format!("Questa persona ha già l'attestazione n. {number} di questa interruzione: ristampare quella, oppure il responsabile ne autorizza un'altra con il motivo."),
                format!("This person already has attestation no. {number} of this outage: print that one again, or the supervisor allows another with a reason."),
            ),
        ));
        return None;
    };
    let reason = answers.line("again.reason", REASON)?;
    Some(NonDeferrable { reason, supervisor: by.operator, supervisor_name: by.name.clone() })
}

/// What only one paper at a time may be made of: a stamp, and the person of an attestation. Two people who might be one
/// share a name of these.
pub(crate) fn singles(form: &Form, subject: &Subject, stamp: Option<&str>) -> Vec<String> {
    let mut names: Vec<String> = stamp.map(|serial| format!("stamp/{serial}")).into_iter().collect();
    if is_identity_attestation(form) {
        names.extend(subject.tax_code.as_ref().map(|code| format!("tax-code/{}", code.to_uppercase())));
        names.extend(subject.birth_date.map(|day| format!("born/{day}")));
    }
    names.sort();
    names.dedup();
    names
}
