//! The correlation of an outage as a legal print of the centre (DPR 445/2000 art. 63 c. 5).

use super::entries::{EntryView, moment};
use super::error::CentreError;
use super::opened::Hub;
use crate::domain::event::Exercise;
use crate::domain::id::OutageId;
use crate::domain::moment::Moment;
use crate::paper::{self, Arms, Correlation, FootLine, Footer, Letterhead, Marks, NumberBox, Sheet};

impl Hub {
    /// The print (PDF/A) of the outage that stations know by `code`.
    pub fn correlation_pdf(&self, code: &str, outages: &[OutageId]) -> Result<Vec<u8>, CentreError> {
        let (mut lines, mut municipality) = (Vec::new(), String::new());
        self.walk(outages, &mut |entry| {
            if let (Some(summary), true) = (&entry.summary, municipality.is_empty()) {
                summary.office.split(',').next().unwrap_or_default().clone_into(&mut municipality);
            }
            lines.push(line(&entry));
            Ok(())
        })?;
        let sheet = Sheet {
            language: "it-IT".to_owned(),
            title: format!("Correlazione {code}"),
            letterhead: Letterhead {
                municipality: format!("Comune di {municipality}").trim_end_matches(" di ").to_owned(),
                office: vec!["Centro di raccolta delle registrazioni di emergenza".to_owned()],
                arms: Arms::Outline,
            },
            number: Some(NumberBox {
                caption: "registro".to_owned(),
                number: self.register().to_owned(),
                moment: format!("stampato {}", short(self.now())),
            }),
            blocks: Correlation::report(lines),
            footer: Footer { lines: vec![FootLine::new("Interruzione", code.to_owned())], code: None },
        };
        let marks = Marks { drill: self.exercise() == Exercise::Drill, ..Marks::default() };
        paper::render(&sheet, marks).map(paper::Pdf::into_bytes).map_err(|error| {
            tracing::error!(%error, "the correlation cannot be printed");
            CentreError::NotPrintable
        })
    }
}

fn line(entry: &EntryView) -> Correlation {
    let row = &entry.row;
    let (ordinary, day) = match (&row.ordinary, &row.rejected) {
        (Some(one), _) => (one.to_string(), one.date.format("%d/%m/%Y").to_string()),
        (None, Some(_)) => ("rifiutata".to_owned(), String::new()),
        (None, None) => (String::new(), String::new()),
    };
    Correlation {
        emergency: row.number.clone(),
        issued: short(moment(row.issued)),
        matter: row.title.clone(),
        person: entry.summary.as_ref().map(super::summary::Summary::name).unwrap_or_default(),
        ordinary,
        day,
    }
}

/// `21/11/2026 10:42`.
fn short(at: Moment) -> String {
    at.local().format("%d/%m/%Y %H:%M").to_string()
}
