//! `sportello bundle`

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::station::places::Places;
use crate::station::settings::{Origin, Said, Settings};
use crate::{hub, station};
use centre::intake::staged::BundleState;
use centre::staff::deeds::{Deed, What};
use clock::Random;
use desk::{Counter, Desk, Phase, Session};
use disk::RealDisk;
use trust::bundle::Again;
use vault::{KeyHome, SealTools};

use super::database::Database;
use super::open_file::OpenFile;
use super::{Outcome, secret};

/// Records and outcomes on a stick.
#[derive(Subcommand)]
pub enum Bundle {
    /// Export a station's records into one file, signed and encrypted for its centre
    ///
    /// No network is needed, and no centre: only its recipient (age1…), which a centre that was added told already. The
    /// service must be stopped; while it runs, use its page «Senza rete» (/recovery/bundle).
    Export(Export),
    /// Export all entries in the clear, for a centre that is not ours: JSON Lines, CSV, printed registers in one ZIP file
    ///
    /// Not encrypted: whoever has the file reads it. It is readable by its owner only until it is handed over; who exported
    /// it, when and why stands in the journal. The service must be stopped; while it runs, use its page «File aperti»
    /// (/recovery/open).
    Open(Open),
    /// Import a bundle: records at a centre, outcomes at a station
    ///
    /// The service must be stopped; while it runs, use the page «Pacchetti» (/bundles) of a centre, or «Senza rete»
    /// (/recovery/bundle) of a station. Nothing is taken before the whole file was found to hold; the same file again changes
    /// nothing. Records that do not follow yet are kept until those before them have come.
    Import(Import),
}

impl Bundle {
    /// Runs the subcommand.
    pub fn run(&self) -> Outcome {
        match self {
            Self::Export(export) => export.run(),
            Self::Import(import) => import.run(),
            Self::Open(open) => open.run(),
        }
    }
}

/// Which station, and who at it.
#[derive(Args)]
struct Who {
    /// Data folder. Default: a folder of this user
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The drill of this user
    #[arg(long)]
    demo: bool,
    /// Key file that opens the folder. Default: the usual one
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Folder of high-water marks, where the service was started with one of its own
    #[arg(long, value_name = "DIR")]
    high_water: Option<PathBuf>,
    /// Login of a supervisor or records manager of the station; the PIN is asked, or read from standard input
    #[arg(long, value_name = "LOGIN")]
    login: Option<String>,
}

/// What is exported, whereto.
#[derive(Args)]
pub struct Export {
    #[command(flatten)]
    who: Who,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Whom it is for: age1…, as the centre's page «Pacchetti» shows it. Default: the centre that was added
    #[arg(long, value_name = "AGE")]
    recipient: Option<String>,
    /// Position of the first record. Default: the first of all
    #[arg(long, value_name = "POSITION", default_value = "")]
    from: String,
    /// Register code of the life of this counter whose records are exported. Default: the present one
    #[arg(long, value_name = "CODE", default_value = "")]
    life: String,
}

/// What is let out, whereto, why.
#[derive(Args)]
pub struct Open {
    #[command(flatten)]
    who: Who,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// For whom and why: kept in the journal
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Confirms that you know the file is not encrypted
    #[arg(long, required = true)]
    readable_by_anyone: bool,
}

/// What is imported.
#[derive(Args)]
pub struct Import {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    database: Database,
    /// Ordinary register of the centre
    #[arg(long, value_name = "CODE", default_value = "PG")]
    register: String,
}

