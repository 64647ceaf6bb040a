//! Pages of the station's life: first run, unlocking, sign-in, home, people, care.

pub mod at_start;
pub mod care;
pub mod change_pin;
pub mod clock;
pub mod confirm;
pub mod delegations;
pub mod heads;
pub mod home;
mod home_points;
mod hours;
pub mod keys;
pub mod late_records;
pub mod lives;
pub mod lock;
pub mod notices;
pub mod operators;
pub mod restore;
mod roles;
pub mod server;
pub mod setup;
mod setup_form;
mod sheet_page;
pub mod sign_in;
pub mod status;
pub mod unlock;
