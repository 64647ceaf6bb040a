//! Hashes of operators' PINs. Kept in local records, never sent to a centre.

use argon2::password_hash::phc::PasswordHash;
use argon2::{PasswordHasher as _, PasswordVerifier as _};

use super::Cost;

/// The PHC string (`$argon2id$v=19$…`) for `pin` under a fresh random `salt`.
pub fn hash_pin(pin: &str, salt: &[u8; 16], cost: Cost) -> String {
    let hash: PasswordHash = cost
        .argon2()
        .hash_password_with_salt(pin.as_bytes(), salt)
        .expect("argon2id takes every PIN with a salt of 16 bytes");
    hash.to_string()
}

/// Whether `pin` is the one hashed in `phc`. A string that is no argon2id hash fits no PIN; costs beyond what a counter
/// PC bears fit none either.
pub fn check_pin(pin: &str, phc: &str) -> bool {
    let Ok(hash) = PasswordHash::new(phc) else { return false };
    let Ok(params) = argon2::Params::try_from(&hash) else { return false };
    if Cost::new(params.m_cost(), params.t_cost(), params.p_cost()).is_none() {
        return false;
    }
    Cost::PIN.argon2().verify_password(pin.as_bytes(), &hash).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pin_fits_its_own_hash_only() {
        let phc = hash_pin("482915", &[7; 16], Cost::NONE);
        assert!(phc.starts_with("$argon2id$v=19$m=8,t=1,p=1$"), "{phc}");
        assert!(check_pin("482915", &phc));
        assert!(!check_pin("482916", &phc));
        assert!(!check_pin("", &phc));
        assert_ne!(phc, hash_pin("482915", &[8; 16], Cost::NONE));
    }

    #[test]
    fn what_is_no_hash_or_an_unbearable_one_fits_no_pin() {
        assert!(!check_pin("482915", ""));
        assert!(!check_pin("482915", "482915"));
        let phc = hash_pin("482915", &[7; 16], Cost::NONE);
        assert!(!check_pin("482915", &phc.replace("m=8", "m=4194304")));
    }
}
