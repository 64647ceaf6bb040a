//! Kinds of conflicts, states of papers and remedies in words.

use crate::words::lang::Lang;
use centre::register::entries::EntryView;
use centre::staff::deeds::What;
use store::centre::row::StationState;

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
