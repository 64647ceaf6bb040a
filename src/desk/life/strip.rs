//! What stands on every page.

use domain::journal::event::Exercise;
use domain::journal::notice::Notice;
use domain::outage::lapse::Lapse;
use domain::outage::outage::OutageCode;
use domain::time::moment::Moment;
use trust::Renewal;

use domain::ids::anchor::{Anchor, Position};
use journal::{CopyFault, CopyState, HighWaterState};

use crate::ledger::desk::Desk;
use crate::recovery::centres::Proposal;
use crate::stop_reason::StopReason;

/// The permanent strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strip {
    /// Real or drill.
    pub exercise: Exercise,
    /// Register code.
    pub station: String,
    /// Municipality.
    pub municipality: String,
    /// Office.
    pub office: String,
    /// Now, corrected.
    pub now: Moment,
    /// The open outage.
    pub outage: Option<StripOutage>,
    /// Entries without a final outcome of a centre: all of them, while there is no centre.
    pub not_recovered: u64,
    /// Papers annulled or to be replaced whose holders nobody has told.
    pub to_call: u64,
    /// A centre answers and lacks entries: what the strip proposes.
    pub proposal: Option<Proposal>,
    /// Drafts.
    pub drafts: u64,
    /// Papers whose "did the sheet come out?" is open.
    pub doubts: u64,
    /// Second copy.
    pub second_copy: SecondCopyState,
    /// How long this station's certificates hold, once that is worth a word.
    pub renewal: Renewal,
    /// Clock.
    pub clock: ClockState,
    /// Why issuing is stopped, if it is.
    pub stop: Option<StopReason>,
    /// Day of the residents' extract.
    pub extract: Option<chrono::NaiveDate>,
    /// It does not open.
    pub extract_lost: bool,
    /// The mark outside the folder cannot be written: an older copy put back would not be noticed.
    pub mark_failing: bool,
    /// What was done to keys and powers and nobody else has seen, oldest first.
    pub notices: Vec<Notice>,
    /// Position of the last durable record.
    pub journal_position: u64,
}

/// The open outage on the strip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StripOutage {
    /// Shared code.
    pub code: OutageCode,
    /// Start of the impossibility.
    pub since: Moment,
    /// When it was opened here.
    pub opened: Moment,
    /// Authorisation.
    pub lapse: Lapse,
}

/// How the second copy stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SecondCopyState {
    /// None is configured.
    NotConfigured,
    /// It holds everything.
    UpToDate,
    /// It is behind and catching up.
    Behind {
        /// Records it lacks.
        records: u64,
    },
    /// It has all records and is being given the rest.
    Filling {
        /// Files it lacks.
        files: u64,
    },
    /// It is not there (stick pulled, folder gone).
    Missing,
    /// It is full.
    Full,
    /// It refuses to be written.
    Failing,
    /// It says otherwise than this journal, or that another life was begun from it: it is the proof of what happened.
    Contradicts,
    /// It is another station's.
    OtherStation,
}

/// How the clock stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockState {
    /// A person said it is right, and nothing has spoken against it since.
    Confirmed,
    /// Somebody must look at it before anything is issued.
    Ask(domain::time::clock_doubt::ClockDoubt),
}

impl Desk {
    /// The strip, now.
    pub fn strip(&self) -> Strip {
        let journal = self.journal();
        let store = self.store_as_it_is();
        let drafts = store.drafts_count().unwrap_or_default();
        let to_call = self.holders_to_call().map_or(0, |rows| rows.len() as u64);
        let head = self.head();
        let station = head.station.clone().expect("the first record of a journal founds its station");
        let now = self.stamp(&head);
        Strip {
            exercise: self.exercise(),
            station: station.register_code.to_string(),
            municipality: station.office.municipality,
            office: station.office.office,
            now,
            outage: head.open_outage().map(|outage| StripOutage {
                code: outage.opening.code.clone(),
                since: outage.opening.started,
                opened: outage.opening.opened,
                lapse: outage.lapse(now),
            }),
            proposal: self.proposal(&head),
            not_recovered: head.recovery.not_recovered(),
            to_call,
            drafts,
            doubts: head.doubts.len() as u64,
            second_copy: match journal.second_copy() {
                CopyState::Off => SecondCopyState::NotConfigured,
                CopyState::Current { at, .. } => current(at, journal.head()),
                CopyState::Behind { records } => SecondCopyState::Behind { records },
                CopyState::Filling { files } => SecondCopyState::Filling { files },
                CopyState::Missing { .. } => SecondCopyState::Missing,
                CopyState::Fault(CopyFault::Full) => SecondCopyState::Full,
                CopyState::Fault(CopyFault::Unwritable { .. }) => SecondCopyState::Failing,
                CopyState::Fault(CopyFault::OtherStation) => SecondCopyState::OtherStation,
                CopyState::Fault(
                    CopyFault::Ahead { .. } | CopyFault::Forked { .. } | CopyFault::Claimed(_),
                ) => SecondCopyState::Contradicts,
            },
            renewal: Self::certificates_end(&head).map_or(Renewal::NotYet, |end| Renewal::of(end, now)),
            clock: self.clock_doubt(&head).map_or(ClockState::Confirmed, ClockState::Ask),
            stop: self.stop_reason(&head),
            extract: head.extract.as_ref().map(|extract| extract.date),
            extract_lost: self.found().lost.extract,
            mark_failing: matches!(journal.high_water(), HighWaterState::Failing(_)),
            notices: head.notices.clone(),
            journal_position: journal.head().map_or(0, |durable| durable.position.get()),
        }
    }
}

/// A stick that does not answer stays as it was last seen: what it lacks tells.
fn current(at: Option<Position>, head: Option<Anchor>) -> SecondCopyState {
    const ON_ITS_WAY: u64 = 16;
    let has = at.map_or(0, Position::get);
    match head.map_or(0, |head| head.position.get()).saturating_sub(has) {
        records if records > ON_ITS_WAY => SecondCopyState::Behind { records },
        _ => SecondCopyState::UpToDate,
    }
}
