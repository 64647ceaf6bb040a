//! How many connections there are at once. Where one too many comes, the oldest on which nobody has shown who they are makes
//! room: whoever only holds connections open, without a request, with half a request, with half a body, keeps nobody out.

use std::any::Any;
use std::collections::BTreeMap;
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::HttpRequest;
use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream as Served;

/// Connections that may be open at once, over all workers.
pub const MOST: usize = 192;

/// Connections a worker takes before the system holds further ones back: far above its share of [`MOST`], so that a new one
/// is always seen and the oldest can make room.
pub const MOST_OF_A_WORKER: usize = 256;

/// The connections of a server.
#[derive(Default)]
pub struct Connections(Mutex<Open>);

#[derive(Default)]
struct Open {
    next: u64,
    /// By age, the oldest first.
    all: BTreeMap<u64, Line>,
}

struct Line {
    stream: TcpStream,
    known: bool,
}

/// A connection's place among them; it ends with the value.
pub struct Place {
    number: u64,
    among: Arc<Connections>,
}

impl Connections {
    /// Takes a new connection in; `io` is what the server calls it.
    pub fn enter(self: &Arc<Self>, io: &dyn Any, data: &mut Extensions) {
        let Some(stream) = stream(io) else { return };
        data.insert(self.take(stream));
    }

    fn take(self: &Arc<Self>, stream: TcpStream) -> Place {
        let mut open = self.open();
        let number = open.next;
        open.next += 1;
        open.all.insert(number, Line { stream, known: false });
        if open.all.len() > MOST {
            let unknown = open.all.iter().find(|(_, line)| !line.known).map(|(number, _)| *number);
            // The new one is unknown too: there is always one.
            if let Some(line) = unknown.and_then(|number| open.all.remove(&number)) {
                // It may be gone by itself.
                let _ = line.stream.shutdown(Shutdown::Both);
            }
        }
        Place { number, among: Arc::clone(self) }
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.among.open().all.remove(&self.number);
    }
}

/// Somebody has shown on this request's connection who they are: it does not make room any more.
pub fn known(req: &HttpRequest) {
    let Some(place) = req.conn_data::<Place>() else { return };
    if let Some(line) = place.among.open().all.get_mut(&place.number) {
        line.known = true;
    }
}

/// A second hold on a connection, in clear or over TLS.
fn stream(io: &dyn Any) -> Option<TcpStream> {
    let clear = io.downcast_ref::<Served>();
    let served = clear.or_else(|| io.downcast_ref::<TlsStream<Served>>().map(|tls| tls.get_ref().0))?;
    second_hold(served).ok()
}

#[cfg(unix)]
fn second_hold(served: &Served) -> std::io::Result<TcpStream> {
    use std::os::fd::AsFd as _;
    served.as_fd().try_clone_to_owned().map(TcpStream::from)
}

#[cfg(windows)]
fn second_hold(served: &Served) -> std::io::Result<TcpStream> {
    use std::os::windows::io::AsSocket as _;
    served.as_socket().try_clone_to_owned().map(TcpStream::from)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpListener;

    use super::*;

    #[test]
    fn the_oldest_that_nobody_is_known_on_makes_room() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let connections = Arc::new(Connections::default());
        let joined = || {
            let far = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
            (far, connections.take(listener.accept().unwrap().0))
        };
        let mut all: Vec<_> = (0..MOST).map(|_| joined()).collect();
        connections.open().all.get_mut(&0).unwrap().known = true;
        let newest = joined();
        let is_open = |far: &mut TcpStream| {
            far.set_nonblocking(true).unwrap();
            far.read(&mut [0]).is_err()
        };
        assert!(is_open(&mut all[0].0), "it is known");
        assert!(!is_open(&mut all[1].0), "the oldest of the others");
        assert!(is_open(&mut all[2].0));
        drop(newest);
        drop(all);
        assert!(connections.open().all.is_empty());
    }
}
