//! Pictures → image objects as PDF/A-1b takes them: the JPEG as it is (DCT), in grey or RGB, no transparency, no
//! interpolation.

use std::fmt::Write;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};

use super::card::Picture;
use super::drawing::{Drawing, PAGE_HEIGHT, Placed};
use super::error::PaperError;
use super::ink::n;

/// The pictures of a document, each once.
#[derive(Default)]
pub(super) struct Pictures {
    all: Vec<Picture>,
}

impl Pictures {
    /// Operators that paint the pictures of a page.
    pub fn paint(&mut self, drawing: &Drawing) -> String {
        let mut out = String::new();
        for placed in &drawing.pictures {
            let name = self.name(&placed.picture);
            let Placed { x, y, width, height, .. } = placed;
            let bottom = n(PAGE_HEIGHT - y - height);
            writeln!(out, "q {} 0 0 {} {} {bottom} cm /P{name} Do Q", n(*width), n(*height), n(*x))
                .expect("a string takes whatever is written to it");
        }
        out
    }

    fn name(&mut self, picture: &Picture) -> usize {
        self.all.iter().position(|one| one == picture).unwrap_or_else(|| {
            self.all.push(picture.clone());
            self.all.len() - 1
        })
    }

    /// Adds the images to the document and gives their resources; `None` if there is no picture.
    pub fn write(&self, pdf: &mut Document) -> Result<Option<Dictionary>, PaperError> {
        let mut resources = Dictionary::new();
        for (index, picture) in self.all.iter().enumerate() {
            let image = write_image(pdf, picture)?;
            resources.set(format!("P{index}"), Object::Reference(image));
        }
        Ok((!self.all.is_empty()).then_some(resources))
    }
}

fn write_image(pdf: &mut Document, picture: &Picture) -> Result<ObjectId, PaperError> {
    let frame = frame(&picture.jpeg)?;
    let space = match frame.components {
        1 => "DeviceGray",
        3 => "DeviceRGB",
        _ => return Err(PaperError::Picture { what: "its colours are neither grey nor RGB" }),
    };
    let dictionary = dictionary! {
        "Type" => "XObject",
        "Subtype" => "Image",
        "Width" => i64::from(frame.width),
        "Height" => i64::from(frame.height),
        "ColorSpace" => space,
        "BitsPerComponent" => 8,
        "Filter" => "DCTDecode",
    };
    Ok(pdf.add_object(Stream::new(dictionary, picture.jpeg.to_vec()).with_compression(false)))
}

/// What a JPEG says of itself.
#[derive(Debug, PartialEq, Eq)]
struct Frame {
    width: u16,
    height: u16,
    components: u8,
}

/// Reads the segments up to the frame header (ITU-T T.81, B.2.2).
fn frame(jpeg: &[u8]) -> Result<Frame, PaperError> {
    const NONE: PaperError = PaperError::Picture { what: "it is no JPEG" };
    let mut rest = jpeg.strip_prefix(&[0xFF, 0xD8]).ok_or(NONE)?;
    loop {
        let [0xFF, marker, high, low, after @ ..] = rest else { return Err(NONE) };
        let length = usize::from(u16::from_be_bytes([*high, *low])).checked_sub(2).ok_or(NONE)?;
        let segment = after.get(..length).ok_or(NONE)?;
        // Baseline, extended and progressive frames; 8 bits only.
        if matches!(marker, 0xC0..=0xC2) {
            let [8, h1, h0, w1, w0, components, ..] = segment else { return Err(NONE) };
            return Ok(Frame {
                width: u16::from_be_bytes([*w1, *w0]),
                height: u16::from_be_bytes([*h1, *h0]),
                components: *components,
            });
        }
        rest = after.get(length..).ok_or(NONE)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_header_is_found_behind_other_segments() {
        let jpeg = [
            0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 2, 197, 2, 39, 1, 1, 0x11, 0, 0xFF,
            0xDA,
        ];
        assert_eq!(frame(&jpeg).unwrap(), Frame { width: 551, height: 709, components: 1 });
    }

    #[test]
    fn what_is_no_jpeg_is_refused_wherever_it_ends() {
        let jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 11, 8, 2, 197, 2, 39, 1];
        for length in 0..jpeg.len() - 1 {
            assert!(frame(&jpeg[..length]).is_err(), "{length}");
        }
        assert!(frame(b"\x89PNG\r\n").is_err());
        assert!(frame(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 1, 0, 0]).is_err());
    }
}
