//! Lines → records (RFC 4180), so that no quote swallows what stands behind it: one that is never closed is a sign like others.

use std::borrow::Cow;

/// Lines a cell between quotes may go over.
const LINES: usize = 20;
/// From so many columns on, a line inside a cell that would be a row of its own is one.
const TOLD_APART: usize = 4;

/// One record.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// The line it begins on, from 1.
    pub(super) line: u64,
    /// Its values, as bytes.
    pub(super) fields: Vec<Cow<'a, [u8]>>,
    /// Whether a quote in it was no more than a sign.
    pub(super) stray_quote: bool,
    /// Further lines it goes over, inside a cell.
    pub(super) more_lines: u64,
}

/// The records of a file, one after the other. Empty lines are none.
#[derive(Debug)]
pub(super) struct Records<'a> {
    rest: &'a [u8],
    separator: u8,
    line: u64,
    columns: usize,
}

/// Fields read from the beginning of a text, how long they are with the line's end, and how many lines.
struct Taken<'a> {
    fields: Vec<Cow<'a, [u8]>>,
    length: usize,
    more_lines: u64,
    stray_quote: bool,
}

impl<'a> Records<'a> {
    /// Of a whole file.
    pub(super) fn new(file: &'a [u8], separator: u8) -> Self {
        let rest = file.strip_prefix(b"\xef\xbb\xbf").unwrap_or(file);
        Self { rest, separator, line: 1, columns: 0 }
    }

    /// A value that begins with a quote, closed before a separator or a line's end; what is behind the closing quote.
    fn quoted<'t>(&self, text: &'t [u8], within: usize) -> Option<(Cow<'t, [u8]>, usize)> {
        let mut value = Vec::new();
        let mut at = 1;
        loop {
            let quote = at + text.get(at..within)?.iter().position(|byte| *byte == b'"')?;
            value.extend_from_slice(&text[at..quote]);
            match text.get(quote + 1) {
                Some(b'"') => {
                    value.push(b'"');
                    at = quote + 2;
                }
                Some(next) if *next != self.separator && !matches!(next, b'\n' | b'\r') => return None,
                _ => return Some((Cow::Owned(value), quote + 1)),
            }
        }
    }

    /// A record; a cell between quotes may go on until `within`. `None` where a quote is not closed there and `strict`.
    fn taken(&self, within: usize, strict: bool) -> Option<Taken<'a>> {
        let text = self.rest;
        let (mut fields, mut at, mut stray_quote) = (Vec::new(), 0, false);
        loop {
            let closed = if text.get(at) == Some(&b'"') {
                let found = self.quoted(&text[at..], within.saturating_sub(at));
                stray_quote |= found.is_none();
                found
            } else {
                None
            };
            match closed {
                Some((value, length)) => {
                    fields.push(value);
                    at += length;
                }
                None if strict && stray_quote => return None,
                None => {
                    let ends = |byte: &u8| *byte == self.separator || matches!(byte, b'\n' | b'\r');
                    let end = text[at..].iter().position(ends).map_or(text.len(), |end| at + end);
                    fields.push(Cow::Borrowed(&text[at..end]));
                    at = end;
                }
            }
            if text.get(at) == Some(&self.separator) {
                at += 1;
                continue;
            }
            let length = at + end_of_line(&text[at..]);
            let more_lines = lines(&text[..at]);
            return Some(Taken { fields, length, more_lines, stray_quote });
        }
    }

    /// The record over several lines, where it is one: as long as a row is, and none of its lines would be one.
    fn over_lines(&self) -> Option<Taken<'a>> {
        let mut within = 0;
        for _ in 0..LINES {
            within += line(&self.rest[within..]).1;
        }
        let taken = self.taken(within, true).filter(|taken| taken.more_lines > 0)?;
        let fits = self.columns == 0 || taken.fields.len() == self.columns;
        let mut rest = &self.rest[..taken.length];
        let mut inner = std::iter::from_fn(|| {
            let (one, length) = line(rest);
            rest = &rest[length..];
            (length > 0).then_some(one)
        });
        let is_row = |one: &[u8]| one.split(|byte| *byte == self.separator).count() >= self.columns;
        let rows = self.columns >= TOLD_APART && inner.any(is_row);
        (fits && !rows).then_some(taken)
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        loop {
            let (first, length) = line(self.rest);
            if length == 0 {
                return None;
            }
            if first.is_empty() {
                (self.rest, self.line) = (&self.rest[length..], self.line + 1);
                continue;
            }
            let whole = self.taken(first.len(), true).or_else(|| self.over_lines());
            let taken = whole.or_else(|| self.taken(first.len(), false))?;
            let record = Record {
                line: self.line,
                fields: taken.fields,
                stray_quote: taken.stray_quote,
                more_lines: taken.more_lines,
            };
            self.rest = &self.rest[taken.length..];
            self.line += 1 + taken.more_lines;
            if self.columns == 0 {
                self.columns = record.fields.len();
            }
            return Some(record);
        }
    }
}

