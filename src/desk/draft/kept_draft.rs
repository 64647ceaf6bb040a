//! A draft as the store keeps it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use domain::form::entry_kind::UseCode;
use domain::form::form::FormRef;
use domain::ids::id::{BasketId, EntryId, OperatorId, PersonId};
use domain::office::by::By;
use domain::person::photograph::{Photograph, Sharpness};
use domain::register::entry::Entry;
use domain::time::moment::Moment;
use store::KeptDraft;
use vault::BlobHash;

use super::form_values::Typed;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;

/// A draft as the store keeps it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Kept {
    pub(crate) form: FormRef,
    pub(crate) raw: BTreeMap<String, String>,
    pub(crate) sources: BTreeMap<String, String>,
    pub(crate) use_code: UseCode,
    pub(crate) begun: Moment,
    pub(crate) operator: OperatorId,
    pub(crate) operator_name: String,
    /// The person of the extract it is about.
    #[serde(default)]
    pub(crate) person: Option<PersonId>,
    /// The basket it lies in.
    #[serde(default)]
    pub(crate) basket: Option<BasketId>,
    /// Its photograph, unless one is to be glued in.
    #[serde(default)]
    pub(crate) photograph: Option<KeptPhotograph>,
    /// The supervisor who wrote the reason for a second attestation.
    #[serde(default)]
    pub(crate) again_by: Option<By>,
    /// The entry a centre did not take, for which this one will stand.
    #[serde(default)]
    pub(crate) corrects: Option<EntryId>,
}

/// The photograph of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeptPhotograph {
    pub(super) blob: BlobHash,
    pub(super) sharpness: Sharpness,
}

impl KeptPhotograph {
    /// The one an entry was made with.
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        match &entry.photograph {
            Some(Photograph::Kept { blob }) => {
                Some(Self { blob: blob.parse().ok()?, sharpness: Sharpness::Good })
            }
            Some(Photograph::Glued) | None => None,
        }
    }
}

impl Kept {
    /// An empty draft of a form.
    pub(crate) fn new(form: FormRef, who: &Session, begun: Moment) -> Self {
        Self {
            form,
            raw: BTreeMap::new(),
            sources: BTreeMap::new(),
            use_code: UseCode::Private,
            begun,
            operator: who.operator,
            operator_name: who.name.clone(),
            person: None,
            basket: None,
            photograph: None,
            again_by: None,
            corrects: None,
        }
    }

    pub(crate) fn typed(&self) -> Typed {
        Typed {
            raw: self.raw.clone(),
            sources: self.sources.clone(),
            use_code: self.use_code,
            person: self.person,
            again_by: self.again_by.clone(),
            basket: self.basket,
            photograph: self.photograph,
            corrects: self.corrects,
        }
    }
}

impl Desk {
    pub(crate) fn kept_draft(&self, id: EntryId) -> Result<Kept, DeskError> {
        let kept = self.store()?.draft(id.uuid()).map_err(DeskError::store)?.ok_or(DeskError::NotFound)?;
        serde_json::from_slice(&kept.content).map_err(|_| DeskError::NotFound)
    }

    pub(crate) fn keep_draft(&self, id: EntryId, kept: &Kept) -> Result<(), DeskError> {
        let content = serde_json::to_vec(kept).expect("a draft holds only strings");
        self.store()?.put_draft(&KeptDraft { id: id.uuid(), content }).map_err(DeskError::store)
    }

    /// The draft became an entry; one left behind is only clutter.
    pub(crate) fn forget_draft(&self, id: EntryId) {
        if let Err(error) = self.store_as_it_is().remove_draft(id.uuid()) {
            tracing::warn!(%error, "an issued draft stays in the list");
        }
    }
}
