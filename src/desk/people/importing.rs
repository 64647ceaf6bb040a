//! An import of the extract under way: one at a time, how far it is, what came of it. It goes on when the page that began
//! it is left.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use chrono::NaiveDate;

use crate::error::{Cause, DeskError, problem};
use crate::ledger::desk::Desk;
use crate::parts::import_progress::{ImportReport, ImportView, Outcome, Passed, Progress, Stage, Waiting};
use crate::parts::session::Session;
use domain::office::by::By;
use domain::office::operator::Role;
use domain::text::bilingual::Bilingual;

/// An import on its way, for whoever cares to wait for it.
pub struct Import(Receiver<Outcome>);

impl Import {
    /// What came of it; `None` if it is still under way after `patience`.
    pub fn within(&self, patience: Duration) -> Option<Outcome> {
        match self.0.recv_timeout(patience) {
            Ok(outcome) => Some(outcome),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Err(broken())),
        }
    }

    /// What came of it, however long it takes.
    pub fn end(self) -> Outcome {
        self.0.recv().unwrap_or_else(|_| Err(broken()))
    }
}

fn broken() -> DeskError {
    DeskError::ExtractFailed(Cause::of(std::io::Error::other("the import broke off")))
}

/// The place of the one import; whatever happens to its thread, it is given free.
pub(crate) struct Place(Arc<Desk>);

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(view) = self.0.importing.shown().as_mut()
            && matches!(view.stage, Stage::Running(_))
        {
            view.stage = Stage::Ended(Err(broken()));
        }
    }
}

impl Desk {
    /// Begins an import of a delivery made on `date` (supervisor); it goes on by itself. Refused at once while another
    /// one runs. What would lose people ends as [`DeskError::ExtractUnsure`] and waits for a yes, whose code `yes` is.
    /// Fields: `file`, `date`.
    pub fn begin_import(
        self: &Arc<Self>,
        who: &Session,
        csv: Vec<u8>,
        date: NaiveDate,
        yes: Option<String>,
    ) -> Result<Import, DeskError> {
        who.needs(&[Role::Supervisor])?;
        self.fits(date)?;
        // The first line names the columns; the last one may or may not end.
        let body = csv.strip_suffix(b"\n").unwrap_or(&csv);
        let lines = body.split(|byte| *byte == b'\n').skip(1).count() as u64;
        let place = self.claim_import(who, date, lines)?;
        *self.importing.waiting() = None;
        let (tell, told) = std::sync::mpsc::channel();
        let by = who.by();
        let work = move || {
            let outcome = place.0.run_import(by, &csv, (date, yes.as_deref()), lines);
            let report = place.0.importing.unsure().take();
            if let (Err(DeskError::ExtractUnsure(unsure)), Some(report)) = (&outcome, report) {
                let code = unsure.code.clone();
                *place.0.importing.waiting() = Some(Waiting { csv, date, code, report });
            }
            place.0.importing.set(Stage::Ended(outcome.clone()));
            // Nobody may be waiting any more.
            let _ = tell.send(outcome);
        };
        std::thread::Builder::new()
            .name("import".to_owned())
            .spawn(work)
            .map_err(|error| DeskError::ExtractFailed(Cause::of(error)))?;
        Ok(Import(told))
    }

    /// One at a time.
    pub(crate) fn claim_import(
        self: &Arc<Self>,
        who: &Session,
        date: NaiveDate,
        lines: u64,
    ) -> Result<Place, DeskError> {
        let mut shown = self.importing.shown();
        if let Some(ImportView { by, began, stage: Stage::Running(_), .. }) = &*shown {
            let at = began.hour();
            let it = format!("È già in corso un’importazione, avviata da {by} alle {at}: attendere la fine.");
            let en = format!("An import is under way, begun by {by} at {at}: wait for its end.");
            return Err(problem("file", Bilingual::new(it, en)));
        }
        let passed = Passed::new(Progress::Read(0), lines, Duration::ZERO);
        let (by, began) = (who.name.clone(), self.now());
        *shown = Some(ImportView { by, began, date, stage: Stage::Running(passed) });
        Ok(Place(Arc::clone(self)))
    }

    /// Yes to the delivery that waits, as it was told (supervisor).
    pub fn confirm_import(self: &Arc<Self>, who: &Session, code: &str) -> Result<Import, DeskError> {
        who.needs(&[Role::Supervisor])?;
        let waiting = self.importing.waiting().take_if(|waiting| waiting.code == code);
        let Waiting { csv, date, code, .. } = waiting.ok_or(DeskError::ShownDiffers)?;
        self.begin_import(who, csv, date, Some(code))
    }

    /// What would come of the delivery that waits for a yes.
    pub fn import_waiting(&self) -> Option<ImportReport> {
        self.importing.waiting().as_ref().map(|waiting| waiting.report.clone())
    }

    /// No to it: it is forgotten (supervisor).
    pub fn drop_import(&self, who: &Session, code: &str) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        let waiting = self.importing.waiting().take_if(|waiting| waiting.code == code);
        waiting.ok_or(DeskError::ShownDiffers)?;
        self.importing.forget();
        Ok(())
    }

    fn run_import(&self, by: By, csv: &[u8], made: (NaiveDate, Option<&str>), lines: u64) -> Outcome {
        let clock = &self.premises.clock;
        let started = clock.monotonic();
        let told = |progress| {
            let took = clock.monotonic().saturating_sub(started);
            self.importing.set(Stage::Running(Passed::new(progress, lines, took)));
        };
        self.adopt(Some(by), csv, made, &told)
    }

    /// The import under way, or the last that ended since the service started.
    pub fn import(&self) -> Option<ImportView> {
        self.importing.shown().clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_time_left_follows_the_pace() {
        let at = |progress, seconds| Passed::new(progress, 1000, Duration::from_secs(seconds)).left;
        assert_eq!(at(Progress::Read(1000), 0), None, "too early");
        assert_eq!(at(Progress::Read(0), 5), None, "nothing is done");
        assert_eq!(at(Progress::Read(500), 30), Some(Duration::from_secs(70)));
        assert_eq!(at(Progress::Checked(1000, 1000), 30), Some(Duration::ZERO));
    }

    proptest! {
        #[test]
        fn rows_never_exceed_what_there_is(rows in any::<u64>(), of in 0_u64..1 << 40, step in 0..3, took in 0_u64..100_000) {
            let progress = match step {
                0 => Progress::Read(rows),
                1 => Progress::Sealed(rows, of),
                _ => Progress::Checked(rows, of),
            };
            let passed = Passed::new(progress, of, Duration::from_secs(took));
            prop_assert!(passed.rows <= passed.of);
        }
    }
}
