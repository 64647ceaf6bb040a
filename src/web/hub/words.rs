//! Kinds of conflicts, states of papers and remedies in words.

use crate::centre::entries::EntryView;
use crate::domain::exchange::{ConflictKind, Remedy};
use crate::store::centre::row::StationState;
use crate::web::lang::Lang;

/// A kind of conflict.
pub fn kind(kind: ConflictKind, l: Lang) -> &'static str {
    match kind {
        ConflictKind::Deceased => l.t("persona deceduta", "person deceased"),
        ConflictKind::Removed => l.t("persona cancellata dall’anagrafe", "person removed from the registry"),
        ConflictKind::Moved => l.t("indirizzo diverso", "another address"),
        ConflictKind::DataChanged => l.t("dati diversi", "other data"),
        ConflictKind::OpenProcedure => l.t("procedimento aperto", "open procedure"),
        ConflictKind::NotCertifiable => l.t("non certificabile", "not certifiable"),
        ConflictKind::HoldsCard => l.t("ha già una carta valida", "holds a valid card already"),
        ConflictKind::SecondAttestation => l.t("seconda attestazione", "second attestation"),
        ConflictKind::StampReused => l.t("contrassegno già usato", "stamp used before"),
        ConflictKind::DelegationLapsed => {
            l.t("delega non valida quel giorno", "delegation did not hold that day")
        }
        ConflictKind::ClockOrder => {
            l.t("ora precedente alla registrazione prima", "earlier than the entry before")
        }
        ConflictKind::AlreadyRecovered => l.t("già riversata", "recovered already"),
        ConflictKind::NumberClash => l.t("numero già usato", "number used before"),
        ConflictKind::TaxCodeOfAnother => {
            l.t("codice fiscale di un’altra persona", "tax code of someone else")
        }
        ConflictKind::DocumentExpired => l.t("documento mostrato scaduto", "document shown had expired"),
    }
}

/// A remedy.
pub fn remedy(remedy: Remedy, l: Lang) -> &'static str {
    match remedy {
        Remedy::Stands => l.t("Il documento resta valido", "The paper stands"),
        Remedy::CentreCorrected => l.t("Si correggono i dati del centro", "The centre’s data are put right"),
        Remedy::Replace => {
            l.t("Si chiama la persona per sostituirlo", "The holder is called for a replacement")
        }
        Remedy::Annul => l.t("Si annulla il documento", "The paper is annulled"),
    }
}

/// What a difference is about.
pub fn field(field: &str, l: Lang) -> String {
    let words = match field {
        "surname" => ("Cognome", "Surname"),
        "given-names" => ("Nome", "Given names"),
        "sex" => ("Sesso", "Sex"),
        "birth-date" => ("Data di nascita", "Date of birth"),
        "birth-place" => ("Luogo di nascita", "Place of birth"),
        "tax-code" => ("Codice fiscale", "Tax code"),
        "citizenship" => ("Cittadinanza", "Citizenship"),
        "address" => ("Indirizzo", "Address"),
        "resident-since" => ("Residente dal", "Resident since"),
        "civil-status" => ("Stato civile", "Civil status"),
        "spouse" => ("Coniuge", "Spouse"),
        "married-on" => ("Data del matrimonio", "Date of the marriage"),
        "married-at" => ("Luogo del matrimonio", "Place of the marriage"),
        "birth-act" => ("Atto di nascita", "Act of birth"),
        "died-on" => ("Data di decesso", "Date of death"),
        "removed-on" => ("Data di cancellazione", "Date of removal"),
        "card" => ("Carta valida fino al", "Card valid until"),
        "subject" => ("Persona", "Person"),
        "delegation" => ("Delega", "Delegation"),
        "document" => ("Documento, scadenza", "Document, expiry"),
        "issued" => ("Ora della registrazione", "Time of the entry"),
        "entry" => ("Registrazione", "Entry"),
        other => return other.to_owned(),
    };
    l.t(words.0, words.1).to_owned()
}

/// What became of an entry.
pub fn fate(entry: &EntryView, l: Lang) -> &'static str {
    if entry.row.rejected.is_some() {
        l.t("Rifiutato", "Rejected")
    } else if entry.conflicts.iter().any(|one| one.conflict.decision.is_none()) {
        l.t("Differenze", "Conflicts")
    } else {
        l.t("Riversato", "Recovered")
    }
}

/// The tint of what became of an entry.
pub fn fate_tint(entry: &EntryView) -> &'static str {
    if entry.row.rejected.is_some() {
        "stop"
    } else if entry.conflicts.iter().any(|one| one.conflict.decision.is_none()) {
        "warn"
    } else {
        "done"
    }
}

/// State of a paper.
pub fn paper(state: &str, l: Lang) -> &'static str {
    match state {
        "issued" => l.t("Emesso", "Issued"),
        "print-sent" => l.t("Stampa inviata", "Print sent"),
        "handed-over" => l.t("Consegnato", "Handed over"),
        "not-ascertained" => l.t("Non accertato", "Not ascertained"),
        "annulled" => l.t("Annullato", "Annulled"),
        "registered" => l.t("Registrato", "Registered"),
        _ => "–",
    }
}

/// State of a station.
pub fn station(state: StationState, l: Lang) -> &'static str {
    match state {
        StationState::Expected => l.t("attesa", "expected"),
        StationState::Enrolled => l.t("iscritta", "enrolled"),
        StationState::Suspended => l.t("sospesa", "suspended"),
    }
}
