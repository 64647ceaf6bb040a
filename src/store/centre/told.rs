//! Numbers that stations say they were told before the database was put back from a copy: how each stands here.

use domain::centre::exchange::OrdinaryNumber;
use domain::ids::id::EntryId;

use super::given::Stands;

/// How a number that a station was told stands here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ToldStand {
    /// The entry has it.
    Agrees,
    /// The entry waited for its number: it has this one now.
    Adopted,
    /// The entry is not here yet: the number waits for it, and is nobody else's.
    Kept,
    /// The entry has another number; neither changes.
    Differs(OrdinaryNumber),
    /// Another entry has the number, or was told it too; what is here of this one has none of its own or waits.
    Held(EntryId),
}

/// The own sequence of a register and year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SequenceRow {
    /// The ordinary register.
    pub register: String,
    /// Its year.
    pub year: u16,
    /// The number it comes to next, if nobody has it by then.
    pub next: u64,
}

/// How a told number stands, by how its entry does and whose the number is.
pub(super) fn stands(
    entry: EntryId,
    told: &OrdinaryNumber,
    here: Option<&Stands>,
    holder: Option<EntryId>,
) -> ToldStand {
    let other = holder.filter(|holder| *holder != entry);
    match (here, other) {
        (Some(Stands::Has(number)), _) if number.key() == told.key() => ToldStand::Agrees,
        (Some(Stands::Has(number)), _) => ToldStand::Differs(number.clone()),
        (_, Some(other)) => ToldStand::Held(other),
        (Some(Stands::Waits), None) => ToldStand::Adopted,
        (None | Some(Stands::Rejected), None) => ToldStand::Kept,
    }
}