impl Export {
    fn run(&self) -> Outcome {
        let open = self.who.station()?;
        let of_centre = || open.desk.centres().into_iter().find_map(|known| known.centre.recipient);
        let recipient = self.recipient.clone().or_else(of_centre).unwrap_or_default();
        let ready = open
            .desk
            .ready_bundle(&open.who, &recipient, &self.from, &self.life)
            .map_err(|error| told(&error))?;
        let failed = |error: io::Error| format!("{}: {error}", self.out.display());
        let mut file = OpenFile::begin(&self.out).map_err(failed)?;
        if let Err(error) = open.desk.write_bundle(&ready, &mut file) {
            file.abandon();
            return Err(told(&error).into());
        }
        file.end(&self.out).map_err(failed)?;
        println!("{} records, up to position {}: {}", ready.records, ready.last, self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Open {
    fn run(&self) -> Outcome {
        let opened = self.who.station()?;
        let ready = opened.desk.ready_open_export(&opened.who, &self.reason).map_err(|error| told(&error))?;
        let failed = |error: io::Error| format!("{}: {error}", self.out.display());
        let mut file = OpenFile::begin(&self.out).map_err(failed)?;
        if let Err(error) = opened.desk.write_open_export(&ready, &mut file) {
            file.abandon();
            return Err(told(&error).into());
        }
        file.end(&self.out).map_err(failed)?;
        println!("{} entries, not encrypted: {}", ready.entries, self.out.display());
        Ok(ExitCode::SUCCESS)
    }
}

impl Import {
    fn run(&self) -> Outcome {
        let folder = self.who.folder();
        if KeyHome::of_hub(RealDisk::shared(), &folder).key_file().exists() {
            return self.at_hub(folder);
        }
        let open = self.who.station()?;
        let taken = open.desk.import_answers(&open.who, &OnDisk(&self.file)).map_err(|error| told(&error))?;
        println!("{}: {} outcomes, {} new", taken.centre, taken.outcomes, taken.fresh);
        if !taken.contradictions.is_empty() {
            println!("another ordinary number than before: {}", taken.contradictions.join(", "));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn at_hub(&self, folder: PathBuf) -> Outcome {
        let key_file = self.who.key_file.clone().unwrap_or_else(|| Places::of_user().key_file(&folder));
        let (database, database_password) = self.database.read()?;
        let (random, demo) = (Random::system(), folder.join(station::DRILL_FILE).exists());
        let settings = hub::Settings {
            demo,
            key_file,
            seal_tools: if demo { SealTools::none() } else { SealTools::of_system(&random) },
            ask: secret::ask,
            data: folder,
            database,
            database_password,
            local: None,
            listen: hub::DEFAULT_LISTEN,
            names: vec!["localhost".parse()?],
            register: self.register.clone(),
            body: None,
            copy: None,
            anew: None,
            mock: None,
        };
        let open = hub::open(&settings, &random)?;
        let row =
            open.hub.import_bundle(&open.identity, &OnDisk(&self.file)).map_err(|error| error.told().en)?;
        // As the page writes it down; who had the command is not known.
        let deed = Deed::about(What::Brought, row.station).filtered("bundle-by-command");
        open.hub.note(None, deed).map_err(|error| error.told().en)?;
        let (first, last) = (row.first, row.last);
        match row.state {
            BundleState::Taken { fresh } => println!("records {first} to {last}: taken, {fresh} new"),
            BundleState::Waiting { .. } => {
                println!("records {first} to {last}: waiting for those up to {}", first - 1);
            }
            BundleState::Refused { told } => return Err(told.en.into()),
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// An opened station and who signed in.
struct Opened {
    counter: Counter,
    desk: Arc<Desk>,
    who: Session,
}

impl Drop for Opened {
    fn drop(&mut self) {
        self.counter.stop();
    }
}

impl Who {
    fn folder(&self) -> PathBuf {
        let folder = self.data.clone().unwrap_or_else(|| Places::of_user().data_folder(self.demo));
        std::path::absolute(&folder).unwrap_or(folder)
    }

    fn station(&self) -> Result<Opened, Box<dyn std::error::Error>> {
        let folder = self.folder();
        if !folder.join("journal").exists() {
            return Err(format!("{} holds no station: name its folder with --data", folder.display()).into());
        }
        let flag = |name: &str| Origin::Flag(name.to_owned());
        let mut values = vec![("data", folder.display().to_string(), flag("--data"))];
        if let Some(key_file) = &self.key_file {
            let key_file = std::path::absolute(key_file)?;
            values.push(("key_file", key_file.display().to_string(), flag("--key-file")));
        }
        if let Some(marks) = &self.high_water {
            let marks = std::path::absolute(marks)?;
            values.push(("high_water", marks.display().to_string(), flag("--high-water")));
        }
        let demo = folder.join(station::DRILL_FILE).exists();
        let settings =
            Settings::gather(&Said { demo, config: None, values, register: None }, &Places::of_user())?;
        let counter = station::open(&settings, &Random::system())?;
        let Phase::Open(desk) = counter.phase() else {
            return Err("the key file does not open the station: name it with --key-file".into());
        };
        let login = self.login.as_deref().ok_or("name who you are with --login")?;
        let pin = secret::ask("PIN: ")?;
        let (_, who) = desk.sign_in(login, &pin).map_err(|error| error.told().en)?;
        Ok(Opened { counter, desk, who })
    }
}

/// A file that is read where it lies.
struct OnDisk<'a>(&'a Path);

impl Again for OnDisk<'_> {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self.0)?))
    }
}

/// A refusal, with its fields.
fn told(error: &desk::DeskError) -> String {
    let fields: Vec<&str> = error.fields().iter().map(|field| field.told.en.as_str()).collect();
    if fields.is_empty() { error.told().en } else { fields.join("\n  ") }
}
