//! The fold itself: one `match` over everything that can happen.

use crate::centre::recovery::IllegalWord;
use crate::ids::anchor::Position;
use crate::ids::id::{AuthorisationId, EntryId, OutageId};
use crate::ids::number::Number;
use crate::ids::numbering::{Counters, Reservation};
use crate::journal::event::{Event, LifeContinued};
use crate::journal::notice::{Notice, RECOVERY_CODE_CHANGED};
use crate::journal::record::{Class, Command};
use crate::journal::witness::Witnessed;
use crate::office::by::By;
use crate::office::delegation::ActReference;
use crate::outage::authorisation::Authorisation;
use crate::outage::outage::Opening;
use crate::register::closing::Tally;
use crate::register::entry::{Entry, PaperState, PaperStep};
use crate::register::stray::{Stray, WrittenDown};
use crate::time::moment::Moment;

use super::{Account, Doubt, HEADS, Head, Outage, Station};

/// Code of the note that a high-water mark with proof was taken into use.
pub const MARK_TAKEN: &str = "mark-taken";

/// The code of what a person decides when a centre holds another past (`register-continued`).
pub const PARTED_FROM_CENTRE: &str = "parted-from-centre";

/// Something that does not follow from what came before. Live, it refuses the command; in replay it is noted and the
/// rest goes on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Oddity {
    /// A number out of turn, or taken twice.
    #[error("{0} is out of turn")]
    Number(Number),
    /// A step of a paper that its state does not allow.
    #[error("a step of entry {0} does not follow")]
    Step(EntryId),
    /// Something about an outage, delegation, authorisation or account that is not there or not in that state.
    #[error("an event does not follow from the state")]
    Illegal,
}

/// Whether every event followed from what came before.
pub type Applied = Result<(), Oddity>;

impl Head {
    /// Folds one record in. The first oddity is returned after the whole record was folded in as far as it goes.
    pub fn apply(&mut self, position: Position, at: Moment, command: &Command) -> Applied {
        self.moved(position, at);
        let mut applied = Ok(());
        for event in &command.events {
            self.notices.extend(Notice::of(event, at, command.by.as_ref()));
            let one = match event {
                Event::StrayWritten(stray) => self.fold_stray(at, command.by.as_ref(), stray),
                event => self.fold(at, event),
            };
            applied = applied.and(one);
        }
        if command.kind.class() == Class::Shared {
            self.recovery.last_shared = Some(position);
        }
        applied
    }

    /// Notes a record that this binary does not understand.
    pub fn apply_unknown(&mut self, position: Position, at: Moment, critical: bool) {
        self.moved(position, at);
        // What it is for is not known here: the centre may know.
        self.recovery.last_shared = Some(position);
        self.newer |= critical;
    }

    fn moved(&mut self, position: Position, at: Moment) {
        self.position = Some(position);
        self.last_record = self.last_record.max(Some(at));
    }

    fn archived(&mut self, outage: OutageId, at: Moment) -> Applied {
        let outage = self.outage_mut(outage)?;
        outage.archived.get_or_insert(at);
        if outage.closing.is_some() { Ok(()) } else { Err(Oddity::Illegal) }
    }

