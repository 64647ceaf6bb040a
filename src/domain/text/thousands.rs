//! Counts as people read them.

/// A count with its thousands apart: `120.000`, `120,000`.
pub fn thousands(count: u64, apart: char) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(apart);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_written_with_their_thousands_apart() {
        for (count, it) in [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567")] {
            assert_eq!(thousands(count, '.'), it);
        }
        assert_eq!(thousands(120_000, ','), "120,000");
    }
}
