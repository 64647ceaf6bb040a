//! The papers of a basket: one preview, one print job, one answer.

use domain::ids::id::{BasketId, EntryId};
use domain::journal::event::Event;
use domain::journal::record::Kind;

use super::printing::{Pdf, PrintAnswer};
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::key_locks::KeyLock;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;
use crate::register::entries::EntryView;

impl Desk {
    /// All sheets of a basket, marked ANTEPRIMA. What is missing is refused as at issuing.
    pub fn basket_preview(&self, who: &Session, id: BasketId) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let mut sheets = Vec::new();
        for draft in self.basket(who, id)?.drafts {
            sheets.push(self.preview(who, draft.id)?.bytes);
        }
        one_job(&sheets, "anteprima.pdf".to_owned())
    }

    /// All papers of a basket that are issued, in one PDF. Records that each was sent to print, in one record.
    pub fn print_basket(&self, who: &Session, id: BasketId) -> Result<Pdf, DeskError> {
        who.needs(ISSUERS)?;
        let (_locks, rows) = self.issued_of(id)?;
        let mut sheets = Vec::new();
        let mut events = Vec::new();
        for row in &rows {
            let (step, bytes) = self.to_print(row)?;
            events.push(Event::PaperStepped { entry: row.id, step });
            sheets.push(bytes);
        }
        let first = rows.first().ok_or(DeskError::NotFound)?;
        let pdf = one_job(&sheets, format!("{}.pdf", first.number))?;
        self.commit(who.by(), Kind::PaperStepped, |_, _| Ok(events))?;
        Ok(pdf)
    }

    /// All papers of a basket as they were last sent to print, without recording anything. [`DeskError::Illegal`] if one
    /// never was.
    pub fn printed_basket(&self, who: &Session, id: BasketId) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let mut sheets = Vec::new();
        let mut name = String::new();
        for paper in self.papers_of(id)? {
            if self.store()?.entry(paper).map_err(DeskError::store)?.is_some() {
                let pdf = self.printed(who, paper)?;
                name = if name.is_empty() { pdf.name } else { name };
                sheets.push(pdf.bytes);
            }
        }
        one_job(&sheets, name)
    }

    /// "Did all the sheets come out?" One answer for every paper of the basket it can be given for.
    pub fn answer_basket(
        &self,
        who: &Session,
        id: BasketId,
        answer: PrintAnswer,
    ) -> Result<Vec<EntryView>, DeskError> {
        who.needs(ISSUERS)?;
        let step = answer.step()?;
        let (_locks, rows) = self.issued_of(id)?;
        if let Some(step) = step {
            let allowed = rows.iter().filter(|row| row.state.after(&step).is_ok());
            let events: Vec<Event> =
                allowed.map(|row| Event::PaperStepped { entry: row.id, step: step.clone() }).collect();
            if events.is_empty() && !rows.iter().all(|row| row.state.is_result_of(&step)) {
                return Err(DeskError::Illegal);
            }
            if !events.is_empty() {
                self.commit(who.by(), Kind::PaperStepped, |_, _| Ok(events))?;
            }
        }
        rows.iter().map(|row| self.view(&self.row(row.id)?)).collect()
    }

    /// What is issued of a basket, in order, each held.
    fn issued_of(
        &self,
        id: BasketId,
    ) -> Result<(Vec<KeyLock<'_, EntryId>>, Vec<store::EntryRow>), DeskError> {
        let papers = self.papers_of(id)?;
        let mut ascending: Vec<EntryId> = papers.clone();
        ascending.sort();
        ascending.dedup();
        let locks = ascending.into_iter().map(|paper| self.locks.hold(paper)).collect();
        let mut rows = Vec::new();
        for paper in papers {
            rows.extend(self.store()?.entry(paper).map_err(DeskError::store)?);
        }
        Ok((locks, rows))
    }
}

/// All sheets in one file.
fn one_job(sheets: &[Vec<u8>], name: String) -> Result<Pdf, DeskError> {
    let sheets: Vec<&[u8]> = sheets.iter().map(Vec::as_slice).collect();
    if sheets.is_empty() {
        return Err(DeskError::NotFound);
    }
    let bytes = paper::together(&sheets).map_err(DeskError::printer)?;
    Ok(Pdf { bytes, name })
}
