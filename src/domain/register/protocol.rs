//! What is typed into the ordinary protocol for an entry (DPR 445/2000 art. 53: date, sender or recipient, subject), and the
//! emergency registration it comes from (art. 63 c. 5).

use super::entry::{Direction, Entry};
use crate::form::entry_kind::EntryKind;
use crate::person::evidence::Applicant;

/// Names of the cells in a file, in this order.
pub const CELLS: [&str; 8] = [
    "numero_emergenza",
    "data_emergenza",
    "ora_emergenza",
    "verso",
    "corrispondente",
    "codice_fiscale",
    "oggetto",
    "annotazione",
];

/// The cells of an entry, one for each of [`CELLS`]. `outage` is the code of its outage; `annulled` why its paper was annulled,
/// if it was (empty: nobody here knows why).
pub fn cells(entry: &Entry, outage: &str, annulled: Option<&str>) -> [String; CELLS.len()] {
    let issued = entry.issued.local();
    let (correspondent, tax_code) = correspondent(entry);
    [
        entry.number.to_string(),
        issued.format("%d/%m/%Y").to_string(),
        issued.format("%H:%M").to_string(),
        direction(entry).to_owned(),
        correspondent,
        tax_code,
        subject_matter(entry),
        note(entry, outage, annulled),
    ]
}

/// Which way the paper went: as the entry says, else as its kind tells.
fn direction(entry: &Entry) -> &'static str {
    let direction = entry.direction.unwrap_or(match entry.kind {
        EntryKind::Document | EntryKind::Refusal | EntryKind::Deferral => Direction::Outgoing,
        EntryKind::CallBack => Direction::Incoming,
        EntryKind::PaperAct | EntryKind::Authorisation => Direction::Internal,
    });
    match direction {
        Direction::Outgoing => "uscita",
        Direction::Incoming => "entrata",
        Direction::Internal => "interno",
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
            let name = entry.subject.full_name();
            if name.is_empty() { (entry.office.office.clone(), whose) } else { (name, whose) }
        }
    }
}

fn subject_matter(entry: &Entry) -> String {
    let name = entry.subject.full_name();
    let born = entry.subject.birth_date.map(|day| day.format(", n. %d/%m/%Y").to_string());
    match (name.is_empty(), born) {
        (true, _) => entry.title.clone(),
        (false, born) => format!("{}: {name}{}", entry.title, born.unwrap_or_default()),
    }
}

fn note(entry: &Entry, outage: &str, annulled: Option<&str>) -> String {
    let mut note = format!(
        "Registro di emergenza n. {} del {} ore {}, interruzione {outage} (art. 63 DPR 445/2000)",
        entry.number,
        entry.issued.local().format("%d/%m/%Y"),
        entry.issued.hour(),
    );
    match annulled {
        None => {}
        Some("") => note.push_str("; ANNULLATO"),
        Some(reason) => {
            note.push_str("; ANNULLATO: ");
            note.push_str(reason);
        }
    }
    note
}
