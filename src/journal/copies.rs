//! The second copies that lie on a stick, as far as they tell without a key.

use std::io;
use std::path::Path;

use super::copy_home::{self, CopyHome, CopyMarker};
use super::finding::Finding;
use super::walk::walk;
use disk::Disk;
use domain::ids::anchor::Anchor;
use domain::ids::id::StationId;
use domain::time::moment::Moment;

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
    let (mut found, mut unread) = (Vec::new(), None);
    for home in homes(disk, stick)? {
        match look(disk, home) {
            Ok(seen) => found.extend(seen),
            // The others are none the worse for it.
            Err(error) => {
                tracing::warn!(%error, "a second copy on this stick cannot be read");
                unread = Some(error);
            }
        }
    }
    let mut found = one_a_station(found);
    if let Some(station) = copy_home::old_station(disk, stick)
        && !found.iter().any(|one| one.station == station)
    {
        found.extend(look(disk, CopyHome::new(stick, station))?);
    }
    if found.is_empty() { unread.map_or(Ok(found), Err) } else { Ok(found) }
}

/// The places of copies below a stick's folder; the folder of all copies may be named too, or the one of a single copy.
fn homes(disk: &dyn Disk, stick: &Path) -> io::Result<Vec<CopyHome>> {
    let top = |path: &Path| copy_home::top_of(&path.file_name()?.to_string_lossy());
    let tops: Vec<u32> = match disk.folders(stick) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        names => names.unwrap_or_default().iter().filter_map(|name| copy_home::top_of(name)).collect(),
    };
    if !tops.is_empty() {
        return Ok(tops.into_iter().flat_map(|top| homes_in(disk, stick, top)).collect());
    }
    let above = stick.parent().unwrap_or(stick);
    if let Some(top) = top(stick) {
        return Ok(homes_in(disk, above, top));
    }
    let single = top(above).and_then(|top| {
        let station = stick.file_name()?.to_string_lossy().parse().ok()?;
        Some(CopyHome::new(above.parent()?, station).in_top(top))
    });
    Ok(single.into_iter().collect())
}

fn homes_in(disk: &dyn Disk, stick: &Path, top: u32) -> Vec<CopyHome> {
    let names = disk.folders(&copy_home::top_folder(stick, top)).unwrap_or_default();
    let stations = names.iter().filter_map(|name| name.parse::<StationId>().ok());
    stations.map(|station| CopyHome::new(stick, station).in_top(top)).collect()
}

/// Of several copies of a station the one that came furthest. Whoever was begun from any of them was begun.
fn one_a_station(all: Vec<CopyFound>) -> Vec<CopyFound> {
    let mut kept: Vec<CopyFound> = Vec::new();
    for mut one in all {
        let Some(other) = kept.iter_mut().find(|other| other.station == one.station) else {
            kept.push(one);
            continue;
        };
        let position = |copy: &CopyFound| copy.head.map(|head| head.position);
        if position(&one) >= position(other) {
            std::mem::swap(other, &mut one);
        }
        other.says.claims.extend(one.says.claims);
    }
    kept
}

fn look(disk: &dyn Disk, home: CopyHome) -> io::Result<Option<CopyFound>> {
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
        station: home.station(),
        home,
        says,
        head: survey.head,
        last,
        records: survey.index.records(),
        findings: survey.findings,
        lacking,
    }))
}
