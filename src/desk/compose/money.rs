//! Stamp duty and fee of a paper, as printed.

use crate::domain::duty::{Duty, Fee};
use crate::domain::entry::Entry;
use crate::domain::reading::long_date;
use crate::paper;

/// The exemption's rule, or the place of the stamp; the fee, if one was taken.
pub(super) fn blocks(entry: &Entry) -> Vec<paper::Block> {
    let duty = entry.duty.as_ref().map(|duty| match duty {
        Duty::Exempt { wording, .. } => paper::Block::small(wording.clone()),
        Duty::Stamp { serial, date, cents } => paper::Block::DutyStamp(
            format!(
                "Imposta di bollo di euro {}, assolta con contrassegno n. {serial} del {}. Il contrassegno si annulla con il timbro dell'ufficio, metà sul contrassegno e metà sul foglio.",
                euro(*cents),
                long_date(*date)
            )
            .into(),
        ),
    });
    let fee = match entry.fee {
        Some(Fee::Recorded { cents }) => {
            Some(paper::Block::small(format!("Diritti di segreteria: euro {}.", euro(cents))))
        }
        Some(Fee::None | Fee::Waived { .. }) | None => None,
    };
    duty.into_iter().chain(fee).collect()
}

/// `16,00`.
fn euro(cents: u32) -> String {
    format!("{},{:02}", cents / 100, cents % 100)
}
