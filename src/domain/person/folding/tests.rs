use super::name::{self, Name};
use super::{Likeness, act, address, letters, place};

fn named(text: &str) -> Name<'_> {
    let (surname, given) = text.split_once('|').unwrap();
    Name { surname, given }
}

fn names(one: &str, other: &str) -> Likeness {
    name::of_one_person(named(one), named(other), true)
}

/// Every pair in both directions.
fn all(of: fn(&str, &str) -> Likeness, pairs: &[(&str, &str, Likeness)]) {
    for (one, other, expected) in pairs {
        assert_eq!(of(one, other), *expected, "{one} ~ {other}");
        assert_eq!(of(other, one), *expected, "{other} ~ {one}");
    }
}

use Likeness::{Different, Otherwise, Same};

#[test]
fn names_are_the_same_however_a_suite_writes_them() {
    all(
        names,
        &[
            ("Morelli|Nicolò", "MORELLI|NICOLO'", Same),
            ("D'ELIA|ANNA", "DELIA|ANNA", Same),
            ("D’Elia|Anna", "D' ELIA|ANNA", Same),
            ("EL-SAYED|AHMED", "EL SAYED|AHMED", Same),
            ("El‑Sayed|Ahmed", "ELSAYED|AHMED", Same),
            ("MÜLLER|EVA", "MUELLER|EVA", Same),
            ("MÜLLER|EVA", "MULLER|EVA", Same),
            ("Mu\u{308}ller|Eva", "MÜLLER|EVA", Same),
            ("Strauß|Jörg", "STRAUSS|JOERG", Same),
            ("Đoković|Ana", "DJOKOVIC|ANA", Same),
            ("Đoković|Ana", "DOKOVIC|ANA", Same),
            ("Šarić|Željko", "SHARIC|ZELJKO", Same),
            ("Łukasz|Ana", "LUKASZ|ANA", Same),
            ("DE  ROSSI|ANNA MARIA", "De Rossi|Annamaria", Same),
            ("Ñuñez|Inés", "NUNEZ|INES", Same),
            ("MUELLER|EVA", "MULLER|EVA", Otherwise),
            ("ROSSI|ANNA MARIA", "ROSSI|ANNA", Otherwise),
            ("ROSSI|ANNA MARIA", "ROSSI|MARIA ANNA", Otherwise),
            ("ROSSI|M. TERESA", "ROSSI|MARIA TERESA", Otherwise),
            ("ROSSI|GIUS.", "ROSSI|GIUSEPPE", Otherwise),
            ("MARIO|ROSSI", "ROSSI|MARIO", Otherwise),
            ("|AHMED ALI", "AHMED|ALI", Otherwise),
            ("FERRETI|UGO", "FERRETTI|UGO", Otherwise),
            ("GARCIA LOPEZ|ANA", "GARCIA|ANA", Otherwise),
            ("ROSSI|MARIO", "ROSSI|MARIA", Different),
            ("ROSSI|GABRIELE", "ROSSI|GABRIELA", Different),
            ("MORELLI|UGO", "MORELLO|UGO", Different),
            ("FERRETI|UGHO", "FERRETTI|UGO", Different),
            ("ROSSI|MARIO", "ROSI|MARIO", Different),
            ("ROSSI|MARIO", "NERI|UGO", Different),
            ("ROSSI|MARIO", "ROSSI|", Different),
            ("ROSSI|GIUS", "ROSSI|GIUSEPPE", Different),
        ],
    );
    assert_eq!(name::of_one_person(named("FERRETI|UGO"), named("FERRETTI|UGO"), false), Different);
    assert_eq!(name::whole("Rossi Anna", "ANNA ROSSI"), Otherwise);
    assert_eq!(name::whole("D'Amico Pio", "DAMICO PIO"), Same);
}

