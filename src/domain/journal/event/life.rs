//! The beginning of a new life of a register, and the one before it.

use serde::{Deserialize, Serialize};

use super::Exercise;
use crate::ids::anchor::Anchor;
use crate::ids::body::BodyCode;
use crate::ids::id::StationId;
use crate::ids::number::{Number, RegisterCode};
use crate::office::delegation::Delegation;
use crate::office::office::Office;
use crate::outage::authorisation::Authorisation;
use crate::outage::outage::Opening;
use crate::time::moment::Moment;

/// The beginning of a new life of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeContinued {
    /// The new station.
    pub station: StationId,
    /// Real or drill.
    pub exercise: Exercise,
    /// The code its numbers run under.
    pub register_code: RegisterCode,
    /// Letterhead.
    pub office: Office,
    /// Fingerprint of the machine.
    pub machine: String,
    /// The life before.
    pub before: LifeBefore,
    /// What was found, as a stable code: why the life before does not go on.
    pub finding: String,
    /// Why, in the words of whoever decided.
    pub reason: String,
    /// Who decided, where nobody could sign in: the name as typed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub decided_by: String,
    /// What became of the computer of the life before.
    pub fate: Fate,
    /// The act that orders it, if there is one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub act: String,
    /// The outage that was open, so that whoever reads this journal alone knows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outage: Option<Opening>,
    /// Its authorisations; their remaining hours count on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorisations: Vec<Authorisation>,
    /// Delegations that hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub delegations: Vec<Delegation>,
    /// IPA code of the body; none while it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BodyCode>,
}

/// The life that another takes over from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LifeBefore {
    /// Its station.
    pub station: StationId,
    /// Its register code.
    pub register_code: RegisterCode,
    /// The last record known of it.
    pub head: Option<Anchor>,
    /// When that was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_at: Option<Moment>,
    /// Whether nothing is known of what came after: papers may carry later numbers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_ended: bool,
    /// The highest number of it that somebody saw on a paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<Number>,
}

/// What became of the computer of a life before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// It is this very one.
    SameComputer,
    /// It is broken for good.
    Destroyed,
    /// It is off, and under lock.
    PutAway,
    /// Nobody knows.
    Unknown,
}
