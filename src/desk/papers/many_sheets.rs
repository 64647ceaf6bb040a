//! One answer for many sheets.

use domain::ids::id::EntryId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::register::entry::PaperStep;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::limits::ISSUERS;
use crate::parts::session::Session;

impl Desk {
    /// These sheets came out and were handed over: one record. What was answered meanwhile stays as it is, and so does a
    /// sheet that was never sent to print.
    pub fn came_out(&self, who: &Session, mut entries: Vec<EntryId>) -> Result<(), DeskError> {
        who.needs(ISSUERS)?;
        entries.sort();
        entries.dedup();
        let _locks: Vec<_> = entries.iter().map(|entry| self.locks.hold(*entry)).collect();
        let mut events = Vec::new();
        for entry in entries {
            let row = self.store()?.entry(entry).map_err(DeskError::store)?;
            if row.is_some_and(|row| row.state.after(&PaperStep::CameOut).is_ok()) {
                events.push(Event::PaperStepped { entry, step: PaperStep::CameOut });
            }
        }
        if events.is_empty() {
            return Ok(());
        }
        self.commit(who.by(), Kind::PaperStepped, |_, _| Ok(events)).map(|_| ())
    }
}
