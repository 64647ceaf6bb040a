//! Receipts that centres signed of the heads they hold: kept in the journal, shown, printed, let out as a file.

use domain::centre::exchange::{HeadReceipt, SignedReceipt};
use domain::ids::id::CentreId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::journal::witness::HeadTold;
use journal::Comparison;
use paper::{Block, Fact, FootLine, Footer, Sheet};

use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::papers::compose::{letterhead, moment};
use crate::papers::printing::Pdf;
use crate::parts::session::Session;
use crate::register::own_head::square;

/// A receipt as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceiptView {
    /// Which centre gave it.
    pub centre: CentreId,
    /// Its name here.
    pub name: String,
    /// What it says.
    pub receipt: HeadReceipt,
    /// Whether the journal it is of still contains that record; `None` where that cannot be told.
    pub agrees: Option<bool>,
}

impl Desk {
    /// A centre signed what it holds. What this journal does not contain is no receipt of it: the pass asks again where the
    /// centre stands, and says so.
    pub fn receipt_kept(&self, centre: CentreId, receipt: SignedReceipt) -> Result<(), DeskError> {
        let head = receipt.read().map(|receipt| receipt.head);
        let ours = head.is_some_and(|head| {
            matches!(self.compare_with_centre(self.station_id(), head), Comparison::Agrees { .. })
        });
        if !ours {
            tracing::warn!("a receipt of a head that this journal does not contain was not kept");
            return Ok(());
        }
        self.commit(None, Kind::CentreHeard, |head, _| {
            if head.recovery.centres.contains_key(&centre) {
                Ok(vec![Event::ReceiptKept { centre, receipt }])
            } else {
                Err(DeskError::NotFound)
            }
        })?;
        Ok(())
    }

    /// The centre gives no receipts: it is not asked again before the next start.
    pub fn no_receipts(&self, centre: CentreId) {
        self.centre_status.change((centre, self.station_id()), |line| line.no_receipts = true);
    }

    /// Whether the centre is known to give none.
    pub fn gives_no_receipts(&self, centre: CentreId) -> bool {
        self.centre_status.line((centre, self.station_id())).no_receipts
    }

    /// The last receipt of each centre.
    pub fn head_receipts(&self) -> Vec<ReceiptView> {
        let kept: Vec<_> = {
            let head = self.head();
            let known = head.recovery.centres.values();
            known.filter_map(|one| Some((one.centre.clone(), one.receipt.as_ref()?.read()?))).collect()
        };
        kept.into_iter()
            .map(|(centre, receipt)| {
                let agrees = self.contains(&receipt);
                ReceiptView { centre: centre.id, name: centre.name, receipt, agrees }
            })
            .collect()
    }

    /// A receipt as it came: the text and the signature, one JSON value.
    pub fn head_receipt_file(&self, who: &Session, centre: CentreId) -> Result<Vec<u8>, DeskError> {
        who.needs(&[])?;
        let receipt = self.centre(centre).and_then(|known| known.receipt).ok_or(DeskError::NotFound)?;
        Ok(serde_json::to_vec(&receipt).expect("a receipt holds only texts"))
    }

    /// A receipt on paper, to be filed.
    pub fn head_receipt_pdf(&self, who: &Session, centre: CentreId) -> Result<Pdf, DeskError> {
        who.needs(&[])?;
        let view = self.head_receipts().into_iter().find(|view| view.centre == centre);
        let ReceiptView { name, receipt, .. } = view.ok_or(DeskError::NotFound)?;
        let station = self.station();
        let fact = |label: &str, value: String| Fact::new("receipt", label, value);
        let title = "Ricevuta della testa del giornale";
        let blocks = vec![
            Block::Title {
                text: title.to_owned(),
                subtitle: "firmata dal centro, conservata dalla postazione".to_owned(),
            },
            Block::Facts(vec![
                fact("centro", name),
                fact("nome del centro", receipt.centre.clone()),
                fact("postazione", receipt.station.to_string()),
                fact("registro", station.register_code.to_string()),
                fact("posizione", receipt.head.position.to_string()),
                fact("testa", receipt.head.chain.grouped()),
                fact("lettere", receipt.head.chain.letters()),
                fact("al centro da", moment(receipt.seen)),
            ]),
            Block::small(
                "Il centro ha avuto la registrazione a questa posizione, e tutte quelle prima, nel momento indicato. Chi \
                 conserva questo foglio, o il file della ricevuta con la firma, può provare in seguito che nulla di ciò che \
                 sta prima è stato tolto o cambiato: sportello journal verify --against.",
            ),
        ];
        let sheet = Sheet {
            language: "it-IT".to_owned(),
            title: title.to_owned(),
            letterhead: letterhead(&station.office, None),
            number: None,
            blocks,
            footer: Footer {
                lines: vec![FootLine::new("", format!("Stampata {}.", moment(self.now())))],
                code: square(&HeadTold::scannable(receipt.station, &station.register_code, receipt.head)),
            },
        };
        self.printed_sheet(
            &sheet,
            format!("ricevuta-{}-{}.pdf", station.register_code, receipt.head.position),
        )
    }

    /// Whether the journal that a receipt is of, this life's or an earlier one's, still has that record.
    fn contains(&self, receipt: &HeadReceipt) -> Option<bool> {
        let comparison = if receipt.station == self.station_id() {
            self.journal().compare(receipt.head)
        } else {
            let lives = self.lives();
            lives.all().iter().find(|past| past.station() == receipt.station)?.compare(receipt.head)
        };
        match comparison {
            Comparison::Agrees { .. } => Some(true),
            Comparison::Behind { .. } | Comparison::Forked { .. } => Some(false),
            Comparison::Unreadable { .. } => None,
        }
    }
}
