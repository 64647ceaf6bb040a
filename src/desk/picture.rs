//! A picture as a camera or a telephone made it → the photograph that is kept: upright, cropped, of 551 × 709 px, a JPEG of
//! at most 36 KB without any metadata.

use std::io::Cursor;

use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, Rgb, RgbImage};

use crate::domain::photograph::{Crop, KEPT, KEPT_MOST, Sharpness};

use super::photograph::Upright;
use super::picture_error::PictureError;

/// Longest picture taken in, in bytes.
pub const PICTURE_MOST: usize = 16 * 1024 * 1024;

/// Most pixels along an edge, and memory a decoder may take: a small file must not unfold into a large one.
const EDGE_MOST: u32 = 12_000;
const MEMORY_MOST: u64 = 160 * 1024 * 1024;

/// Qualities tried, best first: the best that fits is kept.
const BEST: u8 = 92;
const WORST: u8 = 20;

/// Quality of a picture that is still to be cropped: nothing of it may be lost to the eye.
const SEEN: u8 = 95;

/// Dots per inch of the kept picture at 35 mm × 45 mm.
const DPI: u16 = 400;

/// A photograph ready to be kept.
pub(super) struct Portrait {
    /// The JPEG.
    pub(super) jpeg: Vec<u8>,
    /// Whether it has the pixels of a good print.
    pub(super) sharpness: Sharpness,
}

/// Reads a picture and makes the photograph of it; without a crop, of the largest middle.
pub(super) fn portrait(picture: &[u8], crop: Option<Crop>) -> Result<Portrait, PictureError> {
    let upright = decoded(picture)?;
    let size = (upright.width(), upright.height());
    let crop = crop.unwrap_or_else(|| Crop::largest(size));
    let sharpness = crop.check(size)?;
    let cut = upright.crop_imm(crop.x, crop.y, crop.width, crop.height);
    drop(upright);
    let kept = on_white(&cut.resize_exact(KEPT.0, KEPT.1, FilterType::CatmullRom));
    let jpeg = compressed(&kept).ok_or(PictureError::Unreadable)?;
    Ok(Portrait { jpeg, sharpness })
}

/// Reads a picture and turns it upright; without its metadata.
pub(super) fn upright(picture: &[u8]) -> Result<Upright, PictureError> {
    let seen = on_white(&decoded(picture)?);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, SEEN);
    seen.write_with_encoder(encoder).map_err(|_| PictureError::Unreadable)?;
    Ok(Upright { jpeg, width: seen.width(), height: seen.height() })
}

/// The picture, turned as its own metadata say.
fn decoded(picture: &[u8]) -> Result<DynamicImage, PictureError> {
    if picture.len() > PICTURE_MOST {
        return Err(PictureError::TooLarge);
    }
    let reader = ImageReader::new(Cursor::new(picture)).with_guessed_format();
    let mut reader = reader.map_err(|_| PictureError::Unreadable)?;
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(PictureError::Unreadable);
    }
    let mut limits = Limits::default();
    limits.max_image_width = Some(EDGE_MOST);
    limits.max_image_height = Some(EDGE_MOST);
    limits.max_alloc = Some(MEMORY_MOST);
    reader.limits(limits);
    let unread = |error| match error {
        image::ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::Unreadable,
    };
    let mut decoder = reader.into_decoder().map_err(unread)?;
    if decoder.total_bytes() > MEMORY_MOST {
        return Err(PictureError::TooLarge);
    }
    let turned = decoder.orientation().map_err(unread)?;
    let mut upright = DynamicImage::from_decoder(decoder).map_err(unread)?;
    upright.apply_orientation(turned);
    Ok(upright)
}