#[test]
fn places_are_a_name_and_where_it_lies() {
    all(
        place::likeness,
        &[
            ("Forlì (FC)", "FORLI' (FC)", Same),
            ("Forlì (FC)", "FORLI'", Same),
            ("Forlì (FC)", "Forlì (FO)", Same),
            ("Forlì (FC)", "FORLI', FC", Same),
            ("Forlì (FC)", "FORLI' FC", Same),
            ("Bolzano – Bozen", "Bolzano/Bozen", Same),
            ("Bolzano – Bozen (BZ)", "BOLZANO", Same),
            ("Bolzano/Bozen", "Bozen/Bolzano", Same),
            ("Bolzano - Bozen", "BOLZANO-BOZEN", Same),
            ("San Giovanni Valdarno (AR)", "S.GIOVANNI VALDARNO (AR)", Same),
            ("Sant’Angelo Lodigiano (LO)", "SANT'ANGELO LODIGIANO", Same),
            ("Durazzo (Albania)", "DURAZZO (ALBANIA)", Same),
            ("Re", "RE (VB)", Same),
            ("Bolzano-Bozen", "Bolzano", Otherwise),
            ("Reggio nell'Emilia (RE)", "REGGIO EMILIA (RE)", Otherwise),
            ("Monza (MI)", "Monza (MB)", Otherwise),
            ("Durazzo (EE)", "Durazzo (Albania)", Otherwise),
            ("Forlì (FC)", "Forlì (RA)", Different),
            ("Castro (LE)", "CASTRO (BG)", Different),
            ("Durazzo (Albania)", "Durazzo (Grecia)", Different),
            ("Castelleone (CR)", "Castellone (CR)", Different),
            ("Reggio di Calabria", "Reggio nell'Emilia", Different),
            ("Forlì", "Cesena", Different),
        ],
    );
}

