//! Kinds of conflicts, states of papers and remedies in words.

use crate::centre::deeds::What;
use crate::centre::entries::EntryView;
use crate::domain::call_back::CallOutcome;
use crate::domain::exchange::{ConflictKind, Remedy};
use crate::store::centre::row::StationState;
use crate::web::lang::Lang;

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

/// What became of an entry.
pub fn fate(entry: &EntryView, l: Lang) -> &'static str {
    if entry.row.corrected_by.is_some() {
        l.t("Corretto", "Corrected")
    } else if entry.row.rejected.is_some() {
        l.t("Rifiutato", "Rejected")
    } else if entry.conflicts.iter().any(|one| one.conflict.decision.is_none()) {
        l.t("Differenze", "Conflicts")
    } else if entry.row.ordinary.is_none() {
        l.t("Senza numero", "Without a number")
    } else {
        l.t("Riversato", "Recovered")
    }
}

/// The tint of what became of an entry.
pub fn fate_tint(entry: &EntryView) -> &'static str {
    if entry.row.corrected_by.is_some() {
        "done"
    } else if entry.row.rejected.is_some() {
        "stop"
    } else if entry.row.ordinary.is_none()
        || entry.conflicts.iter().any(|one| one.conflict.decision.is_none())
    {
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

/// What was done at the centre.
pub fn deed(what: What, l: Lang) -> &'static str {
    match what {
        What::SignedIn => l.t("è entrata/o", "signed in"),
        What::SignInFailed => l.t("parola d’ordine sbagliata", "wrong password"),
        What::SignedOut => l.t("è uscita/o", "signed out"),
        What::AccountMade => l.t("utenza creata", "account made"),
        What::RolesChanged => l.t("ruoli cambiati", "roles changed"),
        What::AccountClosed => l.t("utenza chiusa", "account closed"),
        What::AccountReopened => l.t("utenza riaperta", "account reopened"),
        What::PasswordGiven => {
            l.t("parola d’ordine data a un’altra utenza", "password given to another account")
        }
        What::PasswordChanged => l.t("parola d’ordine propria cambiata", "own password changed"),
        What::Decided => l.t("decisione", "decision"),
        What::Station => l.t("postazione", "station"),
        What::Brought => l.t("dati portati", "data brought in"),
        What::Read => l.t("lettura", "read"),
        What::TakenOut => l.t("dati scaricati", "data taken out"),
    }
}

/// What a deed is about: a list of the centre in words, else its id or code as it is.
pub fn about(name: &str, l: Lang) -> &str {
    match name {
        "entries" => l.t("registrazioni", "entries"),
        "conflicts" => l.t("differenze", "conflicts"),
        "deeds" => l.t("atti del centro", "deeds of the centre"),
        "numbers" | "numbering" => l.t("numeri ordinari", "ordinary numbers"),
        "numbers-wanted" => l.t("da protocollare", "wanted numbers"),
        "own-sequence" => l.t("sequenza propria", "own sequence"),
        "registry" => l.t("anagrafe di oggi", "registry of today"),
        "put-back" => l.t("copia rimessa", "copy put back"),
        "recovery-code" => l.t("codice di recupero", "recovery code"),
        other => other,
    }
}
