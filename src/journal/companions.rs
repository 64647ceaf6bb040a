//! What a second copy holds beside the journal: whatever a dead computer takes along with it.
//!
//! Records come first; companions are copied a few at a time after them, large ones by the piece, so that they never hold
//! the records up. What was told as just written (a blob) goes before the records that name it.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::comparing::{Again, Comparing, Mended};
use super::copy_home::CopyHome;
use super::large_copy::{LargeCopy, PIECE};
use super::proof::Proof;
use super::source_error::of_source;
use disk::{self, Disk, Tidings};
use domain::ids::id::StationId;

/// Something that goes with the journal.
#[derive(Clone, Debug)]
pub enum Companion {
    /// A folder and the folders in it. A file that goes there stays in the copy, unless the file [`ERASED`] of the folder
    /// names it: what a disk lost is no erasure.
    Kept {
        /// Where.
        from: PathBuf,
        /// Its name in the copy.
        to: String,
        /// What its files are.
        files: Files,
    },
    /// A folder as it is: what goes there goes here.
    Mirrored {
        /// Where.
        from: PathBuf,
        /// Its name in the copy.
        to: String,
        /// What its files are.
        files: Files,
    },
    /// A folder whose erasures go for the copies of a life that ended too, wherever on the stick they were left.
    Erased {
        /// Where.
        from: PathBuf,
        /// Its name in a copy.
        to: &'static str,
        /// Whose copies.
        of: StationId,
    },
    /// One file.
    File {
        /// Where.
        from: PathBuf,
        /// Its name in the copy.
        to: &'static str,
    },
    /// What the program says, in the folder that all copies on a stick share.
    Said {
        /// Its name there.
        to: &'static str,
        /// What.
        text: Arc<str>,
    },
    /// A file in the folder that all copies on a stick share: the program itself.
    Shared {
        /// Where.
        from: PathBuf,
        /// Its name there.
        to: String,
    },
}

/// What may become of a file under its name. What a disk lost of it never takes the place of what the copy has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Files {
    /// Nothing, or it grows: of two the longer one is whole.
    Fixed,
    /// It is written anew. One that is only the beginning of the other was cut short.
    Edited,
}

/// Names, one a line, of files of a folder that were erased when their time was over.
pub const ERASED: &str = "erased";
/// Files copied between two looks at the records.
const AT_ONCE: usize = 32;

/// What of the companions is still to be copied.
#[derive(Debug, Default)]
pub(super) struct Companions {
    jobs: VecDeque<Job>,
    /// The large file whose turn it is.
    large: Option<Large>,
    looked: bool,
    comparing: Comparing,
    /// The station stops: nothing large is begun or gone on with.
    stopping: bool,
}

#[derive(Debug)]
struct Large {
    copy: LargeCopy,
    /// Whether a copy is whole without it.
    spare: bool,
}

#[derive(Debug)]
enum Job {
    Copy {
        from: PathBuf,
        to: PathBuf,
    },
    /// As far as there is room: a copy is whole without it.
    Share {
        from: PathBuf,
        to: PathBuf,
    },
    Remove(PathBuf),
    Write {
        to: PathBuf,
        text: Arc<str>,
    },
}

/// Copies what was told as written since the last look: before the records that name it.
pub(super) fn take_tidings(
    disk: &dyn Disk,
    all: &[Companion],
    told: &Tidings,
    copy: &Path,
) -> io::Result<()> {
    for path in told.take() {
        let place = all.iter().find_map(|one| match one {
            Companion::Kept { from, to, .. } => Some(copy.join(to).join(path.strip_prefix(from).ok()?)),
            _ => None,
        });
        let Some(to) = place else { continue };
        if disk.exists(&path) {
            copy_file(disk, &path, &to)?;
        } else if disk.exists(&to) {
            disk.remove(&to)?;
        }
    }
    Ok(())
}

impl Companions {
    /// Copies a few more files; whether there are others left.
    pub(super) fn step(
        &mut self,
        disk: &dyn Disk,
        all: &[Companion],
        proof: &Proof,
        copy: &Path,
    ) -> io::Result<bool> {
        if !self.looked {
            for one in all {
                self.jobs.extend(jobs(disk, one, proof, copy)?);
            }
            self.looked = true;
        }
        if let Some(large) = self.large.take() {
            self.go_on(disk, large)?;
            return Ok(!self.is_done());
        }
        for _ in 0..AT_ONCE {
            let Some(job) = self.jobs.pop_front() else { return Ok(false) };
            if !job.is_large(disk) {
                job.run(disk)?;
            } else if !self.stopping {
                self.large = job.begin(disk)?;
                return Ok(!self.is_done());
            }
        }
        Ok(!self.is_done())
    }

