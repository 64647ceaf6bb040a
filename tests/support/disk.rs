//! Disks of our own: a file system in a file, which can be copied while it is in use. Such a copy is what a power cut
//! leaves: what was synced is in it, what was only written may be.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::tool::run;

/// An ext4 file system in a file, mounted until dropped.
#[derive(Debug)]
pub struct Disk {
    folder: TempDir,
    mounted: bool,
}

impl Disk {
    /// A new one of so many megabytes.
    #[track_caller]
    pub fn new(megabytes: u64) -> Self {
        let folder = TempDir::with_prefix("sportello-disk-").unwrap();
        let image = folder.path().join("image");
        let file = std::fs::File::create(&image).unwrap();
        file.set_len(megabytes * 1024 * 1024).unwrap();
        run(Command::new("mkfs.ext4").args(["-q", "-m", "0"]).arg(&image));
        Self::mount(folder)
    }

    fn mount(folder: TempDir) -> Self {
        let mount_point = folder.path().join("mnt");
        std::fs::create_dir(&mount_point).unwrap();
        run(Command::new("mount").args(["-o", "loop"]).arg(folder.path().join("image")).arg(&mount_point));
        Self { folder, mounted: true }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("mnt")
    }

    pub fn image(&self) -> PathBuf {
        self.folder.path().join("image")
    }

    /// What the disk would hold if the power went now: mounted on its own, as after the next start of the machine.
    #[track_caller]
    pub fn power_cut(&self) -> Self {
        let folder = TempDir::with_prefix("sportello-cut-").unwrap();
        run(Command::new("cp").arg("--sparse=always").arg(self.image()).arg(folder.path().join("image")));
        Self::mount(folder)
    }

    /// Every file, deleted or not, is somewhere in the image: whether these bytes are.
    #[track_caller]
    pub fn holds(&self, needle: &[u8]) -> bool {
        run(&mut Command::new("sync"));
        contains(&std::fs::read(self.image()).unwrap(), needle)
    }
}

/// Whether `needle` stands anywhere in `hay`.
pub fn contains(hay: &[u8], needle: &[u8]) -> bool {
    let Some((first, rest)) = needle.split_first() else { return true };
    let mut from = 0;
    while let Some(at) = hay[from..].iter().position(|byte| byte == first) {
        let start = from + at + 1;
        if hay[start..].starts_with(rest) {
            return true;
        }
        from = start;
    }
    false
}

impl Drop for Disk {
    fn drop(&mut self) {
        if self.mounted {
            let lazily = std::thread::panicking();
            let mut umount = Command::new("umount");
            if lazily {
                umount.arg("-l");
            }
            let output = umount.arg(self.path()).output().unwrap();
            assert!(output.status.success() || lazily, "{}", String::from_utf8_lossy(&output.stderr));
        }
    }
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
