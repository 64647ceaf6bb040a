//! Print, "did the sheet come out?", annul.

use std::fmt;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::ledger::sealed_files::{keep_in, unkept};
use crate::parts::limits::{ISSUERS, read_reason};
use crate::parts::session::Session;
use crate::register::entries::EntryView;
use crate::stop_reason::StopReason;
use domain::ids::id::EntryId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::register::entry::PaperStep;
use domain::time::moment::Moment;
use paper::mark_copy;
use store;
use vault::{BlobError, BlobHash};

use super::compose::Given;

/// A PDF to be shown or printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// A file name without personal data: `EM01-2026-0000031.pdf`.
    pub name: String,
}

impl fmt::Debug for Pdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pdf({}, {} bytes)", self.name, self.bytes.len())
    }
}

/// Where the PDF of the first print is kept.
pub(super) struct KeptPdf {
    /// Hash of the sealed blob (hex).
    blob: String,
    /// SHA-256 of the PDF (hex).
    sha256: String,
}

/// What the clerk says about the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrintAnswer {
    /// It came out and was handed over.
    CameOut,
    /// It was spoiled: another is to be printed. Field: `reason`.
    Spoiled {
        /// What happened.
        reason: String,
    },
    /// It did not come out: print again.
    Reprint,
}

impl PrintAnswer {
    /// What it means for the paper; printing again says nothing of the sheet before.
    pub(super) fn step(self) -> Result<Option<PaperStep>, DeskError> {
        Ok(match self {
            Self::CameOut => Some(PaperStep::CameOut),
            Self::Spoiled { reason } => Some(PaperStep::Spoiled { reason: read_reason("reason", &reason)? }),
            Self::Reprint => None,
        })
    }
}

impl Desk {
    /// The paper of an entry. Records that it was sent to print; the first PDF is kept, later ones are the same with a
    /// copy mark.
    pub fn print(&self, who: &Session, id: EntryId) -> Result<Pdf, DeskError> {
        who.needs(ISSUERS)?;
        let _lock = self.locks.hold(id);
        let row = self.row(id)?;
        let (step, bytes) = self.to_print(&row)?;
        // A sheet more of what was printed before; a first one is printed when the disk can say so.
        if self.is_read_only() && row.copies > 0 {
            tracing::warn!("a paper is printed again without a record: the disk is read-only");
            return Ok(Pdf { bytes, name: format!("{}.pdf", row.number) });
        }
        self.commit(who.by(), Kind::PaperStepped, |_, _| Ok(vec![Event::PaperStepped { entry: id, step }]))?;
        Ok(Pdf { bytes, name: format!("{}.pdf", row.number) })
    }

    /// The next sheet of an entry, and the step that sends it.
    pub(super) fn to_print(&self, row: &store::EntryRow) -> Result<(PaperStep, Vec<u8>), DeskError> {
        let copy = row.copies + 1;
        let (kept, bytes) = self.kept_paper(row)?;
        let step = PaperStep::Sent { copy, pdf: kept.blob, sha256: kept.sha256 };
        row.state.after(&step).map_err(|_| DeskError::Illegal)?;
        Ok((step, copied(bytes, copy, self.now())?))
    }

