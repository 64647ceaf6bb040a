//! Why a picture cannot be kept, and what to do; what to say of one with few pixels.

use domain::person::photograph::{BadCrop, KEPT, LEAST};
use domain::text::bilingual::Bilingual;

use crate::error::FieldProblem;

/// Why a picture cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PictureError {
    /// More bytes or pixels than any photograph needs.
    #[error("the picture is too large")]
    TooLarge,
    /// Neither JPEG nor PNG, or damaged.
    #[error("the picture cannot be read")]
    Unreadable,
    /// A crop that cannot be cut out or printed.
    #[error(transparent)]
    Crop(#[from] BadCrop),
}

impl PictureError {
    /// What to do, at the field it is about.
    pub(super) fn told(self) -> FieldProblem {
        let (field, it, en) = match self {
            Self::TooLarge => (
                "photo.file",
                "L'immagine è troppo grande: al massimo 16 MB e 20 megapixel (12 se è un JPG progressivo o un PNG con trasparenza). Rifarla con meno punti: nelle impostazioni della fotocamera, o ritagliandola."
                    .to_owned(),
                "The picture is too large: at most 16 MB and 20 megapixels (12 for a progressive JPG or a PNG with transparency). Take it again with fewer: in the settings of the camera, or by cropping it."
                    .to_owned(),
            ),
            Self::Unreadable => (
                "photo.file",
                "L'immagine non si legge: usare un file JPG o PNG, oppure il riquadro per la foto incollata."
                    .to_owned(),
                "The picture cannot be read: use a JPG or PNG file, or the box for a glued photograph."
                    .to_owned(),
            ),
            Self::Crop(BadCrop::TooSmall) => (
                "photo.crop",
                format!(
                    "Il ritaglio ha meno di {} × {} punti: avvicinare il viso o rifare la foto, oppure usare il riquadro per la foto incollata.",
                    LEAST.0, LEAST.1
                ),
                format!(
                    "The crop has fewer than {} × {} pixels: come closer or take it again, or use the box for a glued photograph.",
                    LEAST.0, LEAST.1
                ),
            ),
            Self::Crop(BadCrop::Shape) => (
                "photo.crop",
                "Il ritaglio deve essere 35 × 45: rifarlo con il riquadro della pagina.".to_owned(),
                "The crop must be 35 × 45: make it again with the frame on the page.".to_owned(),
            ),
            Self::Crop(BadCrop::Outside) => (
                "photo.crop",
                "Il ritaglio esce dall'immagine: riportarlo dentro.".to_owned(),
                "The crop leaves the picture: move it back inside.".to_owned(),
            ),
        };
        FieldProblem::new(field, Bilingual { it, en })
    }
}

/// What to say of a photograph with few pixels.
pub(super) fn coarse() -> Bilingual {
    Bilingual::new(
        format!("La foto ha meno di {} × {} punti: stampata si vede sgranata.", KEPT.0, KEPT.1),
        format!("The photograph has fewer than {} × {} pixels: it prints coarse.", KEPT.0, KEPT.1),
    )
}
