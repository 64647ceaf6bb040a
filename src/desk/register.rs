//! The register as a legal page.

use crate::domain::authorisation::{Authorisation, Given, Period};
use crate::domain::delegation::{ActReference, Capacity};
use crate::domain::entry::{EntryKind, PaperState};
use crate::domain::event::Exercise;
use crate::domain::head::Outage;
use crate::domain::id::OutageId;
use crate::domain::moment::Moment;
use crate::domain::number::{Number, Series};
use crate::domain::numbering::Reservation;
use crate::domain::office::Office;
use crate::domain::outage::{Cause, DailyTotal};
use crate::domain::reading::{long_date, weekday_date};
use crate::paper::{
    self, Block, Column, FootLine, Footer, Marks, NumberBox, Row, RowState, Run, Sheet, Signer, Table, Text,
    Total,
};
use crate::store::{self, EntryQuery};

use super::compose::{letterhead, moment};
use super::error::{Cause as Because, DeskError};
use super::opened::Desk;
use super::papers::Pdf;
use super::sign_in::Session;

impl Desk {
    /// The legal print of one register of an outage (domain 9.5–9.6, 9.9).
    pub fn register_pdf(&self, who: &Session, outage: OutageId, series: Series) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let (found, station, now) = {
            let head = self.head();
            let found = head.outage(outage).cloned().ok_or(DeskError::NotFound)?;
            (found, head.station.clone().ok_or(DeskError::WrongPhase)?, self.stamp(&head))
        };
        let query = EntryQuery { outage: Some(outage), series: Some(series), ..EntryQuery::default() };
        let mut rows = self.store()?.entries(&query).map_err(DeskError::store)?.rows;
        rows.sort_by(|a, b| a.number.cmp(&b.number));
        let anchor = self.journal().head().map(|head| head.to_string()).unwrap_or_default();
        let mut blocks = opening_blocks(&found, series, station.register_code.as_str());
        blocks.push(Block::Heading("Autorizzazioni".to_owned()));
        blocks.extend(found.authorisations.iter().map(|one| Block::paragraph(authorisation(one))));
        blocks.push(Block::Heading("Registrazioni".to_owned()));
        blocks.extend(self.registrations(&found, series, &rows)?);
        blocks.extend(totals(&found, series, now));
        blocks.extend(ending(&found, series, now));
        let office = Office { telephone: found.opening.telephone.clone(), ..station.office };
        let name = format!(
            "registro-{}-{}.pdf",
            code_of(station.register_code.as_str(), series),
            found.opening.code
        );
        let sheet = Sheet {
            language: "it-IT".to_owned(),
            title: format!("{} {}", title(series), found.opening.code),
            letterhead: letterhead(&office, capacity(series)),
            number: Some(NumberBox {
                caption: "registro".to_owned(),
                number: code_of(station.register_code.as_str(), series),
                moment: format!("stampato {}", moment(now)),
            }),
            blocks,
            footer: Footer {
                lines: vec![
                    FootLine::new("Interruzione", found.opening.code.to_string()),
                    FootLine::new("Testa del giornale", anchor),
                ],
                code: None,
            },
        };
        self.printed_sheet(&sheet, name)
    }

    pub(super) fn printed_sheet(&self, sheet: &Sheet, name: String) -> Result<Pdf, DeskError> {
        let marks = Marks { drill: self.exercise() == Exercise::Drill, ..Marks::default() };
        let pdf =
            paper::render(sheet, marks).map_err(|error| DeskError::PrinterFailed(Because::of(error)))?;
        Ok(Pdf { bytes: pdf.into_bytes(), name })
    }

    /// Row by row, annulled and barred numbers struck; what could not be deferred, reprints and what nobody can vouch
    /// for said below.
    fn registrations(
        &self,
        outage: &Outage,
        series: Series,
        rows: &[store::EntryRow],
    ) -> Result<Vec<Block>, DeskError> {
        let mut lines: Vec<(Number, Row)> = rows.iter().map(|row| (row.number.clone(), line(row))).collect();
        let reserved: Vec<Number> = {
            let head = self.head();
            let mine = head.reservations.iter().filter(|one| one.outage == outage.opening.outage);
            mine.flat_map(Reservation::left).collect()
        };
        let barred = outage.closing.iter().flat_map(|closing| closing.barred.clone());
        lines.extend(barred.map(|number| (number.clone(), not_used(&number, "sbarrato"))));
        lines.extend(reserved.into_iter().map(|number| (number.clone(), not_used(&number, "riservato"))));
        lines.retain(|(number, _)| number.key().series == series);
        lines.sort_by(|a, b| a.0.cmp(&b.0));
        if lines.is_empty() {
            return Ok(vec![Block::paragraph("Nessuna registrazione.")]);
        }
        let table = Table {
            field: "register".to_owned(),
            columns: vec![
                Column::left("numero", 24),
                Column::left("giorno e ora", 19),
                Column::left("operazione", 30),
                Column::left("persona", 30),
                Column::left("stato", 22),
            ],
            rows: lines.into_iter().map(|(_, row)| row).collect(),
        };
        let mut blocks = vec![Block::Table(table)];
        blocks.extend(rows.iter().filter_map(note));
        for row in rows.iter().filter(|row| row.non_deferrable) {
            let view = self.view(row)?;
            if let Some(why) = view.entry.non_deferrable {
                blocks.push(Block::small(format!(
                    "N. {}: operazione non differibile emessa ad autorizzazione scaduta, responsabile {}: {}.",
                    row.number, why.supervisor_name, why.reason
                )));
            }
        }
        Ok(blocks)
    }
}

