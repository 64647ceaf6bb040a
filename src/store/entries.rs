//! Questions about entries.

use std::ops::RangeInclusive;

use sled::Tree;

use crate::domain::entry::{PaperState, Subject, UseCode};
use crate::domain::id::EntryId;

use super::changes::{Changes, read_row};
use super::error::StoreError;
use super::life::Store;
use super::names;
use super::place::{self, Slot};
use super::project::{TAX_CODE, WORD, slots_of_day, span};
use super::row::{EntryPage, EntryQuery, EntryRow, StateKind};

impl Store {
    /// One entry.
    pub fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError> {
        self.ask(|rows| match rows.raw(&place::by_id(id.uuid()))?.as_deref().and_then(Slot::ending) {
            Some(slot) => rows.row(&place::entry(slot)),
            None => Ok(None),
        })
    }

    /// Entries, newest first.
    pub fn entries(&self, query: &EntryQuery) -> Result<EntryPage, StoreError> {
        self.ask(|rows| {
            let search = Search::new(query);
            let Some(range) = search.range(rows)? else {
                return Ok(EntryPage { rows: Vec::new(), next: None });
            };
            match search.narrowed(rows, &range)? {
                Some(slots) => search.page(slots.into_iter().rev().map(|slot| fetch(rows, slot))),
                None => search.page(newest_first(rows, &range)),
            }
        })
    }

    /// All entries whose paper is in doubt, oldest first.
    pub fn doubts(&self) -> Result<Vec<EntryRow>, StoreError> {
        self.ask(|rows| {
            let mut slots = Vec::new();
            for state in IN_DOUBT {
                slots.extend(listed(rows.tree(), &place::states(state), &EVERYTHING)?);
            }
            slots.sort_unstable();
            slots.into_iter().map(|slot| fetch(rows, slot)).collect()
        })
    }

    /// How many papers are in doubt.
    pub fn doubts_count(&self) -> Result<u64, StoreError> {
        self.ask(|rows| {
            IN_DOUBT.iter().try_fold(0, |count, state| {
                Ok(count + listed(rows.tree(), &place::states(*state), &EVERYTHING)?.len() as u64)
            })
        })
    }

    /// Entries not annulled about the same person (same tax code, or same name and birth date) made from the same form
    /// for the same use, newest first.
    pub fn repeats(
        &self,
        subject: &Subject,
        form: &str,
        use_code: Option<UseCode>,
    ) -> Result<Vec<EntryRow>, StoreError> {
        self.ask(|rows| {
            let mut slots = named(rows, &names::of_subject(subject), &EVERYTHING)?.unwrap_or_default();
            if let Some(code) = subject.tax_code.as_deref().and_then(names::tax_code) {
                slots.extend(with_tax_code(rows, &code, &EVERYTHING)?);
            }
            slots.sort_unstable();
            slots.dedup();
            let mut found = Vec::new();
            for slot in slots.into_iter().rev() {
                let row = fetch(rows, slot)?;
                let of_form = row.form.as_ref().is_some_and(|of| of.id == form) && row.use_code == use_code;
                let stands = !matches!(row.state, PaperState::Annulled { .. });
                if of_form && stands && names::same_person(&row.subject, subject) {
                    found.push(row);
                }
            }
            Ok(found)
        })
    }
}

const IN_DOUBT: [StateKind; 2] = [StateKind::Issued, StateKind::PrintSent];

const EVERYTHING: RangeInclusive<Slot> = Slot(0)..=Slot(u64::MAX);

fn fetch(rows: &Changes, slot: Slot) -> Result<EntryRow, StoreError> {
    rows.row(&place::entry(slot))?.ok_or(StoreError::Damaged("an entry is missing"))
}

/// The slots of a list that lie in `range`, oldest first.
fn listed(tree: &Tree, list: &[u8], range: &RangeInclusive<Slot>) -> Result<Vec<Slot>, StoreError> {
    let ends = place::listed(list.to_vec(), *range.start())..=place::listed(list.to_vec(), *range.end());
    tree.range(ends)
        .keys()
        .map(|key| Slot::ending(&key?).ok_or(StoreError::Damaged("a key is cut")))
        .collect()
}

fn newest_first(
    rows: &Changes,
    range: &RangeInclusive<Slot>,
) -> impl Iterator<Item = Result<EntryRow, StoreError>> {
    let ends = place::entry(*range.start())..=place::entry(*range.end());
    rows.tree().range(ends).rev().map(|item| {
        let (key, head) = item?;
        read_row(&rows.opened(&key, &head)?)
    })
}

