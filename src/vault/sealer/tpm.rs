//! A TPM 2.0 through `tpm2-tools`: the key is an object under the computer's storage primary, without PCR and without
//! authorisation. What the tools need as files is closed by the TPM; the key itself goes through pipes.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{fs, io};

use zeroize::Zeroizing;

use disk;
use domain::text::hex;

use super::{NotSealed, SealTools};

const CREATE_PRIMARY: &str = "tpm2_createprimary";
const CREATE: &str = "tpm2_create";
const LOAD: &str = "tpm2_load";
const UNSEAL: &str = "tpm2_unseal";
const FLUSH: &str = "tpm2_flushcontext";

/// The parts of the sealed key: public, private.
pub(super) fn seal(tools: &SealTools, key: &[u8; 32]) -> Result<Vec<Vec<u8>>, NotSealed> {
    let scratch = Scratch::new(tools)?;
    let (public, private) = (scratch.file("public"), scratch.file("private"));
    let primary = primary(tools, &scratch)?;
    let attributes = "fixedtpm|fixedparent|userwithauth|noda";
    let words: [&OsStr; 13] = [
        "-Q".as_ref(),
        "-C".as_ref(),
        primary.as_ref(),
        "-g".as_ref(),
        "sha256".as_ref(),
        "-a".as_ref(),
        attributes.as_ref(),
        "-i".as_ref(),
        "-".as_ref(),
        "-u".as_ref(),
        public.as_ref(),
        "-r".as_ref(),
        private.as_ref(),
    ];
    run(tools, CREATE, &words, key)?;
    let read = |path: &Path| fs::read(path).map_err(|error| failed(CREATE, &error));
    Ok(vec![read(&public)?, read(&private)?])
}

/// The key of these parts.
pub(super) fn unseal(
    tools: &SealTools,
    public: &[u8],
    private: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotSealed> {
    let scratch = Scratch::new(tools)?;
    let (public_file, private_file) = (scratch.file("public"), scratch.file("private"));
    for (path, part) in [(&public_file, public), (&private_file, private)] {
        fs::write(path, part).map_err(|error| failed(LOAD, &error))?;
    }
    let primary = primary(tools, &scratch)?;
    let object = scratch.file("object");
    let words: [&OsStr; 9] = [
        "-Q".as_ref(),
        "-C".as_ref(),
        primary.as_ref(),
        "-u".as_ref(),
        public_file.as_ref(),
        "-r".as_ref(),
        private_file.as_ref(),
        "-c".as_ref(),
        object.as_ref(),
    ];
    run(tools, LOAD, &words, &[])?;
    run(tools, UNSEAL, &["-c".as_ref(), object.as_ref()], &[])
}

/// The same object at each start: it is derived from the seed of the TPM.
fn primary(tools: &SealTools, scratch: &Scratch) -> Result<PathBuf, NotSealed> {
    let file = scratch.file("primary");
    let words: [&OsStr; 9] = [
        "-Q".as_ref(),
        "-C".as_ref(),
        "o".as_ref(),
        "-G".as_ref(),
        "ecc".as_ref(),
        "-g".as_ref(),
        "sha256".as_ref(),
        "-c".as_ref(),
        file.as_ref(),
    ];
    run(tools, CREATE_PRIMARY, &words, &[]).map(|_| file)
}

/// Runs a tool and takes out of the TPM what it left there: without a resource manager that holds three objects. One that
/// hangs is not asked more.
fn run(
    tools: &SealTools,
    tool: &'static str,
    words: &[&OsStr],
    input: &[u8],
) -> Result<Zeroizing<Vec<u8>>, NotSealed> {
    let answer = tools.run(tool, words, input);
    let hangs = matches!(answer, Err(NotSealed::Slow { .. } | NotSealed::Missing { .. }));
    if !hangs && let Err(error) = tools.run(FLUSH, &["-t".as_ref()], &[]) {
        tracing::debug!(%error, "objects may be left in the TPM");
    }
    answer
}

fn failed(tool: &'static str, error: &io::Error) -> NotSealed {
    NotSealed::Failed { tool, how: error.kind().to_string() }
}

/// A folder that only its owner enters, removed when it goes.
struct Scratch(PathBuf);

impl Scratch {
    fn new(tools: &SealTools) -> Result<Self, NotSealed> {
        let name = format!("sportello-{}", hex::encode(&tools.random.bytes::<16>()));
        let folder = std::env::temp_dir().join(name);
        // A name nobody can guess, and no folder of somebody else.
        fs::create_dir(&folder).map_err(|error| failed(CREATE_PRIMARY, &error))?;
        disk::keep_private(&folder);
        Ok(Self(folder))
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::debug!(%error, "a folder of the TPM's tools is left");
        }
    }
}
