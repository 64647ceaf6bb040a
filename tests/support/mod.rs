//! What the tests stand on: the real binary as a person starts it, its API, a browser, the judges of papers and pages,
//! and disks that fail.

pub mod api;
pub mod blocklog;
pub mod browser;
pub mod cluster;
pub mod copy;
pub mod counter;
pub mod crowd;
pub mod desk;
pub mod disk;
pub mod effort;
pub mod fate;
pub mod fuse;
pub mod hub;
pub mod inspection;
pub mod pages;
pub mod paper;
pub mod pictures;
pub mod shown;
pub mod site;
pub mod station;
pub mod tls;
pub mod tool;
pub mod tpm;
pub mod wait;
pub mod wire;
