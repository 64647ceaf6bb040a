//! Money in words.

/// `1.234,56 €`.
pub fn euro(cents: u64) -> String {
    let whole = (cents / 100).to_string();
    let groups: Vec<&str> = whole
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| std::str::from_utf8(group).expect("digits are text"))
        .collect();
    format!("{},{:02} €", groups.join("."), cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_italians_write_it() {
        assert_eq!(euro(0), "0,00 €");
        assert_eq!(euro(1_600), "16,00 €");
        assert_eq!(euro(123_456_789), "1.234.567,89 €");
    }
}
