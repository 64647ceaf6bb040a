//! The extract of residents, and who looks at whom.
//!
//! | file | subject |
//! |---|---|
//! | [`extract`], [`importing`], `residents` | the extract of residents: imported, how far an import is, opened |
//! | `weighing`, [`extract_before`] | what an import would lose, and a yes to it; the extract before, brought back |
//! | [`find_people`], [`person`], `views` | a person found, looked at, and whether anything followed |
//! | [`offers`] | which papers a person can have; the citizen's own declaration |
//! | `birth_place` | a typed birthplace in the table of places |
//! | `certifiable` | what the extract forbids; one identity for one person in one outage |

pub(super) mod birth_place;
pub(super) mod certifiable;
pub mod extract;
pub mod extract_before;
pub mod find_people;
pub mod importing;
pub mod offers;
pub mod person;
pub(super) mod residents;
mod views;
mod weighing;
