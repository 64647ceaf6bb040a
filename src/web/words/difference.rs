//! Differences between a station and a centre, their remedies, calls to holders of papers, in words.

use crate::words::lang::Lang;
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::register::call_back::CallOutcome;

/// A kind of conflict.
pub fn kind(kind: ConflictKind, l: Lang) -> &'static str {
    let (it, en) = kind.words();
    l.t(it, en)
}

/// A remedy of a difference of this kind.
pub fn remedy(kind: ConflictKind, remedy: Remedy, l: Lang) -> &'static str {
    let (it, en) = kind.remedy_in_words(remedy);
    l.t(it, en)
}

/// What may be done about a difference of this kind, to be chosen from.
pub fn remedies(kind: ConflictKind, annulled: bool, l: Lang) -> Vec<(&'static str, &'static str)> {
    kind.remedies(annulled).map(|one| (one.code(), remedy(kind, one, l))).collect()
}

/// What came of a call to the holder of a paper.
pub fn call(outcome: CallOutcome, l: Lang) -> &'static str {
    match outcome {
        CallOutcome::Reached => l.t("Avvisato", "Told"),
        CallOutcome::NotReached => l.t("Non risponde", "No answer"),
        CallOutcome::NotNeeded => l.t("Non serve avvisarlo", "Need not be told"),
    }
}

/// What may come of such a call, to be chosen from.
pub fn calls(l: Lang) -> Vec<(&'static str, &'static str)> {
    vec![
        ("reached", l.t("Avvisata", "Told")),
        ("not-reached", l.t("Non risponde: si riprova", "No answer: to be tried again")),
        (
            "not-needed",
            l.t(
                "Non serve: il foglio è tornato, o non è mai uscito",
                "Not needed: the sheet is back, or never left",
            ),
        ),
    ]
}

/// What came of a call, as it is chosen.
pub fn call_of(code: &str) -> Option<CallOutcome> {
    match code {
        "reached" => Some(CallOutcome::Reached),
        "not-reached" => Some(CallOutcome::NotReached),
        "not-needed" => Some(CallOutcome::NotNeeded),
        _ => None,
    }
}

/// What a difference is about.
pub fn field(field: &str, l: Lang) -> String {
    let words = match field {
        "ordinary" => ("Numero ordinario", "Ordinary number"),
        "numbers" => ("Numeri di emergenza", "Emergency numbers"),
        "file" => ("File", "File"),
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
        "found-by" => ("Persona trovata per nome e data di nascita", "Person found by name and birth date"),
        "card" => ("Carta valida fino al", "Card valid until"),
        "subject" => ("Persona", "Person"),
        "delegation" => ("Delega", "Delegation"),
        "document" => ("Documento, scadenza", "Document, expiry"),
        "issued" => ("Ora della registrazione", "Time of the entry"),
        "stamp" => ("Contrassegno", "Duty stamp"),
        "evidence" => ("Identificata con", "Identified by"),
        "entry" => ("Registrazione", "Entry"),
        "decision" => ("Decisione", "Decision"),
        other => return other.to_owned(),
    };
    l.t(words.0, words.1).to_owned()
}
