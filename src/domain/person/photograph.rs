//! The photograph on an identity attestation: 35 mm × 45 mm.

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

/// What is kept of a picture: a rectangle in pixels of the upright picture, 35 wide to 45 high.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crop {
    /// From the left edge.
    pub x: u32,
    /// From the upper edge.
    pub y: u32,
    /// Width.
    pub width: u32,
    /// Height.
    pub height: u32,
}

/// A rectangle that cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadCrop {
    /// Not wholly inside the picture, or empty.
    #[error("the crop is not inside the picture")]
    Outside,
    /// Neither so wide nor so high as 35 to 45, by more than a pixel.
    #[error("the crop is not 35 wide to 45 high")]
    Shape,
    /// Fewer than [`LEAST`] pixels.
    #[error("the crop has too few pixels")]
    TooSmall,
}

/// Whether a crop has the pixels of a good print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sharpness {
    /// 400 dpi or more.
    Good,
    /// Fewer: it prints, coarsely.
    Coarse,
}

impl Crop {
    /// The largest there is in a picture, from its middle.
    pub fn largest((width, height): (u32, u32)) -> Self {
        let by_height = scaled(height, WIDTH_MM, HEIGHT_MM);
        let (wide, high) = if by_height <= width {
            (by_height, height)
        } else {
            (width, scaled(width, HEIGHT_MM, WIDTH_MM))
        };
        Self { x: (width - wide) / 2, y: (height - high) / 2, width: wide, height: high }
    }

    /// Whether it can be cut out of a picture of so many pixels and printed, and how well.
    pub fn check(self, (width, height): (u32, u32)) -> Result<Sharpness, BadCrop> {
        let fits = |from: u32, length: u32, most: u32| {
            length > 0 && from.checked_add(length).is_some_and(|end| end <= most)
        };
        if !fits(self.x, self.width, width) || !fits(self.y, self.height, height) {
            return Err(BadCrop::Outside);
        }
        let crossed = |length: u32, by: u32| u64::from(length) * u64::from(by);
        let off = crossed(self.width, HEIGHT_MM).abs_diff(crossed(self.height, WIDTH_MM));
        if off > u64::from(HEIGHT_MM) {
            return Err(BadCrop::Shape);
        }
        match (self.width, self.height) {
            (width, height) if width < LEAST.0 || height < LEAST.1 => Err(BadCrop::TooSmall),
            (width, height) if width < KEPT.0 || height < KEPT.1 => Ok(Sharpness::Coarse),
            _ => Ok(Sharpness::Good),
        }
    }
}

fn scaled(length: u32, by: u32, of: u32) -> u32 {
    u32::try_from(u64::from(length) * u64::from(by) / u64::from(of)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_limits_of_the_law_are_the_limits_of_the_crop() {
        let picture = (3000, 4000);
        let of = |width, height| Crop { x: 0, y: 0, width, height }.check(picture);
        assert_eq!(of(551, 709), Ok(Sharpness::Good));
        assert_eq!(of(550, 708), Ok(Sharpness::Coarse));
        assert_eq!(of(276, 354), Ok(Sharpness::Coarse));
        assert_eq!(of(275, 353), Err(BadCrop::TooSmall));
        assert_eq!(of(600, 709), Err(BadCrop::Shape));
        assert_eq!(of(0, 0), Err(BadCrop::Outside));
        let late = Crop { x: 2600, y: 0, width: 551, height: 709 };
        assert_eq!(late.check(picture), Err(BadCrop::Outside));
        assert_eq!(Crop { x: u32::MAX, ..late }.check(picture), Err(BadCrop::Outside));
    }

    proptest! {
        #[test]
        fn the_largest_crop_of_any_picture_fits_it(width in 400_u32..9000, height in 400_u32..9000) {
            let crop = Crop::largest((width, height));
            prop_assert!(crop.check((width, height)).is_ok(), "{:?}", crop);
            prop_assert!(crop.width + 1 >= width || crop.height + 1 >= height);
        }
    }
}
