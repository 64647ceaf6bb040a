//! One transaction on one connection.

use std::collections::HashMap;

use postgres::types::ToSql;
use postgres::{IsolationLevel, Row, Statement, Transaction};

use super::failure::Failure;
use super::pool::Connection;

/// What a statement is given.
pub(super) type Given<'a> = &'a (dyn ToSql + Sync);

/// A transaction. Ended without [`Session::commit`], nothing of it happened.
pub(super) struct Session<'a> {
    transaction: Transaction<'a>,
    statements: &'a mut HashMap<&'static str, Statement>,
}

/// What a transaction is for.
#[derive(Clone, Copy)]
pub(super) enum Aim {
    /// Several questions that must see one moment.
    Read,
    /// Changes under locks of their own.
    Write,
}

impl<'a> Session<'a> {
    pub(super) fn begin(connection: &'a mut Connection, aim: Aim) -> Result<Self, Failure> {
        let build = connection.client.build_transaction();
        let transaction = match aim {
            Aim::Read => build.isolation_level(IsolationLevel::RepeatableRead).read_only(true).start()?,
            Aim::Write => build.isolation_level(IsolationLevel::ReadCommitted).start()?,
        };
        Ok(Self { transaction, statements: &mut connection.statements })
    }

    pub(super) fn commit(self) -> Result<(), Failure> {
        Ok(self.transaction.commit()?)
    }

    fn prepared(&mut self, sql: &'static str) -> Result<Statement, Failure> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.transaction.prepare(sql)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }

    /// Rows that a statement answers with.
    pub(super) fn rows(&mut self, sql: &'static str, given: &[Given]) -> Result<Vec<Row>, Failure> {
        let statement = self.prepared(sql)?;
        Ok(self.transaction.query(&statement, given)?)
    }

    /// The one row, if there is one.
    pub(super) fn row(&mut self, sql: &'static str, given: &[Given]) -> Result<Option<Row>, Failure> {
        Ok(self.rows(sql, given)?.into_iter().next())
    }

    /// Rows of a statement put together for this once.
    pub(super) fn rows_once(&mut self, sql: &str, given: &[Given]) -> Result<Vec<Row>, Failure> {
        Ok(self.transaction.query(sql, given)?)
    }

    /// How many rows a statement changed.
    pub(super) fn change(&mut self, sql: &'static str, given: &[Given]) -> Result<u64, Failure> {
        let statement = self.prepared(sql)?;
        Ok(self.transaction.execute(&statement, given)?)
    }

    /// Runs statements that take nothing and answer nothing.
    pub(super) fn run(&mut self, sql: &str) -> Result<(), Failure> {
        Ok(self.transaction.batch_execute(sql)?)
    }
}
