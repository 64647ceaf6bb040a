//! A fence around sled: it panics on damaged files. A panic inside becomes an error and is not printed.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

use super::error::StoreError;

thread_local! {
    static FENCED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `act`; a panic in it is damage.
pub(super) fn fenced<T>(act: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    silence();
    let outer = FENCED.replace(true);
    let outcome = panic::catch_unwind(AssertUnwindSafe(act));
    FENCED.set(outer);
    outcome.unwrap_or(Err(StoreError::Damaged("it could not be read")))
}

/// Keeps panics behind the fence, and those of sled's own threads, off the console. All others are told as before.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let told_as_before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            let thread = std::thread::current();
            let of_sled = thread.name().is_some_and(|name| name.starts_with("sled"));
            if !of_sled && !FENCED.get() {
                told_as_before(panic);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_and_the_next_call_works() {
        let broken: Result<(), _> = fenced(|| panic!("as sled does"));
        assert!(matches!(broken, Err(StoreError::Damaged(_))));
        assert_eq!(fenced(|| Ok(7)).unwrap(), 7);
    }
}
