//! The journal of a life that ended: read, never written.

use std::path::Path;
use std::sync::Arc;

use super::error::{OpenFailure, ReadError};
use super::finding::{Comparison, Finding};
use super::handle::Journal;
use super::library::Library;
use super::record::{Header, Record};
use super::records::Records;
use super::settings::Means;
use super::walk::walk;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use vault::KeyRing;

/// The journal of a life that ended.
#[derive(Clone, Debug)]
pub struct PastJournal {
    station: StationId,
    library: Arc<Library>,
    keys: Arc<KeyRing>,
    findings: Vec<Finding>,
}

impl PastJournal {
    /// Reads what is in `folder`. Changes nothing: what is torn or damaged stays as it is and is told.
    pub fn read(means: &Means, folder: &Path) -> Result<Self, OpenFailure> {
        let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
        if !Journal::exists(means.disk.as_ref(), folder).map_err(fault)? {
            return Err(OpenFailure::Absent { folder: folder.to_owned() });
        }
        let survey = walk(means.disk.as_ref(), folder, None, &mut |_| None)?;
        if let Some(found) = survey.station.filter(|found| *found != means.station) {
            return Err(OpenFailure::OtherStation { found, keys: means.station });
        }
        let library = Arc::new(Library::new(Arc::clone(&means.disk), folder.to_owned(), &survey));
        Ok(Self { station: means.station, library, keys: Arc::clone(&means.keys), findings: survey.findings })
    }

    /// Whose it is.
    pub fn station(&self) -> StationId {
        self.station
    }

    /// The last record of it.
    pub fn head(&self) -> Option<Anchor> {
        self.library.head()
    }

    /// What is not as it should be.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Reads one record.
    pub fn record(&self, position: Position) -> Result<Record, ReadError> {
        self.library.read(position, &self.keys)
    }

    /// The clear part of one record and the chain hash that ends with it.
    pub fn header(&self, position: Position) -> Result<(Header, ChainHash), ReadError> {
        self.library.header(position)
    }

    /// The records from `from` on. Those that cannot be read come as errors and the walk goes on.
    pub fn records(&self, from: Position) -> Records {
        Records::new(Arc::clone(&self.library), Arc::clone(&self.keys), from)
    }

    /// How it stands to an anchor kept elsewhere.
    pub fn compare(&self, anchor: Anchor) -> Comparison {
        self.library.compare(anchor)
    }
}
