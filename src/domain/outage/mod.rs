//! An outage and what authorises the register in it.
//!
//! | file | subject |
//! |---|---|
//! | [`outage`] | scenario, cause, outage code, closing |
//! | [`authorisation`] | DPR 445/2000 art. 63: who authorised the register, and until when |
//! | [`lapse`] | when the authorisations of an outage run out |
//! | [`late_act`] | what a civil-status act says that is entered after an outage |

pub mod authorisation;
pub mod lapse;
pub mod late_act;
pub mod outage;
