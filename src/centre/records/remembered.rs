//! What the centre remembers of a station: what its records said that later ones are judged by.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::anchor::Position;
use domain::ids::id::{AuthorisationId, DelegationId, OutageId, StationId};
use domain::journal::event::Event;
use domain::office::delegation::{ActReference, Delegation};
use domain::outage::outage::{Closing, Opening};
use domain::register::stray::Strays;
use domain::time::moment::Moment;

use super::arrived::Arrived;

/// What the centre remembers of a station beside its rows: needed to judge its entries, rebuilt by its records.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Remembered {
    /// Delegations as last recorded.
    pub delegations: BTreeMap<DelegationId, Delegation>,
    /// Outages: shared code, opening, closing.
    pub outages: BTreeMap<OutageId, RememberedOutage>,
    /// Register codes the station numbers under, the newest last.
    pub codes: Vec<String>,
    /// The station of the life before, if it says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<StationId>,
    /// The last record that it knew of the life before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_head: Option<Position>,
    /// Authorisations, and how the act of each stands.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub acts: BTreeMap<AuthorisationId, Act>,
    /// Papers of a lost computer that it wrote down from their sheets.
    #[serde(default)]
    pub strays: Strays,
    /// Which emergency numbers came.
    #[serde(default, skip_serializing_if = "Arrived::is_empty")]
    pub arrived: Arrived,
    /// Time of its last record: read from its header, not kept.
    #[serde(skip)]
    pub last: Option<Moment>,
}

impl Remembered {
    /// Whether both keep the same.
    pub fn is_as(&self, other: &Self) -> bool {
        self.delegations == other.delegations
            && self.outages == other.outages
            && self.acts == other.acts
            && self.codes == other.codes
            && self.strays == other.strays
            && self.arrived == other.arrived
            && (self.before, self.before_head) == (other.before, other.before_head)
    }

    /// Acts that powers rest on: those of authorisations, those of delegations.
    pub(super) fn acted(&mut self, event: &Event) {
        let acts = &mut self.acts;
        match event {
            Event::AuthorisationRecorded(one) => {
                acts.insert(one.id, Act { outage: one.outage, act: one.act.clone() });
            }
            Event::AuthorisationAttached { authorisation, outage, .. } => {
                if let Some(known) = acts.get_mut(authorisation) {
                    known.outage = Some(*outage);
                }
            }
            Event::AuthorisationActSigned { authorisation, act } => {
                if let Some(known) = acts.get_mut(authorisation) {
                    known.act = act.clone();
                }
            }
            Event::DelegationActSigned { delegation, act } => {
                if let Some(known) = self.delegations.get_mut(delegation) {
                    known.act = act.clone();
                }
            }
            _ => {}
        }
    }

    /// Counts how many acts of each outage are still to be signed: the outages of which that is news.
    pub(super) fn count_unsigned(&mut self) -> Vec<OutageId> {
        let Self { acts, delegations, outages, .. } = self;
        let mut news = Vec::new();
        for (id, outage) in outages {
            let own =
                acts.values().filter(|one| one.outage == Some(*id) && one.act == ActReference::ToBeSigned);
            let signing = outage.delegations.iter().filter_map(|id| delegations.get(id));
            let unsigned = (own.count() + signing.filter(|one| !one.is_signed()).count()) as u64;
            if outage.unsigned != unsigned {
                outage.unsigned = unsigned;
                news.push(*id);
            }
        }
        news
    }
}

/// An outage as a station's records tell it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RememberedOutage {
    /// Its opening.
    pub opening: Opening,
    /// Its closing.
    pub closing: Option<Closing>,
    /// Delegations under which its entries were signed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub delegations: BTreeSet<DelegationId>,
    /// How many acts, of its authorisations and of those delegations, are still to be signed.
    #[serde(default)]
    pub unsigned: u64,
}

impl From<&Opening> for RememberedOutage {
    fn from(opening: &Opening) -> Self {
        Self { opening: opening.clone(), closing: None, delegations: BTreeSet::new(), unsigned: 0 }
    }
}

/// The act of an authorisation.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Act {
    /// Of which outage; of none yet, where it was recorded in advance.
    pub outage: Option<OutageId>,
    /// As it stands.
    pub act: ActReference,
}
