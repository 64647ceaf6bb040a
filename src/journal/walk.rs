//! Walks through all segments of a folder and says what is there and what is not. Changes nothing. Opening, verifying and
//! attaching a second copy all go by what it finds.

use std::path::Path;

use disk::Disk;
use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use vault::KeySlots;

use super::error::OpenFailure;
use super::finding::{Finding, Place, Span};
use super::frame::Frame;
use super::index::{Entry, Index};
use super::scan::{Piece, pieces};
use super::segment::{self, NoHeader, SegmentHeader};
use super::{record, salvage};

/// What there is.
#[derive(Clone, Debug, Default)]
pub struct Survey {
    /// Whose journal it is: what the first readable segment or record says.
    pub station: Option<StationId>,
    /// The segments, in order.
    pub segments: Vec<Seen>,
    /// Where each record lies.
    pub index: Index,
    /// The last record.
    pub head: Option<Anchor>,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
    /// The newest key slots in the segments.
    pub slots: Option<KeySlots>,
}

/// One segment as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its file's name.
    pub name: String,
    /// Where its last whole frame ends (or its header, or 0).
    pub end: u64,
    /// Generation of the key slots in its header; `None` if that is damaged.
    pub generation: Option<u64>,
    /// Bytes after `end` that are torn.
    pub torn: u64,
    /// Whether it has any frame.
    pub used: bool,
}

