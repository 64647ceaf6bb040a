//! Photographs whose time is over, and photographs that nothing names.

use std::collections::{BTreeSet, HashSet};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::time::moment::Moment;
use store::EntryRow;
use vault::BlobHash;

use crate::draft::photograph::photograph_of;
use crate::error::{Cause, DeskError};
use crate::ledger::desk::Desk;

/// How often photographs whose time is over are looked for.
const EVERY: Duration = Duration::from_hours(1);

/// Most erasures written down in one record.
const AT_ONCE: usize = 256;

impl Desk {
    /// Erases photographs whose time is over, if nobody looked within the hour.
    pub(crate) fn look_over_photographs(&self) {
        let now = self.premises.clock.monotonic();
        {
            let mut last = self.looked_over.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_some_and(|last| now.saturating_sub(last) < EVERY) || self.closed.load(Ordering::SeqCst)
            {
                return;
            }
            *last = Some(now);
        }
        if let Err(error) = self.erase_old_photographs() {
            tracing::warn!(code = error.code(), "photographs whose time is over are still kept");
        }
    }

    /// Erases the photographs of entries whose outage was closed long enough ago, and says so of each. Papers already
    /// printed stay. First the file goes, then the record is written: cut off in between, the next look writes it.
    pub(crate) fn erase_old_photographs(&self) -> Result<(), DeskError> {
        let rows = self.store()?.photographs().map_err(DeskError::store)?;
        if rows.is_empty() {
            return Ok(());
        }
        let now = self.now();
        let (over, still): (Vec<EntryRow>, Vec<EntryRow>) = {
            let head = self.head();
            if self.stop_reason(&head).is_some() {
                return Ok(());
            }
            rows.into_iter().partition(|row| is_over(&head, row, now, self.premises.choices.photo_days))
        };
        let still: BTreeSet<String> = still.into_iter().filter_map(|row| row.photograph).collect();
        for batch in over.chunks(AT_ONCE) {
            let mut events = Vec::new();
            for row in batch {
                let Some(blob) = row.photograph.clone() else { continue };
                if let Ok(hash) = blob.parse::<BlobHash>()
                    && !still.contains(&blob)
                {
                    self.photographs
                        .erase(hash)
                        .map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
                }
                events.push(Event::PhotographErased { blob, entry: Some(row.id) });
            }
            self.commit(None, Kind::BlobErased, |_, _| Ok(events))?;
        }
        Ok(())
    }

    /// Counts photographs that entries name, that nobody erased, and that are gone: told before one is asked for.
    pub(crate) fn count_lost_photographs(&self) {
        let rows = self.store().ok().and_then(|store| store.photographs().ok()).unwrap_or_default();
        let named: BTreeSet<BlobHash> =
            rows.iter().filter_map(|row| row.photograph.as_ref()?.parse().ok()).collect();
        let here = |hash: &BlobHash| self.photographs.is_here(*hash) || self.photographs.get(*hash).is_ok();
        let lost = named.iter().filter(|hash| !here(hash)).count();
        if lost > 0 {
            tracing::error!(lost, "photographs of entries are gone from this disk");
        }
        self.found().lost.photographs = lost;
    }

    /// Erases photographs that neither an entry nor a draft names: a draft that was lost with the store, a death between
    /// keeping the file and naming it. At opening only, when nothing is under way.
    pub(crate) fn erase_unnamed_photographs(&self) {
        let named = || -> Result<HashSet<BlobHash>, DeskError> {
            let store = self.store()?;
            let entries = store.photographs().map_err(DeskError::store)?;
            let drafts = store.drafts().map_err(DeskError::store)?;
            let of_entries = entries.into_iter().filter_map(|row| row.photograph?.parse().ok());
            Ok(of_entries.chain(drafts.iter().filter_map(photograph_of)).collect())
        };
        match named().map(|named| self.photographs.keep_only(&named)) {
            Ok(Ok(0)) => {}
            Ok(Ok(erased)) => tracing::info!(erased, "photographs that nothing named"),
            Ok(Err(error)) => tracing::warn!(%error, "photographs that nothing names are still kept"),
            Err(error) => {
                tracing::warn!(code = error.code(), "photographs that nothing names are still kept");
            }
        }
    }
}

/// Whether the outage of an entry was closed so many days ago.
fn is_over(head: &Head, row: &EntryRow, now: Moment, days: u16) -> bool {
    let closing = head.outage(row.outage).and_then(|outage| outage.closing.as_ref());
    closing.is_some_and(|closing| closing.closed.plus_days(i64::from(days)) <= now)
}
