//! How things stand with each centre right now: what the recovery's thread writes and the pages read. In memory only; what
//! must outlive the service stands in the journal.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;

use domain::ids::id::{CentreId, StationId};
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;

use super::enrolment::Enrolment;

/// Whether a centre answers. Only our own questions decide, never whether a cable is in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// *Non verificato*: nobody asked it yet.
    #[default]
    NotVerified,
    /// *Raggiungibile*.
    Reachable,
    /// *Non raggiungibile*: nobody listens there, or the way is cut.
    Unreachable,
    /// *Non raggiungibile*: the port is open, nothing comes back in time.
    Silent,
    /// *Non raggiungibile*: the line broke while something was under way.
    BrokenOff,
    /// *Risponde con errori*: with this HTTP status.
    Errors(u16),
    /// It answers, and for a while has put off whatever it was asked: its database stands still, perhaps.
    TakesNothing,
    /// It shows a certificate that the municipal root did not make, or that is another's.
    OtherCertificate,
    /// What answers did not sign as the centre does, or signed something else: it is taken for nobody's word.
    NotItsAnswer,
    /// It answers and refuses: with its own words.
    Refuses(Bilingual),
}

impl Reach {
    /// As the journal notes it.
    pub fn code(&self) -> String {
        match self {
            Self::NotVerified => "not-verified".to_owned(),
            Self::Reachable => "reachable".to_owned(),
            Self::Unreachable => "unreachable".to_owned(),
            Self::Silent => "silent".to_owned(),
            Self::BrokenOff => "broken off".to_owned(),
            Self::Errors(status) => format!("errors {status}"),
            Self::TakesNothing => "takes nothing".to_owned(),
            Self::OtherCertificate => "other certificate".to_owned(),
            Self::NotItsAnswer => "not its answer".to_owned(),
            Self::Refuses(_) => "refuses".to_owned(),
        }
    }
}

/// Whom a line of it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum About {
    /// A centre, and the life whose records it is to have.
    Centre(CentreId, StationId),
    /// A system that is watched, by its place in the configuration.
    System(usize),
}

impl From<(CentreId, StationId)> for About {
    fn from((centre, of): (CentreId, StationId)) -> Self {
        Self::Centre(centre, of)
    }
}

impl About {
    fn is_of(self, centre: CentreId) -> bool {
        matches!(self, Self::Centre(one, _) if one == centre)
    }
}

impl From<usize> for About {
    fn from(place: usize) -> Self {
        Self::System(place)
    }
}

/// One change of reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Since when.
    pub at: Moment,
    /// How it stands from then on.
    pub reach: Reach,
}

/// How far a recovery has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Records to send in this run.
    pub total: u64,
    /// Records the centre has confirmed.
    pub done: u64,
    /// How long it has been running.
    pub running: Duration,
}

impl Progress {
    /// Records a second, rounded; 0 while nothing can be said.
    pub fn rate(&self) -> u64 {
        let millis = u64::try_from(self.running.as_millis()).unwrap_or(u64::MAX);
        (self.done * 1000).checked_div(millis).unwrap_or_default()
    }

    /// Time left at this rate; `None` while nothing can be said.
    pub fn left(&self) -> Option<Duration> {
        let left = u32::try_from(self.total.saturating_sub(self.done)).ok()?;
        let done = u32::try_from(self.done).ok().filter(|done| *done > 0)?;
        Some(self.running / done * left)
    }
}

/// What lifts a recovery that stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifted {
    /// The centre, once it says that it holds what stands in the journal: it is asked in its turn.
    ByTheCentre,
    /// Only a person.
    ByAPerson,
}

/// Why a recovery stands still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Halt {
    /// What happened and what to do.
    pub why: Bilingual,
    /// What lifts it.
    pub lifted: Lifted,
}

/// What stands for one centre.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Whether it answers.
    pub reach: Reach,
    /// Since when it stands so.
    pub since: Option<Moment>,
    /// When it was last asked.
    pub asked: Option<Moment>,
    /// Since when it puts off what it is asked; none while it does not.
    busy: Option<Moment>,
    /// What it was like before, oldest first.
    pub timeline: VecDeque<Change>,
    /// The run under way.
    pub progress: Option<Progress>,
    /// Why recovery stands still.
    pub halted: Option<Halt>,
    /// Why the station itself could not go on, at the last try: it tries again by itself.
    pub refused: Option<Bilingual>,
    /// It was asked for a receipt and gives none.
    pub no_receipts: bool,
    /// Whether what the centre said last that it holds is what stands in the journal; none if it holds nothing.
    pub agrees: Option<bool>,
}

impl Line {
    /// One that puts things off answers, for a while: then people must know that nothing gets there.
    fn patient(&mut self, at: Moment, reach: Reach) -> Reach {
        match reach {
            Reach::TakesNothing => {
                self.busy.get_or_insert(at);
            }
            Reach::Reachable => {}
            other => {
                self.busy = None;
                return other;
            }
        }
        if self.busy.is_some_and(|since| at.since(since) >= PATIENCE) {
            Reach::TakesNothing
        } else {
            Reach::Reachable
        }
    }

    /// Whether that is news. One that takes nothing has done so since it first put something off.
    fn turned(&mut self, at: Moment, reach: Reach) -> bool {
        if self.reach == reach {
            return false;
        }
        let since = if reach == Reach::TakesNothing { self.busy } else { None };
        self.since = since.or(Some(at));
        self.reach = reach.clone();
        self.timeline.push_back(Change { at, reach });
        if self.timeline.len() > REMEMBERED {
            self.timeline.pop_front();
        }
        true
    }
}

/// How long a centre may put things off before that is told.
const PATIENCE: TimeDelta = TimeDelta::minutes(1);

