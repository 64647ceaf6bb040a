//! How long a body may take to come, and how long it may be where nobody says who sends it.
//!
//! A slow line passes, one that stands still does not: who sends at [`SLOWEST`] is never late, who sends less is, after
//! [`PATIENCE`].

use std::cell::Cell;
use std::future::Future as _;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{AUTHORIZATION, CONTENT_LENGTH, COOKIE};
use actix_web::middleware::Next;
use actix_web::web::Bytes;
use actix_web::{Error, HttpMessage as _, ResponseError as _};
use futures_core::Stream;
use tokio::time::{Sleep, sleep};

use crate::site::trouble::Trouble;
use trust::message::SIGNATURE;

/// How long a body may stand still.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// The slowest line that is waited for, in bytes a second: half of what a modem of the eighties did.
pub const SLOWEST: u32 = 4 * 1024;

/// Longest body of a browser without any cookie, in bytes: there is none with a form of ours.
const LONGEST_WITHOUT_COOKIE: usize = 16 * 1024;

/// Longest body of a program that says nothing of who it is, in bytes: signing in, asking to be known.
const LONGEST_UNSIGNED: usize = 16 * 1024;

/// What became of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// It came, or is coming, as it should.
    Well,
    /// It was too slow.
    Late,
    /// There was too much of it.
    TooLong,
}

/// Holds every body to the pace, and those of unknown people to a length.
pub async fn hold(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let most = longest(&req);
    let told = req.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if most.zip(told).is_some_and(|(most, told)| told > most) {
        return Ok(req.into_response(Trouble::TooLarge.error_response()));
    }
    let payload = req.take_payload();
    if matches!(payload, Payload::None) {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    let end = Rc::new(Cell::new(End::Well));
    let paced = Paced {
        payload,
        left: most.unwrap_or(usize::MAX),
        due: Box::pin(sleep(PATIENCE)),
        end: Rc::clone(&end),
    };
    req.set_payload(Payload::Stream { payload: Box::pin(paced) });
    let answer = next.call(req).await;
    let trouble = match end.get() {
        End::Well => return Ok(answer?.map_into_boxed_body()),
        End::Late => Trouble::TooSlow,
        End::TooLong => Trouble::TooLarge,
    };
    match answer {
        Ok(answer) => Ok(answer.into_response(trouble.error_response())),
        Err(_) => Err(trouble.into()),
    }
}

/// Longest body where nobody says who sends it; none where somebody does, who is then asked by whoever reads it.
fn longest(req: &ServiceRequest) -> Option<usize> {
    let has = |name: &str| req.headers().contains_key(name);
    if req.path().starts_with("/api/") {
        return (!has(AUTHORIZATION.as_str()) && !has(SIGNATURE)).then_some(LONGEST_UNSIGNED);
    }
    (!has(COOKIE.as_str())).then_some(LONGEST_WITHOUT_COOKIE)
}

/// A body with a time to come in.
struct Paced {
    payload: Payload,
    left: usize,
    due: Pin<Box<Sleep>>,
    end: Rc<Cell<End>>,
}

impl Paced {
    /// Each byte that comes gives time for the next ones, never more than the whole patience.
    fn moved(&mut self, bytes: usize) {
        let earned = Duration::from_secs(bytes as u64) / SLOWEST;
        let due = (self.due.deadline() + earned).min(sleep(PATIENCE).deadline());
        self.due.as_mut().reset(due);
    }

    fn fails(&self, end: End, error: PayloadError) -> Poll<Option<Result<Bytes, PayloadError>>> {
        self.end.set(end);
        Poll::Ready(Some(Err(error)))
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match Pin::new(&mut self.payload).poll_next(cx) {
            Poll::Ready(Some(Ok(bytes))) => {
                let Some(left) = self.left.checked_sub(bytes.len()) else {
                    return self.fails(End::TooLong, PayloadError::Overflow);
                };
                self.left = left;
                self.moved(bytes.len());
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Pending if self.due.as_mut().poll(cx).is_ready() => {
                self.fails(End::Late, PayloadError::Io(std::io::ErrorKind::TimedOut.into()))
            }
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    /// A body of which `each` bytes come every `every`, `times` over, and then nothing.
    struct Dripping {
        next: Pin<Box<Sleep>>,
        every: Duration,
        each: usize,
        times: usize,
    }

    impl Stream for Dripping {
        type Item = Result<Bytes, PayloadError>;

        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            if self.times == 0 || self.next.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            self.times -= 1;
            let next = sleep(self.every).deadline();
            self.next.as_mut().reset(next);
            Poll::Ready(Some(Ok(vec![0; self.each].into())))
        }
    }

    /// Seconds until a body is given up, and the bytes that came before.
    async fn given_up(each: usize, every: Duration, times: usize, most: usize) -> (u64, usize, End) {
        let begun = sleep(Duration::ZERO).deadline();
        let body = Dripping { next: Box::pin(sleep(every)), every, each, times };
        let end = Rc::new(Cell::new(End::Well));
        let mut paced = Paced {
            payload: Payload::Stream { payload: Box::pin(body) },
            left: most,
            due: Box::pin(sleep(PATIENCE)),
            end: Rc::clone(&end),
        };
        let mut came = 0;
        while let Some(Ok(bytes)) = poll_fn(|cx| Pin::new(&mut paced).poll_next(cx)).await {
            came += bytes.len();
        }
        let ended = sleep(Duration::ZERO).deadline();
        ((ended - begun).as_secs(), came, end.get())
    }

    #[actix_web::test]
    async fn a_slow_line_passes_and_one_that_stands_still_does_not() {
        tokio::time::pause();
        let second = Duration::from_secs(1);
        // Half an hour at the slowest pace, then nothing.
        assert_eq!(given_up(4096, second, 1800, usize::MAX).await, (1830, 1800 * 4096, End::Late));
        // Much at once earns no more than the whole patience.
        assert_eq!(given_up(24 << 20, second, 1, usize::MAX).await, (31, 24 << 20, End::Late));
        // A byte a second does not keep it going.
        assert_eq!(given_up(1, second, 10_000, usize::MAX).await.0, 30);
        assert_eq!(given_up(1000, second, 100, 5000).await, (6, 5000, End::TooLong));
    }
}
