//! How numbers of the own sequence of an ordinary register are written.

/// Seven digits, more where they do not suffice: the protocol exchange format asks for seven.
pub(super) fn text(number: u64) -> String {
    format!("{number:07}")
}

/// The number that the sequence would write so.
pub(super) fn value(written: &str) -> Option<u64> {
    let number = written.parse().ok()?;
    (i64::try_from(number).is_ok() && number > 0 && text(number) == written).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_seven_digits_and_more_where_they_do_not_suffice() {
        assert_eq!(text(31), "0000031");
        assert_eq!(text(12_345_678), "12345678");
        assert_eq!(value("0000031"), Some(31));
        for other in ["31", "+000031", "00000031", "0000000", "2026/31"] {
            assert_eq!(value(other), None, "{other}");
        }
    }
}
