//! An entry with its history, read from the journal.

use crate::error::{Cause, DeskError};
use crate::ledger::commit::Committed;
use crate::ledger::desk::Desk;
use domain::centre::exchange::conflict::{Call, Place};
use domain::centre::exchange::{Correction, Verdict};
use domain::centre::recovery::Way;
use domain::journal::event::Event;
use domain::journal::record::{Command, Payload};
use domain::register::call_back::{CallOutcome, CallState};
use domain::register::entry::{Entry, PaperState, PaperStep};
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use store::{self, RecoveryRow};

use super::entries::{EntryView, HistoryLine};

impl EntryView {
    /// An entry just issued.
    pub(crate) fn fresh(entry: Entry, committed: &Committed) -> Self {
        let history = vec![HistoryLine {
            at: entry.issued,
            by: entry.operator_name.clone(),
            what: Bilingual::new("Emesso", "Issued"),
        }];
        Self {
            state: PaperState::first(entry.kind),
            call: CallState::first(entry.kind),
            copies: 0,
            check_code: entry.check_letters.of_chain(committed.chain.bytes()),
            position: committed.position.get(),
            history,
            way: Way::ToSend,
            recovery: RecoveryRow { corrects: entry.corrects, ..RecoveryRow::default() },
            entry,
        }
    }
}

impl Desk {
    /// An entry with its history, read from the journal.
    pub(crate) fn view(&self, row: &store::EntryRow) -> Result<EntryView, DeskError> {
        let mut entry = None;
        let mut history = Vec::new();
        for position in &row.records {
            let Some((at, command)) = self.command_at(*position)? else { continue };
            let by = command.by.as_ref().map_or_else(String::new, |by| by.name.clone());
            for event in command.events {
                match event {
                    Event::EntryIssued(issued) if issued.id == row.id => {
                        let what = Bilingual::new("Emesso", "Issued");
                        history.push(HistoryLine { at, by: by.clone(), what });
                        entry = Some(*issued);
                    }
                    Event::PaperStepped { entry, step } if entry == row.id => {
                        history.push(HistoryLine { at, by: by.clone(), what: in_words(&step) });
                    }
                    Event::OutcomesReceived { outcomes, .. } => {
                        let mine = outcomes.iter().filter(|outcome| outcome.entry == row.id);
                        history.extend(mine.map(|outcome| HistoryLine {
                            at,
                            by: String::new(),
                            what: heard(&outcome.verdict),
                        }));
                    }
                    Event::ConflictDecided { entry, decision, .. } if entry == row.id => {
                        let (it, en) = decision.remedy.words();
                        let what = Bilingual::new(
                            format!("Differenza decisa: {it}. {}", decision.reason),
                            format!("Difference decided: {en}. {}", decision.reason),
                        );
                        history.push(HistoryLine { at, by: decision.by, what });
                    }
                    Event::HolderCalled { entry, call, .. } if entry == row.id => {
                        let what = holder_told(&call);
                        history.push(HistoryLine { at, by: call.by, what });
                    }
                    Event::OrdinaryRecorded { entry, ordinary, source, .. } if entry == row.id => {
                        let what = Bilingual::new(
                            format!("Numero ordinario {ordinary} annotato ({source})"),
                            format!("Ordinary number {ordinary} recorded ({source})"),
                        );
                        history.push(HistoryLine { at, by: by.clone(), what });
                    }
                    Event::OrdinaryCorrected { entry, ordinary, correction, .. } if entry == row.id => {
                        let Bilingual { it, en } = correction.told();
                        let what = Bilingual::new(
                            format!("Numero ordinario corretto: {ordinary}, {it}"),
                            format!("Ordinary number corrected: {ordinary}, {en}"),
                        );
                        history.push(HistoryLine { at, by: correction.by, what });
                    }
                    Event::EntryIssued(other) if other.corrects == Some(row.id) => {
                        let what = Bilingual::new(
                            format!("Corretta con {}", other.number),
                            format!("Corrected by {}", other.number),
                        );
                        history.push(HistoryLine { at, by: by.clone(), what });
                    }
                    Event::CallMade { entry, outcome, note } if entry == row.id => {
                        let what = super::call_backs::in_words(outcome, &note);
                        history.push(HistoryLine { at, by: by.clone(), what });
                    }
                    _ => {}
                }
            }
        }
        Ok(EntryView {
            entry: entry.ok_or(DeskError::NotFound)?,
            state: row.state.clone(),
            call: row.call.filter(|_| row.calls().is_some()),
            copies: row.copies,
            check_code: row.check_code.clone(),
            position: row.records.first().copied().unwrap_or_default(),
            history,
            way: self.listed(std::iter::once(row)).first().map_or(Way::ToSend, |row| row.way),
            recovery: row.recovery.clone(),
        })
    }

