//! The only place that holds secret material: key slots, data keys, sealing, PIN hashes, blobs at rest.
//!
//! ```text
//!  passphrase ──argon2id──┐                      ┌─HKDF─► index, blob names, sign-in, station
//!  key file ────HKDF──────┼─► slot key ─► master ┤
//!  recovery code ─HKDF────┘    (unwraps)         └─unwraps─► data keys 1, 2, 3 … ─HKDF─► seal record, value, file
//! ```
//!
//! | file | subject |
//! |---|---|
//! | [`ring`] | the opened keys of a station: sealing, opening, changing slots, rotating |
//! | [`slots`] | the closed keys: what is stored in `keyslots.json` and in every segment |
//! | `opened` | what the master key opens |
//! | `wrap` | one key wrapped under another, and under what a person holds |
//! | [`secret`] | what a person holds: passphrase, key file, recovery code |
//! | [`key_file`] | 32 bytes in a file, in clear or sealed |
//! | [`sealer`] | what this computer offers to seal a key file with |
//! | [`recovery_code`] | the printed code and its check letters |
//! | [`home`] | the file the slots live in |
//! | [`seal`] | one sealing key |
//! | [`cost`] | how hard guessing is made |
//! | [`passing_key`] | a key of this process, written nowhere |
//! | [`pin`] | hashes of operators' PINs |
//! | [`signing_key`] | a P-256 key that signs: a station's, a hub's, the root's |
//! | [`quick_key`] | the same key for many signatures at a time |
//! | [`key_home`] | the folder with a signing key and its certificates |
//! | [`reserve`] | the key of a station's reserve: a new life takes it |
//! | [`bundle_key`] | opens what travels on a stick |
//! | [`blobs`] | sealed, content-addressed files |
//! | [`machine`] | which computer a station runs on, as hashes |

pub mod blobs;
pub mod bundle_key;
pub mod cost;
pub mod home;
pub mod key_file;
pub mod key_home;
pub mod machine;
mod opened;
pub mod passing_key;
pub mod pin;
pub mod quick_key;
pub mod recovery_code;
pub mod reserve;
pub mod ring;
pub mod seal;
pub mod sealer;
pub mod secret;
pub mod signing_key;
pub mod slots;
mod wrap;

pub use blobs::{BlobError, BlobHash, Blobs};
pub use bundle_key::BundleKey;
pub use cost::Cost;
pub use home::SlotHome;
pub use key_file::{Kept, KeyFile, KeyFileError};
pub use key_home::{KeptCertificates, KeyHome};
pub use machine::Machine;
pub use passing_key::PassingKey;
pub use pin::{check_pin, hash_pin};
pub use quick_key::QuickKey;
pub use recovery_code::RecoveryCode;
pub use reserve::{AskedReserve, ReserveCertificate, ReserveKey};
pub use ring::{KeyChangeError, KeyRing, UnlockError};
pub use seal::{OpenError, SealKey};
pub use sealer::{SealTools, Sealer};
pub use secret::{Passphrase, Secret, SecretText};
pub use signing_key::{KeyPassword, SigningKey};
pub use slots::{KeyId, KeySlots, SlotId, SlotKind};
