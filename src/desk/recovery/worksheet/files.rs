//! A worksheet as CSV and on paper.

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::papers::compose::{letterhead, moment};
use crate::papers::printing::Pdf;
use crate::papers::register_print::code_of;
use crate::parts::session::Session;
use domain::centre::manual_centre::{Bridge, Sheet};
use domain::centre::office_numbers::{DATE, NUMBER, REGISTER};
use domain::ids::id::CentreId;
use domain::text::semicolons;
use paper::{self, Block, FootLine, Footer, NumberBox, Row, Table, Total};

use super::worksheet::{self, Line, Which};

impl Desk {
    /// The worksheet as CSV: UTF-8, semicolons, one line an entry, with room for the numbers; it is taken back filled in.
    /// Returns the file's name and its bytes.
    pub fn worksheet_csv(&self, who: &Session, id: CentreId) -> Result<(String, Vec<u8>), DeskError> {
        let sheet = self.worksheet(who, id, Which::All)?;
        let mut csv = String::from(semicolons::MARK);
        let names = sheet.columns.iter().map(|column| column.code);
        semicolons::push_row(&mut csv, names.chain([REGISTER, NUMBER, DATE]));
        for line in &sheet.lines {
            let number = line.ordinary.as_ref().map(|one| written(&sheet.bridge, one)).unwrap_or_default();
            let date = line.ordinary.as_ref().map(|one| one.date.to_string()).unwrap_or_default();
            let cells = line.cells.iter().map(String::as_str);
            let register = sheet.bridge.sheet.register();
            semicolons::push_row(&mut csv, cells.chain([register, number.as_str(), date.as_str()]));
        }
        Ok((format!("{}.csv", self.sheet_name(&sheet.bridge)), csv.into_bytes()))
    }

    /// The worksheet on paper, to be written on by hand.
    pub fn worksheet_pdf(&self, who: &Session, id: CentreId) -> Result<Pdf, DeskError> {
        let sheet = self.worksheet(who, id, Which::All)?;
        let (title, subtitle) = match sheet.bridge.sheet {
            Sheet::Protocol { .. } => (
                "Foglio di lavoro per il protocollo ordinario",
                "artt. 53 e 63, DPR 28 dicembre 2000, n. 445",
            ),
            Sheet::CivilStatus => (
                "Foglio di lavoro per ANSC, in ordine di registro",
                "art. 10, comma 2, DM Interno 18 ottobre 2022",
            ),
        };
        let mut blocks = vec![Block::Title { text: title.to_owned(), subtitle: subtitle.to_owned() }];
        if let Some(near) = sheet.year_end {
            blocks.push(Block::paragraph(near.told().it));
        }
        if sheet.lines.is_empty() {
            blocks.push(Block::paragraph("Nessuna registrazione."));
        } else {
            blocks.push(Block::Table(table(&sheet.bridge, &sheet.lines)));
        }
        blocks.push(Block::Totals(vec![
            Total::new("Registrazioni", sheet.lines.len().to_string()),
            Total::grand("Con il numero annotato", sheet.noted.to_string()),
        ]));
        let station = self.station();
        let now = self.now();
        let printed = paper::Sheet {
            language: "it-IT".to_owned(),
            title: title.to_owned(),
            letterhead: letterhead(&station.office, None),
            number: Some(NumberBox {
                caption: "registro".to_owned(),
                number: code_of(station.register_code.as_str(), sheet.bridge.sheet.series()),
                moment: format!("stampato {}", moment(now)),
            }),
            blocks,
            footer: Footer { lines: vec![FootLine::new("Per", sheet.bridge.name.clone())], code: None },
        };
        self.printed_sheet(&printed, format!("{}.pdf", self.sheet_name(&sheet.bridge)))
    }

    /// Without personal data.
    fn sheet_name(&self, bridge: &Bridge) -> String {
        let code = code_of(self.station().register_code.as_str(), bridge.sheet.series());
        format!("foglio-{code}-{}", bridge.sheet.register())
    }
}

/// A number as its centre writes it, and as it is read back.
pub(super) fn written(bridge: &Bridge, ordinary: &domain::centre::exchange::OrdinaryNumber) -> String {
    match bridge.sheet {
        Sheet::Protocol { .. } => ordinary.number.clone(),
        Sheet::CivilStatus => format!("{}-{}", ordinary.year, ordinary.number),
    }
}

/// The columns of paper: those of the screen, gathered so that they fit.
fn table(bridge: &Bridge, lines: &[Line]) -> Table {
    let columns: Vec<paper::Column> = match bridge.sheet {
        Sheet::Protocol { .. } => [
            ("n. di emergenza", 22),
            ("giorno e ora", 17),
            ("verso", 10),
            ("mittente o destinatario", 28),
            ("oggetto", 36),
            ("n. ordinario", 20),
        ]
        .map(|(title, share)| paper::Column::left(title, share))
        .into(),
        Sheet::CivilStatus => [
            ("idAttoCartaceo", 23),
            ("atto", 22),
            ("persona", 28),
            ("decorrenza", 20),
            ("motivo", 24),
            ("n. ANSC", 20),
        ]
        .map(|(title, share)| paper::Column::left(title, share))
        .into(),
    };
    let codes = worksheet::columns(&bridge.sheet);
    let rows = lines.iter().map(|line| {
        let number = line.ordinary.as_ref().map(|one| written(bridge, one)).unwrap_or_default();
        let cell = |code: &str| {
            let at = codes.iter().position(|column| column.code == code);
            at.and_then(|at| line.cells.get(at)).cloned().unwrap_or_default()
        };
        let pair = |a: &str, b: &str| format!("{} {}", cell(a), cell(b)).trim().to_owned();
        let cells = match bridge.sheet {
            Sheet::Protocol { .. } => [
                cell("numero_emergenza"),
                pair("data_emergenza", "ora_emergenza"),
                cell("verso"),
                pair("corrispondente", "codice_fiscale"),
                cell("oggetto"),
                number,
            ],
            Sheet::CivilStatus => [
                cell("idAttoCartaceo"),
                format!("{}{} {}", cell("tipo_atto"), act_place(&cell), cell("stato")).trim().to_owned(),
                pair("cognome", "nome"),
                format!("{} {}:{}", cell("dataDecorrenza"), cell("oraDecorrenza"), cell("minutoDecorrenza")),
                pair("motivoRecupero", "descrizioneMotivoRecupero"),
                number,
            ],
        };
        cells.into_iter().collect::<Row>()
    });
    Table { field: "worksheet".to_owned(), columns, rows: rows.collect() }
}

/// ` n. 12, parte I, serie A, vol. 3`: as much of it as is known.
fn act_place(cell: &impl Fn(&str) -> String) -> String {
    let parts = [("n.", "numero_atto"), ("parte", "parte"), ("serie", "serie"), ("vol.", "volume")]
        .map(|(word, code)| (word, cell(code)));
    let known = parts.into_iter().filter(|(_, value)| !value.is_empty());
    let known: Vec<String> = known.map(|(word, value)| format!("{word} {value}")).collect();
    if known.is_empty() { String::new() } else { format!(" {}", known.join(", ")) }
}
