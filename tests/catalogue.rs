//! Every paper of the catalogue for a typical, a longest-plausible and a minimal person: archivable, sound, small, looked at
//! as pictures; the words of the law to the letter; the photograph at its size.

use std::path::PathBuf;

use image::{ImageFormat, Rgb, RgbImage};
use sportello::desk::DeskError;
use tempfile::TempDir;

use crate::support::desk::{Sample, Typing};
use crate::support::paper::{assert_archivable, assert_sound, draw, draw_card};
use crate::support::pictures;
use crate::support::tool::{Tool, available};

/// Forms made at the counter, alone and together.
const FORMS: [&str; 12] = [
    "identity-attestation",
    "residence-certificate",
    "birth-registry-certificate",
    "family-certificate",
    "citizenship-certificate",
    "life-certificate",
    "civil-status-certificate",
    "free-status-certificate",
    "deferral",
    "refusal",
    "call-back",
    "residence-certificate+citizenship-certificate+family-certificate",
];

const BAND: &str = "NON È UNA CARTA D'IDENTITÀ — NON VALIDA PER L'ESPATRIO";

/// What every draft needs beside the person.
fn counter() -> Typing {
    let source = "office-file:schedario anagrafico";
    Typing { source, ..Typing::default() }.and(&[
        ("evidence.method", "document"),
        ("evidence.kind", "driving-licence"),
        ("evidence.number", "U1X12345A"),
        ("evidence.issuer", "MIT-UCO"),
        ("evidence.expires", "14/03/2031"),
        ("applicant.kind", "holder"),
        ("verified.on", "schedario anagrafico"),
        ("photo.way", "glued"),
        ("requested", "certificato di residenza storico"),
        (
            "alternative",
            "autocertificazione ai sensi dell'art. 46, DPR 445/2000, consegnata oggi allo sportello",
        ),
        ("reason-code", "no-record"),
        ("reason", "Gli atti disponibili in sede non riportano le residenze precedenti al 2011."),
        ("contact", "347 0000000"),
        ("when", "lunedì mattina"),
        ("duty.way", "exempt"),
        ("duty.code", "99"),
        ("duty.text", "art. 9, tabella B, DPR 642/1972, uso pensione"),
    ])
}

fn typical() -> Typing {
    counter().and(&[
        ("surname", "D'Àngelo Župančič"),
        ("given-names", "Maria Chiara"),
        ("sex", "F"),
        ("birth-date", "14/03/1987"),
        ("birth-place", "Valdorè (PX)"),
        ("tax-code", ""),
        ("citizenship", "italiana"),
        ("municipality", "Valdorè (PX)"),
        ("address", "Via dei Mulini 12, int. 3"),
        ("resident-since", "01/09/2015"),
        ("civil-status", "1"),
        ("birth-act", "n. 128 p. I s. A anno 1987"),
        (
            "members",
            "D'Àngelo Župančič Maria Chiara; 14/03/1987; Valdorè (PX); intestataria\nStrauß Łucja; 09/08/2019; Trieste (TS); figlia",
        ),
    ])
}

