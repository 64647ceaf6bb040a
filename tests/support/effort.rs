//! How hard the crash tests try: enough to find what is broken on every change, or (`tests/long`) for hours.

/// The first number in the suite, the second with `SPORTELLO_LONG=1`.
pub fn effort(short: usize, long: usize) -> usize {
    if is_long() { long } else { short }
}

pub fn is_long() -> bool {
    std::env::var_os("SPORTELLO_LONG").is_some_and(|value| value == "1")
}
