//! How long whoever tries a secret waits after wrong ones, at the counter and at the centre alike.

/// Seconds to wait after so many wrong ones in a row: none twice, then doubling, at most a minute.
pub fn patience(times: u32) -> u32 {
    if times < 3 { 0 } else { 2_u32.saturating_pow(times - 2).min(60) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patience_doubles_and_ends_at_a_minute() {
        let waits: Vec<u32> = (0..12).map(patience).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
        assert_eq!(patience(u32::MAX), 60);
    }
}
