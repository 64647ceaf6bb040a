//! Pages of the counter's work: outage, drafts, entries, register.
//!
//! | file | subject |
//! |---|---|
//! | [`routes`] | every address of the site, on one page; how they are written down |
//! | [`serve`] | what handlers are given; the server; how it speaks TLS; the wish to stop; what the address answers until the counter is open |
//! | [`trouble_page`] | everything that is answered instead of a page |
//! | [`life`] | pages of the station's life: first run, unlocking, sign-in, home, care |
//! | [`outage`] | an outage on pages: opened, authorised, its numbers, closed |
//! | [`people`] | residents and the extract on pages |
//! | [`entry`] | numbered entries on pages, one and many |
//! | [`draft`] | one draft, from typing to the number; what is asked beyond its form |
//! | [`words`] | the domain's words |
//! | [`recovery`] | back into the central systems: overview, centres, differences, numbers, worksheets, the archive |

pub mod draft;
pub mod entry;
pub mod life;
pub mod outage;
pub mod people;
pub mod recovery;
pub mod routes;
pub mod serve;
pub mod trouble_page;
pub mod words;
