//! The centre's store on sled, for one office: one process, one folder, nothing to install.
//!
//! One tree holds everything; each call is one batch on it, made durable before it is answered. Writers come one at a time,
//! readers see no half of a call.
//!
//! | file | subject |
//! |---|---|
//! | `life` | opening, writing durably, opening again after a failure |
//! | `aside` | what sled never finished, and what cannot be used |
//! | `brought_up` | what lies in a database of before as this program wants it |
//! | `older` | what the database held at some time, to be put back in a rehearsal of a restored copy |
//! | `standing` | a note beside sled that tells a database cut short |
//! | `second_copy`, `copy_file`, `still` | a whole copy elsewhere, written while the centre goes on, and putting it in place |
//! | `draft` | what a call is about to change; values in pieces |
//! | `key`, `value`, `packed` | where things lie, and how; sorted lists in blocks |
//! | `records`, `blobs` | what was received, as it came |
//! | `entry`, `work` | entries as they lie there, and changing them: conflicts, outcomes, counts |
//! | `receive` | a batch |
//! | `ordinary`, `corrections`, `told` | ordinary numbers; those put right; those that stations were told |
//! | `questions` | entries asked for |
//! | `conflicts`, `outages`, `stations`, `references`, `accounts`, `deeds` | the rest |
//! | `store` | the contract, call by call |
//! | `sum` | what everything in the tree comes to |
//! | `tampering` | rows altered behind the back of the use cases, for tests |

mod accounts;
mod aside;
mod blobs;
mod brought_up;
mod conflicts;
mod copy_file;
mod corrections;
mod deeds;
mod draft;
mod entry;
mod key;
mod life;
mod older;
mod ordinary;
mod outages;
mod packed;
mod questions;
mod receive;
mod records;
mod references;
mod second_copy;
mod standing;
mod stations;
mod still;
mod store;
mod sum;
#[cfg(any(test, feature = "tampering"))]
mod tampering;
#[cfg(test)]
mod tests;
mod told;
mod value;
mod work;

pub use life::EmbeddedCentre;
pub use older::Older;
pub use second_copy::{Copied, CopyError, CopyFolder};
