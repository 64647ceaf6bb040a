//! The register as a legal page.

use domain::form::entry_kind::EntryKind;
use domain::ids::id::OutageId;
use domain::ids::number::Series;
use domain::journal::event::{Exercise, ListKind};
use domain::journal::head::Outage;
use domain::office::delegation::{ActReference, Capacity};
use domain::office::office::Office;
use domain::outage::authorisation::{Authorisation, Given, Period};
use domain::outage::outage::{Cause, DailyTotal};
use domain::register::entry::PaperState;
use domain::register::stray::Stray;
use domain::time::dates::{long_date, weekday_date};
use domain::time::moment::Moment;
use paper::{
    self, Block, Column, FootLine, Footer, Marks, NumberBox, Roll, Row, RowState, Run, Sheet, Signer, Table,
    Text, Total,
};
use store;

use super::compose::{letterhead, moment};
use super::printing::Pdf;
use super::register_notes::Notes;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use crate::register::register_lines::{Beyond, Line};
use crate::register::unreadable::Numbers;

impl Desk {
    /// The legal print of one register of an outage (DPR 445/2000 art. 63 c. 3): every number in order, whatever became of it.
    pub fn register_pdf(&self, who: &Session, outage: OutageId, series: Series) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let (found, station, now) = {
            let head = self.head();
            let found = head.outage(outage).cloned().ok_or(DeskError::NotFound)?;
            (found, head.station.clone().ok_or(DeskError::WrongPhase)?, self.stamp(&head))
        };
        let anchor = self.journal().head().map(|head| head.to_string()).unwrap_or_default();
        let mut blocks = opening_blocks(&found, series, station.register_code.as_str());
        blocks.push(Block::Heading("Autorizzazioni".to_owned()));
        blocks.extend(found.authorisations.iter().map(|one| Block::paragraph(authorisation(one))));
        blocks.push(Block::Heading("Registrazioni".to_owned()));
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
        let mut roll = Roll::begin(sheet, self.marks()).map_err(DeskError::printer)?;
        let beside = self.registrations(&mut roll, outage, series)?;
        let mut blocks = totals(&found, series, now, &beside);
        blocks.extend(ending(&found, series, now));
        roll.blocks(blocks).map_err(DeskError::printer)?;
        let pdf = roll.end().map_err(DeskError::printer)?;
        let rows = usize::try_from(beside.entries + beside.strays).unwrap_or(usize::MAX);
        self.list_viewed(
            who,
            ListKind::RegisterPrint,
            if series == Series::P { "P" } else { "S" },
            (rows, Some(outage.uuid())),
        );
        Ok(Pdf { bytes: pdf.into_bytes(), name })
    }

    pub(crate) fn printed_sheet(&self, sheet: &Sheet, name: String) -> Result<Pdf, DeskError> {
        let pdf = paper::render(sheet, self.marks()).map_err(DeskError::printer)?;
        Ok(Pdf { bytes: pdf.into_bytes(), name })
    }

    fn marks(&self) -> Marks {
        Marks { drill: self.exercise() == Exercise::Drill, ..Marks::default() }
    }

    /// Row by row as they are read, annulled and barred numbers struck; reasons, and what could not be deferred, below.
    fn registrations(&self, roll: &mut Roll, outage: OutageId, series: Series) -> Result<Beside, DeskError> {
        let mut beside = Beside::default();
        let mut notes = Notes::default();
        self.each_line(outage, series, |read| {
            if !std::mem::replace(&mut beside.any, true) {
                roll.blocks(vec![Block::Table(table())]).map_err(DeskError::printer)?;
            }
            beside.count(&read);
            self.note_line(&mut notes, &read)?;
            roll.row(line(&read)).map_err(DeskError::printer)
        })?;
        if !beside.any {
            let none = Block::paragraph("Nessuna registrazione.");
            roll.blocks(vec![none]).map_err(DeskError::printer)?;
        }
        for some in notes.blocks() {
            roll.blocks(some).map_err(DeskError::printer)?;
        }
        if !beside.unreadable.is_empty() {
            roll.blocks(vec![Block::boxed(unreadable(&beside.unreadable))]).map_err(DeskError::printer)?;
        }
        if !beside.beyond.is_empty() {
            let text = format!("Numeri {}. Non si danno di nuovo.", beside.beyond.join("; "));
            roll.blocks(vec![Block::boxed(text)]).map_err(DeskError::printer)?;
        }
        Ok(beside)
    }
}

/// Numbers that are no operations, as far as can be read.
#[derive(Default)]
struct Beside {
    any: bool,
    entries: u64,
    barred: u64,
    reserved: u64,
    strays: u64,
    unreadable: Vec<Numbers>,
    beyond: Vec<String>,
}

