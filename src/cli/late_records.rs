//! `sportello late-records`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::Outcome;
use super::service::{SignedIn, Talk};

/// Take in the records of an old computer's disk that nobody knew of when its register went on elsewhere
///
/// Asks the running service, as the page «Registrazioni tardive» does. The folder is the data folder of the old computer, or
/// the folder of a stick, on the service's own computer; it is only read. Without --reason it only says what would come in.
/// With it the records come in as records of the old life, and go to its centres as such; what was taken before is not taken
/// twice. Sign in as a supervisor: the PIN is asked on the terminal, or read as the first line of standard input.
#[derive(Args)]
pub struct LateRecords {
    /// The folder to look in
    folder: PathBuf,
    #[command(flatten)]
    signed_in: SignedIn,
    /// Take them in; why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

impl LateRecords {
    /// Asks the service.
    pub fn run(&self) -> Outcome {
        // The service has a working folder of its own.
        let folder = std::path::absolute(&self.folder)?;
        let folder = folder.to_str().ok_or("the name of the folder is not UTF-8: rename it")?;
        let talk = self.signed_in.talk()?;
        let found = talk.post("/late-record-searches", &json!({ "folder": folder }))?;
        describe(&found);
        let Some(reason) = &self.reason else {
            println!("Nothing was changed. To take them in: --reason TEXT");
            return Ok(ExitCode::SUCCESS);
        };
        take(&talk, folder, reason, &found)
    }
}

/// Takes in what was shown, and nothing else.
fn take(talk: &Talk, folder: &str, reason: &str, found: &Value) -> Outcome {
    let new = json!({ "folder": folder, "reason": reason, "head": found["head"] });
    let taken = talk.post("/late-records", &new)?;
    println!("taken in     {} records of {}", taken["records"], text(&taken, "code"));
    let disagreeing: Vec<&str> =
        taken["disagreeing"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if !disagreeing.is_empty() {
        println!(
            "LOOK AT      written down from sheets otherwise than the register says: {}",
            disagreeing.join(", ")
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn describe(found: &Value) {
    println!("life         {} ({})", text(found, "code"), text(found, "station"));
    println!("records      {}, from position {}", found["records"], found["first_position"]);
    println!("written      {} to {}", text(found, "first_written"), text(found, "last_written"));
    println!("papers       {} kept, {} photographs", found["papers_count"], found["photographs_count"]);
    for hole in found["unreadable"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        println!("UNREADABLE   {hole}");
    }
    if let Some(left) = found["left"].as_str() {
        println!("LEFT         {left}");
    }
}

fn text<'a>(view: &'a Value, name: &str) -> &'a str {
    view[name].as_str().unwrap_or_default()
}
