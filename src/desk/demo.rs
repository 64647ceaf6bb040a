//! A ready drill counter.

use super::counter::{Counter, EnterError, Premises};
use super::error::DeskError;

/// What `--demo` prints: who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoOperator {
    /// Login.
    pub login: &'static str,
    /// Name.
    pub name: &'static str,
    /// PIN.
    pub pin: &'static str,
    /// What it may do, in words.
    pub roles: &'static str,
}

/// Everyone at the sample counter.
pub const OPERATORS: &[DemoOperator] = &[
    DemoOperator { login: "anna", name: "Anna Ferri", pin: "112233", roles: "operatrice" },
    DemoOperator {
        login: "bruno",
        name: "Bruno Conti",
        pin: "223344",
        roles: "ufficiale dello stato civile",
    },
    DemoOperator {
        login: "carla",
        name: "Carla Rinaldi",
        pin: "334455",
        roles: "responsabile dello sportello e della gestione documentale",
    },
    DemoOperator { login: "dario", name: "Dario Moretti", pin: "445566", roles: "tutti i ruoli" },
];

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// The folder cannot be entered.
    #[error(transparent)]
    Enter(#[from] EnterError),
    /// The sample station cannot be founded.
    #[error("the sample station cannot be founded: {0}")]
    Found(DeskError),
    /// The folder holds a real station.
    #[error("this folder holds a real station: a drill needs a folder of its own")]
    NotADrill,
}

/// Enters the folder and founds the sample station if there is none. Idempotent.
pub fn demo(_premises: Premises) -> Result<Counter, DemoError> {
    todo!()
}
