//! A picture as a camera or a telephone made it → the photograph that is kept: upright, cropped, of 551 × 709 px, a JPEG of
//! at most 36 KB without any metadata.

use std::io::Cursor;

use image::codecs::jpeg::{JpegEncoder, PixelDensity};
use image::imageops::{self, FilterType};
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder as _, ImageFormat, ImageReader, Limits, RgbImage};

use domain::person::photograph::{Crop, KEPT, KEPT_MOST, Sharpness};

use super::photograph::Upright;
use super::picture_error::PictureError;

/// Longest picture taken in, in bytes.
pub const PICTURE_MOST: usize = 16 * 1024 * 1024;

/// Most pixels along an edge and in all, and memory a decoder may take: a small file must not unfold into a large one.
const EDGE_MOST: u32 = 12_000;
const PIXELS_MOST: u64 = 20_000_000;
const MEMORY_MOST: u64 = 64 * 1024 * 1024;

/// Most pixels of a JPEG that is drawn in several passes: all of them lie in memory beside the picture.
const PROGRESSIVE_MOST: u64 = 12_000_000;

/// Qualities tried, best first: the best that fits is kept.
const BEST: u8 = 92;
const WORST: u8 = 20;

/// Quality of a picture that is still to be cropped: nothing of it may be lost to the eye.
const SEEN: u8 = 95;

/// Longest edge of a picture that is still to be cropped: a face that fills a quarter of it is still printed sharp.
const SEEN_EDGE: u32 = 3_000;

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
    let Taken { colours, turned } = decoded(picture)?;
    let lies = (colours.width(), colours.height());
    let size = if is_on_its_side(turned) { (lies.1, lies.0) } else { lies };
    let crop = crop.unwrap_or_else(|| Crop::largest(size));
    let sharpness = crop.check(size)?;
    let kept = if is_on_its_side(turned) { (KEPT.1, KEPT.0) } else { KEPT };
    // Cut and made small as it lies, then turned: there is never a second copy of the whole picture.
    let Crop { x, y, width, height } = as_it_lies(crop, turned, lies);
    let cut = imageops::crop_imm(&colours, x, y, width, height);
    // The good way to make it small takes sixteen bytes a pixel of what it begins with.
    let near =
        if width > 4 * kept.0 { imageops::thumbnail(&*cut, 2 * kept.0, 2 * kept.1) } else { cut.to_image() };
    drop(colours);
    let small = imageops::resize(&near, kept.0, kept.1, FilterType::CatmullRom);
    let jpeg = compressed(&upright_of(small, turned)).ok_or(PictureError::Unreadable)?;
    Ok(Portrait { jpeg, sharpness })
}

/// Reads a picture and turns it upright; without its metadata, and no larger than needed to choose a crop in.
pub(super) fn upright(picture: &[u8]) -> Result<Upright, PictureError> {
    let Taken { mut colours, turned } = decoded(picture)?;
    let longest = colours.width().max(colours.height());
    if longest > SEEN_EDGE {
        let less = |edge: u32| (u64::from(edge) * u64::from(SEEN_EDGE) / u64::from(longest)).max(1);
        let less = |edge: u32| u32::try_from(less(edge)).unwrap_or(SEEN_EDGE);
        colours = imageops::thumbnail(&colours, less(colours.width()), less(colours.height()));
    }
    let seen = upright_of(colours, turned);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, SEEN);
    seen.write_with_encoder(encoder).map_err(|_| PictureError::Unreadable)?;
    Ok(Upright { jpeg, width: seen.width(), height: seen.height() })
}

/// A picture as it lies in its file, and how its own metadata say it is to be turned.
struct Taken {
    colours: RgbImage,
    turned: Orientation,
}

fn decoded(picture: &[u8]) -> Result<Taken, PictureError> {
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
    let pixels = u64::from(decoder.dimensions().0) * u64::from(decoder.dimensions().1);
    let most = if is_progressive(picture) { PROGRESSIVE_MOST } else { PIXELS_MOST };
    if pixels > most || decoder.total_bytes() > MEMORY_MOST {
        return Err(PictureError::TooLarge);
    }
    let turned = decoder.orientation().map_err(unread)?;
    let colours = on_white(DynamicImage::from_decoder(decoder).map_err(unread)?);
    Ok(Taken { colours, turned })
}

/// Whether a JPEG comes in several passes over the whole picture, all of which are in memory until the last is read.
fn is_progressive(picture: &[u8]) -> bool {
    let mut rest = picture.strip_prefix(&[0xff, 0xd8]).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest {
        match marker {
            0xff => rest = &rest[1..],
            0xc2 | 0xc6 | 0xca | 0xce => return true,
            0xda => return false,
            _ => rest = rest.get(2 + usize::from(u16::from_be_bytes([high, low]))..).unwrap_or_default(),
        }
    }
    false
}

