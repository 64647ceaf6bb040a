//! What the register says below its lines: why a number was annulled or barred, what a number is kept for, what nobody can
//! vouch for. Neighbours with the same reason share a note.

use std::collections::HashMap;

use domain::ids::number::Number;
use domain::journal::event::Event;
use domain::register::entry::PaperState;
use domain::register::stray::WrittenDown;
use paper::Block;

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::register::register_lines::Line;
use crate::register::unreadable::Numbers;

/// Notes, in the order in which each first came up.
#[derive(Default)]
pub(super) struct Notes {
    all: Vec<(String, Vec<Numbers>)>,
    known: HashMap<String, usize>,
    /// Records already read for a reason.
    reasons: HashMap<u64, String>,
    /// Operations that could not be deferred: each has its own.
    urgent: Vec<String>,
}

/// Notes printed at once.
const AT_ONCE: usize = 64;

impl Notes {
    fn add(&mut self, number: &Number, what: String) {
        let index = *self.known.entry(what.clone()).or_insert_with(|| {
            self.all.push((what, Vec::new()));
            self.all.len() - 1
        });
        let spans = &mut self.all[index].1;
        match spans.last_mut() {
            Some(span) if span.first.key() == number.key() && span.last + 1 == number.serial() => {
                span.last = number.serial();
            }
            _ => spans.push(Numbers { first: number.clone(), last: number.serial() }),
        }
    }

    /// The notes, some at a time.
    pub(super) fn blocks(self) -> Vec<Vec<Block>> {
        let notes = self.all.into_iter().map(|(what, spans)| {
            let numbers: Vec<String> = spans.iter().map(ToString::to_string).collect();
            format!("N. {}: {what}.", numbers.join(", "))
        });
        let notes: Vec<Block> = notes.chain(self.urgent).map(Block::small).collect();
        notes.chunks(AT_ONCE).map(<[Block]>::to_vec).collect()
    }
}

/// `rilasciato dal PC perduto, annotato il 23/11/2026 09:10 da Carla Bruni`
fn written_down(written: &WrittenDown) -> String {
    let at = written.at.day_and_hour();
    format!("rilasciato dal PC perduto, annotato dal foglio il {at} da {}", written.by)
}

impl Desk {
    /// What is to be said of a line below.
    pub(super) fn note_line(&self, notes: &mut Notes, line: &Line) -> Result<(), DeskError> {
        match line {
            Line::Entry(row) => {
                match &row.state {
                    PaperState::NotAscertained { reason } => {
                        let what = format!("non accertato se il foglio sia uscito: {reason}");
                        notes.add(&row.number, what);
                    }
                    PaperState::Annulled { reason } => {
                        notes.add(&row.number, format!("annullato: {reason}"));
                    }
                    _ => {}
                }
                let urgent = if row.non_deferrable { self.issued_entry(row)? } else { None };
                if let Some(why) = urgent.and_then(|entry| entry.non_deferrable) {
                    notes.urgent.push(format!(
                        "N. {}: operazione non differibile emessa ad autorizzazione scaduta, responsabile {}: {}.",
                        row.number, why.supervisor_name, why.reason
                    ));
                }
            }
            Line::Barred { number, position } => {
                if !notes.reasons.contains_key(position) {
                    notes.reasons.insert(*position, self.why_barred(*position)?);
                }
                let reason = notes.reasons[position].clone();
                notes.add(number, format!("sbarrato: {reason}"));
            }
            Line::Reserved { number, purpose, live: true, .. } => {
                notes.add(number, format!("riservato: {purpose}"));
            }
            Line::Reserved { number, purpose, live: false, .. } => {
                notes.add(
                    number,
                    format!("riservato e non usato: {purpose}; il registro continua con un altro codice"),
                );
            }
            Line::Stray(written) => {
                let remark = match written.stray.remark.as_str() {
                    "" => String::new(),
                    remark => format!("; {remark}"),
                };
                notes.add(&written.stray.number, format!("{}{remark}", written_down(written)));
            }
            Line::Unreadable(_) | Line::Beyond(_) => {}
        }
        Ok(())
    }

    /// The reason in a record that barred numbers.
    fn why_barred(&self, position: u64) -> Result<String, DeskError> {
        let events = self.command_at(position)?.map(|(_, command)| command.events).unwrap_or_default();
        let reason = events.into_iter().find_map(|event| match event {
            Event::NumbersBarred { reason, .. } => Some(reason),
            _ => None,
        });
        Ok(reason.unwrap_or_else(|| "motivo non leggibile".to_owned()))
    }
}
