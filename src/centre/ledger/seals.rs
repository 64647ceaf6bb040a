//! What the centre's store never sees in clear, and under which names it is found.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::CentreError;
use clock::Random;
use domain::text::names;
use vault::KeyRing;

/// What a sealed value is bound to: it opens nowhere else.
#[derive(Clone, Copy, Debug)]
pub enum Bound<'a> {
    /// A record: `STATION:POSITION`.
    Record(&'a str),
    /// An entry's summary: its id.
    Entry(&'a str),
    /// A conflict's differences: its id.
    Conflict(&'a str),
    /// A decision: the conflict's id.
    Decision(&'a str),
    /// A call to the holder of a paper: the conflict's id.
    Call(&'a str),
    /// A correction of an ordinary number: the entry's id.
    Correction(&'a str),
    /// An outage: `STATION:OUTAGE`.
    Outage(&'a str),
    /// A person of the reference data: the blind key in hexadecimal.
    Reference(&'a str),
    /// A blob: its blind name in hexadecimal.
    Blob(&'a str),
    /// A named setting.
    Setting(&'a str),
    /// An account: its id.
    Account(&'a str),
    /// A deed of the centre: its number.
    Deed(&'a str),
    /// What was noted beside an enrolment: its id.
    Enrolment(&'a str),
}

impl Bound<'_> {
    fn bytes(self) -> Vec<u8> {
        let (kind, name) = match self {
            Self::Record(name) => ("record", name),
            Self::Entry(name) => ("entry", name),
            Self::Conflict(name) => ("conflict", name),
            Self::Decision(name) => ("decision", name),
            Self::Call(name) => ("call", name),
            Self::Correction(name) => ("correction", name),
            Self::Outage(name) => ("outage", name),
            Self::Reference(name) => ("reference", name),
            Self::Blob(name) => ("blob", name),
            Self::Setting(name) => ("setting", name),
            Self::Account(name) => ("account", name),
            Self::Deed(name) => ("deed", name),
            Self::Enrolment(name) => ("enrolment", name),
        };
        format!("sportello/centre/{kind}/v1|{name}").into_bytes()
    }
}

/// Seals bytes.
pub fn seal(keys: &KeyRing, bound: Bound<'_>, plain: &[u8], random: &Random) -> Vec<u8> {
    keys.seal(&bound.bytes(), plain, random)
}

/// Opens bytes.
pub fn open(keys: &KeyRing, bound: Bound<'_>, sealed: &[u8]) -> Result<Vec<u8>, CentreError> {
    keys.open(&bound.bytes(), sealed).map(|plain| plain.to_vec()).map_err(|_| CentreError::Keys)
}

/// Seals something as JSON.
pub fn seal_json(keys: &KeyRing, bound: Bound<'_>, value: &impl Serialize, random: &Random) -> Vec<u8> {
    let plain = serde_json::to_vec(value).expect("the centre's rows hold only strings, numbers and lists");
    seal(keys, bound, &plain, random)
}

/// Opens something sealed as JSON.
pub fn open_json<T: DeserializeOwned>(
    keys: &KeyRing,
    bound: Bound<'_>,
    sealed: &[u8],
) -> Result<T, CentreError> {
    serde_json::from_slice(&open(keys, bound, sealed)?).map_err(|_| CentreError::Keys)
}

/// Half of the blind name of a value: enough that two never meet by chance.
fn blind(keys: &KeyRing, label: &str, value: &str) -> [u8; 16] {
    let whole = keys.index(label, value.as_bytes());
    *whole.first_chunk().expect("an HMAC-SHA256 has 32 bytes")
}

/// The blind key of a tax code.
pub fn tax_code(keys: &KeyRing, code: &str) -> [u8; 16] {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    blind(keys, "centre/tax-code/v1", &code)
}

/// The blind key of a name and a birth date, folded.
pub fn name_and_birth(keys: &KeyRing, folded: &str) -> [u8; 16] {
    blind(keys, "centre/name-and-birth/v1", folded)
}

/// The blind keys of the words of a name.
pub fn words(keys: &KeyRing, name: &str) -> Vec<[u8; 16]> {
    names::words(name).iter().map(|word| blind(keys, "centre/word/v1", word)).collect()
}

/// The blind key of a login.
pub fn login(keys: &KeyRing, login: &str) -> [u8; 16] {
    blind(keys, "centre/login/v1", login)
}

/// The blind key of a fact.
pub fn fact(keys: &KeyRing, value: &str) -> [u8; 16] {
    blind(keys, "centre/fact/v1", value)
}

/// The blind name of a blob.
pub fn blob_name(keys: &KeyRing, sha256: &str) -> [u8; 32] {
    keys.index("centre/blob/v1", sha256.as_bytes())
}

/// The blind name of one stretch of a bundle that waits.
pub fn stretch_name(keys: &KeyRing, bundle: &str, number: u64) -> [u8; 32] {
    keys.index("centre/bundle/v1", format!("{bundle}/{number}").as_bytes())
}
