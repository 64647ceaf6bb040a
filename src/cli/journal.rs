//! `sportello journal …`: looking at a journal without changing anything.

mod against;
mod keys;
mod show;
mod verify;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Outcome;
use crate::station::places::Places;

/// What may be done with a journal.
#[derive(Subcommand)]
pub enum Journal {
    Verify(verify::Verify),
    Show(show::Show),
}

impl Journal {
    /// Runs it.
    pub fn run(&self) -> Outcome {
        match self {
            Self::Verify(verify) => verify.run(),
            Self::Show(show) => show.run(),
        }
    }
}

/// Which journal.
#[derive(Args)]
struct Which {
    /// Data folder, or a second copy. Default: a folder of this user
    #[arg(long, value_name = "DIR", env = "SPORTELLO_DATA")]
    data: Option<PathBuf>,
    /// The drill of this user
    #[arg(long)]
    demo: bool,
}

impl Which {
    /// The data folder.
    fn data(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| Places::of_user().data_folder(self.demo))
    }

    /// The folder the segments stand in: a second copy has them at its top.
    fn segments(&self) -> PathBuf {
        let data = self.data();
        let inner = data.join("journal");
        if inner.is_dir() { inner } else { data }
    }
}
