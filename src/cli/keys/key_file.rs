//! `sportello keys key-file`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::cli::{Outcome, secret};
use crate::hub::key_file::{Made, ask_at_start, make, open_by_itself};
use crate::station::places::Places;
use clock::Random;
use vault::{Cost, Kept, RecoveryCode, SealTools};

/// Make a centre's key file anew from its recovery code, or choose who opens the centre at each start
///
/// For a centre whose data folder, or second copy, was put on another computer, or whose key file was lost: the file lies outside
/// the folder and does not travel with it. Stop the hub first. The recovery code is asked on the terminal without showing it, or
/// read as the first line of standard input; it never stands in the arguments. Key files of before go on opening their folders:
/// destroy them where they must not.
///
/// The new file is sealed where this computer offers something (a TPM with tpm2-tools, systemd-creds, Windows' data protection),
/// bound to no state of its firmware; else the key lies in it in clear, and the command says so.
///
/// With --at-start passphrase and recovery code are both taken (first line), and key files of before open nothing any more. For
/// `passphrase` the new one is asked for next (second line): the hub reads it at every start, from the terminal or as the first
/// line of its standard input.
#[derive(Args)]
pub struct MakeKeyFile {
    /// Data folder of the hub. Default: the folder of this user's centre
    #[arg(long, value_name = "DIR", env = "SPORTELLO_HUB_DATA")]
    data: Option<PathBuf>,
    /// The key file to be made; outside the data folder. Default: where the hub looks for it
    #[arg(long, value_name = "FILE", env = "SPORTELLO_HUB_KEY_FILE")]
    key_file: Option<PathBuf>,
    /// Who opens the centre at each start, from now on
    #[arg(long, value_enum, value_name = "WHO")]
    at_start: Option<AtStart>,
}

#[derive(Clone, Copy, ValueEnum)]
enum AtStart {
    /// The computer, with a new key that it seals where it can
    ByItself,
    /// A person, with a passphrase: no key lies anywhere
    Passphrase,
}

impl MakeKeyFile {
    /// Makes it.
    pub fn run(&self) -> Outcome {
        let places = Places::of_user();
        let data = match &self.data {
            Some(data) => std::path::absolute(data)?,
            None => places.data.clone().unwrap_or_else(|| PathBuf::from("sportello-data")).join("centro"),
        };
        let key_file = match &self.key_file {
            Some(file) => std::path::absolute(file)?,
            None => places.key_file(&data),
        };
        let random = Random::system();
        let tools = SealTools::of_system(&random);
        match self.at_start {
            None => {
                let code = RecoveryCode::parse(&secret::ask("Recovery code: ")?)?;
                match make(&data, &key_file, &code, &tools, &random)? {
                    Made::New(kept) => say_made(&key_file, kept),
                    Made::OpensAlready => {
                        println!("{}: opens the keys already, nothing was changed.", key_file.display());
                    }
                }
            }
            Some(AtStart::ByItself) => {
                let typed = secret::ask("Passphrase or recovery code: ")?;
                say_made(&key_file, open_by_itself(&data, &key_file, &typed, &tools, &random)?);
            }
            Some(AtStart::Passphrase) => {
                let typed = secret::ask("Recovery code, or the passphrase of before: ")?;
                let chosen = secret::choose()?;
                ask_at_start(&data, &key_file, &typed, &chosen, Cost::PASSPHRASE, &random)?;
                println!("From now on the centre asks for the passphrase at every start.");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn say_made(key_file: &Path, kept: Kept) {
    println!("{}: made. The centre starts with it.", key_file.display());
    match kept {
        Kept::Sealed(by) => println!("It is sealed by this computer ({}).", by.name()),
        Kept::Plain => println!(
            "The key lies in it in clear: this computer offers nothing to seal it with. Encrypt the disk, or choose --at-start passphrase."
        ),
    }
}