/// Whether what stands in the file is wide where the picture is high.
fn is_on_its_side(turned: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(turned, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// Where a crop of the upright picture lies in a file of this size.
fn as_it_lies(crop: Crop, turned: Orientation, (wide, high): (u32, u32)) -> Crop {
    let Crop { x, y, width, height } = crop;
    let from_right = |x: u32, width: u32| wide - x - width;
    let from_below = |y: u32, height: u32| high - y - height;
    let (x, y, width, height) = match turned {
        Orientation::NoTransforms => (x, y, width, height),
        Orientation::FlipHorizontal => (from_right(x, width), y, width, height),
        Orientation::FlipVertical => (x, from_below(y, height), width, height),
        Orientation::Rotate180 => (from_right(x, width), from_below(y, height), width, height),
        Orientation::Rotate90 => (y, from_below(x, width), height, width),
        Orientation::Rotate270 => (from_right(y, height), x, height, width),
        Orientation::Rotate90FlipH => (y, x, height, width),
        Orientation::Rotate270FlipH => (from_right(y, height), from_below(x, width), height, width),
    };
    Crop { x, y, width, height }
}

fn upright_of(colours: RgbImage, turned: Orientation) -> RgbImage {
    let mut upright = DynamicImage::ImageRgb8(colours);
    upright.apply_orientation(turned);
    upright.into_rgb8()
}

/// Colours without transparency, as on white paper. The largest kinds are changed where they lie.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let seen = picture.into_rgba8();
    let (width, height) = (seen.width(), seen.height());
    let mut bytes = seen.into_raw();
    let pixels = bytes.len() / 4;
    for pixel in 0..pixels {
        let alpha = u32::from(bytes[pixel * 4 + 3]);
        for colour in 0..3 {
            let mixed = (u32::from(bytes[pixel * 4 + colour]) * alpha + 255 * (255 - alpha)) / 255;
            bytes[pixel * 3 + colour] = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
    bytes.truncate(pixels * 3);
    bytes.shrink_to_fit();
    RgbImage::from_raw(width, height, bytes).expect("three bytes a pixel were kept")
}

/// The best quality that fits; a picture that is all detail is softened until it does.
fn compressed(picture: &RgbImage) -> Option<Vec<u8>> {
    let mut softened = picture.clone();
    for _ in 0..4 {
        if let Some(jpeg) = best_that_fits(&softened) {
            return Some(jpeg);
        }
        softened = imageops::blur(&softened, 1.5);
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
pub(crate) mod tests {
    use super::*;
    use domain::person::photograph::BadCrop;
    use image::{ImageEncoder as _, Rgb};

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
    fn however_the_camera_was_held_the_same_part_is_cut() {
        // Four quarters of four colours, upright.
        let picture = RgbImage::from_fn(800, 1200, |x, y| {
            Rgb([if x < 400 { 220 } else { 30 }, if y < 600 { 220 } else { 30 }, 60])
        });
        let crop = Crop { x: 420, y: 30, width: 350, height: 450 };
        for (orientation, undone) in [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 8), (7, 7), (8, 6)] {
            let mut lying = DynamicImage::ImageRgb8(picture.clone());
            lying.apply_orientation(Orientation::from_exif(undone).unwrap());
            let mut taken = Vec::new();
            let mut encoder = JpegEncoder::new_with_quality(&mut taken, 95);
            encoder.set_exif_metadata(exif(orientation)).unwrap();
            encoder.encode_image(&lying).unwrap();
            let seen = upright(&taken).unwrap();
            assert_eq!((seen.width, seen.height), (800, 1200), "{orientation}");
            let kept = read(&portrait(&taken, Some(crop)).unwrap().jpeg);
            assert_eq!((kept.width(), kept.height()), KEPT, "{orientation}");
            assert!(kept.pixels().all(|pixel| pixel.0[0] < 90 && pixel.0[1] > 160), "{orientation}");
        }
    }

    #[test]
    fn a_large_picture_is_shown_smaller_and_a_larger_one_refused_with_words() {
        let seen = upright(&jpeg(&smooth(5000, 3900))).unwrap();
        assert_eq!((seen.width, seen.height), (3000, 2340));
        let refused =
            upright(&png(&DynamicImage::ImageLuma8(image::GrayImage::new(5000, 4001)))).err().unwrap();
        assert!(refused.told().told.it.contains("20 megapixel"), "{refused:?}");
    }

    #[test]
    fn a_picture_drawn_in_several_passes_is_known_by_its_header() {
        let mut several = jpeg(&smooth(40, 40));
        assert!(!is_progressive(&several));
        let at = several.windows(2).position(|pair| pair == [0xff, 0xc0]).unwrap();
        several[at + 1] = 0xc2;
        assert!(is_progressive(&several));
        assert!(!is_progressive(b"\xff\xd8\xff") && !is_progressive(b""));
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