/// Changes of reach that are remembered.
const REMEMBERED: usize = 200;

/// How things stand, and the bell that wakes the recovery's thread.
#[derive(Debug, Default)]
pub(crate) struct CentreStatus {
    lines: Mutex<BTreeMap<About, Line>>,
    /// Centres that a person wants asked now, whatever their turn is.
    at_once: Mutex<BTreeSet<CentreId>>,
    pub(crate) enrolment: Mutex<Option<Enrolment>>,
    rung: Mutex<bool>,
    bell: Condvar,
}

impl CentreStatus {
    fn lines(&self) -> MutexGuard<'_, BTreeMap<About, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn line(&self, about: impl Into<About>) -> Line {
        self.lines().get(&about.into()).cloned().unwrap_or_default()
    }

    pub(crate) fn change(&self, about: impl Into<About>, change: impl FnOnce(&mut Line)) {
        change(self.lines().entry(about.into()).or_default());
    }

    /// Changes the lines of all lives with a centre.
    pub(crate) fn change_all(&self, centre: CentreId, change: impl Fn(&mut Line)) {
        let mut lines = self.lines();
        lines.iter_mut().filter(|(about, _)| about.is_of(centre)).for_each(|(_, line)| change(line));
    }

    pub(crate) fn forget(&self, centre: CentreId) {
        self.lines().retain(|about, _| !about.is_of(centre));
    }

    /// Notes how a centre or a system was found; whether that is news.
    pub(crate) fn reached(&self, about: impl Into<About>, at: Moment, reach: Reach) -> bool {
        let mut lines = self.lines();
        let line = lines.entry(about.into()).or_default();
        line.asked = Some(at);
        let reach = line.patient(at, reach);
        line.turned(at, reach)
    }

    /// A centre did what it was asked. Whether that is news.
    pub(crate) fn takes(&self, about: impl Into<About>, at: Moment) -> bool {
        let mut lines = self.lines();
        let line = lines.entry(about.into()).or_default();
        line.busy = None;
        line.reach == Reach::TakesNothing && line.turned(at, Reach::Reachable)
    }

    /// No line stands still any more.
    pub(crate) fn resume(&self) {
        self.lines().values_mut().for_each(|line| line.halted = None);
        self.ring();
    }

    /// A person wants a centre asked now.
    pub(crate) fn at_once(&self, centre: CentreId) {
        self.at_once.lock().unwrap_or_else(PoisonError::into_inner).insert(centre);
        self.ring();
    }

    /// Whether a person wants that, since this was looked at last.
    pub(crate) fn take_at_once(&self, centre: CentreId) -> bool {
        self.at_once.lock().unwrap_or_else(PoisonError::into_inner).remove(&centre)
    }

    /// Wakes the recovery's thread: there is something to do.
    pub(crate) fn ring(&self) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.bell.notify_all();
    }

    /// Waits for the bell, at most `longest`.
    pub(crate) fn wait(&self, longest: Duration) {
        let rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.bell.wait_timeout_while(rung, longest, |rung| !*rung);
        *waited.unwrap_or_else(PoisonError::into_inner).0 = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_come_from_what_was_confirmed() {
        let progress = Progress { total: 400, done: 100, running: Duration::from_secs(5) };
        assert_eq!((progress.rate(), progress.left()), (20, Some(Duration::from_secs(15))));
        let begun = Progress { total: 400, done: 0, running: Duration::ZERO };
        assert_eq!((begun.rate(), begun.left()), (0, None));
    }

    #[test]
    fn one_that_puts_everything_off_is_told_after_a_minute_with_the_hour_it_began() {
        let status = CentreStatus::default();
        let centre = (CentreId::new(uuid::Uuid::nil()), StationId::new(uuid::Uuid::nil()));
        let at = |seconds| Moment::new(chrono::DateTime::UNIX_EPOCH).plus(TimeDelta::seconds(seconds));
        status.reached(centre, at(0), Reach::Reachable);
        for seconds in [10, 40, 69] {
            // It says what it holds, and takes nothing.
            status.reached(centre, at(seconds), Reach::Reachable);
            assert!(!status.reached(centre, at(seconds), Reach::TakesNothing), "{seconds}");
            assert_eq!(status.line(centre).reach, Reach::Reachable);
        }
        assert!(status.reached(centre, at(70), Reach::TakesNothing));
        assert!(!status.reached(centre, at(75), Reach::Reachable), "what it holds it always says");
        let line = status.line(centre);
        assert_eq!((line.reach, line.since), (Reach::TakesNothing, Some(at(10))));
        assert!(status.takes(centre, at(80)));
        assert!(!status.takes(centre, at(81)));
        assert!(!status.reached(centre, at(90), Reach::TakesNothing), "patience anew");
        assert!(status.reached(centre, at(95), Reach::Unreachable));
        assert!(status.reached(centre, at(99), Reach::TakesNothing), "it is back");
        assert_eq!(status.line(centre).reach, Reach::Reachable);
    }

    #[test]
    fn only_a_change_is_news_and_the_timeline_is_bounded() {
        let status = CentreStatus::default();
        let centre = (CentreId::new(uuid::Uuid::from_u128(1)), StationId::new(uuid::Uuid::from_u128(2)));
        let at = Moment::new(chrono::DateTime::UNIX_EPOCH);
        assert!(status.reached(centre, at, Reach::Reachable));
        assert!(!status.reached(centre, at, Reach::Reachable));
        for code in 0..300 {
            assert!(status.reached(centre, at, Reach::Errors(code)));
        }
        assert_eq!(status.line(centre).timeline.len(), REMEMBERED);
    }
}
