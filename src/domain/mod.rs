//! Pure rules of the counter: no I/O, no clock, no randomness, no async, no framework.
//!
//! | file | subject |
//! |---|---|
//! | [`moment`] | an instant and its Italian wall clock |
//! | [`id`] | identifiers (uuid v7) |
//! | [`notice`] | what was done to keys and powers, until somebody else has seen it |
//! | [`number`] | series, number of an entry |
//! | [`register_code`] | the code every number of a station begins with; the code of a new life |
//! | [`office`] | municipality, office, what stands on a letterhead |
//! | [`body`] | the body a station belongs to, by its IPA code |
//! | [`operator`] | operators and their sets of roles |
//! | [`clock_doubt`] | when a person must look at the clock |
//! | [`delegation`] | who may sign what, on whose act |
//! | [`outage`] | scenario, cause, outage code, closing |
//! | [`authorisation`] | DPR 445/2000 art. 63: who authorised the register, and until when |
//! | [`numbering`] | gap-free counters, reservations |
//! | [`closing`] | daily totals, what may be dated where |
//! | [`head`] | the state decisions are taken from: a fold of the events |
//! | [`lapse`] | when the authorisations of an outage run out |
//! | [`value`] | an attested value and its source |
//! | [`form`] | a form of the catalogue: fields, wording, layout |
//! | [`template`] | the small language of texts in forms |
//! | [`reading`] | one reader for each kind of field, one way of printing it |
//! | [`members`] | the members of a family, as certificates list them |
//! | [`text`] | lines, names, places as people type them |
//! | [`names`] | how names are looked up by their words |
//! | [`folding`] | when two writings of a name, a place, an address say the same |
//! | [`tax_code`] | tax codes: check, computing, omocodic forms, comparison with a person |
//! | [`evidence`] | how a person was identified; who asks; who answers for a minor |
//! | [`duty`] | stamp duty and fees of a paper |
//! | [`exemption`] | exemptions from duty, each with its rule |
//! | [`tariff`] | what duty and fees come to |
//! | [`choices`] | what the municipality decides, and the limits of it |
//! | [`watched`] | systems of others that are watched, by name and place |
//! | [`purpose`] | what a paper is needed for |
//! | [`triage`] | the best route first |
//! | [`photograph`] | the picture on an attestation |
//! | [`person`] | a resident as the extract says |
//! | [`kinship`] | ANPR's codes of kinship and civil status in words |
//! | [`entry`] | a numbered entry of the register |
//! | [`paper_state`] | where its paper stands |
//! | [`call_back`] | whether a call-back is still due |
//! | [`event`] | everything that can happen at a station |
//! | [`centre`] | a centre as a station knows it |
//! | [`bridge`] | a centre without a line, what is typed into it |
//! | [`protocol`] | what is typed into the ordinary protocol for an entry |
//! | [`office_numbers`] | ordinary numbers as the protocol office brings them back |
//! | [`office_text`] | files of other offices, however they are encoded and parted |
//! | [`proposal`] | numbers out of a file, before they are noted |
//! | [`doubtful`] | ordinary numbers that look as no office would write them |
//! | [`late_records`] | records of a life that ended, found later |
//! | [`late_act`] | what a civil-status act says that is entered after an outage |
//! | [`recovery`] | how the entries stand with the centres |
//! | [`exchange`] | what a station and a centre say to each other |
//! | [`record`] | the payload of one journal record: a command and its events |
//! | [`anchor`] | position, chain hash, and the two together |
//! | [`witness`] | a head of a journal as somebody outside tells it |
//! | [`patience`] | how long whoever tries a secret waits after wrong ones |
//! | [`check_code`] | the short code a paper carries for confirmation by telephone |
//! | [`hex`] | bytes in hexadecimal |
//! | [`pem`] | PEM texts, one after another |
//! | [`semicolons`] | CSV as offices exchange it |

pub mod anchor;
pub mod authorisation;
pub mod body;
pub mod bridge;
pub mod call_back;
pub mod centre;
pub mod centre_role;
pub mod check_code;
pub mod choices;
pub mod clock_doubt;
pub mod closing;
pub mod delegation;
pub mod doubtful;
pub mod duty;
pub mod entry;
pub mod event;
pub mod evidence;
pub mod exchange;
pub mod exemption;
pub mod folding;
pub mod form;
#[cfg(test)]
mod golden;
pub mod head;
pub mod hex;
pub mod id;
pub mod kinship;
pub mod lapse;
pub mod late_act;
pub mod late_records;
pub mod members;
pub mod moment;
pub mod names;
pub mod notice;
pub mod number;
pub mod numbering;
pub mod office;
pub mod office_numbers;
pub mod office_text;
pub mod operator;
pub mod outage;
pub mod paper_state;
pub mod patience;
pub mod pem;
pub mod person;
pub mod photograph;
pub mod proposal;
pub mod protocol;
pub mod purpose;
pub mod reading;
pub mod record;
pub mod recovery;
pub mod register_code;
pub mod semicolons;
pub mod stray;
pub mod tariff;
pub mod tax_code;
pub mod template;
pub mod text;
pub mod triage;
pub mod value;
pub mod watched;
pub mod witness;
