//! The journals of a counter's lives, one after another: the last is written, those before it are only read.
//!
//! The store and the state of decision are fed from all of them in a row. A record's *ordinal* is its place in that row:
//! its position plus the records of all lives before.

use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use disk::{self, Disk};
use domain::ids::anchor::{ChainHash, Position};
use domain::ids::id::StationId;
use domain::journal::event::Event;
use domain::journal::record::Payload;
use domain::text::bilingual::Bilingual;
use journal::{CopyHome, Header, Journal, Means, OpenFailure, PastJournal, ReadError, Record, Records, mend};

use super::companions::BEFORE;
use super::premises::Premises;

use super::desk::place;

/// Folder of the journals of later lives.
pub(crate) const FOLDER: &str = "lives";
/// Names the lives after the first, one a line; the last is the living one.
pub(crate) const LIVING: &str = "living";

/// The lives before the present one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Lives(Vec<PastJournal>);

/// Where the journals of a data folder lie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lineage {
    folder: PathBuf,
    /// Lives after the first.
    later: Vec<StationId>,
}

/// Why a data folder's lives are not known.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoLineage {
    /// The file cannot be read.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
    /// The file says something else.
    #[error("the file `{LIVING}` of the data folder is damaged: take it from the second copy")]
    Damaged,
}

impl Lineage {
    /// Of the data folder `folder`.
    pub(crate) fn of(disk: &dyn Disk, folder: &Path) -> Result<Self, NoLineage> {
        let later = match disk.read(&folder.join(LIVING)) {
            Ok(bytes) => parse(&bytes).ok_or(NoLineage::Damaged)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        Ok(Self { folder: folder.to_owned(), later })
    }

    /// The folder of the living journal.
    pub(crate) fn living(&self) -> PathBuf {
        self.later.last().map_or_else(|| self.folder.join(place::JOURNAL), |life| self.folder_of(*life))
    }

    /// The station of the living journal; none for the first life, which is the one the keys were made for.
    pub(super) fn station(&self) -> Option<StationId> {
        self.later.last().copied()
    }

    /// Where the journal of a later life lies.
    pub(crate) fn folder_of(&self, life: StationId) -> PathBuf {
        self.folder.join(FOLDER).join(life.to_string())
    }

    /// The folder that holds the folder of a life's keys; `first` is the station the keys were made for.
    pub(crate) fn key_folder(&self, first: StationId, life: StationId) -> PathBuf {
        if life == first { self.folder.clone() } else { self.folder_of(life) }
    }

    /// The lives after the first, oldest first.
    pub(crate) fn later(&self) -> &[StationId] {
        &self.later
    }

    /// What the disk lost of the journals of lives before comes back from the second copy, where it is in; what is told of it.
    pub(super) fn mend(&self, premises: &Premises, first: StationId) -> Option<Bilingual> {
        let (stick, living) = (premises.second_copy.as_ref()?, self.station()?);
        let disk = premises.disk.as_ref();
        let copy = CopyHome::find(disk, stick, living).folder().join(BEFORE);
        let past = self.all(first).into_iter().filter(|(station, _)| *station != living);
        let mut mended = 0;
        for (station, folder) in past {
            match mend(disk, &folder, &copy.join(station.to_string())) {
                Ok(segments) => mended += segments,
                Err(error) => tracing::warn!(%error, "a journal of a life before could not be mended"),
            }
        }
        (mended > 0).then(|| {
            tracing::warn!(mended, "segments of lives before were taken back from the second copy");
            Bilingual::new(
                "Registrazioni di prima, danneggiate o mancanti su questo disco: riprese dalla seconda copia.",
                "Records of lives before, damaged or missing on this disk: taken back from the second copy.",
            )
        })
    }

    /// Reads the journals of the lives before the living one.
    pub(crate) fn past(&self, means: &Means) -> Result<Lives, OpenFailure> {
        self.read(means, self.later.len())
    }

    /// Reads the journals of all lives: none of them is to be written any more.
    pub(crate) fn ended(&self, means: &Means) -> Result<Lives, OpenFailure> {
        self.read(means, self.later.len() + 1)
    }

    fn read(&self, means: &Means, lives: usize) -> Result<Lives, OpenFailure> {
        let all = self.all(means.keys.station()).into_iter().take(lives);
        let read = |(station, folder): (StationId, PathBuf)| {
            PastJournal::read(&Means { station, ..means.clone() }, &folder)
        };
        all.map(read).collect::<Result<_, _>>().map(Lives)
    }

    /// All lives with the folders of their journals; `first` is the station the keys were made for.
    pub(crate) fn all(&self, first: StationId) -> Vec<(StationId, PathBuf)> {
        std::iter::once((first, self.folder.join(place::JOURNAL)))
            .chain(self.later.iter().map(|life| (*life, self.folder_of(*life))))
            .collect()
    }

    /// The lives of a copy, whose list is in `copy`, as they are to lie in the data folder `folder`.
    pub(crate) fn planned(disk: &dyn Disk, copy: &Path, folder: &Path) -> Result<Self, NoLineage> {
        Ok(Self { folder: folder.to_owned(), ..Self::of(disk, copy)? })
    }

    /// From now on `life` is the living one. One write decides it.
    pub(crate) fn add(&mut self, disk: &dyn Disk, life: StationId) -> std::io::Result<()> {
        let mut later = self.later.clone();
        later.push(life);
        let lines: Vec<String> = later.iter().map(ToString::to_string).collect();
        disk::replace(disk, &self.folder.join(LIVING), (lines.join("\n") + "\n").as_bytes())?;
        self.later = later;
        Ok(())
    }
}

/// The folders of the journals of a data folder's lives, the living one last, and the folder that holds the living one's keys.
pub fn folders(disk: &dyn Disk, data: &Path) -> std::io::Result<(Vec<PathBuf>, PathBuf)> {
    let lineage = Lineage::of(disk, data).map_err(std::io::Error::other)?;
    let later = lineage.later.iter().map(|life| lineage.folder_of(*life));
    let journals = std::iter::once(data.join(place::JOURNAL)).chain(later).collect();
    let keys = lineage.later.last().map_or_else(|| data.to_owned(), |life| lineage.folder_of(*life));
    Ok((journals, keys))
}

/// The folders that hold the keys of a data folder's lives, the oldest first: the living one's is the last.
pub fn key_folders(disk: &dyn Disk, data: &Path) -> std::io::Result<Vec<PathBuf>> {
    let lineage = Lineage::of(disk, data).map_err(std::io::Error::other)?;
    let later = lineage.later.iter().map(|life| lineage.folder_of(*life));
    Ok(std::iter::once(data.to_owned()).chain(later).collect())
}

fn parse(bytes: &[u8]) -> Option<Vec<StationId>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let lives: Option<Vec<StationId>> =
        text.lines().map(|line| line.parse().ok().map(StationId::new)).collect();
    lives.filter(|lives| !lives.is_empty() && text.ends_with('\n'))
}

