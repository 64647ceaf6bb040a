//! Use cases at the counter. Everything is blocking and takes the signed-in operator first; roles are decided here.
//!
//! | file | subject |
//! |---|---|
//! | [`counter`], `unlocking` | life of the data folder: enter, set up, unlock, set aside, stop |
//! | [`premises`] | where it lives, its phases |
//! | [`at_start`] | who opens it at each start: the computer, or a person with the passphrase |
//! | [`restore`], `companions` | a station restored from its second copy; what goes with one |
//! | `first_run`, `set_aside` | its beginning, and beginning again |
//! | [`setup`] | what is asked at the first run |
//! | `recovery_sheet` | the recovery code on paper, and typed back |
//! | `upkeep` | what is done every few seconds |
//! | [`opened`] | the opened counter: journal, store, forms and the decision state behind one lock |
//! | `opening`, `watch` | opening it, and again after a failure; whether the clock can be believed |
//! | `anchors` | whether this is the only and the newest life of the register |
//! | `lives`, [`new_life`], `codes` | the journals of a counter's lives; a new one; codes never used again |
//! | [`reserve`] | the identity that a new life takes, certified before |
//! | [`continuation`], `continuation_paper` | how an ended life goes on; the *verbale* |
//! | `commit` | one command: decided under the lock, written, answered when durable |
//! | `claims` | one command at a time for each entry |
//! | `filling` | what was typed → values, or what stands in the way |
//! | `compose` | form, values, station facts → the sheet of a paper |
//! | `feed`, `refuge` | from the journal to the store; where that lies when the disk cannot be written |
//! | [`making`] | how far the store is made anew |
//! | [`sign_in`], `sessions`, [`door`], `tries` | sessions, PINs; where one is typed, and how often |
//! | [`unsent`] | what was typed when a session locked |
//! | [`accounts`] | operators, delegations, officer of the shift |
//! | [`extract`], [`importing`], `residents` | the extract of residents: imported, how far an import is, opened |
//! | [`watched`] | systems of others: how each stands, since when |
//! | `list_views` | who looked at many people’s data at once |
//! | [`find_people`], [`person`], `views` | a person found, looked at, and whether anything followed |
//! | [`offers`], `self_certification` | which papers a person can have; the citizen's own declaration |
//! | `birth_place` | a typed birthplace in the table of places |
//! | [`centres`], [`enrolling`], [`board`] | the centres, becoming known to one, how things stand with them right now |
//! | `holder_calls` | what a decision asks for: the annulment, the call to whoever holds the paper |
//! | [`conflicts`] | what does not agree with the centre: worklist, decision, ordinary numbers recorded by a person |
//! | [`archivable`] | what stands between an outage and its archive |
//! | [`aftermath`], `aftermath_papers` | correlation, the four cases, the archive |
//! | `correcting` | an entry that stands for one no centre took |
//! | [`outgoing`], [`receiving`] | records on their way to a centre; what it said, written down |
//! | [`told_back`] | what it told, said back once its data were put back from a copy |
//! | [`bridge`] | centres without a line: worksheets typed from, numbers brought back |
//! | [`bundle`], [`answers`] | the same on a stick: records out, outcomes in |
//! | [`open_export`], `open_cells`, `zip` | everything in the clear, for a centre that is not ours |
//! | [`strip`] | what stands on every page |
//! | [`outage`] | what is shown of an outage |
//! | [`open_outage`], [`authorise`], `read_authorisation`, [`close_outage`], `closing_answers` | its life |
//! | [`numbers`] | reserved and barred numbers, the index of civil-status acts |
//! | [`register`], `register_lines`, `register_notes` | the legal print of the register: every number, and why it is as it is |
//! | [`unreadable`] | numbers and ids that may stand in records which can be read no more |
//! | [`late_records`], `late_places` | records of a life before, found on its old computer and taken in |
//! | [`strays`], `read_stray` | papers of a lost computer that came back, written down |
//! | [`opening_act`] | the acts that authorise the register |
//! | [`head_receipts`] | what centres signed of the heads they hold |
//! | [`own_head`], [`witness`] | the head of the journal as others hold it; heads that others tell |
//! | [`begin_drafts`], `from_extract` | beginning one draft or a basket of them |
//! | [`drafting`], `kept_draft`, [`shown_draft`], `preview` | drafts: typed, kept, shown, previewed |
//! | [`asked`] | what the counter asks beyond a form's fields, and under which names |
//! | `complete` | a draft read whole: values, what is asked beyond them, what stands in the way |
//! | `typed_answers`, `reading_evidence`, `reading_money`, `reading_photograph` | what was typed under dotted names → evidence, duty, fee, photograph |
//! | `certifiable`, `second_attestation` | what the extract forbids; one identity for one person in one outage |
//! | `assemble` | content, number and moment → the entry |
//! | [`basket`], [`basket_papers`], [`add_papers`] | several papers in one go; more put among them |
//! | [`issue`] | from draft to numbered entry |
//! | [`photograph`], `picture`, `picture_error`, `retention` | the photograph of a draft; until when it is kept |
//! | [`papers`], [`many_sheets`] | print, "did the sheet come out?", annul; one answer for many |
//! | [`entries`], `history`, [`telephone`] | looking at entries; confirmation by telephone |
//! | [`call_backs`] | people to be called back, and what came of it |
//! | [`day_summary`] | what a day came to |
//! | [`station_care`] | office, clock, journal, anchors |
//! | [`keys_care`], [`notices`] | passphrase, recovery code, data keys; what was done to keys and powers, until somebody else has seen it |
//! | [`demo`] | a ready drill counter |
//! | [`error`], [`stop_reason`] | what can go wrong, and what to do next |

