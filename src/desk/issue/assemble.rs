//! Content, number and moment → the entry, whether it is issued or only previewed.

use crate::draft::read_draft::{Content, six_months};
use crate::error::{DeskError, FieldProblem};
use crate::parts::session::Session;
use domain::form::entry_kind::EntryKind;
use domain::form::form::Form;
use domain::ids::check_code::CheckLength;
use domain::ids::id::{BasketId, EntryId, OutageId};
use domain::ids::number::Number;
use domain::office::choices::last_day;
use domain::office::delegation::SigningOfficer;
use domain::office::office::Office;
use domain::person::photograph::Photograph;
use domain::register::entry::{Entry, FilesAt, NonDeferrable};
use domain::time::moment::Moment;

/// Where and when an entry stands.
pub(crate) struct Standing {
    pub(super) id: EntryId,
    pub(super) number: Number,
    pub(super) outage: OutageId,
    pub(super) at: Moment,
    pub(super) officer: Option<SigningOfficer>,
    pub(super) office: Office,
    pub(super) non_deferrable: Option<NonDeferrable>,
    pub(super) basket: Option<BasketId>,
}

/// The entry. Refused if it would hold for six months or more, whatever the configuration says.
pub(super) fn entry(
    form: &Form,
    content: &Content,
    who: &Session,
    standing: Standing,
) -> Result<Entry, DeskError> {
    let Standing { id, number, outage, at, officer, office, non_deferrable, basket } = standing;
    let content = content.clone();
    let (duty, fee) = content.money.parts();
    let valid_until = content.days.map(|days| last_day(at.day(), days)).transpose();
    let blobs = match &content.photograph {
        Some(Photograph::Kept { blob }) => vec![blob.clone()],
        Some(Photograph::Glued) | None => Vec::new(),
    };
    let travel = form.files_to_centre && !blobs.is_empty();
    let files_at = if travel { FilesAt::Centre } else { FilesAt::Station };
    Ok(Entry {
        id,
        number,
        outage,
        kind: form.entry.unwrap_or(EntryKind::Document),
        issued: at,
        form: Some(form.id.clone()),
        title: form.title.clone(),
        subject: content.subject,
        values: content.values,
        evidence: content.evidence,
        use_code: content.use_code,
        duty,
        officer,
        operator: who.operator,
        operator_name: who.name.clone(),
        office,
        non_deferrable,
        reservation: None,
        control_code: None,
        status_index: None,
        blobs,
        applicant: content.applicant,
        guardian: content.guardian,
        purpose: content.purpose,
        fee,
        photograph: content.photograph,
        valid_until: valid_until.map_err(|_| too_long(form))?,
        again: content.again,
        basket: basket.map(BasketId::uuid),
        verified: content.verified,
        corrects: None,
        direction: None,
        presented: None,
        check_letters: CheckLength::Full,
        files_at,
    })
}

fn too_long(form: &Form) -> DeskError {
    DeskError::Fields(vec![FieldProblem::new(&form.subject.surname, six_months())])
}

impl Content {
    /// Whether an entry was made of just this.
    pub(super) fn is_of(&self, entry: &Entry) -> bool {
        let (duty, fee) = self.money.parts();
        let again = |one: &Option<NonDeferrable>| one.as_ref().map(|one| one.reason.clone());
        self.values == entry.values
            && self.use_code == entry.use_code
            && self.evidence == entry.evidence
            && self.applicant == entry.applicant
            && self.guardian == entry.guardian
            && (duty, fee) == (entry.duty.clone(), entry.fee.clone())
            && self.photograph == entry.photograph
            && self.verified.as_ref().map(|one| &one.on) == entry.verified.as_ref().map(|one| &one.on)
            && self.purpose == entry.purpose
            && again(&self.again) == again(&entry.again)
    }
}
