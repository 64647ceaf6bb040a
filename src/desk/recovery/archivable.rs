//! What stands between an outage and its archive: each thing by itself, so that a page can lead there.

use domain::centre::recovery::Settlement;
use domain::journal::head::{Head, Outage};
use domain::office::delegation::ActReference;
use domain::text::bilingual::Bilingual;
use store;

/// One thing that stands in the way, and how many times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The outage is still open.
    Open,
    /// Entries that no centre has said anything of.
    Waiting(usize),
    /// Entries with differences that nobody decided.
    Undecided(usize),
    /// Entries to which a centre gives another ordinary number than it told first, without a difference to be decided.
    Contradicted(usize),
    /// Entries that a centre did not take, unanswered.
    Rejected(usize),
    /// Papers whose holders are still to be told.
    Calls(usize),
    /// Authorisations whose acts are still to be signed.
    Unsigned(usize),
    /// Powers to sign, used in the outage, whose acts are still to be signed.
    UnsignedPowers(usize),
}

impl Obstacle {
    /// In words.
    pub fn words(self) -> Bilingual {
        let counted = |rows: usize, it: (&str, &str), en: (&str, &str)| {
            let (it, en) = if rows == 1 { (it.0, en.0) } else { (it.1, en.1) };
            Bilingual::new(format!("{rows} {it}"), format!("{rows} {en}"))
        };
        match self {
            Self::Open => Bilingual::new(
                "L’interruzione è ancora aperta: chiuderla.",
                "The outage is still open: close it.",
            ),
            Self::Waiting(rows) => counted(
                rows,
                ("registrazione senza esito del centro", "registrazioni senza esito del centro"),
                ("entry without the centre’s outcome", "entries without the centre’s outcome"),
            ),
            Self::Undecided(rows) => counted(
                rows,
                ("registrazione con differenze da decidere", "registrazioni con differenze da decidere"),
                ("entry with differences to decide", "entries with differences to decide"),
            ),
            Self::Contradicted(rows) => counted(
                rows,
                (
                    "registrazione a cui il centro dà un altro numero ordinario: chiedere a chi lo gestisce",
                    "registrazioni a cui il centro dà un altro numero ordinario: chiedere a chi lo gestisce",
                ),
                (
                    "entry to which the centre gives another ordinary number: ask whoever runs it",
                    "entries to which the centre gives another ordinary number: ask whoever runs it",
                ),
            ),
            Self::Rejected(rows) => counted(
                rows,
                (
                    "registrazione rifiutata dal centro, senza risposta",
                    "registrazioni rifiutate dal centro, senza risposta",
                ),
                ("entry the centre rejected, unanswered", "entries the centre rejected, unanswered"),
            ),
            Self::Calls(rows) => counted(
                rows,
                (
                    "persona da avvisare: ha un documento annullato o da sostituire",
                    "persone da avvisare: hanno un documento annullato o da sostituire",
                ),
                (
                    "person to be told: theirs is a paper annulled or to be replaced",
                    "people to be told: theirs are papers annulled or to be replaced",
                ),
            ),
            Self::Unsigned(acts) => counted(
                acts,
                (
                    "autorizzazione con l’atto ancora da firmare",
                    "autorizzazioni con l’atto ancora da firmare",
                ),
                (
                    "authorisation whose act is still to be signed",
                    "authorisations whose acts are still to be signed",
                ),
            ),
            Self::UnsignedPowers(acts) => counted(
                acts,
                (
                    "delega di firma con l’atto ancora da firmare: la registra il responsabile",
                    "deleghe di firma con l’atto ancora da firmare: le registra il responsabile",
                ),
                (
                    "power to sign whose act is still to be signed: a supervisor records it",
                    "powers to sign whose acts are still to be signed: a supervisor records them",
                ),
            ),
        }
    }
}

/// Everything that stands in the way of archiving an outage with these entries.
pub(super) fn obstacles(head: &Head, outage: &Outage, rows: &[store::EntryRow]) -> Vec<Obstacle> {
    let count = |settlement| rows.iter().filter(|row| row.recovery.settlement() == settlement).count();
    let recovered = |row: &&store::EntryRow| row.recovery.settlement() == Settlement::Recovered;
    let contradicted = rows.iter().filter(recovered).filter(|row| !row.recovery.differing.is_empty()).count();
    let calls = rows.iter().filter(|row| head.recovery.calls.contains_key(&row.id)).count();
    let unsigned = outage.authorisations.iter().filter(|one| one.act == ActReference::ToBeSigned).count();
    let signing = outage.delegations.iter().filter_map(|id| head.delegations.get(id));
    let powers = signing.filter(|one| !one.is_signed()).count();
    let counted = [
        (count(Settlement::Waiting), Obstacle::Waiting as fn(usize) -> Obstacle),
        (count(Settlement::Conflicts), Obstacle::Undecided),
        (contradicted, Obstacle::Contradicted),
        (count(Settlement::Rejected), Obstacle::Rejected),
        (calls, Obstacle::Calls),
        (unsigned, Obstacle::Unsigned),
        (powers, Obstacle::UnsignedPowers),
    ];
    let open = outage.closing.is_none().then_some(Obstacle::Open);
    let counted = counted.into_iter().filter(|(found, _)| *found > 0).map(|(found, of)| of(found));
    open.into_iter().chain(counted).collect()
}
