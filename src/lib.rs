//! *Sportello* — the counter that keeps working. The map of the house.
//!
//! A station has one append-only, hash-chained journal; everything a person asks about is derived from it. Imports
//! point only to the right, siblings never import each other (`tests/layers.rs` holds it):
//!
//! `main → cli → station | hub → web, recovery → desk, centre → journal, store, paper, forms, extract → vault, trust → disk → clock → domain`
//!
//! All but `cli`, `station` and `hub`, which are the program, are crates of their own: their manifests hold the arrows.
//!
//! | module | subject |
//! |---|---|
//! | [`centre`] | use cases of the hub: receive, number, correlate, find conflicts, decide |
//! | [`cli`] | one file per subcommand |
//! | [`clock`] | the only reader of time and randomness |
//! | [`desk`] | use cases at the counter; roles are decided here |
//! | [`disk`] | what is promised about durability, and a disk that breaks the promises for tests |
//! | [`domain`] | pure rules and the events everything is folded from |
//! | [`extract`] | the local extract of residents: one sealed file, read through an index |
//! | [`forms`] | reads and checks `forms/*.toml` |
//! | [`hub`] | composition root of the centre |
//! | [`journal`] | the durable truth: segments, frames, committer, chain, verify, second copy |
//! | [`paper`] | a neutral sheet → PDF/A-1b; only place that says genpdf and lopdf |
//! | [`recovery`] | plan, client of a centre, the pass, the thread that does it |
//! | [`station`] | composition root of the counter |
//! | [`store`] | what one asks questions of, rebuilt from the journal; only place that says sled |
//! | [`trust`] | certificates and signatures: who made what |
//! | [`vault`] | key slots, sealing, PINs, blobs; only place that holds secret material |
//! | [`web`] | pages and API; only place that says actix_web |

pub use ::centre;
pub mod cli;
pub use ::clock;
pub use ::desk;
pub use ::disk;
pub use ::domain;
pub use ::extract;
pub use ::forms;
pub mod hub;
pub use ::journal;
pub use ::paper;
pub use ::recovery;
pub mod station;
pub use ::store;
pub use ::trust;
pub use ::vault;
pub use ::web;
