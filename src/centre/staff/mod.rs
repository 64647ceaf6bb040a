//! who works at the centre, sessions, its own deeds
//!
//! | file | subject |
//! |---|---|
//! | [`accounts`], `passwords` | who works at the centre, what for; what a password is like |
//! | [`sign_in`], `tries`, [`sessions`] | signing in; passwords tried; who is signed in |
//! | `forgotten` | an administrator’s password made anew with the recovery code |
//! | [`deeds`] | what was done, and by whom |
//! | `recovery_code` | the printed code that opens the keys |

pub mod accounts;
pub mod deeds;
mod forgotten;
mod passwords;
mod recovery_code;
pub mod sessions;
pub mod sign_in;
mod tries;
