//! Conflicts and remedies in words: Italian, English. The only wording of them, on screens and papers.

use super::conflict::{ConflictKind, Decision, Place, Remedy};

impl ConflictKind {
    /// In Italian and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Deceased => ("persona deceduta", "person deceased"),
            Self::Removed => ("persona cancellata dall’anagrafe", "person removed from the registry"),
            Self::Moved => ("indirizzo diverso", "another address"),
            Self::DataChanged => ("dati diversi", "other data"),
            Self::OpenProcedure => ("procedimento aperto", "open procedure"),
            Self::NotCertifiable => ("non certificabile", "not certifiable"),
            Self::HoldsCard => ("ha già una carta valida", "holds a valid card already"),
            Self::SecondAttestation => ("seconda attestazione", "second attestation"),
            Self::StampReused => ("contrassegno già usato", "stamp used before"),
            Self::DelegationLapsed => ("delega non valida quel giorno", "delegation did not hold that day"),
            Self::ClockOrder => ("ora precedente alla registrazione prima", "earlier than the entry before"),
            Self::AlreadyRecovered => ("già riversata", "recovered already"),
            Self::NumberClash => ("numero già usato", "number used before"),
            Self::TaxCodeOfAnother => ("codice fiscale di un’altra persona", "tax code of someone else"),
            Self::DocumentExpired => ("documento mostrato scaduto", "document shown had expired"),
            Self::PersonNotFound => ("persona non trovata nell’anagrafe", "person not found in the registry"),
            Self::DecisionsDiffer => (
                "decisa in due modi, allo sportello e al centro",
                "decided in two ways, at counter and centre",
            ),
            Self::OrdinaryDiffers => (
                "numero ordinario diverso da quello detto prima",
                "another ordinary number than was told before",
            ),
            Self::WrittenOtherwise => ("scritto in altro modo", "written in another way"),
            Self::NumbersMissing => {
                ("numeri non arrivati al centro", "numbers that never came to the centre")
            }
            Self::FileMissing => ("file non arrivato al centro", "file that never came to the centre"),
            Self::OrdinaryDoubled => {
                ("numero ordinario di due registrazioni", "ordinary number of two entries")
            }
            Self::Other => ("differenza di un tipo nuovo", "a difference of a new kind"),
        }
    }
}

impl Remedy {
    /// In Italian and in English.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Stands => ("Il documento resta valido", "The paper stands"),
            Self::CentreCorrected => ("Si correggono i dati del centro", "The centre’s data are put right"),
            Self::Replace => {
                ("Si chiama la persona per sostituirlo", "The holder is called for a replacement")
            }
            Self::Annul => ("Si annulla il documento", "The paper is annulled"),
        }
    }
}

impl ConflictKind {
    /// A remedy in words, for a difference of this kind: of two numbers one holds, and no paper is in question.
    pub fn remedy_in_words(self, remedy: Remedy) -> (&'static str, &'static str) {
        match (self, remedy) {
            (Self::OrdinaryDiffers, Remedy::Stands) => {
                ("Vale il numero che il centro dà ora", "The number the centre gives now holds")
            }
            (Self::OrdinaryDiffers, Remedy::CentreCorrected) => {
                ("Vale il numero detto per primo", "The number told first holds")
            }
            (Self::NumbersMissing, Remedy::Stands) => (
                "Quei numeri mancano, per il motivo scritto",
                "Those numbers are missing, for the reason given",
            ),
            (Self::NumbersMissing, Remedy::CentreCorrected) => (
                "Quelle registrazioni stanno al centro per altra via",
                "Those entries are at the centre by another way",
            ),
            (Self::FileMissing, Remedy::Stands) => {
                ("Il file manca, per il motivo scritto", "The file is missing, for the reason given")
            }
            (Self::FileMissing, Remedy::CentreCorrected) => {
                ("Il file sta al centro per altra via", "The file is at the centre by another way")
            }
            (Self::OrdinaryDoubled, Remedy::Stands) => {
                ("Il numero resta a questa registrazione", "The number stays with this entry")
            }
            (Self::OrdinaryDoubled, Remedy::CentreCorrected) => {
                ("Il centro ha corretto il numero", "The centre put the number right")
            }
            (_, remedy) => remedy.words(),
        }
    }
}

impl Decision {
    /// A difference is decided once: what whoever comes second is told. Italian, English.
    pub fn told_to_the_second(&self) -> (String, String) {
        let (it, en) = self.remedy.words();
        let (place_it, place_en) = match self.place {
            Place::Counter => ("allo sportello", "at the counter"),
            Place::Centre => ("al centro", "at the centre"),
        };
        let (by, reason, on) = (&self.by, &self.reason, self.at.day_and_hour());
        (
            format!(
                "Già decisa {place_it} da {by}, il {on}: «{it}» ({reason}). Una decisione non si cambia."
            ),
            format!(
                "Decided before {place_en} by {by}, on {on}: “{en}” ({reason}). A decision is not changed."
            ),
        )
    }
}
