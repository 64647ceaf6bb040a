//! After an outage: emergency and ordinary numbers side by side (DPR 445/2000 art. 63 c. 5), what was issued or refused here
//! against what the centre would have done, and the archive.

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use domain::centre::exchange::correction::all_told;
use domain::centre::exchange::{Compared, Conflict, Correction, OrdinaryNumber, correlation};
use domain::centre::recovery::Way;
use domain::form::entry_kind::EntryKind;
use domain::ids::id::{EntryId, OutageId};
use domain::ids::number::Number;
use domain::journal::event::{Event, ListKind};
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::outage::outage::OutageCode;
use domain::register::entry::PaperState;
use domain::text::semicolons;
use domain::time::moment::Moment;
use store::{self, EntryQuery};

use super::archivable::{Obstacle, obstacles};

/// One line of the correlation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correlated {
    /// Which entry.
    pub entry: EntryId,
    /// Its emergency number.
    pub number: Number,
    /// When it was registered: time limits run from then.
    pub issued: Moment,
    /// What it is.
    pub title: String,
    /// Surname and names.
    pub subject: String,
    /// Its ordinary number and day.
    pub ordinary: Option<OrdinaryNumber>,
    /// What that was before it was put right.
    pub corrections: Vec<Correction>,
    /// What is missing or doubled before it or in it, as the centre found.
    pub notes: Vec<String>,
    /// Where it stands on its way.
    pub way: Way,
    /// The entry that stands for it, where no centre took it.
    pub corrected_by: Option<(EntryId, Number)>,
}

/// What was done here against what the centre would have done, as far as it compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FourCases {
    /// Issued here.
    pub issued: Against,
    /// Refused or deferred here.
    pub refused: Against,
    /// Annulled, for another reason than what the centre found.
    pub annulled: u32,
}

/// What the centre would have done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Against {
    /// It would have issued.
    pub would_issue: u32,
    /// It would have refused.
    pub would_refuse: u32,
    /// It compared it with nothing, or does not say.
    pub not_compared: u32,
    /// It has not said anything yet, or did not take it.
    pub unknown: u32,
}

impl Against {
    /// In the order of the table.
    pub fn cells(self) -> [u32; 4] {
        [self.would_issue, self.would_refuse, self.not_compared, self.unknown]
    }
}

/// Everything that is shown after an outage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aftermath {
    /// Which outage.
    pub outage: OutageId,
    /// Its shared code.
    pub code: OutageCode,
    /// When it began.
    pub started: Moment,
    /// When it was closed.
    pub closed: Option<Moment>,
    /// When it was archived.
    pub archived: Option<Moment>,
    /// Line by line, by number.
    pub lines: Vec<Correlated>,
    /// The four cases.
    pub cases: FourCases,
    /// Entries the four-case table is worth looking at for: issued here although the centre would have refused.
    pub doubtful: Vec<Correlated>,
    /// What stands in the way of archiving.
    pub obstacles: Vec<Obstacle>,
}

impl FourCases {
    fn count(&mut self, row: &store::EntryRow) {
        let refused = matches!(row.kind, EntryKind::Refusal | EntryKind::Deferral);
        let known = row.recovery.ordinary().is_some();
        let compared = row.recovery.compared.unwrap_or(Compared::Other);
        let wrong = would_have_refused(row) || compared.refuses();
        if matches!(row.state, PaperState::Annulled { .. }) && !(known && wrong) {
            self.annulled += 1;
            return;
        }
        let side = if refused { &mut self.refused } else { &mut self.issued };
        *match (known, wrong) {
            (false, _) => &mut side.unknown,
            (true, true) => &mut side.would_refuse,
            (true, false) if compared.was_compared() => &mut side.would_issue,
            (true, false) => &mut side.not_compared,
        } += 1;
    }
}

/// Whether the entry is an operation for somebody: acts and authorisations are not asked of a centre.
fn for_somebody(row: &store::EntryRow) -> bool {
    matches!(row.kind, EntryKind::Document | EntryKind::Refusal | EntryKind::Deferral)
}

fn would_have_refused(row: &store::EntryRow) -> bool {
    row.recovery.conflicts().any(Conflict::would_have_refused)
}