/// Called with every whole frame of the station, in the order they lie on the disk.
pub type Visitor<'a> = &'a mut dyn FnMut(&Frame<'_>) -> Option<Finding>;

/// Walks through the segments in `folder`. `known` is a position that is known to have been durable (the high-water
/// mark): readable records up to there are never taken for part of a write that did not finish.
pub fn walk(
    disk: &dyn Disk,
    folder: &Path,
    known: Option<Position>,
    visit: Visitor<'_>,
) -> Result<Survey, OpenFailure> {
    let fault = |source| OpenFailure::Disk { path: folder.to_owned(), source };
    let names = disk.list(folder).map_err(fault)?;
    let names: Vec<_> = names.into_iter().filter(|name| segment::first_of(name).is_some()).collect();
    walk_names(disk, folder, &names, known, visit)
}

/// Walks through some of the segments in `folder`, in this order.
pub(super) fn walk_names(
    disk: &dyn Disk,
    folder: &Path,
    names: &[String],
    known: Option<Position>,
    visit: Visitor<'_>,
) -> Result<Survey, OpenFailure> {
    let mut walker = Walker { known, ..Walker::default() };
    for (number, name) in names.iter().enumerate() {
        let path = folder.join(name);
        let bytes = salvage::read(disk, &path).map_err(|source| OpenFailure::Disk { path, source })?;
        walker.segment(name.clone(), &bytes, number + 1 == names.len(), visit);
    }
    Ok(walker.finish())
}

/// Positions that were not where they should be.
#[derive(Debug)]
struct Gap {
    span: Span,
    place: Option<Place>,
}

/// Where the tail may be torn, and how much was known before.
#[derive(Debug)]
struct Doubt {
    at: Position,
    place: Place,
    findings: usize,
    gaps: usize,
    head: Option<Anchor>,
}

#[derive(Debug, Default)]
struct Walker {
    survey: Survey,
    known: Option<Position>,
    gaps: Vec<Gap>,
    junk: Option<Place>,
    doubt: Option<Doubt>,
}

impl Walker {
    fn expected(&self) -> Position {
        self.survey.head.map_or(Position::FIRST, |head| head.position.next())
    }

    fn chain_so_far(&self) -> Option<ChainHash> {
        match self.survey.head {
            Some(head) => Some(head.chain),
            None => self.survey.station.map(record::genesis),
        }
    }

    fn segment(&mut self, name: String, bytes: &[u8], last: bool, visit: Visitor<'_>) {
        let (header, start) = match SegmentHeader::parse(bytes) {
            Ok((header, start)) => (Some(header), start),
            Err(reason) => {
                let first = segment::first_of(&name).expect("only names of segments are walked");
                self.survey.findings.push(match reason {
                    NoHeader::Damaged => Finding::SegmentHeader { segment: name.clone(), first },
                    NoHeader::Version(found) => Finding::Version { segment: name.clone(), found },
                });
                (None, 0)
            }
        };
        if let Some(header) = &header {
            self.header(&name, header);
        }
        let generation = header.as_ref().and_then(|header| self.slots(header));
        let seen = Seen { name, end: start as u64, generation, torn: 0, used: false };
        self.survey.segments.push(seen);
        let mut lost_header = header.is_none();
        for piece in pieces(bytes, start) {
            match piece {
                // The damaged header itself has been named.
                Piece::Junk { .. } if lost_header => {}
                Piece::Junk { offset, length } => self.junk(offset, length, last),
                Piece::Frame { offset, frame } => self.frame(offset, &frame, visit),
            }
            lost_header = false;
        }
    }

    fn header(&mut self, name: &str, header: &SegmentHeader) {
        let station = *self.survey.station.get_or_insert(header.station);
        let expected = self.expected();
        let fits_name = segment::first_of(name) == Some(header.first);
        let fits_chain = header.first != expected || self.chain_so_far() == Some(header.previous);
        if station != header.station {
            let foreign = Finding::ForeignStation { position: header.first, station: header.station };
            self.survey.findings.push(foreign);
        } else if !fits_name || !fits_chain || header.first < expected {
            let first = segment::first_of(name).unwrap_or(header.first);
            self.survey.findings.push(Finding::SegmentHeader { segment: name.to_owned(), first });
        } else if header.first > expected && self.survey.index.believes(header.first) {
            // What came before is known by its chain hash, so the walk can go on from here.
            let to = header.first.previous().expect("it is after the expected one");
            self.gap(Span { from: expected, to });
            self.survey.head = Some(Anchor { position: to, chain: header.previous });
        }
    }

    fn slots(&mut self, header: &SegmentHeader) -> Option<u64> {
        let slots = KeySlots::from_bytes(&header.slots).ok()?;
        let generation = slots.generation;
        if self.survey.slots.as_ref().is_none_or(|newest| newest.generation < generation) {
            self.survey.slots = Some(slots);
        }
        Some(generation)
    }

    fn current(&mut self) -> &mut Seen {
        self.survey.segments.last_mut().expect("a segment is being walked")
    }

    fn junk(&mut self, offset: usize, length: usize, last: bool) {
        let segment = self.current().name.clone();
        let place = Place { segment, offset: offset as u64, length: length as u64 };
        let at = self.expected();
        if last && self.doubt.is_none() {
            let (findings, gaps) = (self.survey.findings.len(), self.gaps.len());
            self.doubt = Some(Doubt { at, place: place.clone(), findings, gaps, head: self.survey.head });
        }
        self.stray();
        self.junk = Some(place);
    }

    /// Bytes in no record's place.
    fn stray(&mut self) {
        if let Some(place) = self.junk.take() {
            let after = self.survey.head.map(|head| head.position);
            self.survey.findings.push(Finding::Stray { after, place });
        }
    }

    fn gap(&mut self, span: Span) {
        let place = self.junk.take();
        self.gaps.push(Gap { span, place });
    }

    fn frame(&mut self, offset: usize, frame: &Frame<'_>, visit: Visitor<'_>) {
        let position = frame.header.position;
        let end = (offset + frame.length) as u64;
        let seen = self.current();
        seen.end = end;
        seen.used = true;
        let station = *self.survey.station.get_or_insert(frame.header.station);
        if station != frame.header.station {
            let station = frame.header.station;
            self.survey.findings.push(Finding::ForeignStation { position, station });
            return;
        }
        // A later batch was written, so the damaged one had been synced: this is damage, not a torn tail.
        let known = self.known;
        if self.doubt.as_ref().is_some_and(|doubt| frame.batch > doubt.at || known >= Some(doubt.at)) {
            self.doubt = None;
        }
        if self.place(position, frame) {
            let segment = u32::try_from(self.survey.segments.len() - 1).expect("segments are few");
            let offset = u32::try_from(offset).expect("segments are far below 4 GiB");
            self.survey.index.put(position, Entry { segment, offset });
        }
        self.survey.findings.extend(visit(frame));
    }

    /// Judges a frame by where it stands; whether it is the one to read for its position.
    fn place(&mut self, position: Position, frame: &Frame<'_>) -> bool {
        let expected = self.expected();
        if position < expected {
            self.stray();
            let repeated = self.survey.index.get(position).is_some();
            let finding = if repeated { Finding::Repeated(position) } else { Finding::Reordered(position) };
            self.survey.findings.push(finding);
            return !repeated;
        }
        if !self.survey.index.believes(position) {
            self.survey.findings.push(Finding::Reordered(position));
            return false;
        }
        if position > expected {
            let to = position.previous().expect("it is after the expected one");
            self.gap(Span { from: expected, to });
        } else {
            self.stray();
            if self.chain_so_far() != Some(frame.link) {
                self.survey.findings.push(Finding::BrokenChain(position));
            }
        }
        self.survey.head = Some(frame.anchor());
        true
    }

    fn finish(mut self) -> Survey {
        let known = self.known;
        match self.doubt.take() {
            // The record was acknowledged: its bytes are damaged, not torn, and stay where they are.
            Some(doubt) if known >= Some(doubt.at) => self.lost_tail(),
            Some(doubt) => self.torn(doubt),
            None => self.lost_tail(),
        }
        let mut survey = self.survey;
        for gap in self.gaps {
            for span in holes(&survey.index, gap.span) {
                survey.findings.push(match gap.place.clone() {
                    Some(place) => Finding::Damaged { span, place },
                    None => Finding::Missing(span),
                });
            }
        }
        survey
    }

    /// What lies after the last record, and what an anchor says was there.
    fn lost_tail(&mut self) {
        let expected = self.expected();
        let known = self.known.filter(|known| *known >= expected && self.survey.index.believes(*known));
        match known.filter(|_| self.junk.is_some()) {
            Some(known) => self.gap(Span { from: expected, to: known }),
            // Nothing where records should be: an older copy was put back, and the anchor says so by itself.
            None => self.stray(),
        }
    }

    /// Everything from the doubt on was one write that did not finish.
    fn torn(&mut self, doubt: Doubt) {
        self.survey.findings.truncate(doubt.findings);
        self.gaps.truncate(doubt.gaps);
        self.survey.index.cut(doubt.at);
        self.survey.head = doubt.head;
        let Place { segment, offset, length } = doubt.place;
        let seen = self.current();
        let end = seen.end.max(offset + length);
        seen.end = offset;
        seen.torn = end - offset;
        let place = Place { segment, offset, length: end - offset };
        self.survey.findings.push(Finding::TornTail { at: doubt.at, place });
    }
}

/// The parts of `span` that are nowhere.
fn holes(index: &Index, span: Span) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut at = span.from;
    while at <= span.to {
        if index.get(at).is_none() {
            match out.last_mut() {
                Some(hole) if hole.to.next() == at => hole.to = at,
                _ => out.push(Span::one(at)),
            }
        }
        at = at.next();
    }
    out
}