    fn fold(&mut self, at: Moment, event: &Event) -> Applied {
        match event {
            Event::StationFounded { .. }
            | Event::OfficeChanged { .. }
            | Event::RegisterContinued { .. }
            | Event::LifeContinued(_)
            | Event::StationEnded { .. }
            | Event::LateRecordsTaken(_)
            | Event::Noted { .. } => self.fold_station(event),
            Event::OperatorSet { .. } | Event::PinSet { .. } => self.fold_account(event),
            Event::DelegationSet { .. } | Event::DelegationActSigned { .. } => self.fold_delegation(event),
            Event::ShiftOfficerChosen { capacity, operator } => {
                self.shift.insert(*capacity, *operator);
                Ok(())
            }
            Event::ClockSet { correction_ms, .. } => {
                self.correction_ms = *correction_ms;
                self.clock_confirmed = Some(at);
                // The right time may lie before what a wrong clock wrote.
                self.last_record = Some(at);
                Ok(())
            }
            Event::OutageOpened(opening) => self.fold_opening(opening),
            Event::AuthorisationRecorded(authorisation) => self.fold_authorisation(authorisation),
            Event::AuthorisationAttached { authorisation, outage, from, until } => {
                self.attach(*authorisation, *outage, *from, *until)
            }
            Event::AuthorisationActSigned { authorisation, act } => self.sign(*authorisation, act),
            Event::OutageClosed(closing) => {
                let outage = self.outages.last_mut().filter(|one| one.opening.outage == closing.outage);
                let outage = outage.filter(|one| one.closing.is_none()).ok_or(Oddity::Illegal)?;
                outage.closing = Some(closing.clone());
                self.reservations.clear();
                Ok(())
            }
            Event::EntryIssued(entry) => self.fold_entry(entry),
            Event::PaperStepped { entry, step } => self.fold_step(*entry, step),
            Event::NumbersReserved { reservation, outage, first, count, purpose } => {
                self.reservations.push(Reservation {
                    id: *reservation,
                    outage: *outage,
                    first: first.clone(),
                    count: *count,
                    purpose: purpose.clone(),
                    gone: [].into(),
                });
                self.counters.take(first, *count).map_err(|odd| Oddity::Number(odd.number))
            }
            Event::NumbersBarred { numbers, .. } => numbers.iter().try_for_each(|number| self.use_up(number)),
            Event::HeadWitnessed(witnessed) => {
                self.fold_witnessed(witnessed);
                Ok(())
            }
            Event::NoticeSeen { .. } | Event::KeysChanged { .. } => self.fold_keys(at, event),
            Event::SignIn { .. }
            | Event::Viewed { .. }
            | Event::Searched { .. }
            | Event::ListViewed { .. }
            | Event::PeopleSearched { .. }
            | Event::PersonViewed { .. }
            | Event::ViewExplained { .. }
            | Event::PurposeAnswered { .. }
            | Event::ServicePaperPrinted { .. }
            | Event::PhotographErased { .. }
            | Event::DraftDiscarded { .. }
            | Event::ExportedOpen { .. }
            // Folded with who wrote it.
            | Event::StrayWritten(_)
            | Event::CallMade { .. } => Ok(()),
            Event::CentreSet { .. }
            | Event::CentreMoved { .. }
            | Event::CentreRemoved { .. }
            | Event::RecoveryAsked { .. }
            | Event::RecoveryStopped { .. }
            | Event::PositionKnown { .. }
            | Event::PartedFromCentre { .. }
            | Event::ReplyLost { .. }
            | Event::OutcomesReceived { .. }
            | Event::ToldBack { .. }
            | Event::ReceiptKept { .. }
            | Event::ConflictDecided { .. }
            | Event::HolderCalled { .. }
            | Event::OrdinaryRecorded { .. }
            | Event::OrdinaryCorrected { .. }
            | Event::BridgeSet { .. }
            | Event::BridgeRemoved { .. } => self.fold_recovery(event),
            Event::OutageArchived { outage } => self.archived(*outage, at),
            Event::ExtractAdopted { extract, date, residents, sha256, lacking } => {
                let adopted = super::Extract {
                    id: *extract,
                    date: *date,
                    adopted: at,
                    residents: *residents,
                    sha256: sha256.clone(),
                    lacking: lacking.clone(),
                };
                self.extract_before = self.extract.replace(adopted);
                Ok(())
            }
        }
    }

    fn fold_opening(&mut self, opening: &Opening) -> Applied {
        let free = self.open_outage().is_none();
        self.outages.push(Outage {
            opening: opening.clone(),
            authorisations: Vec::new(),
            closing: None,
            tally: Tally::default(),
            last: Counters::default(),
            delegations: Vec::new(),
            archived: None,
        });
        self.recovery.pause();
        if free { Ok(()) } else { Err(Oddity::Illegal) }
    }

