//! `sportello notices`: under which terms everything in this program was given.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use super::Outcome;

/// Made from the dependencies, and held to them by `tests/supply`.
const TEXT: &str = include_str!("../../THIRD-PARTY.txt");

/// Prints them. Who reads the first page only and closes the pipe has what they wanted.
pub fn print() -> Outcome {
    match io::stdout().write_all(TEXT.as_bytes()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
