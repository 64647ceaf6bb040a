//! The site: pages made on the server, usable with script off, and the JSON API. The only room that says `actix_web`.
//!
//! | file | subject |
//! |---|---|
//! | [`entrance`] | what is looked at before anything of a request is read: how many, how slowly, how much, from where |
//! | [`site`] | what pages and handlers are made with: who asks, forms, frames, troubles, files |
//! | [`words`] | languages, dates, sums, states in words |
//! | [`counter`] | pages of the counter's work: outage, drafts, entries, register |
//! | [`api`] | the JSON API |
//! | [`centre`] | the pages of the centre, and the contract stations speak |
//!
//! A handler does three things: parse, call one use case (`Seat::ask`), turn the result into a page.

pub mod api;
pub mod centre;
pub mod counter;
pub mod entrance;
pub mod site;
pub mod words;