    /// The whole entry as it was issued, without its history; `None` where its record cannot be read.
    pub(crate) fn issued_entry(&self, row: &store::EntryRow) -> Result<Option<Entry>, DeskError> {
        let Some(first) = row.records.first() else { return Ok(None) };
        let events = self.command_at(*first)?.map(|(_, command)| command.events).unwrap_or_default();
        Ok(events.into_iter().find_map(|event| match event {
            Event::EntryIssued(entry) if entry.id == row.id => Some(*entry),
            _ => None,
        }))
    }

    /// The command at a position; `None` where the record is damaged or not understood.
    pub(crate) fn command_at(&self, position: u64) -> Result<Option<(Moment, Command)>, DeskError> {
        let record = match self.lives().read(&self.journal(), position) {
            Ok(record) => record,
            Err(error @ journal::ReadError::Disk { .. }) => {
                return Err(DeskError::FolderFailed(Cause::of(error)));
            }
            Err(error) => {
                tracing::error!(%error, "a record of an entry cannot be read");
                return Ok(None);
            }
        };
        Ok(match Payload::read(&record.payload) {
            Payload::Known(command) => Some((record.header.time, command)),
            Payload::Unknown { .. } => None,
        })
    }
}

/// A centre's word, in ours.
fn heard(verdict: &Verdict) -> Bilingual {
    match verdict {
        Verdict::Accepted { ordinary, corrections, .. } if !corrections.is_empty() => {
            let told = corrections.iter().map(Correction::told);
            let (it, en): (Vec<_>, Vec<_>) = told.map(|told| (told.it, told.en)).unzip();
            Bilingual::new(
                format!("Numero ordinario {ordinary}, {}", it.join("; ")),
                format!("Ordinary number {ordinary}, {}", en.join("; ")),
            )
        }
        Verdict::Accepted { ordinary, .. } => match verdict.open_conflicts().count() {
            0 => Bilingual::new(
                format!("Riversato: numero ordinario {ordinary}"),
                format!("Recovered: ordinary number {ordinary}"),
            ),
            open => Bilingual::new(
                format!("Numero ordinario {ordinary}; differenze da decidere: {open}"),
                format!("Ordinary number {ordinary}; differences to decide: {open}"),
            ),
        },
        Verdict::Rejected { reason, .. } => Bilingual::new(
            format!("Rifiutato dal centro: {reason}"),
            format!("Rejected by the centre: {reason}"),
        ),
    }
}

/// A step of a paper, in words.
fn in_words(step: &PaperStep) -> Bilingual {
    match step {
        PaperStep::Sent { copy: 1, .. } => Bilingual::new("Stampa inviata", "Sent to print"),
        PaperStep::Sent { copy, .. } => Bilingual::new(
            format!("Ristampa inviata (copia n. {copy})"),
            format!("Sent to print again (copy no. {copy})"),
        ),
        PaperStep::CameOut => Bilingual::new("Uscito e consegnato", "Came out and handed over"),
        PaperStep::Spoiled { reason } => {
            Bilingual::new(format!("Foglio rovinato: {reason}"), format!("Sheet spoiled: {reason}"))
        }
        PaperStep::NotAscertained { reason } => {
            Bilingual::new(format!("Non accertato: {reason}"), format!("Not ascertained: {reason}"))
        }
        PaperStep::Annulled { reason } => {
            Bilingual::new(format!("Annullato: {reason}"), format!("Annulled: {reason}"))
        }
    }
}

/// What came of a call to the holder of a paper, in words.
fn holder_told(call: &Call) -> Bilingual {
    let (it, en) = match call.outcome {
        CallOutcome::Reached => ("Titolare avvisato", "Holder told"),
        CallOutcome::NotReached => ("Titolare chiamato: non risponde", "Holder called: no answer"),
        CallOutcome::NotNeeded => ("Titolare: non serve avvisarlo", "Holder: need not be told"),
    };
    let place = if call.place == Place::Centre { (" (dal centro)", " (by the centre)") } else { ("", "") };
    let note = if call.note.is_empty() { String::new() } else { format!(": {}", call.note) };
    Bilingual::new(format!("{it}{}{note}", place.0), format!("{en}{}{note}", place.1))
}