    /// The paper as it was last sent to print, without recording anything: for the page that shows it again, the
    /// browser's reload. [`DeskError::Illegal`] if it was never sent.
    pub fn printed(&self, who: &Session, id: EntryId) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let row = self.row(id)?;
        if row.copies == 0 {
            return Err(DeskError::Illegal);
        }
        let mut sent = row.issued;
        for position in &row.records {
            if let Some((at, command)) = self.command_at(*position)?
                && command.events.iter().any(|event| {
                    matches!(event, Event::PaperStepped { entry, step: PaperStep::Sent { .. } } if *entry == id)
                })
            {
                sent = at;
            }
        }
        let (_, bytes) = self.kept_paper(&row)?;
        // Where nothing is recorded, what is shown again may be printed again: it is marked as a copy.
        let (copy, sent) =
            if self.is_read_only() { (row.copies + 1, self.now()) } else { (row.copies, sent) };
        Ok(Pdf { bytes: copied(bytes, copy, sent)?, name: format!("{}.pdf", row.number) })
    }

    /// The PDF kept at the first print. A paper never printed is rendered and kept now; one whose file is gone or
    /// damaged is rendered again.
    fn kept_paper(&self, row: &store::EntryRow) -> Result<(KeptPdf, Vec<u8>), DeskError> {
        if let Some(kept) = self.kept_at_first_print(row)?
            && let Ok(hash) = kept.blob.parse::<BlobHash>()
        {
            match self.blobs.get(hash) {
                Ok(bytes) => return Ok((kept, bytes.to_vec())),
                Err(error) => tracing::warn!(%error, "a kept paper is rendered again"),
            }
        }
        let view = self.view(row)?;
        // Nobody erased it: a first sheet with an empty box would say what is not so.
        if row.copies == 0 && row.photograph.is_some() && self.picture_of(&view.entry).is_none() {
            return Err(DeskError::PhotographLost);
        }
        let form =
            view.entry.form.as_ref().and_then(|form| self.forms.version(form)).ok_or(DeskError::Illegal)?;
        let given = Given::new(row.number.to_string(), row.check_code.clone());
        let pdf = self.render(&form, &view.entry, &given, false)?;
        let hash = match self.keep(pdf.bytes()) {
            Ok(hash) => hash,
            // An entry that has its number gets its paper; it is rendered again, byte for byte, when it is asked for.
            Err(DeskError::Stopped { reason: StopReason::DiskFull }) => {
                tracing::warn!("a paper is not kept: the disk is full");
                BlobHash::of(pdf.bytes())
            }
            Err(_) if self.is_read_only() => BlobHash::of(pdf.bytes()),
            Err(error) => return Err(error),
        };
        let sha256 = domain::text::hex::encode(&pdf.sha256());
        Ok((KeptPdf { blob: hash.to_string(), sha256 }, pdf.into_bytes()))
    }

    /// Where the PDF of the first print is kept, as the record of that print says.
    fn kept_at_first_print(&self, row: &store::EntryRow) -> Result<Option<KeptPdf>, DeskError> {
        if row.copies == 0 {
            return Ok(None);
        }
        for position in row.records.iter().skip(1) {
            let events = self.command_at(*position)?.map(|(_, command)| command.events).unwrap_or_default();
            for event in events {
                if let Event::PaperStepped { entry, step: PaperStep::Sent { pdf, sha256, .. } } = event
                    && entry == row.id
                {
                    return Ok(Some(KeptPdf { blob: pdf, sha256 }));
                }
            }
        }
        Ok(None)
    }

    /// Keeps a paper. On a full disk the reserve is given free for it: an entry that has its number gets its paper.
    fn keep(&self, pdf: &[u8]) -> Result<BlobHash, DeskError> {
        match self.blobs.put(pdf) {
            Err(BlobError::Disk(error)) if disk::is_full(&error) => {
                self.journal().release_reserve();
                keep_in(&self.blobs, pdf)
            }
            kept => kept.map_err(unkept),
        }
    }

    /// "Did the sheet come out?"
    pub fn answer_print(
        &self,
        who: &Session,
        id: EntryId,
        answer: PrintAnswer,
    ) -> Result<EntryView, DeskError> {
        who.needs(ISSUERS)?;
        match answer.step()? {
            Some(step) => self.step(who, Kind::PaperStepped, id, step),
            None => self.view(&self.row(id)?),
        }
    }

    /// Annuls an entry (supervisor). Field: `reason`. The number is never reused.
    pub fn annul(&self, who: &Session, id: EntryId, reason: &str) -> Result<EntryView, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let step = PaperStep::Annulled { reason: read_reason("reason", reason)? };
        self.step(who, Kind::EntryAnnulled, id, step)
    }

    /// One step of one paper. The same step again is no step: whoever clicks twice sees where it stands.
    fn step(&self, who: &Session, kind: Kind, id: EntryId, step: PaperStep) -> Result<EntryView, DeskError> {
        let _lock = self.locks.hold(id);
        let row = self.row(id)?;
        match row.state.after(&step) {
            Ok(_) => {
                self.commit(who.by(), kind, |_, _| Ok(vec![Event::PaperStepped { entry: id, step }]))?;
                self.view(&self.row(id)?)
            }
            Err(_) if row.state.is_result_of(&step) => self.view(&row),
            Err(_) => Err(DeskError::Illegal),
        }
    }
}

/// The mark of a reprint; the first sheet has none.
fn copied(bytes: Vec<u8>, copy: u32, at: Moment) -> Result<Vec<u8>, DeskError> {
    if copy <= 1 {
        return Ok(bytes);
    }
    let (day, hour) = (at.local().format("%d/%m/%Y"), at.hour());
    let words = format!("COPIA n. {copy} — ristampa del {day} ore {hour}");
    mark_copy(&bytes, &words).map_err(DeskError::printer)
}
