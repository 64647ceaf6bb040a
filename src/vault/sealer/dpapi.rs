//! Windows' data protection (DPAPI) for the user the service runs as, through `PowerShell`: another user, and the disk in another
//! computer without that user's password, do not open it. In and out as hexadecimal digits.

use std::ffi::OsStr;

use zeroize::Zeroizing;

use super::{NotSealed, SealTools};
use domain::text::hex;

const TOOL: &str = "powershell.exe";

/// The sealed key.
pub(super) fn seal(tools: &SealTools, key: &[u8; 32]) -> Result<Vec<u8>, NotSealed> {
    ask(tools, "Protect", key).map(|sealed| sealed.to_vec())
}

/// What was sealed.
pub(super) fn unseal(tools: &SealTools, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotSealed> {
    ask(tools, "Unprotect", sealed)
}

fn ask(tools: &SealTools, act: &str, bytes: &[u8]) -> Result<Zeroizing<Vec<u8>>, NotSealed> {
    let script = script(act);
    let words: [&OsStr; 4] =
        ["-NoProfile".as_ref(), "-NonInteractive".as_ref(), "-Command".as_ref(), script.as_ref()];
    let digits = Zeroizing::new(hex::encode(bytes) + "\n");
    let said = tools.run(TOOL, &words, digits.as_bytes())?;
    let said = std::str::from_utf8(&said).ok().and_then(|text| hex::decode(text.trim()));
    said.map(Zeroizing::new).ok_or(NotSealed::Garbage { tool: TOOL })
}

/// Single quotation marks alone: double ones do not survive every way of handing over arguments.
fn script(act: &str) -> String {
    format!(
        "$ErrorActionPreference='Stop';\
         Add-Type -AssemblyName System.Security;\
         $h=[Console]::In.ReadLine();\
         $b=New-Object byte[] ($h.Length/2);\
         for($i=0;$i -lt $b.Length;$i++){{$b[$i]=[Convert]::ToByte($h.Substring(2*$i,2),16)}};\
         $p=[Security.Cryptography.ProtectedData]::{act}($b,$null,'CurrentUser');\
         foreach($x in $p){{[Console]::Out.Write($x.ToString('x2'))}}"
    )
}
