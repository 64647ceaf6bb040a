//! What every handler of the centre is given.

use std::sync::Arc;

use crate::entrance::gate::Gates;
use crate::site::passing::Passing;
use centre::Hub;
use centre::ledger::identity::Identity;
use centre::stations::second_copy::CopyTold;
use clock::Random;
use domain::journal::event::Exercise;
use vault::{Cost, Kept};

use super::mock::Mock;

/// The centre's site and what it stands on.
pub struct HubSite {
    /// The centre.
    pub hub: Arc<Hub>,
    /// Who it is on the wire.
    pub identity: Arc<Identity>,
    /// For tokens of visitors.
    pub random: Random,
    /// How hard guessing a password is made.
    pub cost: Cost,
    /// The code printed on the console, asked for the first account.
    pub setup_code: String,
    /// How the key lies that opens it by itself; none: a person opened it.
    pub key_kept: Option<Kept>,
    /// How its second copy stands, where one is kept.
    pub copy: Option<Arc<CopyTold>>,
    /// What it remembers of browsers for a while.
    pub passing: Arc<Passing>,
    /// What few may do at a time.
    pub gates: Gates,
    /// What makes a drill's centre the mock for integrators.
    pub mock: Option<Mock>,
}

impl HubSite {
    /// Name of the session cookie: browsers do not keep cookies of two ports apart.
    pub fn cookie(&self) -> &'static str {
        match self.hub.exercise() {
            Exercise::Real => "hub",
            Exercise::Drill => "hub-drill",
        }
    }

    /// How hard guessing the code of the keys is made.
    pub fn slot_cost(&self) -> Cost {
        if self.drill() { Cost::NONE } else { Cost::PASSPHRASE }
    }

    /// Whether it only rehearses.
    pub fn drill(&self) -> bool {
        self.hub.exercise() == Exercise::Drill
    }
}
