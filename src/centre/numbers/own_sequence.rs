//! The own sequence of each ordinary register: from where it goes on, and numbers for entries that waited while it stood still.

use crate::error::CentreError;
use crate::ledger::epoch::Epoch;
use crate::ledger::hub::Hub;
use domain::ids::id::EntryId;
use domain::ids::number::{Number, Series};
use store::centre::row::{CentreQuery, Numbering};
use store::centre::told::SequenceRow;

/// Entries numbered at once.
const PAGE: usize = 500;
/// The largest number a sequence may be set to: seven digits, as the exchange between offices has them.
const LARGEST: u64 = 9_999_999;

impl Hub {
    /// Gives their numbers to entries that waited while numbers were held back, in the order they came. Nothing, while they
    /// still are or the protocol office gives them.
    pub(crate) fn number_waiting(&self, epoch: &Epoch) -> Result<(), CentreError> {
        if epoch.holds_back() || self.numbering()? != Numbering::Own {
            return Ok(());
        }
        // More may have come by then.
        while self.counts()?.unnumbered > 0 {
            let (waiting, now) = (self.unnumbered()?, self.now());
            let mut given = 0;
            for some in waiting.chunks(PAGE) {
                given += self.store.number_own(some, now.year(), now.day())?;
                let ids: Vec<EntryId> = some.iter().map(|(id, _)| *id).collect();
                self.told_otherwise(epoch, &ids)?;
            }
            if given == 0 {
                break;
            }
        }
        Ok(())
    }

    /// Those that wait, in the order they came, each with its register.
    fn unnumbered(&self) -> Result<Vec<(EntryId, String)>, CentreError> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let query = CentreQuery { unnumbered: true, after, limit: PAGE, ..CentreQuery::default() };
            let page = self.store.entries(&query)?;
            after = page.last().map(|entry| entry.id);
            let full = page.len() == PAGE;
            all.extend(page.into_iter().map(|entry| {
                let series = Number::try_from(entry.number).map_or(Series::P, |number| number.key().series);
                (entry.id, self.register_of(series).to_owned())
            }));
            if !full {
                break;
            }
        }
        // They are asked for from the newest on.
        all.reverse();
        Ok(all)
    }

    /// Where the own sequences of this year stand: one for each register numbers are given in.
    pub fn sequences(&self) -> Result<Vec<SequenceRow>, CentreError> {
        let (year, kept) = (self.now().year(), self.store.sequences()?);
        let stands = |register: &str| {
            let row = kept.iter().find(|row| row.register == register && row.year == year);
            row.cloned().unwrap_or(SequenceRow { register: register.to_owned(), year, next: 1 })
        };
        Ok([Series::P, Series::S].map(|series| stands(self.register_of(series))).to_vec())
    }

    /// The own sequence of a register goes on from a number that a person knows: never back. Field: `next`, or
    /// `next-sc` for acts of civil status.
    pub fn go_on_from(&self, register: &str, next: &str) -> Result<(), CentreError> {
        let sequences = self.sequences()?;
        let row = sequences.iter().find(|row| row.register == register).ok_or(CentreError::NotFound)?;
        let typed = next.trim().parse::<u64>().ok().filter(|next| (row.next..=LARGEST).contains(next));
        let Some(next) = typed else {
            let (from, register) = (row.next, &row.register);
            return Err(CentreError::field(
                next_field(register == self.register()),
                &format!(
                    "Scrivere il prossimo numero di {register}: una cifra intera da {from} a {LARGEST}. Indietro non si torna: quei numeri sono già dati."
                ),
                &format!(
                    "Write the next number of {register}: a whole number from {from} to {LARGEST}. It never goes back: those numbers are given."
                ),
            ));
        };
        Ok(self.store.go_on_from(register, row.year, next)?)
    }
}

/// The field that a register's next number is typed in: of the centre's own register, or of acts of civil status.
pub fn next_field(own: bool) -> &'static str {
    if own { "next" } else { "next-sc" }
}
