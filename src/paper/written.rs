//! A PDF written object by object: what was written is held no more, so that a register of any length takes the memory of
//! one page and of its own file. Same objects, same bytes.

use std::io::Write;

use lopdf::{Dictionary, Document, Object, ObjectId, Writer};
use sha2::{Digest, Sha256};

use super::error::PaperError;

/// The file so far, and where its objects lie.
pub(super) struct Written {
    bytes: Vec<u8>,
    /// Where each object begins, from number 1; 0 while it is only named.
    offsets: Vec<usize>,
}

impl Written {
    /// Nothing but the first line, and the second that tells programs that the file is no text (ISO 32000-1, 7.5.2).
    pub fn new() -> Self {
        Self { bytes: b"%PDF-1.4\n%\xBB\xAD\xC0\xDE\n".to_vec(), offsets: Vec::new() }
    }

    /// The number of an object that is written later.
    pub fn name(&mut self) -> ObjectId {
        self.offsets.push(0);
        (u32::try_from(self.offsets.len()).unwrap_or(u32::MAX), 0)
    }

    /// A document whose objects can be written here too: its numbers go on from the last one named.
    pub fn beside(&self) -> Document {
        let mut document = Document::new();
        document.max_id = u32::try_from(self.offsets.len()).unwrap_or(u32::MAX);
        document
    }

    /// Writes the objects of such a document.
    pub fn put_all(&mut self, document: &Document) -> Result<(), PaperError> {
        document.objects.iter().try_for_each(|(id, object)| self.put(*id, object))
    }

    /// Writes an object that was named.
    pub fn put(&mut self, id: ObjectId, object: &Object) -> Result<(), PaperError> {
        let index = usize::try_from(id.0).unwrap_or(0);
        while self.offsets.len() < index {
            self.offsets.push(0);
        }
        self.offsets[index - 1] = self.bytes.len();
        let before = if Writer::need_separator(object) { " " } else { "" };
        let after = if Writer::need_end_separator(object) { " " } else { "" };
        write!(self.bytes, "{} {} obj\n{before}", id.0, id.1)
            .and_then(|()| Writer::write_object(&mut self.bytes, object))
            .and_then(|()| writeln!(self.bytes, "{after}\nendobj"))
            .map_err(unwritable)
    }

    /// Writes a new object.
    pub fn add(&mut self, object: &Object) -> Result<ObjectId, PaperError> {
        let id = self.name();
        self.put(id, object)?;
        Ok(id)
    }

    /// The file: the table of its objects, and what `trailer` says besides their number. Its identifier follows from its
    /// content.
    pub fn end(self, mut trailer: Dictionary) -> Result<Vec<u8>, PaperError> {
        let Self { mut bytes, offsets } = self;
        if offsets.contains(&0) {
            return Err(PaperError::Broken { what: "an object that was named and never written" });
        }
        let version = Object::String(Sha256::digest(&bytes)[..16].to_vec(), lopdf::StringFormat::Hexadecimal);
        trailer.set("ID", vec![version.clone(), version]);
        trailer.set("Size", i64::try_from(offsets.len() + 1).unwrap_or(i64::MAX));
        let table = bytes.len();
        let finish = || -> std::io::Result<()> {
            // Twenty bytes a line, the end of the line included (ISO 32000-1, 7.5.4).
            write!(bytes, "xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1)?;
            for offset in &offsets {
                writeln!(bytes, "{offset:010} 00000 n ")?;
            }
            bytes.extend_from_slice(b"trailer\n");
            Writer::write_object(&mut bytes, &Object::Dictionary(trailer))?;
            writeln!(bytes, "\nstartxref\n{table}\n%%EOF")
        };
        finish().map_err(unwritable)?;
        Ok(bytes)
    }
}

fn unwritable(error: std::io::Error) -> PaperError {
    PaperError::Pdf { what: "the file", source: error.into() }
}
