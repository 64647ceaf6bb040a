//! What every use case of the centre stands on.

use crate::error::CentreError;
use clock::{Clock, Random};
use domain::ids::number::Series;
use domain::journal::event::Exercise;
use domain::time::moment::Moment;
use store::centre::CentreStore;
use vault::KeyRing;

use super::counted::Counted;
use super::outside::Noted;
use super::rehearsed::Rehearsal;
use super::seals::{self, Bound};

/// The opened centre. Holds no state of its own (but for what a drill rehearses, and what was counted and still holds):
/// several may stand on one database.
pub struct Hub {
    pub(crate) store: Box<dyn CentreStore>,
    pub(crate) keys: KeyRing,
    pub(crate) clock: Clock,
    pub(crate) random: Random,
    exercise: Exercise,
    register: String,
    pub(crate) rehearsal: Rehearsal,
    pub(super) noted: Noted,
    pub(super) counted: Counted,
}

/// Where the proof lies that a database and a set of keys belong together.
const PROOF: &str = "keys";
const PROOF_TEXT: &[u8] = b"these keys";

impl Hub {
    /// Opens the centre on a store with the keys its data are sealed with, which are proven. `register` is the code of the
    /// ordinary register, such as `PG`.
    pub fn open(
        store: Box<dyn CentreStore>,
        keys: KeyRing,
        clock: Clock,
        random: Random,
        exercise: Exercise,
        register: String,
    ) -> Result<Self, CentreError> {
        let (rehearsal, noted, counted) = (Rehearsal::default(), Noted::default(), Counted::default());
        let hub = Self { store, keys, clock, random, exercise, register, rehearsal, noted, counted };
        hub.prove_keys()?;
        hub.prove_exercise()?;
        hub.seal_accounts()?;
        Ok(hub)
    }

    /// Real or drill.
    pub fn exercise(&self) -> Exercise {
        self.exercise
    }

    /// Now.
    pub fn now(&self) -> Moment {
        self.clock.now()
    }

    /// Code of the ordinary register.
    pub fn register(&self) -> &str {
        &self.register
    }

    /// Code of the ordinary register that entries of a series go into: acts of civil status have one of their own.
    pub fn register_of(&self, series: Series) -> &str {
        match series {
            Series::P => &self.register,
            Series::S => "SC",
        }
    }

    fn prove_keys(&self) -> Result<(), CentreError> {
        let sealed = seals::seal(&self.keys, Bound::Setting(PROOF), PROOF_TEXT, &self.random);
        if self.store.set_setting(PROOF, None, &sealed)? {
            return Ok(());
        }
        let kept = self.store.setting(PROOF)?.ok_or(CentreError::Keys)?;
        seals::open(&self.keys, Bound::Setting(PROOF), &kept).map(|_| ())
    }

    fn prove_exercise(&self) -> Result<(), CentreError> {
        let mine: &[u8] = match self.exercise {
            Exercise::Real => b"real",
            Exercise::Drill => b"drill",
        };
        if self.store.set_setting("exercise", None, mine)? {
            return Ok(());
        }
        match self.store.setting("exercise")? {
            Some(kept) if kept == mine => Ok(()),
            _ => Err(CentreError::WrongExercise),
        }
    }
}
