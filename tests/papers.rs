//! The papers as files: archivable, sound, readable, the same bytes, small, refused by field.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use sportello::paper::{Block, Fact, Marks, Pdf, Sheet, Text, mark_copy, render, together};
use tempfile::TempDir;

use crate::support::paper::{assert_archivable, assert_sound, text};
use crate::support::tool::{Tool, available};

#[path = "../benches/paper/sheets.rs"]
#[allow(dead_code, reason = "the bench measures more of them")]
mod sheets;

const PLAIN: Marks = Marks { drill: false, preview: false, copy: None };

fn printed(sheet: &Sheet, marks: Marks) -> Pdf {
    render(sheet, marks).unwrap()
}

/// The text by lopdf alone, without spaces: it knows nothing of places.
fn extracted(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap().split_whitespace().collect()
}

fn samples() -> Vec<(&'static str, Pdf)> {
    let drill = Marks { drill: true, ..PLAIN };
    vec![
        ("typical", printed(&sheets::typical(), PLAIN)),
        ("minimal", printed(&sheets::minimal(), drill)),
        ("longest", printed(&sheets::longest(), PLAIN)),
        ("coded", printed(&sheets::coded(), drill)),
        ("register", printed(&sheets::register(), PLAIN)),
        ("recovery", printed(&sheets::recovery(), drill)),
        ("preview", printed(&sheets::longest(), Marks { preview: true, ..drill })),
        ("numbered-copy", printed(&sheets::typical(), Marks { copy: Some(2), ..PLAIN })),
    ]
}

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(format!("{name}.pdf"));
    std::fs::write(&path, bytes).unwrap();
    path
}

#[track_caller]
fn assert_good(path: &Path) {
    assert_archivable(path);
    assert_sound(path);
}

