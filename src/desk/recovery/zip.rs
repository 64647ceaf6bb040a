//! A ZIP file written as it comes (PKWARE APPNOTE 6.3: deflated entries, each followed by its data descriptor): everybody's
//! computer opens it.

use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// Writes files one after another, in bounded memory.
pub(super) struct Zip<'a> {
    out: &'a mut dyn Write,
    at: u64,
    directory: Vec<u8>,
    files: u16,
}

/// 01/01/1980, the day all files carry: when they were made stands in their content.
const DAY: u16 = 0x0021;
/// Sizes follow the content; names are UTF-8.
const FLAGS: u16 = 0x0808;
const VERSION: u16 = 20;
const DEFLATED: u16 = 8;

impl<'a> Zip<'a> {
    pub(super) fn new(out: &'a mut dyn Write) -> Self {
        Self { out, at: 0, directory: Vec::new(), files: 0 }
    }

    /// Adds a file that `fill` writes.
    pub(super) fn add<E: From<io::Error>>(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
    ) -> Result<(), E> {
        let at = u32::try_from(self.at).map_err(|_| too_large())?;
        let length = u16::try_from(name.len()).map_err(|_| too_large())?;
        let head = [VERSION, FLAGS, DEFLATED, 0, DAY].map(u16::to_le_bytes).concat();
        // Sum and sizes come after the content; extra field: none.
        let before: [&[u8]; 6] =
            [b"PK\x03\x04", &head, &[0; 12], &length.to_le_bytes(), &[0; 2], name.as_bytes()];
        self.put(&before.concat())?;
        let (crc, written) = deflated(&mut *self.out, fill)?;
        self.at += written;
        let size = u32::try_from(written).map_err(|_| too_large())?;
        let sums = [crc.sum(), size, crc.amount()].map(u32::to_le_bytes).concat();
        self.put(&[b"PK\x07\x08", sums.as_slice()].concat())?;
        let version = VERSION.to_le_bytes();
        // Extra field, comment, disk and attributes: none.
        let none = [0; 12];
        let row: [&[u8]; 8] = [
            b"PK\x01\x02",
            &version,
            &head,
            &sums,
            &length.to_le_bytes(),
            &none,
            &at.to_le_bytes(),
            name.as_bytes(),
        ];
        self.directory.extend_from_slice(&row.concat());
        self.files += 1;
        Ok(())
    }

    /// Writes the directory.
    pub(super) fn end(mut self) -> io::Result<()> {
        let size = u32::try_from(self.directory.len()).map_err(|_| too_large())?;
        let at = u32::try_from(self.at).map_err(|_| too_large())?;
        let directory = std::mem::take(&mut self.directory);
        self.put(&directory)?;
        let files = self.files.to_le_bytes();
        let end: [&[u8]; 6] =
            [b"PK\x05\x06\0\0\0\0", &files, &files, &size.to_le_bytes(), &at.to_le_bytes(), &[0, 0]];
        self.put(&end.concat())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

/// Writes what `fill` writes, deflated; its sum, and the bytes it came to.
fn deflated<E: From<io::Error>>(
    out: &mut dyn Write,
    fill: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(Crc, u64), E> {
    let counted = Counted { out, written: 0 };
    let mut content =
        Content { crc: Crc::new(), deflated: DeflateEncoder::new(counted, Compression::fast()) };
    fill(&mut content)?;
    Ok((content.crc, content.deflated.finish()?.written))
}

/// What goes into a file: summed up, then deflated.
struct Content<'a> {
    crc: Crc,
    deflated: DeflateEncoder<Counted<'a>>,
}

impl Write for Content<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.deflated.write_all(bytes)?;
        self.crc.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Counted<'a> {
    out: &'a mut dyn Write,
    written: u64,
}

impl Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn too_large() -> io::Error {
    io::Error::new(io::ErrorKind::FileTooLarge, "more than 4 GB")
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;
    use std::io::Read;

    use super::*;
    use proptest::prelude::*;

    fn word(bytes: &[u8], at: usize) -> usize {
        u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize
    }

    fn half(bytes: &[u8], at: usize) -> usize {
        usize::from(u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()))
    }

    /// The files of a ZIP, found by its directory; their sums are checked.
    pub fn unzipped(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
        let end = zip.len() - 22;
        assert_eq!(&zip[end..end + 4], b"PK\x05\x06");
        let mut at = word(zip, end + 16);
        let mut files = BTreeMap::new();
        for _ in 0..half(zip, end + 10) {
            assert_eq!(&zip[at..at + 4], b"PK\x01\x02");
            let (crc, size, length) = (word(zip, at + 16), word(zip, at + 20), word(zip, at + 24));
            let name = String::from_utf8(zip[at + 46..at + 46 + half(zip, at + 28)].to_vec()).unwrap();
            let local = word(zip, at + 42);
            assert_eq!(&zip[local..local + 4], b"PK\x03\x04");
            let begin = local + 30 + half(zip, local + 26);
            let mut content = Vec::new();
            flate2::read::DeflateDecoder::new(&zip[begin..begin + size]).read_to_end(&mut content).unwrap();
            let mut sum = Crc::new();
            sum.update(&content);
            assert_eq!((sum.sum() as usize, content.len()), (crc, length));
            at += 46 + name.len();
            files.insert(name, content);
        }
        assert_eq!(at, end);
        files
    }

    proptest! {
        #[test]
        fn what_was_put_in_comes_out(files in prop::collection::btree_map("[a-zé]{1,9}\\.txt", prop::collection::vec(any::<u8>(), 0..300), 0..4)) {
            let mut out = Vec::new();
            let mut zip = Zip::new(&mut out);
            for (name, content) in &files {
                zip.add::<io::Error>(name, |file| file.write_all(content)).unwrap();
            }
            zip.end().unwrap();
            prop_assert_eq!(unzipped(&out), files);
        }
    }
}
