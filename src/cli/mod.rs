//! The command line: one file per subcommand.

mod bundle;
mod centre;
mod console;
mod database;
mod extract;
mod hardening;
mod health;
mod hub;
mod journal;
mod keys;
mod late_records;
pub mod memory;
mod notices;
mod open_file;
mod recover;
mod restore;
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

// A command of one step is told by the words at its own type, which `--help` shows whole.
#[derive(Subcommand)]
enum Command {
    Serve(serve::Serve),
    Hub(hub::HubCommand),
    /// Ask the running service whether it answers: exit code 0 if it does, 1 if not
    Health(health::Health),
    Unlock(unlock::Unlock),
    Recover(recover::Recover),
    Restore(restore::Restore),
    LateRecords(late_records::LateRecords),
    /// The extract of residents
    #[command(subcommand)]
    Extract(extract::Extract),
    /// Keys and certificates: the municipal root, stations, hubs
    ///
    /// The way of a real installation: `keys root` once, on a computer without network; `keys request` on each station;
    /// `keys certify` where the root is; `keys adopt` on the station. Only requests and certificates travel: neither is
    /// secret, no key ever leaves its place. A hub leaves its request in its data folder at its first start; it is certified
    /// with `keys certify --hub` and adopted with `keys adopt --hub`. A drill needs none of this: `hub --demo` certifies
    /// its stations itself.
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Centres that others build
    #[command(subcommand)]
    Centre(centre::Centre),
    /// Records and outcomes on a stick, where no network comes back
    #[command(subcommand)]
    Bundle(bundle::Bundle),
    /// Look at the journal without changing anything
    #[command(subcommand)]
    Journal(journal::Journal),
    /// Print the licences of everything that this program is made of
    Notices,
}

/// Runs the program; what went wrong stands on standard error.
pub fn run() -> ExitCode {
    let command = Cli::parse().command;
    // The services begin anew first (`memory`), which would undo it.
    if !matches!(command, Command::Serve(_) | Command::Hub(_)) {
        hardening::keep_memory();
    }
    let outcome = match command {
        Command::Serve(serve) => serve.run(),
        Command::Hub(hub) => hub.run(),
        Command::Health(health) => health.run(),
        Command::Unlock(unlock) => unlock.run(),
        Command::Recover(recover) => recover.run(),
        Command::Restore(restore) => restore.run(),
        Command::LateRecords(late) => late.run(),
        Command::Extract(extract) => extract.run(),
        Command::Keys(keys) => keys.run(),
        Command::Centre(centre) => centre.run(),
        Command::Bundle(bundle) => bundle.run(),
        Command::Journal(journal) => journal.run(),
        Command::Notices => notices::print(),
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("sportello: {error}");
        ExitCode::FAILURE
    })
}

/// How a subcommand ends.
type Outcome = Result<ExitCode, Box<dyn std::error::Error>>;
