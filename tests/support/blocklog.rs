//! A disk that remembers in which order it was written to. Under a loop device lies the one file of a file system that this
//! process serves (FUSE, the kernel's own protocol): every write and every flush of the cache comes by, in order, and is
//! kept. So one knows what a disk may hold after a power cut: all that was written before the last flush, and of what came
//! after it any blocks at all.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use tempfile::TempDir;

use super::fuse::{self, Request};
use super::wait::until;

/// What a disk does at once or not at all.
const BLOCK: u64 = 4096;

/// One thing that happened to the disk.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// So many bytes were written at this place; they stand at that place of the log.
    Write { at: u64, length: u64, log: u64 },
    /// The cache was emptied.
    Flush,
}

/// A disk with a memory, served until dropped.
#[derive(Debug)]
pub struct BlockLog {
    folder: TempDir,
    memory: Arc<Memory>,
    server: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Memory {
    /// What the disk holds if nothing is lost.
    now: File,
    size: u64,
    /// The bytes of all writes, one after the other.
    log: File,
    steps: Mutex<Vec<Step>>,
    count: AtomicUsize,
}

impl BlockLog {
    /// Begins with what is in `image`, which stays as it is.
    #[track_caller]
    pub fn over(image: &Path) -> Self {
        let folder = TempDir::with_prefix("sportello-blocks-").unwrap();
        let (now, log) = (folder.path().join("now"), folder.path().join("log"));
        copy_sparse(image, &now);
        let open = |path: &Path| {
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path).unwrap()
        };
        let size = std::fs::metadata(&now).unwrap().len();
        let memory = Memory {
            now: open(&now),
            size,
            log: open(&log),
            steps: Mutex::default(),
            count: AtomicUsize::new(0),
        };
        let memory = Arc::new(memory);
        let point = folder.path().join("served");
        std::fs::create_dir(&point).unwrap();
        let kernel = OpenOptions::new().read(true).write(true).open("/dev/fuse").unwrap();
        let number = {
            use std::os::fd::AsRawFd;
            kernel.as_fd().as_raw_fd()
        };
        let options = format!("fd={number},rootmode=40000,user_id=0,group_id=0");
        let flags = MountFlags::NOSUID | MountFlags::NODEV;
        mount("sportello-blocks", &point, "fuse", flags, Some(&*std::ffi::CString::new(options).unwrap()))
            .unwrap();
        let theirs = Arc::clone(&memory);
        let server = std::thread::spawn(move || serve(&kernel, &theirs));
        Self { folder, memory, server: Some(server) }
    }

    /// The file to put under a loop device, or to give to whoever reads images.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("served").join(fuse::NAME)
    }

    /// How much has happened so far: a point where the power may be cut.
    pub fn point(&self) -> usize {
        self.memory.count.load(Ordering::SeqCst)
    }

    /// How many of the steps before a point emptied the cache.
    pub fn flushes(&self, point: usize) -> usize {
        let steps = self.memory.steps.lock().unwrap();
        steps[..point].iter().filter(|step| matches!(step, Step::Flush)).count()
    }

    /// The point just before the cache is emptied next, where the most can be lost.
    pub fn before_the_next_flush(&self, point: usize) -> usize {
        let steps = self.memory.steps.lock().unwrap();
        let next = steps[point..].iter().position(|step| matches!(step, Step::Flush));
        next.map_or(steps.len(), |steps| point + steps)
    }
}

impl Drop for BlockLog {
    fn drop(&mut self) {
        let served = self.folder.path().join("served");
        if std::thread::panicking() {
            let _ = unmount(served, UnmountFlags::DETACH);
            return;
        }
        // Who read images in it may still be on the way out.
        until("the disk to be let go", || unmount(&served, UnmountFlags::empty()).ok());
        self.server.take().expect("it was served until now").join().unwrap();
    }
}

fn serve(mut kernel: &File, memory: &Memory) {
    let mut buffer = vec![0; fuse::LONGEST];
    // An error is the end of the mount.
    while let Ok(length) = kernel.read(&mut buffer) {
        let (unique, request) = fuse::read(&buffer[..length]);
        let answer = match request {
            Request::Silent => continue,
            Request::Answered(answer) => answer,
            Request::Attributes => Ok(fuse::attributes(memory.size)),
            Request::Entry => Ok(fuse::entry(memory.size)),
            Request::Read { at, length } => Ok(memory.read(at, length)),
            Request::Write { at, bytes } => {
                memory.write(at, bytes);
                Ok(fuse::written(bytes.len()))
            }
            Request::Flush => {
                memory.step(Step::Flush);
                Ok(Vec::new())
            }
        };
        // Whoever asked may be gone.
        let _ = kernel.write(&fuse::answer(unique, answer));
    }
}