impl Lives {
    /// Records of all lives before the present one.
    pub(super) fn offset(&self) -> u64 {
        self.0.iter().map(length).sum()
    }

    /// The lives, oldest first.
    pub(crate) fn all(&self) -> &[PastJournal] {
        &self.0
    }

    /// A life ended: its journal is only read from now on.
    pub(crate) fn push(&mut self, journal: PastJournal) {
        self.0.push(journal);
    }

    /// The ordinals of late records: those of each life that its successor did not know of when it began. `living` goes on
    /// after the last of these lives; none: nothing does.
    pub(super) fn late(&self, living: Option<&Journal>) -> Vec<RangeInclusive<u64>> {
        let mut before = 0;
        let mut all = Vec::new();
        for (at, past) in self.0.iter().enumerate() {
            let first = match (self.0.get(at + 1), living) {
                (Some(next), _) => next.record(Position::FIRST).ok(),
                (None, Some(living)) => living.read(Position::FIRST).ok(),
                (None, None) => None,
            };
            let known = first.as_ref().and_then(known_of_the_one_before);
            let last = before + length(past);
            if let Some(known) = known.filter(|known| before + known < last) {
                all.push(before + known + 1..=last);
            }
            before = last;
        }
        all
    }

    /// All records of these lives, each with its ordinal.
    pub(super) fn own_records(&self) -> impl Iterator<Item = (u64, Result<Record, ReadError>)> {
        let mut before = 0;
        self.0.iter().flat_map(move |past| {
            let first = before + 1;
            before += length(past);
            (first..).zip(past.records(Position::FIRST))
        })
    }

    /// The record at an ordinal.
    pub(crate) fn read(&self, living: &Journal, ordinal: u64) -> Result<Record, ReadError> {
        let mut left = ordinal;
        for past in &self.0 {
            if left <= length(past) {
                return past.record(at(left)?);
            }
            left -= length(past);
        }
        living.read(at(left)?)
    }

    /// The clear part of the record at an ordinal, and the chain hash that ends with it: readable where the payload is not.
    pub(crate) fn header(&self, living: &Journal, ordinal: u64) -> Result<(Header, ChainHash), ReadError> {
        let mut left = ordinal;
        for past in &self.0 {
            if left <= length(past) {
                return past.header(at(left)?);
            }
            left -= length(past);
        }
        living.header(at(left)?)
    }

    /// The chain hash of the record at an ordinal. It stands where a payload can be read no more.
    pub(super) fn chain_at(&self, living: &Journal, ordinal: u64) -> Option<[u8; 32]> {
        let (_, chain) = self.header(living, ordinal).ok()?;
        Some(*chain.bytes())
    }

    /// All records from an ordinal on, each with its own. Those that cannot be read come as errors.
    pub(super) fn records(
        &self,
        living: &Journal,
        from: u64,
    ) -> impl Iterator<Item = (u64, Result<Record, ReadError>)> {
        let mut rows: Vec<(u64, Records)> = Vec::new();
        let mut before = 0;
        for past in &self.0 {
            if from <= before + length(past) {
                rows.push((before, past.records(begin(from, before))));
            }
            before += length(past);
        }
        rows.push((before, living.records(begin(from, before))));
        rows.into_iter().flat_map(move |(before, records)| {
            // A walk gives one item a position, readable or not.
            let first = begin(from, before).get();
            records.zip(first..).map(move |(read, position)| (before + position, read))
        })
    }
}

fn length(past: &PastJournal) -> u64 {
    past.head().map_or(0, |head| head.position.get())
}

/// How many records of the life before the first record of a life knows.
fn known_of_the_one_before(first: &Record) -> Option<u64> {
    let Payload::Known(command) = Payload::read(&first.payload) else { return None };
    command.events.iter().find_map(|event| match event {
        Event::LifeContinued(life) => life.before.head.map(|head| head.position.get()),
        _ => None,
    })
}

fn begin(from: u64, before: u64) -> Position {
    Position::new(from.saturating_sub(before)).unwrap_or(Position::FIRST)
}

fn at(position: u64) -> Result<Position, ReadError> {
    Position::new(position).ok_or(ReadError::Beyond(Position::FIRST))
}
