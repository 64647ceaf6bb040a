//! A file made while it is sent: written by a thread of its own, held back when the receiver is slow.

use std::io::{self, BufWriter, Write};
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
/// Why nothing goes out any more.
const GONE: &str = "the receiver went away";

/// Sends what `make` writes, as a file to keep. Where it fails the download breaks off.
pub fn download(
    name: &str,
    make: impl FnOnce(&mut dyn Write) -> Result<(), &'static str> + Send + 'static,
) -> HttpResponse {
    let (to, from) = channel(WAITING);
    actix_web::rt::task::spawn_blocking(move || {
        let mut out = BufWriter::with_capacity(PIECE, Outgoing(to));
        let ended = make(&mut out)
            .and_then(|()| out.flush().map_err(|_| GONE))
            .and_then(|()| out.get_ref().0.blocking_send(Part::End).map_err(|_| GONE));
        if let Err(why) = ended {
            tracing::warn!(why, "a download broke off");
        }
    });
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((CONTENT_DISPOSITION, attachment(name)))
        .body(Streamed { from, ended: false })
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

/// What goes from the thread that makes a file to the one that sends it. Without its end a file is not whole.
enum Part {
    Piece(Bytes),
    End,
}

struct Outgoing(Sender<Part>);

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = &bytes[..bytes.len().min(PIECE)];
        let sent = self.0.blocking_send(Part::Piece(Bytes::copy_from_slice(piece)));
        sent.map(|()| piece.len()).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Streamed {
    from: Receiver<Part>,
    ended: bool,
}

impl MessageBody for Streamed {
    type Error = BrokenOff;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BrokenOff>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        self.from.poll_recv(cx).map(|part| {
            self.ended = !matches!(part, Some(Part::Piece(_)));
            match part {
                Some(Part::Piece(piece)) => Some(Ok(piece)),
                Some(Part::End) => None,
                None => Some(Err(BrokenOff)),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;

    use super::*;

    /// What arrives of a file; nothing, if it broke off.
    fn arrives(
        make: impl FnOnce(&mut dyn Write) -> Result<(), &'static str> + Send + 'static,
    ) -> Option<Bytes> {
        actix_web::rt::System::new().block_on(async { to_bytes(download("a", make).into_body()).await.ok() })
    }

    #[test]
    fn a_file_arrives_whole_whatever_the_size_of_its_writes() {
        let whole: Vec<u8> = (0..=255).cycle().take(9 * PIECE + 7).collect();
        for size in [1000, PIECE, 3 * PIECE + 1] {
            let source = whole.clone();
            let make = move |out: &mut dyn Write| {
                source.chunks(size).try_for_each(|piece| out.write_all(piece)).map_err(|_| "gone")
            };
            assert!(arrives(make).is_some_and(|came| came == whole), "{size}");
        }
        assert_eq!(arrives(|_| Ok(())), Some(Bytes::new()));
    }

    #[test]
    fn a_file_that_is_not_made_to_its_end_breaks_off() {
        let writes = |out: &mut dyn Write| out.write_all(&vec![7; 2 * PIECE]).map_err(|_| "gone");
        assert_eq!(arrives(move |out| writes(out).and(Err("no more"))), None);
        assert_eq!(arrives(|_| panic!("whoever makes it has a fault")), None);
    }

    #[test]
    fn whoever_makes_a_file_learns_that_nobody_takes_it_any_more() {
        let (to, from) = channel(WAITING);
        drop(from);
        assert!(Outgoing(to).write_all(&[7]).is_err());
    }
}
