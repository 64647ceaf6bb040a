//! The tests on the whole house: the layering of its sources, and the real binary on real disks, in a real browser.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on stops with the words of what failed")]

mod bundles;
mod camera;
mod catalogue;
mod centre;
mod clocks;
mod contract;
mod corrections;
mod crash;
mod heads;
mod homecoming;
mod installation;
mod instruments;
mod journey;
mod keys;
mod layers;
mod lock;
mod lost_pc;
mod office_numbers;
mod open_files;
mod openapi;
mod pages;
mod papers;
mod past;
mod put_back;
mod recovery;
mod recovery_failures;
mod registers;
mod renewal;
mod reserve;
mod saturday;
mod support;
mod tls;
mod worksheet;
