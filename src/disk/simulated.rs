//! A disk in memory that fails, fills up, is pulled out and loses power on command. Keeps exactly what [`Disk`]
//! promises and nothing more: after a failed sync the bytes concerned stay readable and are lost at the next power cut.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{Disk, DiskFile, SharedDisk};
use crate::clock::Random;

const SECTOR: usize = 512;

/// What a call does to the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// A write; half of the bytes arrive.
    Write,
    /// A file's sync.
    Sync,
    /// A file's creation.
    Create,
    /// Space taken.
    Allocate,
    /// A folder's sync.
    SyncFolder,
    /// A new name.
    Rename,
}

#[derive(Debug, Default)]
struct State {
    folders: BTreeSet<PathBuf>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    name_log: Vec<NameChange>,
    inodes: Vec<Inode>,
    faults: Vec<Fault>,
    capacity: Option<u64>,
    unplugged: Option<PathBuf>,
    calls: u64,
    power_lost_after: Option<u64>,
}

#[derive(Clone, Debug)]
struct NameChange {
    removed: Option<PathBuf>,
    added: Option<(PathBuf, usize)>,
}

#[derive(Clone, Debug, Default)]
struct Inode {
    live: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Debug)]
struct Fault {
    call: Call,
    passes: u32,
    kind: io::ErrorKind,
}

/// The disk. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub struct SimulatedDisk(Arc<Mutex<State>>);

