//! Takes back from the second copy what is damaged or missing here. The chain proves each record, so nobody need be asked.
//!
//! Segments are written anew, from what is here and what is there, and put in the place of the damaged ones; those are
//! saved in `torn/` first. A power cut leaves the old one or the new one.

use std::io;
use std::path::{Path, PathBuf};

use domain::ids::anchor::{Anchor, ChainHash, Position};

use super::finding::{Finding, Span};
use super::library::Library;
use super::segment::{self, SegmentHeader};
use super::settings::Means;
use super::walk::{Survey, walk};
use super::{frame, record, salvage, tail};

/// What is here and what is there.
struct Sources<'a> {
    means: &'a Means,
    folder: &'a Path,
    here: Library,
    there: Library,
    survey: &'a Survey,
    last: Position,
    checked: bool,
}

/// A frame with the chain hash before it and the one that ends with it.
struct Link {
    bytes: Vec<u8>,
    before: ChainHash,
    after: ChainHash,
}

/// Whether the copy, whose last record is `copied`, may know more than `survey` found.
pub(super) fn is_worth_it(survey: &Survey, copied: Option<Anchor>) -> bool {
    let head = survey.head.map(|head| head.position);
    let longer = copied.is_some_and(|copied| Some(copied.position) > head);
    let lacking = survey.findings.iter().any(|finding| {
        matches!(finding, Finding::Damaged { .. } | Finding::Missing(_) | Finding::SegmentHeader { .. })
    });
    // What was altered is evidence, and stays as it is.
    let altered = survey.findings.iter().any(|finding| {
        matches!(
            finding,
            Finding::BrokenChain(_)
                | Finding::ForeignStation { .. }
                | Finding::Reordered(_)
                | Finding::Repeated(_)
                | Finding::Version { .. }
        )
    });
    !altered && copied.is_some() && (longer || lacking)
}

/// Takes back what the copy in `copy` has and `folder` lacks; which records came back. Nothing of a copy that went another
/// way is taken.
pub(super) fn heal(
    means: &Means,
    folder: &Path,
    survey: &Survey,
    copy: &Path,
    segment_bytes: u64,
) -> io::Result<Vec<Span>> {
    let disk = means.disk.as_ref();
    let copied =
        walk(disk, copy, None, &mut |_| None).map_err(|error| io::Error::other(error.to_string()))?;
    if copied.station.is_some_and(|station| station != means.station) {
        return Ok(Vec::new());
    }
    heal_from(means, folder, survey, Copied { folder: copy, survey: &copied, checked: false }, segment_bytes)
}

/// What is taken from.
#[derive(Clone, Copy)]
pub(super) struct Copied<'a> {
    pub(super) folder: &'a Path,
    pub(super) survey: &'a Survey,
    /// Whether each of its records was opened: then one that follows a lost one is known to be genuine too.
    pub(super) checked: bool,
}

/// The same from a copy that was walked through already.
pub(super) fn heal_from(
    means: &Means,
    folder: &Path,
    survey: &Survey,
    copied: Copied<'_>,
    segment_bytes: u64,
) -> io::Result<Vec<Span>> {
    let here = Library::new(means.disk.clone(), folder.to_owned(), survey);
    let there = Library::new(means.disk.clone(), copied.folder.to_owned(), copied.survey);
    let Some(last) = later(survey.head, copied.survey.head) else { return Ok(Vec::new()) };
    let sources =
        Sources { means, folder, here, there, survey, last: last.position, checked: copied.checked };
    if sources.went_another_way(copied.survey) {
        return Ok(Vec::new());
    }
    let mut healed = Vec::new();
    for (name, range) in sources.ranges() {
        if sources.is_whole(name.as_deref(), range) {
            continue;
        }
        let back = sources.came_back(range);
        if !back.is_empty() || sources.lost_its_header(name.as_deref()) {
            sources.rebuild(name.as_deref(), range, segment_bytes)?;
            healed.extend(back);
        }
    }
    Ok(healed)
}

/// The later of two heads.
fn later(one: Option<Anchor>, other: Option<Anchor>) -> Option<Anchor> {
    one.into_iter().chain(other).max_by_key(|anchor| anchor.position)
}

