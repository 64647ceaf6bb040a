//! What an error of the database means.

use postgres::error::SqlState;

use crate::centre::error::{CentreStoreError, Full};

/// Why a call on the database failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// Another transaction was in the way: the same again may do.
    Crossed(Told),
    /// The connection is lost or cannot be had.
    Gone(Told),
    /// The database refuses for now: full, stopping, too slow.
    Refused(Told),
    /// It is not what this program made.
    Damaged(String),
}

/// The database's own words. Never its details, which quote values.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Told(pub(super) String);

impl Told {
    /// Whether the database has no room (`disk_full`).
    fn is_full(&self) -> bool {
        self.0.ends_with(&format!("(SQLSTATE {})", SqlState::DISK_FULL.code()))
    }
}

impl Failure {
    pub(super) fn damaged(what: &str) -> Self {
        Self::Damaged(what.to_owned())
    }
}

impl From<postgres::Error> for Failure {
    fn from(error: postgres::Error) -> Self {
        let Some(of_database) = error.as_db_error() else {
            let words =
                std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
            return Self::Gone(Told(format!("{error}{words}")));
        };
        let code = of_database.code();
        let told = Told(format!("{} (SQLSTATE {})", of_database.message(), code.code()));
        if [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED, SqlState::UNIQUE_VIOLATION]
            .contains(code)
        {
            return Self::Crossed(told);
        }
        match code.code().get(..2) {
            Some("08") => Self::Gone(told),
            Some("57") if *code != SqlState::QUERY_CANCELED => Self::Gone(told),
            // No such table, another type, another limit: not the tables this program made.
            Some("22" | "23" | "42") if *code != SqlState::INSUFFICIENT_PRIVILEGE => Self::Damaged(told.0),
            _ => Self::Refused(told),
        }
    }
}

impl From<Failure> for CentreStoreError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(told) if told.is_full() => Self::Unavailable(Box::new(Full(told.0))),
            Failure::Crossed(told) | Failure::Gone(told) | Failure::Refused(told) => {
                Self::Unavailable(Box::new(told))
            }
            Failure::Damaged(what) => Self::Damaged(what),
        }
    }
}
