//! A photograph beside facts, and the card to cut out: ID-2 (A7) upright, two faces of 74 × 105 mm, one fold.

use std::fmt;
use std::sync::Arc;

use super::block::Fact;
use super::text::Text;

/// Width of a photograph in millimetres.
pub const PHOTOGRAPH_WIDTH: f32 = 35.0;
/// Height of a photograph in millimetres.
pub const PHOTOGRAPH_HEIGHT: f32 = 45.0;
/// Width of one face of the card in millimetres.
pub const FACE_WIDTH: f32 = 74.0;
/// Height of the card in millimetres.
pub const FACE_HEIGHT: f32 = 105.0;

/// A JPEG, grey or in RGB, printed as it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub jpeg: Arc<[u8]>,
}

/// Never the bytes: they are somebody's face.
impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} bytes)", self.jpeg.len())
    }
}

/// What stands in the place of the photograph, 35 × 45 mm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Photograph {
    /// Printed.
    Printed(Picture),
    /// An empty box to glue one in, with the place of the stamp across its edge.
    Glued,
    /// An empty box with the reason: the picture was erased when its time was over.
    Erased,
}

/// A photograph with facts beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portrait {
    /// To the left.
    pub photograph: Photograph,
    /// To the right.
    pub facts: Vec<Fact>,
}

/// The card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// On top of both faces, light on dark; " — " parts its two lines.
    pub band: String,
    /// The photograph of the front.
    pub photograph: Photograph,
    /// "Comune di Valdorè".
    pub issuer: String,
    /// "Attestazione provvisoria di identità".
    pub title: String,
    /// The number.
    pub number: String,
    /// "21.12.2026".
    pub until: String,
    /// The data of the front.
    pub facts: Vec<Fact>,
    /// What stands under the holder's line; none where the holder does not sign.
    pub holder: Option<String>,
    /// The check code, large on the back.
    pub check_code: String,
    /// How to have it confirmed.
    pub confirm: Text,
    /// The rule it rests on.
    pub note: Text,
    /// Place, day and who signs, one line each.
    pub signed: Vec<String>,
    /// The name under the officer's line.
    pub officer: String,
}
