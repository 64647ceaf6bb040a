//! What is only written in another way is no difference; what may be one is decided for many at once.

use std::fmt::Write as _;

use super::Centre;
use super::line::{Line, day};
use domain::centre::exchange::{ConflictKind, Remedy};
use domain::ids::value::{Attested, Source};
use domain::register::entry::Entry;
use vault::Cost;

const SURNAMES: [(&str, &str); 10] = [
    ("D'Elia", "DELIA"),
    ("El-Sayed", "EL SAYED"),
    ("Müller", "MUELLER"),
    ("Nicolò", "NICOLO'"),
    ("De Rossi", "DE ROSSI"),
    ("Dell’Orto", "DELL'ORTO"),
    ("Đoković", "DJOKOVIC"),
    ("Strauß", "STRAUSS"),
    ("Morelli", "MORELLI"),
    ("Łukasz", "LUKASZ"),
];
const GIVEN: [(&str, &str); 5] = [
    ("Niccolò", "NICCOLO'"),
    ("Anna Maria", "ANNAMARIA"),
    ("José", "JOSE"),
    ("Jean-Luc", "JEAN LUC"),
    ("Pio", "PIO"),
];
const STREETS: [(&str, &str); 8] = [
    ("Via Roma {}", "VIA ROMA, {}"),
    ("Vicolo dell’Olmo {}", "VIC. DELL'OLMO {}"),
    ("Piazza San Marco {}", "P.ZZA S. MARCO, N. {}"),
    ("Via XX Settembre {}/A", "VIA 20 SETTEMBRE {} A"),
    ("Corso Forlì {}", "C.SO FORLI' N.{}"),
    ("Località Ca' Rossa {}", "LOC. CA ROSSA, {}"),
    ("Viale Europa {}, int. 3", "V.LE EUROPA {} INT.3"),
    ("Via Müller {}bis", "VIA MUELLER, {} BIS"),
];
const PLACES: [(&str, &str); 5] = [
    ("Forlì (FC)", "FORLI' (FC)"),
    ("Bolzano – Bozen (BZ)", "BOLZANO"),
    ("Sant'Angelo Lodigiano (LO)", "S. ANGELO LODIGIANO (LO)"),
    ("Durazzo (Albania)", "DURAZZO (ALBANIA)"),
    ("Cefalù (PA)", "CEFALU'"),
];

fn typed(line: &mut Line, surname: &str, given: &str, code: &str) -> Entry {
    let mut entry = line.certificate("x y", code);
    surname.clone_into(&mut entry.subject.surname);
    given.clone_into(&mut entry.subject.given_names);
    entry
}

fn attest(entry: &mut Entry, field: &str, value: &str) {
    let source = Source::Extract { date: day(20) };
    entry.values.insert(field.into(), Attested { value: value.into(), source });
}

/// A row of the suite's export, and what was typed at the counter for the same person.
fn pair(n: usize) -> ([String; 4], [String; 4]) {
    let number = (n % 300 + 1).to_string();
    let of = |all: &[(&str, &str)], n: usize| {
        let (here, there) = all[n % all.len()];
        (here.replace("{}", &number), there.replace("{}", &number))
    };
    let all = [of(&SURNAMES, n), of(&GIVEN, n / 10), of(&PLACES, n / 3), of(&STREETS, n / 7)];
    (all.clone().map(|(here, _)| here), all.map(|(_, there)| there))
}

/// A registry in capitals, and entries typed by hand; every hundredth differs truly, in turn by name, number, street, place.
fn two_thousand(line: &mut Line) -> String {
    let mut csv = "codice_fiscale;cognome;nome;luogo_nascita;indirizzo\n".to_owned();
    for n in 0..2000 {
        let (here, mut there) = pair(n);
        if n % 100 == 99 {
            match n / 100 % 4 {
                0 => there[0] = "BENVENUTI".to_owned(),
                1 => there[3] = "VIA ROMA, 999".to_owned(),
                2 => there[3] = "VIA DELLE CAVE 1".to_owned(),
                _ => there[2] = "RAVENNA (RA)".to_owned(),
            }
        }
        let code =
            format!("AAABBB80A01H{:03}{}", n % 1000, char::from(b'A' + u8::try_from(n / 1000).unwrap()));
        writeln!(csv, "{code};{}", there.join(";")).unwrap();
        let [surname, given, place, address] = here;
        let mut entry = typed(line, &surname, &given, &code);
        for (field, value) in
            [("surname", &surname), ("given-names", &given), ("birth-place", &place), ("address", &address)]
        {
            attest(&mut entry, field, value);
        }
        line.issue(entry);
    }
    csv
}

#[test]
fn of_two_thousand_entries_typed_by_hand_only_those_differ_that_differ() {
    let mut line = Line::new(1, "EM01");
    let csv = two_thousand(&mut line);
    let centre = Centre::knowing(&[&line]);
    let report = centre.hub.import_references(&mut csv.as_bytes()).unwrap();
    assert_eq!((report.people, report.left_out.len()), (2000, 0));
    for from in (0..line.sent.len()).step_by(200) {
        let to = (from + 200).min(line.sent.len());
        centre.hub.receive(line.station, &line.batch(from, to)).unwrap();
    }
    let work = centre.hub.worklist().unwrap();
    let told: Vec<_> =
        work.iter().map(|(view, _)| (view.conflict.kind, &view.conflict.differences)).collect();
    assert_eq!(told.len(), 20, "{told:?}");
    let count = |kind| told.iter().filter(|(of, _)| *of == kind).count();
    let kinds = [ConflictKind::TaxCodeOfAnother, ConflictKind::Moved, ConflictKind::DataChanged];
    assert_eq!(kinds.map(count), [5, 10, 5]);
}

