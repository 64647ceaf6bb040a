//! The register as a legal page: whole, whoever stands in it, however long it is, whatever became of its numbers.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::TimeDelta;
use sportello::desk::issue::issuing::IssueDirect;
use sportello::desk::outage::closing::{CloseAnswer, CloseOutage};
use sportello::desk::outage::reserved_numbers::{ActPlace, PaperActKind, RecordPaperAct, ReserveNumbers};
use sportello::desk::outage::shown::OutageView;
use sportello::desk::register::entries::{Confirmation, EntryFilter, EntryView};
use sportello::desk::succession::new_life::NewLife;
use sportello::desk::{DeskError, StopReason};
use sportello::domain::form::entry_kind::UseCode;
use sportello::domain::ids::id::{EntryId, ReservationId};
use sportello::domain::ids::number::{Number, Series};

use crate::support::desk::Sample;
use crate::support::paper::{assert_archivable, assert_sound, text};
use crate::support::tool::{Tool, available};

/// Everyday names of people who live here, with more than ninety-six letters in all.
const NAMES: [(&str, &str); 20] = [
    ("Župančič", "Maja"),
    ("Großmann", "Jürgen"),
    ("Đurđević", "Đorđe"),
    ("Şahin", "Çağla"),
    ("Yıldız", "Ömer"),
    ("Wałęsa", "Żaneta"),
    ("Őrsi", "Győző"),
    ("Ștefănescu", "Ionuț"),
    ("Müller", "Käthe"),
    ("Nuñez", "Begoña"),
    ("Gonçalves", "João"),
    ("Krejčí", "Řehoř"),
    ("Ķirsons", "Ģirts"),
    ("Jónsdóttir", "Þórdís"),
    ("Nguyễn", "Thị Hồng"),
    ("Œuvrard", "Zoë"),
    ("Иваненко", "Олександра"),
    ("Παπαδοπούλου", "Ελένη"),
    ("D'Àngelo", "Niccolò"),
    ("Qvist", "Åse"),
];

fn request(sample: &Sample, surname: &str, given_names: &str) -> IssueDirect {
    let values = [
        ("act-number", "128"),
        ("act-part", "I"),
        ("act-series", "A"),
        ("act-year", "1987"),
        ("surname", surname),
        ("given-names", given_names),
        ("sex", "F"),
        ("birth-date", "14/03/1987"),
        ("birth-place", "Valdorè (PX)"),
    ];
    IssueDirect {
        id: EntryId::new(sample.desk.mint()),
        form: "birth-certificate".to_owned(),
        values: values.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
        sources: BTreeMap::new(),
        use_code: UseCode::Private,
        person: None,
        non_deferrable: None,
    }
}

fn issue(sample: &Sample, surname: &str, given_names: &str) -> EntryView {
    sample.desk.issue_direct(&sample.who, request(sample, surname, given_names)).unwrap()
}

fn act(sample: &Sample, number: Option<Number>, surname: &str) -> RecordPaperAct {
    RecordPaperAct {
        id: EntryId::new(sample.desk.mint()),
        number,
        kind: PaperActKind::Birth,
        surname: surname.to_owned(),
        given_names: String::new(),
        formed: sample.desk.now().plus(TimeDelta::minutes(-5)),
        place: ActPlace::default(),
        note: String::new(),
    }
}

fn outage(sample: &Sample) -> OutageView {
    let id = sample.desk.outages()[0].id;
    sample.desk.outage_by_id(id).unwrap()
}

fn printed(sample: &Sample, series: Series) -> Vec<u8> {
    sample.desk.register_pdf(&sample.who, outage(sample).opening.outage, series).unwrap().bytes
}

/// The text without spaces, by lopdf alone.
fn said(pdf: &[u8]) -> String {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap().split_whitespace().collect()
}

#[track_caller]
fn assert_in_order(said: &str, words: &[&str]) {
    let mut rest = said;
    for word in words {
        let word: String = word.split_whitespace().collect();
        let at = rest.find(&word).unwrap_or_else(|| panic!("{word} in {rest}"));
        rest = &rest[at + word.len()..];
    }
}

fn close(sample: &Sample) {
    let rows =
        sample.desk.entries(&sample.who, EntryFilter { limit: 200, ..EntryFilter::default() }).unwrap().rows;
    let unsaid = |reason: &str| CloseAnswer::NotAscertained { reason: reason.to_owned() };
    let close = CloseOutage {
        outage: outage(sample).opening.outage,
        restored: sample.desk.now(),
        note: String::new(),
        answers: rows.iter().map(|row| (row.id, unsaid("stampante spenta"))).collect(),
        others: None,
    };
    sample.desk.close_outage(&sample.who, close).unwrap();
}

