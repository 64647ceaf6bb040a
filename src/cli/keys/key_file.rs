//! `sportello keys key-file`

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::{Outcome, secret};
use crate::clock::Random;
use crate::hub::key_file::{Made, make};
use crate::station::places::Places;
use crate::vault::RecoveryCode;

/// Make a centre's key file anew, from its recovery code
///
/// For a centre whose data folder, or second copy, was put on another computer, or whose key file was lost: the file lies outside
/// the folder and does not travel with it. Stop the hub first. The recovery code is asked on the terminal without showing it, or
/// read as the first line of standard input; it never stands in the arguments. Key files of before go on opening their folders:
/// destroy them where they must not.
#[derive(Args)]
pub struct MakeKeyFile {
    /// Data folder of the hub. Default: the folder of this user's centre
    #[arg(long, value_name = "DIR", env = "SPORTELLO_HUB_DATA")]
    data: Option<PathBuf>,
    /// The key file to be made; outside the data folder. Default: where the hub looks for it
    #[arg(long, value_name = "FILE", env = "SPORTELLO_HUB_KEY_FILE")]
    key_file: Option<PathBuf>,
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
        let code = RecoveryCode::parse(&secret::ask("Recovery code: ")?)?;
        match make(&data, &key_file, &code, &Random::system())? {
            Made::New => println!("{}: made. The centre starts with it.", key_file.display()),
            Made::OpensAlready => {
                println!("{}: opens the keys already, nothing was changed.", key_file.display());
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
