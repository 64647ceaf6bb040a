//! The wish to stop (SIGTERM, Ctrl-C), heard before anybody is told that there is something to stop.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::dev::Server;
use actix_web::rt;

/// Hears the wish from when it is made until it has been served.
pub struct Stop {
    system: rt::SystemRunner,
    wish: Wish,
}

impl Stop {
    /// Listens from now on.
    pub fn listen() -> io::Result<Self> {
        let system = rt::System::new();
        let wish = system.block_on(Wish::heard())?;
        Ok(Self { system, wish })
    }

    /// Runs a server until the wish is heard; then, and before the last threads have ended, `after` is called.
    pub(crate) fn serve(
        self,
        after: impl FnOnce() + Send + 'static,
        start: impl FnOnce() -> io::Result<Server>,
    ) -> io::Result<()> {
        let Self { system, wish } = self;
        system.block_on(async {
            let running = start()?;
            let handle = running.handle();
            rt::spawn(async move {
                let lets_finish = wish.await;
                handle.stop(lets_finish).await;
            });
            let served = running.await;
            std::thread::spawn(after);
            served
        })
    }
}

/// Comes true with the wish: whether requests under way are let finish.
#[cfg(unix)]
struct Wish {
    terminate: rt::signal::unix::Signal,
    at_once: [rt::signal::unix::Signal; 2],
}

#[cfg(unix)]
impl Wish {
    #[expect(clippy::unused_async, reason = "it needs the system's own thread")]
    async fn heard() -> io::Result<Self> {
        use rt::signal::unix::{SignalKind, signal};
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            at_once: [signal(SignalKind::interrupt())?, signal(SignalKind::quit())?],
        })
    }
}

#[cfg(unix)]
impl Future for Wish {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<bool> {
        if self.terminate.poll_recv(context).is_ready() {
            return Poll::Ready(true);
        }
        let at_once = self.at_once.iter_mut().any(|signal| signal.poll_recv(context).is_ready());
        if at_once { Poll::Ready(false) } else { Poll::Pending }
    }
}

/// Comes true with the wish: whether requests under way are let finish.
#[cfg(not(unix))]
struct Wish(Pin<Box<dyn Future<Output = io::Result<()>>>>);

#[cfg(not(unix))]
impl Wish {
    async fn heard() -> io::Result<Self> {
        let mut pressed: Pin<Box<dyn Future<Output = io::Result<()>>>> = Box::pin(rt::signal::ctrl_c());
        // It listens from its first look on.
        std::future::poll_fn(|context| {
            let _ = pressed.as_mut().poll(context);
            Poll::Ready(())
        })
        .await;
        Ok(Self(pressed))
    }
}

#[cfg(not(unix))]
impl Future for Wish {
    type Output = bool;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<bool> {
        self.0.as_mut().poll(context).map(|_| false)
    }
}
