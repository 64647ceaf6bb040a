//! `sportello journal verify`

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use super::Which;
use super::against::{self, Contents};
use super::keys::Keys;
use crate::cli::Outcome;
use disk::{RealDisk, SharedDisk};
use domain::ids::anchor::Anchor;
use journal::{self, Comparison};
use vault::KeyRing;

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
        let journals = self.which.journals();
        let keys = self.keys.open(&disk, &journals[0])?;
        let living = journals.len() - 1;
        let mut sound = true;
        for (index, folder) in journals.iter().enumerate() {
            let head = self.head.filter(|_| index == living);
            sound &= one(&disk, folder, keys.as_ref(), head)?;
        }
        sound &= self.hold_against(&disk, &journals, keys.as_ref())?;
        if sound {
            println!("sound");
            return Ok(ExitCode::SUCCESS);
        }
        Ok(ExitCode::FAILURE)
    }

    /// Compares with everything it is to be held against; whether all agree.
    fn hold_against(
        &self,
        disk: &SharedDisk,
        journals: &[PathBuf],
        keys: Option<&KeyRing>,
    ) -> Result<bool, Box<dyn Error>> {
        if self.against.is_empty() {
            return Ok(true);
        }
        let mut ours =
            journals.iter().map(|folder| Contents::of(disk, folder, keys)).collect::<Result<Vec<_>, _>>()?;
        let mut all = true;
        for with in &self.against {
            for outcome in against::compare(disk, &mut ours, with, keys)? {
                match outcome {
                    against::Outcome::Agrees(Some(up_to)) => {
                        println!("agrees    with {with} up to position {up_to}");
                    }
                    against::Outcome::Agrees(None) => {
                        println!("agrees    with {with}, which holds no record");
                    }
                    against::Outcome::Differs(words) => {
                        println!("FOUND     against {with}: {words}");
                        all = false;
                    }
                }
            }
        }
        Ok(all)
    }
}

/// Verifies one journal and prints; whether it is sound.
fn one(
    disk: &SharedDisk,
    folder: &Path,
    keys: Option<&KeyRing>,
    head: Option<Anchor>,
) -> Result<bool, Box<dyn Error>> {
    let report = journal::verify(disk, folder, keys, head)?;
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
    Ok(report.findings.is_empty() && agrees)
}