    fn fold_recovery(&mut self, event: &Event) -> Applied {
        let recovery = &mut self.recovery;
        let folded = match event {
            Event::CentreSet { centre, life: None } => {
                recovery.set(centre);
                Ok(())
            }
            Event::CentreSet { centre, life: Some(life) } => recovery.set_past(centre, *life),
            Event::CentreMoved { centre, address } => recovery.moved(*centre, address),
            Event::CentreRemoved { centre } => recovery.removed(*centre),
            Event::RecoveryAsked { centre } => recovery.asked(*centre, true),
            Event::RecoveryStopped { centre } => recovery.asked(*centre, false),
            Event::PositionKnown { centre, head, outcomes, life, epoch } => recovery
                .reached(*centre, *life, *head, *outcomes)
                .and_then(|()| epoch.map_or(Ok(()), |epoch| recovery.in_epoch(*centre, *life, epoch))),
            Event::PartedFromCentre { held, .. } => {
                self.parted = Some(*held);
                Ok(())
            }
            Event::ReplyLost { centre, last, life } => recovery.lost(*centre, *life, *last),
            Event::OutcomesReceived { centre, outcomes, life, up_to } => {
                recovery.outcomes(*centre, *life, *up_to, outcomes)
            }
            Event::ToldBack { centre, epoch, life } => recovery.told_back(*centre, *life, *epoch),
            Event::ReceiptKept { centre, receipt } => recovery.kept(*centre, receipt),
            Event::ConflictDecided { conflict, entry, decision } => {
                recovery.decide(*entry, *conflict, decision.remedy)
            }
            Event::HolderCalled { conflict, entry, call } => recovery.call(*entry, *conflict, call),
            Event::OrdinaryRecorded { entry, centre: None, .. } => recovery.answer(*entry),
            Event::OrdinaryRecorded { entry, centre: Some(centre), .. } => {
                recovery.bridged(*entry, *centre);
                Ok(())
            }
            // It has a number all the same.
            Event::OrdinaryCorrected { .. } => Ok(()),
            Event::BridgeSet { bridge } => {
                recovery.bridges.insert(bridge.id, bridge.clone());
                Ok(())
            }
            Event::BridgeRemoved { bridge } => recovery.bridges.remove(bridge).map(|_| ()).ok_or(IllegalWord),
            _ => Err(IllegalWord),
        };
        folded.map_err(|_| Oddity::Illegal)
    }

    fn fold_station(&mut self, event: &Event) -> Applied {
        match (event, self.station.as_mut()) {
            (Event::StationFounded { station, exercise, register_code, office, machine, body }, None) => {
                self.station = Some(Station {
                    id: *station,
                    exercise: *exercise,
                    register_code: register_code.clone(),
                    office: office.clone(),
                    machine: machine.clone(),
                    before: Vec::new(),
                    body: body.clone(),
                });
                Ok(())
            }
            (Event::OfficeChanged { office }, Some(station)) => {
                station.office = office.clone();
                Ok(())
            }
            (Event::RegisterContinued { register_code, machine, finding, .. }, Some(station)) => {
                let renamed = station.register_code != *register_code;
                station.register_code = register_code.clone();
                station.machine.clone_from(machine);
                self.fold_decision(renamed, finding);
                Ok(())
            }
            (Event::LifeContinued(life), _) => {
                self.fold_life(life);
                Ok(())
            }
            (Event::StationEnded { .. }, _) => {
                self.ended = true;
                Ok(())
            }
            (Event::LateRecordsTaken(late), Some(station)) => {
                let life = station.before.iter_mut().find(|life| life.station == late.life);
                life.ok_or(Oddity::Illegal)?.learn(late);
                Ok(())
            }
            (Event::Noted { code, .. }, _) => {
                self.mark_taken |= code == MARK_TAKEN;
                Ok(())
            }
            _ => Err(Oddity::Illegal),
        }
    }

