//! Money on a paper: stamp duty (DPR 642/1972) and secretariat fees (L. 604/1962). Integer euro cents only.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Stamp duty of one paper, as printed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "duty", rename_all = "kebab-case")]
pub enum Duty {
    /// Exempt; the rule is printed.
    Exempt {
        /// As printed.
        wording: String,
        /// Code of ANPR's table 39, where the applicant chose one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<u8>,
    },
    /// Paid by stamp.
    Stamp {
        /// Identification number, 14 digits.
        serial: String,
        /// Day printed on the stamp, never after the issue.
        date: NaiveDate,
        /// Cents.
        cents: u32,
    },
}

/// Secretariat fee of one paper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fee", rename_all = "kebab-case")]
pub enum Fee {
    /// The tariff asks none for this paper.
    None,
    /// Due and recorded.
    Recorded {
        /// Cents.
        cents: u32,
    },
    /// Due and waived.
    Waived {
        /// What would have been due.
        cents: u32,
        /// Why.
        reason: String,
    },
}
