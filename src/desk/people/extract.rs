//! The extract of residents: importing a delivery, and how old the one in use is.

use std::io::Read;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::desk::error::{DeskError, problem};
use crate::desk::ledger::desk::Desk;
use crate::desk::parts::import_progress::{ImportReport, Progress};
use crate::domain::journal::event::Event;
use crate::domain::journal::record::Kind;
use crate::domain::office::by::By;
use crate::domain::text::bilingual::Bilingual;
use crate::domain::time::moment::Moment;
use crate::extract::{Delivery, ExtractError};

use super::residents::unread;

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
        })
    }

    /// Puts a delivery made on `date` in the place of the extract in use. A bad row is told and left out; what cannot be
    /// used at all changes nothing. Fields: `file`, `date`.
    pub(in crate::desk) fn adopt(
        &self,
        by: Option<By>,
        csv: &mut dyn Read,
        date: NaiveDate,
        progress: &dyn Fn(Progress),
    ) -> Result<ImportReport, DeskError> {
        self.fits(date)?;
        let delivery = Delivery::read(csv, &|rows| progress(Progress::Read(rows))).map_err(refused)?;
        let extract = self.mint();
        let folder = &self.shelf.folder;
        let of = delivery.residents();
        let sealed = |rows| progress(Progress::Sealed(rows, of));
        let sha256 = folder.keep(extract, &delivery, &sealed).map_err(unread)?;
        // Read back whole before anything refers to it.
        let checked = |rows| progress(Progress::Checked(rows, of));
        let residents = folder.open(extract, &sha256, &checked).map_err(unread)?;
        self.commit(by, Kind::ExtractAdopted, |_, _| Ok(vec![adopted(extract, date, sha256, &delivery)]))?;
        self.shelf.replace(residents);
        if let Err(error) = folder.keep_only(extract) {
            tracing::warn!(%error, "an older extract stays on disk until the next import");
        }
        Ok(ImportReport {
            date,
            rows: delivery.rows,
            residents: delivery.residents(),
            left_out: delivery.left_out,
            odd: delivery.odd,
            lacking: delivery.lacking,
            ignored: delivery.ignored,
            problems: delivery.problems,
        })
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
            "Il file non è in UTF-8: esportarlo con questa codifica.".to_owned(),
            "The file is not UTF-8: export it in that encoding.".to_owned(),
        ),
        ExtractError::Empty => (
            "Nessuna riga si può usare: l’estratto in uso resta quello di prima.".to_owned(),
            "No row can be used: the extract in use stays.".to_owned(),
        ),
        ExtractError::Delivered(_) => (
            "Il file non si legge fino in fondo: copiarlo di nuovo.".to_owned(),
            "The file cannot be read to its end: copy it again.".to_owned(),
        ),
        other => return unread(other),
    };
    problem("file", Bilingual::new(it, en))
}
