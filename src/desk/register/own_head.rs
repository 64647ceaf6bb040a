//! The head of this station's journal, to be held by others: on acts, on the daily sheet, on the screen for a colleague.

use domain::ids::anchor::{Anchor, ChainHash, Position};
use domain::ids::id::StationId;
use domain::ids::number::{Number, RegisterCode, Series};
use domain::journal::witness::HeadTold;
use paper::{Block, Matrix, Text};
use store::NumberState;

use crate::ledger::desk::Desk;

/// The last record of the journal, in every form in which it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnHead {
    /// Whose.
    pub station: StationId,
    /// The code it numbers under.
    pub code: RegisterCode,
    /// Position and chain hash of the last durable record.
    pub head: Anchor,
    /// The last number of series P and the 16 letters of its record: what is read on the telephone.
    pub last: Option<(Number, String)>,
}

impl OwnHead {
    /// `5b1f 0a2c …`: the 64 digits in groups of four.
    pub fn grouped(&self) -> String {
        self.head.chain.grouped()
    }

    /// The 16 letters of the last record.
    pub fn letters(&self) -> String {
        self.head.chain.letters()
    }

    /// What a square code of it says.
    pub fn scannable(&self) -> String {
        HeadTold::scannable(self.station, &self.code, self.head)
    }

    /// The square code that says it, as a hand scanner reads it.
    pub fn square(&self) -> Option<Matrix> {
        square(&self.scannable())
    }

    /// As it stands on a paper to be filed away from this computer.
    pub(crate) fn blocks(&self) -> Vec<Block> {
        let mut words = Text::new()
            .plain(format!("Registro {}, posizione ", self.code))
            .bold(self.head.position.to_string())
            .plain(": ")
            .bold(self.grouped())
            .plain(" (lettere ")
            .bold(self.letters())
            .plain(").");
        if let Some((number, letters)) = &self.last {
            words = words.plain(format!(" Ultimo numero {number}, lettere {letters}."));
        }
        vec![
            Block::Heading("Testa del giornale alla stampa di questo foglio".to_owned()),
            Block::Small(words),
            Block::small(
                "Conservare questo foglio agli atti, fuori dal computer: chi ha la testa può provare in seguito che nulla \
                 di ciò che sta prima è stato tolto o cambiato (pagina «Teste del giornale», oppure sportello journal \
                 verify --against).",
            ),
        ]
    }
}

/// Where a record stands.
pub(crate) struct Recorded {
    /// In whose journal.
    pub(crate) station: StationId,
    pub(crate) position: Position,
    pub(crate) chain: ChainHash,
}

/// Printed side of a square code, in millimetres: a module is 0.4 mm or more.
const SIDE: u8 = 22;

/// A square code (ISO/IEC 18004, level M) of a text.
pub(crate) fn square(text: &str) -> Option<Matrix> {
    let code = qrcodegen::QrCode::encode_text(text, qrcodegen::QrCodeEcc::Medium).ok()?;
    let places = 0..code.size();
    let dark = places.clone().flat_map(|y| places.clone().map(move |x| (x, y)));
    Matrix::new(dark.map(|(x, y)| code.get_module(x, y)).collect(), SIDE)
}

impl Desk {
    /// The head as it stands now; `None` before the first record is durable.
    pub fn own_head(&self) -> Option<OwnHead> {
        let head = self.journal().head()?;
        let station = self.station();
        let last = {
            let counters = self.head().counters.last();
            let mine = counters
                .into_iter()
                .filter(|last| last.key().code == station.register_code && last.key().series == Series::P);
            mine.max_by_key(|last| last.key().year)
        };
        let last = last.and_then(|number| {
            let chain = self.record_of(&number)?.chain;
            Some((number, chain.letters()))
        });
        Some(OwnHead { station: station.id, code: station.register_code, head, last })
    }

    /// The record that gave a number, in this life's journal or in one before.
    pub(crate) fn record_of(&self, number: &Number) -> Option<Recorded> {
        let NumberState::Issued(id) = self.store().ok()?.number(number).ok()?? else { return None };
        let ordinal = *self.row(id).ok()?.records.first()?;
        let (header, chain) = self.lives().header(&self.journal(), ordinal).ok()?;
        Some(Recorded { station: header.station, position: header.position, chain })
    }
}
