//! Waiting for a condition, never for time. The only place of the tests that reads a clock or sleeps.

use std::time::Duration;

/// Longer than anything takes on a slow, busy machine, and than any period of the program: reaching it means that
/// something hangs. What the program does once in a period is brought about by whoever waits for it.
pub const PATIENCE: Duration = Duration::from_mins(3);

/// Asks `condition` again and again until it gives something. Fails, naming `what` was awaited, when it never does.
#[track_caller]
pub fn until<T>(what: &str, condition: impl FnMut() -> Option<T>) -> T {
    within(PATIENCE, condition).unwrap_or_else(|| panic!("waited in vain for {what}"))
}

/// As [`until`], but not getting it in time is an answer too.
#[allow(clippy::disallowed_methods, reason = "the one place that polls")]
pub fn within<T>(patience: Duration, mut condition: impl FnMut() -> Option<T>) -> Option<T> {
    let start = std::time::Instant::now();
    loop {
        if let Some(found) = condition() {
            return Some(found);
        }
        if start.elapsed() > patience {
            return None;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Lets time pass where a test is about time itself: a line that is slow, a fault that lasts.
pub fn pass(time: Duration) {
    let _ = within(time, || None::<()>);
}

/// How long `act` took, for figures that are printed and never asserted.
#[allow(clippy::disallowed_methods, reason = "the one place that measures")]
pub fn timed<T>(act: impl FnOnce() -> T) -> (T, Duration) {
    let start = std::time::Instant::now();
    let result = act();
    (result, start.elapsed())
}
