//! The plug is pulled, the disk fails, files are damaged: what was acknowledged is there, once, and the rest is asked.
//!
//! Short forms run in the suite, long ones with `tests/long`, which prints figures.

mod certified;
mod copy;
mod damage;
mod deaths;
mod disk_errors;
mod every_file;
mod full_disk;
mod kills;
mod new_lives;
mod photographs;
mod power;
mod secrecy;
mod stick;
mod store;
