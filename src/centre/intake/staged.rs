//! Bundles that came, and those that wait for earlier records. What waits lies in the store as it came: still encrypted,
//! in stretches.

use std::io::{self, Cursor, Read};

use serde::{Deserialize, Serialize};

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals;
use crate::stations::lives::Wire;
use domain::ids::id::StationId;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use trust::bundle::Again;

/// Where the list of bundles lies.
const LIST: &str = "bundles";
/// How many are listed.
const LISTED: usize = 200;
/// Bytes of a stretch.
const STRETCH: u64 = 1024 * 1024;

/// A bundle that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleRow {
    /// Names it: half of the SHA-256 of the file, in hexadecimal.
    pub id: String,
    /// Whose records.
    pub station: StationId,
    /// The station that says it goes on where that one ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<StationId>,
    /// Position of the first record.
    pub first: u64,
    /// Position of the last one.
    pub last: u64,
    /// When it was made, by the station's clock.
    pub made: Moment,
    /// When it came.
    pub came: Moment,
    /// What became of it.
    pub state: BundleState,
}

impl BundleRow {
    /// Whose records are spoken of.
    pub(super) fn wire(&self) -> Wire {
        Wire { station: self.station, by: self.by }
    }
}

/// What became of a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "kebab-case")]
pub enum BundleState {
    /// Records before its first one are missing.
    Waiting {
        /// Stretches it lies in.
        stretches: u64,
    },
    /// Its records are here.
    Taken {
        /// How many were news.
        fresh: u64,
    },
    /// When its turn came it did not fit.
    Refused {
        /// Why, and what to do.
        told: Bilingual,
    },
}

/// A bundle that waits, read out of the store.
pub(super) struct Waiting<'a> {
    hub: &'a Hub,
    id: &'a str,
    stretches: u64,
}

impl Again for Waiting<'_> {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(Stretches { of: self, next: 0, now: Cursor::new(Vec::new()) }))
    }
}

struct Stretches<'a> {
    of: &'a Waiting<'a>,
    next: u64,
    now: Cursor<Vec<u8>>,
}

impl Read for Stretches<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.now.read(into)?;
            if read > 0 || into.is_empty() || self.next == self.of.stretches {
                return Ok(read);
            }
            let name = seals::stretch_name(&self.of.hub.keys, self.of.id, self.next);
            let bytes = self.of.hub.store.blob(name).map_err(io::Error::other)?;
            self.now = Cursor::new(bytes.ok_or(io::ErrorKind::NotFound)?);
            self.next += 1;
        }
    }
}

impl Hub {
    /// Bundles that came, the newest first.
    pub fn bundles(&self) -> Result<Vec<BundleRow>, CentreError> {
        self.list(LIST)
    }

    /// A bundle that waits.
    pub(super) fn waiting_bundle<'a>(&'a self, row: &'a BundleRow) -> Option<Waiting<'a>> {
        match row.state {
            BundleState::Waiting { stretches } => Some(Waiting { hub: self, id: &row.id, stretches }),
            _ => None,
        }
    }

    /// Lays a file away as it came; in how many stretches.
    pub(super) fn lay_away(&self, id: &str, file: &dyn Again) -> Result<u64, CentreError> {
        let unreadable = |_| CentreError::BadBundle(trust::bundle::BadBundle::NoFile);
        let mut from = file.open().map_err(unreadable)?;
        let mut number = 0;
        loop {
            let mut stretch = Vec::new();
            from.by_ref().take(STRETCH).read_to_end(&mut stretch).map_err(unreadable)?;
            if stretch.is_empty() {
                return Ok(number);
            }
            self.store.put_blob(seals::stretch_name(&self.keys, id, number), &stretch)?;
            number += 1;
        }
    }

    /// Puts a bundle at the head of the list, in the place of the same one. One that was taken stays taken.
    pub(super) fn list_bundle(&self, row: &BundleRow) -> Result<(), CentreError> {
        self.amend(LIST, |list: &mut Vec<BundleRow>| {
            list.retain(|other| other.id != row.id);
            list.insert(0, row.clone());
            let waits = |row: &BundleRow| matches!(row.state, BundleState::Waiting { .. });
            let mut place = 0;
            list.retain(|row| {
                place += 1;
                place <= LISTED || waits(row)
            });
        })
    }
}
