//! Deliveries read, sealed, opened, asked; cut, altered and in the wrong place.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use clock::Random;
use disk::simulated::SimulatedDisk;
use domain::ids::id::{PersonId, StationId};
use domain::person::person::{Certifiable, Person};
use domain::time::partial_date::PartialDate;
use vault::{Cost, KeyRing, Passphrase, Secret, SlotHome};

const HEADER: &str = "cognome;nome;data_nascita;codice_fiscale;famiglia;indirizzo";
const THREE: &str = "cognome;nome;data_nascita;codice_fiscale;famiglia;indirizzo
Rossi;Mario;1980-01-01;RSSMRA80A01H50MM;12;Via Roma 1
D'Angelo;Gianfranco;29/02/2000;DNGGFR00B29F158U;12;Via Roma 1
Šuštaršič;;1970;;13;\"Via Po 3; int. 2\"
";

fn delivery(text: &str) -> Delivery {
    Delivery::read(text.as_bytes(), &|_| {}).unwrap()
}

fn refused(text: &[u8]) -> ExtractError {
    Delivery::read(text, &|_| {}).unwrap_err()
}

fn keys(disk: &SimulatedDisk) -> Arc<KeyRing> {
    let home = SlotHome::in_journal(disk.shared(), Path::new("/data/journal"));
    let passphrase = Passphrase::typed("il ponte");
    let station = StationId::new(Uuid::from_u128(7));
    Arc::new(
        KeyRing::create(home, station, Secret::Passphrase(&passphrase), Cost::NONE, &Random::seeded(1))
            .unwrap(),
    )
}

fn folder(disk: &SimulatedDisk, keys: &Arc<KeyRing>) -> Folder {
    Folder::new(disk.shared(), "/data/extract".into(), keys.clone(), Random::seeded(2))
}

const EXTRACT: Uuid = Uuid::from_u128(0x99);

fn kept(text: &str) -> (SimulatedDisk, Folder, Residents) {
    let disk = SimulatedDisk::new();
    let folder = folder(&disk, &keys(&disk));
    let sha256 = folder.keep(EXTRACT, &delivery(text), &|_| {}).unwrap();
    let residents = folder.open(EXTRACT, &sha256, &|_| {}).unwrap();
    (disk, folder, residents)
}

fn surnames(residents: &[Resident]) -> Vec<&str> {
    residents.iter().map(|one| one.person.surname.as_str()).collect()
}

#[test]
fn a_delivery_is_read_whatever_its_separator_and_order_of_columns() {
    let semicolons = delivery(THREE);
    assert_eq!((semicolons.rows, semicolons.left_out, semicolons.residents()), (3, 0, 3));
    assert!(semicolons.lacking.contains(&Column::Certifiable));
    let commas = delivery(
        "\u{feff}Nome,COGNOME,Data nascita,\"Codice Fiscale\",Famiglia,Indirizzo,Professione\r\n\
         Mario,Rossi,01/01/1980,rssmra80a01h50mm,12,Via Roma 1,fabbro\r\n\
         Gianfranco,D’Angelo,2000-02-29,DNGGFR00B29F158U,12,Via Roma 1,\r\n\
         ,Šuštaršič,1970,,13,Via Po 3; int. 2,x\r\n",
    );
    assert_eq!(commas.lines, semicolons.lines);
    assert_eq!(commas.ignored, ["Professione"]);
}

#[test]
fn a_bad_row_is_told_with_line_and_column_and_left_out_alone() {
    let read = delivery(&format!(
        "{HEADER}\nRossi;Mario;1980-13-01;;;\nBianchi;Anna;1980-01-01;BNCNNA80A41G535Z;;\nVerdi;Ugo;1970;;;;x\n;;1980;;;\n"
    ));
    assert_eq!((read.rows, read.left_out, read.odd, read.residents()), (4, 3, 1, 1));
    let told: Vec<(u64, Option<Column>, bool)> =
        read.problems.iter().map(|one| (one.line, one.column, one.left_out)).collect();
    assert_eq!(
        told,
        [
            (2, Some(Column::BirthDate), true),
            (3, Some(Column::TaxCode), false),
            (4, None, true),
            (5, Some(Column::Surname), true)
        ]
    );
    assert!(
        read.problems.iter().all(|one| !one.told.it.contains("Rossi") && !one.told.it.contains("1980-13"))
    );
}

