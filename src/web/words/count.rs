//! How many, in words that agree: `1 foglio`, `2 fogli`.

/// `1 foglio`, `2 fogli`, `0 fogli`.
pub fn of(many: u64, one: &str, more: &str) -> String {
    format!("{many} {}", word(many, one, more))
}

/// The word alone that agrees with a number.
pub fn word<'a>(many: u64, one: &'a str, more: &'a str) -> &'a str {
    if many == 1 { one } else { more }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_one_and_none_are_many() {
        assert_eq!(of(0, "foglio", "fogli"), "0 fogli");
        assert_eq!(of(1, "foglio", "fogli"), "1 foglio");
        assert_eq!(of(21, "foglio", "fogli"), "21 fogli");
    }
}