impl Memory {
    fn read(&self, at: u64, length: u64) -> Vec<u8> {
        let length = length.min(self.size.saturating_sub(at));
        let mut bytes = vec![0; usize::try_from(length).unwrap()];
        self.now.read_exact_at(&mut bytes, at).unwrap();
        bytes
    }

    fn write(&self, at: u64, bytes: &[u8]) {
        self.now.write_all_at(bytes, at).unwrap();
        let log = self.log.metadata().unwrap().len();
        self.log.write_all_at(bytes, log).unwrap();
        self.step(Step::Write { at, length: bytes.len() as u64, log });
    }

    fn step(&self, step: Step) {
        self.steps.lock().unwrap().push(step);
        self.count.fetch_add(1, Ordering::SeqCst);
    }
}

/// What is left of the blocks that were written after the last flush.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Those written first, up to some block.
    First,
    /// About so many of a hundred, wherever they were written.
    Percent(u8),
}

/// The images that power cuts leave of one disk, at points that only grow.
#[derive(Debug)]
pub struct Cuts<'a> {
    disk: &'a BlockLog,
    folder: TempDir,
    /// Up to where `durable` holds everything.
    done: usize,
}

impl<'a> Cuts<'a> {
    /// Begins with the image that the disk began with.
    pub fn of(disk: &'a BlockLog, image: &Path) -> Self {
        let folder = TempDir::with_prefix("sportello-cuts-").unwrap();
        copy_sparse(image, &folder.path().join("durable"));
        Self { disk, folder, done: 0 }
    }

    /// Writes to `image` what the disk may hold when the power goes at `point`; `chance` decides which of the blocks after the
    /// last flush are there. How many of how many were kept.
    pub fn at(
        &mut self,
        point: usize,
        left: Left,
        chance: &mut impl FnMut(u64) -> u64,
        image: &Path,
    ) -> (usize, usize) {
        let steps = self.disk.memory.steps.lock().unwrap()[..point].to_vec();
        let last = steps.iter().rposition(|step| matches!(step, Step::Flush)).map_or(0, |flush| flush + 1);
        let durable = self.folder.path().join("durable");
        let file = OpenOptions::new().write(true).open(&durable).unwrap();
        for step in &steps[self.done.min(last)..last] {
            self.apply(&file, step, 0, u64::MAX);
        }
        self.done = self.done.max(last);
        copy_sparse(&durable, image);
        let file = OpenOptions::new().write(true).open(image).unwrap();
        let blocks = blocks(&steps[last..]);
        let first = usize::try_from(chance(blocks.len() as u64 + 1)).unwrap();
        let mut kept = 0;
        for (number, (step, from)) in blocks.iter().enumerate() {
            let keep = match left {
                Left::First => number < first,
                Left::Percent(percent) => chance(100) < u64::from(percent),
            };
            if keep {
                kept += 1;
                self.apply(&file, step, *from, BLOCK);
            }
        }
        (kept, blocks.len())
    }

    /// Writes what a step wrote from its byte `from` on, at most `most`.
    fn apply(&self, file: &File, step: &Step, from: u64, most: u64) {
        let Step::Write { at, length, log } = step else { return };
        let mut bytes = vec![0; usize::try_from((length - from).min(most)).unwrap()];
        self.disk.memory.log.read_exact_at(&mut bytes, log + from).unwrap();
        file.write_all_at(&bytes, at + from).unwrap();
    }
}

/// The blocks that these steps wrote, in order: which step, from which of its bytes on.
fn blocks(steps: &[Step]) -> Vec<(Step, u64)> {
    let mut all = Vec::new();
    for step in steps {
        if let Step::Write { length, .. } = step {
            all.extend((0..length.div_ceil(BLOCK)).map(|block| (*step, block * BLOCK)));
        }
    }
    all
}

/// A copy that takes no room for what was never written.
#[track_caller]
pub fn copy_sparse(from: &Path, to: &Path) {
    super::tool::run(std::process::Command::new("cp").arg("--sparse=always").arg(from).arg(to));
}

/// How often each number of blocks was waiting at a flush, for figures that are printed.
pub fn waiting(disk: &BlockLog) -> BTreeMap<usize, usize> {
    let steps = disk.memory.steps.lock().unwrap();
    let mut counts = BTreeMap::new();
    for stretch in steps.split(|step| matches!(step, Step::Flush)) {
        *counts.entry(blocks(stretch).len()).or_default() += 1;
    }
    counts
}
