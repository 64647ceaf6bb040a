//! What is on the simulated disk, and what of it is durable.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Weak;

use super::Call;
use clock::Random;

const SECTOR: usize = 512;

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) folders: BTreeSet<PathBuf>,
    pub(super) names: BTreeMap<PathBuf, usize>,
    pub(super) durable_names: BTreeMap<PathBuf, usize>,
    pub(super) name_log: Vec<NameChange>,
    pub(super) inodes: Vec<Inode>,
    pub(super) faults: Vec<Fault>,
    pub(super) capacity: Option<u64>,
    pub(super) unplugged: Option<PathBuf>,
    /// Where other disks are mounted.
    pub(super) mounts: Vec<PathBuf>,
    /// Folders below which nothing can be changed.
    pub(super) refusing: Vec<PathBuf>,
    /// Files that cannot be read.
    pub(super) hidden: Vec<PathBuf>,
    pub(super) calls: u64,
    pub(super) power_lost_after: Option<u64>,
    /// Files held by somebody who is still there.
    pub(super) held: Vec<Weak<PathBuf>>,
}

#[derive(Clone, Debug)]
pub(super) struct NameChange {
    pub(super) removed: Option<PathBuf>,
    pub(super) added: Option<(PathBuf, usize)>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Inode {
    pub(super) live: Vec<u8>,
    pub(super) durable: Vec<u8>,
    pub(super) unsynced: Vec<Change>,
    /// How often it was changed.
    pub(super) changes: i64,
}

#[derive(Clone, Debug)]
pub(super) enum Change {
    Write(usize, Vec<u8>),
    Length(usize),
}

#[derive(Debug)]
pub(super) struct Fault {
    pub(super) call: Call,
    pub(super) passes: u32,
    pub(super) kind: io::ErrorKind,
}

pub(super) fn pick(dice: &Random, below: usize) -> usize {
    usize::from(u16::from_le_bytes(dice.bytes())) % below
}

impl State {
    pub(super) fn used(&self) -> u64 {
        self.names.values().map(|inode| self.inodes[*inode].live.len() as u64).sum()
    }

    pub(super) fn is_away(&self, path: &Path) -> bool {
        self.unplugged.as_ref().is_some_and(|folder| path.starts_with(folder))
    }

    pub(super) fn refused(&self, path: &Path) -> io::Result<()> {
        let refused = self.refusing.iter().any(|folder| path.starts_with(folder));
        if refused { Err(io::Error::other("input/output error")) } else { Ok(()) }
    }

    pub(super) fn admit(&mut self, call: Call, path: &Path) -> io::Result<()> {
        self.calls += 1;
        if self.is_away(path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        self.refused(path)?;
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

    pub(super) fn inode(&self, path: &Path) -> io::Result<usize> {
        self.names.get(path).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn log(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.name_log.push(change);
    }

    pub(super) fn room_for(&self, inode: usize, length: usize) -> io::Result<()> {
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
    pub(super) fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        if let Some(path) = &self.removed {
            names.remove(path);
        }
        if let Some((path, inode)) = &self.added {
            names.insert(path.clone(), *inode);
        }
    }

    pub(super) fn is_in(&self, folder: &Path) -> bool {
        let removed = self.removed.as_deref();
        let added = self.added.as_ref().map(|(path, _)| path.as_path());
        removed.or(added).and_then(Path::parent) == Some(folder)
    }
}

impl Change {
    pub(super) fn apply(&self, content: &mut Vec<u8>) {
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

    pub(super) fn sectors(&self) -> Vec<Self> {
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
    pub(super) fn after_power_cut(&self, dice: &Random, manner: usize) -> Self {
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
        Self { live: content.clone(), durable: content, unsynced: vec![], changes: 0 }
    }

    pub(super) fn change(&mut self, change: Change) {
        change.apply(&mut self.live);
        self.changes += 1;
        self.unsynced.push(change);
    }
}
