//! What the counter keeps in memory, and the limits of what is typed.
//!
//! | file | subject |
//! |---|---|
//! | `looks_owed` | for whom a reason is due |
//! | `callers` | how often each address asks for a confirmation |
//! | `extract_shelf` | where extracts lie, and the one opened last |
//! | `list_looks` | lists looked at a short while ago |
//! | `pending_code` | a recovery code not yet typed back |
//! | [`import_progress`] | how far an import of the extract is |
//! | [`enrolment`] | how far becoming known to a centre is |
//! | [`session`] | a session of an operator, and why none begins |
//! | `limits` | who may issue; how much may be written or asked at once |
//! | `key_locks` | one command at a time for each entry |
//! | [`making`] | how far the store is made anew |
//! | `sessions`, `tries` | sessions, PINs; where one is typed, and how often |
//! | [`centre_status`] | the centres, becoming known to one, how things stand with them right now |

pub(super) mod callers;
pub mod centre_status;
pub mod enrolment;
pub(super) mod extract_shelf;
pub mod import_progress;
pub(super) mod key_locks;
pub(super) mod limits;
pub(super) mod list_looks;
pub(super) mod looks_owed;
pub mod making;
pub(super) mod pending_code;
pub mod session;
pub(super) mod sessions;
pub(super) mod tries;
