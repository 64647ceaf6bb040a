//! The pieces of a paper, as its form lists them.

use crate::ids::value::FieldId;
use crate::text::template::Template;

/// What stands on every page and on both faces of the card of a paper with a photograph: it is no identity card, which
/// only the State can issue on its own stock (RD 635/1940 art. 288–289), and it is of no use abroad.
pub const NOT_A_CARD: &str = "NON È UNA CARTA D'IDENTITÀ — NON VALIDA PER L'ESPATRIO";

/// A piece of the paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Title and the rule under it, from the form's head.
    Title,
    /// Running text.
    Paragraph(Template),
    /// Label and value, row by row.
    Facts(Vec<Fact>),
    /// The members of a family, from a field of that kind: names, birthplace and birth date. Kinship is never printed: it
    /// belongs to another certificate.
    Members(FieldId),
    /// What the form itself says, besides what all forms say: on a sheet of several forms the parts of all stand here.
    Part(Vec<Self>),
    /// Words nobody can overlook: light on dark.
    Band(String),
    /// The photograph, or the box it is glued in, with rows of facts beside it.
    Portrait(Vec<Fact>),
    /// The card to cut out and fold, with its own band on both faces and its own rows.
    Card {
        /// The band.
        band: String,
        /// The rows of its front.
        rows: Vec<Fact>,
        /// How to have it confirmed, on its back.
        confirm: Template,
        /// What it is and how long it holds, on its back.
        note: Template,
    },
    /// What can be declared, each with a box to tick; a row whose fields are all empty is left out.
    Ticks(Vec<Template>),
    /// The use wording, boxed.
    UseWording,
    /// Footing and source, small.
    Footing(Template),
    /// The exemption or the stamp.
    Duty,
    /// The holder signs beside the officer, from the age of twelve.
    HolderSignature,
    /// Place and date, stamp, signature.
    Signature,
    /// Place and date, and the signature of who declares.
    DeclarantSignature,
}

/// A row of facts. A row whose fields are all empty is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Label; may vary with sex: `è nat{o|a} il`.
    pub label: Template,
    /// Template of the value.
    pub value: Template,
}

impl Block {
    /// The texts in it, those of inner blocks too.
    pub fn templates(&self) -> Vec<&Template> {
        match self {
            Self::Paragraph(text) | Self::Footing(text) => vec![text],
            Self::Facts(rows) | Self::Portrait(rows) => Self::rows(rows).collect(),
            Self::Card { rows, confirm, note, .. } => Self::rows(rows).chain([confirm, note]).collect(),
            Self::Ticks(rows) => rows.iter().collect(),
            Self::Part(blocks) => blocks.iter().flat_map(Self::templates).collect(),
            Self::Title
            | Self::Members(_)
            | Self::Band(_)
            | Self::UseWording
            | Self::Duty
            | Self::HolderSignature
            | Self::Signature
            | Self::DeclarantSignature => Vec::new(),
        }
    }

    fn rows(rows: &[Fact]) -> impl Iterator<Item = &Template> {
        rows.iter().flat_map(|row| [&row.label, &row.value])
    }
}