/// The register of series P is the records office's; the index of acts is the civil-status office's.
fn capacity(series: Series) -> Option<Capacity> {
    match series {
        Series::P => None,
        Series::S => Some(Capacity::CivilStatus),
    }
}

fn title(series: Series) -> &'static str {
    match series {
        Series::P => "Registro di emergenza",
        Series::S => "Indice degli atti di stato civile formati in emergenza",
    }
}

pub(super) fn code_of(register_code: &str, series: Series) -> String {
    match series {
        Series::P => register_code.to_owned(),
        Series::S => format!("{register_code}S"),
    }
}

/// A cause, as the register says it.
pub(super) fn cause_in_words(cause: Cause) -> &'static str {
    match cause {
        Cause::Suite => "applicativi comunali non disponibili",
        Cause::Central => "sistema centrale non disponibile",
        Cause::Network => "rete non disponibile",
        Cause::Power => "mancanza di energia elettrica",
        Cause::Planned => "intervento programmato",
    }
}

fn opening_blocks(outage: &Outage, series: Series, register_code: &str) -> Vec<Block> {
    let subtitle = match series {
        Series::P => "art. 63, DPR 28 dicembre 2000, n. 445",
        Series::S => "art. 10, comma 2, DM Interno 18 ottobre 2022",
    };
    let fact = |label: &str, value: String| paper::Fact::new("register", label, value);
    let opening = &outage.opening;
    let mut facts = vec![
        fact("registro", code_of(register_code, series)),
        fact("causa", format!("{} — {}", cause_in_words(opening.cause), opening.description)),
        fact("inizio", moment(opening.started)),
        fact("apertura", moment(opening.opened)),
    ];
    if let Some(closing) = &outage.closing {
        facts.push(fact("ripristino", moment(closing.restored)));
        facts.push(fact("chiusura", moment(closing.closed)));
        if !closing.note.is_empty() {
            facts.push(fact("nota", closing.note.clone()));
        }
    } else {
        facts.push(fact("ripristino", "interruzione in corso".to_owned()));
    }
    vec![Block::Title { text: title(series).to_owned(), subtitle: subtitle.to_owned() }, Block::Facts(facts)]
}

/// One authorisation in words, with the references of its act.
fn authorisation(one: &Authorisation) -> Text {
    let what = match one.period {
        Period::First => "prime 24 ore (comma 1)",
        Period::Further => "ulteriore periodo (comma 2)",
    };
    let act = match (&one.act, &one.own_number) {
        (ActReference::Signed { number, date }, _) => format!("atto n. {number} del {}", long_date(*date)),
        (ActReference::ByLaw, _) => "per legge".to_owned(),
        (ActReference::ToBeSigned, Some(number)) => {
            format!("n. {number} di questo registro, atto da firmare")
        }
        (ActReference::ToBeSigned, None) => "atto da firmare".to_owned(),
    };
    let given = match &one.given {
        Given::Written => String::new(),
        Given::ByTelephone { received_by, at } => {
            format!("; data per telefono {}, ricevuta da {received_by}", moment(*at))
        }
    };
    Text::new().bold(format!("{}, {}", one.signer, one.signer_role)).plain(format!(
        ": {what}, da {} a {}; {act}{given}.",
        short(one.from),
        short(one.until)
    ))
}

