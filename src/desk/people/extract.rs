//! The extract of residents: importing a delivery, and how old the one in use is.

use chrono::NaiveDate;
use uuid::Uuid;

use crate::error::{DeskError, Unsure, problem};
use crate::ledger::desk::Desk;
use crate::parts::import_progress::{ImportReport, Progress};
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::office::by::By;
use domain::text::bilingual::Bilingual;
use domain::time::moment::Moment;
use extract::{Delivery, ExtractError, Reason};

use super::extract_before::ExtractBefore;
use super::residents::unread;
use super::weighing;

/// The extract in use, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtractView {
    /// Local day it was made.
    pub date: NaiveDate,
    /// Days since then.
    pub age: i64,
    /// When it was imported.
    pub adopted: Moment,
    /// Residents in it.
    pub residents: u64,
    /// Columns the delivery lacked: what they would say must be attested at the counter.
    pub lacking: Vec<String>,
    /// The one before it, which can come back.
    pub before: Option<ExtractBefore>,
}

impl Desk {
    /// The extract in use.
    pub fn extract(&self) -> Option<ExtractView> {
        let extract = self.head().extract.clone()?;
        Some(ExtractView {
            date: extract.date,
            age: (self.now().day() - extract.date).num_days(),
            adopted: extract.adopted,
            residents: extract.residents,
            lacking: extract.lacking,
            before: self.extract_before(),
        })
    }

    /// Puts a delivery made on `date` in the place of the extract in use. A bad row is told and left out; what cannot be
    /// used at all changes nothing, and what would lose people needs a `yes` to the code of what was told. Fields: `file`,
    /// `date`.
    pub(crate) fn adopt(
        &self,
        by: Option<By>,
        csv: &[u8],
        (date, yes): (NaiveDate, Option<&str>),
        progress: &dyn Fn(Progress),
    ) -> Result<ImportReport, DeskError> {
        self.fits(date)?;
        let used = self.head().extract.clone();
        let delivery = Delivery::read(csv, &|rows| progress(Progress::Read(rows))).map_err(refused)?;
        let report = ImportReport::of(&delivery, date, used.as_ref().map(|used| (used.date, used.residents)));
        let why = weighing::why(&report, used.as_ref());
        if !why.is_empty() {
            let code = weighing::code(csv, &report, used.as_ref());
            if yes != Some(code.as_str()) {
                *self.importing.unsure() = Some(report);
                return Err(DeskError::ExtractUnsure(Box::new(Unsure { why, code })));
            }
        }
        let extract = self.mint();
        let folder = &self.shelf.folder;
        let of = delivery.residents();
        let sealed = |rows| progress(Progress::Sealed(rows, of));
        let sha256 = folder.keep(extract, &delivery, &sealed).map_err(unread)?;
        // Read back whole before anything refers to it.
        let checked = |rows| progress(Progress::Checked(rows, of));
        let residents = folder.open(extract, &sha256, &checked).map_err(unread)?;
        let replaced = used.as_ref().map(|used| used.id);
        self.commit(by, Kind::ExtractAdopted, |head, _| {
            let same = head.extract.as_ref().map(|used| used.id) == replaced;
            if same {
                Ok(vec![adopted(extract, date, sha256, &delivery)])
            } else {
                Err(DeskError::ShownDiffers)
            }
        })?;
        self.shelf.replace(residents);
        let kept: Vec<Uuid> = std::iter::once(extract).chain(replaced).collect();
        if let Err(error) = folder.keep_only(&kept) {
            tracing::warn!(%error, "an older extract stays on disk until the next import");
        }
        Ok(report)
    }

    /// No day to come, and none before the extract in use.
    pub(super) fn fits(&self, date: NaiveDate) -> Result<(), DeskError> {
        if date > self.now().day() {
            return Err(DeskError::field(
                "date",
                "La data dell’estratto è nel futuro: scrivere il giorno in cui è stato prodotto.",
                "The day of the extract is in the future: write the day it was made.",
            ));
        }
        match self.extract().filter(|used| date < used.date) {
            Some(used) => {
                let used = used.date.format("%d/%m/%Y");
                Err(problem(
                    "date",
                    Bilingual::new(
                        format!(
                            "È più vecchio dell’estratto in uso, che è del {used}: importare quello più recente."
                        ),
                        format!("It is older than the extract in use, made on {used}: import the newer one."),
                    ),
                ))
            }
            None => Ok(()),
        }
    }
}

fn adopted(extract: Uuid, date: NaiveDate, sha256: String, delivery: &Delivery) -> Event {
    Event::ExtractAdopted {
        extract,
        date,
        residents: delivery.residents(),
        sha256,
        lacking: delivery.lacking.iter().map(|column| column.header().to_owned()).collect(),
    }
}

/// A delivery that cannot be used.
fn refused(error: ExtractError) -> DeskError {
    let (it, en) = match error {
        ExtractError::NoHeader => (
            "La prima riga deve portare i nomi delle colonne: cognome, nome, codice_fiscale, …".to_owned(),
            "The first line must name the columns: cognome, nome, codice_fiscale, …".to_owned(),
        ),
        ExtractError::ColumnMissing(name) => {
            (format!("Manca la colonna «{name}»."), format!("The column “{name}” is missing."))
        }
        ExtractError::ColumnTwice(name) => {
            (format!("La colonna «{name}» c’è due volte."), format!("The column “{name}” stands twice."))
        }
        ExtractError::NotUtf8 => (
            "Non è un testo CSV in UTF-8 (né Windows-1252): se è una cartella di Excel, salvarla come «CSV UTF-8».".to_owned(),
            "It is no CSV text in UTF-8 (nor Windows-1252): if it is an Excel workbook, save it as “CSV UTF-8”."
                .to_owned(),
        ),
        ExtractError::Empty { rows, reasons } => return nothing_fits(rows, &reasons),
        other => return unread(other),
    };
    problem("file", Bilingual::new(it, en))
}

/// No row could be used: the commonest faults say what to mend in the file.
fn nothing_fits(rows: u64, reasons: &[Reason]) -> DeskError {
    const TOLD: usize = 3;
    let counted: Vec<Bilingual> = reasons.iter().take(TOLD).map(Reason::counted).collect();
    let list = |of: fn(&Bilingual) -> &str| counted.iter().map(of).collect::<Vec<_>>().join("; ");
    let (it, en) = match (rows, counted.is_empty()) {
        (0, _) | (_, true) => (
            "Nel file non c’è nessuna riga oltre ai nomi delle colonne.".to_owned(),
            "The file has no row beside the names of the columns.".to_owned(),
        ),
        _ => (
            format!("Nessuna delle {rows} righe si può usare. Perché: {}.", list(|one| &one.it)),
            format!("None of the {rows} rows can be used. Why: {}.", list(|one| &one.en)),
        ),
    };
    problem("file", Bilingual::new(it, en))
}
