//! `sportello extract`

use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Outcome;

use super::service::{Sent, Service, SignedIn, answer, sign_in};

/// The extract of residents.
#[derive(Subcommand)]
pub enum Extract {
    /// Import a residents' extract (CSV) into the running service
    ///
    /// The service holds the data folder and its keys, so this command hands the file to it: start the service and unlock
    /// it first. Sign in as a supervisor of the counter: the PIN is asked on the terminal, or read as the first line of
    /// standard input. The file is UTF-8, separated by semicolons or commas; its first line names the columns
    /// (FORMATS.md). A bad row is told and left out; the extract takes the place of the one in use, which stays on the disk.
    /// Where people would be lost by it, that is told first and a yes is asked: on the terminal, or by --confirm.
    Import(Import),
    /// Bring the extract before back in the place of the one in use
    Back(Back),
}

impl Extract {
    /// Runs the subcommand.
    pub fn run(&self) -> Outcome {
        match self {
            Self::Import(import) => import.run(),
            Self::Back(back) => back.run(),
        }
    }
}

/// What is imported, by whom, into which service.
#[derive(Args)]
pub struct Import {
    #[command(flatten)]
    service: Service,
    /// The CSV file
    file: PathBuf,
    /// Day the extract was made, gg/mm/aaaa
    #[arg(long, value_name = "DATE", value_parser = date)]
    date: NaiveDate,
    /// Login of a supervisor
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// Yes to what was told of this very file before: the code that was shown then
    #[arg(long, value_name = "CODE")]
    confirm: Option<String>,
}

/// Which service, and who asks.
#[derive(Args)]
pub struct Back {
    #[command(flatten)]
    who: SignedIn,
}

impl Back {
    fn run(&self) -> Outcome {
        let talk = self.who.talk()?;
        let used = talk.get("/extracts/current")?;
        let before = &used["before"]["id"];
        if before.is_null() {
            return Err("no extract before the one in use is kept".into());
        }
        let now = talk.post("/extract-returns", &json!({ "id": before }))?;
        println!(
            "in use: the extract of {}, {} residents",
            now["date"].as_str().unwrap_or("?"),
            now["residents"]
        );
        Ok(ExitCode::SUCCESS)
    }
}

fn date(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%d/%m/%Y")
        .map_err(|_| "write it as gg/mm/aaaa, such as 21/11/2026".to_owned())
}

/// A client that waits as long as a large import takes.
fn client() -> ureq::Agent {
    ureq::Agent::config_builder()
        .timeout_global(Some(Duration::from_mins(30)))
        .http_status_as_error(false)
        .max_redirects(0)
        .build()
        .into()
}

impl Import {
    fn run(&self) -> Outcome {
        let csv = std::fs::read(&self.file).map_err(|error| format!("{}: {error}", self.file.display()))?;
        let (url, client) = (format!("{}/api/v1", self.service.secret_url()?), client());
        let bearer = sign_in(&client, &url, &self.login)?;
        eprintln!("importing {} bytes …", csv.len());
        let mut confirm = self.confirm.clone();
        let report = loop {
            let sent = self.send(&client, &url, (&bearer, &csv), confirm.as_deref())?;
            match unsure(sent)? {
                Ok(sent) => break answer(sent, &url),
                Err((why, code)) if confirm.is_none() && yes(&why, &code)? => confirm = Some(code),
                Err(_) => break Err("nothing was replaced".into()),
            }
        };
        // Best effort: an idle session locks itself.
        let _ = client.delete(format!("{url}/sessions/current")).header("authorization", &bearer).call();
        tell(&report?);
        Ok(ExitCode::SUCCESS)
    }
}

impl Import {
    /// Sends the file and says how far it is; the answer.
    fn send(
        &self,
        client: &ureq::Agent,
        url: &str,
        (bearer, csv): (&str, &[u8]),
        confirm: Option<&str>,
    ) -> Result<Sent, Box<dyn std::error::Error>> {
        let confirm = confirm.map(|code| format!("&confirm={code}")).unwrap_or_default();
        let send = || {
            client
                .post(format!("{url}/extracts?date={}{confirm}", self.date))
                .header("authorization", bearer)
                .header("accept-language", "en")
                .content_type("text/csv")
                .send(csv)
        };
        let (finish, finished) = mpsc::channel();
        let answered = std::thread::scope(|scope| {
            scope.spawn(|| finish.send(send()).is_ok());
            watch(client, url, bearer, &finished)
        });
        answered.ok_or_else(|| "the import broke off".into())
    }
}

