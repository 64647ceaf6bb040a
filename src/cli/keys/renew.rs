//! `sportello keys renew`

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::Outcome;
use crate::cli::service::{SignedIn, Talk};

/// Give the station a new key, certified by a centre that knows it
///
/// Asks the running service, as «Rinnova» on the page «Riversamento» does. The command shows six digits and waits until
/// somebody at the centre says, on its page «Postazioni», that they see the same ones; from then on the station signs with
/// the new key and the centre believes the old one no more. It may be broken off: the service goes on waiting. Sign in as a
/// supervisor or records manager: the PIN is asked on the terminal, or read as the first line of standard input.
#[derive(Args)]
pub struct Renew {
    #[command(flatten)]
    signed_in: SignedIn,
    /// Name of the centre; may be left out where there is only one
    #[arg(long, value_name = "NAME")]
    centre: Option<String>,
    /// Only a new certificate, for the key in use
    #[arg(long)]
    same_key: bool,
}

impl Renew {
    /// Asks, shows the digits, waits for the answer.
    pub fn run(&self) -> Outcome {
        let talk = self.signed_in.talk()?;
        let (id, name) = self.chosen(&talk.get("/recovery")?)?;
        let key = if self.same_key { "present" } else { "new" };
        talk.put(&format!("/centres/{id}/certificate"), Some(&json!({ "key": key })))?;
        await_answer(&talk, &id, &name)
    }

    /// Id and name of the centre meant.
    fn chosen(&self, view: &Value) -> Result<(String, String), Box<dyn std::error::Error>> {
        let all: Vec<(&str, &str)> = view["centres"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|centre| (text(centre, "id"), text(centre, "name")))
            .filter(|(_, name)| self.centre.as_ref().is_none_or(|wanted| wanted == name))
            .collect();
        match (all.as_slice(), &self.centre) {
            ([(id, name)], _) => Ok(((*id).to_owned(), (*name).to_owned())),
            ([], Some(name)) => Err(format!("no centre is called “{name}” here").into()),
            ([], None) => Err("no centre is known: add one on the page «Riversamento»".into()),
            (_, _) => {
                let names: Vec<&str> = all.iter().map(|(_, name)| *name).collect();
                Err(format!("name the centre with --centre: {}", names.join(", ")).into())
            }
        }
    }
}

fn await_answer(talk: &Talk, id: &str, name: &str) -> Outcome {
    let mut shown = false;
    loop {
        let view = talk.get("/enrolment");
        let view =
            view.map_err(|error| format!("given up on the page, or the service was stopped: {error}"))?;
        if text(&view, "centre") != id {
            return Err("given up: somebody asked another centre meanwhile".into());
        }
        match text(&view, "state") {
            "compare" if !shown => {
                shown = true;
                println!(
                    "whoever is at the centre ({}) must see the same digits:",
                    text(&view, "municipality")
                );
                println!("{}", text(&view, "code"));
            }
            "done" => {
                println!("{name}: certified; see sportello keys show");
                return Ok(ExitCode::SUCCESS);
            }
            "failed" => return Err(text(&view, "why").into()),
            _ => {}
        }
        std::thread::park_timeout(Duration::from_millis(500));
    }
}

fn text<'a>(view: &'a Value, name: &str) -> &'a str {
    view[name].as_str().unwrap_or_default()
}
