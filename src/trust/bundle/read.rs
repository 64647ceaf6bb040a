//! Reading a bundle: whatever is asked for goes through, nothing is held.

use std::io::{self, BufReader, Read};

use age::DecryptError;
use sha2::{Digest as _, Sha256};

use super::bad::BadBundle;
use super::{LARGEST_MANIFEST, LARGEST_SIGNATURE, MANIFEST, SIGNATURE};
use crate::chain::Checked;
use crate::message::detached::{Beside, verify_detached};
use crate::root::Root;
use domain::centre::exchange::bundle::{Manifest, Part, VERSION};
use domain::text::hex;
use domain::time::moment::Moment;

/// A bundle that holds, read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What it says it holds, and holds.
    pub manifest: Manifest,
    /// Who made it.
    pub maker: Checked,
}

/// Reads a bundle to its end with the key that opens it. `take` is given the manifest and each part in order; it may leave
/// a part unread. What it reads is authentic as far as it was read; that the bundle is whole is certain only when this
/// returns.
pub fn read<E: From<BadBundle>>(
    from: impl Read,
    key: &dyn age::Identity,
    roots: &[Root],
    now: Moment,
    mut take: impl FnMut(&Opened, &Part, &mut dyn Read) -> Result<(), E>,
) -> Result<Opened, E> {
    let decryptor = age::Decryptor::new_buffered(BufReader::new(from)).map_err(|error| closed(&error))?;
    let plain = decryptor.decrypt(std::iter::once(key)).map_err(|error| closed(&error))?;
    let mut archive = tar::Archive::new(plain);
    let opened = {
        let mut files = archive.entries().map_err(|error| damaged(&error))?;
        let json = whole(files.next(), MANIFEST, LARGEST_MANIFEST)?;
        let signature = whole(files.next(), SIGNATURE, LARGEST_SIGNATURE)?;
        let opened = believed(&json, &signature, roots, now)?;
        for part in &opened.manifest.parts {
            let file = files.next().ok_or(BadBundle::Signature)?;
            let mut file = file.map_err(|error| damaged(&error))?;
            if file.path_bytes() != part.name.as_bytes() || file.size() != part.bytes {
                return Err(BadBundle::Signature.into());
            }
            let mut through = Through { from: &mut file, sha256: Sha256::new() };
            take(&opened, part, &mut through)?;
            io::copy(&mut through, &mut io::sink()).map_err(|error| damaged(&error))?;
            if hex::encode(&through.sha256.finalize()) != part.sha256 {
                return Err(BadBundle::Signature.into());
            }
        }
        match files.next() {
            None => {}
            Some(Ok(_)) => return Err(BadBundle::Signature.into()),
            Some(Err(error)) => return Err(damaged(&error).into()),
        }
        opened
    };
    // The end of the encrypted stream says that nothing was cut off.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|error| damaged(&error))?;
    Ok(opened)
}

fn believed(json: &[u8], signature: &[u8], roots: &[Root], now: Moment) -> Result<Opened, BadBundle> {
    let signature = std::str::from_utf8(signature).map_err(|_| BadBundle::Signature)?;
    let maker =
        verify_detached(Beside::Manifest, signature, json, roots, now).map_err(BadBundle::of_signature)?;
    let version: serde_json::Value = serde_json::from_slice(json).map_err(|_| BadBundle::NoBundle)?;
    let version = version["version"].as_u64().and_then(|version| u32::try_from(version).ok());
    match version {
        Some(VERSION) => {}
        Some(newer) if newer > VERSION => return Err(BadBundle::Newer(newer)),
        _ => return Err(BadBundle::NoBundle),
    }
    let manifest = serde_json::from_slice(json).map_err(|_| BadBundle::NoBundle)?;
    Ok(Opened { manifest, maker })
}

/// A small file, whole.
fn whole<R: Read>(
    file: Option<io::Result<tar::Entry<'_, R>>>,
    name: &str,
    largest: u64,
) -> Result<Vec<u8>, BadBundle> {
    let mut file = file.ok_or(BadBundle::NoBundle)?.map_err(|error| damaged(&error))?;
    if file.path_bytes() != name.as_bytes() || file.size() > largest {
        return Err(BadBundle::NoBundle);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
    Ok(bytes)
}

struct Through<'a, R> {
    from: &'a mut R,
    sha256: Sha256,
}

impl<R: Read> Read for Through<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.sha256.update(&into[..read]);
        Ok(read)
    }
}

fn closed(error: &DecryptError) -> BadBundle {
    match error {
        DecryptError::NoMatchingKeys => BadBundle::ForAnother,
        DecryptError::InvalidHeader | DecryptError::UnknownFormat | DecryptError::Io(_) => {
            BadBundle::NoBundle
        }
        _ => BadBundle::Damaged,
    }
}

fn damaged(error: &io::Error) -> BadBundle {
    BadBundle::of_io(error)
}
