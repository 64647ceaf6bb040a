//! Passwords of the centre: length over rules (NIST SP 800-63B, 5.1.1.2: no composition rules, no expiry, 8 at least; here 12).

use crate::error::CentreError;
use domain::journal::event::Exercise;

/// Shortest password of a new or changed account.
pub const SHORTEST: usize = 12;
/// Longest password, in characters.
const LONGEST: usize = 200;
/// A drill's, whose passwords stand on the console.
const SHORTEST_OF_A_DRILL: usize = 6;
/// Different characters a password has at least: `aaaaaaaaaaaa` is short, however long.
const DIFFERENT: usize = 5;

/// A hash nobody's password fits, checked where there is no such account so that the answer takes as long.
pub(super) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c3BvcnRlbGxvLm5vYm9keQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Whether a new password will do for whoever signs in as `login`.
pub(super) fn check(password: &str, login: &str, exercise: Exercise) -> Result<(), CentreError> {
    let shortest = match exercise {
        Exercise::Real => SHORTEST,
        Exercise::Drill => SHORTEST_OF_A_DRILL,
    };
    let refused = |it: &str, en: &str| Err(CentreError::field("password", it, en));
    let length = password.chars().count();
    if length < shortest {
        return refused(
            "La parola d’ordine ha almeno 12 caratteri: quattro parole a caso si ricordano meglio di una sigla.",
            "The password has at least 12 characters: four random words are remembered better than a code.",
        );
    }
    if length > LONGEST {
        return refused(
            "La parola d’ordine ha al più 200 caratteri.",
            "The password has at most 200 characters.",
        );
    }
    if exercise == Exercise::Drill {
        return Ok(());
    }
    let different: std::collections::BTreeSet<char> = password.chars().collect();
    if different.len() < DIFFERENT
        || password.to_lowercase().replace(login, "").chars().count() < SHORTEST / 2
    {
        return refused(
            "Questa parola d’ordine si indovina: troppo uguale, o fatta del nome per entrare. Sceglierne un’altra.",
            "This password is easily guessed: too uniform, or made of the login. Choose another.",
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_password_will_do_whatever_it_is_made_of_and_a_uniform_one_will_not() {
        let real = |password| check(password, "elena", Exercise::Real).is_ok();
        assert!(real("cavallo corretto") && real("gelo neve sole"));
        for bad in ["", "segreta1", "aaaaaaaaaaaa", "121212121212", "elenaelena12", &"a1b2c".repeat(50)] {
            assert!(!real(bad), "{bad}");
        }
        assert!(check("556677", "elena", Exercise::Drill).is_ok());
    }
}
