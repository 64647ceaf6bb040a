//! Vectors of invented people, and what must hold of every code.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use proptest::prelude::*;

use super::*;
use crate::time::partial_date::PartialDate;

const PEOPLE: [(&str, &str, &str, &str, &str, &str); 8] = [
    ("Rossi", "Mario", "M", "1980-01-01", "H501", "RSSMRA80A01H501U"),
    ("Fo", "Ada", "F", "1990-12-31", "G535", "FOXDAA90T71G535D"),
    ("D'Angelo", "Gianfranco", "M", "2000-02-29", "F158", "DNGGFR00B29F158U"),
    ("Wu", "Li", "F", "2001-08-10", "Z210", "WUXLIX01M50Z210W"),
    ("Aiello", "Eio", "M", "1999-11-09", "L424", "LLAEIO99S09L424R"),
    ("Rossi", "Anna", "F", "1920-01-01", "D620", "RSSNNA20A41D620Y"),
    ("ROSSI", "mario", "M", "1980-01-01", "H501", "RSSMRA80A01H501U"),
    ("Ròssì", "Màrio", "M", "1980-01-01", "H501", "RSSMRA80A01H501U"),
];

fn holder<'a>(person: &(&'a str, &'a str, &'a str, &str, &'a str, &str)) -> Holder<'a> {
    Holder {
        surname: person.0,
        given_names: person.1,
        sex: person.2,
        birth_date: person.3.parse().ok(),
        birth_place: Some(person.4),
    }
}

#[test]
fn the_code_is_computed_from_the_data() {
    for person in &PEOPLE {
        assert_eq!(compute(&holder(person)).as_deref(), Some(person.5));
        assert!(is_sound(person.5));
        assert_eq!(compare(person.5, &holder(person)), []);
    }
}

#[test]
fn a_missing_part_of_a_name_is_three_times_x() {
    let one = Holder { given_names: "", ..holder(&PEOPLE[3]) };
    assert!(compute(&one).unwrap().starts_with("WUXXXX01M50"));
}

#[test]
fn letters_with_marks_are_spelled_with_a_to_z() {
    let part = |surname| {
        let code = compute(&Holder { surname, ..holder(&PEOPLE[0]) });
        code.map(|code| code[..3].to_owned())
    };
    for (surname, letters) in [
        ("Öz", "ZOE"),
        ("Üç", "CUE"),
        ("Strauß", "STR"),
        ("Šuš", "SSU"),
        ("Žižek", "ZZK"),
        ("Đoković", "DKV"),
        ("Łem", "LME"),
        ("Ñu", "NUX"),
        ("Åbo", "BAA"),
    ] {
        assert_eq!(part(surname).as_deref(), Some(letters), "{surname}");
    }
    assert_eq!(part("Щербаков"), None);
}

#[test]
fn either_spelling_of_an_umlaut_agrees_and_an_unknown_alphabet_is_not_compared() {
    let doubled = compute(&Holder { surname: "Öz", ..holder(&PEOPLE[0]) }).unwrap();
    let bare = compute(&Holder { surname: "Oz", ..holder(&PEOPLE[0]) }).unwrap();
    assert_ne!(doubled, bare);
    for surname in ["Öz", "Щербаков"] {
        for code in [&doubled, &bare] {
            assert_eq!(compare(code, &Holder { surname, ..holder(&PEOPLE[0]) }), [], "{surname} {code}");
        }
    }
}

#[test]
fn each_difference_is_told_by_its_name() {
    let code = "RSSMRA80A01H50MM";
    let right = holder(&PEOPLE[0]);
    let day = |text: &str| text.parse::<PartialDate>().ok();
    for (wrong, told) in [
        (right, vec![]),
        (Holder { surname: "Bianchi", ..right }, vec![Difference::Surname]),
        (Holder { given_names: "Marta", ..right }, vec![Difference::GivenNames]),
        (Holder { birth_date: day("1980-01-02"), ..right }, vec![Difference::BirthDate]),
        (Holder { birth_date: day("1980-01"), ..right }, vec![]),
        (Holder { birth_date: day("1981"), ..right }, vec![Difference::BirthDate]),
        (Holder { birth_date: None, birth_place: None, sex: "N", ..right }, vec![]),
        (Holder { sex: "F", ..right }, vec![Difference::Sex]),
        (Holder { birth_place: Some("F158"), ..right }, vec![Difference::BirthPlace]),
        (Holder { surname: "Verdi", sex: "F", ..right }, vec![Difference::Surname, Difference::Sex]),
    ] {
        assert_eq!(compare(code, &wrong), told);
    }
    assert_eq!(compare("RSSMRA80A01H501X", &right), [Difference::Unsound]);
    assert_eq!(compare("12345678903", &right), []);
}

