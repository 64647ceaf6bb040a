//! How numbers of the own sequence of an ordinary register are written.

/// Seven digits, more where they do not suffice: the protocol exchange format asks for seven.
pub(super) fn text(number: u64) -> String {
    format!("{number:07}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_seven_digits_and_more_where_they_do_not_suffice() {
        assert_eq!(text(31), "0000031");
        assert_eq!(text(12_345_678), "12345678");
    }
}
