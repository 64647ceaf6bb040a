//! Which line of a file a record begins on. The reader of CSV takes the second half of a line's end (`\r\n`) for the beginning of
//! the next record, so it counts one line too few.

use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;

/// Where lines end, as far as the file was read.
#[derive(Clone, Debug, Default)]
pub(super) struct LineEnds(Rc<RefCell<Vec<u64>>>);

/// A file that is read, its lines' ends noted.
pub(super) struct Noted<R> {
    inner: R,
    at: u64,
    ends: LineEnds,
}

impl LineEnds {
    /// Notes them while `inner` is read.
    pub(super) fn of<R: Read>(&self, inner: R) -> Noted<R> {
        Noted { inner, at: 0, ends: self.clone() }
    }

    /// The line of a record, from 1.
    pub(super) fn line(&self, record: &csv::ByteRecord) -> u64 {
        let Some(mut start) = record.position().map(csv::Position::byte) else { return 0 };
        let ends = self.0.borrow();
        let mut before = ends.partition_point(|end| *end < start);
        while ends.get(before) == Some(&start) {
            (before, start) = (before + 1, start + 1);
        }
        before as u64 + 1
    }
}

impl<R: Read> Read for Noted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        let ends = buffer[..read].iter().zip(self.at..).filter(|(byte, _)| **byte == b'\n').map(|(_, at)| at);
        self.ends.0.borrow_mut().extend(ends);
        self.at += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_those_of_the_file_whatever_ends_them() {
        for end in ["\n", "\r\n"] {
            let text = ["a;b", "1;2", "\"x\ny\";3", "4;5", "6;7"].join(end);
            let ends = LineEnds::default();
            let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(ends.of(text.as_bytes()));
            let lines: Vec<u64> = reader.byte_records().map(|record| ends.line(&record.unwrap())).collect();
            assert_eq!(lines, [2, 3, 5, 6], "{end:?}");
        }
    }
}
