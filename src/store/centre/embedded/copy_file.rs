//! The rows of a second copy in one file. All numbers are big-endian.
//!
//! ```text
//! magic               "SPORTELLO CENTRE COPY 1\n"
//! i64  u64  16 bytes  when (milliseconds since 1970), how many writes there were, what the rows come to
//! per row             u32 length of the key, u32 length of the value, key, value
//! u32                 0xFFFFFFFF
//! u64  32 bytes       how many rows; SHA-256 of everything before it
//! ```

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::still::Row;
use super::sum::Sum;
use disk::DiskFile;

const MAGIC: &[u8; 24] = b"SPORTELLO CENTRE COPY 1\n";
/// In the place of a key's length: no more rows.
const END: u32 = u32::MAX;
/// No key or value is longer: longer ones are kept in pieces.
const LONGEST: u32 = 64 * 1024;
/// Bytes written at a time.
const PIECE: usize = 256 * 1024;

/// What stands at the head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// When, in milliseconds since 1970.
    pub(super) at: i64,
    /// How many writes there were.
    pub(super) writes: u64,
    /// What the rows come to.
    pub(super) sum: Sum,
}

/// A file that is being written.
pub(super) struct Writer {
    file: Box<dyn DiskFile>,
    waiting: Vec<u8>,
    length: u64,
    hash: Sha256,
    rows: u64,
    sum: Sum,
}

impl Writer {
    pub(super) fn begin(file: Box<dyn DiskFile>, head: &Head) -> Self {
        let (waiting, sum) = (Vec::with_capacity(PIECE * 2), Sum::default());
        let mut writer = Self { file, waiting, length: 0, hash: Sha256::new(), rows: 0, sum };
        writer.waiting.extend_from_slice(MAGIC);
        writer.waiting.extend_from_slice(&head.at.to_be_bytes());
        writer.waiting.extend_from_slice(&head.writes.to_be_bytes());
        writer.waiting.extend_from_slice(&head.sum.to_bytes());
        writer
    }

    pub(super) fn put(&mut self, (key, value): &Row) -> io::Result<()> {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).ok().filter(|length| *length <= LONGEST);
        let (Some(keys), Some(values)) = (length(key), length(value)) else {
            return Err(io::ErrorKind::InvalidData.into());
        };
        for part in [&keys.to_be_bytes()[..], &values.to_be_bytes(), key, value] {
            self.waiting.extend_from_slice(part);
        }
        self.sum.toggle(key, value);
        self.rows += 1;
        if self.waiting.len() >= PIECE { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> io::Result<()> {
        self.hash.update(&self.waiting);
        self.file.write_at(self.length, &self.waiting)?;
        self.length += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    /// Ends the file durably. What its rows come to.
    pub(super) fn end(mut self) -> io::Result<Sum> {
        self.waiting.extend_from_slice(&END.to_be_bytes());
        self.waiting.extend_from_slice(&self.rows.to_be_bytes());
        self.write()?;
        let hash = std::mem::take(&mut self.hash).finalize();
        self.file.write_at(self.length, &hash)?;
        self.file.sync()?;
        Ok(self.sum)
    }
}

/// Reads a file row by row.
pub(super) struct Reader {
    from: BufReader<File>,
    hash: Sha256,
    rows: u64,
    pub(super) head: Head,
}

impl Reader {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let from = BufReader::with_capacity(PIECE, File::open(path)?);
        let head = Head { at: 0, writes: 0, sum: Sum::default() };
        let mut reader = Self { from, hash: Sha256::new(), rows: 0, head };
        if reader.array::<24>()? != *MAGIC {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let (at, writes) = (i64::from_be_bytes(reader.array()?), u64::from_be_bytes(reader.array()?));
        reader.head = Head { at, writes, sum: Sum::from_bytes(reader.array()?) };
        Ok(reader)
    }

    /// The next row; none at an end that is as it was written.
    pub(super) fn next(&mut self) -> io::Result<Option<Row>> {
        let keys = u32::from_be_bytes(self.array()?);
        if keys == END {
            return self.ends_well().map(|()| None);
        }
        let values = u32::from_be_bytes(self.array()?);
        let row = (self.bytes(keys)?, self.bytes(values)?.into());
        self.rows += 1;
        Ok(Some(row))
    }

    fn ends_well(&mut self) -> io::Result<()> {
        let rows = u64::from_be_bytes(self.array()?);
        let hash = std::mem::take(&mut self.hash).finalize();
        let mut kept = [0; 32];
        self.from.read_exact(&mut kept)?;
        let over = self.from.read(&mut [0])? > 0;
        if rows != self.rows || over || hash.as_slice() != kept.as_slice() {
            return Err(io::ErrorKind::InvalidData.into());
        }
        Ok(())
    }

    fn bytes(&mut self, length: u32) -> io::Result<Vec<u8>> {
        if length > LONGEST {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut bytes = vec![0; length as usize];
        self.from.read_exact(&mut bytes)?;
        self.hash.update(&bytes);
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.from.read_exact(&mut bytes)?;
        self.hash.update(bytes);
        Ok(bytes)
    }
}

/// Reads a whole file: its head, if every byte is as it was written and the rows come to what it says.
pub(super) fn verified(path: &Path) -> io::Result<Head> {
    let mut reader = Reader::open(path)?;
    let mut sum = Sum::default();
    while let Some((key, value)) = reader.next()? {
        sum.toggle(&key, &value);
    }
    if sum == reader.head.sum { Ok(reader.head) } else { Err(io::ErrorKind::InvalidData.into()) }
}
