//! Confirmation by telephone: the caller reads from the sheet, and is told whether it agrees; never what stands here.

use std::net::IpAddr;

use chrono::NaiveDate;

use domain::centre::exchange::Conflict;
use domain::ids::check_code;
use domain::ids::id::EntryId;
use domain::ids::number::{Number, Series};
use domain::journal::event::Event;
use domain::register::entry::{PaperState, PaperStep};
use domain::register::stray::WrittenDown;
use domain::text::bilingual::Bilingual;
use domain::text::names;
use domain::time::moment::Moment;
use store::{self, NumberState};

use super::entries::Confirmation;
use super::unreadable::Unaccounted;
use crate::error::{DeskError, FieldProblem};
use crate::ledger::desk::Desk;

/// What a caller reads from the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOut {
    /// Number.
    pub number: String,
    /// Check code.
    pub check_code: String,
    /// Surname, if it was read.
    pub surname: Option<String>,
    /// Birth date, if it was read.
    pub birth_date: Option<NaiveDate>,
    /// Kind of paper, by the name of its form, if it was read.
    pub form: Option<String>,
}

impl ReadOut {
    /// What was heard only in part: to be asked for again, before anything is said of the paper. Fields: `number`,
    /// `check-code`.
    pub fn incomplete(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if self.number.parse::<Number>().is_err() {
            let told = Bilingual::new(
                "Numero incompleto: farlo rileggere tutto com’è sul foglio, per esempio EM01-2026-0000031.",
                "Incomplete number: have all of it read again as it stands on the sheet, such as EM01-2026-0000031.",
            );
            problems.push(FieldProblem::new("number", told));
        }
        let letters = self.check_code.chars().filter(|c| !c.is_whitespace() && *c != '-').count();
        if !matches!(letters, 8 | 16) {
            let told = Bilingual::new(
                "Codice di controllo incompleto: sono sedici lettere e cifre, otto sui fogli più vecchi.",
                "Incomplete check code: it has sixteen letters and digits, eight on older sheets.",
            );
            problems.push(FieldProblem::new("check-code", told));
        }
        problems
    }
}

/// Whether what was read besides number and code stands on the paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing was read, or nothing is known to compare it with.
    NotCompared,
    /// It does.
    Agrees,
    /// Something of it does not.
    Differs,
}

/// What may be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What number and check code tell.
    pub confirmation: Confirmation,
    /// Whether the rest agrees.
    pub content: Content,
    /// The entry, for whoever is signed in.
    pub entry: Option<EntryId>,
}

/// Whom a paper is about.
struct About {
    surname: String,
    birth_date: Option<NaiveDate>,
    form: Option<String>,
    entry: Option<EntryId>,
}

impl Desk {
    /// What may be answered to a caller; the seconds to wait, if this address asks too often.
    pub fn read_out(&self, source: Option<IpAddr>, read: &ReadOut) -> Result<Heard, u32> {
        if let Some(s) = source.and_then(|source| self.callers.ask(source, self.premises.clock.monotonic())) {
            return Err(s);
        }
        let (confirmation, about) = self.looked_up(&read.number, &read.check_code);
        Ok(Heard {
            content: about.as_ref().map_or(Content::NotCompared, |about| about.compared(read)),
            entry: about.and_then(|about| about.entry),
            confirmation,
        })
    }

    /// What number and check code alone tell. What cannot be read is never said not to be known.
    pub fn confirm_by_telephone(&self, number: &str, check_code: &str) -> Confirmation {
        self.looked_up(number, check_code).0
    }

    fn looked_up(&self, number: &str, check_code: &str) -> (Confirmation, Option<About>) {
        self.confirmed(number, check_code).unwrap_or_else(|error| {
            tracing::error!(%error, "a number could not be looked up");
            (Confirmation::Unreadable, None)
        })
    }