fn longest() -> Typing {
    let member = format!(
        "{} {}; 01/01/1970; {}; coniuge\n",
        "Vänttinen-Schönhofer-Brzęczyszczykiewicz-Đurđević-Şahinoğlu-Őrszentmihályi-Łącka",
        "María Fernanda Esperanza Guadalupe Antonietta Giuseppina Francesca Elisabetta Ñu",
        "Santa Margherita d'Adige e San Giovanni in Persiceto sul Naviglio di Mezzo (PX)",
    );
    typical().and(&[
        ("surname", "Щербачёва-Иваненко-Железноводская-Переяславська-Їжакевич-Ґонґадзе-Ђорђевић-Џаков"),
        ("given-names", "Παπαδοπούλου Χατζηγεωργίου Οικονομοπούλου Κωνσταντινίδου Ψαροπούλου Ξενάκη Θεο"),
        ("birth-place", "Santa Margherita d'Adige e San Giovanni in Persiceto sul Naviglio di Mezzo (PX)"),
        ("municipality", "Santa Margherita d'Adige e San Giovanni in Persiceto sul Naviglio di Mezzo (PX)"),
        ("address", &"Via Santissima Annunziata dei Padri Cappuccini Scalzi ".repeat(2)),
        ("members", &member.repeat(6)),
        ("evidence.method", "witnesses"),
        ("evidence.w1.surname", "Vänttinen-Schönhofer-Brzęczyszczykiewicz"),
        ("evidence.w1.given-names", "María Fernanda Esperanza Guadalupe"),
        ("evidence.w1.birth-date", "01/01/1960"),
        ("evidence.w1.kind", "passport"),
        ("evidence.w1.number", "YA1234567"),
        ("evidence.w1.issuer", "Questura di Valdorè"),
        ("evidence.w1.unrelated", "yes"),
        ("evidence.w2.surname", "Papadopoulou-Chatzigeorgiou-Oikonomopoulou"),
        ("evidence.w2.given-names", "Antonietta Giuseppina Francesca"),
        ("evidence.w2.birth-date", "01/01/1961"),
        ("evidence.w2.kind", "identity-card"),
        ("evidence.w2.number", "CA12345AA"),
        ("evidence.w2.issuer", "Comune di Valdorè"),
        ("evidence.w2.unrelated", "yes"),
        ("requested", &"certificato di residenza storico con tutte le variazioni ".repeat(2)),
        (
            "alternative",
            &"autocertificazione ai sensi dell'art. 46 consegnata oggi allo sportello; ".repeat(3),
        ),
        ("reason", &"gli atti disponibili in sede non riportano quanto è stato richiesto; ".repeat(3)),
        ("duty.way", "stamp"),
        ("duty.serial", "01234567890123"),
        ("duty.date", "20/11/2026"),
        ("duty.code", ""),
        ("duty.text", ""),
    ])
}

fn minimal() -> Typing {
    counter().and(&[
        ("surname", ""),
        ("given-names", "Li"),
        ("sex", "M"),
        ("birth-date", "1984"),
        ("birth-place", "Oz"),
        ("citizenship", "italiana"),
        ("municipality", "Oz"),
        ("address", "B 1"),
        ("civil-status", "3"),
        ("members", "Li; 1984; Oz"),
        ("evidence.method", "personal-knowledge"),
        ("evidence.known", "yes"),
        ("requested", "CIE"),
        ("alternative", "nessuna"),
        ("reason", "manca"),
        ("contact", "12345"),
        ("when", ""),
    ])
}

/// A child of seven with a parent.
fn minor() -> Typing {
    typical().and(&[
        ("surname", "Strauß"),
        ("given-names", "Łucja"),
        ("birth-date", "09/08/2019"),
        ("guardian.role", "parent"),
        ("guardian.surname", "D'Àngelo Župančič"),
        ("guardian.given-names", "Maria Chiara"),
        ("guardian.kind", "driving-licence"),
        ("guardian.number", "U1X12345A"),
        ("guardian.issuer", "MIT-UCO"),
        ("guardian.expires", "14/03/2031"),
    ])
}