    /// A person decided to go on. Under the same code only what was decided is settled: everything else that is held against this
    /// journal stands, and what a centre says later stops it again.
    fn fold_decision(&mut self, renamed: bool, finding: &str) {
        if renamed {
            self.continued = self.position;
            self.contradicted = None;
        }
        if renamed || finding == PARTED_FROM_CENTRE {
            self.parted = None;
        }
    }

    /// A new life: everything known of the one before stays, but for what belonged to its journal and its register.
    fn fold_life(&mut self, life: &LifeContinued) {
        let known = self.station.take();
        let body = life.body.clone().or_else(|| known.as_ref()?.body.clone());
        let mut before = known.map(|station| station.before).unwrap_or_default();
        before.push(life.before.clone());
        self.station = Some(Station {
            id: life.station,
            exercise: life.exercise,
            register_code: life.register_code.clone(),
            office: life.office.clone(),
            machine: life.machine.clone(),
            before,
            body,
        });
        // Where the life before could not be read whole, its successor tells what was open.
        if let Some(opening) = &life.outage
            && self.outage(opening.outage).is_none()
        {
            // It is open: whatever stood open before it is not known to be closed either.
            let _ = self.fold_opening(opening);
            self.outages
                .last_mut()
                .expect("it was just put there")
                .authorisations
                .clone_from(&life.authorisations);
        }
        for delegation in &life.delegations {
            self.delegations.entry(delegation.id).or_insert_with(|| delegation.clone());
        }
        // Sheets prepared under the old code are void.
        self.reservations.clear();
        self.recovery.begin_life(life.before.station);
        (self.continued, self.parted, self.contradicted) = (None, None, None);
        (self.newer, self.mark_taken, self.ended) = (false, false, false);
    }

    fn fold_stray(&mut self, at: Moment, by: Option<&By>, stray: &Stray) -> Applied {
        let by = by.map(|by| by.name.clone()).unwrap_or_default();
        self.strays.write(WrittenDown { stray: stray.clone(), at, by }).map_err(|_| Oddity::Illegal)
    }

    /// The first contradiction is the one that is told: later ones follow from it.
    fn fold_witnessed(&mut self, witnessed: &Witnessed) {
        if witnessed.compared.contradicts() {
            self.contradicted.get_or_insert_with(|| witnessed.clone());
        }
        self.witnessed.push(witnessed.clone());
        let surplus = self.witnessed.len().saturating_sub(HEADS);
        self.witnessed.drain(..surplus);
    }

    fn fold_keys(&mut self, at: Moment, event: &Event) -> Applied {
        match event {
            Event::NoticeSeen { notice } => {
                self.notices.retain(|waits| waits.id != *notice);
                Ok(())
            }
            Event::KeysChanged { change, .. } => {
                // A station is begun with a code that is typed back; from then on each new one is told.
                let first = self.recovery_code.is_none() && change.contains("recovery");
                if change == RECOVERY_CODE_CHANGED || first {
                    self.recovery_code = Some(at);
                }
                Ok(())
            }
            _ => Err(Oddity::Illegal),
        }
    }

    fn fold_account(&mut self, event: &Event) -> Applied {
        match event {
            Event::OperatorSet { operator, .. } => {
                self.accounts
                    .entry(operator.id)
                    .and_modify(|account| account.operator = operator.clone())
                    .or_insert_with(|| Account {
                        operator: operator.clone(),
                        phc: String::new(),
                        must_change: false,
                    });
                Ok(())
            }
            Event::PinSet { operator, phc, must_change, .. } => {
                let account = self.accounts.get_mut(operator).ok_or(Oddity::Illegal)?;
                account.phc.clone_from(phc);
                account.must_change = *must_change;
                Ok(())
            }
            _ => Err(Oddity::Illegal),
        }
    }

