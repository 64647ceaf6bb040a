//! Pages of the station's life.

pub mod home;
pub mod lock;
pub mod sign_in;
pub mod status;