/// Colours without transparency, as on white paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let seen = picture.to_rgba8();
    RgbImage::from_fn(seen.width(), seen.height(), |x, y| {
        let [red, green, blue, alpha] = seen.get_pixel(x, y).0;
        let blend = |colour: u8| {
            let mixed = (u32::from(colour) * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        Rgb([blend(red), blend(green), blend(blue)])
    })
}

/// The best quality that fits; a picture that is all detail is softened until it does.
fn compressed(picture: &RgbImage) -> Option<Vec<u8>> {
    let mut softened = picture.clone();
    for _ in 0..4 {
        if let Some(jpeg) = best_that_fits(&softened) {
            return Some(jpeg);
        }
        softened = image::imageops::blur(&softened, 1.5);
    }
    None
}

fn best_that_fits(picture: &RgbImage) -> Option<Vec<u8>> {
    let (mut low, mut high) = (WORST, BEST);
    let mut best = None;
    while low <= high {
        let quality = low.midpoint(high);
        let jpeg = encoded(picture, quality)?;
        if jpeg.len() <= KEPT_MOST {
            best = Some(jpeg);
            low = quality + 1;
        } else {
            high = quality - 1;
        }
    }
    best
}

fn encoded(picture: &RgbImage, quality: u8) -> Option<Vec<u8>> {
    let mut jpeg = Vec::with_capacity(KEPT_MOST);
    let mut encoder = JpegEncoder::new_with_quality(&mut jpeg, quality);
    encoder.set_pixel_density(PixelDensity::dpi(DPI));
    encoder.encode_image(picture).ok()?;
    Some(jpeg)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::photograph::BadCrop;
    use image::ImageEncoder as _;

    /// A face-like picture: smooth, with some detail.
    pub fn smooth(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let shade = |a: u32, b: u32| u8::try_from((x * a + y * b) / 40 % 200 + 30).unwrap();
            Rgb([shade(3, 2), shade(2, 3), shade(1, 1)])
        })
    }

    pub fn jpeg(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 90).encode_image(picture).unwrap();
        bytes
    }

    fn png(picture: &DynamicImage) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn read(jpeg: &[u8]) -> RgbImage {
        image::load_from_memory_with_format(jpeg, ImageFormat::Jpeg).unwrap().to_rgb8()
    }

    /// EXIF with an orientation and a name in it.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut exif = b"MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0]);
        exif.extend(b"ROSSI-GPS");
        exif
    }

    #[test]
    fn what_is_kept_is_small_upright_and_without_metadata() {
        // Red on the left; turned by the camera: what is left becomes what is above.
        let picture =
            RgbImage::from_fn(
                1600,
                1200,
                |x, _| if x < 800 { Rgb([200, 20, 20]) } else { Rgb([20, 20, 200]) },
            );
        let mut taken = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut taken, 90);
        encoder.set_exif_metadata(exif(6)).unwrap();
        encoder.encode_image(&picture).unwrap();
        assert!(taken.windows(5).any(|window| window == b"ROSSI"));
        let kept = portrait(&taken, None).unwrap();
        assert_eq!(kept.sharpness, Sharpness::Good);
        assert!(kept.jpeg.len() <= KEPT_MOST);
        assert!(!kept.jpeg.windows(5).any(|window| window == b"ROSSI" || window == b"Exif\0"));
        let seen = read(&kept.jpeg);
        assert_eq!((seen.width(), seen.height()), KEPT);
        assert!(seen.get_pixel(275, 20).0[0] > 150 && seen.get_pixel(275, 690).0[2] > 150);
    }

    #[test]
    fn a_picture_to_be_cropped_stands_upright_and_says_nothing_else() {
        let mut taken = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut taken, 90);
        encoder.set_exif_metadata(exif(6)).unwrap();
        encoder.encode_image(&smooth(800, 600)).unwrap();
        let seen = upright(&taken).unwrap();
        assert_eq!((seen.width, seen.height), (600, 800));
        assert!(!seen.jpeg.windows(5).any(|window| window == b"ROSSI"));
        assert!(matches!(upright(b"GIF89a"), Err(PictureError::Unreadable)));
    }

    #[test]
    fn pure_noise_still_fits() {
        let mut state = 7_u32;
        let noise = RgbImage::from_fn(700, 900, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_be_bytes();
            Rgb([a, b, c])
        });
        assert!(portrait(&png(&noise.into()), None).unwrap().jpeg.len() <= KEPT_MOST);
    }

    #[test]
    fn what_is_transparent_is_white() {
        let clear = DynamicImage::ImageRgba8(image::RgbaImage::new(700, 900));
        let seen = read(&portrait(&png(&clear), None).unwrap().jpeg);
        assert!(seen.get_pixel(300, 300).0.iter().all(|colour| *colour > 250));
    }

    #[test]
    fn the_crop_is_cut_where_it_was_set() {
        let picture =
            RgbImage::from_fn(
                2000,
                1000,
                |x, _| if x >= 1400 { Rgb([10, 200, 10]) } else { Rgb([200, 10, 10]) },
            );
        let crop = Crop { x: 1410, y: 100, width: 560, height: 720 };
        let kept = portrait(&jpeg(&picture), Some(crop)).unwrap();
        assert!(read(&kept.jpeg).pixels().all(|pixel| pixel.0[1] > 150 && pixel.0[0] < 80));
    }

    #[test]
    fn few_pixels_warn_and_fewer_refuse() {
        assert_eq!(portrait(&jpeg(&smooth(500, 643)), None).unwrap().sharpness, Sharpness::Coarse);
        let refused = portrait(&jpeg(&smooth(270, 347)), None).err().unwrap();
        assert_eq!(refused, PictureError::Crop(BadCrop::TooSmall));
        assert_eq!(refused.told().field, "photo.crop");
    }

    #[test]
    fn what_is_no_photograph_is_refused_before_it_unfolds() {
        for bytes in [&b""[..], b"%PDF-1.7", b"GIF89a\x01\x00\x01\x00", &[0xff, 0xd8, 0xff, 0xe0, 0, 16]] {
            assert_eq!(portrait(bytes, None).err(), Some(PictureError::Unreadable));
        }
        // A header that promises 30,000 × 30,000 pixels.
        let mut bomb = Vec::new();
        image::codecs::png::PngEncoder::new(&mut bomb)
            .write_image(&[0; 3], 1, 1, image::ExtendedColorType::Rgb8)
            .unwrap();
        bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        let refused = portrait(&bomb, None).err().unwrap();
        assert!(matches!(refused, PictureError::TooLarge | PictureError::Unreadable));
        assert_eq!(portrait(&vec![0; PICTURE_MOST + 1], None).err(), Some(PictureError::TooLarge));
    }
}
