//! What the centre's own registry says of a person now: the data conflicts are found against.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use domain::person::person::Person;

/// A resident as of now, and the valid identity card they hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonNow {
    /// As the registry says.
    pub person: Person,
    /// Last day of validity of the identity card they hold, if they hold one.
    #[serde(default)]
    pub card_until: Option<NaiveDate>,
}
