//! `sportello centre`

mod check;

use clap::Subcommand;

use super::Outcome;

#[derive(Subcommand)]
pub enum Centre {
    Check(check::Check),
}

impl Centre {
    /// Runs it.
    pub fn run(&self) -> Outcome {
        match self {
            Self::Check(check) => check.run(),
        }
    }
}
