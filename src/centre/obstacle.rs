//! What may stand between a part of an outage and its archive.

use domain::text::bilingual::Bilingual;

/// One thing that stands in the way, and how many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The station has not closed it, and nobody did in its stead.
    Open,
    /// It passed on to a later life, which has not closed it or has not sent all that it counts.
    PassedOn,
    /// Entries that the closing counts and that have not come.
    Missing(u64),
    /// Entries with a conflict that nobody decided.
    Undecided(u64),
    /// Papers whose holders are still to be told.
    Calls(u64),
    /// Entries that wait for the protocol office's number.
    Unnumbered(u64),
    /// Acts still to be signed.
    Unsigned(u64),
}

impl Obstacle {
    /// In words.
    pub fn words(self) -> Bilingual {
        match self {
            Self::Open => Bilingual::new("non è chiusa", "it is not closed"),
            Self::PassedOn => Bilingual::new(
                "è passata a un registro che non l’ha ancora chiusa, o di cui manca qualcosa",
                "it passed on to a register that has not closed it yet, or of which something is missing",
            ),
            Self::Missing(rows) => Bilingual::new(
                format!("registrazioni non arrivate: {rows}"),
                format!("entries not come: {rows}"),
            ),
            Self::Undecided(rows) => Bilingual::new(
                format!("registrazioni con differenze da decidere: {rows}"),
                format!("entries with conflicts to decide: {rows}"),
            ),
            Self::Calls(rows) => {
                Bilingual::new(format!("persone da avvisare: {rows}"), format!("people to be told: {rows}"))
            }
            Self::Unnumbered(rows) => Bilingual::new(
                format!("registrazioni senza numero ordinario: {rows}"),
                format!("entries without an ordinary number: {rows}"),
            ),
            Self::Unsigned(acts) => Bilingual::new(
                format!("atti ancora da firmare: {acts}"),
                format!("acts still to be signed: {acts}"),
            ),
        }
    }
}
