//! Work that waits for a disk or a hash, off the workers that answer.
//!
//! Each kind of work would bring its own copy of the runtime's task with it, some 6 KB of program at a time; boxed, all of
//! them are one.

use std::any::Any;

use actix_web::error::BlockingError;
use actix_web::web;

type Done = Box<dyn Any + Send>;

/// Begins the work at once; what it gave comes when it is awaited. An error where the work panicked or the service ends.
pub fn block<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> impl Future<Output = Result<T, BlockingError>> {
    let begun = begin(Box::new(move || Box::new(work())));
    async move { begun.await.map(|done| *done.downcast::<T>().expect("the work gives what it was asked for")) }
}

fn begin(work: Box<dyn FnOnce() -> Done + Send>) -> impl Future<Output = Result<Done, BlockingError>> {
    web::block(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn what_the_work_gave_comes_back_and_a_panic_is_an_error() {
        assert_eq!(block(|| "done".to_owned()).await.unwrap(), "done");
        assert_eq!(block(|| Err::<(), _>(7)).await.unwrap(), Err(7));
        assert!(block(|| panic!("it went wrong")).await.is_err());
    }
}
