//! What is typed into the national archive of civil status for an act that was written on paper in an outage. When it is
//! digitised (`dataformazione`) is the moment of typing: the archive asks for it itself.

use domain::journal::head::Outage;
use domain::outage::late_act::Reason;
use domain::register::entry::{Entry, PaperState};
use domain::text::lines::is_in_anpr;
use domain::time::moment::Moment;
use store::EntryRow;

use super::worksheet::Column;

/// In this order.
pub(super) const COLUMNS: [Column; 19] = [
    Column { code: "idAttoCartaceo", it: "idAttoCartaceo", en: "idAttoCartaceo" },
    Column { code: "tipo_atto", it: "Tipo di atto", en: "Kind of act" },
    Column { code: "comune", it: "Comune", en: "Municipality" },
    Column { code: "ufficio", it: "Ufficio", en: "Office" },
    Column { code: "anno", it: "Anno", en: "Year" },
    Column { code: "parte", it: "Parte", en: "Part" },
    Column { code: "serie", it: "Serie", en: "Series" },
    Column { code: "numero_atto", it: "Numero dell’atto", en: "Number of the act" },
    Column { code: "volume", it: "Volume", en: "Volume" },
    Column { code: "trascritto", it: "Trascritto", en: "Transcribed" },
    Column { code: "cognome", it: "Cognome", en: "Surname" },
    Column { code: "nome", it: "Nome", en: "Given names" },
    Column { code: "dataDecorrenza", it: "dataDecorrenza", en: "dataDecorrenza" },
    Column { code: "oraDecorrenza", it: "oraDecorrenza", en: "oraDecorrenza" },
    Column { code: "minutoDecorrenza", it: "minutoDecorrenza", en: "minutoDecorrenza" },
    Column { code: "motivoRecupero", it: "motivoRecupero", en: "motivoRecupero" },
    Column {
        code: "descrizioneMotivoRecupero",
        it: "descrizioneMotivoRecupero",
        en: "descrizioneMotivoRecupero",
    },
    Column { code: "nota", it: "Nota dell’indice", en: "Note of the index" },
    Column { code: "stato", it: "Stato", en: "State" },
];

/// When the act was formed: its own time, or, if that cannot be read, when it was entered in the index.
pub(super) fn formed(entry: &Entry) -> Moment {
    let formed = entry.values.get("formed").and_then(|formed| {
        serde_json::from_value::<Moment>(serde_json::Value::String(formed.value.clone())).ok()
    });
    formed.unwrap_or(entry.issued)
}

/// One for each column.
pub(super) fn cells(row: &EntryRow, entry: &Entry, outage: &Outage) -> Vec<String> {
    let formed = formed(entry);
    let local = formed.local();
    let reason = Reason::of_act(&outage.opening, outage.closing.as_ref(), formed);
    let state = match &row.state {
        PaperState::Annulled { reason } => format!("ANNULLATO: {reason}"),
        _ => String::new(),
    };
    let value = |name: &str| entry.values.get(name).map(|value| value.value.clone()).unwrap_or_default();
    let office = Some(value("act-office")).filter(|office| !office.is_empty());
    let transcribed = if value("act-transcribed").is_empty() { "" } else { "sì" };
    vec![
        row.number.to_string(),
        entry.title.clone(),
        entry.office.municipality.clone(),
        office.unwrap_or_else(|| entry.office.office.clone()),
        local.format("%Y").to_string(),
        value("act-part"),
        value("act-series"),
        value("act-number"),
        value("act-volume"),
        transcribed.to_owned(),
        entry.subject.surname.clone(),
        entry.subject.given_names.clone(),
        // A `date` of the archive's model.
        formed.day().to_string(),
        local.format("%H").to_string(),
        local.format("%M").to_string(),
        reason.map(Reason::code).unwrap_or_default().to_owned(),
        reason.map(Reason::wording).unwrap_or_default().to_owned(),
        noted(value("note"), entry),
        state,
    ]
}

/// The note of the index, and what the archive will not take as it is.
fn noted(note: String, entry: &Entry) -> String {
    const LETTERS: &str = "nel nome ci sono lettere che ANPR non prende: scriverle come le ha ANPR";
    let name = &entry.subject;
    if is_in_anpr(&name.surname) && is_in_anpr(&name.given_names) {
        return note;
    }
    if note.is_empty() { LETTERS.to_owned() } else { format!("{note}; {LETTERS}") }
}
