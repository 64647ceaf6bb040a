//! `sportello journal show`

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::Which;
use super::keys::Keys;
use crate::cli::Outcome;
use disk::{RealDisk, SharedDisk};
use domain::ids::anchor::ChainHash;
use domain::journal::record::{Class, Kind, Payload, Weight};
use journal::{self, Header, ReadError, Record};

/// Print the records: one line each, in the order they lie on the disk
///
/// Position, local time, class (shared with a centre, or local), weight, key, first half of the chain hash; with a key
/// also what kind of command it was. Names and values are never printed. Nothing is written: a running service may be
/// looked at.
#[derive(Args)]
pub struct Show {
    #[command(flatten)]
    which: Which,
    /// First position
    #[arg(long, value_name = "POS", default_value_t = 1)]
    from: u64,
    /// Last position
    #[arg(long, value_name = "POS", default_value_t = u64::MAX, hide_default_value = true)]
    to: u64,
    #[command(flatten)]
    keys: Keys,
}

impl Show {
    /// Prints.
    pub fn run(&self) -> Outcome {
        let disk: SharedDisk = Arc::new(RealDisk);
        let journals = self.which.journals();
        let keys = self.keys.open(&disk, &journals[0])?;
        let mut out = io::stdout().lock();
        let mut written = Ok(());
        for folder in &journals {
            journal::look(&disk, folder, keys.as_ref(), &mut |header, chain, record| {
                if (self.from..=self.to).contains(&header.position.get()) && written.is_ok() {
                    let kind = record.map(kind).unwrap_or_default();
                    written = writeln!(out, "{}", format!("{}  {kind}", line(header, chain)).trim_end());
                }
            })?;
        }
        match written {
            // Whoever reads the output has seen enough (`| head`).
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            written => Ok(written.map(|()| ExitCode::SUCCESS)?),
        }
    }
}

fn line(header: &Header, chain: &ChainHash) -> String {
    let class = match header.class {
        Class::Shared => "shared",
        Class::Local => "local ",
    };
    let weight = match header.weight {
        Weight::Critical => "critical",
        Weight::Ordinary => "ordinary",
    };
    let chain = chain.to_string();
    let (position, time, key) = (header.position, header.time, header.key.0);
    format!("{position:>8}  {time}  {class}  {weight}  key {key}  {}…", &chain[..32])
}

/// What kind of command a record holds.
fn kind(record: Result<Record, ReadError>) -> String {
    let name = |kind: Kind| serde_json::to_string(&kind).unwrap_or_default().trim_matches('"').to_owned();
    match record.map(|record| Payload::read(&record.payload)) {
        Ok(Payload::Known(command)) => name(command.kind),
        Ok(Payload::Unknown { kind }) => format!("{kind} (unknown to this version)"),
        Err(error) => format!("({error})"),
    }
}
