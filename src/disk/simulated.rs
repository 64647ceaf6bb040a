//! A disk in memory that fails, fills up, is pulled out and loses power on command. Keeps exactly what [`Disk`]
//! promises and nothing more: after a failed sync the bytes concerned stay readable and are lost at the next power cut.
#![allow(clippy::unwrap_used, reason = "for tests: what cannot go on stops with the words of what failed")]

mod state;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, Weak};

use self::state::{Change, Fault, Inode, NameChange, State, pick};
use super::{Disk, DiskFile, Held, SharedDisk, Stamp};
use clock::Random;

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

    /// Another disk is mounted at `folder`, or none: what lies there now looks as what lay there before.
    pub fn mount(&self, folder: Option<&Path>) {
        self.state().mounts = folder.into_iter().map(Path::to_owned).collect();
    }

    /// Nothing below `folder` can be changed any more.
    pub fn refuse(&self, folder: &Path) {
        self.state().refusing.push(folder.to_owned());
    }

    /// The bytes of a file cannot be read any more.
    pub fn hide(&self, path: &Path) {
        self.state().hidden.push(path.to_owned());
    }

    /// Leaves of a folder what a pulled-out stick may: it is empty, and nothing can be made in it.
    pub fn break_folder(&self, folder: &Path) {
        self.remove_folder(folder);
        self.state().folders.extend(folder.ancestors().map(Path::to_owned));
        self.refuse(folder);
    }

    /// Removes a folder and all that is below it.
    pub fn remove_folder(&self, folder: &Path) {
        let mut state = self.state();
        state.folders.retain(|path| !path.starts_with(folder));
        state.names.retain(|path, _| !path.starts_with(folder));
        state.durable_names.retain(|path, _| !path.starts_with(folder));
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
            changes: i.changes,
        });
        Self(Arc::new(Mutex::new(State {
            folders: state.folders.clone(),
            durable_names: state.names.clone(),
            refusing: state.refusing.clone(),
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
        self.look(path, |state| {
            if state.hidden.iter().any(|hidden| hidden == path) {
                return Err(io::Error::other("input/output error"));
            }
            Ok(state.inodes[state.inode(path)?].live.clone())
        })
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

    fn free(&self, _folder: &Path) -> io::Result<Option<u64>> {
        let state = self.state();
        Ok(state.capacity.map(|capacity| capacity.saturating_sub(state.used())))
    }

    fn device(&self, folder: &Path) -> io::Result<Option<u64>> {
        self.look(folder, |state| {
            let at = state.mounts.iter().position(|mount| folder.starts_with(mount));
            Ok(Some(at.map_or(0, |at| at as u64 + 1)))
        })
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

    fn folders(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.look(folder, |state| {
            if !state.folders.contains(folder) {
                return Err(io::ErrorKind::NotFound.into());
            }
            let inside = state.folders.iter().filter(|path| path.parent() == Some(folder));
            Ok(inside.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect())
        })
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.look(
            folder,
            |state| {
                if state.folders.contains(folder) { Ok(()) } else { state.refused(folder) }
            },
        )?;
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

    fn hold(&self, path: &Path) -> io::Result<Held> {
        self.look(path, |state| state.inode(path).map(drop))?;
        let mut state = self.state();
        state.held.retain(|held| held.strong_count() > 0);
        if state.held.iter().filter_map(Weak::upgrade).any(|held| *held == path) {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let held = Arc::new(path.to_owned());
        state.held.push(Arc::downgrade(&held));
        Ok(Box::new(held))
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

    fn is_at(&self, path: &Path) -> io::Result<bool> {
        Ok(self.disk.state().names.get(path) == Some(&self.inode))
    }

    fn stamp(&self) -> io::Result<Stamp> {
        let state = self.disk.state();
        let inode = &state.inodes[self.inode];
        // Every change is a moment of its own.
        Ok(Stamp { length: inode.live.len() as u64, changed: (inode.changes, 0) })
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
mod tests;