pub mod accounts;
pub mod add_papers;
pub mod aftermath;
mod aftermath_papers;
mod anchors;
pub mod answers;
pub mod archivable;
pub mod asked;
mod assemble;
pub mod at_start;
pub mod authorise;
pub mod basket;
pub mod basket_papers;
pub mod begin_drafts;
mod birth_place;
pub mod board;
pub mod bridge;
pub mod bundle;
pub mod call_backs;
pub mod centres;
mod certifiable;
mod claims;
pub mod close_outage;
mod closing_answers;
mod codes;
mod commit;
mod companions;
mod complete;
mod compose;
pub mod conflicts;
pub mod continuation;
mod continuation_paper;
mod correcting;
pub mod counter;
pub mod day_summary;
pub mod demo;
pub mod door;
pub mod drafting;
pub mod enrolling;
pub mod entries;
pub mod error;
pub mod extract;
mod feed;
mod filling;
pub mod find_people;
mod first_run;
mod from_extract;
pub mod head_receipts;
mod history;
mod holder_calls;
pub mod importing;
pub mod issue;
mod kept_draft;
pub mod keys_care;
mod late_places;
pub mod late_records;
mod list_views;
pub mod lives;
pub mod making;
pub mod many_sheets;
pub mod new_life;
pub mod notices;
pub mod numbers;
pub mod offers;
mod one_life;
mod open_cells;
pub mod open_export;
pub mod open_outage;
mod open_strays;
pub mod opened;
mod opening;
pub mod opening_act;
pub mod outage;
pub mod outgoing;
pub mod own_head;
pub mod papers;
pub mod person;
pub mod photograph;
mod picture;
mod picture_error;
pub mod premises;
mod preview;
mod proof;
mod read_authorisation;
mod read_stray;
mod reading_evidence;
mod reading_money;
mod reading_photograph;
pub mod receiving;
mod recovery_sheet;
mod refuge;
pub mod register;
mod register_lines;
mod register_notes;
pub mod reserve;
mod residents;
pub mod restore;
mod retention;
mod second_attestation;
mod self_certification;
mod sessions;
mod set_aside;
pub mod setup;
pub mod shown_draft;
pub mod sign_in;
pub mod station_care;
pub mod stop_reason;
pub mod strays;
pub mod strip;
pub mod telephone;
#[cfg(test)]
pub(crate) mod tests;
pub mod told_back;
mod tries;
mod typed_answers;
mod unlocking;
pub mod unreadable;
pub mod unsent;
mod upkeep;
mod views;
mod watch;
pub mod watched;
pub mod witness;
mod zip;

pub use companions::SETTINGS_FOR_COPY;
pub use counter::Counter;
pub use door::Door;
pub use error::{DeskError, FieldProblem};
pub use opened::Desk;
pub use papers::Pdf;
pub use premises::{Costs, EnterError, Phase, Premises, Secret};
pub use setup::{NewDelegation, NewOperator, RecoverySheet, SetUp};
pub use sign_in::{Session, SessionState, SessionToken, SignInError};
pub use stop_reason::StopReason;