/// A refusal that asks for a yes: why, and the code a yes names. Any other answer as it is.
type Unsure = Result<Sent, (String, String)>;

fn unsure(sent: Sent) -> Result<Unsure, Box<dyn std::error::Error>> {
    match sent {
        Ok(mut answer) if answer.status().as_u16() == 409 => {
            let content: Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
            let detail = content["detail"].as_str().unwrap_or("refused").to_owned();
            match content["confirm"].as_str() {
                Some(code) => Ok(Err((detail, code.to_owned()))),
                None => Err(detail.into()),
            }
        }
        other => Ok(Ok(other)),
    }
}

/// Tells what would be lost; whether the person at the terminal says yes. Where there is none, how to say it.
fn yes(why: &str, code: &str) -> Result<bool, Box<dyn std::error::Error>> {
    eprintln!("{why}");
    if !std::io::stdin().is_terminal() {
        eprintln!("To take it all the same: the same command with --confirm {code}");
        return Ok(false);
    }
    eprint!("Take it all the same? Type yes: ");
    let mut typed = String::new();
    std::io::stdin().read_line(&mut typed)?;
    Ok(typed.trim().eq_ignore_ascii_case("yes"))
}

/// Says on the terminal how far the import is, until it has ended; the answer to it.
fn watch(client: &ureq::Agent, url: &str, bearer: &str, told: &mpsc::Receiver<Sent>) -> Option<Sent> {
    let line = std::io::stderr().is_terminal();
    let mut said = String::new();
    // The first look waits: what is over at once needs no progress.
    let end = loop {
        match told.recv_timeout(Duration::from_secs(1)) {
            Ok(sent) => break Some(sent),
            Err(mpsc::RecvTimeoutError::Disconnected) => break None,
            Err(mpsc::RecvTimeoutError::Timeout) => {}
        }
        let asked =
            client.get(format!("{url}/extract-imports/current")).header("authorization", bearer).call();
        let Ok(progress) = answer(asked, url) else { continue };
        let Some(words) = passed(&progress).filter(|words| *words != said) else { continue };
        if line {
            eprint!("\r{words:<60}");
        } else {
            eprintln!("{words}");
        }
        said = words;
    };
    if line && !said.is_empty() {
        eprintln!();
    }
    end
}

/// `reading 41000 of 60000 rows, about 12 s left`
fn passed(progress: &Value) -> Option<String> {
    let (rows, of) = (progress["rows"].as_u64()?, progress["of"].as_u64()?);
    let words = format!("{} {rows} of {of} rows", progress["state"].as_str()?);
    Some(match progress["left_s"].as_u64() {
        Some(left) => format!("{words}, about {} s left", left.max(1)),
        None => words,
    })
}

fn tell(report: &Value) {
    let names = |list: &Value| -> String {
        list.as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
    };
    println!(
        "{} rows, {} residents taken over, {} rows left out, {} with a doubt",
        report["rows"], report["residents"], report["left_out"], report["odd"]
    );
    for (what, list) in
        [("columns missing", &report["lacking"]), ("columns not taken over", &report["ignored"])]
    {
        let names = names(list);
        if !names.is_empty() {
            println!("{what}: {names}");
        }
    }
    if let Some(before) = report["residents_before"].as_u64() {
        println!("{before} residents before; that extract is kept: sportello extract back");
    }
    for reason in report["reasons"].as_array().into_iter().flatten() {
        let column = reason["column"].as_str().unwrap_or("–");
        let detail = reason["detail"].as_str().unwrap_or_default();
        println!("{} rows, first line {}, {column}: {detail}", reason["rows"], reason["first_line"]);
    }
    for problem in report["problems"].as_array().into_iter().flatten() {
        let column = problem["column"].as_str().unwrap_or("–");
        println!("line {}, {column}: {}", problem["line"], problem["detail"].as_str().unwrap_or_default());
    }
}
