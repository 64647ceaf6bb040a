//! The photograph of a draft: kept as a sealed blob before the draft names it, erased when nothing names it any more.

use std::sync::Arc;

use crate::error::{Cause, DeskError};
use crate::ledger::desk::Desk;
use crate::ledger::sealed_files::keep_in;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;
use domain::form::form::PhotographRule;
use domain::ids::id::EntryId;
use domain::journal::event::{Event, ListKind};
use domain::journal::record::Kind;
use domain::person::photograph::{Crop, Photograph, Sharpness};
use domain::register::entry::Entry;
use domain::text::bilingual::Bilingual;
use store::KeptDraft;
use vault::{BlobError, BlobHash};

use super::kept_draft::{Kept, KeptPhotograph};
use super::{picture, picture_error};

pub use super::picture::PICTURE_MOST;

/// A photograph just kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhotographView {
    /// What should be looked at, if anything: too few pixels for a good print.
    pub warning: Option<Bilingual>,
}

/// A picture turned upright, without metadata, to choose the crop in. In memory only.
#[derive(Clone, PartialEq, Eq)]
pub struct Upright {
    /// The JPEG.
    pub jpeg: Vec<u8>,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Desk {
    /// Reads a picture to be cropped; nothing of it is kept. Field: `photo.file`.
    pub fn upright(&self, who: &Session, picture: &[u8]) -> Result<Upright, DeskError> {
        who.needs(ISSUERS)?;
        picture::upright(picture).map_err(|error| DeskError::Fields(vec![error.told()]))
    }

    /// Keeps a picture as the photograph of a draft: decoded, turned upright, cropped, re-encoded. Without a crop the
    /// largest middle is taken. Fields: `photo.file`, `photo.crop`.
    pub fn put_photograph(
        &self,
        who: &Session,
        draft: EntryId,
        picture: &[u8],
        crop: Option<Crop>,
    ) -> Result<PhotographView, DeskError> {
        who.needs(ISSUERS)?;
        self.bears_photograph(&self.kept_draft(draft)?)?;
        let portrait =
            picture::portrait(picture, crop).map_err(|error| DeskError::Fields(vec![error.told()]))?;
        let _lock = self.locks.hold(draft);
        let mut kept = self.kept_draft(draft)?;
        // The same picture may be on its way into or out of another draft.
        let same = self.singles.hold(single(BlobHash::of(&portrait.jpeg)));
        let blob = keep_in(&self.photographs, &portrait.jpeg)?;
        let before = kept.photograph.replace(KeptPhotograph { blob, sharpness: portrait.sharpness });
        kept.raw.insert("photo.blob".to_owned(), blob.to_string());
        kept.raw.insert("photo.way".to_owned(), "kept".to_owned());
        self.keep_draft(draft, &kept)?;
        drop(same);
        if let Some(before) = before.filter(|before| before.blob != blob) {
            self.erase_unless_named(who, before.blob)?;
        }
        Ok(PhotographView { warning: (portrait.sharpness == Sharpness::Coarse).then(picture_error::coarse) })
    }

    /// The photograph of a draft or of an entry: a JPEG. [`DeskError::NotFound`] if there is none, or no longer.
    pub fn photograph(&self, who: &Session, id: EntryId) -> Result<Vec<u8>, DeskError> {
        who.needs(&[])?;
        let blob = match self.store()?.entry(id).map_err(DeskError::store)? {
            Some(row) => row.photograph.and_then(|blob| blob.parse().ok()),
            None => self.kept_draft(id)?.photograph.map(|kept| kept.blob),
        };
        match self.photographs.get(blob.ok_or(DeskError::NotFound)?) {
            Ok(jpeg) => {
                self.list_viewed(who, ListKind::Photograph, "", (1, Some(id.uuid())));
                Ok(jpeg.to_vec())
            }
            Err(BlobError::Absent) => Err(DeskError::NotFound),
            Err(error) => Err(DeskError::FolderFailed(Cause::of(error))),
        }
    }

    /// The photograph an entry bears, as long as it is kept.
    pub(crate) fn picture_of(&self, entry: &Entry) -> Option<Arc<[u8]>> {
        let Some(Photograph::Kept { blob }) = &entry.photograph else { return None };
        match self.photographs.get(blob.parse().ok()?) {
            Ok(jpeg) => Some(jpeg.as_slice().into()),
            Err(BlobError::Absent) => None,
            Err(error) => {
                tracing::error!(%error, "a photograph cannot be read");
                None
            }
        }
    }

    /// Takes the photograph off a draft: an empty box is printed for one to be glued in.
    pub fn drop_photograph(&self, who: &Session, draft: EntryId) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(draft);
        let mut kept = self.kept_draft(draft)?;
        let before = kept.photograph.take();
        kept.raw.remove("photo.blob");
        kept.raw.insert("photo.way".to_owned(), "glued".to_owned());
        self.keep_draft(draft, &kept)?;
        before.map_or(Ok(()), |before| self.erase_unless_named(who, before.blob))
    }

    /// The photograph kept for an entry before it is issued without a draft.
    pub(crate) fn sent_ahead(&self, id: EntryId) -> Result<Option<KeptPhotograph>, DeskError> {
        match self.kept_draft(id) {
            Ok(kept) => Ok(kept.photograph),
            Err(DeskError::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn bears_photograph(&self, kept: &Kept) -> Result<(), DeskError> {
        let form = self.forms.version(&kept.form).ok_or(DeskError::NotFound)?;
        match form.photograph {
            PhotographRule::Asked => Ok(()),
            PhotographRule::None => Err(DeskError::Illegal),
        }
    }

    /// Erases a photograph that no entry and no other draft names.
    pub(super) fn erase_unless_named(&self, who: &Session, blob: BlobHash) -> Result<(), DeskError> {
        let _same = self.singles.hold(single(blob));
        let store = self.store()?;
        let on_entries = store.bearers(&blob.to_string()).map_err(DeskError::store)?;
        let drafts = store.drafts().map_err(DeskError::store)?;
        if on_entries > 0 || drafts.iter().any(|draft| names(draft, blob)) {
            return Ok(());
        }
        if self.photographs.erase(blob).map_err(|error| DeskError::FolderFailed(Cause::of(error)))? {
            let event = Event::PhotographErased { blob: blob.to_string(), entry: None };
            self.note(who.by(), Kind::BlobErased, event);
        }
        Ok(())
    }
}

/// What one command at a time does with a picture goes by.
pub(super) fn single(blob: BlobHash) -> String {
    format!("photograph/{blob}")
}

fn names(draft: &KeptDraft, blob: BlobHash) -> bool {
    photograph_of(draft) == Some(blob)
}

/// The photograph a kept draft names.
pub(crate) fn photograph_of(draft: &KeptDraft) -> Option<BlobHash> {
    serde_json::from_slice::<Kept>(&draft.content).ok()?.photograph.map(|photograph| photograph.blob)
}
