//! Stamp duty and fee of a paper, as printed.

use domain::money::duty::{Duty, Fee};
use domain::register::entry::Entry;
use domain::time::dates::long_date;
use paper;

/// The exemption's rule, or the place of the stamp; the fee, if one was taken, with them.
pub(super) fn blocks(entry: &Entry) -> Vec<paper::Block> {
    let fee = match entry.fee {
        Some(Fee::Recorded { cents }) => format!("Diritti di segreteria: euro {}.", euro(cents)),
        Some(Fee::None | Fee::Waived { .. }) | None => String::new(),
    };
    let with_fee = |words: String| format!("{words} {fee}").trim().to_owned();
    let block = match &entry.duty {
        Some(Duty::Exempt { wording, .. }) => paper::Block::small(with_fee(wording.clone())),
        Some(Duty::Stamp { serial, date, cents }) => paper::Block::DutyStamp(
            with_fee(format!(
                "Imposta di bollo di euro {}, assolta con contrassegno n. {serial} del {}. Il contrassegno si annulla con il timbro dell'ufficio, metà sul contrassegno e metà sul foglio.",
                euro(*cents),
                long_date(*date)
            ))
            .into(),
        ),
        None if fee.is_empty() => return Vec::new(),
        None => paper::Block::small(fee),
    };
    vec![block]
}

/// `16,00`.
fn euro(cents: u32) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}
