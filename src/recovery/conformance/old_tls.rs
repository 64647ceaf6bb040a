//! Whether a server still speaks what is older than TLS 1.2. The library we speak TLS with cannot even ask: the first
//! message (RFC 5246 §7.4.1.2) is written here by hand.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::time::Duration;

use crate::centre::CentreError;
use domain::centre::centre::CentreAddress;

const PATIENCE: Duration = Duration::from_secs(5);
const VERSIONS: [(&str, [u8; 2]); 3] = [("SSL 3.0", [3, 0]), ("TLS 1.0", [3, 1]), ("TLS 1.1", [3, 2])];
/// Suites that servers of that time speak: ECDHE and RSA with AES-CBC and SHA-1, and 3DES.
const SUITES: [[u8; 2]; 7] =
    [[0xc0, 0x0a], [0xc0, 0x09], [0xc0, 0x14], [0xc0, 0x13], [0x00, 0x35], [0x00, 0x2f], [0x00, 0x0a]];

/// The old versions that the server takes up.
pub(super) fn taken_up(address: &CentreAddress) -> Result<Vec<&'static str>, CentreError> {
    let rest = address.as_str().trim_start_matches("https://");
    let place = if rest.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok()) {
        rest.to_owned()
    } else {
        format!("{rest}:443")
    };
    let mut taken = Vec::new();
    for (name, version) in VERSIONS {
        if takes(&place, version)? {
            taken.push(name);
        }
    }
    Ok(taken)
}

fn takes(place: &str, version: [u8; 2]) -> Result<bool, CentreError> {
    let unreachable = |_| CentreError::Unreachable;
    let at = place.to_socket_addrs().map_err(unreachable)?.next().ok_or(CentreError::Unreachable)?;
    let mut stream = TcpStream::connect_timeout(&at, PATIENCE).map_err(unreachable)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(unreachable)?;
    stream.write_all(&hello(version)).map_err(|_| CentreError::ReplyLost)?;
    let mut answer = [0; 11];
    // Whoever closes or says nothing has not taken it up.
    Ok(stream.read_exact(&mut answer).is_ok() && is_taken(&answer, version))
}

/// Whether a server's first message takes that version up: a handshake record with a `ServerHello` of it.
fn is_taken(answer: &[u8; 11], version: [u8; 2]) -> bool {
    answer[0] == 22 && answer[5] == 2 && answer[9..11] == version
}

/// A `ClientHello` of a version: no session, the suites, no compression, and the extensions without which a server may not
/// choose an elliptic curve (RFC 8422 §5.1).
fn hello(version: [u8; 2]) -> Vec<u8> {
    const EXTENSIONS: [u8; 18] = [0, 10, 0, 6, 0, 4, 0, 23, 0, 24, 0, 11, 0, 2, 1, 0, 0xff, 0x01];
    let mut body = Vec::from(version);
    body.extend([0x5a; 32]);
    body.push(0);
    body.extend(length(SUITES.len() * 2));
    body.extend(SUITES.concat());
    body.extend([1, 0]);
    let mut extensions = EXTENSIONS.to_vec();
    // Renegotiation (RFC 5746), empty.
    extensions.extend([0, 1, 0]);
    body.extend(length(extensions.len()));
    body.extend(extensions);
    let mut handshake = vec![1, 0];
    handshake.extend(length(body.len()));
    handshake.extend(body);
    let mut record = vec![22, 3, u8::from(version[1] > 0)];
    record.extend(length(handshake.len()));
    record.extend(handshake);
    record
}

fn length(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes).expect("the first message is short").to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_message_says_its_lengths() {
        let hello = hello([3, 2]);
        assert_eq!(usize::from(u16::from_be_bytes([hello[3], hello[4]])), hello.len() - 5);
        assert_eq!(usize::from(u16::from_be_bytes([hello[7], hello[8]])), hello.len() - 9);
        assert_eq!(hello[9..11], [3, 2]);
    }

    #[test]
    fn only_a_server_hello_of_that_version_takes_it_up() {
        let hello = [22, 3, 2, 0, 80, 2, 0, 0, 76, 3, 2];
        assert!(is_taken(&hello, [3, 2]) && !is_taken(&hello, [3, 1]));
        assert!(!is_taken(&[21, 3, 2, 0, 2, 2, 70, 0, 0, 0, 0], [3, 2]));
    }
}
