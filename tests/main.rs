//! The tests on the whole house: the layering of its sources, and the real binary on real disks, in a real browser.

mod layers;