    /// Where nothing is to be copied: compares a little of what was. Whether something is to be copied again.
    pub(super) fn compare(
        &mut self,
        disk: &dyn Disk,
        (all, proof): (&[Companion], &Proof),
        copy: &Path,
        mended: &mut Mended,
    ) -> io::Result<bool> {
        if !self.is_done() || self.stopping {
            return Ok(false);
        }
        let mut again = Vec::new();
        let compared = self.comparing.step(disk, (all, proof), copy, &mut again, mended);
        self.jobs.extend(again.into_iter().map(|Again { from, to }| Job::Copy { from, to }));
        compared.map(|()| !self.is_done())
    }

    fn go_on(&mut self, disk: &dyn Disk, mut large: Large) -> io::Result<()> {
        match large.copy.step(disk) {
            Ok(true) => self.large = Some(large),
            Ok(false) => large.copy.finish(disk)?,
            // Where what it is made from went, the next look tells what came instead.
            Err(error) => {
                let gone = large.copy.has_no_source(disk);
                large.copy.give_up(disk);
                return if gone { Ok(()) } else { Err(error) };
            }
        }
        Ok(())
    }

    fn is_done(&self) -> bool {
        self.jobs.is_empty() && self.large.is_none()
    }

    /// Files a whole copy has and this one still lacks.
    pub(super) fn lacking(&self) -> u64 {
        let waiting = self.jobs.iter().filter(|job| !matches!(job, Job::Share { .. })).count() as u64;
        waiting + u64::from(self.large.as_ref().is_some_and(|large| !large.spare))
    }

    /// Looks again at the next step: something other than a blob may have changed.
    pub(super) fn look_again(&mut self) {
        self.looked &= !self.is_done();
    }

    /// The station stops: what is large waits for the next start.
    pub(super) fn stop(&mut self, disk: &dyn Disk) {
        self.stopping = true;
        if let Some(large) = self.large.take() {
            large.copy.give_up(disk);
        }
    }
}

impl Job {
    /// Whether it is done by the piece.
    fn is_large(&self, disk: &dyn Disk) -> bool {
        match self {
            Self::Share { .. } => true,
            Self::Copy { from, .. } => disk.length(from).is_ok_and(|length| length > PIECE),
            Self::Remove(_) | Self::Write { .. } => false,
        }
    }

    /// Begins what is done by the piece.
    fn begin(&self, disk: &dyn Disk) -> io::Result<Option<Large>> {
        match self {
            Self::Copy { from, to } => {
                LargeCopy::begin(disk, from, to).map(|copy| Some(Large { copy, spare: false }))
            }
            Self::Share { from, to } => {
                let copy = LargeCopy::begin_with_room(disk, from, to)?;
                if copy.is_none() {
                    tracing::warn!("no room for the program on the second copy beside the records to come");
                }
                Ok(copy.map(|copy| Large { copy, spare: true }))
            }
            Self::Remove(_) | Self::Write { .. } => Ok(None),
        }
    }

    fn run(&self, disk: &dyn Disk) -> io::Result<()> {
        match self {
            // It may have gone in the meantime.
            Self::Copy { from, to } if disk.exists(from) => copy_file(disk, from, to),
            Self::Remove(path) if disk.exists(path) => disk.remove(path),
            Self::Copy { .. } | Self::Share { .. } | Self::Remove(_) => Ok(()),
            Self::Write { to, text } => write(disk, to, text.as_bytes()),
        }
    }
}

fn jobs(disk: &dyn Disk, one: &Companion, proof: &Proof, copy: &Path) -> io::Result<Vec<Job>> {
    let none = Proof::default();
    let shared = copy.parent().unwrap_or(copy);
    match one {
        Companion::Kept { from, to, files } => {
            let mut jobs = lacking(disk, from, &copy.join(to), *files, (proof, to))?;
            let to = copy.join(to);
            jobs.extend(erased(disk, from, &to)?);
            Ok(jobs)
        }
        Companion::Mirrored { from, to, files } => {
            let mut jobs = lacking(disk, from, &copy.join(to), *files, (proof, to))?;
            let to = copy.join(to);
            jobs.extend(left_over(disk, from, &to)?);
            Ok(jobs)
        }
        Companion::Erased { from, to, of } => {
            let mut jobs = Vec::new();
            for left in CopyHome::all(disk, shared.parent().unwrap_or(shared), *of) {
                jobs.extend(erased(disk, from, &left.folder().join(to))?);
            }
            Ok(jobs)
        }
        Companion::File { from, to } => {
            let (from, to) = (from.clone(), copy.join(to));
            Ok(if lacks_file(disk, &from, &to, Files::Edited, (&none, ""))? {
                vec![Job::Copy { from, to }]
            } else {
                Vec::new()
            })
        }
        Companion::Shared { from, to } => {
            let (from, to) = (from.clone(), shared.join(to));
            Ok(if lacks_file(disk, &from, &to, Files::Edited, (&none, ""))? {
                vec![Job::Share { from, to }]
            } else {
                Vec::new()
            })
        }
        Companion::Said { to, text } => {
            let to = shared.join(to);
            let same = disk.read(&to).is_ok_and(|bytes| bytes == text.as_bytes());
            Ok(if same { Vec::new() } else { vec![Job::Write { to, text: Arc::clone(text) }] })
        }
    }
}