impl Sources<'_> {
    /// Whether some record is in both, and another one in each.
    fn went_another_way(&self, copied: &Survey) -> bool {
        let shared = self.survey.head.into_iter().chain(copied.head).map(|head| head.position).min();
        let mut at = shared;
        while let Some(position) = at {
            if let (Ok(one), Ok(other)) = (self.here.anchor(position), self.there.anchor(position)) {
                return one != other;
            }
            at = position.previous();
        }
        false
    }

    /// Each segment with the positions it should hold; what no segment holds comes first, without a name.
    fn ranges(&self) -> Vec<(Option<String>, Span)> {
        let named: Vec<(String, Position)> = self
            .survey
            .segments
            .iter()
            .filter_map(|seen| segment::first_of(&seen.name).map(|first| (seen.name.clone(), first)))
            .collect();
        let first = named.first().map_or(self.last.next(), |(_, first)| *first);
        let mut out = Vec::new();
        if let Some(to) = first.previous() {
            out.push((None, Span { from: Position::FIRST, to: to.min(self.last) }));
        }
        for (index, (name, from)) in named.iter().enumerate() {
            let next = named.get(index + 1).and_then(|(_, next)| next.previous());
            let to = next.unwrap_or(self.last);
            if *from <= to {
                out.push((Some(name.clone()), Span { from: *from, to }));
            }
        }
        out
    }

    /// Whether nothing is wrong with a segment.
    fn is_whole(&self, name: Option<&str>, range: Span) -> bool {
        let Some(name) = name else { return false };
        let spoilt = self.survey.findings.iter().any(|finding| match finding {
            Finding::Damaged { place, .. } | Finding::TornTail { place, .. } => place.segment == name,
            _ => false,
        });
        !spoilt
            && !self.lost_its_header(Some(name))
            && positions(range).all(|position| self.survey.index.get(position).is_some())
    }

    /// Whether a segment's frames are all there is to it.
    fn lost_its_header(&self, name: Option<&str>) -> bool {
        self.survey.findings.iter().any(|finding| {
            matches!(finding, Finding::SegmentHeader { segment, .. } if Some(segment.as_str()) == name)
        })
    }

    fn came_back(&self, range: Span) -> Vec<Span> {
        let mut out: Vec<Span> = Vec::new();
        for position in positions(range) {
            if self.survey.index.get(position).is_none() && self.there.anchor(position).is_ok() {
                match out.last_mut() {
                    Some(span) if span.to.next() == position => span.to = position,
                    _ => out.push(Span::one(position)),
                }
            }
        }
        out
    }

    fn link(&self, position: Position) -> Option<Link> {
        let bytes = self.here.frame(position).ok().filter(|bytes| frame::parse(bytes).is_some());
        let mut bytes = bytes.or_else(|| self.there.frame(position).ok())?;
        let (before, after) = frame::parse(&bytes).map(|frame| (frame.link, frame.chain))?;
        // Written and synced before anybody relies on it: a batch of its own.
        frame::stamp(&mut bytes, position);
        Some(Link { bytes, before, after })
    }

    /// Writes the records of `range` anew, in as many segments as they need.
    fn rebuild(&self, name: Option<&str>, range: Span, segment_bytes: u64) -> io::Result<()> {
        let mut open: Option<(Position, Vec<u8>)> = None;
        let mut done: Vec<(Position, Vec<u8>)> = Vec::new();
        let mut chain: Option<ChainHash> = None;
        for position in positions(range) {
            let Some(link) = self.link(position) else {
                chain = chain.filter(|_| !self.checked);
                continue;
            };
            if chain.is_some_and(|chain| chain != link.before) && self.survey.index.get(position).is_none() {
                return Err(io::Error::other("the second copy does not follow from this journal"));
            }
            chain = Some(link.after);
            let full = |content: &Vec<u8>| (content.len() + link.bytes.len()) as u64 > segment_bytes;
            if let Some(ended) = open.take_if(|(_, content)| full(content)) {
                done.push(ended);
            }
            let (_, content) = open.get_or_insert_with(|| (position, self.header(position, link.before)));
            content.extend_from_slice(&link.bytes);
        }
        done.extend(open);
        for (first, content) in &done {
            self.put(*first, content)?;
        }
        // A damaged segment whose first record is nowhere has given its name up.
        if let Some(name) =
            name.filter(|name| !done.iter().any(|(first, _)| segment::file_name(*first) == *name))
        {
            tail::move_aside(self.means.disk.as_ref(), self.folder, name)?;
        }
        Ok(())
    }

    fn header(&self, first: Position, previous: ChainHash) -> Vec<u8> {
        let station = self.means.station;
        let previous = if first == Position::FIRST { record::genesis(station) } else { previous };
        SegmentHeader { station, first, previous, slots: self.means.keys.slots().to_bytes() }.to_bytes()
    }

    fn put(&self, first: Position, content: &[u8]) -> io::Result<()> {
        let disk = self.means.disk.as_ref();
        let name = segment::file_name(first);
        let path = self.folder.join(&name);
        let beside = beside(&path);
        if disk.exists(&beside) {
            disk.remove(&beside)?;
        }
        let mut file = disk.create(&beside)?;
        file.write_at(0, content)?;
        file.sync()?;
        drop(file);
        if disk.exists(&path) {
            match salvage::read(disk, &path) {
                Ok(bytes) => tail::save_aside(disk, self.folder, &name, &bytes)?,
                // What cannot be read is kept as the file it is.
                Err(_) => tail::move_aside(disk, self.folder, &name)?,
            }
        }
        disk.rename(&beside, &path)?;
        disk.sync_folder(self.folder)
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

fn positions(span: Span) -> impl Iterator<Item = Position> {
    (span.from.get()..=span.to.get()).filter_map(Position::new)
}
