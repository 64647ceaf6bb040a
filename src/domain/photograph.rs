//! The photograph on an identity attestation: 35 mm × 45 mm (domain 2.4, 9.17).

use serde::{Deserialize, Serialize};

/// What stands in the place of the photograph.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "photograph", rename_all = "kebab-case")]
pub enum Photograph {
    /// An empty box of 35 mm × 45 mm: a photograph is glued in, the stamp across its edge.
    Glued,
    /// A picture taken at the counter, cropped and re-encoded here.
    Kept {
        /// Hash of the sealed blob, a JPEG of 551 × 709 px.
        blob: String,
    },
}

/// Width of the printed photograph in millimetres.
pub const WIDTH_MM: u32 = 35;
/// Height of the printed photograph in millimetres.
pub const HEIGHT_MM: u32 = 45;
/// Pixels of the kept picture: 400 dpi.
pub const KEPT: (u32, u32) = (551, 709);
/// Under so many pixels of the crop a picture is refused: 200 dpi.
pub const LEAST: (u32, u32) = (276, 354);
/// The kept JPEG is at most so long, in bytes.
pub const KEPT_MOST: usize = 36 * 1024;
