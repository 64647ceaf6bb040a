//! Questions about entries.

use std::ops::RangeInclusive;

use uuid::Uuid;

use crate::error::StoreError;
use domain::centre::recovery::Settlement;
use domain::form::entry_kind::UseCode;
use domain::ids::id::{EntryId, OutageId};
use domain::register::entry::{PaperState, Subject};

use super::changes::Changes;
use super::keys::{self, Slot};
use super::lists::{self, EVERYTHING, oldest_first};
use super::project::{TAX_CODE, WORD, list_of_kind, slots_of_day, span};
use super::rows::{Calls, EntryPage, EntryQuery, EntryRow, StateKind};
use super::store::Store;
use super::{entry_row, names};

impl Store {
    /// One entry.
    pub fn entry(&self, id: EntryId) -> Result<Option<EntryRow>, StoreError> {
        self.ask(|rows| rows.entry(id))
    }

    /// The entry at a place in lists ([`EntryRow::cursor`]).
    pub fn entry_at(&self, cursor: u64) -> Result<Option<EntryRow>, StoreError> {
        self.ask(|rows| rows.entry_at(Slot(cursor)))
    }

    /// Entries after a place in lists ([`EntryRow::cursor`]; 0 before the first), oldest first.
    pub fn entries_after(&self, cursor: u64, limit: usize) -> Result<Vec<EntryRow>, StoreError> {
        self.ask(|rows| {
            let [first, last] = [cursor.saturating_add(1), u64::MAX].map(|slot| keys::row(Slot(slot)));
            let row = |item: Result<(sled::IVec, sled::IVec), sled::Error>| {
                let (key, head) = item?;
                let slot = lists::slot_of_row(&key).ok_or(StoreError::Damaged("a key is cut"))?;
                entry_row::read(slot, &rows.opened(&key, &head)?)
            };
            rows.tree().range(first..=last).take(limit).map(row).collect()
        })
    }

    /// Entries, newest first.
    pub fn entries(&self, query: &EntryQuery) -> Result<EntryPage, StoreError> {
        self.ask(|rows| {
            let search = Search::new(query);
            let Some(range) = search.range(rows)? else {
                return Ok(EntryPage { rows: Vec::new(), next: None });
            };
            if let Some(slots) = search.narrowed(rows, &range)? {
                return search.page(slots.into_iter().rev().map(|slot| row_at(rows, slot)));
            }
            let ends = [range.start(), range.end()].map(|slot| keys::row(*slot));
            let [first, last] = ends;
            search.page(rows.tree().range(first..=last).rev().map(|item| {
                let (key, head) = item?;
                let slot = lists::slot_of_row(&key).ok_or(StoreError::Damaged("a key is cut"))?;
                entry_row::read(slot, &rows.opened(&key, &head)?)
            }))
        })
    }

    /// How many entries of an outage stand in a state that is listed: any but handed over, which is the rule.
    pub fn count_in(&self, state: StateKind, outage: OutageId) -> Result<u64, StoreError> {
        self.ask(|rows| {
            let span = rows.raw(&keys::span(outage.uuid()))?.as_deref().and_then(span);
            span.map_or(Ok(0), |(first, last)| {
                lists::count(rows.tree(), &keys::states(state), &(first..=last))
            })
        })
    }

    /// The entries made in one go, oldest first.
    pub fn basket(&self, id: Uuid) -> Result<Vec<EntryRow>, StoreError> {
        self.ask(|rows| {
            let slots = oldest_first(rows.tree(), &keys::basket(id), &EVERYTHING)?;
            slots.into_iter().map(|slot| row_at(rows, slot)).collect()
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
            let whole = rows.seals().blind(WORD, names::whole(subject).as_bytes());
            let mut slots = oldest_first(rows.tree(), &keys::word(whole), &EVERYTHING)?;
            if let Some(code) = subject.tax_code.as_deref().and_then(names::tax_code) {
                slots.extend(with_tax_code(rows, &code, &EVERYTHING)?);
            }
            slots.sort_unstable();
            slots.dedup();
            let mut found = Vec::new();
            for slot in slots.into_iter().rev() {
                let row = row_at(rows, slot)?;
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

/// Where a paper stands of which nobody has said whether it came out.
const IN_DOUBT: [StateKind; 2] = [StateKind::Issued, StateKind::PrintSent];

/// The row of an entry that a list names.
pub(super) fn row_at(rows: &Changes, slot: Slot) -> Result<EntryRow, StoreError> {
    rows.entry_at(slot)?.ok_or(StoreError::Damaged("an entry is missing"))
}

/// Entries whose subject may bear a name with all these words; `None` if there is nothing to look up.
fn named(
    rows: &Changes,
    words: &[String],
    range: &RangeInclusive<Slot>,
) -> Result<Option<Vec<Slot>>, StoreError> {
    let mut found: Option<Vec<Slot>> = None;
    for word in words {
        let blind = rows.seals().blind(WORD, names::beginning(word).as_bytes());
        let items = oldest_first(rows.tree(), &keys::word(blind), range)?;
        found = Some(both(found, items));
    }
    Ok(found)
}

fn with_tax_code(rows: &Changes, code: &str, range: &RangeInclusive<Slot>) -> Result<Vec<Slot>, StoreError> {
    oldest_first(rows.tree(), &keys::tax_code(rows.seals().blind(TAX_CODE, code.as_bytes())), range)
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
            spans.push(rows.raw(&keys::span(outage.uuid()))?.as_deref().and_then(span));
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

    /// The entries in `range` that lists leave over, oldest first; `None` if no list helps.
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
        if self.query.in_doubt {
            let mut slots = Vec::new();
            for state in IN_DOUBT {
                slots.extend(oldest_first(rows.tree(), &keys::states(state), range)?);
            }
            slots.sort_unstable();
            found = Some(both(found, slots));
        }
        if let Some(state) = self.query.state.filter(|state| *state != StateKind::HandedOver) {
            found = Some(both(found, oldest_first(rows.tree(), &keys::states(state), range)?));
        }
        if let Some(settlement) = self.query.settlement.filter(|one| *one != Settlement::Recovered) {
            found = Some(both(found, oldest_first(rows.tree(), &keys::settlements(settlement), range)?));
        }
        if let Some(list) = self.query.kind.and_then(list_of_kind) {
            found = Some(both(found, oldest_first(rows.tree(), &list, range)?));
        }
        if self.query.calls == Some(Calls::Due) {
            found = Some(both(found, oldest_first(rows.tree(), &keys::calls(), range)?));
        }
        Ok(found)
    }

    fn fits(&self, row: &EntryRow) -> bool {
        let query = self.query;
        query.day.is_none_or(|day| row.issued.day() == day)
            && query.state.is_none_or(|state| StateKind::from(&row.state) == state)
            && (!query.in_doubt || row.state.in_doubt())
            && query.kind.is_none_or(|kind| row.kind == kind)
            && query.calls.is_none_or(|calls| row.calls() == Some(calls))
            && query.outage.is_none_or(|outage| row.outage == outage)
            && query.settlement.is_none_or(|settlement| row.recovery.settlement() == settlement)
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