#[test]
fn the_register_prints_whoever_lives_here_also_over_many_pages() {
    let sample = Sample::open();
    for (surname, given_names) in NAMES {
        issue(&sample, surname, given_names);
    }
    let short = printed(&sample, Series::P);
    for index in 0..150 {
        let (surname, given_names) = NAMES[index % NAMES.len()];
        sample
            .desk
            .record_paper_act(&sample.who, act(&sample, None, &format!("{surname} {given_names}")))
            .unwrap();
    }
    let long = printed(&sample, Series::S);
    assert_eq!(long, printed(&sample, Series::S), "the same register, the same bytes");
    for (pdf, most) in [(&short, NAMES.len()), (&long, 150)] {
        let said = said(pdf);
        let mut letters: Vec<char> = NAMES.iter().flat_map(|(a, b)| a.chars().chain(b.chars())).collect();
        letters.sort_unstable();
        letters.dedup();
        assert!(letters.len() > 96);
        for (surname, given_names) in NAMES {
            assert!(
                said.contains(&format!("{surname}{given_names}").replace(' ', "")),
                "{surname} in {said}"
            );
        }
        let pages = lopdf::Document::load_mem(pdf).unwrap().get_pages().len();
        assert!(pages > most / 40, "{pages}");
        for page in 1..=pages {
            assert!(said.contains(&format!("pagina{page}di{pages}")), "{page} of {pages}");
        }
        assert_eq!(said.matches("giornoeora").count(), pages - usize::from(!ends_with_rows(&said)), "{said}");
    }
    if available(&[Tool::Preflight, Tool::Qpdf, Tool::Poppler]) {
        let folder = tempfile::TempDir::new().unwrap();
        for (name, pdf) in [("short.pdf", short), ("long.pdf", long)] {
            let path = folder.path().join(name);
            std::fs::write(&path, pdf).unwrap();
            assert_archivable(&path);
            assert_sound(&path);
            assert!(text(&path).contains("Župančič Maja"));
        }
    }
}

/// Whether the last page has rows of the table on it, and so its headings.
fn ends_with_rows(said: &str) -> bool {
    let last = said.rfind("Operazionipergiorno").unwrap_or_default();
    let before = &said[..last];
    before.rfind("giornoeora") > before.rfind("pagina")
}

#[test]
fn barred_and_reserved_numbers_stand_in_their_place_with_their_reasons() {
    let sample = Sample::open();
    let (desk, who) = (&sample.desk, &sample.who);
    desk.record_paper_act(who, act(&sample, None, "Prima")).unwrap();
    let reserve = ReserveNumbers {
        id: ReservationId::new(desk.mint()),
        series: Series::S,
        count: 5,
        purpose: "sala parto".to_owned(),
    };
    let reserved = desk.reserve_numbers(who, reserve).unwrap().left;
    desk.record_paper_act(who, act(&sample, None, "Settima")).unwrap();
    desk.bar_numbers(who, reserved[..2].to_vec(), "fogli rovinati").unwrap();
    desk.bar_numbers(who, vec![reserved[3].clone()], "foglio caduto nell'acqua").unwrap();
    desk.record_paper_act(who, act(&sample, Some(reserved[2].clone()), "Quarta")).unwrap();
    let open = said(&printed(&sample, Series::S));
    assert_in_order(
        &open,
        &[
            "EM01S-2026-0000001",
            "Prima registrato",
            "EM01S-2026-0000002 sbarrato",
            "EM01S-2026-0000003 sbarrato",
            "EM01S-2026-0000004",
            "Quarta registrato",
            "EM01S-2026-0000005 sbarrato",
            "EM01S-2026-0000006 riservato",
            "EM01S-2026-0000007",
            "Settima registrato",
            "N. EM01S-2026-0000002–0000003: sbarrato: fogli rovinati.",
            "N. EM01S-2026-0000005: sbarrato: foglio caduto nell'acqua.",
            "N. EM01S-2026-0000006: riservato: sala parto.",
            "Totale delle operazioni 3",
            "numeri sbarrati 3",
            "numeri riservati e non usati 1",
        ],
    );
    assert!(!open.contains("nonleggibil") && !open.contains("nonnoto"), "{open}");
    close(&sample);
    let closed = said(&printed(&sample, Series::S));
    assert_in_order(
        &closed,
        &[
            "EM01S-2026-0000006 sbarrato",
            "N. EM01S-2026-0000006: sbarrato: non usati alla chiusura.",
            "numeri sbarrati 4",
        ],
    );
}

/// Flips a byte of the records at these positions and takes the store away, so that it is made anew without them.
fn damage(data: &Path, positions: &[u64]) {
    const MAGIC: &[u8] = b"\x89SPFRM\r\n";
    let segments = std::fs::read_dir(data.join("journal")).unwrap().flatten().map(|item| item.path());
    let path = segments.filter(|path| path.extension().is_some_and(|end| end == "seg")).min().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let frames: Vec<usize> = (0..bytes.len() - 8).filter(|at| bytes[*at..].starts_with(MAGIC)).collect();
    for position in positions {
        bytes[frames[usize::try_from(*position).unwrap() - 1] + 150] ^= 1;
    }
    std::fs::write(&path, bytes).unwrap();
    std::fs::remove_dir_all(data.join("store")).unwrap();
}

