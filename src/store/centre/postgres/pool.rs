//! Connections to the database: a few are kept, a lost one is made anew. (Own, small: each call learns at once why there is
//! no connection, and no thread runs beside.)

use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use postgres::{Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::address::Address;
use super::failure::{Failure, Told};
use super::tls;

/// Connections at most: more would only wait for each other at the sequence.
const MOST: usize = 12;

/// How long a call waits for a connection.
const PATIENCE: Duration = Duration::from_secs(15);

/// One connection, and the statements it has prepared.
pub(super) struct Connection {
    pub(super) client: Client,
    pub(super) statements: HashMap<&'static str, Statement>,
    /// It served before: it may have been lost since.
    pub(super) used: bool,
}

pub(super) struct Pool {
    config: Config,
    tls: MakeRustlsConnect,
    held: Mutex<Held>,
    returned: Condvar,
}

#[derive(Default)]
struct Held {
    idle: Vec<Connection>,
    /// Connections there are, idle or lent.
    all: usize,
}

impl Pool {
    pub(super) fn to(address: Address) -> Result<Self, Failure> {
        let tls = tls::connector(&address.trust)?;
        Ok(Self { config: address.config, tls, held: Mutex::default(), returned: Condvar::new() })
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, kept or new.
    pub(super) fn lend(&self) -> Result<Lent<'_>, Failure> {
        let busy = |held: &mut Held| held.idle.is_empty() && held.all >= MOST;
        let (mut held, waited) = self
            .returned
            .wait_timeout_while(self.held(), PATIENCE, busy)
            .unwrap_or_else(PoisonError::into_inner);
        if waited.timed_out() && busy(&mut held) {
            return Err(Failure::Refused(Told(format!("all {MOST} connections are busy"))));
        }
        if let Some(connection) = held.idle.pop() {
            return Ok(Lent { pool: self, connection: Some(connection) });
        }
        held.all += 1;
        drop(held);
        let mut lent = Lent { pool: self, connection: None };
        let client = self.config.connect(self.tls.clone())?;
        lent.connection = Some(Connection { client, statements: HashMap::new(), used: false });
        Ok(lent)
    }

    /// Lets go of all idle connections: one of them was lost, so the others may be.
    pub(super) fn forget(&self) {
        let mut held = self.held();
        let gone = std::mem::take(&mut held.idle);
        held.all -= gone.len();
        drop(held);
        self.returned.notify_all();
    }
}

impl Drop for Pool {
    /// Closing a connection blocks, which async threads do not bear: a thread of its own does it.
    fn drop(&mut self) {
        let idle = std::mem::take(&mut self.held().idle);
        let _ = std::thread::spawn(move || drop(idle)).join();
    }
}

/// A connection on loan.
pub(super) struct Lent<'a> {
    pool: &'a Pool,
    connection: Option<Connection>,
}

impl Lent<'_> {
    pub(super) fn connection(&mut self) -> &mut Connection {
        self.connection.as_mut().expect("it is taken out only when it is given back")
    }

    /// Gives it back not to be used again.
    pub(super) fn discard(mut self) {
        self.connection = None;
    }
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut held = self.pool.held();
        match self.connection.take() {
            Some(mut connection) if !connection.client.is_closed() => {
                connection.used = true;
                held.idle.push(connection);
            }
            _ => held.all -= 1,
        }
        drop(held);
        self.pool.returned.notify_one();
    }
}