#[test]
fn rows_are_taken_as_spreadsheets_and_suites_write_them() {
    let read = delivery(&format!(
        "{HEADER}\r\nRossi;Mario;01-03-1980\r\nBianchi;Anna;1.3.1980;;;;;\r\nVerdi;Ugo;00/03/1970\r\nNeri;Ada;00/00/1970\r\nBlu;Eva;01/03/1980 00:00:00\r\nx1;y;1970\r\n"
    ));
    assert_eq!((read.rows, read.residents(), read.left_out, read.odd), (6, 5, 1, 0));
    assert_eq!(read.problems[0].line, 7, "lines are counted as an editor counts them");
    let born: Vec<&str> = read.lines.iter().filter_map(|line| line.split('\t').nth(5)).collect();
    assert_eq!(born, ["1980-03-01", "1980-03-01", "1970", "1980-03-01", "1970-03"]);
}

#[test]
fn a_file_of_another_encoding_loses_nobody_and_says_so() {
    let windows = b"cognome;nome;indirizzo\nZappal\xe0;Nicol\xf2;Via dell\x92Oca\nRossi;Ugo;\n";
    let read = Delivery::read(windows, &|_| {}).unwrap();
    assert_eq!((read.encoding, read.residents(), read.left_out), (Encoding::Windows1252, 2, 0));
    assert_eq!(read.words, ["Zappalà", "Nicolò", "dell’Oca"]);
    let twice =
        delivery("cognome;nome;indirizzo\nZappalÃ ;NicolÃ²;Via dellâ€™Oca\nRossi;Ugo;Via Libertà 3\n");
    assert_eq!((twice.encoding, twice.mended, twice.residents()), (Encoding::Utf8, 3, 2));
    assert_eq!(
        twice.lines,
        delivery("cognome;nome;indirizzo\nZappalà;Nicolò;Via dell'Oca\nRossi;Ugo;Via Libertà 3\n").lines
    );
}

#[test]
fn a_day_that_means_never_is_none() {
    let read = delivery(
        "cognome;nome;data_cancellazione;data_decesso;residente_dal\n\
         Rossi;Mario;31/12/9999;9999-12-31;31/12/9999\nVerdi;Ugo;01/01/1900;00/00/0000;01/01/1900\n\
         Neri;Ada;31/12/9999 00:00:00;2020-05-01;\n",
    );
    assert_eq!((read.residents(), read.left_out, read.gone), (3, 0, 1));
    let never: u64 =
        read.reasons.iter().filter(|one| one.told.it.contains("«mai»")).map(|one| one.rows).sum();
    assert_eq!(never, 6);
    assert!(read.problems.is_empty(), "told once, not row by row");
    let ugo = read
        .lines
        .iter()
        .find(|line| line.contains("Verdi"))
        .and_then(|line| column::person_of(line))
        .unwrap();
    assert_eq!((ugo.removed_on, ugo.died_on), (None, None));
    assert_eq!(ugo.resident_since, chrono::NaiveDate::from_ymd_opt(1900, 1, 1), "old people did live there");
}

#[test]
fn strangers_under_one_family_key_are_no_family() {
    let mut text = "cognome;nome;famiglia;parentela;indirizzo\n".to_owned();
    for row in 0..5 {
        writeln!(text, "Rossi{};Mario;2,02600E+11;1;Via Roma {row}", ["a", "b", "c", "d", "e"][row]).unwrap();
    }
    text.push_str("Verdi;Ugo;7;1;Via Po 3\nVerdi;Ada;7;2;Via Po, 3\n");
    let read = delivery(&text);
    assert_eq!((read.residents(), read.without_family, read.left_out), (7, 5, 0));
    let (_, _, residents) = kept(&text);
    assert!(residents.family("2,02600E+11").unwrap().is_empty());
    assert_eq!(residents.family("7").unwrap().len(), 2);
}

#[test]
fn an_unclosed_quote_leaves_everybody_in_and_is_told() {
    let mut text = "cognome;nome;data_nascita;indirizzo\nBianchi;Ugo;1970;\"IL POGGIO loc. 3\n".to_owned();
    for name in ["Ada", "Eva", "Ida", "Lea", "Mia"] {
        writeln!(text, "Verdi;{name};1980;\"Via Po; 3\"").unwrap();
    }
    let read = delivery(&text);
    assert_eq!((read.rows, read.residents(), read.left_out, read.odd, read.inner_lines), (6, 6, 0, 1, 0));
    assert_eq!(read.problems[0].line, 2);
}