#[test]
fn addresses_are_a_street_and_a_number_whatever_stands_between() {
    all(
        address::likeness,
        &[
            ("Via Roma 1", "VIA ROMA, 1", Same),
            ("Via Roma, 106", "VIA ROMA 106", Same),
            ("Vicolo dell’Olmo 23", "VICOLO DELL'OLMO 23", Same),
            ("Vicolo dell'Olmo 23", "VIC. DELL OLMO, N. 23", Same),
            ("Via Roma 1", "V. Roma n° 1", Same),
            ("Via Roma 1", "VIA ROMA NUM. 1", Same),
            ("Via Roma 1", "VIA ROMA CIV. 1", Same),
            ("Via Roma 1", "via Roma, n. civ. 1", Same),
            ("Piazza Garibaldi 3", "P.ZZA GARIBALDI 3", Same),
            ("Corso Italia 3", "C.SO ITALIA, 3", Same),
            ("Viale Europa 3", "V.LE EUROPA 3", Same),
            ("Largo Dante 3", "L.go Dante 3", Same),
            ("Località Ca' Rossa 3", "LOC. CA ROSSA, 3", Same),
            ("Località Ca’ Rossa 3", "LOCALITA' CA' ROSSA 3", Same),
            ("Frazione Bagno 3", "FRAZ. BAGNO 3", Same),
            ("Strada Vecchia 3", "STR. VECCHIA 3", Same),
            ("Via Roma 12/A", "VIA ROMA 12 A", Same),
            ("Via Roma 12/A", "Via Roma 12a", Same),
            ("Via Roma 12/A", "VIA ROMA N.12/A", Same),
            ("Via Roma 12 bis", "VIA ROMA 12/BIS", Same),
            ("Via Roma 12/14", "VIA ROMA 12-14", Same),
            ("Via Roma snc", "VIA ROMA S.N.C.", Same),
            ("Via Roma, s.n.", "VIA ROMA", Same),
            ("Via Roma 12, int. 3", "VIA ROMA 12 INTERNO 3", Same),
            ("Via Roma 12, sc. B, int. 3", "VIA ROMA 12 SCALA B INT.3", Same),
            ("Via XX Settembre 8", "VIA 20 SETTEMBRE, 8", Same),
            ("Via IV Novembre 8", "VIA 4 NOVEMBRE 8", Same),
            ("Via I Maggio 8", "VIA 1° MAGGIO 8", Same),
            ("Via Primo Maggio 8", "VIA 1 MAGGIO 8", Same),
            ("Via San Marco 8", "VIA S. MARCO 8", Same),
            ("Corso Vittorio Emanuele II 8", "C.SO VITTORIO EMANUELE II, 8", Same),
            ("Via Müller 8", "VIA MUELLER 8", Same),
            ("Via Roma 12", "Via Roma 12, int. 3", Otherwise),
            ("Via Roma 12, int. 4", "Via Roma 12, int. 3", Otherwise),
            ("Via Roma 12", "Via Roma 12, Bagno", Otherwise),
            ("Via Roma 12", "Fraz. Bagno, Via Roma 12", Otherwise),
            ("Via Roma 12", "Via Roma 12 - 47121 Forlì (FC)", Otherwise),
            ("Via G. Verdi 12", "VIA GIUSEPPE VERDI 12", Otherwise),
            ("Via Verdi 12", "VIA GIUSEPPE VERDI 12", Otherwise),
            ("Roma 12", "VIA ROMA 12", Otherwise),
            ("Via Roma 1", "Via Roma 11", Different),
            ("Via Roma 1", "Via Po 1", Different),
            ("Via Roma 12", "Via Roma 12/A", Different),
            ("Via Roma 12/A", "Via Roma 12/B", Different),
            ("Via Roma 12", "Via Roma 12/14", Different),
            ("Via Roma 12", "Via Roma", Different),
            ("Via Roma snc", "Via Roma 5", Different),
            ("Via Roma 12", "Piazza Roma 12", Different),
            ("Via Roma 1 2", "Via Roma 12", Different),
            ("Via XX Settembre 8", "Via XX Settembre 9", Different),
            ("Via XX Settembre 8", "Via XXV Settembre 8", Different),
            ("Via Porta Romana 8", "Via Romana 8", Different),
            ("Via 8 Marzo", "Via 8 Marzo 8", Different),
        ],
    );
}

#[test]
fn acts_are_their_marks() {
    all(
        act::likeness,
        &[
            ("n. 12 p. I s. A anno 1987", "N.12 P.1 S.A ANNO 1987", Same),
            ("n. 12 p. I s. A anno 1987", "12/I/A/1987", Same),
            ("n. 12 p. I s. A anno 1987", "n. 12 p. II s. A anno 1987", Different),
            ("n. 12 p. I s. A anno 1987", "n. 12 p. I s. B anno 1987", Different),
        ],
    );
}

#[test]
fn a_key_finds_all_spellings_of_a_name() {
    let key = |text: &str| name::key(named(text));
    for (one, other) in [
        ("D'AMICO|PIO", "DAMICO|PIO"),
        ("EL-SAYED|AHMED", "EL SAYED|AHMED"),
        ("MÜLLER|EVA", "MUELLER|EVA"),
        ("MÜLLER|EVA", "MULLER|EVA"),
        ("Đoković|Ana", "DJOKOVIC|ANA"),
        ("Nicolò|Pio", "NICOLO'|PIO"),
    ] {
        assert_eq!(key(one), key(other), "{one} ~ {other}");
    }
    assert_ne!(key("ROSSI|ANNA"), key("ROSSI|ANNO"));
    assert_eq!(letters::key("Maaeeuer"), letters::key(&letters::key("Maaeeuer")));
}

mod written_again {
    use proptest::prelude::*;

    use super::*;

    const ACCENTS: [(char, &str); 5] = [('à', "a'"), ('è', "E`"), ('ì', "i’"), ('ò', "O'"), ('ù', "u´")];

