//! Requests and certificates in files, fingerprints as people compare them.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use domain::text::hex;
use trust::{Certificate, Request, Root};

/// A file could not be used; the words name it.
pub type Fault = Box<dyn std::error::Error>;

/// The text of a file.
pub fn text(path: &Path) -> Result<String, Fault> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The certificate in a file.
pub fn certificate(path: &Path) -> Result<Certificate, Fault> {
    Certificate::from_pem(&text(path)?).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The root in a file.
pub fn root(path: &Path) -> Result<Root, Fault> {
    Root::from_pem(&text(path)?).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// The request in a file.
pub fn request(path: &Path) -> Result<Request, Fault> {
    Request::from_pem(&text(path)?).map_err(|error| format!("{}: {error}", path.display()).into())
}

/// Writes something that is not secret into a new file; what is there already is left alone.
pub fn write_new(path: &Path, text: &str) -> Result<(), Fault> {
    let written = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)
        .and_then(|mut file| file.write_all(text.as_bytes()).and_then(|()| file.sync_all()));
    match written {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(is_there(path)),
        written => written.map_err(|error| format!("{}: {error}", path.display()).into()),
    }
}

/// A file that is left alone.
pub fn is_there(path: &Path) -> Fault {
    format!("{} is there already and is left alone: give another name", path.display()).into()
}

/// The name of the reserve's certificate beside the station's: `station.pem` → `station-reserve.pem`.
pub fn beside(certificate: &Path) -> PathBuf {
    let stem = certificate.file_stem().unwrap_or_default().to_string_lossy();
    let end = certificate.extension().map(|end| format!(".{}", end.to_string_lossy())).unwrap_or_default();
    certificate.with_file_name(format!("{stem}-reserve{end}"))
}

/// A SHA-256 as people compare it, and as `openssl x509 -fingerprint -sha256` prints it.
pub fn fingerprint(hash: &[u8; 32]) -> String {
    hex::pairs(hash)
}

/// For what a root may be used over TLS, in words.
pub fn told_permitted(root: &Root) -> String {
    root.permitted().map_or_else(
        || "ANY name over TLS: a root of before. Whoever has its key can pose as any site to browsers it is installed in; a new root (keys root --domain) cannot".to_owned(),
        |permitted| permitted.to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_there_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.pem");
        write_new(&path, "one").unwrap();
        let refused = write_new(&path, "two").unwrap_err().to_string();
        assert!(refused.contains("is left alone"), "{refused}");
        assert_eq!(text(&path).unwrap(), "one");
    }

    #[test]
    fn a_reserve_lies_beside_its_station() {
        assert_eq!(beside(Path::new("x/station.pem")), Path::new("x/station-reserve.pem"));
        assert_eq!(beside(Path::new("station")), Path::new("station-reserve"));
    }

    #[test]
    fn a_fingerprint_is_read_in_pairs() {
        let mut hash = [0; 32];
        hash[1] = 0xab;
        assert!(fingerprint(&hash).starts_with("00:AB:00:"));
        assert_eq!(fingerprint(&hash).len(), 95);
    }
}