#[test]
fn what_is_no_delivery_is_refused_for_its_reason() {
    assert!(matches!(refused(b"Rossi;Mario\nBianchi;Anna\n"), ExtractError::NoHeader));
    assert!(matches!(refused(b"cognome;sesso\nRossi;M\n"), ExtractError::ColumnMissing("nome")));
    assert!(matches!(refused(b"cognome;nome;Cognome\na;b;c\n"), ExtractError::ColumnTwice("cognome")));
    assert!(matches!(refused(b"cognome;nome\n"), ExtractError::Empty { rows: 0, .. }));
    assert!(matches!(refused(b"PK\x03\x04\x00\x00cognome;nome\n"), ExtractError::NotUtf8));
    assert!(matches!(refused(b""), ExtractError::NoHeader));
}

#[test]
fn people_are_found_by_any_form_of_their_code_and_by_words_in_any_order() {
    let (_, _, residents) = kept(THREE);
    assert_eq!(residents.count(), 3);
    for code in ["RSSMRA80A01H501U", "RSSMRA80A01H50MM", "RSSMRAULALMHRLMD"] {
        assert_eq!(surnames(&residents.with_tax_code(code).unwrap()), ["Rossi"], "{code}");
    }
    for (typed, found) in [
        ("rossi mario", vec!["Rossi"]),
        ("MARIO ROSSI", vec!["Rossi"]),
        ("angelo g", vec!["D'Angelo"]),
        ("dangelo", vec!["D'Angelo"]),
        ("sustarsic", vec!["Šuštaršič"]),
        ("sus", vec!["Šuštaršič"]),
        ("rossi gianfranco", vec![]),
        ("ossi", vec![]),
        ("", vec![]),
    ] {
        assert_eq!(surnames(&residents.named(typed, 10).unwrap().residents), found, "{typed}");
    }
    assert_eq!(surnames(&residents.family("12").unwrap()), ["D'Angelo", "Rossi"]);
    assert!(residents.family("99").unwrap().is_empty());
}

#[test]
fn homonyms_stand_together_the_older_first_and_a_long_list_says_that_it_goes_on() {
    let mut text = "cognome;nome;data_nascita\n".to_owned();
    for year in (1900..2000).rev() {
        write!(text, "Rossi;Mario;{year}-05-05\nRossi;Anna;{year}-05-05\n").unwrap();
    }
    let (_, _, residents) = kept(&text);
    let found = residents.named("rossi mario", 7).unwrap();
    assert!(found.more);
    let years: Vec<String> = found
        .residents
        .iter()
        .map(|one| String::from(one.person.birth_date.unwrap())[..4].to_owned())
        .collect();
    assert_eq!(years, ["1900", "1901", "1902", "1903", "1904", "1905", "1906"]);
    let all = residents.named("rossi", 500).unwrap();
    assert_eq!((all.residents.len(), all.more), (200, false));
}

#[test]
fn an_id_leads_back_to_its_person_and_tells_nothing_and_lapses_with_the_extract() {
    let (disk, folder, residents) = kept(THREE);
    let found = residents.named("rossi", 5).unwrap().residents.remove(0);
    assert_eq!(residents.person(found.id).unwrap().as_ref(), Some(&found.person));
    assert_eq!(residents.person(PersonId::new(Uuid::nil())).unwrap(), None);
    let other = Uuid::from_u128(0x100);
    let sha256 = folder.keep(other, &delivery(THREE), &|_| {}).unwrap();
    let newer = folder.open(other, &sha256, &|_| {}).unwrap();
    assert_eq!(newer.person(found.id).unwrap(), None);
    assert_ne!(newer.named("rossi", 5).unwrap().residents[0].id, found.id);
    folder.keep_only(&[other]).unwrap();
    let names = disk.copy().shared().list(Path::new("/data/extract")).unwrap();
    assert_eq!(names, [format!("{other}.extract")]);
}

#[test]
fn a_kept_extract_survives_every_power_cut_and_reveals_nothing() {
    let disk = SimulatedDisk::new();
    let keys = keys(&disk);
    let sha256 = folder(&disk, &keys).keep(EXTRACT, &delivery(THREE), &|_| {}).unwrap();
    for seed in 0..32 {
        let after = disk.after_power_cut(seed);
        let residents = folder(&after, &keys).open(EXTRACT, &sha256, &|_| {}).unwrap();
        assert_eq!(residents.count(), 3);
    }
    let bytes = disk.copy().shared().read(Path::new(&format!("/data/extract/{EXTRACT}.extract"))).unwrap();
    assert!(!bytes.windows(5).any(|window| window == b"Rossi"));
}

