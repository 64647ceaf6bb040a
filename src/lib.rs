//! *Sportello* — the counter that keeps working. The map of the house.
//!
//! A station has one append-only, hash-chained journal; everything a person asks about is derived from it. Imports
//! point only to the right, siblings never import each other (`tests/layers.rs` holds it):
//!
//! `main → cli → station | hub → web, recovery → desk, centre → journal, store, paper, forms → vault, code → disk → clock → domain`

pub mod cli;
pub mod clock;
pub mod desk;
pub mod disk;
pub mod domain;
pub mod forms;
pub mod journal;
pub mod paper;
pub mod station;
pub mod store;
pub mod vault;
pub mod web;
