//! The centre's store: reading, writing, trying again.

use super::address::Address;
use super::failure::Failure;
use super::migrations;
use super::pool::{Lent, Pool};
use super::session::{Aim, Session};
use crate::centre::error::CentreStoreError;

/// The centre's store in a `PostgreSQL` database (13 or newer). Calls block; never make or drop it on an async thread.
pub struct PostgresCentre {
    pool: Pool,
}

/// How often a call is tried when another transaction was in the way.
const TRIES: u32 = 10;

impl PostgresCentre {
    /// Connects, and brings the tables to this program's version.
    ///
    /// [`CentreStoreError::Damaged`] when they are of a newer program.
    pub fn open(address: Address) -> Result<Self, CentreStoreError> {
        Self::open_with(address, migrations::ALL)
    }

    pub(super) fn open_with(
        address: Address,
        steps: &[migrations::Migration],
    ) -> Result<Self, CentreStoreError> {
        let centre = Self { pool: Pool::to(address)? };
        centre.write(|session| migrations::apply(session, steps))?;
        Ok(centre)
    }

    /// Asks; all questions see one moment.
    pub(super) fn read<T>(
        &self,
        ask: impl Fn(&mut Session) -> Result<T, Failure>,
    ) -> Result<T, CentreStoreError> {
        self.tried(Aim::Read, ask)
    }

    /// Changes, whole or not at all. Tried again when another transaction was in the way.
    pub(super) fn write<T>(
        &self,
        act: impl Fn(&mut Session) -> Result<T, Failure>,
    ) -> Result<T, CentreStoreError> {
        self.tried(Aim::Write, act)
    }

    fn tried<T>(
        &self,
        aim: Aim,
        act: impl Fn(&mut Session) -> Result<T, Failure>,
    ) -> Result<T, CentreStoreError> {
        for _ in 1..TRIES {
            match self.once(aim, &act) {
                // The other one has committed or was broken off: waiting would only lose time.
                Err(Failure::Crossed(_)) => {}
                outcome => return Ok(outcome?),
            }
        }
        Ok(self.once(aim, &act)?)
    }

    /// One try. A connection that lay idle may have been lost since, with the database started anew: then another is taken.
    pub(super) fn once<T>(
        &self,
        aim: Aim,
        act: impl FnOnce(&mut Session) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let mut lent = self.alive()?;
        let outcome = Session::begin(lent.connection(), aim).and_then(|session| run(session, act));
        if matches!(outcome, Err(Failure::Gone(_))) {
            lent.discard();
            self.pool.forget();
        }
        outcome
    }

    /// A connection; one that served before is asked whether it still does.
    fn alive(&self) -> Result<Lent<'_>, Failure> {
        loop {
            let mut lent = self.pool.lend()?;
            let connection = lent.connection();
            if !connection.used || connection.client.simple_query("").is_ok() {
                return Ok(lent);
            }
            lent.discard();
            self.pool.forget();
        }
    }
}

fn run<T>(mut session: Session, act: impl FnOnce(&mut Session) -> Result<T, Failure>) -> Result<T, Failure> {
    let answer = act(&mut session)?;
    session.commit()?;
    Ok(answer)
}
