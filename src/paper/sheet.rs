//! What is to be printed, said neutrally: a sheet knows no form, no law and no file format.

use super::block::Block;

/// One paper, A4 upright, as many pages as its blocks need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Language of the text for assistive readers, RFC 5646 (`it-IT`).
    pub language: String,
    /// Title in the document's properties and on the head of further pages.
    pub title: String,
    /// Who issues, on top of the first page and as the author.
    pub letterhead: Letterhead,
    /// The number, where a clerk looks: top right. `None` on papers that have none.
    pub number: Option<NumberBox>,
    /// The body, top to bottom.
    pub blocks: Vec<Block>,
    /// The foot of every page.
    pub footer: Footer,
}

impl Sheet {
    /// Whether a card shares its page: head and foot make room for it.
    pub(super) fn has_card(&self) -> bool {
        self.blocks.iter().any(|block| matches!(block, Block::Card(_)))
    }
}

/// The head of the first page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letterhead {
    /// "Comune di Valdorè"; printed in capitals.
    pub municipality: String,
    /// Province, service and office, one line each.
    pub office: Vec<String>,
    /// What stands in the place of the coat of arms.
    pub arms: Arms,
}

/// The place of the coat of arms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Arms {
    /// An outlined shield marked "stemma": the place where the municipality's is stamped or pre-printed.
    #[default]
    Outline,
    /// No place at all.
    None,
}

/// The number of the paper and the moment it was taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberBox {
    /// "registro di emergenza".
    pub caption: String,
    /// `EM01-2026-0000031`, or what stands for it on a preview.
    pub number: String,
    /// "sabato 21 novembre 2026, ore 10:42"; empty if it has none.
    pub moment: String,
}

/// The foot repeated on every page; the number and "pagina 1 di 2" are added by the printer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Footer {
    /// Control code, telephone and the like: label (heavy, may be empty) and text.
    pub lines: Vec<FootLine>,
    /// Square control code, drawn on the first page.
    pub code: Option<Matrix>,
}

/// One line of the foot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FootLine {
    /// Heavy words before the text; may be empty.
    pub label: String,
    /// The text.
    pub text: String,
}

impl FootLine {
    /// A labelled line.
    pub fn new(label: impl Into<String>, text: impl Into<String>) -> Self {
        Self { label: label.into(), text: text.into() }
    }
}

/// The modules of a square code (a QR), without its quiet zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    side: usize,
    dark: Vec<bool>,
    millimetres: u8,
}

impl Matrix {
    /// Modules row by row from the top left, `true` is dark. `None` unless they fill a square; `millimetres` is the
    /// printed side without the quiet zone.
    pub fn new(dark: Vec<bool>, millimetres: u8) -> Option<Self> {
        let side = dark.len().isqrt();
        (side > 0 && side * side == dark.len() && millimetres > 0).then_some(Self { side, dark, millimetres })
    }

    /// Modules on one side.
    pub fn side(&self) -> usize {
        self.side
    }

    /// The rows from the top.
    pub fn rows(&self) -> impl Iterator<Item = &[bool]> {
        self.dark.chunks(self.side)
    }

    /// Printed side in millimetres.
    pub fn millimetres(&self) -> u8 {
        self.millimetres
    }
}

/// What is printed across a sheet besides its own text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// *ESERCITAZIONE* on every page: the station is a drill.
    pub drill: bool,
    /// *ANTEPRIMA* on every page: nothing has been issued.
    pub preview: bool,
    /// "COPIA n. …" on every page. A reprint of a kept PDF uses `mark_copy` instead.
    pub copy: Option<u32>,
}
