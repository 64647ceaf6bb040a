//! What a second copy holds beside the journal, compared with what it was made from, a little at a time: bytes that changed
//! on one of the two disks change no length. Which of the two is right its own content proves, or nobody says.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use super::companions::{Companion, Files};
use super::proof::Proof;
use super::source_error::of_source;
use disk::{self, Disk};

/// Bytes compared at a look, on each disk. A look comes every five seconds: neither a stick nor a counter notices.
const AT_ONCE: u64 = 1024 * 1024;
/// Bytes compared at once.
const PIECE: u64 = 256 * 1024;
/// Files looked at in one look, however small.
const MOST: usize = 256;
/// Looks between the end of a round and the next: an hour.
const REST: u32 = 720;

/// What comparing found since the journal was opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mended {
    /// Files of the copy that were damaged, and written again from here.
    pub copy: u64,
    /// Files damaged here, and taken back from the copy.
    pub here: u64,
    /// Files that differ, none of which proves itself: as the last round found them.
    pub undecided: u64,
}

/// A copy of a file that is to be made again.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Again {
    pub(super) from: PathBuf,
    pub(super) to: PathBuf,
}

/// How far a round has come.
#[derive(Debug, Default)]
pub(super) struct Comparing {
    waiting: Option<VecDeque<Pair>>,
    /// Bytes of the first in line that are the same.
    at: u64,
    rest: u32,
    undecided: u64,
}

#[derive(Debug)]
struct Pair {
    from: PathBuf,
    to: PathBuf,
    /// Its name in the copy.
    place: String,
    files: Files,
    folder: bool,
}

/// How two files stand to each other, as far as they were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Same,
    More,
    Differ,
}

impl Comparing {
    /// Compares a little more. What is to be copied again is pushed to `again`.
    pub(super) fn step(
        &mut self,
        disk: &dyn Disk,
        (all, proof): (&[Companion], &Proof),
        copy: &Path,
        again: &mut Vec<Again>,
        mended: &mut Mended,
    ) -> io::Result<()> {
        if self.rest > 0 {
            self.rest -= 1;
            return Ok(());
        }
        let mut left = AT_ONCE;
        for _ in 0..MOST {
            let waiting =
                self.waiting.get_or_insert_with(|| all.iter().filter_map(|one| pair(one, copy)).collect());
            let Some(first) = waiting.pop_front() else {
                mended.undecided = self.undecided;
                *self = Self { rest: REST, ..Self::default() };
                return Ok(());
            };
            if first.folder {
                first.open(disk, waiting);
                continue;
            }
            match first.compare(disk, &mut self.at, &mut left) {
                Seen::More => {
                    waiting.push_front(first);
                    return Ok(());
                }
                Seen::Same => {}
                Seen::Differ => self.settle(disk, proof, &first, again, mended)?,
            }
            self.at = 0;
        }
        Ok(())
    }

    /// Two files differ: the one that proves itself counts.
    fn settle(
        &mut self,
        disk: &dyn Disk,
        proof: &Proof,
        pair: &Pair,
        again: &mut Vec<Again>,
        mended: &mut Mended,
    ) -> io::Result<()> {
        let there = disk.read(&pair.to);
        match (proof.of(&pair.place, &disk.read(&pair.from)), proof.of(&pair.place, &there)) {
            // Sealed twice, it is not the same bytes twice.
            (Some(true), Some(true)) => {}
            (Some(true), _) => {
                tracing::warn!("a file beside the second copy is damaged, and is written again");
                mended.copy += 1;
                again.push(Again { from: pair.from.clone(), to: pair.to.clone() });
            }
            (Some(false), Some(true)) => {
                tracing::warn!("a file of this disk is damaged, and is taken back from the second copy");
                let bytes = there?;
                disk::replace(disk, &pair.from, &bytes).map_err(of_source)?;
                mended.here += 1;
            }
            // What may be written anew counts as it is here.
            (None, _) if pair.files == Files::Edited => {
                again.push(Again { from: pair.from.clone(), to: pair.to.clone() });
            }
            (Some(false) | None, _) => {
                tracing::error!("a file differs on the second copy, and neither of the two proves itself");
                self.undecided += 1;
            }
        }
        Ok(())
    }
}

fn pair(one: &Companion, copy: &Path) -> Option<Pair> {
    let shared = copy.parent().unwrap_or(copy);
    let (from, to, place, files, folder) = match one {
        Companion::Kept { from, to, files } | Companion::Mirrored { from, to, files } => {
            (from, copy.join(to), to.clone(), *files, true)
        }
        Companion::File { from, to } => (from, copy.join(to), (*to).to_owned(), Files::Edited, false),
        Companion::Shared { from, to } => (from, shared.join(to), to.clone(), Files::Edited, false),
        Companion::Said { .. } | Companion::Erased { .. } => return None,
    };
    Some(Pair { from: from.clone(), to, place, files, folder })
}

impl Pair {
    /// Puts what is in a folder in line. A folder that is not there has nothing to compare.
    fn open(&self, disk: &dyn Disk, waiting: &mut VecDeque<Self>) {
        let names = |names: io::Result<Vec<String>>, folder| {
            names.unwrap_or_default().into_iter().map(move |name| (name, folder))
        };
        let inside = names(disk.list(&self.from), false).chain(names(disk.folders(&self.from), true));
        for (name, folder) in inside {
            let (from, to) = (self.from.join(&name), self.to.join(&name));
            let place = format!("{}/{name}", self.place);
            waiting.push_front(Self { from, to, place, files: self.files, folder });
        }
    }

    /// Goes on comparing at `at`, as long as some bytes are `left` for this look.
    fn compare(&self, disk: &dyn Disk, at: &mut u64, left: &mut u64) -> Seen {
        // What one of them lacks is copied, or erased, without being compared.
        let (Ok(here), Ok(there)) = (disk.length(&self.from), disk.length(&self.to)) else {
            return Seen::Same;
        };
        if here != there {
            return if self.files == Files::Fixed { Seen::Differ } else { Seen::Same };
        }
        while *at < here {
            if *left == 0 {
                return Seen::More;
            }
            let length = (here - *at).min(PIECE).min(*left);
            let read = |path| disk.read_at(path, *at, usize::try_from(length).unwrap_or_default());
            match (read(&self.from), read(&self.to)) {
                (Ok(one), Ok(other)) if one == other => (*at, *left) = (*at + length, *left - length),
                _ if !disk.exists(&self.from) || !disk.exists(&self.to) => return Seen::Same,
                _ => return Seen::Differ,
            }
        }
        Seen::Same
    }
}
