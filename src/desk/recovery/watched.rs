//! The systems of others that are watched: how each stands, and since when.

use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::watched::Watched;

use crate::ledger::desk::Desk;
use crate::parts::centre_status::{Line, Reach};

impl Desk {
    /// The systems watched, in the order of the configuration, and how each stands.
    pub fn systems(&self) -> Vec<(Watched, Line)> {
        let watched = self.premises.choices.watched.iter().enumerate();
        watched.map(|(place, system)| (system.clone(), self.centre_status.line(place))).collect()
    }

    /// How a system was found. A change is noted in the journal too, so that afterwards it can be said what was down, and
    /// from when to when.
    pub fn system_found(&self, place: usize, reach: Reach) {
        let Some(system) = self.premises.choices.watched.get(place) else { return };
        let finding = format!("{} ({system}): {}", system.name(), reach.code());
        if self.centre_status.reached(place, self.now(), reach) {
            self.note(None, Kind::Noted, Event::Noted { code: "system-reach".to_owned(), finding });
        }
    }
}
