//! Certificates and signatures: who made what. Everything that holds a secret stays in the vault; here keys come in behind
//! [`Signs`], so that a key in a token would do as well.
//!
//! ```text
//!  municipal root (offline, or the drill's) ──certifies──► station, hub ──sign──► messages between them
//! ```
//!
//! | file | subject |
//! |---|---|
//! | [`key`] | what signing asks of a key |
//! | [`urn`] | the name of a station or a hub, whatever its address |
//! | [`subject`] | municipality, office and station in a certificate |
//! | [`certificate`] | a certificate, read |
//! | [`root`] | the municipal root |
//! | [`permitted`] | the names and addresses a root may certify |
//! | [`request`] | a certification request |
//! | `reserve` | the request of a station's reserve, inside the station's own |
//! | [`authority`] | a root with its key: certifies stations and hubs |
//! | [`host`] | names and addresses of a hub, or of a computer |
//! | [`server`], [`server_request`] | the certificate that a computer makes for itself; the request for one of the root |
//! | `extensions` | what certificates carry beside names and key |
//! | [`chain`] | whether a certificate is one of ours, now |
//! | [`identity`] | a key with its certificate and root |
//! | [`message`] | signed requests and answers (`ModI` `INTEGRITY_REST_01`) |
//! | [`bundle`] | a file for a stick: signed by its maker, encrypted to its receiver |
//! | [`pairing`] | the six digits that both sides show |

pub mod authority;
pub mod bundle;
pub mod certificate;
pub mod chain;
mod extensions;
pub mod host;
pub mod identity;
pub mod key;
pub mod message;
pub mod pairing;
pub mod permitted;
pub mod request;
mod reserve;
pub mod root;
#[cfg(test)]
pub(crate) mod samples;
pub mod server;
pub mod server_request;
pub mod subject;
pub mod urn;

pub use authority::{Authority, Life};
pub use certificate::{Certificate, KeyReference, Renewal};
pub use chain::{Checked, Role, Untrusted, check_chain, check_server};
pub use identity::{Identity, NoIdentity};
pub use key::Signs;
pub use permitted::Permitted;
pub use request::Request;
pub use root::Root;
pub use server_request::ServerRequest;
pub use subject::Subject;
pub use urn::Urn;
