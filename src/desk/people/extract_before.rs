//! The extract before the one in use: it stays on disk, and comes back by one command.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::{DeskError, problem};
use crate::ledger::desk::Desk;
use crate::parts::import_progress::Stage;
use crate::parts::session::Session;
use domain::journal::event::Event;
use domain::journal::head::Extract;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;

use super::residents::unread;

/// The extract before the one in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractBefore {
    /// Its identity: what is brought back is what was shown.
    pub id: Uuid,
    /// Local day it was made.
    pub date: NaiveDate,
    /// Residents in it.
    pub residents: u64,
}

impl Desk {
    /// The extract before the one in use, where it is still on this disk.
    pub fn extract_before(&self) -> Option<ExtractBefore> {
        let before = self.head().extract_before.clone()?;
        let Extract { id, date, residents, .. } = before;
        self.shelf.folder.has(id).then_some(ExtractBefore { id, date, residents })
    }

    /// Puts the extract before in the place of the one in use, which is then the one before (supervisor).
    pub fn bring_back_extract(&self, who: &Session, shown: Uuid) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        if matches!(self.import().map(|import| import.stage), Some(Stage::Running(_))) {
            let told = Bilingual::new(
                "È in corso un’importazione: attendere la fine.",
                "An import is under way: wait for its end.",
            );
            return Err(problem("file", told));
        }
        let before = self.head().extract_before.clone().ok_or(DeskError::NotFound)?;
        if before.id != shown {
            return Err(DeskError::ShownDiffers);
        }
        let residents = self.shelf.folder.open(before.id, &before.sha256, &|_| {}).map_err(unread)?;
        let event = Event::ExtractAdopted {
            extract: before.id,
            date: before.date,
            residents: before.residents,
            sha256: before.sha256,
            lacking: before.lacking,
        };
        self.commit(who.by(), Kind::ExtractAdopted, |head, _| {
            let same = head.extract_before.as_ref().is_some_and(|before| before.id == shown);
            if same { Ok(vec![event]) } else { Err(DeskError::ShownDiffers) }
        })?;
        self.shelf.replace(residents);
        self.importing.forget();
        Ok(())
    }
}