    /// What suites and keyboards do to a letter.
    fn rewritten(text: &str, how: &[u8]) -> String {
        let mut out = String::new();
        for (c, how) in text.chars().zip(how.iter().cycle()) {
            match (ACCENTS.iter().find(|(accent, _)| *accent == c), how % 5) {
                (Some((_, written)), 0) => out.push_str(written),
                (Some((_, written)), 1) => out.push_str(&written[..1]),
                (None, 2) if c == '\'' => out.push('’'),
                (None, 3) if c == '\'' => {}
                (None, 4) if c == '-' => out.push(' '),
                (None, 2) if c == ' ' => out.push_str("  "),
                (_, how) if how < 3 => out.extend(c.to_uppercase()),
                _ => out.extend(c.to_lowercase()),
            }
        }
        out
    }

    fn name() -> impl Strategy<Value = String> {
        "[A-Z][a-zàèìòù]{2,9}(('|-| )[A-Z][a-zàèìòù]{2,9})?"
    }

    fn street() -> impl Strategy<Value = (String, u16, String)> {
        ("[A-Z][a-zàèìòù]{4,9}( dell'[A-Z][a-zàèìòù]{4,9})?", 1_u16..400, "(/[A-H])?")
    }

    proptest! {
        #[test]
        fn a_key_of_a_key_is_itself(text in "\\PC{0,20}") {
            prop_assert_eq!(letters::key(&letters::key(&text)), letters::key(&text));
            prop_assert!(letters::same(&text, &text));
        }

        #[test]
        fn any_two_writings_are_to_each_other_the_same_both_ways(one in "\\PC{0,16}", other in "\\PC{0,16}") {
            for of in [place::likeness, address::likeness, act::likeness, name::whole] {
                prop_assert_eq!(of(&one, &other), of(&other, &one));
                prop_assert_eq!(of(&one, &one), Same);
            }
        }

        #[test]
        fn a_name_written_again_is_the_same(surname in name(), given in name(), how in prop::collection::vec(any::<u8>(), 1..30)) {
            let (again, once) = (rewritten(&surname, &how), rewritten(&given, &how));
            let one = Name { surname: &surname, given: &given };
            let other = Name { surname: &again, given: &once };
            prop_assert_eq!(name::of_one_person(one, other, false), Same);
            prop_assert_eq!(name::key(one), name::key(other));
            prop_assert_eq!(place::likeness(&format!("{surname} (FC)"), &format!("{again} (fc)")), Same);
        }

        #[test]
        fn an_address_written_again_is_the_same((street, number, suffix) in street(), how in prop::collection::vec(any::<u8>(), 1..30), kind in 0_usize..5, mark in 0_usize..6) {
            let (long, short) = [("Via", "V."), ("Piazza", "P.ZZA"), ("Viale", "V.LE"), ("Corso", "C.so"), ("Vicolo", "VIC.")][kind];
            let mark = ["", ",", ", n.", " N°", ", NUM.", ", civ."][mark];
            let one = format!("{long} {street} {number}{suffix}");
            let other = format!("{short} {}{mark} {number}{}", rewritten(&street, &how), suffix.replace('/', " "));
            prop_assert_eq!(address::likeness(&one, &other), Same, "{} ~ {}", one, other);
            let next = format!("{short} {street}{mark} {}{suffix}", number + 1);
            prop_assert_eq!(address::likeness(&one, &next), Different, "{} ~ {}", one, next);
        }

        #[test]
        fn other_names_are_others(one in "[A-M][a-m]{4,9}", other in "[N-Z][n-z]{4,9}") {
            let given = Name { surname: &one, given: "Anna" };
            prop_assert_eq!(name::of_one_person(given, Name { surname: &other, given: "Anna" }, true), Different);
            prop_assert_eq!(place::likeness(&one, &other), Different);
            prop_assert_eq!(address::likeness(&format!("Via {one} 1"), &format!("Via {other} 1")), Different);
        }
    }
}
