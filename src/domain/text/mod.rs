//! Texts as people type them and papers print them; files of other offices.
//!
//! | file | subject |
//! |---|---|
//! | [`bilingual`] | a text in both languages of the screens |
//! | [`template`] | the small language of texts in forms |
//! | [`lines`] | lines, names, places as people type them |
//! | [`names`] | how names are looked up by their words |
//! | [`office_text`] | files of other offices, however they are encoded and parted |
//! | [`hex`], [`thousands`] | bytes in hexadecimal, counts with their thousands apart |
//! | [`pem`] | PEM texts, one after another |
//! | [`semicolons`] | CSV as offices exchange it |

pub mod bilingual;
pub mod hex;
pub mod lines;
pub mod names;
pub mod office_text;
pub mod pem;
pub mod semicolons;
pub mod template;
pub mod thousands;