impl Beside {
    fn count(&mut self, line: &Line) {
        match line {
            Line::Entry(_) => self.entries += 1,
            Line::Beyond(beyond) => self.beyond.push(not_known(beyond)),
            Line::Stray(_) => self.strays += 1,
            Line::Barred { .. } => self.barred += 1,
            Line::Reserved { .. } => self.reserved += 1,
            Line::Unreadable(numbers) => self.unreadable.push(numbers.clone()),
        }
    }
}

fn table() -> Table {
    Table {
        field: "register".to_owned(),
        columns: vec![
            Column::left("numero", 24),
            Column::left("giorno e ora", 19),
            Column::left("operazione", 30),
            Column::left("persona", 30),
            Column::left("stato", 22),
        ],
        rows: Vec::new(),
    }
}

/// What a gap is, for whoever reads the page years from now.
pub(crate) fn unreadable(numbers: &[Numbers]) -> Text {
    let all: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    Text::new().bold(format!("Numeri non leggibili: {}. ", all.join(", "))).plain(
        "Le loro registrazioni non si leggono nel giornale di questa postazione: non è detto se siano stati dati, né a chi. Si cercano nella seconda copia, al centro e sui fogli; non si danno di nuovo.",
    )
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

pub(crate) fn code_of(register_code: &str, series: Series) -> String {
    match series {
        Series::P => register_code.to_owned(),
        Series::S => format!("{register_code}S"),
    }
}

/// A cause, as the register says it.
pub(crate) fn cause_in_words(cause: Cause) -> &'static str {
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
pub(crate) fn authorisation(one: &Authorisation) -> Text {
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
    at.day_and_hour()
}

fn line(line: &Line) -> Row {
    match line {
        Line::Entry(row) => entry(row),
        Line::Barred { number, .. } => not_used(number.to_string(), "", "sbarrato").struck(),
        Line::Reserved { number, live, doubtful, .. } => {
            let state = match (doubtful, live) {
                (true, _) => "riservato o non leggibile",
                (false, true) => "riservato",
                (false, false) => "riservato, non usato",
            };
            not_used(number.to_string(), "", state)
        }
        Line::Unreadable(numbers) => {
            let (which, serials) = match numbers.count() {
                1 => ("numero non leggibile", numbers.first.serial().to_string()),
                _ => ("numeri non leggibili", format!("{}–{}", numbers.first.serial(), numbers.last)),
            };
            not_used(numbers.to_string(), &format!("{which}: {serials}"), "non leggibile")
        }
        Line::Stray(written) => stray(&written.stray),
        Line::Beyond(beyond) => not_used(beyond.first.to_string(), &not_known(beyond), "non noto"),
    }
}

/// `da EM01-2026-0000031 in poi: non noto (copia delle 10:42)`
fn not_known(beyond: &Beyond) -> String {
    let copy = beyond.known_at.map_or_else(String::new, |known| {
        format!(" (copia delle {} del {})", known.hour(), known.local().format("%d/%m/%Y"))
    });
    let seen = beyond
        .seen
        .as_ref()
        .map_or_else(String::new, |seen| format!("; su un foglio si è visto il n. {seen}"));
    format!("da {} in poi: non noto{copy}{seen}", beyond.first)
}

fn entry(row: &store::EntryRow) -> Row {
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

/// What a sheet of a lost computer says of itself.
fn stray(stray: &Stray) -> Row {
    let day = stray.issued.format("%d/%m/%Y");
    let at = stray.issued_at.map_or_else(|| day.to_string(), |at| format!("{day} {}", at.format("%H:%M")));
    let (title, person) = (stray.title.clone(), stray.full_name());
    [stray.number.to_string(), at, title, person, "rilasciato dal PC perduto".to_owned()]
        .into_iter()
        .collect()
}

/// A number without an operation.
fn not_used(number: String, what: &str, state: &str) -> Row {
    [number, String::new(), what.to_owned(), String::new(), state.to_owned()].into_iter().collect()
}

/// Operations of each day, zeros included, and all together (art. 63 c. 3); what is no operation, apart.
fn totals(outage: &Outage, series: Series, now: Moment, beside: &Beside) -> Vec<Block> {
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
    let unreadable = beside.unreadable.iter().map(Numbers::count).sum();
    let apart = [
        ("rilasciati dal PC perduto, annotati dai fogli", beside.strays),
        ("più numeri non leggibili", unreadable),
        ("numeri sbarrati", beside.barred),
        ("numeri riservati e non usati", beside.reserved),
    ];
    let apart = apart.into_iter().filter(|(_, count)| *count > 0);
    lines.extend(apart.map(|(what, count)| Total::new(what, count.to_string())));
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
