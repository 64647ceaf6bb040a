//! What is typed into the ordinary protocol for an entry (DPR 445/2000 art. 53: date, sender or recipient, subject), and the
//! emergency registration it comes from.

use crate::domain::entry::{Entry, EntryKind, PaperState};
use crate::domain::evidence::Applicant;
use crate::domain::head::Outage;
use crate::store::EntryRow;

use super::super::filling::full_name;
use super::worksheet::Column;

/// In this order.
pub(super) const COLUMNS: [Column; 8] = [
    Column { code: "numero_emergenza", it: "Numero di emergenza", en: "Emergency number" },
    Column { code: "data_emergenza", it: "Data", en: "Date" },
    Column { code: "ora_emergenza", it: "Ora", en: "Time" },
    Column { code: "verso", it: "Verso", en: "Direction" },
    Column { code: "corrispondente", it: "Mittente o destinatario", en: "Sender or recipient" },
    Column { code: "codice_fiscale", it: "Codice fiscale", en: "Tax code" },
    Column { code: "oggetto", it: "Oggetto", en: "Subject matter" },
    Column { code: "annotazione", it: "Annotazione", en: "Note" },
];

/// One for each column.
pub(super) fn cells(row: &EntryRow, entry: &Entry, outage: &Outage) -> Vec<String> {
    let issued = row.issued.local();
    let (correspondent, tax_code) = correspondent(entry);
    vec![
        row.number.to_string(),
        issued.format("%d/%m/%Y").to_string(),
        issued.format("%H:%M").to_string(),
        direction(entry.kind).to_owned(),
        correspondent,
        tax_code,
        subject_matter(entry),
        note(row, outage),
    ]
}

/// Which way the paper went.
fn direction(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Document | EntryKind::Refusal | EntryKind::Deferral => "uscita",
        EntryKind::CallBack => "entrata",
        EntryKind::PaperAct | EntryKind::Authorisation => "interno",
    }
}

/// Who sent or got it, and the tax code where it is theirs.
fn correspondent(entry: &Entry) -> (String, String) {
    match &entry.applicant {
        Some(Applicant::Other { name }) => (name.clone(), String::new()),
        Some(Applicant::PublicBody { name, reference }) if reference.is_empty() => {
            (name.clone(), String::new())
        }
        Some(Applicant::PublicBody { name, reference }) => {
            (format!("{name} (rif. {reference})"), String::new())
        }
        Some(Applicant::Holder) | None => {
            let whose = entry.subject.tax_code.clone().unwrap_or_default();
            let name = full_name(&entry.subject);
            if name.is_empty() { (entry.office.office.clone(), whose) } else { (name, whose) }
        }
    }
}

fn subject_matter(entry: &Entry) -> String {
    let name = full_name(&entry.subject);
    let born = entry.subject.birth_date.map(|day| day.format(", n. %d/%m/%Y").to_string());
    match (name.is_empty(), born) {
        (true, _) => entry.title.clone(),
        (false, born) => format!("{}: {name}{}", entry.title, born.unwrap_or_default()),
    }
}

fn note(row: &EntryRow, outage: &Outage) -> String {
    let mut note = format!(
        "Registro di emergenza n. {} del {}, interruzione {} (art. 63 DPR 445/2000)",
        row.number,
        row.issued.local().format("%d/%m/%Y ore %H:%M"),
        outage.opening.code
    );
    if let PaperState::Annulled { reason } = &row.state {
        note.push_str("; ANNULLATO: ");
        note.push_str(reason);
    }
    note
}