    fn fold_delegation(&mut self, event: &Event) -> Applied {
        match event {
            Event::DelegationSet { delegation } => {
                self.delegations.insert(delegation.id, delegation.clone());
                Ok(())
            }
            Event::DelegationActSigned { delegation, act } => {
                self.delegations.get_mut(delegation).ok_or(Oddity::Illegal)?.act = act.clone();
                Ok(())
            }
            _ => Err(Oddity::Illegal),
        }
    }

    fn fold_authorisation(&mut self, authorisation: &Authorisation) -> Applied {
        match authorisation.outage {
            None => {
                self.advance.insert(authorisation.id, authorisation.clone());
                Ok(())
            }
            Some(id) => {
                self.outage_mut(id)?.authorisations.push(authorisation.clone());
                Ok(())
            }
        }
    }

    fn attach(&mut self, id: AuthorisationId, outage: OutageId, from: Moment, until: Moment) -> Applied {
        let authorisation = self.advance.remove(&id).ok_or(Oddity::Illegal)?;
        let attached = Authorisation { outage: Some(outage), from, until, ..authorisation };
        self.outage_mut(outage)?.authorisations.push(attached);
        Ok(())
    }

    fn sign(&mut self, id: AuthorisationId, act: &ActReference) -> Applied {
        let recorded = self.outages.iter_mut().flat_map(|outage| outage.authorisations.iter_mut());
        let mut all = recorded.chain(self.advance.values_mut());
        all.find(|one| one.id == id).ok_or(Oddity::Illegal)?.act = act.clone();
        Ok(())
    }

    fn fold_entry(&mut self, entry: &Entry) -> Applied {
        self.entries += 1;
        if let Some(position) = self.position {
            self.recovery.issued(entry.id, position);
        }
        // Whether the entry it stands for was set aside is decided when it is issued; what stands in the journal happened.
        if let Some(corrected) = entry.corrects {
            let _ = self.recovery.answer(corrected);
        }
        let state = PaperState::first(entry.kind);
        if state.in_doubt() {
            self.doubts.insert(entry.id, Doubt { state });
        }
        let numbered = match entry.reservation {
            Some(_) => self.use_up(&entry.number),
            None => self.counters.take(&entry.number, 1).map_err(|odd| Oddity::Number(odd.number)),
        };
        let outage = self.outage_mut(entry.outage)?;
        let open = outage.closing.is_none();
        outage.tally.count(entry.issued, entry.number.key().series);
        // Numbers of a reservation may come in any order: what counts is the highest.
        let _ = outage.last.take(&entry.number, 1);
        if let Some(officer) = &entry.officer
            && !outage.delegations.contains(&officer.delegation)
        {
            outage.delegations.push(officer.delegation);
        }
        numbered.and(if open { Ok(()) } else { Err(Oddity::Illegal) })
    }

    /// A reserved number is used or barred.
    fn use_up(&mut self, number: &Number) -> Applied {
        let reservation = self.reservations.iter_mut().find(|one| one.holds(number));
        let fresh = reservation.is_some_and(|reservation| reservation.gone.insert(number.serial()));
        if fresh { Ok(()) } else { Err(Oddity::Number(number.clone())) }
    }

    /// Only papers in doubt are remembered here; whether a step of another follows is decided with its stored state.
    fn fold_step(&mut self, entry: EntryId, step: &PaperStep) -> Applied {
        if let PaperStep::Annulled { .. } = step {
            self.recovery.annulled(entry);
        }
        let state = match self.doubts.get(&entry) {
            Some(doubt) => doubt.state.after(step).map_err(|_| Oddity::Step(entry))?,
            None if matches!(step, PaperStep::Sent { .. }) => PaperState::PrintSent,
            None => return Ok(()),
        };
        if state.in_doubt() {
            self.doubts.insert(entry, Doubt { state });
        } else {
            self.doubts.remove(&entry);
        }
        Ok(())
    }

    fn outage_mut(&mut self, id: OutageId) -> Result<&mut Outage, Oddity> {
        self.outages.iter_mut().find(|outage| outage.opening.outage == id).ok_or(Oddity::Illegal)
    }
}