#[test]
fn forms_with_letters_for_digits_are_known() {
    let all: Vec<String> = forms("RSSMRA80A01H501U").collect();
    assert_eq!(all[0], "RSSMRA80A01H501U");
    assert_eq!(all[1], "RSSMRA80A01H50MM");
    assert_eq!(all[127], "RSSMRAULALMHRLMD");
    assert_eq!(forms("12345678903").count(), 0);
    assert_eq!(forms("RSSMRA80A01H501X").count(), 0);
}

#[test]
fn a_scan_loses_what_the_reader_added() {
    assert_eq!(normalise("*rssmra80a01h501u*\r\n"), "RSSMRA80A01H501U");
    assert_eq!(normalise(" RSS MRA 80A01 H501U\u{2}"), "RSSMRA80A01H501U");
}

#[test]
fn a_wrong_letter_or_shape_is_not_sound() {
    for code in
        ["RSSMRA80A01H501X", "RSSMRA80A01H501", "", "12345678901", "RSSMRA80A01H501è", "RSSMRA80A01H501ù"]
    {
        assert!(!is_sound(code), "{code}");
    }
}

fn anyone() -> impl Strategy<Value = (String, String, &'static str, NaiveDate, String)> {
    let name = "[A-Za-zàèìòùčšžñ' -]{0,20}";
    let day = (0_i64..60_000)
        .prop_map(|days| NaiveDate::from_ymd_opt(1880, 1, 1).unwrap() + chrono::TimeDelta::days(days));
    (name, name, prop_oneof![Just("M"), Just("F")], day, "[A-MZ][0-9]{3}")
}

proptest! {
    #[test]
    fn what_is_computed_is_sound_and_agrees_with_the_person((surname, names, sex, born, place) in anyone()) {
        let holder = Holder {
            surname: &surname,
            given_names: &names,
            sex,
            birth_date: Some(PartialDate::Day(born)),
            birth_place: Some(&place),
        };
        let code = compute(&holder).unwrap();
        prop_assert!(is_sound(&code));
        prop_assert_eq!(compare(&code, &holder), []);
        prop_assert_eq!(&code[6..8], &format!("{:02}", born.year() % 100));
        let all: BTreeSet<String> = forms(&code).collect();
        prop_assert_eq!(all.len(), 128);
        for form in &all {
            prop_assert!(is_sound(form));
            prop_assert_eq!(&base(form), &code);
            prop_assert_eq!(compare(form, &holder), []);
        }
    }

    #[test]
    fn every_single_wrong_character_is_caught((surname, names, sex, born, place) in anyone(), form in 0_usize..128) {
        let holder = Holder {
            surname: &surname,
            given_names: &names,
            sex,
            birth_date: Some(PartialDate::Day(born)),
            birth_place: Some(&place),
        };
        let code = forms(&compute(&holder).unwrap()).nth(form).unwrap();
        for at in 0..16 {
            for other in (b'0'..=b'9').chain(b'A'..=b'Z').filter(|other| *other != code.as_bytes()[at]) {
                let mut wrong = code.clone().into_bytes();
                wrong[at] = other;
                prop_assert!(!is_sound(std::str::from_utf8(&wrong).unwrap()), "{} at {}", char::from(other), at);
            }
        }
    }

    #[test]
    fn every_single_wrong_digit_of_a_provisional_code_is_caught(body in "[0-9]{10}", at in 0_usize..11, step in 1_u8..10) {
        let code = (b'0'..=b'9').map(|check| format!("{body}{}", char::from(check))).find(|code| is_sound(code));
        let code = code.unwrap();
        let mut wrong = code.into_bytes();
        wrong[at] = b'0' + (wrong[at] - b'0' + step) % 10;
        prop_assert!(!is_sound(std::str::from_utf8(&wrong).unwrap()));
    }
}
