//! Writing a bundle: parts are pushed through, never held.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::recipient::Recipient;
use super::{MANIFEST, SIGNATURE};
use crate::certificate::Certificate;
use crate::key::Signs;
use crate::message::detached::{Beside, sign_detached};
use domain::centre::exchange::bundle::{Manifest, Part};
use domain::text::hex;

/// Who signs.
#[derive(Debug)]
pub struct Maker<'a, K> {
    /// With which key.
    pub key: &'a K,
    /// Certified by.
    pub certificate: &'a Certificate,
}

/// Why a bundle was not written whole.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The disk, or whoever takes the bytes.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A part is not what the manifest says: it changed in between.
    #[error("{0} changed while the bundle was being made: make it again")]
    Changed(String),
    /// The key does not sign.
    #[error("the key does not sign")]
    Key,
}

/// Counts and digests what goes through.
#[derive(Default)]
pub struct Digesting {
    sha256: Sha256,
    bytes: u64,
}

impl Digesting {
    /// What went through, as a part of this name.
    pub fn part(self, name: impl Into<String>) -> Part {
        Part { name: name.into(), bytes: self.bytes, sha256: hex::encode(&self.sha256.finalize()) }
    }
}

impl Write for Digesting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sha256.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a bundle to `out`. `give` writes each part named, in the manifest's order; what it gives is held against the
/// manifest.
pub fn write<W: Write, K: Signs, E: From<NotWritten>>(
    out: W,
    to: &Recipient,
    manifest: &Manifest,
    maker: &Maker<'_, K>,
    mut give: impl FnMut(&Part, &mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let failed = |error: io::Error| E::from(NotWritten::Io(error));
    let json = serde_json::to_vec(manifest).expect("a manifest holds texts and numbers");
    let signature =
        sign_detached(Beside::Manifest, &json, maker.certificate, maker.key).map_err(|_| NotWritten::Key)?;
    let receivers = std::iter::once(&to.0 as &dyn age::Recipient);
    let age = age::Encryptor::with_recipients(receivers).map_err(|_| NotWritten::Key)?;
    let mut out = age.wrap_output(out).map_err(failed)?;
    for (name, bytes) in [(MANIFEST, json.as_slice()), (SIGNATURE, signature.as_bytes())] {
        head(&mut out, name, bytes.len() as u64, manifest).map_err(failed)?;
        out.write_all(bytes).map_err(failed)?;
        fill(&mut out, bytes.len() as u64).map_err(failed)?;
    }
    for part in &manifest.parts {
        head(&mut out, &part.name, part.bytes, manifest).map_err(failed)?;
        let mut through = Through { out: &mut out, digest: Digesting::default() };
        give(part, &mut through)?;
        if through.digest.part(part.name.clone()) != *part {
            return Err(NotWritten::Changed(part.name.clone()).into());
        }
        fill(&mut out, part.bytes).map_err(failed)?;
    }
    // Two empty blocks end a tar file.
    out.write_all(&[0; 1024]).map_err(failed)?;
    let mut out = out.finish().map_err(failed)?;
    out.flush().map_err(failed)
}

struct Through<'a, W> {
    out: &'a mut W,
    digest: Digesting,
}

impl<W: Write> Write for Through<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write_all(bytes)?;
        self.digest.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

fn head(out: &mut impl Write, name: &str, bytes: u64, manifest: &Manifest) -> io::Result<()> {
    let mut header = tar::Header::new_ustar();
    header.set_path(name)?;
    header.set_size(bytes);
    header.set_mode(0o600);
    header.set_mtime(u64::try_from(manifest.made.utc().timestamp()).unwrap_or_default());
    header.set_cksum();
    out.write_all(header.as_bytes())
}

/// Every file fills whole blocks.
fn fill(out: &mut impl Write, bytes: u64) -> io::Result<()> {
    const BLOCK: u64 = 512;
    let over = (BLOCK - bytes % BLOCK) % BLOCK;
    let over = usize::try_from(over).unwrap_or_default();
    out.write_all(&[0; 512][..over])
}
