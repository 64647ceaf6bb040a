//! The cells of the open export's table: one record's export set (register, times, subject, attested values with their
//! sources, money, officer, outcomes).

use serde::Serialize;

use domain::journal::head::Outage;
use domain::outage::late_act::Reason;
use domain::register::entry::Entry;

use super::open_export::ordinary;
use crate::register::entries::EntryView;

/// Their names, in order.
pub(super) const COLUMNS: [&str; 36] = [
    "registro",
    "numero_emergenza",
    "data_ora_locale",
    "scostamento_minuti",
    "data_ora_utc",
    "interruzione",
    "motivo_recupero",
    "tipo",
    "titolo",
    "modulo",
    "versione_modulo",
    "richiedente",
    "identificazione",
    "cognome",
    "nome",
    "data_nascita",
    "codice_fiscale",
    "valori_con_fonte",
    "uso",
    "bollo",
    "diritti",
    "ufficiale",
    "delega",
    "operatore",
    "stato",
    "corregge",
    "corretta_da",
    "codice_controllo",
    "allegati_sha256",
    "posizione",
    "identificativo",
    "registro_ordinario",
    "numero_ordinario",
    "data_ordinaria",
    "esiti",
    "valido_fino_al",
];

/// One for each column.
pub(super) fn cells(view: &EntryView, outage: &Outage) -> [String; COLUMNS.len()] {
    let entry: &Entry = &view.entry;
    let (issued, subject) = (entry.issued, &entry.subject);
    let form = entry.form.as_ref();
    let officer = entry.officer.as_ref();
    let ordinary = ordinary(view);
    [
        entry.number.key().code.to_string(),
        entry.number.to_string(),
        issued.local().format("%Y-%m-%dT%H:%M:%S").to_string(),
        issued.offset_minutes().to_string(),
        issued.utc().to_rfc3339(),
        outage.opening.code.to_string(),
        reason(entry, outage),
        word(&entry.kind),
        entry.title.clone(),
        form.map(|form| form.id.clone()).unwrap_or_default(),
        form.map(|form| word(&form.version)).unwrap_or_default(),
        json(&entry.applicant),
        json(&entry.evidence),
        subject.surname.clone(),
        subject.given_names.clone(),
        subject.birth_date.map(|day| day.to_string()).unwrap_or_default(),
        subject.tax_code.clone().unwrap_or_default(),
        json(&entry.values),
        word(&entry.use_code),
        json(&entry.duty),
        json(&entry.fee),
        officer.map(|officer| officer.name.clone()).unwrap_or_default(),
        officer.map(|officer| json(&officer.act)).unwrap_or_default(),
        entry.operator_name.clone(),
        json(&view.state),
        entry.corrects.map(|id| id.to_string()).unwrap_or_default(),
        view.recovery.corrected_by.map(|id| id.to_string()).unwrap_or_default(),
        view.check_code.clone(),
        entry.blobs.join(" "),
        view.position.to_string(),
        entry.id.to_string(),
        ordinary.map(|one| one.register.clone()).unwrap_or_default(),
        ordinary.map(|one| one.number.clone()).unwrap_or_default(),
        ordinary.map(|one| one.date.to_string()).unwrap_or_default(),
        json(&view.recovery.verdicts),
        entry.valid_until.map(|day| day.to_string()).unwrap_or_default(),
    ]
}

/// `motivoRecupero`; nothing on an entry that was not made in the outage.
pub(super) fn reason(entry: &Entry, outage: &Outage) -> String {
    let reason = Reason::of_act(&outage.opening, outage.closing.as_ref(), entry.issued);
    reason.map(Reason::code).unwrap_or_default().to_owned()
}

/// Something of one word, as JSON has it, without its quotes.
fn word(value: &impl Serialize) -> String {
    json(value).trim_matches('"').to_owned()
}

/// What has parts stays JSON, so that nothing is lost; nothing where there is nothing.
fn json(value: &impl Serialize) -> String {
    match serde_json::to_string(value) {
        Ok(text) if !matches!(text.as_str(), "null" | "{}" | "[]") => text,
        _ => String::new(),
    }
}
