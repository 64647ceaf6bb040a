//! The second copies that lie on a stick, as far as they tell without a key.

use std::io;
use std::path::Path;

use super::copy_home::{self, CopyHome, CopyMarker};
use super::finding::Finding;
use super::walk::walk;
use crate::disk::Disk;
use crate::domain::anchor::Anchor;
use crate::domain::id::StationId;
use crate::domain::moment::Moment;

/// A second copy of a station.
#[derive(Clone, Debug)]
pub struct CopyFound {
    /// Where.
    pub home: CopyHome,
    /// Whose.
    pub station: StationId,
    /// What it says of itself.
    pub says: CopyMarker,
    /// The last record.
    pub head: Option<Anchor>,
    /// When that was written.
    pub last: Option<Moment>,
    /// Records that can be read.
    pub records: u64,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// Names of what goes with a journal and is not there: a copy that an older program made has the journal alone.
    pub lacking: Vec<&'static str>,
}

/// What a copy holds beside the journal, by name; the last is there as soon as anything is.
const BESIDE: [&str; 4] = ["blobs", "extract", "keys", "register-codes"];

/// All copies on the stick whose folder is `stick`; also where `stick` is a copy's own folder.
pub fn copies(disk: &dyn Disk, stick: &Path) -> io::Result<Vec<CopyFound>> {
    let mut found = Vec::new();
    for (stick, name) in homes(disk, stick)? {
        let Ok(station) = name.parse::<StationId>() else { continue };
        let home = CopyHome::new(&stick, station);
        found.extend(look(disk, home, station)?);
    }
    if let Some(station) = copy_home::old_station(disk, stick)
        && !found.iter().any(|one| one.station == station)
    {
        found.extend(look(disk, CopyHome::new(stick, station), station)?);
    }
    Ok(found)
}

fn homes(disk: &dyn Disk, stick: &Path) -> io::Result<Vec<(std::path::PathBuf, String)>> {
    let all = stick.join(copy_home::FOLDER);
    if disk.exists(&all) {
        return Ok(disk.folders(&all)?.into_iter().map(|name| (stick.to_owned(), name)).collect());
    }
    // The folder of all copies was named, or the one of a single copy.
    let named = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
    if named(stick).as_deref() == Some(copy_home::FOLDER) {
        let above = stick.parent().unwrap_or(stick).to_owned();
        return Ok(disk.folders(stick)?.into_iter().map(|name| (above.clone(), name)).collect());
    }
    let above = stick.parent().filter(|above| named(above).as_deref() == Some(copy_home::FOLDER));
    Ok(match (above.and_then(Path::parent), named(stick)) {
        (Some(root), Some(name)) => vec![(root.to_owned(), name)],
        _ => Vec::new(),
    })
}

fn look(disk: &dyn Disk, home: CopyHome, station: StationId) -> io::Result<Option<CopyFound>> {
    let journal = home.journal_now(disk);
    if !disk.exists(&journal) {
        return Ok(None);
    }
    let says = match home.says(disk) {
        Ok((says, _)) => says,
        Err(error) if error.kind() == io::ErrorKind::NotFound => CopyMarker::default(),
        Err(error) => return Err(error),
    };
    let mut last = None;
    let survey = walk(disk, &journal, None, &mut |frame| {
        last = Some(frame.header.time);
        None
    })
    .map_err(|error| io::Error::other(error.to_string()))?;
    if survey.head.is_none() {
        return Ok(None);
    }
    let folder = home.folder();
    let alone = !BESIDE.iter().any(|name| disk.exists(&folder.join(name)));
    let lacking = if alone { BESIDE.to_vec() } else { Vec::new() };
    Ok(Some(CopyFound {
        home,
        station,
        says,
        head: survey.head,
        last,
        records: survey.index.records(),
        findings: survey.findings,
        lacking,
    }))
}
