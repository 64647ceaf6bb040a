//! The four cases: what was decided at the counter against what the centre would have decided with the data of today.

use crate::conflicts::decide::ANNULLED;
use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::register::compared::is_refused;
use crate::register::entries::EntryView;
use domain::centre::exchange::Compared;
use domain::ids::id::OutageId;

/// What the four cases are, in Italian and in English.
pub const LEAD: (&str, &str) = (
    "Che cosa si è deciso allo sportello, e che cosa avrebbe deciso il centro con i dati di oggi: si ricava dalle differenze, e non è un giudizio su chi ha firmato con i dati di allora. Di ciò che non si è potuto confrontare non si dice nulla.",
    "What was decided at the counter, and what the centre would have decided with the data of today: drawn from the conflicts, and no judgement on whoever signed with the data of that day. Of what could not be compared nothing is said.",
);

/// Issued or refused at the counter × whether the centre, asked that day, would have issued; apart, what nobody compared and what
/// holds no more.
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
    /// Issued, and held against nothing.
    IssuedNotCompared,
    /// Refused or deferred, and held against nothing.
    RefusedNotCompared,
    /// Annulled, for another reason than what the centre found.
    Annulled,
}

impl Case {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::IssuedRightly,
        Self::IssuedWrongly,
        Self::RefusedWrongly,
        Self::RefusedRightly,
        Self::IssuedNotCompared,
        Self::RefusedNotCompared,
        Self::Annulled,
    ];

    /// The case of an entry; none of acts and authorisations, which are not asked of a centre.
    pub fn of(entry: &EntryView, compared: Compared) -> Option<Self> {
        let refused = is_refused(entry);
        if !refused && entry.row.kind != "document" {
            return None;
        }
        let wrong = entry.conflicts.iter().any(|one| one.conflict.would_have_refused());
        Some(match (refused, compared) {
            (false, _) if wrong => Self::IssuedWrongly,
            _ if entry.row.state == ANNULLED => Self::Annulled,
            (true, _) if wrong => Self::RefusedRightly,
            (true, compared) if compared.refuses() => Self::RefusedRightly,
            (false, compared) if compared.was_compared() => Self::IssuedRightly,
            (true, compared) if compared.was_compared() => Self::RefusedWrongly,
            (false, _) => Self::IssuedNotCompared,
            (true, _) => Self::RefusedNotCompared,
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
            Self::IssuedNotCompared => {
                ("Rilasciato allo sportello, non confrontato", "Issued at the counter, not compared")
            }
            Self::RefusedNotCompared => {
                ("Rifiutato allo sportello, non confrontato", "Refused at the counter, not compared")
            }
            Self::Annulled => ("Annullato allo sportello", "Annulled at the counter"),
        }
    }

    /// What is to be done, in Italian and in English.
    pub fn todo(self) -> (&'static str, &'static str) {
        match self {
            Self::IssuedRightly | Self::RefusedRightly => ("Nulla da fare.", "Nothing to do."),
            Self::IssuedNotCompared | Self::RefusedNotCompared => (
                "Non si sa che cosa avrebbe deciso il centro: il perché sta accanto a ciascuno. Chi può, confronti a mano.",
                "What the centre would have decided is not known: why stands beside each. Whoever can, compare by hand.",
            ),
            Self::Annulled => (
                "Non vale più, per un motivo dello sportello: nulla da confrontare.",
                "It holds no more, for a reason of the counter: nothing to compare.",
            ),
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

/// An entry in its case, and what it was held against.
pub type CaseRow = (EntryView, Compared);

impl Hub {
    /// The entries of outages by case, all in order, each in register order.
    pub fn four_cases(&self, outages: &[OutageId]) -> Result<[(Case, Vec<CaseRow>); 7], CentreError> {
        let mut entries = Vec::new();
        self.walk(outages, &mut |entry| {
            entries.push(entry);
            Ok(())
        })?;
        let compared = self.compared(&entries)?;
        let mut cases = Case::ALL.map(|case| (case, Vec::new()));
        for (entry, compared) in entries.into_iter().zip(compared) {
            if let Some(case) = Case::of(&entry, compared)
                && let Some((_, rows)) = cases.iter_mut().find(|(one, _)| *one == case)
            {
                rows.push((entry, compared));
            }
        }
        Ok(cases)
    }
}
