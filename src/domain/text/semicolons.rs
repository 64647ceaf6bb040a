//! CSV as offices exchange it: UTF-8, cells parted by semicolons, quoted as RFC 4180 says.

/// Programs take a file for UTF-8 only with this mark at its beginning.
pub const MARK: char = '\u{feff}';

/// What a spreadsheet would take for the beginning of a formula.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Appends one row. A cell that a spreadsheet would take for a formula is told from one by an apostrophe before it.
pub fn push_row<'a>(csv: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (index, cell) in cells.into_iter().enumerate() {
        if index > 0 {
            csv.push(';');
        }
        let guard = if cell.starts_with(FORMULA) { "'" } else { "" };
        if cell.contains([';', '"', '\n', '\r']) {
            csv.push('"');
            csv.push_str(guard);
            csv.push_str(&cell.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(guard);
            csv.push_str(cell);
        }
    }
    csv.push_str("\r\n");
}

/// A row and the line of the file it begins on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// From 1.
    pub line: usize,
    /// Its cells, without the apostrophe of [`push_row`].
    pub cells: Vec<String>,
}

/// Reads rows; empty lines are none. Never fails: a quote that does not end takes the rest of the text.
pub fn rows(text: &str) -> Vec<Row> {
    rows_parted(text, ';')
}

/// The same where another sign parts the cells.
pub fn rows_parted(text: &str, separator: char) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut chars = text.strip_prefix(MARK).unwrap_or(text).chars().peekable();
    let (mut line, mut begun) = (1, 1);
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() => quoted = true,
            c if c == separator && !quoted => cells.push(unguarded(&std::mem::take(&mut cell))),
            '\r' if !quoted && chars.peek() == Some(&'\n') => {}
            '\n' if !quoted => {
                line += 1;
                cells.push(unguarded(&std::mem::take(&mut cell)));
                keep(&mut rows, begun, std::mem::take(&mut cells));
                begun = line;
            }
            c => {
                line += usize::from(c == '\n');
                cell.push(c);
            }
        }
    }
    cells.push(unguarded(&cell));
    keep(&mut rows, begun, cells);
    rows
}

fn keep(rows: &mut Vec<Row>, line: usize, cells: Vec<String>) {
    if cells.len() > 1 || !cells[0].is_empty() {
        rows.push(Row { line, cells });
    }
}

fn unguarded(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_cell_is_quoted_where_it_must_be_and_is_never_a_formula() {
        for (cell, written) in [
            ("Rossi", "Rossi\r\n"),
            ("a;b", "\"a;b\"\r\n"),
            ("a\"b", "\"a\"\"b\"\r\n"),
            ("=1+1", "'=1+1\r\n"),
            ("-a;b", "\"'-a;b\"\r\n"),
        ] {
            let mut csv = String::new();
            push_row(&mut csv, [cell]);
            assert_eq!(csv, written);
        }
    }

    #[test]
    fn rows_know_their_lines_and_take_the_ends_of_other_systems() {
        let read = rows("\u{feff}a;b\r\n\r\n\"c\nd\";e\nf;\"g");
        let told: Vec<(usize, Vec<&str>)> =
            read.iter().map(|row| (row.line, row.cells.iter().map(String::as_str).collect())).collect();
        assert_eq!(told, [(1, vec!["a", "b"]), (3, vec!["c\nd", "e"]), (5, vec!["f", "g"])]);
    }

    fn cell() -> impl Strategy<Value = String> {
        "[a-zà\"';=+@\\-\t\r\n ]{0,8}"
            .prop_filter("an apostrophe of our own is not told from theirs", |cell| {
                !cell.strip_prefix('\'').is_some_and(|rest| rest.starts_with(FORMULA))
            })
    }

    proptest! {
        #[test]
        fn whatever_was_written_reads_back(table in prop::collection::vec(prop::collection::vec(cell(), 2..5), 0..5)) {
            let mut csv = String::from(MARK);
            for row in &table {
                push_row(&mut csv, row.iter().map(String::as_str));
            }
            let read: Vec<Vec<String>> = rows(&csv).into_iter().map(|row| row.cells).collect();
            prop_assert_eq!(read, table);
        }

        #[test]
        fn any_text_is_read(text in "\\PC{0,200}") {
            let _ = rows(&text);
        }
    }
}
