//! How far an import of the extract is, and what came of it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::NaiveDate;

use crate::error::DeskError;
use domain::time::moment::Moment;
use extract::{Column, Delivery, Encoding, Reason, RowProblem};

/// Nothing is foretold before so much time has passed.
pub(crate) const TOO_EARLY: Duration = Duration::from_secs(1);

/// What an import is busy with, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Reading the rows of the file.
    Reading,
    /// Sealing the residents into their file.
    Sealing,
    /// Reading that file back before anything refers to it.
    Checking,
}

impl Step {
    /// How much of the whole work stands before this step, and how much it is itself, in hundredths (measured).
    const fn share(self) -> (u64, u64) {
        match self {
            Self::Reading => (0, 60),
            Self::Sealing => (60, 10),
            Self::Checking => (70, 30),
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passed {
    /// Busy with.
    pub step: Step,
    /// Rows of this step that are done.
    pub rows: u64,
    /// Rows of this step; told by the lines of the file.
    pub of: u64,
    /// Time left, as the pace so far foretells it; `None` while it is too early to say.
    pub left: Option<Duration>,
}

impl Passed {
    pub(crate) fn new(progress: Progress, lines: u64, took: Duration) -> Self {
        let (step, rows, of) = match progress {
            Progress::Read(rows) => (Step::Reading, rows, lines),
            Progress::Sealed(rows, of) => (Step::Sealing, rows, of),
            Progress::Checked(rows, of) => (Step::Checking, rows, of),
        };
        let (of, rows) = (of.max(1), rows.min(of));
        let (before, share) = step.share();
        let done = before + share * rows / of;
        let left = (took >= TOO_EARLY && done > 0)
            .then(|| took.saturating_mul(u32::try_from(100 - done).unwrap_or_default()))
            .map(|ahead| ahead / u32::try_from(done).unwrap_or(1));
        Self { step, rows, of, left }
    }
}

/// Where an import stands.
#[derive(Clone, Debug)]
pub enum Stage {
    /// Under way.
    Running(Passed),
    /// It ended.
    Ended(Outcome),
}

/// What an import ends with.
pub type Outcome = Result<ImportReport, DeskError>;

/// An import as pages show it: the one under way, or the last that ended since the service started.
#[derive(Clone, Debug)]
pub struct ImportView {
    /// Who began it.
    pub by: String,
    /// When.
    pub began: Moment,
    /// Local day the extract was made.
    pub date: NaiveDate,
    /// Where it stands.
    pub stage: Stage,
}

/// A delivery that waits for a yes.
pub(crate) struct Waiting {
    pub(crate) csv: Vec<u8>,
    pub(crate) date: NaiveDate,
    pub(crate) code: String,
    /// What would come of it.
    pub(crate) report: ImportReport,
}

/// The import of this station.
#[derive(Default)]
pub(crate) struct Importing {
    view: Mutex<Option<ImportView>>,
    waiting: Mutex<Option<Waiting>>,
    /// What would come of the delivery that a yes is asked to.
    unsure: Mutex<Option<ImportReport>>,
}

impl Importing {
    pub(crate) fn shown(&self) -> MutexGuard<'_, Option<ImportView>> {
        self.view.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The delivery that waits for a yes.
    pub(crate) fn waiting(&self) -> MutexGuard<'_, Option<Waiting>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What would come of the delivery that a yes is asked to.
    pub(crate) fn unsure(&self) -> MutexGuard<'_, Option<ImportReport>> {
        self.unsure.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing was imported, and nothing waits.
    pub(crate) fn forget(&self) {
        *self.waiting() = None;
        *self.shown() = None;
    }

    pub(crate) fn set(&self, stage: Stage) {
        if let Some(view) = self.shown().as_mut() {
            view.stage = stage;
        }
    }
}

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Rows read so far.
    Read(u64),
    /// Rows sealed so far, of so many.
    Sealed(u64, u64),
    /// Rows read back so far, of so many.
    Checked(u64, u64),
}

/// What came of an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Local day the extract was made.
    pub date: NaiveDate,
    /// Rows in the file.
    pub rows: u64,
    /// Residents taken over.
    pub residents: u64,
    /// Rows left out.
    pub left_out: u64,
    /// Rows taken over though something in them is odd.
    pub odd: u64,
    /// Lines inside a cell between quotes.
    pub inner_lines: u64,
    /// How the letters of the file are written.
    pub encoding: Encoding,
    /// Values put right that had been decoded once too often.
    pub mended: u64,
    /// A few words of those, and of an encoding that was not asked for, as they were read.
    pub words: Vec<String>,
    /// People whose family key was not believed.
    pub without_family: u64,
    /// People who died or were removed.
    pub gone: u64,
    /// The extract that it takes the place of: its day and its residents.
    pub before: Option<(NaiveDate, u64)>,
    /// What was wrong, by reason: first those for which rows were left out, the commonest first.
    pub reasons: Vec<Reason>,
    /// What was wrong; the first 200.
    pub problems: Vec<RowProblem>,
    /// Columns the delivery lacks.
    pub lacking: Vec<Column>,
    /// Columns that were not taken over.
    pub ignored: Vec<String>,
}

impl ImportReport {
    /// Of a delivery made on `date` that takes the place of `before`.
    pub(crate) fn of(delivery: &Delivery, date: NaiveDate, before: Option<(NaiveDate, u64)>) -> Self {
        Self {
            date,
            rows: delivery.rows,
            residents: delivery.residents(),
            left_out: delivery.left_out,
            odd: delivery.odd,
            inner_lines: delivery.inner_lines,
            encoding: delivery.encoding,
            mended: delivery.mended,
            words: delivery.words.clone(),
            without_family: delivery.without_family,
            gone: delivery.gone,
            before,
            reasons: delivery.reasons.clone(),
            problems: delivery.problems.clone(),
            lacking: delivery.lacking.clone(),
            ignored: delivery.ignored.clone(),
        }
    }
}
