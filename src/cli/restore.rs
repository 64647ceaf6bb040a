//! `sportello restore`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use zeroize::Zeroizing;

use super::{Outcome, secret};
use crate::station;
use crate::station::places::Places;
use crate::station::settings::{Origin, Said, Settings};
use clock::Random;
use desk::life::at_start::{AtStart, HowItStarts};
use desk::life::restore::Restore as Asked;
use desk::succession::new_life::NewLife;
use desk::{DeskError, Secret};
use domain::ids::id::StationId;
use domain::journal::event::Fate;
use journal::CopyFound;

/// Restore a station from its second copy, on a spare computer
///
/// Without --fate it only says what the stick holds: station, last record, age, what is missing. With it the station is
/// restored into an empty data folder and goes on as a new life, under a code that the program makes. Asked on the terminal,
/// or read as lines of standard input: the recovery code, then the passphrase that opens the station from now on. That is also
/// asked at each start, unless --at-start by-itself: what the station had chosen does not stand on the copy.
///
/// The old computer must stay off: if it wakes, it stops at the first thing that knows of the new life (this stick, a centre).
#[derive(Args)]
pub struct Restore {
    /// The folder of the stick: the one that holds `Sportello`
    folder: PathBuf,
    /// Data folder to restore into. Default: a folder of this user
    #[arg(long, value_name = "DIR", env = "SPORTELLO_DATA")]
    data: Option<String>,
    /// Folder of high-water marks. Default: a folder of this user
    #[arg(long, value_name = "DIR", env = "SPORTELLO_HIGH_WATER")]
    high_water: Option<String>,
    /// Key file to make. Default: below a folder of this user
    #[arg(long, value_name = "FILE", env = "SPORTELLO_KEY_FILE")]
    key_file: Option<String>,
    /// Restore a drill
    #[arg(long)]
    demo: bool,
    /// Which station, where the stick holds several
    #[arg(long, value_name = "UUID")]
    station: Option<StationId>,
    /// What became of the old computer
    #[arg(long, value_enum, requires_all = ["name", "reason"])]
    fate: Option<FateWord>,
    /// Who opens the station at each start, from now on
    #[arg(long, value_enum, value_name = "WHO", default_value = "passphrase")]
    at_start: AtStartWord,
    /// Who decides: name and surname
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// The act that orders it
    #[arg(long, value_name = "TEXT", default_value = "")]
    act: String,
    /// The highest number seen on any paper, such as EM01-2026-0000031
    #[arg(long, value_name = "NUMBER", default_value = "")]
    seen: String,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum AtStartWord {
    /// The computer, with a key that it seals where it can; else in a file in clear
    ByItself,
    /// A person, with the passphrase: no key lies anywhere
    Passphrase,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FateWord {
    /// It is broken for good
    Destroyed,
    /// It is off, and under lock
    PutAway,
    /// Nobody knows
    Unknown,
}

impl Restore {
    /// Says what the stick holds, or restores.
    pub fn run(self) -> Outcome {
        let said = |key, value: &Option<String>, flag: &str| {
            let full = |value: &String| {
                std::path::absolute(value).map_or_else(|_| value.clone(), |path| path.display().to_string())
            };
            value.as_ref().map(|value| (key, full(value), Origin::Flag(flag.to_owned())))
        };
        let values = [
            said("data", &self.data, "--data"),
            said("high_water", &self.high_water, "--high-water"),
            said("key_file", &self.key_file, "--key-file"),
        ];
        let values = values.into_iter().flatten().collect();
        let said = Said { demo: self.demo, register: None, config: None, values };
        let settings = Settings::gather(&said, &Places::of_user())?;
        let counter = station::enter_empty(&settings, &Random::system())?;
        let folder = std::path::absolute(&self.folder)?;
        let copies = counter.copies_on(&folder).map_err(|error| told(&error))?;
        for copy in &copies {
            describe(copy);
            match counter.reserve_on(copy) {
                Some(reserve) => {
                    println!(
                        "reserve      of {}, until {}",
                        reserve.code,
                        reserve.until.day().format("%d/%m/%Y")
                    );
                }
                None => println!("reserve      none: the register will have to be certified anew"),
            }
            println!();
        }
        if let Some(claim) = counter.restored_before(&copies) {
            let at = claim.at.day_and_hour();
            println!("restored     already, on {at}: the station goes on as {}", claim.code);
            return Ok(done(self.demo, &settings));
        }
        let Some(fate) = self.fate else {
            println!(
                "Nothing was changed. To restore: --fate destroyed|put-away|unknown --name NAME --reason TEXT"
            );
            return Ok(ExitCode::SUCCESS);
        };
        let code: Zeroizing<String> = secret::ask("Recovery code: ")?;
        let passphrase = secret::ask("New passphrase, 12 characters or more: ")?;
        let asked = Asked {
            folder,
            station: self.station,
            secret: Secret::RecoveryCode(code.to_string().into()),
            passphrase: passphrase.to_string(),
            at_start: match self.at_start {
                AtStartWord::ByItself => AtStart::ByItself,
                AtStartWord::Passphrase => AtStart::Passphrase,
            },
            name: self.name.unwrap_or_default(),
            new: NewLife {
                register_code: String::new(),
                code_reason: String::new(),
                reason: self.reason.unwrap_or_default(),
                act: self.act,
                fate: match fate {
                    FateWord::Destroyed => Fate::Destroyed,
                    FateWord::PutAway => Fate::PutAway,
                    FateWord::Unknown => Fate::Unknown,
                },
                seen: self.seen,
            },
        };
        let restored = counter.restore(counter.setup_code(), asked).map_err(|error| told(&error))?;
        println!("restored     {} goes on as {}", restored.before, restored.code);
        println!("at start     {}", starts(restored.starts));
        if restored.reserve {
            println!("certificate  that of its reserve: believed at once; see sportello keys show");
        } else {
            println!("certificate  none yet: the copy had no reserve that could be taken");
            println!("             sportello keys request, or the six digits of a centre");
        }
        Ok(done(self.demo, &settings))
    }
}

/// How it opens at the next start, in words.
fn starts(how: HowItStarts) -> String {
    match how {
        HowItStarts::Asked => "the passphrase is asked; no key lies on this computer".to_owned(),
        HowItStarts::Sealed(by) => format!("it opens by itself, with a key sealed by this computer ({})", by.name()),
        HowItStarts::Plain => {
            "it opens by itself, with a key in a file IN CLEAR: whoever takes the disk can open it; encrypt the disk".to_owned()
        }
        HowItStarts::Lost => "it should open by itself, but the key file cannot be read".to_owned(),
    }
}

/// What is left to do.
fn done(demo: bool, settings: &Settings) -> ExitCode {
    println!("data folder  {}", settings.data.display());
    println!();
    println!("Now: sportello serve{}", if demo { " --demo" } else { "" });
    println!("Operators sign in with their own login and PIN. Keep the old computer off.");
    println!("The home page leads to the paper that says how the register goes on: print it, sign it.");
    ExitCode::SUCCESS
}

fn describe(copy: &CopyFound) {
    println!("station      {}", copy.station);
    println!("records      {}", copy.records);
    if let (Some(head), Some(last)) = (copy.head, copy.last) {
        println!("last         {} of {}", head.position, last.day_and_hour());
    }
    let end = if copy.says.closed == copy.head {
        "the station was stopped in order"
    } else {
        "not known to be the last"
    };
    println!("end          {end}");
    for finding in &copy.findings {
        println!("FOUND        {finding}");
    }
    if !copy.lacking.is_empty() {
        println!("missing      {}", copy.lacking.join(", "));
    }
    for claim in &copy.says.claims {
        println!("claimed      by {} on {}", claim.code, claim.at.day_and_hour());
    }
}

/// What a person is told, field by field.
fn told(error: &DeskError) -> String {
    let fields: Vec<String> =
        error.fields().iter().map(|problem| format!("{}: {}", problem.field, problem.told.en)).collect();
    if !fields.is_empty() {
        return fields.join("\n");
    }
    let cause = std::error::Error::source(error).map(|cause| format!(" ({cause})")).unwrap_or_default();
    format!("{}{cause}", error.told().en)
}
