//! The pages of the centre, for the records manager, and the contract that stations speak.
//!
//! | file | subject |
//! |---|---|
//! | [`routes`] | every address of the centre, on one page |
//! | [`rights`] | what each of them needs |
//! | [`site`] | what handlers are given |
//! | [`faults`] | refusals, panics, unknown addresses as pages or problems |
//! | [`desk`] | somebody signed in; a form they posted |
//! | [`forgotten`] | an administrator’s password made anew with the printed code |
//! | [`frame`] | what stands around every page |
//! | [`limits`] | how much one address may ask |
//! | [`words`] | kinds, states and remedies in words |
//! | [`sign_in`], [`home`], [`stations`], [`enrolments`], [`outages`], [`entries`], [`numbers`], [`put_back`], [`conflicts`], [`bundles`], [`registry`], [`workers`], [`worker`], [`account`], [`deeds`], [`recovery_code`] | the pages |
//! | [`own_sequence`] | from which number the own sequences go on |
//! | `correct_number` | an ordinary number put right |
//! | `numbers_proposed` | numbers of a file, shown before they are noted |
//! | [`contract`] | the contract, for whoever builds a centre of their own |
//! | [`mock`] | failures on demand, for whoever builds a centre or a station |
//! | [`api`] | the contract of four operations, and enrolment |
//! | [`serve`] | its server: in clear on this computer, over TLS for others |

pub mod account;
pub mod api;
pub mod bundles;
pub mod conflicts;
pub mod contract;
pub mod correct_number;
pub mod deeds;
pub mod desk;
pub mod enrolments;
pub mod entries;
pub mod faults;
pub mod forgotten;
pub mod frame;
pub mod home;
pub mod limits;
pub mod mock;
pub mod numbers;
pub mod numbers_proposed;
pub mod outages;
pub mod own_sequence;
pub mod put_back;
pub mod recovery_code;
pub mod registry;
pub mod rights;
pub mod routes;
pub mod serve;
pub mod sign_in;
pub mod site;
pub mod stations;
pub mod words;
pub mod worker;
pub mod workers;
