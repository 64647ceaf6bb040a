//! Papers of a lost computer in the open export: lines of their own kind, after the entries. What stands, and what was written
//! before it was corrected.

use domain::ids::number::Series;
use domain::journal::head::Head;
use domain::register::stray::WrittenDown;

use super::open_cells::COLUMNS;
use crate::ledger::desk::Desk;
use crate::register::strays::of_outage;

/// What the table calls their kind.
const KIND: &str = "annotato-dal-foglio";

/// One of them.
#[derive(Clone, Debug)]
pub(super) struct OpenStray {
    /// Shared code of the outage it is counted in.
    outage: String,
    /// What stands.
    standing: WrittenDown,
    /// What was written before, oldest first.
    before: Vec<WrittenDown>,
}

impl Desk {
    /// All that stand, outage by outage, in order of their numbers.
    pub(super) fn open_strays(&self) -> Vec<OpenStray> {
        let head = self.head();
        let mut found = Vec::new();
        for outage in &head.outages {
            for series in [Series::P, Series::S] {
                let mine = of_outage(&head, outage.opening.outage, series);
                let code = outage.opening.code.to_string();
                found.extend(mine.into_iter().map(|one| OpenStray::of(&head, one, code.clone())));
            }
        }
        found
    }
}

impl OpenStray {
    fn of(head: &Head, standing: WrittenDown, outage: String) -> Self {
        let versions = head.strays.versions(&standing.stray.number);
        let before = versions.iter().filter(|one| one.stray.id != standing.stray.id).cloned().collect();
        Self { outage, standing, before }
    }

    /// One JSON value a line: `stray` where an entry's line has `entry`.
    pub(super) fn line(&self) -> serde_json::Value {
        serde_json::json!({
            "v": 1,
            "stray": self.standing.stray,
            "written_at": self.standing.at,
            "written_by": self.standing.by,
            "outage_code": self.outage,
            "before": self.before,
        })
    }

    /// One cell for each column of the table.
    pub(super) fn cells(&self) -> [String; COLUMNS.len()] {
        let WrittenDown { stray, by, .. } = &self.standing;
        let issued = match stray.issued_at {
            Some(at) => stray.issued.and_time(at).format("%Y-%m-%dT%H:%M:%S").to_string(),
            None => stray.issued.to_string(),
        };
        COLUMNS.map(|column| match column {
            "registro" => stray.number.key().code.to_string(),
            "numero_emergenza" => stray.number.to_string(),
            "data_ora_locale" => issued.clone(),
            "interruzione" => self.outage.clone(),
            "tipo" => KIND.to_owned(),
            "titolo" => stray.title.clone(),
            "cognome" => stray.surname.clone(),
            "nome" => stray.given_names.clone(),
            "data_nascita" => stray.birth_date.map(String::from).unwrap_or_default(),
            "operatore" => by.clone(),
            "corregge" => stray.corrects.map(|id| id.to_string()).unwrap_or_default(),
            "codice_controllo" => stray.check_code.clone(),
            "identificativo" => stray.id.to_string(),
            _ => String::new(),
        })
    }
}
