//! The line between a station and a centre: bytes pass until it is cut, in the middle of what is under way if need be.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::wait::{pass, until};

/// When the line breaks by itself. A question counts as long from so many bytes on: longer than asking for a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// A long question is cut in two: it never arrives whole.
    InAQuestion(usize),
    /// A long question arrives and its answer does not come back.
    BeforeTheAnswer(usize),
}

/// What is wrong with a line that is not cut, until it is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ill {
    /// Whatever is sent is swallowed, and connections stay open.
    Swallows,
    /// Questions arrive, answers do not come back, and nobody hangs up.
    HalfOpen,
    /// Each piece comes so much later.
    Slow(Duration),
}

/// A line that a test cuts and mends. It ends with the value.
#[derive(Debug)]
pub struct Wire(Arc<Ends>);

#[derive(Debug)]
struct Ends {
    near: SocketAddr,
    state: Mutex<State>,
    carried: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    whole: bool,
    breaks: Option<Breaks>,
    ill: Option<Ill>,
    streams: Vec<TcpStream>,
    /// Where the next connection leads.
    far: Option<SocketAddr>,
    /// What was asked over the last connection.
    asked: Vec<u8>,
}

impl Wire {
    /// To where a centre serves stations.
    pub fn to(address: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = listener.local_addr().unwrap();
        let wire = Self(Arc::new(Ends { near, state: Mutex::default(), carried: AtomicUsize::new(0) }));
        wire.lead_to(address);
        wire.carry(listener);
        wire
    }

    /// What a station calls the centre.
    pub fn address(&self) -> String {
        format!("https://{}", self.0.near)
    }

    /// Connections made from now on end there.
    pub fn lead_to(&self, address: &str) {
        self.0.state().far = Some(address.trim_start_matches("https://").parse().unwrap());
    }

    /// Something is wrong with it until it is mended; what is under way suffers it too.
    pub fn be_ill(&self, ill: Ill) {
        self.0.state().ill = Some(ill);
    }

    /// Nobody answers any more, and what is under way is lost.
    pub fn cut(&self) {
        self.0.cut();
    }

    /// Sends once more, over a connection of its own, every byte of the last one.
    pub fn replay(&self) {
        let (bytes, far) = {
            let state = self.0.state();
            (state.asked.clone(), state.far)
        };
        let Some(mut again) = far.and_then(|far| TcpStream::connect(far).ok()) else { return };
        // Whoever hangs up in between has seen enough.
        let _ = again.write_all(&bytes);
        let _ = again.shutdown(Shutdown::Write);
        let _ = again.set_read_timeout(Some(Duration::from_secs(5)));
        let _ = again.read(&mut [0; 1024]);
    }

    /// Breaks by itself when this comes about.
    pub fn let_it_break(&self, breaks: Breaks) {
        self.0.state().breaks = Some(breaks);
    }

    /// Whether it is broken.
    pub fn is_cut(&self) -> bool {
        !self.0.state().whole
    }

    /// Bytes that stations sent over it so far.
    pub fn carried(&self) -> usize {
        self.0.carried.load(Ordering::SeqCst)
    }

    /// Whole again.
    pub fn mend(&self) {
        self.0.state().ill = None;
        if !self.is_cut() {
            // What it swallowed does not come any more.
            self.0.cut();
        }
        let listener = until("the address to be free again", || TcpListener::bind(self.0.near).ok());
        self.carry(listener);
    }

    fn carry(&self, listener: TcpListener) {
        self.0.state().whole = true;
        let ends = Arc::clone(&self.0);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(near), true) = (stream, ends.state().whole) else { return };
                let far = ends.state().far.and_then(|far| TcpStream::connect(far).ok());
                let Some(far) = far else { continue };
                ends.state().asked.clear();
                ends.join(&near, &far);
            }
        });
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.0.cut();
    }
}

impl Ends {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Cut: whatever is under way is lost, nobody answers any more.
    fn cut(&self) {
        let streams = {
            let mut state = self.state();
            if !std::mem::replace(&mut state.whole, false) {
                return;
            }
            state.breaks = None;
            std::mem::take(&mut state.streams)
        };
        for stream in streams {
            // One that has ended is cut.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Whoever waits for the next connection sees that there is none to be carried.
        let _ = TcpStream::connect(self.near);
    }

    fn join(self: &Arc<Self>, near: &TcpStream, far: &TcpStream) {
        let both = || Some((near.try_clone().ok()?, far.try_clone().ok()?));
        let (Some(kept), Some(up), Some(down)) = (both(), both(), both()) else { return };
        self.state().streams.extend([kept.0, kept.1]);
        // Bytes asked since the last answer.
        let asked = Arc::new(Mutex::new(0));
        let (ends, count) = (Arc::clone(self), Arc::clone(&asked));
        let suffers = Arc::clone(self);
        std::thread::spawn(move || {
            let ill = |ill| matches!(ill, Ill::Swallows);
            pump(
                up.0,
                up.1,
                |piece| suffers.suffers(ill, Some(piece)),
                |bytes| {
                    let mut asked = count.lock().unwrap_or_else(PoisonError::into_inner);
                    *asked += bytes;
                    ends.carried.fetch_add(bytes, Ordering::SeqCst);
                    ends.breaks(|breaks| matches!(breaks, Breaks::InAQuestion(long) if *asked >= long))
                },
            );
        });
        let (ends, suffers) = (Arc::clone(self), Arc::clone(self));
        std::thread::spawn(move || {
            let ill = |ill| matches!(ill, Ill::Swallows | Ill::HalfOpen);
            pump(
                down.1,
                down.0,
                |_| suffers.suffers(ill, None),
                |_| {
                    let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
                    let was = std::mem::take(&mut *asked);
                    ends.breaks(|breaks| matches!(breaks, Breaks::BeforeTheAnswer(long) if was >= long))
                },
            );
        });
    }

    /// Whether a piece is swallowed; it is late where the line is slow. What is asked is kept to be replayed.
    fn suffers(&self, swallows: impl Fn(Ill) -> bool, asked: Option<&[u8]>) -> bool {
        let ill = {
            let mut state = self.state();
            state.asked.extend(asked.unwrap_or_default());
            state.ill
        };
        if let Some(Ill::Slow(late)) = ill {
            pass(late);
        }
        ill.is_some_and(swallows)
    }

    /// Cuts the line if it is to break at this point; whether it did.
    fn breaks(&self, here: impl FnOnce(Breaks) -> bool) -> bool {
        let breaks = self.state().breaks.is_some_and(here);
        if breaks {
            self.cut();
        }
        breaks
    }
}

/// Carries bytes one way until an end closes or the line breaks.
fn pump(
    mut from: TcpStream,
    mut to: TcpStream,
    swallows: impl Fn(&[u8]) -> bool,
    mut breaks: impl FnMut(usize) -> bool,
) {
    let mut buffer = [0; 16 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) if swallows(&buffer[..read]) => {}
            Ok(read) if breaks(read) || to.write_all(&buffer[..read]).is_err() => break,
            Ok(_) => {}
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
