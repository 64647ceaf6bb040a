//! Where late records may lie in a folder that a person names, and the papers and photographs beside them.

use std::io;
use std::path::{Path, PathBuf};

use disk::{self, Disk, Tidings};
use domain::ids::id::StationId;
use journal::{self, Journal};

use crate::ledger::companions::BEFORE;
use crate::ledger::desk::place;
use crate::ledger::lives;

/// A journal, and the sealed files beside it.
#[derive(Clone, Debug)]
pub(super) struct LatePlace {
    /// Whose it is.
    pub(super) station: StationId,
    /// Its folder.
    pub(super) journal: PathBuf,
    /// The folder of sealed files.
    blobs: PathBuf,
}

/// Sealed files that are there and not here, by their names below the folder of sealed files.
#[derive(Debug, Default)]
pub(super) struct Lacking {
    pub(super) papers: Vec<PathBuf>,
    pub(super) photographs: Vec<PathBuf>,
}

/// Every journal in `folder`: of a data folder, of a stick with its copies, or the folder of a journal itself.
pub(super) fn places(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<LatePlace>> {
    let mut found: Vec<(PathBuf, PathBuf)> = Vec::new();
    if Journal::exists(disk, folder)? {
        let beside = folder.parent().unwrap_or(folder).join(place::BLOBS);
        found.push((folder.to_owned(), beside));
    }
    if let Ok((journals, _)) = lives::folders(disk, folder) {
        found.extend(journals.into_iter().map(|journal| (journal, folder.join(place::BLOBS))));
    }
    for copy in copies(disk, folder)? {
        let (home, blobs) = (copy.home.folder(), copy.home.folder().join(place::BLOBS));
        found.push((copy.home.journal_now(disk), blobs.clone()));
        let before = home.join(BEFORE);
        let names = if disk.exists(&before) { disk.folders(&before)? } else { Vec::new() };
        found.extend(names.into_iter().map(|name| (before.join(name), blobs.clone())));
    }
    let places = found.into_iter().filter_map(|(journal, blobs)| {
        Some(LatePlace { station: journal::whose(disk, &journal)?, journal, blobs })
    });
    Ok(places.collect())
}

fn copies(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<journal::CopyFound>> {
    match journal::copies(disk, folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        found => found,
    }
}

/// What is there and not here, and was not erased here when its time was over.
pub(super) fn lacking(disk: &dyn Disk, from: &LatePlace, data: &Path) -> io::Result<Lacking> {
    let here = data.join(place::BLOBS);
    let photographs = Path::new(place::PHOTOGRAPHS);
    let below = below(disk, &from.blobs.join(photographs), &here.join(photographs))?;
    Ok(Lacking {
        papers: self::below(disk, &from.blobs, &here)?,
        photographs: below.into_iter().map(|name| photographs.join(name)).collect(),
    })
}

/// Brings them along, each durable, and tells the second copy of them.
pub(super) fn bring_blobs(disk: &dyn Disk, from: &LatePlace, data: &Path, told: &Tidings) -> io::Result<()> {
    let here = data.join(place::BLOBS);
    let Lacking { papers, photographs } = lacking(disk, from, data)?;
    for name in papers.into_iter().chain(photographs) {
        let to = here.join(&name);
        if let Some(folder) = to.parent() {
            disk::create_folder_durably(disk, folder)?;
        }
        disk::replace(disk, &to, &disk.read(&from.blobs.join(&name))?)?;
        told.tell(to);
    }
    Ok(())
}

/// Names in the folders of `from` that `to` lacks. Both are laid out by the hash of what is in a file.
fn below(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<Vec<PathBuf>> {
    if !disk.exists(from) {
        return Ok(Vec::new());
    }
    let erased = disk.read(&to.join(journal::companions::ERASED)).unwrap_or_default();
    let erased = String::from_utf8_lossy(&erased);
    let is_hash = |name: &str| !name.is_empty() && name.bytes().all(|c| c.is_ascii_hexdigit());
    let mut names = Vec::new();
    for folder in disk.folders(from)?.into_iter().filter(|name| is_hash(name)) {
        for file in disk.list(&from.join(&folder))?.into_iter().filter(|name| is_hash(name)) {
            let gone = erased.lines().any(|line| line == format!("{folder}/{file}"));
            let name = Path::new(&folder).join(&file);
            if !gone && !disk.exists(&to.join(&name)) {
                names.push(name);
            }
        }
    }
    Ok(names)
}