impl SimulatedDisk {
    /// An empty disk without limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// This disk, for whoever takes a shared one.
    pub fn shared(&self) -> SharedDisk {
        Arc::new(self.clone())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// Lets `passes` calls of this sort through, then fails one with `kind`.
    pub fn fail(&self, call: Call, passes: u32, kind: io::ErrorKind) {
        self.state().faults.push(Fault { call, passes, kind });
    }

    /// From now on no more than `bytes` fit; `None` lifts the limit.
    pub fn limit(&self, bytes: Option<u64>) {
        self.state().capacity = bytes;
    }

    /// Bytes in use.
    pub fn used(&self) -> u64 {
        self.state().used()
    }

    /// Pulls out what is mounted at `folder`, or puts everything back.
    pub fn unplug(&self, folder: Option<&Path>) {
        self.state().unplugged = folder.map(Path::to_owned);
    }

    /// Calls that change the disk, so far.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// Power goes after so many changing calls counted from the disk's birth: every later one fails.
    pub fn lose_power_after(&self, calls: u64) {
        self.state().power_lost_after = Some(calls);
    }

    /// The disk as it is found after a power cut: what was made durable, and a random part of the rest.
    #[must_use]
    pub fn after_power_cut(&self, seed: u64) -> Self {
        let dice = Random::seeded(seed);
        let state = self.state();
        let mut names = state.durable_names.clone();
        let kept = pick(&dice, state.name_log.len() + 1);
        for change in &state.name_log[..kept] {
            change.apply(&mut names);
        }
        let manner = pick(&dice, 4);
        let inodes = state.inodes.iter().map(|inode| inode.after_power_cut(&dice, manner)).collect();
        Self(Arc::new(Mutex::new(State {
            folders: state.folders.clone(),
            durable_names: names.clone(),
            names,
            inodes,
            ..State::default()
        })))
    }

    /// A second, independent disk with the same content.
    #[must_use]
    pub fn copy(&self) -> Self {
        let state = self.state();
        let inodes = state.inodes.iter().map(|i| Inode {
            durable: i.live.clone(),
            live: i.live.clone(),
            unsynced: vec![],
        });
        Self(Arc::new(Mutex::new(State {
            folders: state.folders.clone(),
            durable_names: state.names.clone(),
            names: state.names.clone(),
            inodes: inodes.collect(),
            ..State::default()
        })))
    }

    /// Replaces the content of a file behind everyone's back.
    pub fn tamper(&self, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        let mut state = self.state();
        let inode = state.names[path];
        let inode = &mut state.inodes[inode];
        change(&mut inode.live);
        inode.durable = inode.live.clone();
        inode.unsynced.clear();
    }

    fn change<T>(
        &self,
        call: Call,
        path: &Path,
        act: impl FnOnce(&mut State) -> io::Result<T>,
    ) -> io::Result<T> {
        let mut state = self.state();
        state.admit(call, path)?;
        act(&mut state)
    }

    fn look<T>(&self, path: &Path, act: impl FnOnce(&State) -> io::Result<T>) -> io::Result<T> {
        let state = self.state();
        if state.is_away(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        act(&state)
    }
}

fn pick(dice: &Random, below: usize) -> usize {
    usize::from(u16::from_le_bytes(dice.bytes())) % below
}

impl State {
    fn used(&self) -> u64 {
        self.names.values().map(|inode| self.inodes[*inode].live.len() as u64).sum()
    }

    fn is_away(&self, path: &Path) -> bool {
        self.unplugged.as_ref().is_some_and(|folder| path.starts_with(folder))
    }

    fn admit(&mut self, call: Call, path: &Path) -> io::Result<()> {
        self.calls += 1;
        if self.is_away(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        if self.power_lost_after.is_some_and(|limit| self.calls > limit) {
            return Err(io::Error::other("the power is gone"));
        }
        for index in 0..self.faults.len() {
            if self.faults[index].call != call {
                continue;
            }
            if self.faults[index].passes == 0 {
                let kind = self.faults.remove(index).kind;
                return Err(kind.into());
            }
            self.faults[index].passes -= 1;
        }
        Ok(())
    }

    fn inode(&self, path: &Path) -> io::Result<usize> {
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn log(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.name_log.push(change);
    }

    fn room_for(&self, inode: usize, length: usize) -> io::Result<()> {
        let growth = length.saturating_sub(self.inodes[inode].live.len()) as u64;
        match self.capacity {
            Some(capacity) if growth > 0 && self.used() + growth > capacity => {
                Err(io::ErrorKind::StorageFull.into())
            }
            _ => Ok(()),
        }
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        if let Some(path) = &self.removed {
            names.remove(path);
        }
        if let Some((path, inode)) = &self.added {
            names.insert(path.clone(), *inode);
        }
    }

    fn is_in(&self, folder: &Path) -> bool {
        let removed = self.removed.as_deref();
        let added = self.added.as_ref().map(|(path, _)| path.as_path());
        removed.or(added).and_then(Path::parent) == Some(folder)
    }
}

impl Change {
    fn apply(&self, content: &mut Vec<u8>) {
        match self {
            Self::Length(length) => content.resize(*length, 0),
            Self::Write(offset, bytes) => {
                let end = offset + bytes.len();
                if content.len() < end {
                    content.resize(end, 0);
                }
                content[*offset..end].copy_from_slice(bytes);
            }
        }
    }

    fn sectors(&self) -> Vec<Self> {
        let Self::Write(offset, bytes) = self else { return vec![self.clone()] };
        let mut out = Vec::new();
        let mut start = 0;
        while start < bytes.len() {
            let end = bytes.len().min(start + SECTOR - (offset + start) % SECTOR);
            out.push(Self::Write(offset + start, bytes[start..end].to_vec()));
            start = end;
        }
        out
    }
}

impl Inode {
    /// Manner 0 keeps nothing unsynced, 1 all of it, 2 a beginning, 3 sectors at random.
    fn after_power_cut(&self, dice: &Random, manner: usize) -> Self {
        let mut content = self.durable.clone();
        let sectors: Vec<_> = self.unsynced.iter().flat_map(Change::sectors).collect();
        let beginning = pick(dice, sectors.len() + 1);
        for (index, sector) in sectors.iter().enumerate() {
            let kept = match manner {
                0 => false,
                1 => true,
                2 => index < beginning,
                _ => pick(dice, 2) == 0,
            };
            if kept {
                sector.apply(&mut content);
            }
        }
        Self { live: content.clone(), durable: content, unsynced: vec![] }
    }

    fn change(&mut self, change: Change) {
        change.apply(&mut self.live);
        self.unsynced.push(change);
    }
}

impl Disk for SimulatedDisk {
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.change(Call::Create, path, |state| {
            if state.names.contains_key(path) {
                return Err(io::ErrorKind::AlreadyExists.into());
            }
            if !path.parent().is_some_and(|folder| state.folders.contains(folder)) {
                return Err(io::ErrorKind::NotFound.into());
            }
            state.inodes.push(Inode::default());
            let inode = state.inodes.len() - 1;
            state.log(NameChange { removed: None, added: Some((path.to_owned(), inode)) });
            Ok(Box::new(SimulatedFile { disk: self.clone(), path: path.to_owned(), inode })
                as Box<dyn DiskFile>)
        })
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.look(path, |state| {
            let inode = state.inode(path)?;
            Ok(Box::new(SimulatedFile { disk: self.clone(), path: path.to_owned(), inode })
                as Box<dyn DiskFile>)
        })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.look(path, |state| Ok(state.inodes[state.inode(path)?].live.clone()))
    }

    fn read_at(&self, path: &Path, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        self.look(path, |state| {
            let content = &state.inodes[state.inode(path)?].live;
            let start = usize::try_from(offset).unwrap();
            let bytes = content.get(start..start + length).ok_or(io::ErrorKind::UnexpectedEof)?;
            Ok(bytes.to_vec())
        })
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        self.look(path, |state| Ok(state.inodes[state.inode(path)?].live.len() as u64))
    }

    fn exists(&self, path: &Path) -> bool {
        self.look(path, |state| Ok(state.names.contains_key(path) || state.folders.contains(path)))
            .unwrap_or(false)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.look(folder, |state| {
            if !state.folders.contains(folder) {
                return Err(io::ErrorKind::NotFound.into());
            }
            let inside = state.names.keys().filter(|path| path.parent() == Some(folder));
            Ok(inside.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect())
        })
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.look(folder, |_| Ok(()))?;
        self.state().folders.extend(folder.ancestors().map(Path::to_owned));
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(Call::Rename, to, |state| {
            let inode = state.inode(from)?;
            state.log(NameChange { removed: Some(from.to_owned()), added: Some((to.to_owned(), inode)) });
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.look(path, |_| Ok(()))?;
        let mut state = self.state();
        state.inode(path)?;
        state.log(NameChange { removed: Some(path.to_owned()), added: None });
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.change(Call::SyncFolder, folder, |state| {
            let log = std::mem::take(&mut state.name_log);
            let (durable, rest) = log.into_iter().partition(|change| change.is_in(folder));
            state.name_log = rest;
            let durable: Vec<NameChange> = durable;
            for change in durable {
                change.apply(&mut state.durable_names);
            }
            Ok(())
        })
    }
}

#[derive(Debug)]
struct SimulatedFile {
    disk: SimulatedDisk,
    path: PathBuf,
    inode: usize,
}

impl DiskFile for SimulatedFile {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let offset = usize::try_from(offset).unwrap();
        let mut state = self.disk.state();
        let admitted = state
            .admit(Call::Write, &self.path)
            .and_then(|()| state.room_for(self.inode, offset + bytes.len()));
        // A failed write leaves half of it behind.
        let arriving = if admitted.is_ok() { bytes } else { &bytes[..bytes.len() / 2] };
        if !state.is_away(&self.path) && state.power_lost_after.is_none_or(|limit| state.calls <= limit) {
            let fits = state.room_for(self.inode, offset + arriving.len()).is_ok();
            if fits {
                state.inodes[self.inode].change(Change::Write(offset, arriving.to_vec()));
            }
        }
        admitted
    }

    fn sync(&mut self) -> io::Result<()> {
        let mut state = self.disk.state();
        let admitted = state.admit(Call::Sync, &self.path);
        let inode = &mut state.inodes[self.inode];
        if admitted.is_ok() {
            for change in std::mem::take(&mut inode.unsynced) {
                change.apply(&mut inode.durable);
            }
        } else {
            // The kernel marks the pages clean: still readable, never written.
            inode.unsynced.clear();
        }
        admitted
    }

    fn allocate(&mut self, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).unwrap();
        let mut state = self.disk.state();
        state.admit(Call::Allocate, &self.path)?;
        state.room_for(self.inode, length)?;
        if state.inodes[self.inode].live.len() < length {
            state.inodes[self.inode].change(Change::Length(length));
        }
        Ok(())
    }

    fn cut(&mut self, length: u64) -> io::Result<()> {
        let length = usize::try_from(length).unwrap();
        let mut state = self.disk.state();
        state.admit(Call::Write, &self.path)?;
        state.inodes[self.inode].change(Change::Length(length));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn disk_with_a_synced_file() -> (SimulatedDisk, PathBuf) {
        let disk = SimulatedDisk::new();
        let path = PathBuf::from("/d/f");
        disk.create_folder(Path::new("/d")).unwrap();
        let mut file = disk.create(&path).unwrap();
        file.write_at(0, b"synced").unwrap();
        file.sync().unwrap();
        disk.sync_folder(Path::new("/d")).unwrap();
        (disk, path)
    }

    #[test]
    fn what_was_synced_survives_every_power_cut() {
        let (disk, path) = disk_with_a_synced_file();
        disk.open(&path).unwrap().write_at(6, &[1; 2000]).unwrap();
        let mut lengths = BTreeSet::new();
        for seed in 0..64 {
            let content = disk.after_power_cut(seed).read(&path).unwrap();
            assert!(content.starts_with(b"synced"));
            lengths.insert(content.len());
        }
        assert!(lengths.contains(&6) && lengths.contains(&2006) && lengths.len() > 3, "{lengths:?}");
    }

    #[test]
    fn a_failed_sync_leaves_readable_bytes_that_a_later_sync_does_not_save() {
        let (disk, path) = disk_with_a_synced_file();
        let mut file = disk.open(&path).unwrap();
        file.write_at(6, b" and lost").unwrap();
        disk.fail(Call::Sync, 0, io::ErrorKind::Other);
        assert!(file.sync().is_err());
        file.sync().unwrap();
        assert_eq!(disk.read(&path).unwrap(), b"synced and lost");
        for seed in 0..32 {
            assert_eq!(disk.after_power_cut(seed).read(&path).unwrap(), b"synced");
        }
    }

    #[test]
    fn a_full_disk_refuses_growth_but_not_writing_in_place() {
        let (disk, path) = disk_with_a_synced_file();
        disk.limit(Some(6));
        let mut file = disk.open(&path).unwrap();
        file.write_at(0, b"SYNCED").unwrap();
        assert!(crate::disk::is_full(&file.write_at(6, b"!").unwrap_err()));
    }
}