#[test]
fn what_a_person_must_look_at_stands_apart_and_is_decided_for_many_at_once() {
    let mut line = Line::new(1, "EM01");
    let codes = ["RSSMRA80A01H501U", "VRDLGU70A01F205X"];
    let mut fewer = typed(&mut line, "Rossi", "Maria", codes[0]);
    attest(&mut fewer, "address", "Via Roma 1, int. 2");
    line.issue(fewer);
    let stranger = typed(&mut line, "Neri", "Ugo", codes[1]);
    let stranger = line.issue(stranger);
    let mut flat = typed(&mut line, "Verdi", "Luigi", codes[1]);
    attest(&mut flat, "address", "Via Roma 1, int. 2");
    line.issue(flat);
    let centre = Centre::knowing(&[&line]);
    let csv = "codice_fiscale;cognome;nome;indirizzo\n\
        RSSMRA80A01H501U;ROSSI;MARIA ANNA;VIA ROMA, 1\n\
        VRDLGU70A01F205X;VERDI;LUIGI;VIA ROMA, 1\n";
    centre.hub.import_references(&mut csv.as_bytes()).unwrap();
    centre.hub.receive(line.station, &line.all()).unwrap();
    let work = centre.hub.worklist().unwrap();
    let written: Vec<_> = work
        .iter()
        .filter(|(view, _)| view.conflict.kind == ConflictKind::WrittenOtherwise)
        .map(|(view, _)| view.conflict.clone())
        .collect();
    assert_eq!((written.len(), work.len()), (2, 3));
    let mut sides: Vec<_> = written.iter().map(|one| one.differences.len()).collect();
    sides.sort_unstable();
    assert_eq!(sides, [1, 2]);
    assert!(written.iter().all(|one| !one.would_have_refused() && !one.disputes()));
    let who =
        centre.hub.first_account("elena", "Elena Sarti", "quattro parole a caso", Cost::NONE).unwrap().worker;
    let ids: Vec<_> = written.iter().map(|one| one.id).collect();
    let mut all = ids.clone();
    all.push(work.iter().find(|(view, _)| view.entry == stranger).unwrap().0.conflict.id);
    assert!(centre.hub.decide_many(&who, &all, Remedy::Stands, "visti").is_err(), "only what is alike");
    assert!(centre.hub.decide_many(&who, &ids, Remedy::Annul, "visti").is_err(), "nothing to annul");
    assert!(centre.hub.decide_many(&who, &[], Remedy::Stands, "visti").is_err(), "none chosen");
    assert_eq!(centre.hub.worklist().unwrap().len(), 3, "nothing was decided");
    centre.hub.decide_many(&who, &ids, Remedy::Stands, "visti uno per uno").unwrap();
    centre.hub.decide_many(&who, &ids, Remedy::Stands, "visti uno per uno").unwrap();
    let left = centre.hub.worklist().unwrap();
    assert_eq!(left.iter().map(|(view, _)| view.entry).collect::<Vec<_>>(), [stranger]);
    for id in ids {
        let decision = centre.hub.conflict(id).unwrap().0.conflict.decision.unwrap();
        assert_eq!((decision.by.as_str(), decision.reason.as_str()), ("Elena Sarti", "visti uno per uno"));
    }
}

#[test]
fn a_second_attestation_is_found_however_the_name_is_written() {
    let pairs =
        [("D'Amico Pio", "DAMICO PIO"), ("El-Sayed Ahmed", "ELSAYED AHMED"), ("Müller Eva", "MUELLER EVA")];
    let (mut a, mut b) = (Line::new(1, "EM01"), Line::new(2, "EM02"));
    let without_code = |line: &mut Line, name: &str| {
        let mut card = line.attestation(name, "");
        card.subject.tax_code = None;
        line.issue(card)
    };
    let mut seconds: Vec<_> = Vec::new();
    for (one, other) in pairs {
        without_code(&mut a, one);
        seconds.push(without_code(&mut b, other));
    }
    seconds.push(without_code(&mut a, "D'Amico Pio"));
    without_code(&mut b, "Damiano Pio");
    let centre = Centre::knowing(&[&a, &b]);
    let first = a.sent.len() - 1;
    centre.hub.receive(a.station, &a.batch(0, first)).unwrap();
    centre.hub.receive(b.station, &b.all()).unwrap();
    centre.hub.receive(a.station, &a.batch(first, first + 1)).unwrap();
    let work = centre.hub.worklist().unwrap();
    let found: Vec<_> = work.iter().map(|(view, _)| (view.conflict.kind, view.entry)).collect();
    assert_eq!(found.len(), seconds.len(), "{found:?}");
    assert!(seconds.iter().all(|id| found.contains(&(ConflictKind::SecondAttestation, *id))));
}
