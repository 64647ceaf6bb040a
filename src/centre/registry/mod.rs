//! the registry as of now, and what is wrong with an entry beside it
//!
//! | file | subject |
//! |---|---|
//! | `beside` | an entry beside the registry, field by field |
//! | `facts` | what must not be true of two entries |
//! | [`conflicts`] | what is wrong with an entry in itself, and against the registry as of now |
//! | [`references`], [`person_now`] | the registry as of now, as the centre knows it |
//! | `namesakes` | whom it has: by tax code, or by name and birth date |

mod beside;
pub mod conflicts;
pub(super) mod facts;
pub(super) mod namesakes;
pub mod person_now;
pub mod references;
