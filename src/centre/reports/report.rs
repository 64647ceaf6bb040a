//! Reports on an outage as prints of the centre (PDF/A): the correlation (DPR 445/2000 art. 63 c. 5), the four cases.

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::instant::moment;
use crate::register::entries::EntryView;
use domain::centre::exchange::correction::with_history;
use domain::centre::exchange::{Conflict, correlation};
use domain::ids::id::OutageId;
use domain::journal::event::Exercise;
use domain::register::stray::WrittenDown;
use domain::text::lines::as_printed_within;
use domain::time::moment::Moment;
use paper::{
    self, Arms, Block, Column, Correlation, FootLine, Footer, Letterhead, Marks, NumberBox, Row, Sheet,
    Signer, Table, Total,
};

use super::cases::{self, Case, CaseRow};
use super::strays::{self, StrayView};

/// Characters of what a station sent that a cell of a report shows.
const CELL: usize = 400;

impl Hub {
    /// The correlation, in print, of the outage that stations know by `code`.
    pub fn correlation_pdf(&self, code: &str, outages: &[OutageId]) -> Result<Vec<u8>, CentreError> {
        let mut entries = Vec::new();
        self.walk(outages, &mut |entry| {
            entries.push(entry);
            Ok(())
        })?;
        let municipality = municipality(&entries);
        let line = |entry: &EntryView| Ok(line(entry, &self.number_of(entry.row.corrected_by)?));
        let lines = entries.iter().map(line).collect::<Result<_, CentreError>>()?;
        let mut blocks = Correlation::report(lines);
        let signature = blocks.pop();
        blocks.extend(stray_blocks(&self.strays(outages)?));
        blocks.extend(signature);
        self.print("Correlazione", code, &municipality, blocks)
    }

    /// The four cases, in print, of the outage that stations know by `code`.
    pub fn four_cases_pdf(&self, code: &str, outages: &[OutageId]) -> Result<Vec<u8>, CentreError> {
        let cases = self.four_cases(outages)?;
        let named = cases.iter().map(|(_, rows)| municipality(rows.iter().map(|(entry, _)| entry)));
        let municipality = { named }.find(|one| !one.is_empty()).unwrap_or_default();
        let mut blocks = vec![
            Block::Title {
                text: "Quattro casi".to_owned(),
                subtitle: "emessi e rifiutati in emergenza".to_owned(),
            },
            Block::paragraph(cases::LEAD.0),
            Block::Totals(totals(&cases)),
        ];
        for (case, rows) in cases.iter().filter(|(_, rows)| !rows.is_empty()) {
            blocks.push(Block::Heading(case.title().0.to_owned()));
            blocks.push(Block::paragraph(case.todo().0));
            blocks.push(Block::Table(table(*case, rows)));
        }
        blocks.extend(stray_blocks(&self.strays(outages)?));
        blocks.push(Block::Signatures(vec![Signer {
            role: "Il responsabile della gestione documentale".to_owned(),
            name: String::new(),
        }]));
        self.print("Quattro casi", code, &municipality, blocks)
    }

    fn print(
        &self,
        title: &str,
        code: &str,
        municipality: &str,
        blocks: Vec<Block>,
    ) -> Result<Vec<u8>, CentreError> {
        let sheet = Sheet {
            language: "it-IT".to_owned(),
            title: format!("{title} {code}"),
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
            blocks,
            footer: Footer { lines: vec![FootLine::new("Interruzione", code.to_owned())], code: None },
        };
        let marks = Marks { drill: self.exercise() == Exercise::Drill, ..Marks::default() };
        paper::render(&sheet, marks).map(paper::Pdf::into_bytes).map_err(|error| {
            tracing::error!(%error, title, "a report cannot be printed");
            CentreError::NotPrintable
        })
    }
}

/// Of the first entry that says where it was issued.
fn municipality<'a>(entries: impl IntoIterator<Item = &'a EntryView>) -> String {
    let summary = entries.into_iter().find_map(|entry| entry.summary.as_ref());
    cell(summary.and_then(|summary| summary.office.split(',').next()).unwrap_or_default())
}

