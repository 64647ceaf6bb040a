//! Stamp duty, fees, exemptions.
//!
//! | file | subject |
//! |---|---|
//! | [`duty`] | stamp duty and fees of a paper |
//! | [`exemption`] | exemptions from duty, each with its rule |
//! | [`tariff`] | what duty and fees come to |

pub mod duty;
pub mod exemption;
pub mod tariff;
