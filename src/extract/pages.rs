//! The sealed file: header, sealed pages, a last page that says how many there are. FORMATS.md tells it byte by byte.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use clock::Random;
use disk::{DiskFile, SharedDisk};
use domain::text::hex;
use vault::KeyRing;

use super::error::ExtractError;

const MAGIC: &[u8; 8] = b"SPEXTR\x00\x01";
const HEADER: usize = 24;
/// A page is full when it holds so many bytes.
const PAGE: usize = 16 * 1024;
/// Sealed pages are longer than what is in them, never by this much.
const LONGEST: usize = 4 * PAGE;
/// Bytes gathered before they are written.
const GATHERED: usize = 1024 * 1024;

/// Writes lines into a file that must not exist yet; when this returns, it is durable but for its name. Its SHA-256
/// (hex).
pub(super) fn write(
    disk: &SharedDisk,
    path: &Path,
    extract: Uuid,
    seal: (&KeyRing, &Random),
    lines: &[String],
    progress: &dyn Fn(u64),
) -> Result<String, ExtractError> {
    let mut out = Out { file: disk.create(path)?, at: 0, waiting: Vec::new(), hash: Sha256::new() };
    out.put(MAGIC)?;
    out.put(extract.as_bytes())?;
    let (mut page, mut number, mut written) = (Zeroizing::new(Vec::with_capacity(PAGE + 1024)), 0_u32, 0_u64);
    for line in lines {
        page.extend_from_slice(line.as_bytes());
        page.push(b'\n');
        written += 1;
        if page.len() >= PAGE {
            out.seal(&place(extract, number), &page, seal)?;
            page.clear();
            number = number.checked_add(1).ok_or(ExtractError::TooManyRows)?;
            progress(written);
        }
    }
    if !page.is_empty() {
        out.seal(&place(extract, number), &page, seal)?;
        number += 1;
    }
    out.seal(&last(extract), format!("{number} {written}").as_bytes(), seal)?;
    out.finish()
}

/// What a page is bound to.
fn place(extract: Uuid, page: u32) -> Vec<u8> {
    [b"sportello/extract/v1|".as_slice(), extract.as_bytes(), &page.to_le_bytes()].concat()
}

fn last(extract: Uuid) -> Vec<u8> {
    [b"sportello/extract/v1|".as_slice(), extract.as_bytes(), b"|end"].concat()
}

/// A file being written from its beginning to its end.
struct Out {
    file: Box<dyn DiskFile>,
    at: u64,
    waiting: Vec<u8>,
    hash: Sha256,
}

impl Out {
    fn put(&mut self, bytes: &[u8]) -> Result<(), ExtractError> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= GATHERED { self.send() } else { Ok(()) }
    }

    fn seal(&mut self, place: &[u8], page: &[u8], seal: (&KeyRing, &Random)) -> Result<(), ExtractError> {
        let sealed = seal.0.seal_file(place, page, seal.1);
        let length = u32::try_from(sealed.len()).map_err(|_| ExtractError::TooManyRows)?;
        self.put(&length.to_le_bytes())?;
        self.put(&sealed)
    }

    fn send(&mut self) -> Result<(), ExtractError> {
        self.file.write_at(self.at, &self.waiting)?;
        self.hash.update(&self.waiting);
        self.at += self.waiting.len() as u64;
        self.waiting.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<String, ExtractError> {
        self.send()?;
        self.file.sync()?;
        Ok(hex::encode(&self.hash.finalize()))
    }
}

/// Whether the bytes of a sealed file prove that they are as they were written: every page opens in its place, and the last
/// one says how many there are.
pub(super) fn is_whole(keys: &KeyRing, extract: Uuid, bytes: &[u8]) -> bool {
    let Some((header, mut rest)) = bytes.split_at_checked(HEADER) else { return false };
    if header[..8] != *MAGIC || header[8..] != *extract.as_bytes() {
        return false;
    }
    let (mut number, mut rows) = (0_u32, 0_usize);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let Some((sealed, after)) = after.split_at_checked(u32::from_le_bytes(*length) as usize) else {
            return false;
        };
        if after.is_empty() {
            let due = format!("{number} {rows}");
            return keys
                .open_file(&last(extract), sealed)
                .is_ok_and(|told| told.as_slice() == due.as_bytes());
        }
        let Ok(page) = keys.open_file(&place(extract, number), sealed) else { return false };
        let Ok(text) = std::str::from_utf8(&page) else { return false };
        rows += text.lines().count();
        (number, rest) = (number + 1, after);
    }
    false
}

/// The pages of a sealed file.
#[derive(Debug)]
pub(super) struct Pages {
    disk: SharedDisk,
    path: PathBuf,
    keys: Arc<KeyRing>,
    extract: Uuid,
    /// Where each page begins, its length before it.
    begin: Vec<u64>,
}

impl Pages {
    /// Reads the whole file once, handing each page's text to `page`, and checks that it is the one of this hash.
    pub(super) fn open(
        disk: SharedDisk,
        path: PathBuf,
        keys: Arc<KeyRing>,
        extract: Uuid,
        sha256: &str,
        mut page: impl FnMut(&str) -> Result<(), ExtractError>,
    ) -> Result<Self, ExtractError> {
        let length = disk.length(&path)?;
        let header = disk.read_at(&path, 0, HEADER).map_err(|_| ExtractError::Altered)?;
        if header[..8] != *MAGIC || header[8..] != *extract.as_bytes() {
            return Err(ExtractError::Altered);
        }
        let mut pages = Self { disk, path, keys, extract, begin: Vec::new() };
        let mut hash = Sha256::new_with_prefix(&header);
        let (mut at, mut rows) = (HEADER as u64, 0_usize);
        loop {
            let sealed = pages.sealed(at)?;
            hash.update(u32::try_from(sealed.len()).unwrap_or(u32::MAX).to_le_bytes());
            hash.update(&sealed);
            let next = at + 4 + sealed.len() as u64;
            if next >= length {
                let told = pages.keys.open_file(&last(extract), &sealed)?;
                let due = format!("{} {rows}", pages.begin.len());
                let whole = next == length && told.as_slice() == due.as_bytes();
                let same = hex::encode(&hash.finalize()) == sha256;
                return if whole && same { Ok(pages) } else { Err(ExtractError::Altered) };
            }
            let text = pages.text(pages.begin.len(), &sealed)?;
            rows += text.lines().count();
            page(&text)?;
            pages.begin.push(at);
            at = next;
        }
    }

    /// The text of a page.
    pub(super) fn page(&self, number: usize) -> Result<Zeroizing<String>, ExtractError> {
        let at = *self.begin.get(number).ok_or(ExtractError::Altered)?;
        self.text(number, &self.sealed(at)?)
    }

    fn sealed(&self, at: u64) -> Result<Vec<u8>, ExtractError> {
        let cut = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => ExtractError::Altered,
            _ => ExtractError::Disk(error),
        };
        let length = self.disk.read_at(&self.path, at, 4).map_err(cut)?;
        let length = u32::from_le_bytes(length.try_into().map_err(|_| ExtractError::Altered)?) as usize;
        if length > LONGEST {
            return Err(ExtractError::Altered);
        }
        self.disk.read_at(&self.path, at + 4, length).map_err(cut)
    }

    fn text(&self, number: usize, sealed: &[u8]) -> Result<Zeroizing<String>, ExtractError> {
        let number = u32::try_from(number).map_err(|_| ExtractError::Altered)?;
        let plain = self.keys.open_file(&place(self.extract, number), sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| ExtractError::Altered)?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}
