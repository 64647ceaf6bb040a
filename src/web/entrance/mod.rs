//! What is looked at before anything of a request is read: how many, how slowly, how much, from where.
//!
//! | file | subject |
//! |---|---|
//! | [`tls`], [`stop`], [`waiting`] | what handlers are given; the server; how it speaks TLS; the wish to stop; what the address answers until the counter is open |
//! | [`apart`] | a request's head on memory of its own |
//! | [`guard`] | hosts, origins, headers; everything that stands before the handlers of a site |
//! | [`connections`], [`pace`], [`body`], [`gate`] | how many at once, how slowly, how much: what is looked at before anything is read |
//! | [`bound`], [`place`], [`own_name`] | cookies and tokens that hold in one place only; the way of a browser to a name of its own |

pub mod apart;
pub mod body;
pub mod bound;
pub mod connections;
pub mod gate;
pub mod guard;
pub mod own_name;
pub mod pace;
pub mod place;
pub mod stop;
pub mod tls;
pub mod waiting;
