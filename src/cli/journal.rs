//! `sportello journal …`: looking at a journal without changing anything.

mod against;
mod keys;
mod show;
mod verify;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::Outcome;
use crate::station::places::Places;
use journal::top_of;

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

    /// The folders segments stand in, one a life, the living one last.
    fn journals(&self) -> Vec<PathBuf> {
        let data = self.data();
        let journals = journals_in(&data);
        if journals.is_empty() { vec![data] } else { journals }
    }
}

/// The journals in a data folder (one a life, the living one last), in a journal's own folder, or on a stick with copies.
fn journals_in(folder: &Path) -> Vec<PathBuf> {
    let first = folder.join("journal");
    if first.is_dir() {
        let living = std::fs::read_to_string(folder.join("living")).unwrap_or_default();
        let later = living.lines().map(|life| folder.join("lives").join(life)).filter(|life| life.is_dir());
        return std::iter::once(first).chain(later).collect();
    }
    let has_segments = |folder: &Path| {
        let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
        names.into_iter().any(|item| item.path().extension().is_some_and(|end| end == "seg"))
    };
    if has_segments(folder) {
        return vec![folder.to_owned()];
    }
    let below = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let tops = below(folder).filter(|item| top_of(&item.file_name().to_string_lossy()).is_some());
    let copies = tops.flat_map(|top| below(&top.path()));
    let mut journals: Vec<PathBuf> =
        copies.map(|copy| copy.path().join("journal")).filter(|journal| has_segments(journal)).collect();
    journals.sort();
    journals
}
