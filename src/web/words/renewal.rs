//! The time left to a certificate, in words.

use super::lang::Lang;
use super::tag::Tag;
use domain::time::moment::Moment;
use trust::Renewal;

/// Whether a certificate that holds until `end` is to be renewed; no word while there is time.
pub fn tag(end: Moment, now: Moment, l: Lang) -> Tag {
    let (word, tint) = match Renewal::of(end, now) {
        Renewal::NotYet => (String::new(), "info"),
        Renewal::Soon { days } => (within(days, l), "warn"),
        Renewal::Over => (l.t("scaduto", "expired").to_owned(), "stop"),
    };
    Tag { word, tint, reason: String::new() }
}

/// `da rinnovare: 12 giorni`.
pub fn within(days: i64, l: Lang) -> String {
    match days {
        1 => l.t("da rinnovare: 1 giorno", "to be renewed: 1 day").to_owned(),
        days => format!("{} {days} {}", l.t("da rinnovare:", "to be renewed:"), l.t("giorni", "days")),
    }
}
