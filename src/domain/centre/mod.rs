//! What a station and a centre say to each other.
//!
//! | file | subject |
//! |---|---|
//! | [`centre`] | a centre as a station knows it |
//! | [`manual_centre`] | a centre without a line, what is typed into it |
//! | [`office_numbers`] | ordinary numbers as the protocol office brings them back |
//! | [`proposal`] | numbers out of a file, before they are noted |
//! | [`doubtful`] | ordinary numbers that look as no office would write them |
//! | [`recovery`] | how the entries stand with the centres |
//! | [`exchange`] | what a station and a centre say to each other |
//! | [`centre_role`] | who may do what at the centre |

pub mod centre;
pub mod centre_role;
pub mod doubtful;
pub mod exchange;
pub mod manual_centre;
pub mod office_numbers;
pub mod proposal;
pub mod recovery;
