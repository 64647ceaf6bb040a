//! Where to look: rows by tax code, by the words of a name, by family. Fifty bytes a row, in sorted slices.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use domain::person::tax_code;
use domain::text::names::words;

/// Number of a row, from 0, in the order of the file.
pub(super) type Row = u32;

/// Rows under keys, sorted by key and then by row.
#[derive(Debug, Default)]
struct Postings {
    keys: Vec<u64>,
    rows: Vec<Row>,
}

impl Postings {
    fn sorted(mut pairs: Vec<(u64, Row)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        Self {
            keys: pairs.iter().map(|pair| pair.0).collect(),
            rows: pairs.iter().map(|pair| pair.1).collect(),
        }
    }

    /// The rows of the keys from `first` to `last`.
    fn of(&self, first: u64, last: u64) -> &[Row] {
        let from = self.keys.partition_point(|key| *key < first);
        let until = self.keys.partition_point(|key| *key <= last);
        &self.rows[from..until]
    }
}

/// The index of an extract.
#[derive(Debug, Default)]
pub(super) struct Index {
    codes: Postings,
    words: Postings,
    families: Postings,
    /// First row of each page.
    pages: Vec<Row>,
    rows: Row,
}

/// An index being made, page by page.
#[derive(Debug, Default)]
pub(super) struct Making {
    codes: Vec<(u64, Row)>,
    words: Vec<(u64, Row)>,
    families: Vec<(u64, Row)>,
    pages: Vec<Row>,
    rows: Row,
}

impl Making {
    /// Takes in the next page.
    pub(super) fn page(&mut self, text: &str) {
        self.pages.push(self.rows);
        for line in text.lines() {
            let mut values = line.split('\t');
            let mut next = || values.next().unwrap_or_default();
            let (code, surname, names, family) = (next(), next(), next(), next());
            if !code.is_empty() {
                self.codes.push((hash(&tax_code::base(code)), self.rows));
            }
            for word in words(surname).iter().chain(&words(names)) {
                self.words.push((beginning(word), self.rows));
            }
            if !family.is_empty() {
                self.families.push((hash(family), self.rows));
            }
            self.rows = self.rows.saturating_add(1);
        }
    }

    pub(super) fn finish(self) -> Index {
        Index {
            codes: Postings::sorted(self.codes),
            words: Postings::sorted(self.words),
            families: Postings::sorted(self.families),
            pages: self.pages,
            rows: self.rows,
        }
    }
}

impl Index {
    /// How many rows there are.
    pub(super) fn rows(&self) -> Row {
        self.rows
    }

    /// The page a row stands on, and its place there.
    pub(super) fn place(&self, row: Row) -> Option<(usize, usize)> {
        let page = self.pages.partition_point(|first| *first <= row).checked_sub(1)?;
        (row < self.rows).then(|| (page, (row - self.pages[page]) as usize))
    }

    /// Rows that may bear this tax code, in any of its omocodic forms.
    pub(super) fn with_code(&self, code: &str) -> Vec<Row> {
        let key = hash(&tax_code::base(code));
        self.codes.of(key, key).to_vec()
    }

    /// Rows that may be of this family.
    pub(super) fn of_family(&self, family: &str) -> Vec<Row> {
        let key = hash(family);
        self.families.of(key, key).to_vec()
    }

    /// Rows that may have, for each typed word, a word of the name that begins with it; in order.
    pub(super) fn named(&self, typed: &[String]) -> Vec<Row> {
        let long: Vec<&String> = typed.iter().filter(|word| word.chars().count() > 1).collect();
        let looked_up = if long.is_empty() { typed.iter().collect() } else { long };
        let mut lists: Vec<&[Row]> = looked_up
            .into_iter()
            .map(|word| {
                let (first, last) = span(word);
                self.words.of(first, last)
            })
            .collect();
        lists.sort_by_key(|list| list.len());
        let Some((shortest, others)) = lists.split_first() else { return Vec::new() };
        let mut rows = sorted(shortest);
        for other in others {
            let other = sorted(other);
            rows.retain(|row| other.binary_search(row).is_ok());
        }
        rows
    }
}

fn sorted(rows: &[Row]) -> Vec<Row> {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// The first eight bytes of a folded word: words sort as their beginnings do.
fn beginning(word: &str) -> u64 {
    span(word).0
}

/// The first and the last key of words that begin with this one.
fn span(word: &str) -> (u64, u64) {
    let (mut first, mut last) = ([0; 8], [0xff; 8]);
    let bytes = word.as_bytes();
    let length = bytes.len().min(8);
    first[..length].copy_from_slice(&bytes[..length]);
    last[..length].copy_from_slice(&bytes[..length]);
    (u64::from_be_bytes(first), u64::from_be_bytes(last))
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
