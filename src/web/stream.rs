//! A file made while it is sent: written by a thread of its own, held back when the receiver is slow.

use std::io::{self, Write};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpResponse;
use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Bytes that go out at a time.
const PIECE: usize = 64 * 1024;
/// Pieces that may wait.
const WAITING: usize = 4;

/// Sends what `make` writes, as a file to keep. Where it fails the download breaks off.
pub fn download(
    name: &str,
    make: impl FnOnce(&mut dyn Write) -> Result<(), &'static str> + Send + 'static,
) -> HttpResponse {
    let (to, from) = channel(WAITING);
    actix_web::rt::task::spawn_blocking(move || {
        let mut pieces = Pieces { to, piece: Vec::with_capacity(PIECE) };
        let ended = make(&mut pieces).and_then(|()| pieces.flush().map_err(|_| "the receiver went away"));
        if let Err(why) = ended {
            tracing::warn!(why, "a download broke off");
            let _ = pieces.to.blocking_send(Err(BrokenOff));
        }
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((CONTENT_DISPOSITION, attachment(name)))
        .body(Streamed(from))
}

/// Sends bytes as a file to keep.
pub fn file(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((CONTENT_DISPOSITION, attachment(name)))
        .body(bytes)
}

fn attachment(name: &str) -> String {
    format!("attachment; filename=\"{name}\"")
}

/// What was being sent could not be made to its end.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the file could not be made to its end")]
struct BrokenOff;

struct Pieces {
    to: Sender<Result<Bytes, BrokenOff>>,
    piece: Vec<u8>,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.piece.is_empty() {
            return Ok(());
        }
        let piece = Bytes::from(std::mem::take(&mut self.piece));
        self.to.blocking_send(Ok(piece)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

struct Streamed(Receiver<Result<Bytes, BrokenOff>>);

impl MessageBody for Streamed {
    type Error = BrokenOff;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BrokenOff>>> {
        self.0.poll_recv(cx)
    }
}
