//! Journals of lives that ended are only read here. What a disk lost of one comes back from a copy of it.

use std::io;
use std::path::Path;

use disk::{self, Disk};

use super::{segment, tail};

/// Takes those segments from the folder `copy` that are missing, cut or damaged in `folder` and whole there; how many. What was
/// damaged is kept aside.
pub fn mend(disk: &dyn Disk, folder: &Path, copy: &Path) -> io::Result<usize> {
    let mut mended = 0;
    let names = match disk.list(copy) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        names => names?,
    };
    for name in names.iter().filter(|name| segment::first_of(name).is_some()) {
        let here = disk.read(&folder.join(name));
        // Longer by what was written before it ended, never shorter: it grew only by records.
        let end = here.as_ref().ok().and_then(|bytes| segment::whole_until(bytes));
        let there = disk.read(&copy.join(name))?;
        if segment::whole_until(&there) <= end {
            continue;
        }
        disk::create_folder_durably(disk, folder)?;
        if here.is_ok() {
            tail::move_aside(disk, folder, name)?;
        }
        disk::replace(disk, &folder.join(name), &there)?;
        mended += 1;
    }
    Ok(mended)
}