/// Slots of entries whose subject may bear a name with all these words; `None` if there is nothing to look up.
fn named(
    rows: &Changes,
    words: &[String],
    range: &RangeInclusive<Slot>,
) -> Result<Option<Vec<Slot>>, StoreError> {
    let mut found: Option<Vec<Slot>> = None;
    for word in words {
        let blind = rows.seals().blind(WORD, names::beginning(word).as_bytes());
        let slots = listed(rows.tree(), &place::word(blind), range)?;
        found = Some(both(found, slots));
    }
    Ok(found)
}

fn with_tax_code(rows: &Changes, code: &str, range: &RangeInclusive<Slot>) -> Result<Vec<Slot>, StoreError> {
    listed(rows.tree(), &place::tax_code(rows.seals().blind(TAX_CODE, code.as_bytes())), range)
}

/// What is in both sorted lists; the second if there is no first.
fn both(first: Option<Vec<Slot>>, second: Vec<Slot>) -> Vec<Slot> {
    match first {
        None => second,
        Some(mut first) => {
            first.retain(|slot| second.binary_search(slot).is_ok());
            first
        }
    }
}

/// A query, with what was typed folded once.
struct Search<'a> {
    query: &'a EntryQuery,
    words: Vec<String>,
    tax_code: Option<String>,
}

impl<'a> Search<'a> {
    fn new(query: &'a EntryQuery) -> Self {
        let words = query.name.as_deref().map(names::words).unwrap_or_default();
        let tax_code = query.tax_code.as_deref().and_then(names::tax_code);
        Self { query, words, tax_code }
    }

    /// The slots among which to look; `None` if there can be none.
    fn range(&self, rows: &Changes) -> Result<Option<RangeInclusive<Slot>>, StoreError> {
        let mut first = Slot(0);
        let mut last = match self.query.before {
            Some(0) => return Ok(None),
            Some(before) => Slot(before - 1),
            None => Slot(u64::MAX),
        };
        let mut spans = Vec::new();
        if let Some(day) = self.query.day {
            spans.push(slots_of_day(rows, day)?);
        }
        if let Some(outage) = self.query.outage {
            spans.push(rows.raw(&place::span(outage.uuid()))?.as_deref().and_then(span));
        }
        for found in spans {
            let Some((from, until)) = found else {
                return Ok(None);
            };
            first = first.max(from);
            last = last.min(until);
        }
        Ok((first <= last).then_some(first..=last))
    }

    /// The slots in `range` that lists leave over, oldest first; `None` if no list helps.
    fn narrowed(
        &self,
        rows: &Changes,
        range: &RangeInclusive<Slot>,
    ) -> Result<Option<Vec<Slot>>, StoreError> {
        let long: Vec<String> = self.words.iter().filter(|word| names::narrows(word)).cloned().collect();
        let mut found = named(rows, &long, range)?;
        if let Some(code) = &self.tax_code {
            found = Some(both(found, with_tax_code(rows, code, range)?));
        }
        if let Some(state) = self.query.state.filter(|state| *state != StateKind::HandedOver) {
            found = Some(both(found, listed(rows.tree(), &place::states(state), range)?));
        }
        Ok(found)
    }

    fn fits(&self, row: &EntryRow) -> bool {
        let query = self.query;
        query.day.is_none_or(|day| row.issued.day() == day)
            && query.state.is_none_or(|state| StateKind::from(&row.state) == state)
            && query.outage.is_none_or(|outage| row.outage == outage)
            && query.series.is_none_or(|series| row.number.key().series == series)
            && names::fits(&row.subject, &self.words)
            && self.tax_code.as_ref().is_none_or(|code| {
                row.subject.tax_code.as_deref().and_then(names::tax_code).as_ref() == Some(code)
            })
    }

    fn page(
        &self,
        candidates: impl Iterator<Item = Result<EntryRow, StoreError>>,
    ) -> Result<EntryPage, StoreError> {
        let mut rows: Vec<EntryRow> = Vec::new();
        for row in candidates {
            let row = row?;
            if !self.fits(&row) {
                continue;
            }
            if self.query.limit > 0 && rows.len() == self.query.limit {
                let next = rows.last().map(|row| row.cursor);
                return Ok(EntryPage { rows, next });
            }
            rows.push(row);
        }
        Ok(EntryPage { rows, next: None })
    }
}