fn line(entry: &EntryView, corrected_by: &str) -> Correlation {
    let row = &entry.row;
    let (ordinary, day) = match (&row.ordinary, &row.rejected) {
        (Some(one), _) => (with_history(one, &entry.corrections), one.date.format("%d/%m/%Y").to_string()),
        (None, Some(_)) if !corrected_by.is_empty() => {
            (format!("corretta con {corrected_by}"), String::new())
        }
        (None, Some(_)) => ("rifiutata".to_owned(), String::new()),
        (None, None) => ("senza numero".to_owned(), String::new()),
    };
    Correlation {
        emergency: row.number.clone(),
        issued: short(moment(row.issued)),
        matter: cell(&row.title),
        person: person(entry),
        ordinary,
        day,
        notes: told_of(entry).iter().map(|one| cell(one)).collect(),
    }
}

fn told_of(entry: &EntryView) -> Vec<String> {
    correlation::told(entry.conflicts.iter().map(|one| &one.conflict))
}

fn totals(cases: &[(Case, Vec<CaseRow>)]) -> Vec<Total> {
    let all: usize = cases.iter().map(|(_, rows)| rows.len()).sum();
    let each = cases.iter().map(|(case, rows)| Total::new(case.title().0, rows.len().to_string()));
    each.chain([Total::grand("In tutto", all.to_string())]).collect()
}

/// Papers of a lost computer: after everything that is counted, with a count of their own.
fn stray_blocks(found: &[StrayView]) -> Vec<Block> {
    if found.is_empty() {
        return Vec::new();
    }
    let table = Table {
        field: "strays".to_owned(),
        columns: vec![
            Column::left("n. di emergenza", 36),
            Column::left("rilasciato", 25),
            Column::left("persona, oggetto", 50),
            Column::left("annotato", 64),
        ],
        rows: found.iter().map(stray_row).collect(),
    };
    vec![
        Block::Heading(strays::TITLE.0.to_owned()),
        Block::paragraph(strays::LEAD.0),
        Block::Table(table),
        Block::Totals(vec![Total::new(strays::TITLE.0, found.len().to_string())]),
    ]
}

fn stray_row(one: &StrayView) -> Row {
    let WrittenDown { stray, at, by } = &one.standing;
    let day = stray.issued.format("%d/%m/%Y").to_string();
    let issued = match stray.issued_at {
        Some(at) => format!("{day} {}", at.format("%H:%M")),
        None => day,
    };
    let person = [cell(&stray.full_name()), cell(&stray.title)];
    let person: Vec<String> = person.into_iter().filter(|part| !part.is_empty()).collect();
    let mut written = vec![format!("{}, {}", cell(by), short(*at))];
    written.extend(
        one.corrections().map(|one| {
            format!("corretto da {}, {}: {}", cell(&one.by), short(one.at), cell(&one.stray.reason))
        }),
    );
    [stray.number.to_string(), issued, person.join(", "), written.join("; ")].into_iter().collect()
}

fn table(case: Case, rows: &[CaseRow]) -> Table {
    Table {
        field: format!("{case:?}"),
        columns: vec![
            Column::left("n. di emergenza", 36),
            Column::left("n. ordinario", 33),
            Column::left("persona, oggetto", 42),
            Column::left("perché, e che cosa si è deciso", 64),
        ],
        rows: rows.iter().map(row).collect(),
    }
}

fn row((entry, compared): &CaseRow) -> Row {
    let mut told: Vec<String> = entry.conflicts.iter().map(|one| told(&one.conflict)).collect();
    told.extend((!compared.was_compared()).then(|| compared.words().0.to_owned()));
    let row = &entry.row;
    let numbered = |one| with_history(one, &entry.corrections);
    let ordinary = row.ordinary.as_ref().map_or_else(|| "senza numero".to_owned(), numbered);
    let subject = [person(entry), cell(&row.title)].join(", ");
    [row.number.clone(), ordinary, subject, told.join("; ")].into_iter().collect()
}

/// `persona deceduta: Si annulla il documento (Elena Gatti, 22/11/2026 10:42: sentito l’ufficio)`.
fn told(conflict: &Conflict) -> String {
    let kind = conflict.kind.words().0;
    match &conflict.decision {
        None => format!("{kind}: da decidere"),
        Some(one) => {
            let remedy = conflict.kind.remedy_in_words(one.remedy).0;
            format!("{kind}: {remedy} ({}, {}: {})", cell(&one.by), short(one.at), cell(&one.reason))
        }
    }
}

fn person(entry: &EntryView) -> String {
    entry.summary.as_ref().map(|summary| cell(&summary.name())).unwrap_or_default()
}

/// What a station sent, as it fits a report: a station tells its own papers in full.
fn cell(sent: &str) -> String {
    as_printed_within(sent, CELL)
}

/// `21/11/2026 10:42`.
fn short(at: Moment) -> String {
    at.day_and_hour()
}
