//! The API as a client of it sees it.
