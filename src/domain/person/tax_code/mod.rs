//! Tax codes (DM 23 December 1976 n. 13813), of sixteen characters or eleven digits. Validated and compared, never
//! asserted: only Agenzia delle Entrate assigns codes.
//!
//! | file | subject |
//! |---|---|
//! | `check` | shape and check character |
//! | `compute` | the code a person's data lead to |
//! | `omocody` | the 128 forms of one code |
//! | `compare` | code beside person: differences are told |
//! | `letters` | names spelled in capital letters A–Z |

mod check;
mod compare;
mod compute;
mod letters;
mod omocody;
#[cfg(test)]
mod tests;

pub use compare::{Difference, compare};
pub use compute::{Holder, compute};
pub use omocody::{base, forms};

/// Whether `code` (upper case) is well formed and its check character fits.
pub fn is_sound(code: &str) -> bool {
    match code.len() {
        16 => check::sixteen(code.as_bytes()),
        11 => check::eleven(code.as_bytes()),
        _ => false,
    }
}

/// A code as typed or scanned, in capital letters; a Code 39 reader's `*`, control characters and blanks dropped.
pub fn normalise(typed: &str) -> String {
    let kept = typed.chars().filter(|c| *c != '*' && !c.is_control() && !c.is_whitespace());
    kept.flat_map(char::to_uppercase).collect()
}
