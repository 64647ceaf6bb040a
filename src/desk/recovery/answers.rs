//! Outcomes that came back on a stick.

use domain::centre::exchange::bundle::{Content, OUTCOMES};
use domain::centre::exchange::{Outcome, OutcomePage};
use domain::ids::anchor::Anchor;
use domain::ids::id::{CentreId, StationId};
use domain::office::operator::Role;
use trust::bundle::{self, Again, BadBundle, Lines, Opened};
use trust::{Role as Made, Root, Urn};

use domain::centre::recovery::Reach;

use super::receiving::Ours;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use journal::Comparison;

/// Whose outcomes a file brings.
#[derive(Clone, Debug)]
struct Answered {
    centre: CentreId,
    name: String,
    /// The life they are about.
    of: StationId,
    known: Reach,
    ours: Ours,
}

/// Outcomes taken into one record.
const PAGE: usize = 200;

/// What came of a file with outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswersTaken {
    /// The centre's name here.
    pub centre: String,
    /// Outcomes that were news.
    pub fresh: u64,
    /// Outcomes in the file.
    pub outcomes: u64,
    /// Emergency numbers to which the centre now gives another ordinary number than before.
    pub contradictions: Vec<String>,
}

impl Desk {
    /// Takes the outcomes of a file that a centre of this station made (supervisor or records manager): what it said before
    /// is passed over. Field: `file`. Nothing is taken before the whole file was found to hold.
    pub fn import_answers(&self, who: &Session, file: &dyn Again) -> Result<AnswersTaken, DeskError> {
        who.needs(&[Role::Supervisor, Role::RecordsManager])?;
        let roots = self.roots_of_centres();
        let (key, now) = (self.keys.bundle_key(), self.now());
        let from = file.open().map_err(|_| BadBundle::NoFile)?;
        let opened = bundle::read(from, key.identity(), &roots, now, |_, _, _| Ok::<_, BadBundle>(()))?;
        let (mut about, after, outcomes) = self.answering(&opened)?;
        not_left(&opened, &about)?;
        self.take_head(&opened, &about)?;
        // A centre put back from a copy counts anew: what it says is all taken in again.
        about.known = self.reach(about.centre, about.of).ok_or(DeskError::NotFound)?;
        if after > about.known.outcomes {
            return Err(BadBundle::OutcomesMissing(after).into());
        }
        let mut taken =
            AnswersTaken { centre: about.name.clone(), fresh: 0, outcomes, contradictions: Vec::new() };
        let from = file.open().map_err(|_| BadBundle::NoFile)?;
        bundle::read(from, key.identity(), &roots, now, |_, part, from| {
            if part.name != OUTCOMES {
                return Err(BadBundle::OtherContent.into());
            }
            let mut page = Vec::new();
            for outcome in Lines::<_, Outcome>::new(from) {
                let outcome = outcome?;
                if outcome.seq > about.known.outcomes {
                    page.push(outcome);
                }
                if page.len() == PAGE {
                    self.take_page(&about, std::mem::take(&mut page), &mut taken)?;
                }
            }
            self.take_page(&about, page, &mut taken)
        })?;
        Ok(taken)
    }

    fn take_page(
        &self,
        about: &Answered,
        page: Vec<Outcome>,
        taken: &mut AnswersTaken,
    ) -> Result<(), DeskError> {
        taken.fresh += page.len() as u64;
        let page = OutcomePage { station: about.of, outcomes: page, more: false };
        let contradictions = self.outcomes_received(about.centre, page, about.ours)?;
        taken.contradictions.extend(contradictions.into_iter().map(|one| one.number));
        Ok(())
    }

