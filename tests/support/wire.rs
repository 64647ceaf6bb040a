//! The line between a station and a centre: bytes pass until it is cut, in the middle of what is under way if need be.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::wait::until;

/// When the line breaks by itself. A question counts as long from so many bytes on: longer than asking for a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breaks {
    /// A long question is cut in two: it never arrives whole.
    InAQuestion(usize),
    /// A long question arrives and its answer does not come back.
    BeforeTheAnswer(usize),
}

/// A line that a test cuts and mends. It ends with the value.
#[derive(Debug)]
pub struct Wire(Arc<Ends>);

#[derive(Debug)]
struct Ends {
    near: SocketAddr,
    far: SocketAddr,
    state: Mutex<State>,
    carried: AtomicUsize,
}

#[derive(Debug, Default)]
struct State {
    whole: bool,
    breaks: Option<Breaks>,
    streams: Vec<TcpStream>,
}

impl Wire {
    /// To where a centre serves stations.
    pub fn to(address: &str) -> Self {
        let far = address.trim_start_matches("https://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let near = listener.local_addr().unwrap();
        let wire = Self(Arc::new(Ends { near, far, state: Mutex::default(), carried: AtomicUsize::new(0) }));
        wire.carry(listener);
        wire
    }

    /// What a station calls the centre.
    pub fn address(&self) -> String {
        format!("https://{}", self.0.near)
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
        let listener = until("the address to be free again", || TcpListener::bind(self.0.near).ok());
        self.carry(listener);
    }

    fn carry(&self, listener: TcpListener) {
        self.0.state().whole = true;
        let ends = Arc::clone(&self.0);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (Ok(near), true) = (stream, ends.state().whole) else { return };
                let Ok(far) = TcpStream::connect(ends.far) else { continue };
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
        std::thread::spawn(move || {
            pump(up.0, up.1, |bytes| {
                let mut asked = count.lock().unwrap_or_else(PoisonError::into_inner);
                *asked += bytes;
                ends.carried.fetch_add(bytes, Ordering::SeqCst);
                ends.breaks(|breaks| matches!(breaks, Breaks::InAQuestion(long) if *asked >= long))
            });
        });
        let ends = Arc::clone(self);
        std::thread::spawn(move || {
            pump(down.1, down.0, |_| {
                let mut asked = asked.lock().unwrap_or_else(PoisonError::into_inner);
                let was = std::mem::take(&mut *asked);
                ends.breaks(|breaks| matches!(breaks, Breaks::BeforeTheAnswer(long) if was >= long))
            });
        });
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
fn pump(mut from: TcpStream, mut to: TcpStream, mut breaks: impl FnMut(usize) -> bool) {
    let mut buffer = [0; 16 * 1024];
    loop {
        match from.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(read) if breaks(read) || to.write_all(&buffer[..read]).is_err() => break,
            Ok(_) => {}
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}
