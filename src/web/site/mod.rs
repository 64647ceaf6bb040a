//! What pages and handlers are made with: who asks, forms, frames, troubles, files.
//!
//! | file | subject |
//! |---|---|
//! | [`strip`] | what stands around every page |
//! | [`habits`], [`visits`] | what an operator used last; who stands at the counter |
//! | [`server_view`] | how others reach the station over TLS |
//! | [`blocking`] | work that waits, off the workers |
//! | [`bearer`] | the token a program gives |
//! | [`unsent`] | what was typed when a session locked |
//! | [`address`] | every address of the site, on one page; how they are written down |
//! | [`site`] | what handlers are given; the server; how it speaks TLS; the wish to stop; what the address answers until the counter is open |
//! | [`seat`], [`post`], [`upload`] | a signed-in operator's request; a form they posted; one with a file |
//! | [`visitor`] | requests of people not signed in |
//! | [`standing`] | who asks, in what state of the station |
//! | [`frame`] | what stands around every page |
//! | [`form`], [`field`], [`typed`] | forms: drawn, mended, read |
//! | [`trouble`], [`faults`] | everything that is answered instead of a page |
//! | [`kept`], [`passing`] | every form ends in a redirect: what it would have been answered; what a site remembers for a while |
//! | [`papers`] | a paper on a screen, in a page that goes when the session locks |
//! | [`door`] | where a PIN is typed |
//! | [`file`], [`sheets`], [`pictures`] | PDFs; recovery sheets still to be typed back; pictures still to be cropped |
//! | [`square`] | square codes on screens |
//! | [`stream`] | files made while they are sent |
//! | [`assets`], [`look`] | stylesheet, script, fonts; the tokens of look |
//! | [`log`] | one line of log a request, without what a person typed |

pub mod address;
pub mod assets;
pub mod bearer;
pub mod blocking;
pub mod door;
pub mod faults;
pub mod field;
pub mod file;
pub mod form;
pub mod frame;
pub mod habits;
pub mod kept;
pub mod log;
#[cfg(test)]
mod look;
pub mod papers;
pub mod passing;
pub mod pictures;
pub mod post;
pub mod seat;
pub mod server_view;
pub mod sheets;
pub mod site;
pub mod square;
pub mod standing;
pub mod stream;
pub mod strip;
pub mod trouble;
pub mod typed;
pub mod unsent;
pub mod upload;
pub mod visitor;
pub mod visits;
