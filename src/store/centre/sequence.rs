//! How numbers of the own sequence of an ordinary register are written.

/// Seven digits, more where they do not suffice: the protocol exchange format asks for seven.
pub(super) fn text(number: u64) -> String {
    format!("{number:07}")
}

/// The number that the sequence would come to, however it is written: `300` as `0000300`.
pub(super) fn value(written: &str) -> Option<u64> {
    if !written.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = written.parse().ok()?;
    (i64::try_from(number).is_ok() && number > 0).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_seven_digits_and_more_where_they_do_not_suffice() {
        assert_eq!(text(31), "0000031");
        assert_eq!(text(12_345_678), "12345678");
        for written in ["0000031", "31", "00000031"] {
            assert_eq!(value(written), Some(31), "{written}");
        }
        for other in ["+000031", "0000000", "2026/31", "", "99999999999999999999"] {
            assert_eq!(value(other), None, "{other}");
        }
    }
}
