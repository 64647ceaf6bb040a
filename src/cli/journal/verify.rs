//! `sportello journal verify`

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::Which;
use super::against::{self, Contents};
use super::keys::Keys;
use crate::cli::Outcome;
use crate::disk::{RealDisk, SharedDisk};
use crate::domain::anchor::Anchor;
use crate::journal::{self, Comparison};
use crate::vault::KeyRing;

/// Check that nothing is torn, damaged, missing, reordered or altered
///
/// Without a key: frames and the chain of headers. With a key: payloads too. With --against: also that the journal has not
/// been cut, replaced by an older copy, forked or rewritten since somebody else took a head of it: the first record that
/// differs is named. Heads stand on the print of the register, on authorisation acts and daily sheets, on the page of the
/// station's heads, and on receipts of the centre. Nothing is written: a running service may be checked.
///
/// Exit code 0: sound. 1: something was found; each line names the position and the place.
#[derive(Args)]
pub struct Verify {
    #[command(flatten)]
    which: Which,
    /// A head to compare with: position, colon, chain hash (64 hexadecimal digits)
    #[arg(long, value_name = "POS:HASH")]
    head: Option<Anchor>,
    /// What to compare with, as often as wanted: a head (POS:HASH, or position and 16 letters), a number with its 16
    /// letters, a file that holds one of them, another journal folder (the second copy)
    #[arg(long, value_name = "HEAD|FILE|DIR")]
    against: Vec<String>,
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
        let agrees = self.hold_against(&disk, &folder, keys.as_ref())? && agrees;
        if report.findings.is_empty() && agrees {
            println!("sound");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::FAILURE)
    }

    /// Compares with everything it is to be held against; whether all agree.
    fn hold_against(
        &self,
        disk: &SharedDisk,
        folder: &Path,
        keys: Option<&KeyRing>,
    ) -> Result<bool, Box<dyn Error>> {
        if self.against.is_empty() {
            return Ok(true);
        }
        let ours = Contents::of(disk, folder, keys)?;
        let (mut agreed, mut all) = (None, true);
        for with in &self.against {
            match against::compare(disk, &ours, with, &mut agreed)? {
                against::Outcome::Agrees(Some(up_to)) => println!("agrees    with {with} up to position {up_to}"),
                against::Outcome::Agrees(None) => println!("agrees    with {with}, which holds no record"),
                against::Outcome::Differs(words) => {
                    println!("FOUND     against {with}: {words}");
                    all = false;
                }
            }
        }
        Ok(all)
    }
}
