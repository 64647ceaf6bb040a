//! The four cases: what was decided at the counter against what the centre would have decided with the data of today.

use super::entries::EntryView;
use super::error::CentreError;
use super::opened::Hub;
use crate::domain::id::OutageId;

/// What the four cases are, in Italian and in English.
pub const LEAD: (&str, &str) = (
    "Che cosa si è deciso allo sportello, e che cosa avrebbe deciso il centro con i dati di oggi: si ricava dalle differenze, e non è un giudizio su chi ha firmato con i dati di allora.",
    "What was decided at the counter, and what the centre would have decided with the data of today: drawn from the conflicts, and no judgement on whoever signed with the data of that day.",
);

/// Issued or refused at the counter × whether the centre, asked that day, would have issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Issued, and the centre would have too.
    IssuedRightly,
    /// Issued; the centre would not have: holders to call.
    IssuedWrongly,
    /// Refused or deferred; the centre would have issued: people to call.
    RefusedWrongly,
    /// Refused or deferred, and the centre would have refused too.
    RefusedRightly,
}

impl Case {
    /// All four, in order.
    pub const ALL: [Self; 4] =
        [Self::IssuedRightly, Self::IssuedWrongly, Self::RefusedWrongly, Self::RefusedRightly];

    /// The case of an entry; none of acts and authorisations, which are not asked of a centre.
    pub fn of(entry: &EntryView) -> Option<Self> {
        let refused = matches!(entry.row.kind.as_str(), "refusal" | "deferral");
        if !refused && entry.row.kind != "document" {
            return None;
        }
        let wrong = entry.conflicts.iter().any(|one| one.conflict.would_have_refused());
        Some(match (refused, wrong) {
            (false, false) => Self::IssuedRightly,
            (false, true) => Self::IssuedWrongly,
            (true, false) => Self::RefusedWrongly,
            (true, true) => Self::RefusedRightly,
        })
    }

    /// Its name, in Italian and in English.
    pub fn title(self) -> (&'static str, &'static str) {
        match self {
            Self::IssuedRightly => (
                "Rilasciato allo sportello, e il centro avrebbe rilasciato",
                "Issued at the counter, and the centre would have issued",
            ),
            Self::IssuedWrongly => (
                "Rilasciato allo sportello, ma il centro avrebbe rifiutato",
                "Issued at the counter, but the centre would have refused",
            ),
            Self::RefusedWrongly => (
                "Rifiutato allo sportello, ma il centro avrebbe rilasciato",
                "Refused at the counter, but the centre would have issued",
            ),
            Self::RefusedRightly => (
                "Rifiutato allo sportello, e il centro avrebbe rifiutato",
                "Refused at the counter, and the centre would have refused",
            ),
        }
    }

    /// What is to be done, in Italian and in English.
    pub fn todo(self) -> (&'static str, &'static str) {
        match self {
            Self::IssuedRightly | Self::RefusedRightly => ("Nulla da fare.", "Nothing to do."),
            Self::IssuedWrongly => {
                ("Chiamare la persona: sostituire o annullare.", "Call the holder: replace or annul.")
            }
            Self::RefusedWrongly => (
                "Richiamare la persona: ora si può rilasciare.",
                "Call the person back: it can be issued now.",
            ),
        }
    }
}

impl Hub {
    /// The entries of outages by case, all four in order, each in register order.
    pub fn four_cases(&self, outages: &[OutageId]) -> Result<[(Case, Vec<EntryView>); 4], CentreError> {
        let mut cases = Case::ALL.map(|case| (case, Vec::new()));
        self.walk(outages, &mut |entry| {
            if let Some(case) = Case::of(&entry)
                && let Some((_, rows)) = cases.iter_mut().find(|(one, _)| *one == case)
            {
                rows.push(entry);
            }
            Ok(())
        })?;
        Ok(cases)
    }
}
