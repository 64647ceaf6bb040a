//! The site: pages made on the server, usable with script off, and the JSON API. The only room that says `actix_web`.
//!
//! | file | subject |
//! |---|---|
//! | [`routes`], [`address`] | every address of the site, on one page; how they are written down |
//! | [`site`], [`serve`], [`tls`], [`stop`], [`waiting`] | what handlers are given; the server; how it speaks TLS; the wish to stop; what the address answers until the counter is open |
//! | [`seat`], [`post`], [`upload`] | a signed-in operator's request; a form they posted; one with a file |
//! | [`visitor`] | requests of people not signed in |
//! | [`standing`] | who asks, in what state of the station |
//! | [`frame`], [`strip`] | what stands around every page |
//! | [`form`], [`field`], [`typed`] | forms: drawn, mended, read |
//! | [`trouble`], [`faults`], [`trouble_page`] | everything that is answered instead of a page |
//! | [`apart`] | a request's head on memory of its own |
//! | [`guard`] | hosts, origins, headers; everything that stands before the handlers of a site |
//! | [`connections`], [`pace`], [`body`], [`gate`] | how many at once, how slowly, how much: what is looked at before anything is read |
//! | [`bound`], [`place`], [`entrance`] | cookies and tokens that hold in one place only; the way of a browser to a name of its own |
//! | [`kept`], [`passing`] | every form ends in a redirect: what it would have been answered; what a site remembers for a while |
//! | [`papers`] | a paper on a screen, in a page that goes when the session locks |
//! | [`door`] | where a PIN is typed |
//! | [`file`], [`sheets`], [`pictures`] | PDFs; recovery sheets still to be typed back; pictures still to be cropped |
//! | [`square`] | square codes on screens |
//! | [`stream`] | files made while they are sent |
//! | [`assets`], [`look`] | stylesheet, script, fonts; the tokens of look |
//! | [`lang`], [`when`], [`money`], [`renewal`], [`act`] | languages; dates, times, sums, the time left to a certificate and acts of the index in words |
//! | [`station`] | pages of the station's life: first run, unlocking, sign-in, home, care |
//! | [`counter`] | pages of the counter's work: outage, drafts, entries, register |
//! | [`api`] | the JSON API |
//! | [`hub`] | the pages of the centre, and the contract stations speak |
//!
//! A handler does three things: parse, call one use case (`Seat::ask`), turn the result into a page.

pub mod act;
pub mod address;
pub mod apart;
pub mod api;
pub mod assets;
pub mod body;
pub mod bound;
pub mod connections;
pub mod counter;
pub mod door;
pub mod entrance;
pub mod faults;
pub mod field;
pub mod file;
pub mod form;
pub mod frame;
pub mod gate;
pub mod guard;
pub mod hub;
pub mod kept;
pub mod lang;
pub mod log;
#[cfg(test)]
mod look;
pub mod money;
pub mod pace;
pub mod papers;
pub mod passing;
pub mod pictures;
pub mod place;
pub mod post;
pub mod renewal;
pub mod routes;
pub mod seat;
pub mod serve;
pub mod sheets;
pub mod site;
pub mod square;
pub mod standing;
pub mod station;
pub mod stop;
pub mod stream;
pub mod strip;
pub mod tls;
pub mod trouble;
pub mod trouble_page;
pub mod typed;
pub mod upload;
pub mod visitor;
pub mod waiting;
pub mod when;
