//! *Verbale di continuazione*: on which register an ended one goes on, who decided it and why, what passes over (DPR 445/2000
//! art. 63 c. 1–2, 4), and what nobody here knows of the one before.

use domain::ids::anchor::{Anchor, Position};
use domain::ids::id::StationId;
use domain::ids::number::{Number, NumberKey, Series};
use domain::journal::event::{Event, LifeBefore, LifeContinued};
use domain::journal::record::Payload;
use domain::time::moment::Moment;
use journal::PastJournal;

pub use super::continuation_paper::fate_in_words;
use super::continuation_paper::sheet;
use crate::error::{Cause, DeskError};
use crate::ledger::desk::Desk;
use crate::papers::printing::Pdf;
use crate::parts::session::Session;
use crate::register::unreadable::Numbers;

/// How an ended life of the register goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Continuation {
    /// The first record of the life that came after: everything that was decided.
    pub life: LifeContinued,
    /// That record's place and chain hash.
    pub first: Anchor,
    /// When it was decided.
    pub decided: Moment,
    /// Who decided.
    pub decided_by: String,
    /// The last number known of each register of the life that ended, in its last year.
    pub last: Vec<Number>,
    /// The first number of each of them that nobody here can vouch for; none where nothing came after.
    pub unknown_from: Vec<Number>,
    /// Numbers of it whose records cannot be read.
    pub unreadable: Vec<Numbers>,
    /// Numbers of it known only from sheets that came back.
    pub strays: Vec<Number>,
}

/// Lives of a register that ended are read with the place of their last record among all.
struct Ended {
    before: LifeBefore,
    successor: StationId,
    /// The last ordinal of it.
    until: u64,
    /// Whether its successor numbers on under its code.
    same_code: bool,
}

impl Desk {
    /// How each life that ended goes on, the newest first.
    pub fn continuations(&self, who: &Session) -> Result<Vec<Continuation>, DeskError> {
        who.needs(&[])?;
        self.ended_lives().iter().rev().map(|ended| self.read_continuation(ended)).collect()
    }

    /// The *verbale di continuazione* of the life whose station is `of`, to be signed and filed.
    pub fn continuation_pdf(&self, who: &Session, of: StationId) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let ended = self.ended_lives().into_iter().find(|ended| ended.before.station == of);
        let continuation = self.read_continuation(&ended.ok_or(DeskError::NotFound)?)?;
        let name = format!("verbale-di-continuazione-{}.pdf", continuation.life.register_code);
        self.printed_sheet(&sheet(&continuation, self.now()), name)
    }

    /// When the present life of the register began, if another ended before it.
    pub fn goes_on_since(&self) -> Option<Moment> {
        if self.lives().all().is_empty() {
            return None;
        }
        self.journal().header(Position::FIRST).ok().map(|(header, _)| header.time)
    }

    fn ended_lives(&self) -> Vec<Ended> {
        let (before, living) = {
            let head = self.head();
            let Some(station) = head.station.as_ref() else { return Vec::new() };
            (station.before.clone(), (station.id, station.register_code.clone()))
        };
        let after = before.iter().skip(1).map(|life| (life.station, life.register_code.clone()));
        let after: Vec<_> = after.chain([living]).collect();
        let lives = self.lives();
        let mut until = 0;
        let rows = before.into_iter().zip(after).map(|(before, (successor, code))| {
            let journal = lives.all().iter().find(|life| life.station() == before.station);
            until += journal.and_then(PastJournal::head).map_or(0, |head| head.position.get());
            Ended { same_code: before.register_code == code, before, successor, until }
        });
        rows.collect()
    }

    fn read_continuation(&self, ended: &Ended) -> Result<Continuation, DeskError> {
        let first = self.one_life(ended.successor)?.records(Position::FIRST).next();
        let first = first.and_then(Result::ok).ok_or_else(not_readable)?;
        let Payload::Known(command) = Payload::read(&first.payload) else { return Err(not_readable()) };
        let life = command.events.into_iter().find_map(|event| match event {
            Event::LifeContinued(life) => Some(*life),
            _ => None,
        });
        let mut life = life.ok_or_else(not_readable)?;
        // Late records may have told more of it since.
        life.before = ended.before.clone();
        let decided_by = command.by.map_or_else(|| life.decided_by.clone(), |by| by.name);
        let (last, unknown_from) = self.last_known(ended)?;
        Ok(Continuation {
            first: Anchor { position: first.header.position, chain: first.chain },
            decided: first.header.time,
            decided_by,
            last,
            unknown_from,
            unreadable: self.unreadable_of(ended)?,
            strays: self.strays_of(&ended.before.register_code),
            life,
        })
    }

    /// The last number known of each register of a life that ended, and, if it may have given more, the first one after it.
    fn last_known(&self, ended: &Ended) -> Result<(Vec<Number>, Vec<Number>), DeskError> {
        let code = &ended.before.register_code;
        let mut known = self.head().counters.last();
        known.retain(|last| last.key().code == *code);
        let latest = known.iter().map(|last| last.key().year).max();
        let year = ended.before.known_at.map(Moment::year).or(latest);
        let (mut last, mut unknown) = (Vec::new(), Vec::new());
        for series in [Series::P, Series::S] {
            let Some(year) = year else { break };
            let key = NumberKey { code: code.clone(), series, year };
            let counted = known.iter().find(|last| *last.key() == key).map_or(0, Number::serial);
            let serial = if ended.same_code { self.last_until(&key, ended.until)? } else { counted };
            last.extend(Number::new(key.clone(), serial));
            if ended.before.open_ended {
                unknown.extend(Number::new(key, serial + 1));
            }
        }
        Ok((last, unknown))
    }

    /// The last number accounted for in a record up to this ordinal.
    fn last_until(&self, key: &NumberKey, until: u64) -> Result<u32, DeskError> {
        const AT_ONCE: usize = 1024;
        let (mut last, mut from) = (0, 1);
        loop {
            let found = self.store()?.accounted(key, from, AT_ONCE).map_err(DeskError::store)?;
            let mine = found.iter().filter(|one| one.position <= until).map(|one| one.serial);
            last = mine.max().unwrap_or(last).max(last);
            match found.last() {
                Some(one) if found.len() == AT_ONCE => from = one.serial + 1,
                _ => return Ok(last),
            }
        }
    }

    fn unreadable_of(&self, ended: &Ended) -> Result<Vec<Numbers>, DeskError> {
        let outages: Vec<_> = self.head().outages.iter().map(|one| one.opening.outage).collect();
        let mut all = Vec::new();
        for outage in outages {
            all.extend(self.unreadable_numbers(outage)?);
        }
        all.retain(|numbers| numbers.first.key().code == ended.before.register_code);
        all.sort();
        all.dedup();
        Ok(all)
    }
}

fn not_readable() -> DeskError {
    let told = "the first record of the life that goes on cannot be read: take it from the second copy";
    DeskError::FolderFailed(Cause::of(std::io::Error::other(told)))
}
