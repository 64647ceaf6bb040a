//! The centres of a station, and what people decide about them: moved, removed, recovery asked for and stopped.

use std::time::Duration;

use domain::centre::centre::{Centre, CentreAddress};
use domain::centre::recovery::{Aside, Known, Reach as Reached, Way};
use domain::ids::id::{CentreId, StationId};
use domain::ids::number::RegisterCode;
use domain::journal::event::Event;
use domain::journal::head::Head;
use domain::journal::record::Kind;
use domain::office::operator::Role;
use domain::time::moment::Moment;

use trust::{Certificate, Renewal};
use vault::{KeyHome, SigningKey};

use crate::error::{Cause, DeskError, FieldProblem};
use crate::ledger::desk::Desk;
use crate::ledger::one_life::named;
use crate::parts::centre_status::{Lifted, Line, Reach};
use crate::parts::session::Session;

/// A centre as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CentreView {
    /// The centre, and how far things stand with it.
    pub known: Known,
    /// How it stands right now.
    pub line: Line,
    /// Entries it has not got.
    pub lacking: u64,
    /// Whether there is anything to send, entries or not.
    pub behind: bool,
    /// Until when the certificate holds that this station shows it.
    pub certified: Option<Moment>,
    /// Whether a new life is still to be made known to it: the centre knew the one before.
    pub unknown: bool,
    /// The lives before this one that have something for it.
    pub lives: Vec<PastLine>,
}

/// How the records of a life before stand with a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastLine {
    /// Its station.
    pub station: StationId,
    /// Its register code.
    pub code: RegisterCode,
    /// How it stands right now.
    pub line: Line,
    /// Whether the centre knows it. If not, it is to be made known like a station of its own.
    pub known: bool,
    /// The last record that the centre holds; 0 if none.
    pub reached: u64,
    /// The last record that it should have.
    pub last: u64,
    /// Until when its certificate holds.
    pub certified: Option<Moment>,
}

impl PastLine {
    /// Whether its certificate is to be renewed, or is over.
    pub fn renewal(&self, now: Moment) -> Renewal {
        self.certified.map_or(Renewal::NotYet, |end| Renewal::of(end, now))
    }
}

/// The recovery of a station at a glance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryView {
    /// The centres.
    pub centres: Vec<CentreView>,
    /// Entries without a final outcome.
    pub not_recovered: u64,
    /// How many of them stand where: to send, under way, outcome unknown, differences, rejected.
    pub ways: [(Way, usize); 5],
    /// Whether a centre holds another past than this journal, and nobody has decided yet how to go on.
    pub parted: bool,
    /// Records that are no open entry and that a centre cannot read, by position in their journal.
    pub aside: Vec<(u64, Aside)>,
    /// Whether a centre without a line is typed into.
    pub by_hand: bool,
}

/// What the strip proposes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Since when the centre answers.
    pub since: Moment,
    /// Entries it has not got.
    pub entries: u64,
}

/// Until when a certificate (PEM) holds.
fn end_of(pem: &str) -> Option<Moment> {
    Certificate::from_pem(pem).ok().map(|certificate| certificate.not_after())
}

impl Desk {
    /// Everything the recovery's page shows.
    pub fn recovery(&self) -> RecoveryView {
        let head = self.head();
        let recovery = &head.recovery;
        let view = |known: &Known| {
            let id = known.centre.id;
            let behind = recovery.last_shared > known.reached.map(|reached| reached.position);
            let living = head.station.as_ref().map(|station| station.id);
            let line = living.map(|of| self.centre_status.line((id, of))).unwrap_or_default();
            let certified = end_of(&known.centre.certificate);
            CentreView {
                known: known.clone(),
                line,
                lacking: recovery.lacking(id),
                behind,
                certified,
                unknown: known.centre.certificate.is_empty() && !known.past.is_empty(),
                lives: self.past_lines(&head, known),
            }
        };
        let mut aside: Vec<(u64, Aside)> =
            recovery.aside.iter().map(|(position, aside)| (position.get(), aside.clone())).collect();
        for reach in recovery.centres.values().flat_map(|known| known.past.values()) {
            aside.extend(reach.aside.iter().map(|(position, aside)| (position.get(), aside.clone())));
        }
        let ways = [Way::ToSend, Way::Sent, Way::Unknown, Way::Conflicts, Way::Rejected];
        RecoveryView {
            centres: recovery.centres.values().map(view).collect(),
            not_recovered: recovery.not_recovered(),
            parted: head.parted.is_some(),
            by_hand: !recovery.bridges.is_empty(),
            ways: ways.map(|way| (way, recovery.count(way))),
            aside,
        }
    }

