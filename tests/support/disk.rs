//! Disks of our own: a file system in a file.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::tool::run;

/// File systems that counters run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileSystem {
    Ext4,
    /// Data and what is known of them in any order, and no help for those who rename without a sync.
    Ext4Writeback,
    Xfs,
    Btrfs,
}

impl FileSystem {
    pub const ALL: [Self; 4] = [Self::Ext4, Self::Ext4Writeback, Self::Xfs, Self::Btrfs];

    /// Makes one of so many megabytes in a new file. (XFS takes 300 at least.)
    #[track_caller]
    pub fn make(self, image: &Path, megabytes: u64) {
        let file = std::fs::File::create(image).unwrap();
        file.set_len(megabytes * 1024 * 1024).unwrap();
        let (program, arguments): (&str, &[&str]) = match self {
            Self::Ext4 | Self::Ext4Writeback => ("mkfs.ext4", &["-q", "-m", "0"]),
            Self::Xfs => ("mkfs.xfs", &["-q"]),
            Self::Btrfs => ("mkfs.btrfs", &["-q"]),
        };
        run(Command::new(program).args(arguments).arg(image));
    }

    fn options(self) -> &'static str {
        match self {
            Self::Ext4Writeback => "loop,data=writeback,noauto_da_alloc",
            Self::Ext4 | Self::Xfs | Self::Btrfs => "loop",
        }
    }

    /// Mounts what is in a file.
    #[track_caller]
    pub fn mount(self, image: &Path) -> Mounted {
        let mut mount = Command::new("mount");
        mount.args(["-o", self.options()]).arg(image);
        Mounted::by(mount)
    }
}

/// File systems that sticks come with, by whoever reads them on this computer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stick {
    /// By `fusefat`, which reads the file itself.
    Fat,
    /// By `exfat-fuse`, which wants a device.
    Exfat,
}

impl Stick {
    /// Makes one of so many megabytes in a new file.
    #[track_caller]
    pub fn make(self, image: &Path, megabytes: u64) {
        let file = std::fs::File::create(image).unwrap();
        file.set_len(megabytes * 1024 * 1024).unwrap();
        let (program, arguments): (&str, &[&str]) = match self {
            Self::Fat => ("mkfs.vfat", &["-F", "32"]),
            Self::Exfat => ("mkfs.exfat", &[]),
        };
        run(Command::new(program).args(arguments).arg(image));
    }

    /// What an operating system does with a stick that was pulled out before it puts it in again.
    pub fn look_over(self, image: &Path) {
        let mut look = match self {
            Self::Fat => Command::new("fsck.fat"),
            Self::Exfat => Command::new("fsck.exfat"),
        };
        // How much it mended is in its exit code; whether it is sound shows when it is mounted.
        let looked = look.arg("-a").arg(image).output();
        looked.unwrap_or_else(|error| panic!("{look:?}: {error}"));
    }

    /// Mounts what is in a file.
    #[track_caller]
    pub fn mount(self, image: &Path) -> Plugged {
        match self {
            Self::Fat => {
                let mut mount = Command::new("fusefat");
                mount.args(["-o", "rw+"]).arg(image).stdout(Stdio::null()).stderr(Stdio::null());
                Plugged { mounted: Mounted::by(mount), device: None }
            }
            Self::Exfat => {
                let device =
                    run(Command::new("losetup").args(["--find", "--show"]).arg(image)).trim().to_owned();
                let mut mount = Command::new("mount.exfat-fuse");
                mount.args(["-o", "rw"]).arg(&device);
                Plugged { mounted: Mounted::by(mount), device: Some(device) }
            }
        }
    }
}

/// A stick that is in until dropped.
#[derive(Debug)]
pub struct Plugged {
    mounted: Mounted,
    device: Option<String>,
}

impl Plugged {
    pub fn path(&self) -> PathBuf {
        self.mounted.path()
    }
}

impl Drop for Plugged {
    fn drop(&mut self) {
        // It goes when nobody has it open any more, which is soon after the mount has gone.
        if let Some(device) = &self.device {
            let _ = Command::new("losetup").arg("--detach").arg(device).output();
        }
    }
}

/// A file system mounted until dropped.
#[derive(Debug)]
pub struct Mounted(TempDir);

impl Mounted {
    /// By a command that lacks only the place.
    #[track_caller]
    pub fn by(mut mount: Command) -> Self {
        let folder = TempDir::with_prefix("sportello-disk-").unwrap();
        let mounted = Self(folder);
        std::fs::create_dir(mounted.path()).unwrap();
        run(mount.arg(mounted.path()));
        mounted
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("mnt")
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let lazily = std::thread::panicking();
        let mut umount = Command::new("umount");
        if lazily {
            umount.arg("-l");
        }
        let output = umount.arg(self.path()).output().unwrap();
        assert!(output.status.success() || lazily, "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// An ext4 file system in a file, mounted until dropped.
#[derive(Debug)]
pub struct Disk {
    mounted: Mounted,
    folder: TempDir,
}

impl Disk {
    /// A new one of so many megabytes.
    #[track_caller]
    pub fn new(megabytes: u64) -> Self {
        let folder = TempDir::with_prefix("sportello-disk-").unwrap();
        let image = folder.path().join("image");
        FileSystem::Ext4.make(&image, megabytes);
        Self { mounted: FileSystem::Ext4.mount(&image), folder }
    }

    pub fn path(&self) -> PathBuf {
        self.mounted.path()
    }

    /// Mounts it anew as it stands, `ro` or `rw`: as the system does with one that is breaking.
    #[track_caller]
    pub fn remount(&self, how: &str) {
        run(Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(self.path()));
    }

    /// Every file, deleted or not, is somewhere in the image: whether these bytes are.
    #[track_caller]
    pub fn holds(&self, needle: &[u8]) -> bool {
        run(&mut Command::new("sync"));
        contains(&std::fs::read(self.folder.path().join("image")).unwrap(), needle)
    }
}

/// Whether `needle` stands anywhere in `hay`.
pub fn contains(hay: &[u8], needle: &[u8]) -> bool {
    memchr::memmem::find(hay, needle).is_some()
}

/// Copies a folder as it stands.
#[track_caller]
pub fn copy_folder(from: &Path, to: &Path) {
    run(Command::new("cp").arg("-a").arg(from).arg(to));
}

/// All files of a folder and of those in it, in order.
#[track_caller]
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            found.extend(files_below(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