    fn confirmed(&self, number: &str, check_code: &str) -> Result<(Confirmation, Option<About>), DeskError> {
        let unknown = (Confirmation::Unknown, None);
        let Ok(number) = number.parse::<Number>() else { return Ok(unknown) };
        let Some(typed) = check_code::normalise(check_code) else { return Ok(unknown) };
        if number.key().series != Series::P {
            return Ok(unknown);
        }
        let id = match self.store()?.number(&number).map_err(DeskError::store)? {
            Some(NumberState::Issued(id)) => id,
            Some(NumberState::Barred { .. }) => return Ok(unknown),
            None => return self.not_issued(&number, &typed),
        };
        let row = self.row(id)?;
        if check_code::normalise(&row.check_code) != Some(typed) {
            return Ok(unknown);
        }
        Ok((self.stands(&row)?, Some(About::entry(&row))))
    }

    fn not_issued(&self, number: &Number, typed: &str) -> Result<(Confirmation, Option<About>), DeskError> {
        if let Some(written) = self.head().strays.standing(number) {
            let told = from_sheet(written, typed);
            let known = matches!(told, Confirmation::WrittenDown { .. });
            return Ok((told, known.then(|| About::sheet(written))));
        }
        let told = match self.unaccounted(number)? {
            Unaccounted::NotGiven => Confirmation::Unknown,
            Unaccounted::Unreadable => Confirmation::Unreadable,
            Unaccounted::Beyond(until) => Confirmation::NotKnownHere { until },
        };
        Ok((told, None))
    }

    /// How a paper stands whose number and code are right.
    fn stands(&self, row: &store::EntryRow) -> Result<Confirmation, DeskError> {
        if matches!(row.state, PaperState::Annulled { .. }) {
            return Ok(Confirmation::Annulled { since: self.annulled_at(row)? });
        }
        let conflicts = || row.recovery.conflicts();
        // Its record may still be on its way.
        if let Some(decision) = conflicts().find(|one| one.annuls()).and_then(|one| one.decision.as_ref()) {
            return Ok(Confirmation::Annulled { since: decision.at });
        }
        let (title, issued) = (row.title.clone(), row.issued.day());
        Ok(if conflicts().any(Conflict::replaces) {
            Confirmation::ToBeReplaced { title, issued }
        } else if conflicts().any(Conflict::disputes) {
            Confirmation::InDispute { title, issued }
        } else {
            Confirmation::Genuine { title, issued }
        })
    }

    /// When a paper was annulled, by the record that did it.
    fn annulled_at(&self, row: &store::EntryRow) -> Result<Moment, DeskError> {
        for position in &row.records {
            if let Some((at, command)) = self.command_at(*position)?
                && command.events.iter().any(|event| {
                    matches!(event, Event::PaperStepped { entry, step: PaperStep::Annulled { .. } } if *entry == row.id)
                })
            {
                return Ok(at);
            }
        }
        Ok(row.issued)
    }
}

impl About {
    fn entry(row: &store::EntryRow) -> Self {
        Self {
            surname: row.subject.surname.clone(),
            birth_date: row.subject.birth_date,
            form: row.form.as_ref().map(|form| form.id.clone()),
            entry: Some(row.id),
        }
    }

    fn sheet(written: &WrittenDown) -> Self {
        let born = written.stray.birth_date.map(String::from).and_then(|text| text.parse().ok());
        Self { surname: written.stray.surname.clone(), birth_date: born, form: None, entry: None }
    }

    /// Compares what was read with what is known; what is not known here is not compared.
    fn compared(&self, read: &ReadOut) -> Content {
        let surname = read.surname.as_ref().filter(|_| !self.surname.is_empty());
        let surname = surname.map(|read| names::words(read) == names::words(&self.surname));
        let born = read.birth_date.zip(self.birth_date).map(|(read, here)| read == here);
        // Several certificates on one sheet are each of their kinds.
        let form = read.form.as_ref().zip(self.form.as_ref());
        let form = form.map(|(read, here)| here.split('+').any(|part| part == read));
        match [surname, born, form].into_iter().flatten().reduce(|all, one| all && one) {
            None => Content::NotCompared,
            Some(true) => Content::Agrees,
            Some(false) => Content::Differs,
        }
    }
}

/// What may be told of a paper that is known from its sheet alone.
fn from_sheet(written: &WrittenDown, typed: &str) -> Confirmation {
    let (stray, at) = (&written.stray, written.at);
    if !stray.check_code.is_empty() && stray.check_code == typed {
        Confirmation::WrittenDown { title: stray.title.clone(), issued: stray.issued, at }
    } else {
        Confirmation::WrittenOtherwise { at }
    }
}
