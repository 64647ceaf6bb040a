//! What is wrong with a delivery, counted by reason: fourteen thousand rows with one fault are told in one line.

use domain::text::bilingual::Bilingual;

use super::column::Column;

/// More kinds of faults than anybody reads.
const KINDS: usize = 60;

/// One fault, and how many rows have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Column, where it is about one.
    pub column: Option<Column>,
    /// What is wrong.
    pub told: Bilingual,
    /// Rows that have it.
    pub rows: u64,
    /// The first line of the file that has it.
    pub first_line: u64,
    /// Whether rows are left out for it.
    pub left_out: bool,
}

/// Faults as they are met.
#[derive(Debug, Default)]
pub(super) struct Reasons(Vec<Reason>);

impl Reasons {
    pub(super) fn count(&mut self, line: u64, column: Option<Column>, told: Bilingual, left_out: bool) {
        let same = |one: &&mut Reason| one.column == column && one.left_out == left_out && one.told == told;
        if let Some(reason) = self.0.iter_mut().find(same) {
            reason.rows += 1;
        } else if self.0.len() < KINDS {
            self.0.push(Reason { column, told, rows: 1, first_line: line, left_out });
        }
    }

    /// Those for which rows are left out first, the commonest before others.
    pub(super) fn commonest_first(mut self) -> Vec<Reason> {
        self.0.sort_by_key(|one| (!one.left_out, std::cmp::Reverse(one.rows), one.first_line));
        self.0
    }
}

impl Reason {
    /// `data_nascita: Data: gg/mm/aaaa. (14.233 righe, la prima è la 2)`
    pub fn counted(&self) -> Bilingual {
        let column = self.column.map(|column| format!("«{}»: ", column.header())).unwrap_or_default();
        let (rows, first) = (self.rows, self.first_line);
        let (it, en) = if rows == 1 {
            (format!("riga {first}"), format!("line {first}"))
        } else {
            (
                format!("{rows} righe, la prima è la {first}"),
                format!("{rows} rows, the first is line {first}"),
            )
        };
        Bilingual::new(format!("{column}{} ({it})", self.told.it), format!("{column}{} ({en})", self.told.en))
    }
}
