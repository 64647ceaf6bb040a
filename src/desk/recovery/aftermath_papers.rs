//! The correlation and the four cases on paper.

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::papers::compose::{letterhead, moment};
use crate::papers::printing::Pdf;
use crate::papers::register_print::{self, code_of};
use crate::parts::session::Session;
use domain::centre::exchange::correction::with_history;
use domain::centre::exchange::correlation::stands;
use domain::ids::id::OutageId;
use domain::ids::number::Series;
use domain::time::moment::Moment;
use paper::{Block, Column, Correlation, FootLine, Footer, NumberBox, Row, Sheet, Table};

use super::aftermath::{Aftermath, Correlated};

impl Desk {
    /// The correlation as a legal print (DPR 445/2000 art. 63 c. 5).
    pub fn correlation_pdf(&self, who: &Session, id: OutageId) -> Result<Pdf, DeskError> {
        let aftermath = self.aftermath(who, id)?;
        let mut blocks = Correlation::report(correlation(&aftermath.lines));
        let numbers = self.unreadable_numbers(id)?;
        if !numbers.is_empty() {
            blocks.insert(2, Block::boxed(register_print::unreadable(&numbers)));
        }
        self.report(&aftermath, "Correlazione", "correlazione", blocks)
    }

    /// The four cases as a printed report.
    pub fn four_cases_pdf(&self, who: &Session, id: OutageId) -> Result<Pdf, DeskError> {
        let aftermath = self.aftermath(who, id)?;
        let cases = &aftermath.cases;
        let row = |label: &str, cells: [u32; 4]| -> Row {
            std::iter::once(label.to_owned()).chain(cells.map(|cell| cell.to_string())).collect()
        };
        let mut blocks = vec![
            Block::Title {
                text: "Emessi e rifiutati in emergenza".to_owned(),
                subtitle: "a confronto con ciò che il centro avrebbe fatto".to_owned(),
            },
            Block::Table(Table {
                field: "cases".to_owned(),
                columns: vec![
                    Column::left("allo sportello", 34),
                    Column::left("il centro avrebbe emesso", 28),
                    Column::left("il centro avrebbe rifiutato", 28),
                    Column::left("non confrontato", 28),
                    Column::left("non si sa ancora", 24),
                ],
                rows: vec![
                    row("emessi", cases.issued.cells()),
                    row("rifiutati o rinviati", cases.refused.cells()),
                ],
            }),
        ];
        if !aftermath.doubtful.is_empty() {
            blocks.push(Block::Heading("Emessi che il centro avrebbe rifiutato".to_owned()));
            blocks.push(Block::Table(Correlation::table(correlation(&aftermath.doubtful))));
        }
        if cases.annulled > 0 {
            blocks.push(Block::paragraph(format!(
                "Annullati, per un motivo dello sportello: {}.",
                cases.annulled
            )));
        }
        blocks.push(Block::small(
            "Che cosa il centro avrebbe fatto si ricava dalle differenze che ha trovato con i dati di oggi: non è un giudizio su chi ha firmato con i dati di allora. Non confrontato: il centro non ha l’anagrafe, o non vi ha trovato la persona, o mancava il codice fiscale, o il motivo del rifiuto non è dell’anagrafe.",
        ));
        self.report(&aftermath, "Emessi e rifiutati", "casi", blocks)
    }

    fn report(
        &self,
        aftermath: &Aftermath,
        title: &str,
        file: &str,
        blocks: Vec<Block>,
    ) -> Result<Pdf, DeskError> {
        let station = self.station();
        let now = self.now();
        let sheet = Sheet {
            language: "it-IT".to_owned(),
            title: format!("{title} {}", aftermath.code),
            letterhead: letterhead(&station.office, None),
            number: Some(NumberBox {
                caption: "registro".to_owned(),
                number: code_of(station.register_code.as_str(), Series::P),
                moment: format!("stampato {}", moment(now)),
            }),
            blocks,
            footer: Footer {
                lines: vec![
                    FootLine::new("Interruzione", aftermath.code.to_string()),
                    FootLine::new("Iniziata", moment(aftermath.started)),
                ],
                code: None,
            },
        };
        self.printed_sheet(&sheet, format!("{file}-{}.pdf", aftermath.code))
    }
}

fn correlation(lines: &[Correlated]) -> Vec<Correlation> {
    let line = |line: &Correlated| {
        let (ordinary, day) = match (&line.ordinary, &line.corrected_by) {
            (Some(one), _) => (with_history(one, &line.corrections), one.date.format("%d/%m/%Y").to_string()),
            (None, Some((_, other))) => (format!("corretta con {other}"), String::new()),
            (None, None) => (stands(line.way).replace('-', " "), String::new()),
        };
        Correlation {
            emergency: line.number.to_string(),
            issued: short(line.issued),
            matter: line.title.clone(),
            person: line.subject.clone(),
            ordinary,
            day,
            notes: line.notes.clone(),
        }
    };
    lines.iter().map(line).collect()
}

/// `21/11/2026 10:42`.
fn short(at: Moment) -> String {
    at.day_and_hour()
}