#[test]
fn numbers_in_records_that_cannot_be_read_are_told_and_never_given_again() {
    let mut sample = Sample::open();
    // Begun before the records that will be lost, and never issued: nobody can know.
    let pending = request(&sample, "Prima", "Bozza");
    let mut issued = Vec::new();
    let mut sent = Vec::new();
    for (surname, given_names) in &NAMES[..10] {
        sample.clock.advance(TimeDelta::minutes(1));
        let request = request(&sample, surname, given_names);
        issued.push(sample.desk.issue_direct(&sample.who, request.clone()).unwrap());
        sent.push(request);
    }
    sample.clock.advance(TimeDelta::minutes(1));
    issued.push(issue(&sample, "Ultima", "Leggibile"));
    let lost = [4, 5, 6, 8].map(|index: usize| issued[index].position);
    sample = sample.restarted_after(|data| damage(data, &lost));
    let (desk, who) = (&sample.desk, &sample.who);

    let view = outage(&sample);
    let told: Vec<String> = view.unreadable.iter().map(ToString::to_string).collect();
    assert_eq!(told, ["EM01-2026-0000005–0000007", "EM01-2026-0000009"]);
    let register = said(&printed(&sample, Series::P));
    assert_in_order(
        &register,
        &[
            "EM01-2026-0000004",
            "EM01-2026-0000005–0000007 numeri non leggibili: 5–7 non leggibile",
            "EM01-2026-0000008",
            "EM01-2026-0000009 numero non leggibile: 9 non leggibile",
            "EM01-2026-0000010",
            "Numeri non leggibili: EM01-2026-0000005–0000007, EM01-2026-0000009.",
            "Totale delle operazioni 7",
            "più numeri non leggibili 4",
        ],
    );

    // Nobody is told that a paper is not ours which we cannot read.
    let confirm = |index: usize| {
        let (number, code) = (issued[index].entry.number.to_string(), &issued[index].check_code);
        desk.confirm_by_telephone(&number, code)
    };
    for index in [4, 5, 6, 8] {
        assert_eq!(confirm(index), Confirmation::Unreadable);
    }
    assert!(matches!(confirm(3), Confirmation::Genuine { .. }));
    assert_eq!(desk.confirm_by_telephone("EM01-2026-0000003", &issued[9].check_code), Confirmation::Unknown);
    assert_eq!(desk.confirm_by_telephone("EM01-2026-0000099", &issued[9].check_code), Confirmation::Unknown);

    // Going on under a new code: the same requests get no second number, a new one does.
    let refused = desk.issue_direct(who, sent[4].clone()).unwrap_err();
    assert!(matches!(refused, DeskError::Stopped { reason: StopReason::JournalDamaged }), "{refused:?}");
    let code = desk.continue_register(who, &NewLife::here("giornale danneggiato")).unwrap();
    for request in [&sent[4], &sent[8], &pending] {
        let refused = desk.issue_direct(who, request.clone()).unwrap_err();
        assert!(matches!(refused, DeskError::MayBeIssued { .. }), "{refused:?}");
        assert!(refused.told().it.contains("può avere già un numero"));
    }
    let known = desk.issue_direct(who, sent[3].clone()).unwrap();
    assert_eq!(known.entry.number, issued[3].entry.number, "what can be read is returned");
    sample.clock.advance(TimeDelta::minutes(1));
    let first = format!("{code}-2026-0000001");
    assert_eq!(issue(&sample, "Nuova", "Bozza").entry.number.to_string(), first);
    // What the old code gave beyond the last number read, if it gave any, is not here.
    let beyond = desk.confirm_by_telephone("EM01-2026-0000012", &issued[9].check_code);
    assert!(matches!(beyond, Confirmation::NotKnownHere { until: Some(_) }), "{beyond:?}");
    assert_eq!(confirm(5), Confirmation::Unreadable);
    let register = said(&printed(&sample, Series::P));
    assert_in_order(
        &register,
        &[
            "numeri non leggibili: 5–7",
            "EM01-2026-0000011",
            "da EM01-2026-0000012 in poi: non noto (copia delle 11:16 del 21/11/2026) non noto",
            &first,
        ],
    );
}

#[test]
fn a_hole_between_two_outages_stands_in_the_registers_of_both() {
    let mut sample = Sample::open();
    issue(&sample, "Prima", "Uno");
    let second = issue(&sample, "Seconda", "Due");
    sample.clock.advance(TimeDelta::minutes(1));
    close(&sample);
    let first = outage(&sample).opening.outage;
    sample.clock.advance(TimeDelta::minutes(1));
    sample.reopen();
    let third = issue(&sample, "Terza", "Tre");
    issue(&sample, "Quarta", "Quattro");
    sample = sample.restarted_after(|data| damage(data, &[second.position, third.position]));
    let numbers = |outage| sample.desk.unreadable_numbers(outage).unwrap();
    let both: Vec<_> = [first, outage(&sample).opening.outage].into_iter().map(numbers).collect();
    for one in both {
        assert_eq!(one.iter().map(ToString::to_string).collect::<Vec<_>>(), ["EM01-2026-0000002–0000003"]);
    }
}