/// How long the end of a line is that begins here.
fn end_of_line(text: &[u8]) -> usize {
    match text {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// The first line, without its end and how long it is with it.
fn line(text: &[u8]) -> (&[u8], usize) {
    let end = text.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(text.len());
    (&text[..end], end + end_of_line(&text[end..]))
}

/// How many lines end in a text.
fn lines(text: &[u8]) -> u64 {
    let alone = |at: &usize| text[*at] == b'\n' || text.get(at + 1) != Some(&b'\n');
    (0..text.len()).filter(|at| matches!(text[*at], b'\n' | b'\r')).filter(alone).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>, bool)> {
        let fields = |record: &Record| {
            record.fields.iter().map(|one| String::from_utf8_lossy(one).into_owned()).collect()
        };
        Records::new(text.as_bytes(), b';').map(|one| (one.line, fields(&one), one.stray_quote)).collect()
    }

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a;b", "1;2", "\"x\ny\";3", "", "4;5", "6;7"].join(end);
            let text = text.replace("x\ny", &format!("x{end}y"));
            let lines: Vec<u64> = read(&text).into_iter().map(|one| one.0).collect();
            assert_eq!(lines, [1, 2, 3, 6, 7], "{end:?}");
        }
    }

    #[test]
    fn quotes_that_are_closed_hold_separators_lines_and_quotes() {
        let read = read("a;b\n\"x; \"\"y\"\"\";\"\"\n\"over\ntwo\";z\n");
        assert_eq!(read[1].1, ["x; \"y\"", ""]);
        assert_eq!(read[2].1, ["over\ntwo", "z"]);
        assert!(read.iter().all(|one| !one.2));
    }

    #[test]
    fn a_quote_that_is_never_closed_swallows_no_row() {
        for (first, value) in [
            ("1;2;\"IL POGGIO loc. 3;4", "\"IL POGGIO loc. 3"),
            ("1;2;\"VILLA\" ROSSA;4", "\"VILLA\" ROSSA"),
            ("1;2;\"Via Po; 3\";\"x", "Via Po; 3"),
        ] {
            for behind in ["5;6;7;8\n9;10;11;12", "5;6;\"7\";8\n9;10;\"11\";12", "5;6;7\";8\n9;10;11;\"12"] {
                let text = format!("a;b;c;d\n{first}\n{behind}\n");
                let read = read(&text);
                assert_eq!(read.len(), 4, "{text}");
                assert_eq!((read[1].1[2].as_str(), read[1].2), (value, true));
                assert_eq!(read[3].0, 4);
            }
        }
    }

    proptest! {
        #[test]
        fn no_byte_stands_in_two_records_and_every_line_is_read(bytes in proptest::collection::vec(
            prop_oneof![Just(b'"'), Just(b';'), Just(b'\n'), Just(b'\r'), any::<u8>()], 0..200)) {
            let records: Vec<Record> = Records::new(&bytes, b';').collect();
            let mut line = 0;
            for record in &records {
                prop_assert!(record.line > line);
                line = record.line + record.more_lines;
            }
        }

        #[test]
        fn whatever_is_written_by_the_rules_reads_the_same_again(rows in proptest::collection::vec(
            proptest::collection::vec("[a-z\";\n ]{0,8}", 3), 1..6)) {
            let quoted = |value: &String| format!("\"{}\"", value.replace('"', "\"\""));
            let text: String = rows.iter()
                .map(|row| row.iter().map(quoted).collect::<Vec<_>>().join(";") + "\n").collect();
            let read: Vec<Vec<String>> = read(&text).into_iter().map(|one| one.1).collect();
            prop_assert_eq!(read, rows);
        }
    }
}