/// Whether the copy has no such file, or another that it is worth to be in the place of. Small files are compared, large ones
/// by their length. What is known to be damaged takes no place of anything: comparing the two tells which counts.
fn lacks_file(
    disk: &dyn Disk,
    from: &Path,
    to: &Path,
    files: Files,
    (proof, place): (&Proof, &str),
) -> io::Result<bool> {
    const SMALL: u64 = 1024 * 1024;
    let here = match disk.length(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        length => length.map_err(of_source)?,
    };
    let Ok(there) = disk.length(to) else { return Ok(true) };
    let lacks = match files {
        Files::Fixed => here > there,
        Files::Edited if here.max(there) > SMALL => here != there,
        Files::Edited => !disk.read(to)?.starts_with(&disk.read(from).map_err(of_source)?),
    };
    Ok(lacks && proof.of(place, &disk.read(from)) != Some(false))
}

/// Files of a tree that the copy lacks.
fn lacking(
    disk: &dyn Disk,
    from: &Path,
    to: &Path,
    files: Files,
    (proof, place): (&Proof, &str),
) -> io::Result<Vec<Job>> {
    if !disk.exists(from) {
        return Ok(Vec::new());
    }
    let mut jobs = Vec::new();
    for name in disk.list(from).map_err(of_source)? {
        let place = format!("{place}/{name}");
        let (from, to) = (from.join(&name), to.join(&name));
        if lacks_file(disk, &from, &to, files, (proof, &place))? {
            jobs.push(Job::Copy { from, to });
        }
    }
    for name in disk.folders(from).map_err(of_source)? {
        let place = format!("{place}/{name}");
        jobs.extend(lacking(disk, &from.join(&name), &to.join(&name), files, (proof, &place))?);
    }
    Ok(jobs)
}

/// What a folder names as erased.
fn erased(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<Vec<Job>> {
    let mut jobs = Vec::new();
    let text = disk.read(&from.join(ERASED)).unwrap_or_default();
    for name in String::from_utf8_lossy(&text).lines() {
        // The same content may have been kept again since.
        let sound =
            name.split('/').all(|part| !part.is_empty() && part.bytes().all(|c| c.is_ascii_hexdigit()));
        if sound && !disk.exists(&from.join(name)) && disk.exists(&to.join(name)) {
            jobs.push(Job::Remove(to.join(name)));
        }
    }
    if disk.exists(from) {
        for name in disk.folders(from).map_err(of_source)? {
            jobs.extend(erased(disk, &from.join(&name), &to.join(&name))?);
        }
    }
    Ok(jobs)
}

/// What the copy of a folder has more, where the folder has anything at all.
fn left_over(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<Vec<Job>> {
    let here = names(disk, from).map_err(of_source)?;
    if here.is_empty() {
        return Ok(Vec::new());
    }
    let there = names(disk, to)?;
    Ok(there.into_iter().filter(|name| !here.contains(name)).map(|name| Job::Remove(to.join(name))).collect())
}

fn names(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<String>> {
    match disk.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        names => names,
    }
}

fn copy_file(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<()> {
    write(disk, to, &disk.read(from).map_err(of_source)?)
}

/// Writes a file as it should be. One cut short is known by its length and written again.
fn write(disk: &dyn Disk, to: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = to.parent().ok_or(io::ErrorKind::InvalidInput)?;
    disk.create_folder(folder)?;
    if disk.exists(to) {
        disk.remove(to)?;
    }
    let mut file = disk.create(to)?;
    file.write_at(0, bytes)?;
    file.sync()?;
    disk.sync_folder(folder)
}

/// Copies a folder and the folders in it, each file durable. What is there already stays, unless it is shorter.
pub fn copy_tree(disk: &dyn Disk, from: &Path, to: &Path) -> io::Result<()> {
    disk::create_folder_durably(disk, to)?;
    for job in lacking(disk, from, to, Files::Fixed, (&Proof::default(), ""))? {
        job.run(disk)?;
    }
    Ok(())
}