    /// The centres, and how far things stand with each.
    pub fn centres(&self) -> Vec<Known> {
        self.head().recovery.centres.values().cloned().collect()
    }

    /// One centre.
    pub fn centre(&self, id: CentreId) -> Option<Known> {
        self.head().recovery.centres.get(&id).cloned()
    }

    fn past_lines(&self, head: &Head, known: &Known) -> Vec<PastLine> {
        let before = head.station.iter().flat_map(|station| &station.before);
        let lines = before.filter_map(|life| {
            let last = head.recovery.last_of(Some(life.station))?;
            let reach = known.reach(Some(life.station));
            Some(PastLine {
                station: life.station,
                code: life.register_code.clone(),
                line: self.centre_status.line((known.centre.id, life.station)),
                known: !reach.certificate.is_empty(),
                reached: reach.reached.map_or(0, |reached| reached.position.get()),
                last: last.get(),
                certified: end_of(&reach.certificate),
            })
        });
        lines.collect()
    }

    /// How far a centre got with the life of `of`.
    pub fn reach(&self, id: CentreId, of: StationId) -> Option<Reached> {
        let head = self.head();
        head.recovery.centres.get(&id).map(|known| known.reach(named(&head, of)))
    }

    /// A centre as the life of `of` knows it: with that life's certificate, which is empty while the centre does not know it.
    pub fn centre_of_life(&self, id: CentreId, of: StationId) -> Option<Centre> {
        let head = self.head();
        let known = head.recovery.centres.get(&id)?;
        Some(Centre { certificate: known.reach(named(&head, of)).certificate, ..known.centre.clone() })
    }

    /// The lives whose records go to a centre, the oldest first: what a later one says of a paper comes after the paper.
    pub fn lives_for(&self, known: &Known) -> Vec<StationId> {
        let past = self.past_lives();
        let known_there = past.into_iter().filter(|life| !known.reach(Some(*life)).certificate.is_empty());
        known_there.chain([self.station_id()]).collect()
    }