    /// How far the centre has come, as the file says: written down if it is news and agrees with the journal; also where that is
    /// less than before, if its data are in another epoch since.
    fn take_head(&self, opened: &Opened, about: &Answered) -> Result<(), DeskError> {
        let Content::Outcomes { head, last, epoch, .. } = opened.manifest.content else { return Ok(()) };
        let agrees = |head| matches!(self.compare_with_centre(about.of, head), Comparison::Agrees { .. });
        if !head.is_none_or(agrees) {
            return Ok(());
        }
        if let Some(epoch) = epoch.filter(|epoch| about.known.tells() != Some(*epoch)) {
            return self.epoch_known(about.centre, about.of, (head, last), epoch);
        }
        let newer = |head: &Anchor| about.known.reached.is_none_or(|one| one.position < head.position);
        match head.filter(newer) {
            Some(head) => self.position_known(about.centre, about.of, Some(head), last),
            None => Ok(()),
        }
    }

    /// Which centre of this station made it.
    fn answering(&self, opened: &Opened) -> Result<(Answered, u64, u64), DeskError> {
        let Content::Outcomes { after, outcomes, head, .. } = opened.manifest.content else {
            return Err(BadBundle::OtherContent.into());
        };
        let of = opened.manifest.station;
        // Of another continuation of the same life: its numbers are told in a sequence of its own.
        let others = |by: StationId| self.successor_of(of) != Some(by);
        if self.one_life(of).is_err() || opened.manifest.continued_by.is_some_and(others) {
            return Err(BadBundle::OtherStation.into());
        }
        if let (Some(theirs), Some(ours)) = (&opened.manifest.body, self.station().body)
            && *theirs != ours
        {
            return Err(DeskError::field(
                "file",
                &format!(
                    "Il file è del centro di un altro ente ({theirs}; qui {ours}): nulla è stato preso."
                ),
                &format!(
                    "The file is of the centre of another body ({theirs}; here {ours}): nothing was taken."
                ),
            ));
        }
        let urn: Urn = opened.maker.urn;
        // By that centre's own root: another's could give its key that centre's name.
        let centre = self.centres().into_iter().find(|known| {
            let own = Root::from_pem(&known.centre.root).ok().map(|root| root.certificate().reference());
            known.centre.urn == urn.to_string() && own == Some(opened.maker.root)
        });
        match centre {
            Some(known) if opened.maker.role == Made::Hub => {
                let reach = self.reach(known.centre.id, of).ok_or(DeskError::NotFound)?;
                let ours = match head {
                    Some(head)
                        if !matches!(self.compare_with_centre(of, head), Comparison::Agrees { .. }) =>
                    {
                        Ours::InPart
                    }
                    _ => Ours::Whole,
                };
                let about =
                    Answered { centre: known.centre.id, name: known.centre.name, of, known: reach, ours };
                Ok((about, after, outcomes))
            }
            _ => Err(DeskError::field(
                "file",
                "Il file non viene da un centro di questa postazione: nulla è stato preso. Aggiungere prima il centro.",
                "The file is not from a centre of this station: nothing was taken. Add the centre first.",
            )),
        }
    }

    fn roots_of_centres(&self) -> Vec<Root> {
        self.centres().iter().filter_map(|known| Root::from_pem(&known.centre.root).ok()).collect()
    }
}

/// A file of before the centre's data were put back from a copy says what the centre, which counts anew since, says no more: all
/// that it told by then was said back to it.
fn not_left(opened: &Opened, about: &Answered) -> Result<(), DeskError> {
    let Content::Outcomes { epoch, .. } = opened.manifest.content else { return Ok(()) };
    if !epoch.is_some_and(|epoch| about.known.has_left(epoch)) {
        return Ok(());
    }
    Err(DeskError::field(
        "file",
        "Il file è vecchio: il centro l’ha fatto prima che i suoi dati fossero rimessi da una copia, e da allora ne ha dato un altro che è già qui. Nulla è stato preso; portare il più recente.",
        "The file is old: the centre made it before its data were put back from a copy, and gave another since that is here already. Nothing was taken; bring the newest.",
    ))
}
