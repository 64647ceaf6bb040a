//! The centre's store on `PostgreSQL`: many stations, several hubs on one database.
//!
//! | file | subject |
//! |---|---|
//! | `address` | the address a person gives: where, and how it is secured |
//! | `tls` | the secured line |
//! | `pool` | connections, kept and made anew |
//! | `session` | one transaction on one connection |
//! | `failure` | what the database's errors mean |
//! | `migrations` | tables, version by version |
//! | `centre` | [`PostgresCentre`]: reading, writing, trying again |
//! | `store` | the contract, call by call |
//! | `receive`, `plan`, `put` | a batch: locks and reads, what follows from them, what is written |
//! | `numbering`, `told` | ordinary numbers; those that stations were told |
//! | `corrections` | ordinary numbers put right |
//! | `entries`, `conflicts`, `outages`, `stations`, `records`, `people`, `deeds` | the rest |

mod address;
mod centre;
mod conflicts;
mod corrections;
mod deeds;
mod entries;
mod failure;
mod migrations;
mod numbering;
mod outages;
mod people;
mod plan;
mod pool;
mod put;
mod receive;
mod records;
mod session;
mod stations;
mod store;
#[cfg(test)]
mod tests;
mod tls;
mod told;

pub use address::{Address, BadAddress};
pub use centre::PostgresCentre;
