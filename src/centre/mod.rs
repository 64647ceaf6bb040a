//! Use cases of the centre: receive, number, correlate, find conflicts, decide.
//!
//! | file | subject |
//! |---|---|
//! | [`opened`] | [`Hub`]: what every use case stands on |
//! | [`checked`] | a batch as it came → records whose chain holds |
//! | [`incoming`] | checked records → what the store takes in one transaction |
//! | [`remembered`] | what is remembered of a station to judge its later records by |
//! | [`receive`] | the four operations of the contract: position, blobs, records, outcomes |
//! | `apart` | outcomes of a continuation apart: its own, and those of what it has in common with the first line |
//! | [`bundles`], [`staged`] | records that came on a stick, and those that wait for earlier ones |
//! | [`answers`] | outcomes that go back on a stick |
//! | `arrived` | which emergency numbers came, and which were passed over |
//! | `beside` | an entry beside the registry, field by field |
//! | `clash` | two entries that cannot both be, side by side |
//! | `doubled` | an ordinary number of two entries: told, and put right |
//! | `facts` | what must not be true of two entries |
//! | [`conflicts`] | what is wrong with an entry in itself, and against the registry as of now |
//! | [`references`], [`person_now`] | the registry as of now, as the centre knows it |
//! | `namesakes` | whom it has: by tax code, or by name and birth date |
//! | [`body`] | which body it serves |
//! | [`receipts`] | what is signed of the heads it holds |
//! | [`recheck`] | looking again after one day and after seven |
//! | [`decide`] | conflicts decided by a named person; outages archived |
//! | [`worklist`] | what waits for a decision, by kinds; many decided at once |
//! | [`archivable`] | what stands between a part of an outage and its archive |
//! | `files` | files that entries name and that never came |
//! | `holder_calls` | holders of papers annulled or to be replaced, to be told |
//! | [`entries`], [`summary`] | entries as pages and exports show them |
//! | [`number_corrections`] | ordinary numbers put right |
//! | [`numbers`], [`numbers_file`] | who gives the ordinary numbers; those of the protocol office |
//! | [`own_sequence`] | from where the own sequence goes on; entries that waited while it stood still |
//! | [`epochs`] | the data were put back from a copy: numbers are held back until stations said what they were told |
//! | [`outside`] | what the keys folder knows of the data, that a copy put back does not hold |
//! | `told_back` | numbers that stations say they were told; proofs of those they are told |
//! | [`lost`] | decisions of the centre that only a station remembers |
//! | [`correlation`] | emergency number ↔ ordinary number (DPR 445/2000 art. 63 c. 5) |
//! | `compared` | what each entry was held against |
//! | [`cases`] | the four cases: counter × centre |
//! | `report` | both on paper |
//! | [`identity`], [`messages`] | the key and certificate of the centre; signed requests believed, answers signed |
//! | [`stations`], [`enrolments`], [`recognising`] | who is expected, known, heard, forked; who asks to be known; who lets them in |
//! | [`reserves`] | reserves of stations: certified with them, used up once |
//! | [`strays`] | papers of a lost computer, written down at the counter: shown, counted apart |
//! | [`accounts`], `passwords` | who works at the centre, what for; what a password is like |
//! | [`sign_in`], `tries`, [`sessions`] | signing in; passwords tried; who is signed in |
//! | [`deeds`] | what was done, and by whom |
//! | `recovery_code` | the printed code that opens the keys |
//! | `counted` | how many entries of an outage stand how |
//! | [`rehearsed`] | rejections and conflicts on demand, for drills |
//! | `lists` | short lists and values the centre keeps for itself |
//! | [`seals`] | what the store never sees in clear |
//! | [`error`] | what can go wrong |
//! | [`lives`] | stations that go on one where the other ended, shown as one |
//! | [`official`] | a dead line closed *d’ufficio* |
//! | `proof` | what browsers keep, proven by the centre’s own keys |
//! | [`second_copy`] | how the second copy of its database stands |

pub mod accounts;
pub mod answers;
mod apart;
pub mod archivable;
mod arrived;
mod beside;
pub mod body;
pub mod bundles;
pub mod cases;
pub mod checked;
mod clash;
mod compared;
pub mod conflicts;
pub mod correlation;
mod counted;
pub mod decide;
pub mod deeds;
mod doubled;
pub mod enrolments;
pub mod entries;
pub mod epochs;
pub mod error;
mod facts;
mod files;
mod holder_calls;
pub mod identity;
pub mod incoming;
mod lists;
pub mod lives;
pub mod lost;
pub mod messages;
mod namesakes;
pub mod number_corrections;
pub mod numbers;
pub mod numbers_file;
pub mod official;
pub mod opened;
pub mod outside;
pub mod own_sequence;
mod passwords;
pub mod person_now;
mod proof;
pub mod receipts;
pub mod receive;
pub mod recheck;
pub mod recognising;
mod recovery_code;
pub mod references;
pub mod rehearsed;
pub mod remembered;
mod report;
pub mod reserves;
pub mod seals;
pub mod second_copy;
pub mod sessions;
pub mod sign_in;
pub mod staged;
pub mod stations;
pub mod strays;
pub mod summary;
#[cfg(test)]
mod tests;
mod told_back;
mod tries;
pub mod worklist;

pub use error::CentreError;
pub use opened::Hub;
