//! What stations say back after the centre's data were put back from a copy: the numbers they were told are theirs again.

use crate::error::CentreError;
use crate::ledger::epoch::{Epoch, Known, Sign};
use crate::ledger::hub::Hub;
use crate::ledger::identity::Identity;
use crate::records::incoming::named;
use crate::registry::conflicts::Found;
use crate::stations::lives::Wire;
use domain::centre::exchange::told::{Extent, LARGEST_PAGE, proven};
use domain::centre::exchange::{ConflictKind, OrdinaryNumber, OutcomePage, PositionAnswer, Told, ToldPage};
use domain::ids::id::EntryId;
use store::centre::row::StationRow;
use store::centre::told::ToldStand;
use trust::message::detached::{Beside, is_bare_signature, sign_bare};
use vault::QuickKey;

impl Hub {
    /// Takes what a station was told. What was said to another epoch is passed over: the answer tells the present one. Fields:
    /// `told`.
    pub fn take_told(
        &self,
        identity: &Identity,
        wire: impl Into<Wire>,
        page: &ToldPage,
    ) -> Result<PositionAnswer, CentreError> {
        let wire = wire.into();
        let row = self.taking(wire)?;
        let epoch = self.epoch()?;
        if page.epoch != epoch.id {
            return self.position(wire);
        }
        if page.told.len() > LARGEST_PAGE || !page.told.iter().all(Told::is_well_formed) {
            return Err(CentreError::field(
                "told",
                "Al massimo 200 numeri per volta, nella forma convenuta.",
                "At most 200 numbers at a time, of the form agreed.",
            ));
        }
        let told = self.of_its_own(&row, wire, &page.told)?;
        let given: Vec<(EntryId, OrdinaryNumber)> =
            told.iter().map(|told| (told.entry, told.ordinary.clone())).collect();
        let stands = self.store.take_told(&given)?;
        for (told, stand) in told.iter().zip(&stands) {
            self.contradict(identity, told, stand)?;
        }
        let lost = self.lost_among(&told, &epoch)?;
        let ahead = !lost.is_empty()
            || stands.iter().any(|stand| matches!(stand, ToldStand::Adopted | ToldStand::Kept));
        let expected = epoch
            .put_back
            .as_ref()
            .is_some_and(|put_back| put_back.holds_back() || put_back.given_up.contains_key(&row.id));
        if ahead && !expected {
            self.begin_epoch(&Sign::StationAhead { code: row.code.clone() }, &Known::default())?;
            return self.position(wire);
        }
        self.note_lost(&lost)?;
        self.decided_since(&self.epoch()?)?;
        if page.extent == Extent::Whole {
            self.note_told(row.id, epoch.id)?;
        }
        self.position(wire)
    }

    /// What is said of entries that are this station's, or are not here yet: of those of others it says nothing.
    fn of_its_own<'a>(
        &self,
        row: &StationRow,
        wire: Wire,
        told: &'a [Told],
    ) -> Result<Vec<&'a Told>, CentreError> {
        let mut own = Vec::with_capacity(told.len());
        for one in told {
            let of = self.store.entry(one.entry)?.map(|entry| entry.station);
            // A continuation apart has entries in common with the station's own line.
            if of.is_none_or(|of| of == row.id || of == wire.station) {
                own.push(one);
            } else {
                tracing::warn!(station = %row.id, "a station speaks of a number that another was told");
            }
        }
        Ok(own)
    }

    /// What was told and does not stand here becomes a conflict of the entries it is about.
    fn contradict(&self, identity: &Identity, told: &Told, stand: &ToldStand) -> Result<(), CentreError> {
        let first = || {
            let signed = told.proof.as_deref().is_some_and(|proof| proves(identity, proof, told));
            let how = if signed {
                "firmato dal centro / signed by the centre"
            } else {
                "detto dalla postazione / said by the station"
            };
            format!("{} ({how})", told.ordinary)
        };
        match stand {
            ToldStand::Agrees | ToldStand::Adopted | ToldStand::Kept => Ok(()),
            // It was put right since, with its history.
            ToldStand::Differs(_) if self.was_put_right(told)? => Ok(()),
            ToldStand::Differs(here) => {
                let found = Found::ordinary_differs(first(), here.to_string());
                self.raise_one(told.entry, &found)
            }
            ToldStand::Held(other) => {
                let holder = self.store.entry(*other)?.map(|entry| entry.number).unwrap_or_default();
                let found = Found::ordinary_differs(first(), format!("{}: {holder}", told.ordinary));
                self.raise_one(told.entry, &found)?;
                let theirs = format!("{}: {}", told.ordinary, told.number);
                self.raise_one(*other, &Found::ordinary_differs(theirs, told.ordinary.to_string()))
            }
        }
    }

    /// Whether what a station was told is a number that the entry had before it was put right here.
    fn was_put_right(&self, told: &Told) -> Result<bool, CentreError> {
        let Some(row) = self.store.entry(told.entry)? else { return Ok(false) };
        Ok(self.corrections(&row)?.iter().any(|one| one.before.key() == told.ordinary.key()))
    }

    fn raise_one(&self, entry: EntryId, found: &Found) -> Result<(), CentreError> {
        self.store.raise(entry, &[named(self, entry, found, self.now())])?;
        Ok(())
    }

    /// Entries that came now although they had been told a number that another has: they have got another one.
    pub(crate) fn told_otherwise(&self, epoch: &Epoch, entries: &[EntryId]) -> Result<(), CentreError> {
        if epoch.put_back.is_none() {
            return Ok(());
        }
        for (entry, told) in self.store.told(entries)? {
            let Some(here) = self.store.entry(entry)?.and_then(|row| row.ordinary) else { continue };
            if here.key() != told.key() {
                self.raise_one(entry, &Found::ordinary_differs(told.to_string(), here.to_string()))?;
            }
        }
        Ok(())
    }

    /// A page of outcomes with what proves each number.
    pub fn signed_numbers(&self, identity: &Identity, mut page: OutcomePage) -> OutcomePage {
        for outcome in &mut page.outcomes {
            let Some(ordinary) = outcome.verdict.ordinary() else { continue };
            let content = proven(outcome.entry, ordinary);
            let sign = |key: &QuickKey| sign_bare(Beside::OrdinaryNumber, content.as_bytes(), key).ok();
            outcome.proof = identity.numbers.as_ref().and_then(sign);
        }
        page
    }
}

fn proves(identity: &Identity, proof: &str, told: &Told) -> bool {
    let content = proven(told.entry, &told.ordinary);
    let key = identity.key.public_key();
    is_bare_signature(Beside::OrdinaryNumber, proof, content.as_bytes(), &key)
}

impl Found {
    /// The number told first beside the one that stands.
    pub(super) fn ordinary_differs(told: impl Into<String>, here: impl Into<String>) -> Self {
        Self::new(ConflictKind::OrdinaryDiffers, "ordinary", told, here)
    }
}