#[test]
fn every_altered_or_missing_byte_is_noticed() {
    let (disk, folder, _) = kept(THREE);
    let path = format!("/data/extract/{EXTRACT}.extract");
    let path = Path::new(&path);
    let whole = disk.copy().shared().read(path).unwrap();
    let sha256 = domain::text::hex::encode(&<sha2::Sha256 as sha2::Digest>::digest(&whole));
    assert!(folder.open(EXTRACT, &sha256, &|_| {}).is_ok());
    for index in 0..whole.len() {
        disk.tamper(path, |content| content[index] ^= 4);
        assert!(folder.open(EXTRACT, &sha256, &|_| {}).is_err(), "byte {index}");
        disk.tamper(path, |content| content.truncate(index));
        assert!(folder.open(EXTRACT, &sha256, &|_| {}).is_err(), "cut at {index}");
        disk.tamper(path, |content| content.clone_from(&whole));
    }
    assert!(matches!(folder.open(Uuid::from_u128(1), &sha256, &|_| {}), Err(ExtractError::Disk(_))));
}

fn person() -> impl Strategy<Value = Person> {
    let name = "[A-Za-zàèčšñß' -]{0,20}[A-Za-z]";
    let day = (0_i64..60_000).prop_map(|days| {
        chrono::NaiveDate::from_ymd_opt(1880, 1, 1).unwrap() + chrono::TimeDelta::days(days)
    });
    (name, name, day, any::<Option<bool>>(), "[A-Za-z0-9 ,;\"/.-]{0,40}[a-z]", any::<bool>()).prop_map(
        |(surname, given_names, day, open_procedure, address, flag)| Person {
            surname: domain::text::lines::tidy(&surname),
            given_names: domain::text::lines::tidy(&given_names),
            sex: "F".to_owned(),
            birth_date: Some(if flag {
                PartialDate::Day(day)
            } else {
                PartialDate::Year(chrono::Datelike::with_ordinal(&day, 1).unwrap())
            }),
            address: domain::text::lines::tidy(&address),
            open_procedure,
            certifiable: flag.then_some(Certifiable::UnderGuardianship),
            resident_since: flag.then_some(day),
            civil_status: flag.then_some(6),
            kinship: Some(28),
            ..Person::default()
        },
    )
}

proptest! {
    #[test]
    fn a_person_reads_from_the_line_it_was_kept_as(person in person()) {
        prop_assert_eq!(column::person_of(&column::line_of(&person)), Some(person));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = Delivery::read(&bytes, &|_| {});
        let with_header = [b"cognome;nome;sesso\n".as_slice(), &bytes].concat();
        let _ = Delivery::read(&with_header, &|_| {});
    }
}

#[test]
#[ignore = "a measurement: cargo test --release --lib a_hundred_thousand -- --ignored --nocapture"]
fn a_hundred_thousand_rows_are_imported_and_asked() {
    let mut text =
        "cognome;nome;data_nascita;codice_fiscale;famiglia;indirizzo;luogo_nascita;cittadinanza\n".to_owned();
    for row in 0..100_000_u32 {
        let (a, b) = (char::from(b'a' + (row % 26) as u8), char::from(b'a' + (row / 26 % 26) as u8));
        writeln!(
            text,
            "Ross{a}{b}ni;Mari{a} Luc{b}a;19{:02}-05-05;;{};Via Roma {row};Piacenza (PC);italiana",
            row % 100,
            row / 3
        )
        .unwrap();
    }
    let clock = clock::Clock::system();
    let begin = clock.monotonic();
    let disk = disk::RealDisk::shared();
    let simulated = SimulatedDisk::new();
    let place = tempfile::tempdir().unwrap();
    let folder = Folder::new(disk, place.path().join("extract"), keys(&simulated), Random::seeded(2));
    let read = delivery(&text);
    println!("read {:?}", clock.monotonic().saturating_sub(begin));
    let sha256 = folder.keep(EXTRACT, &read, &|_| {}).unwrap();
    println!("kept {:?}", clock.monotonic().saturating_sub(begin));
    let begin = clock.monotonic();
    let residents = folder.open(EXTRACT, &sha256, &|_| {}).unwrap();
    println!("opened {:?}", clock.monotonic().saturating_sub(begin));
    for typed in ["rossaani", "ross", "mari", "rossabni lucba"] {
        let begin = clock.monotonic();
        let found = residents.named(typed, 50).unwrap();
        println!("{typed}: {} in {:?}", found.residents.len(), clock.monotonic().saturating_sub(begin));
    }
    assert_eq!(residents.count(), 100_000);
}
