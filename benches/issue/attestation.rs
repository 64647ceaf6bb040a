//! Identity attestations as clerks issue them: a draft, its data, the photograph from the camera, the number, the paper.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{Days, NaiveDate};
use sportello::desk::draft::edit::SaveDraft;
use sportello::desk::issue::issuing::Issue;
use sportello::desk::parts::session::Session;
use sportello::desk::{Desk, DeskError};
use sportello::domain::person::photograph::Crop;

/// What every attestation of the run shares, as typed.
const TYPED: [(&str, &str); 10] = [
    ("given-names", "Maria Chiara"),
    ("sex", "F"),
    ("birth-place", "Valdorè (PX)"),
    ("citizenship", "italiana"),
    ("municipality", "Valdorè (PX)"),
    ("evidence.method", "document"),
    ("evidence.kind", "driving-licence"),
    ("evidence.number", "U1X12345A"),
    ("evidence.issuer", "MIT-UCO"),
    ("evidence.expires", "14/03/2031"),
];

/// Whether a photograph is taken or glued in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Camera {
    Used,
    NotUsed,
}

/// People nobody has attested yet, and what the camera sees.
pub struct People {
    next: AtomicU32,
    picture: Vec<u8>,
}

impl People {
    pub fn new() -> Self {
        Self { next: AtomicU32::new(0), picture: picture() }
    }

    /// One attestation from the blank page to the printed sheet.
    pub fn attest(&self, desk: &Desk, who: &Session, camera: Camera) -> Result<(), DeskError> {
        let draft = desk.begin_draft(who, "identity-attestation")?.id;
        let sources = BTreeMap::from([("*".to_owned(), "document-shown:patente".to_owned())]);
        desk.save_draft(who, draft, SaveDraft { raw: self.somebody(), sources, use_code: None })?;
        if camera == Camera::Used {
            // No two people hold their head alike.
            let x = self.next.load(Ordering::Relaxed) % 500;
            let crop = Crop { x, y: 10, width: 700, height: 900 };
            desk.put_photograph(who, draft, &self.picture, Some(crop))?;
        }
        desk.issue(who, Issue { id: draft, non_deferrable: None })?;
        desk.print(who, draft).map(|_| ())
    }

    /// A person of another name and birth date each time.
    fn somebody(&self) -> BTreeMap<String, String> {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        let first = NaiveDate::from_ymd_opt(1940, 1, 1).expect("a first day of a year");
        let born = first + Days::new(u64::from(index % 20_000));
        let letters =
            index.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect::<String>();
        let own =
            [("surname", format!("Prova {letters}")), ("birth-date", born.format("%d/%m/%Y").to_string())];
        let shared = TYPED.into_iter().map(|(name, value)| (name, value.to_owned()));
        shared.chain(own).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

/// 1280 × 960 points with soft shades and some grain, as a web camera delivers them.
fn picture() -> Vec<u8> {
    let shade = |value: u32| u8::try_from(value % 256).expect("below 256");
    let seen = image::RgbImage::from_fn(1280, 960, |x, y| {
        let grain = (x * 7 + y * 13) % 9;
        image::Rgb([shade(60 + x / 10 + grain), shade(50 + y / 8 + grain), shade(90 + (x + y) / 20 + grain)])
    });
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode_image(&seen)
        .expect("a picture in memory is encoded");
    bytes
}
