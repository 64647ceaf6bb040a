//! What is asked of a paper: is it PDF/A-1b, what does it say, what does it look like.

use std::path::Path;
use std::process::Command;

use super::tool::{jar_of_debian, run};

/// The jars of Debian's PDFBox Preflight.
pub const PREFLIGHT_JARS: [&str; 8] = [
    "preflight",
    "pdfbox2",
    "fontbox2",
    "xmpbox",
    "commons-logging",
    "commons-io",
    "javax.activation",
    "jaxb-api",
];

/// Fails, with the validator's words, unless the file is valid PDF/A-1b. It also catches missing glyphs.
#[track_caller]
pub fn assert_archivable(pdf: &Path) {
    let class_path: Vec<String> =
        PREFLIGHT_JARS.iter().map(|jar| jar_of_debian(jar).display().to_string()).collect();
    let said = run(Command::new("java")
        .args(["-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", &class_path.join(":")])
        .arg("org.apache.pdfbox.preflight.Validator_A1b")
        .arg(pdf));
    assert!(said.contains("is a valid PDF/A-1b file"), "{said}");
}

/// Fails when the structure of the file is damaged.
#[track_caller]
pub fn assert_sound(pdf: &Path) {
    run(Command::new("qpdf").arg("--check").arg(pdf));
}

/// The text of a paper as one reads it.
#[track_caller]
pub fn text(pdf: &Path) -> String {
    run(Command::new("pdftotext").arg("-layout").arg(pdf).arg("-"))
}

/// The text of a paper cell by cell, without its line breaks.
#[track_caller]
pub fn words(pdf: &Path) -> String {
    let text = run(Command::new("pdftotext").arg("-raw").arg(pdf).arg("-"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Draws each page beside `picture` (`picture-1.png`, …), at 100 points an inch.
#[track_caller]
pub fn draw(pdf: &Path, picture: &Path) {
    run(Command::new("pdftoppm").args(["-r", "100", "-png"]).arg(pdf).arg(picture));
}

/// Draws the card at the foot of an attestation, both faces, as `picture.png` with 150 points an inch: at true size
/// 148 × 105 mm and a little around.
#[track_caller]
pub fn draw_card(pdf: &Path, picture: &Path) {
    run(Command::new("pdftoppm")
        .args(["-r", "150", "-png", "-singlefile", "-x", "171", "-y", "976", "-W", "898", "-H", "632"])
        .arg(pdf)
        .arg(picture));
}