/// `21/11/2026 10:42`.
fn short(at: Moment) -> String {
    at.local().format("%d/%m/%Y %H:%M").to_string()
}

fn line(row: &store::EntryRow) -> Row {
    let state = match &row.state {
        PaperState::Registered => "registrato".to_owned(),
        PaperState::Issued => "emesso, non stampato".to_owned(),
        PaperState::PrintSent => "stampa da accertare".to_owned(),
        PaperState::HandedOver => "consegnato".to_owned(),
        PaperState::NotAscertained { .. } => "non accertato".to_owned(),
        PaperState::Annulled { .. } => "annullato".to_owned(),
    };
    let copies = match row.copies {
        0 | 1 => String::new(),
        2 => "; 1 ristampa".to_owned(),
        copies => format!("; {} ristampe", copies - 1),
    };
    let urgent = if row.non_deferrable { "; non differibile" } else { "" };
    let kind = match row.kind {
        EntryKind::Authorisation => "Autorizzazione (art. 63)".to_owned(),
        _ => row.title.clone(),
    };
    let cells = [
        row.number.to_string(),
        short(row.issued),
        kind,
        row.subject.full_name(),
        format!("{state}{copies}{urgent}"),
    ];
    let printed: Row = cells.into_iter().collect();
    match row.state {
        PaperState::Annulled { .. } => Row { state: RowState::Struck, ..printed },
        _ => printed,
    }
}

/// Why a number was annulled, or why nobody can say what became of its sheet.
fn note(row: &store::EntryRow) -> Option<Block> {
    let (what, reason) = match &row.state {
        PaperState::NotAscertained { reason } => ("non accertato se il foglio sia uscito", reason),
        PaperState::Annulled { reason } => ("annullato", reason),
        _ => return None,
    };
    Some(Block::small(format!("N. {}: {what}: {reason}.", row.number)))
}

fn not_used(number: &Number, why: &str) -> Row {
    let cells = [number.to_string(), String::new(), String::new(), String::new(), why.to_owned()];
    let row: Row = cells.into_iter().collect();
    row.struck()
}

/// Operations of each day, zeros included, and all together (art. 63 c. 3).
fn totals(outage: &Outage, series: Series, now: Moment) -> Vec<Block> {
    let days: Vec<DailyTotal> = match &outage.closing {
        Some(closing) => closing.totals.clone(),
        None => outage.tally.totals(outage.opening.started.day(), now.day()),
    };
    let of = |total: &DailyTotal| match series {
        Series::P => total.p,
        Series::S => total.s,
    };
    let mut lines: Vec<Total> =
        days.iter().map(|total| Total::new(weekday_date(total.day), of(total).to_string())).collect();
    let all: u64 = days.iter().map(|total| u64::from(of(total))).sum();
    lines.push(Total::grand("Totale delle operazioni", all.to_string()));
    vec![Block::Heading("Operazioni per giorno".to_owned()), Block::Totals(lines)]
}

/// Last numbers, the barred rest, who signs. The head of the journal stands at the foot of every page.
fn ending(outage: &Outage, series: Series, now: Moment) -> Vec<Block> {
    let mut blocks = Vec::new();
    let last: Vec<String> = outage
        .last
        .last()
        .into_iter()
        .filter(|number| number.key().series == series)
        .map(|number| number.to_string())
        .collect();
    let last = if last.is_empty() { "nessuno".to_owned() } else { last.join(", ") };
    blocks.push(Block::paragraph(Text::from(vec![
        Run::plain("Ultimo numero assegnato: "),
        Run::bold(last),
        Run::plain(match &outage.closing {
            Some(closing) => format!(". Registro chiuso {}.", moment(closing.closed)),
            None => format!(". Registro ancora aperto {}: stampa provvisoria.", moment(now)),
        }),
    ])));
    if outage.closing.is_some() {
        blocks.push(Block::BarredRest);
    }
    blocks.push(Block::Signatures(vec![
        Signer { role: "Il responsabile dello sportello".to_owned(), name: String::new() },
        Signer { role: "Il responsabile della gestione documentale".to_owned(), name: String::new() },
    ]));
    blocks
}