impl Desk {
    /// What an outage came to.
    pub fn aftermath(&self, who: &Session, id: OutageId) -> Result<Aftermath, DeskError> {
        who.needs(&[])?;
        let query = EntryQuery { outage: Some(id), ..EntryQuery::default() };
        let mut rows = self.store()?.entries(&query).map_err(DeskError::store)?.rows;
        rows.sort_by(|a, b| a.number.cmp(&b.number));
        let shown = self.listed(rows.iter());
        let mut cases = FourCases::default();
        let (mut lines, mut doubtful) = (Vec::new(), Vec::new());
        for (row, shown) in rows.iter().zip(shown) {
            let line = Correlated {
                entry: row.id,
                number: row.number.clone(),
                issued: row.issued,
                title: row.title.clone(),
                subject: row.subject.full_name(),
                ordinary: row.recovery.ordinary().cloned(),
                corrections: row.recovery.corrections(),
                notes: correlation::told(row.recovery.conflicts()),
                way: shown.way,
                corrected_by: self.linked(row.recovery.corrected_by),
            };
            // The entry that came in the place of one set aside is counted for both.
            if for_somebody(row) && line.corrected_by.is_none() {
                cases.count(row);
                if row.kind == EntryKind::Document && would_have_refused(row) {
                    doubtful.push(line.clone());
                }
            }
            lines.push(line);
        }
        let obstacles = {
            let head = self.head();
            obstacles(&head, head.outage(id).ok_or(DeskError::NotFound)?, &rows)
        };
        self.list_viewed(who, ListKind::Correlation, "", (lines.len(), Some(id.uuid())));
        let head = self.head();
        let outage = head.outage(id).ok_or(DeskError::NotFound)?;
        Ok(Aftermath {
            outage: id,
            code: outage.opening.code.clone(),
            started: outage.opening.started,
            closed: outage.closing.as_ref().map(|closing| closing.closed),
            archived: outage.archived,
            lines,
            cases,
            doubtful,
            obstacles,
        })
    }

    /// Archives an outage (supervisor or records manager): it must be closed, everything recovered, no conflict open,
    /// nobody left to be told, no act left to sign. Archiving an archived one changes nothing.
    pub fn archive_outage(&self, who: &Session, id: OutageId) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let aftermath = self.aftermath(who, id)?;
        if aftermath.archived.is_some() {
            return Ok(());
        }
        if !aftermath.obstacles.is_empty() {
            let problems = aftermath.obstacles.into_iter();
            let problems = problems.map(|one| crate::error::FieldProblem::new("archive", one.words()));
            return Err(DeskError::Fields(problems.collect()));
        }
        self.commit(who.by(), Kind::OutageArchived, |head, _| {
            let outage = head.outage(id).ok_or(DeskError::NotFound)?;
            match (&outage.closing, outage.archived) {
                (Some(_), None) => Ok(vec![Event::OutageArchived { outage: id }]),
                _ => Err(DeskError::Illegal),
            }
        })?;
        self.wake_recovery();
        Ok(())
    }

    /// The correlation as CSV: UTF-8, semicolons, one line an entry. Returns the file's name and its bytes.
    pub fn correlation_csv(&self, who: &Session, id: OutageId) -> Result<(String, Vec<u8>), DeskError> {
        let aftermath = self.aftermath(who, id)?;
        let mut csv = String::from(semicolons::MARK);
        csv.push_str(correlation::COLUMNS);
        csv.push(';');
        csv.push_str(correlation::NOTES);
        csv.push_str("\r\n");
        for line in &aftermath.lines {
            let ordinary = line.ordinary.as_ref();
            let cells = [
                line.number.to_string(),
                line.issued.to_string(),
                line.title.clone(),
                ordinary.map(|one| one.register.clone()).unwrap_or_default(),
                ordinary.map(|one| one.year.to_string()).unwrap_or_default(),
                ordinary.map(|one| one.number.clone()).unwrap_or_default(),
                ordinary.map(|one| one.date.to_string()).unwrap_or_default(),
                correlation::stands(line.way).to_owned(),
                line.corrected_by.as_ref().map(|(_, number)| number.to_string()).unwrap_or_default(),
                all_told(&line.corrections),
                line.notes.join(" | "),
            ];
            semicolons::push_row(&mut csv, cells.iter().map(String::as_str));
        }
        Ok((format!("correlazione-{}.csv", aftermath.code), csv.into_bytes()))
    }
}
