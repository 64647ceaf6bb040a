//! `sportello recover`

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::Value;

use super::Outcome;
use super::service::SignedIn;

/// Bring the entries back into the centre, and say how far it is
///
/// Asks the running service, as the button of the page «Riversamento» does: every entry arrives once and in order, whatever
/// the line does. The command shows how far it is until nothing is left to send; it may be broken off and started again,
/// the service goes on. Exit code 0: everything is recovered. Exit code 1: something waits for a person, and it says what.
/// Sign in as a supervisor or records manager: the PIN is asked on the terminal, or read as the first line of standard
/// input.
#[derive(Args)]
pub struct Recover {
    #[command(flatten)]
    signed_in: SignedIn,
    /// Name of the centre; all of them if left out
    #[arg(long, value_name = "NAME")]
    centre: Option<String>,
    /// Stop instead: nothing more is sent until somebody asks again
    #[arg(long)]
    stop: bool,
    /// Say how it stands, change nothing
    #[arg(long, conflicts_with = "stop")]
    look: bool,
}

impl Recover {
    /// Asks the service.
    pub fn run(&self) -> Outcome {
        let talk = self.signed_in.talk()?;
        let view = talk.get("/recovery")?;
        let centres = self.chosen(&view)?;
        if self.look {
            tell(&view);
            return Ok(verdict(&view));
        }
        for (id, name) in &centres {
            let path = format!("/centres/{id}/recovery");
            if self.stop { talk.delete(&path) } else { talk.put(&path, None) }?;
            println!("{name}: {}", if self.stop { "stopped" } else { "recovery asked for" });
        }
        if self.stop {
            return Ok(ExitCode::SUCCESS);
        }
        let mut said = String::new();
        loop {
            let view = talk.get("/recovery")?;
            let words = line(&view);
            if words != said {
                println!("{words}");
                said = words;
            }
            if let Some(why) = halted(&view) {
                return Err(why.into());
            }
            if at_rest(&view) {
                return Ok(verdict(&view));
            }
            std::thread::park_timeout(Duration::from_millis(500));
        }
    }

    /// Id and name of the centres meant.
    fn chosen(&self, view: &Value) -> Result<Vec<(String, String)>, Box<dyn std::error::Error>> {
        let text = |centre: &Value, name: &str| centre[name].as_str().unwrap_or_default().to_owned();
        let all = view["centres"].as_array().into_iter().flatten();
        let chosen: Vec<(String, String)> = all
            .map(|centre| (text(centre, "id"), text(centre, "name")))
            .filter(|(_, name)| self.centre.as_ref().is_none_or(|wanted| wanted == name))
            .collect();
        match (&self.centre, chosen.is_empty()) {
            (Some(name), true) => Err(format!("no centre is called “{name}” here").into()),
            (None, true) => Err("no centre is known: add one on the page «Riversamento»".into()),
            _ => Ok(chosen),
        }
    }
}

fn number(view: &Value, name: &str) -> u64 {
    view[name].as_u64().unwrap_or_default()
}

/// `12 entries not recovered (10 to send, 2 under way) · 120 of 400 records, 14 s left`
fn line(view: &Value) -> String {
    let mut words = format!(
        "{} entries not recovered ({} to send, {} under way, {} unknown, {} with differences, {} rejected)",
        number(view, "not_recovered"),
        number(view, "to_send"),
        number(view, "under_way"),
        number(view, "unknown"),
        number(view, "conflicts"),
        number(view, "rejected")
    );
    for centre in view["centres"].as_array().into_iter().flatten() {
        let reach = centre["reach"].as_str().unwrap_or_default();
        if reach != "reachable" {
            let _ = write!(words, " · {}: {reach}", centre["name"].as_str().unwrap_or_default());
        }
        if let (Some(done), Some(total)) =
            (centre["progress"]["done"].as_u64(), centre["progress"]["total"].as_u64())
        {
            let _ = write!(words, " · {done} of {total} records");
            if let Some(left) = centre["progress"]["left_s"].as_u64() {
                let _ = write!(words, ", about {} s left", left.max(1));
            }
        }
    }
    words
}

fn tell(view: &Value) {
    println!("{}", line(view));
    for centre in view["centres"].as_array().into_iter().flatten() {
        println!(
            "{} ({}): {}, has received up to position {}, lacks {} entries",
            centre["name"].as_str().unwrap_or_default(),
            centre["address"].as_str().unwrap_or_default(),
            centre["reach"].as_str().unwrap_or_default(),
            centre["position"],
            centre["lacking"]
        );
    }
}

fn halted(view: &Value) -> Option<String> {
    let centres = view["centres"].as_array().into_iter().flatten();
    centres.into_iter().find_map(|centre| centre["halted"].as_str().map(str::to_owned))
}

/// Whether nothing moves any more: what is left waits for a person.
fn at_rest(view: &Value) -> bool {
    let waits = ["to_send", "under_way", "unknown"].iter().all(|name| number(view, name) == 0);
    waits && view["centres"].as_array().into_iter().flatten().all(|centre| number(centre, "lacking") == 0)
}

fn verdict(view: &Value) -> ExitCode {
    if number(view, "not_recovered") == 0 {
        println!("everything is recovered");
        return ExitCode::SUCCESS;
    }
    println!("what is left waits for a person: see «Differenze con il centro» and «Riversamento»");
    ExitCode::FAILURE
}
