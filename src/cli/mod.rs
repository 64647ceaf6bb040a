//! The command line: one file per subcommand.

mod extract;
mod health;
mod journal;
mod secret;
mod serve;
mod service;
mod unlock;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The counter that keeps working while the central systems of a municipality are down.
///
/// Start a drill with `sportello serve --demo`; start the real station with `sportello serve`. Then open the address it
/// prints in a browser of the same computer.
#[derive(Parser)]
#[command(name = "sportello", version, max_term_width = 110)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the counter on this computer
    Serve(serve::Serve),
    /// Ask the running service whether it answers: exit code 0 if it does, 1 if not
    Health(health::Health),
    /// Unlock the running service with the passphrase, without a browser
    Unlock(unlock::Unlock),
    /// The extract of residents
    #[command(subcommand)]
    Extract(extract::Extract),
    /// Look at the journal without changing anything
    #[command(subcommand)]
    Journal(journal::Journal),
}

/// Runs the program; what went wrong stands on standard error.
pub fn run() -> ExitCode {
    let outcome = match Cli::parse().command {
        Command::Serve(serve) => serve.run(),
        Command::Health(health) => health.run(),
        Command::Unlock(unlock) => unlock.run(),
        Command::Extract(extract) => extract.run(),
        Command::Journal(journal) => journal.run(),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("sportello: {error}");
        ExitCode::FAILURE
    })
}

/// How a subcommand ends.
type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;
