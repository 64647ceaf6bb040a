//! `sportello journal show`

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::Which;
use crate::cli::Outcome;
use crate::disk::{RealDisk, SharedDisk};
use crate::domain::anchor::ChainHash;
use crate::domain::record::{Class, Weight};
use crate::journal::{self, Header};

/// Print the records: one line each, in the order they lie on the disk
///
/// Position, local time, class (shared with a centre, or local), weight, key, first half of the chain hash. Nothing is
/// written: a running service may be looked at.
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
}

impl Show {
    /// Prints.
    pub fn run(&self) -> Outcome {
        let disk: SharedDisk = Arc::new(RealDisk);
        let records = journal::headers(&disk, &self.which.segments())?;
        let mut out = io::stdout().lock();
        for (header, chain) in &records {
            if (self.from..=self.to).contains(&header.position.get()) {
                writeln!(out, "{}", line(header, chain))?;
            }
        }
        Ok(ExitCode::SUCCESS)
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
    format!(
        "{:>8}  {}  {class}  {weight}  key {}  {}…",
        header.position,
        header.time,
        header.key.0,
        &chain[..32]
    )
}
