//! `sportello journal verify`

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::Which;
use super::keys::Keys;
use crate::cli::Outcome;
use crate::disk::{RealDisk, SharedDisk};
use crate::domain::anchor::Anchor;
use crate::journal::{self, Comparison};

/// Check that nothing is torn, damaged, missing, reordered or altered
///
/// Without a key: frames and the chain of headers. With a key: payloads too. With --head: also that the journal has not
/// been cut, replaced by an older copy, or forked since that head was written down; it stands on the print of the
/// register and on the station page. Nothing is written: a running service may be checked.
///
/// Exit code 0: sound. 1: something was found; each line names the position and the place.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    which: Which,
    /// A head to compare with: position, colon, chain hash (64 hexadecimal digits)
    #[arg(long, value_name = "POS:HASH")]
    head: Option<Anchor>,
    #[command(flatten)]
    keys: Keys,
}

impl Verify {
    /// Verifies and prints.
    pub fn run(&self) -> Outcome {
        let disk: SharedDisk = Arc::new(RealDisk);
        let folder = self.which.segments();
        let keys = self.keys.open(&disk, &folder)?;
        let report = journal::verify(&disk, &folder, keys.as_ref(), self.head)?;
        println!("folder    {}", folder.display());
        if let Some(station) = report.station {
            println!("station   {station}");
        }
        println!("records   {} in {} segments", report.records, report.segments);
        if let Some(head) = report.head {
            println!("head      {}:{}", head.position, head.chain);
        }
        println!(
            "payloads  {}",
            if report.payloads_checked { "checked" } else { "not looked into (no key given)" }
        );
        for finding in &report.findings {
            println!("FOUND     {finding}");
        }
        let agrees = report.anchor.is_none_or(|anchor| matches!(anchor, Comparison::Agrees { .. }));
        if let Some(anchor) = report.anchor {
            println!("{}    the journal {anchor}", if agrees { "anchor" } else { "FOUND " });
        }
        if report.findings.is_empty() && agrees {
            println!("sound");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::FAILURE)
    }
}