/// An invented face: an oval on a light ground, with enough grain to weigh as much as a photograph.
fn face() -> Vec<u8> {
    let grain = |x: u32, y: u32| u8::try_from((x * 7 + y * 13 + x * y / 17) % 23).unwrap();
    let picture = RgbImage::from_fn(900, 1200, |x, y| {
        let (dx, dy) = (f64::from(x) - 450.0, f64::from(y) - 520.0);
        let grain = grain(x, y);
        if (dx / 250.0).powi(2) + (dy / 340.0).powi(2) < 1.0 {
            Rgb([200 - grain, 160 - grain, 130 - grain])
        } else if y > 900 && (dx / 420.0).powi(2) < 1.0 {
            Rgb([60 + grain, 70 + grain, 90 + grain])
        } else {
            Rgb([225 - grain, 228 - grain, 232 - grain])
        }
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// All papers, named.
fn papers() -> Vec<(String, Vec<u8>)> {
    let mut papers = Vec::new();
    for (name, typing) in [("typical", typical()), ("longest", longest()), ("minimal", minimal())] {
        let sample = Sample::open();
        for form in FORMS {
            let mut typing = typing.clone();
            if name == "longest" {
                typing = typing.and(&[("duty.serial", &serial(papers.len()))]);
            }
            papers.push((format!("{form}-{name}"), sample.paper(form, &typing).unwrap()));
        }
    }
    let sample = Sample::open();
    let photograph = Typing { picture: Some(face()), ..typical() };
    papers.push((
        "identity-attestation-photograph".into(),
        sample.paper("identity-attestation", &photograph).unwrap(),
    ));
    papers
        .push(("identity-attestation-minor".into(), sample.paper("identity-attestation", &minor()).unwrap()));
    let long = Typing { picture: Some(face()), ..longest() };
    papers.push((
        "identity-attestation-longest-photograph".into(),
        sample.paper("identity-attestation", &long).unwrap(),
    ));
    papers
}

/// A stamp of its own for each paper.
fn serial(index: usize) -> String {
    format!("{:014}", 1_234_567_890_000 + index)
}

fn file(folder: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = folder.path().join(format!("{name}.pdf"));
    std::fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn every_paper_of_the_catalogue_is_archivable_sound_and_small() {
    if !available(&[Tool::Preflight, Tool::Qpdf, Tool::Poppler]) {
        return;
    }
    let folder = TempDir::new().unwrap();
    for (name, bytes) in papers() {
        let path = file(&folder, &name, &bytes);
        if let Some(pictures) = pictures::folder() {
            draw(&path, &pictures.join(&name));
        }
        let most = if name.ends_with("photograph") { 90_000 } else { 50_000 };
        assert!(bytes.len() <= most, "{name}: {} bytes", bytes.len());
        assert_archivable(&path);
        assert_sound(&path);
        let pages = lopdf::Document::load_mem(&bytes).unwrap().get_pages().len();
        if name.starts_with("identity") {
            assert_eq!(pages, 1, "{name}: sheet and card stand on one page");
        }
    }
}

/// The words of a paper in the order they are read, without spaces.
fn words(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    bare(&document.extract_text(&pages).unwrap())
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// How often a sentence stands on a paper.
fn times(words: &str, sentence: &str) -> usize {
    words.matches(&bare(sentence)).count()
}

#[test]
fn the_words_of_the_law_stand_on_every_paper_to_the_letter() {
    let sample = Sample::open();
    let say = |form: &str, typing: &Typing| words(&sample.paper(form, typing).unwrap());
    let attestation = say("identity-attestation", &typical());
    for sentence in [
        "ATTESTAZIONE PROVVISORIA DI IDENTITÀ",
        "rilasciata in regime di emergenza per indisponibilità dei sistemi informatici",
        BAND,
        "Documento di riconoscimento ai sensi dell'art. 1, comma 1, lett. c), DPR 445/2000. Valido in Italia fino al 21 dicembre 2026 o fino al rilascio della ricevuta CIE, se anteriore.",
        "Identità accertata mediante: patente di guida U1X12345A, MIT-UCO, scad. 14/03/2031. Dati tratti dagli atti dell'ufficio (schedario anagrafico) alla data 21 novembre 2026; ANPR non consultabile al momento del rilascio.",
        "firma della titolare",
    ] {
        assert!(times(&attestation, sentence) >= 1, "{sentence}: {attestation}");
    }
    // Once on the sheet, and in two lines on both faces of the card.
    assert_eq!(times(&attestation, "NON VALIDA PER L'ESPATRIO"), 3, "{attestation}");
    assert_eq!(times(&attestation, "Il presente certificato"), 0);
    let footing = "Rilasciato dall'ufficiale d'anagrafe ai sensi dell'art. 33, comma 1, DPR 223/1989, sulla base degli atti dell'ufficio aggiornati al 21 novembre 2026. Per indisponibilità temporanea dei sistemi non reca il codice di verifica ANPR. Registrato al n. EM01-2026-0000002 del registro di emergenza. Per conferma: tel. 0999 123456.";
    let certificate = say("residence-certificate", &typical());
    assert_eq!(times(&certificate, footing), 1, "{certificate}");
    assert_eq!(
        times(&certificate, "Esente dall'imposta di bollo: art. 9, tabella B, DPR 642/1972, uso pensione."),
        1
    );
    let wording = "Il presente certificato non può essere prodotto agli organi della pubblica amministrazione o ai privati gestori di pubblici servizi";
    assert_eq!(times(&certificate, wording), 1);
    let deferral = say("deferral", &typical());
    assert_eq!(
        times(
            &deferral,
            "Richiesta presa in carico e differita per indisponibilità dei sistemi informatici."
        ),
        1
    );
    let refusal = say("refusal", &typical());
    for told in [
        "RIFIUTO MOTIVATO",
        "dato non attestabile dagli atti disponibili",
        "art. 36, DPR 30 maggio 1989, n. 223",
    ] {
        assert_eq!(times(&refusal, told), 1, "{told}: {refusal}");
    }
    for slip in [&deferral, &refusal] {
        assert_eq!(times(slip, "Il presente certificato") + times(slip, "bollo"), 0, "{slip}");
    }
    let civil = say("refusal-civil-status", &typical());
    for told in ["art. 7, DPR 3 novembre 2000, n. 396", "del 3 marzo 2025"] {
        assert_eq!(times(&civil, told), 1, "{told}: {civil}");
    }
    assert_eq!(times(&civil, "L'ufficiale dello stato civile"), 2, "{civil}");
}

#[test]
fn a_minor_has_a_guardian_on_sheet_and_card_and_signs_from_the_age_of_twelve() {
    let sample = Sample::open();
    let child = words(&sample.paper("identity-attestation", &minor()).unwrap());
    let answers = "Per la minore risponde Maria Chiara D'Àngelo Župančič, genitore.";
    assert_eq!(times(&child, answers), 2, "{child}");
    assert_eq!(times(&child, "firma della titolare"), 0, "{child}");
    // Twelve on the very day.
    let twelve = minor().and(&[("birth-date", "21/11/2014"), ("surname", "Altra")]);
    let twelve = words(&sample.paper("identity-attestation", &twelve).unwrap());
    assert_eq!(times(&twelve, "firma della titolare"), 2, "{twelve}");
    assert_eq!(times(&twelve, "genitore"), 2, "{twelve}");
}

#[test]
fn a_paper_that_bears_duty_has_its_stamp_or_its_exemption() {
    let sample = Sample::open();
    let neither = typical().and(&[("duty.way", ""), ("duty.code", ""), ("duty.text", "")]);
    assert!(matches!(sample.paper("residence-certificate", &neither), Err(DeskError::Fields(_))));
    let stamped =
        neither.and(&[("duty.way", "stamp"), ("duty.serial", &serial(1)), ("duty.date", "20/11/2026")]);
    let said = words(&sample.paper("residence-certificate", &stamped).unwrap());
    let number = format!("contrassegno n. {} del 20 novembre 2026", serial(1));
    for told in ["marca da bollo", number.as_str(), "euro 16,00"] {
        assert_eq!(times(&said, told), 1, "{told}: {said}");
    }
}

/// Width and height in millimetres of each picture as it is painted, page by page.
fn painted(pdf: &[u8]) -> Vec<(f32, f32)> {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let mut sizes = Vec::new();
    for page in document.page_iter() {
        let content = lopdf::content::Content::decode(&document.get_page_content(page)).unwrap();
        for pair in content.operations.windows(2) {
            if pair[0].operator == "cm" && pair[1].operator == "Do" {
                let number = |at: usize| pair[0].operands[at].as_float().unwrap() * 25.4 / 72.0;
                sizes.push((number(0), number(3)));
            }
        }
    }
    sizes
}

#[test]
fn the_photograph_is_printed_at_35_by_45_millimetres_on_sheet_and_card() {
    let sample = Sample::open();
    let typing = Typing { picture: Some(face()), ..typical() };
    let sizes = painted(&sample.paper("identity-attestation", &typing).unwrap());
    assert_eq!(sizes.len(), 2);
    for (width, height) in sizes {
        assert!((width - 35.0).abs() < 0.01 && (height - 45.0).abs() < 0.01, "{width} × {height}");
    }
    let glued = sample.paper("identity-attestation", &typical().and(&[("surname", "Altra")])).unwrap();
    assert!(painted(&glued).is_empty());
}

#[test]
fn both_faces_of_the_card_are_kept_as_a_picture_at_true_size() {
    if !available(&[Tool::Poppler]) {
        return;
    }
    let Some(pictures) = pictures::folder() else { return };
    let sample = Sample::open();
    let typing = Typing { picture: Some(face()), ..typical() };
    let folder = TempDir::new().unwrap();
    let path = file(&folder, "card", &sample.paper("identity-attestation", &typing).unwrap());
    draw_card(&path, &pictures.join("identity-attestation"));
}
