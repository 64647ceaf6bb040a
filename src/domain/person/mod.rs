//! A person: names and places that say the same, tax code, evidence, kin.
//!
//! | file | subject |
//! |---|---|
//! | [`members`] | the members of a family, as certificates list them |
//! | [`folding`] | when two writings of a name, a place, an address say the same |
//! | [`tax_code`] | tax codes: check, computing, omocodic forms, comparison with a person |
//! | [`evidence`] | how a person was identified; who asks; who answers for a minor |
//! | [`photograph`] | the picture on an attestation |
//! | [`person`] | a resident as the extract says |
//! | [`kinship`] | ANPR's codes of kinship and civil status in words |

pub mod evidence;
pub mod folding;
pub mod kinship;
pub mod members;
pub mod person;
pub mod photograph;
pub mod tax_code;