    /// A centre answers elsewhere (supervisor or records manager). Field: `address`.
    pub fn move_centre(&self, who: &Session, id: CentreId, address: &str) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let address = CentreAddress::parse(address)
            .map_err(|told| DeskError::Fields(vec![FieldProblem::new("address", told)]))?;
        self.about_centre(who, id, Kind::CentreChanged, Event::CentreMoved { centre: id, address })?;
        self.centre_status.forget(id);
        self.centre_status.ring();
        Ok(())
    }

    /// A centre is used no more (supervisor). What it said stands.
    pub fn remove_centre(&self, who: &Session, id: CentreId) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor])?;
        self.about_centre(who, id, Kind::CentreChanged, Event::CentreRemoved { centre: id })?;
        self.centre_status.forget(id);
        Ok(())
    }

    /// Records may go to a centre, from now until somebody stops it or another outage opens (supervisor or records
    /// manager). Asking twice is asking once; but the centre is asked at once, however long it was to be left alone.
    pub fn ask_recovery(&self, who: &Session, id: CentreId) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        if !self.centre(id).ok_or(DeskError::NotFound)?.asked {
            self.about_centre(who, id, Kind::RecoveryAsked, Event::RecoveryAsked { centre: id })?;
        }
        self.centre_status.change_all(id, |line| line.halted = None);
        self.centre_status.at_once(id);
        Ok(())
    }

    /// A centre is asked now what it holds, however long it was to be left alone. Nothing is sent that was not to be sent.
    pub fn look_at_centre(&self, id: CentreId) -> Result<(), DeskError> {
        self.centre(id).ok_or(DeskError::NotFound)?;
        self.centre_status.at_once(id);
        Ok(())
    }

    /// Nothing more goes to a centre (supervisor or records manager).
    pub fn stop_recovery(&self, who: &Session, id: CentreId) -> Result<(), DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        if self.centre(id).ok_or(DeskError::NotFound)?.asked {
            self.about_centre(who, id, Kind::RecoveryAsked, Event::RecoveryStopped { centre: id })?;
        }
        self.centre_status.change_all(id, |line| line.progress = None);
        Ok(())
    }

    fn about_centre(&self, who: &Session, id: CentreId, kind: Kind, event: Event) -> Result<(), DeskError> {
        self.commit(who.by(), kind, |head, _| {
            if head.recovery.centres.contains_key(&id) { Ok(vec![event]) } else { Err(DeskError::NotFound) }
        })?;
        Ok(())
    }

    /// Waits until there may be something to do with the centres, at most `longest`.
    pub fn await_recovery(&self, longest: Duration) {
        self.centre_status.wait(longest);
    }

    /// Whatever waits in [`Desk::await_recovery`] goes on.
    pub fn wake_recovery(&self) {
        self.centre_status.ring();
    }

    /// Whether a person asked for recovery with this centre since this was looked at last: nobody waits for its turn then.
    pub fn recovery_is_due(&self, id: CentreId) -> bool {
        self.centre_status.take_at_once(id)
    }

    /// What recovery of the life of `of` with this centre waits for, if it stands still.
    pub fn recovery_waits_for(&self, id: CentreId, of: StationId) -> Option<Lifted> {
        self.centre_status.line((id, of)).halted.map(|halt| halt.lifted)
    }

    /// Whether a centre has entries whose outcome it has not told yet.
    pub fn awaits_outcomes(&self) -> bool {
        self.head().recovery.count(Way::Sent) > 0
    }

    /// Whether entries wait for what may be done at the centre: a decision, a call to whoever holds a paper.
    pub fn awaits_decisions(&self) -> bool {
        let recovery = &self.head().recovery;
        recovery.count(Way::Conflicts) + recovery.count(Way::Rejected) + recovery.calls.len() > 0
    }

    /// The key that the station `of`, a life of this counter, signs with; made at first use.
    pub fn station_key(&self, of: StationId) -> Result<SigningKey, DeskError> {
        self.key_home(of)
            .station_key(&self.keys, &self.premises.random)
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))
    }

    /// The key that is to take its place; made at first asking.
    pub fn next_station_key(&self, of: StationId) -> Result<SigningKey, DeskError> {
        self.key_home(of)
            .next_station_key(&self.keys, &self.premises.random)
            .map_err(|error| DeskError::FolderFailed(Cause::of(error)))
    }

    /// The key of the station `of` that a certificate is for: each centre goes on with its own while keys change. The present one
    /// if it is for none of them.
    pub fn station_key_for(&self, of: StationId, certificate: &Certificate) -> Result<SigningKey, DeskError> {
        let keys = self.key_home(of).station_keys(&self.keys, &self.premises.random);
        let mut keys = keys.map_err(|error| DeskError::FolderFailed(Cause::of(error)))?;
        let fits = keys.iter().position(|key| key.public_key() == *certificate.key()).unwrap_or_default();
        Ok(keys.swap_remove(fits))
    }

    /// Where the keys of a life lie: those of the first in the data folder, those of a later one with its journal.
    pub(crate) fn key_home(&self, of: StationId) -> KeyHome {
        let folder = self.lineage().key_folder(self.keys.station(), of);
        KeyHome::of_station(self.premises.disk.clone(), &folder)
    }

    /// Until when the certificates of this station hold, and those of lives before whose records are still to be sent: the first
    /// to end first.
    pub(crate) fn certificates_end(head: &Head) -> Option<Moment> {
        let behind = |(life, reach): &(&StationId, &Reached)| {
            head.recovery.last_of(Some(**life)) > reach.reached.map(|reached| reached.position)
        };
        let of = |known: &Known| {
            let past = known.past.iter().filter(behind).filter_map(|(_, reach)| end_of(&reach.certificate));
            past.chain(end_of(&known.centre.certificate)).min()
        };
        head.recovery.centres.values().filter_map(of).min()
    }

    /// What the strip proposes: a centre answers, it lacks entries, and nobody has asked for recovery yet.
    pub(crate) fn proposal(&self, head: &Head) -> Option<Proposal> {
        if head.open_outage().is_some() {
            return None;
        }
        let recovery = &head.recovery;
        let waiting = recovery.centres.values().filter(|known| !known.asked);
        waiting.into_iter().find_map(|known| {
            let living = head.station.as_ref()?.id;
            let line = self.centre_status.line((known.centre.id, living));
            let entries = recovery.lacking(known.centre.id);
            let since = line.since.filter(|_| line.reach == Reach::Reachable && entries > 0)?;
            Some(Proposal { since, entries })
        })
    }
}
