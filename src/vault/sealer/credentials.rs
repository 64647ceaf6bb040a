//! `systemd-creds`, where it may be used: by the administrator, or with `--user` from version 256 on. Sealed by the TPM and
//! the computer's own key together: that key alone lies on the same disk, and would hold nobody off who has it.

use std::ffi::OsStr;

use zeroize::Zeroizing;

use super::{NotSealed, SealTools};

const TOOL: &str = "systemd-creds";
/// Bound into the credential: it is no other one.
const NAME: &str = "--name=sportello-key";

/// For whom it is sealed, and what comes before the command.
const FOR: [&[&str]; 2] = [&[], &["--user"]];

/// The sealed credential.
pub(super) fn seal(tools: &SealTools, key: &[u8; 32]) -> Result<Vec<u8>, NotSealed> {
    // An empty list: by itself it is bound to PCR 7 up to version 257.
    let words = ["encrypt", "--with-key=host+tpm2", "--tpm2-pcrs=", NAME, "-", "-"];
    first(tools, &words, key).map(|credential| credential.to_vec())
}

/// What was sealed.
pub(super) fn unseal(tools: &SealTools, credential: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotSealed> {
    first(tools, &["decrypt", NAME, "-", "-"], credential)
}

fn first(tools: &SealTools, words: &[&str], input: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotSealed> {
    let ask = |whose: &[&str]| {
        let words: Vec<&OsStr> = whose.iter().chain(words).map(AsRef::as_ref).collect();
        tools.run(TOOL, &words, input)
    };
    let [system, user] = FOR;
    match ask(system) {
        Err(NotSealed::Failed { .. }) => ask(user),
        answer => answer,
    }
}
