//! What signing asks of a key: ECDSA on P-256 with SHA-256 (ES256), wherever the key lives.

use p256::ecdsa::signature::{Keypair, Signer};
use p256::ecdsa::{Signature, VerifyingKey};

/// A key that signs, and says which public key checks its signatures.
pub trait Signs: Signer<Signature> + Keypair<VerifyingKey = VerifyingKey> {}

impl<K: Signer<Signature> + Keypair<VerifyingKey = VerifyingKey>> Signs for K {}
