//! A generation of which more than half is waste is copied into a new one. sled frees what it overwrites only segment by
//! segment; after weeks of prints and answers its file is several times what stands in it.

use sled::{Batch, Tree};

use super::folder::{Folder, Name};
use super::generation::Generation;
use super::keys;
use super::mark::Mark;
use crate::error::StoreError;
use crate::guard::fenced;

/// Smaller files are left as they are.
const LEAST: u64 = 16 * 1024 * 1024;

/// A file just written takes about this many times the length of its keys and values: sled writes a page anew with every
/// tenth change to it.
const FRESH: u64 = 5;

/// Keys and values put at once.
const AT_ONCE: usize = 4096;

/// The generation, or a copy of it without the waste. Whatever stands in the way of a copy, the generation is as good as it
/// was.
pub(super) fn if_wasteful(folder: &Folder, old: Generation, mark: Mark) -> Generation {
    if !is_wasteful(folder.size(old.name), mark.tally.bytes) {
        return old;
    }
    match copied(folder, &old, mark) {
        Ok(new) => {
            let name = old.name;
            old.let_go();
            if let Err(error) = folder.remove(name) {
                tracing::warn!(%error, "the store before is still there");
            }
            new
        }
        Err(error) => {
            tracing::warn!(%error, "the store keeps its waste");
            old
        }
    }
}

/// Whether half of a file is waste.
fn is_wasteful(file: u64, content: u64) -> bool {
    file > LEAST && file > content.saturating_mul(2 * FRESH)
}

/// A new generation that holds the same, durable and pointed to.
fn copied(folder: &Folder, old: &Generation, mark: Mark) -> Result<Generation, StoreError> {
    let newest = folder.generations()?.last().copied().unwrap_or(old.name);
    let new = Generation::open(folder, Name(newest.0.max(old.name.0) + 1))?;
    let all = fenced(|| {
        copy(&old.rows, &new.rows)?;
        copy(&old.passing, &new.passing)?;
        Ok(new.rows.insert(keys::MARK, mark.to_bytes())?)
    });
    let settled = all.and_then(|_| {
        let syncs = new.flush(folder)?;
        new.prove(folder, mark, syncs)?;
        folder.point_to(new.name)
    });
    match settled {
        Ok(()) => Ok(new),
        Err(error) => {
            let name = new.name;
            new.let_go();
            // What is left of it is removed with the next generation.
            let _ = folder.remove(name);
            Err(error)
        }
    }
}

fn copy(from: &Tree, to: &Tree) -> Result<(), StoreError> {
    let mut batch = Batch::default();
    let mut held = 0;
    for item in from {
        let (key, value) = item?;
        batch.insert(key, value);
        held += 1;
        if held == AT_ONCE {
            to.apply_batch(std::mem::take(&mut batch))?;
            held = 0;
        }
    }
    Ok(to.apply_batch(batch)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_file_and_a_fresh_one_are_left_alone() {
        assert!(!is_wasteful(LEAST, 1));
        assert!(!is_wasteful(3 * LEAST, 3 * LEAST / FRESH));
        assert!(is_wasteful(3 * LEAST, 3 * LEAST / FRESH / 3));
    }
}