#[test]
fn every_paper_and_its_copy_is_archivable_and_sound() {
    if !available(&[Tool::Preflight, Tool::Qpdf]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    for (name, pdf) in samples() {
        assert_good(&file(&folder, name, pdf.bytes()));
        let copy = mark_copy(pdf.bytes(), "COPIA n. 2 — ristampa del 21/11/2026 ore 11:05").unwrap();
        assert_good(&file(&folder, &format!("{name}-copy"), &copy));
    }
}

#[test]
fn a_reader_finds_every_word_in_every_script() {
    if !available(&[Tool::Poppler]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    let said = text(&file(&folder, "longest", printed(&sheets::longest(), PLAIN).bytes()));
    for words in [
        "VÄNTTINEN-SCHÖNHOFER-",
        "ŁĄCKA",
        "ЩЕРБАЧЁВА-ИВАНЕНКО",
        "ΠΑΠΑΔΟΠΟΥΛΟΥ",
        "Nguyễn",
        "ß ő ł č ž è",
        "ș",
        "ğ",
    ] {
        assert!(said.to_lowercase().contains(&words.to_lowercase()), "{words}: {said}");
    }
    assert!(said.contains("pagina 1 di 2") && said.contains("pagina 2 di 2"), "{said}");
}

#[test]
fn the_text_of_a_paper_is_in_the_file_with_its_number_on_every_page() {
    let pdf = printed(&sheets::longest(), PLAIN);
    let said = extracted(pdf.bytes());
    for words in ["COMUNEDIVALDORÈ", "ЂОРЂЕВИЋ", "ΘΕΟΔΏΡΟΥ", "Župančič", "nonpuòessereprodotto", "timbro"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(pdf.pages(), 2);
    // Number box and foot of the first page, head and foot of the second, and the footing's own words.
    assert_eq!(said.matches("EM01-2026-0000032").count(), 5, "{said}");
}

#[test]
fn the_same_sheet_gives_the_same_bytes_and_another_gives_others() {
    for ((name, once), (_, again)) in samples().iter().zip(&samples()) {
        assert_eq!(once.sha256(), again.sha256(), "{name}");
    }
    assert_ne!(printed(&sheets::typical(), PLAIN), printed(&sheets::minimal(), PLAIN));
}

#[test]
fn a_certificate_is_at_most_50_kb() {
    for (name, pdf) in samples() {
        assert!(pdf.bytes().len() <= 50_000, "{name}: {} bytes", pdf.bytes().len());
    }
}

#[test]
fn a_drill_and_a_preview_say_so_on_every_page() {
    let drill = extracted(printed(&sheets::register(), Marks { drill: true, ..PLAIN }).bytes());
    let pages = usize::try_from(printed(&sheets::register(), PLAIN).pages()).unwrap();
    assert!(pages > 2);
    assert_eq!(drill.matches("ESERCITAZIONE").count(), 2 * pages, "across the page and above it");
    let preview = extracted(printed(&sheets::register(), Marks { preview: true, ..PLAIN }).bytes());
    assert_eq!(preview.matches("ANTEPRIMA").count(), 2 * pages);
    let issued = extracted(printed(&sheets::register(), PLAIN).bytes());
    assert!(!issued.contains("ANTEPRIMA") && !issued.contains("ESERCITAZIONE") && !issued.contains("COPIA"));
}

#[test]
fn a_copy_says_so_on_every_page_and_is_the_same_each_time() {
    let kept = printed(&sheets::register(), PLAIN);
    let words = "COPIA n. 2 — ristampa del 21/11/2026 ore 11:05";
    let copy = mark_copy(kept.bytes(), words).unwrap();
    let pages = usize::try_from(kept.pages()).unwrap();
    assert_eq!(extracted(&copy).matches("COPIAn.2—ristampadel21/11/2026ore11:05").count(), pages);
    assert_eq!(copy, mark_copy(kept.bytes(), words).unwrap());
    assert_ne!(copy, mark_copy(kept.bytes(), "COPIA n. 3").unwrap());
}

#[test]
fn several_papers_make_one_print_job_that_keeps_their_pages() {
    let papers = samples();
    let all: Vec<&[u8]> = papers.iter().map(|(_, pdf)| pdf.bytes()).collect();
    let job = together(&all).unwrap();
    assert_eq!(job, together(&all).unwrap());
    let pages: u32 = papers.iter().map(|(_, pdf)| pdf.pages()).sum();
    assert_eq!(lopdf::Document::load_mem(&job).unwrap().get_pages().len(), usize::try_from(pages).unwrap());
    let said: String = papers.iter().map(|(_, pdf)| extracted(pdf.bytes())).collect();
    assert_eq!(extracted(&job), said);
    assert!(together(&[]).is_err());
    assert!(together(&[all[0], b"%PDF-1.4 damaged"]).is_err());
    let copy = mark_copy(&job, "COPIA n. 2").unwrap();
    assert_eq!(extracted(&copy).matches("COPIAn.2").count(), usize::try_from(pages).unwrap() + 1);
    if available(&[Tool::Preflight, Tool::Qpdf]) {
        let folder = TempDir::new().unwrap();
        assert_good(&file(&folder, "job", &job));
    }
}

#[test]
fn damaged_bytes_are_no_paper_to_copy() {
    let kept = printed(&sheets::typical(), PLAIN).into_bytes();
    assert!(mark_copy(&kept[..kept.len() / 3], "COPIA n. 2").is_err());
    assert!(mark_copy(b"", "COPIA n. 2").is_err());
}

#[test]
fn names_of_80_and_80_characters_always_fit_whatever_the_script() {
    for letter in ['W', 'Ŵ', 'Щ', 'Ω', 'i', 'Ặ'] {
        let word = letter.to_string().repeat(80);
        let spaced = format!("{letter} ").repeat(40);
        for value in [&word, &spaced] {
            let mut sheet = sheets::certificate(value, value, value);
            let both = Block::Facts(vec![Fact::new("both", "cognome e nome", format!("{value} {value}"))]);
            sheet.blocks.insert(3, both);
            sheet.blocks.insert(4, Block::paragraph(format!("{value} {value}")));
            let said = extracted(printed(&sheet, PLAIN).bytes());
            let all = said.chars().filter(|found| *found == letter).count();
            let expected = 7 * value.chars().filter(|c| *c == letter).count();
            assert!(all >= expected, "{letter}: {all} of {expected}");
        }
    }
}

#[test]
fn what_cannot_be_printed_is_refused_by_field() {
    let too_long = sheets::certificate(&"W".repeat(400), "A", "B");
    assert_eq!(render(&too_long, PLAIN).unwrap_err().field(), Some("surname"));
    let no_glyph = sheets::certificate("A", "Wang 王", "B");
    let refusal = render(&no_glyph, PLAIN).unwrap_err();
    assert_eq!(refusal.field(), Some("name"));
    assert!(refusal.to_string().contains("U+738B"), "{refusal}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_text_is_printed_or_refused_by_field(value in "\\PC{0,90}|[ -~À-ỹ\n\t]{0,200}") {
        let mut sheet = sheets::certificate(&value, "A", "B");
        sheet.blocks.push(Block::paragraph(Text::new().plain("Nato: ").value("surname", &value)));
        match render(&sheet, PLAIN) {
            Ok(pdf) => prop_assert!(pdf.pages() >= 1),
            Err(refusal) => prop_assert_eq!(refusal.field(), Some("surname")),
        }
    }
}

#[test]
fn the_register_repeats_its_headings_and_ends_with_its_signatures() {
    let said = extracted(printed(&sheets::register(), PLAIN).bytes());
    let pages = usize::try_from(printed(&sheets::register(), PLAIN).pages()).unwrap();
    assert_eq!(
        said.matches("dataeora").count(),
        pages,
        "the rest of the last page is barred, not a page of its own"
    );
    for number in 1..=120 {
        assert!(said.contains(&format!("EM01-2026-{number:07}")), "{number}");
    }
    assert!(said.ends_with(&format!("pagina{pages}di{pages}")), "{said}");
}
