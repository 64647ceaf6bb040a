//! Roman numbers as streets and acts have them.

/// The value of a number written with `i`, `v`, `x` in lower case, up to 39; none where it is no such number.
pub(super) fn value(text: &str) -> Option<u8> {
    (1..40).find(|value| written(*value) == text)
}

fn written(value: u8) -> String {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    format!("{}{}", "x".repeat(usize::from(value / 10)), ONES[usize::from(value % 10)])
}
