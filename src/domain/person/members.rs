//! The members of a family, as a family certificate lists them. Kept one line each, parts separated by a tabulator:
//! `SURNAME Names⇥1987-03-14⇥birthplace⇥kinship`.

use chrono::NaiveDate;

use crate::text::bilingual::Bilingual;
use crate::text::lines;
use crate::time::dates::{birth_date, long_partial_date};
use crate::time::partial_date::PartialDate;

/// Most members of one family.
const MOST: usize = 30;

/// A member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Surname and given names.
    pub name: String,
    /// Birth date as far as it is known.
    pub birth_date: PartialDate,
    /// Birthplace.
    pub birth_place: String,
    /// What they are to the head of the family; may be empty.
    pub kinship: String,
}

/// The members of a kept value; a line that is none is left out.
pub fn parse(value: &str) -> Vec<Member> {
    value.lines().filter_map(member).collect()
}

fn member(line: &str) -> Option<Member> {
    let mut parts = line.split('\t');
    Some(Member {
        name: parts.next()?.to_owned(),
        birth_date: parts.next()?.parse().ok()?,
        birth_place: parts.next()?.to_owned(),
        kinship: parts.next().unwrap_or_default().to_owned(),
    })
}

/// Reads what was typed: one line each, parts separated by a tabulator or a semicolon.
pub fn read(raw: &str, today: NaiveDate) -> Result<String, Bilingual> {
    let lines: Vec<&str> = raw.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST {
        return Err(Bilingual::new(
            format!("Al massimo {MOST} componenti."),
            format!("At most {MOST} members."),
        ));
    }
    let kept: Result<Vec<String>, Bilingual> =
        lines.iter().enumerate().map(|(index, line)| read_line(line, index + 1, today)).collect();
    Ok(kept?.join("\n"))
}

fn read_line(line: &str, number: usize, today: NaiveDate) -> Result<String, Bilingual> {
    let parts: Vec<&str> = line.split(['\t', ';']).map(str::trim).collect();
    let (name, born, place, kinship) = match parts.as_slice() {
        [name, born, place] => (*name, *born, *place, ""),
        [name, born, place, kinship] => (*name, *born, *place, *kinship),
        _ => {
            return Err(Bilingual::new(
                format!(
                    "Riga {number}: scrivere cognome e nome; data di nascita; luogo di nascita, separati da punto e virgola."
                ),
                format!(
                    "Line {number}: type surname and names; birth date; birthplace, separated by semicolons."
                ),
            ));
        }
    };
    let told = |told: Bilingual| {
        Bilingual::new(format!("Riga {number}: {}", told.it), format!("Line {number}: {}", told.en))
    };
    let some = |text: String| if text.is_empty() { Err(lines::missing()) } else { Ok(text) };
    let name = lines::names(name).and_then(some).map_err(told)?;
    let born = birth_date(born, today).map_err(told)?;
    let place = lines::place(place).and_then(some).map_err(told)?;
    let kinship = lines::line(kinship, lines::NAME_MAX).map_err(told)?.replace(';', ",");
    let mut kept = format!("{name}\t{}\t{place}", String::from(born));
    if !kinship.is_empty() {
        kept.push('\t');
        kept.push_str(&kinship);
    }
    Ok(kept)
}

/// The members in one line, for screens.
pub fn in_words(value: &str) -> String {
    let told = |one: Member| {
        let kinship = if one.kinship.is_empty() { String::new() } else { format!(" ({})", one.kinship) };
        format!("{}{kinship}, {}, {}", one.name, one.birth_place, long_partial_date(one.birth_date))
    };
    parse(value).into_iter().map(told).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    #[test]
    fn a_family_is_typed_line_by_line() {
        let typed = "Rossi Mario; 14/03/1987; Valdorè (PX); intestatario\n\nFo Ada\t1990-12\tTrieste (TS)\n";
        let kept = read(typed, today()).unwrap();
        assert_eq!(
            kept,
            "Rossi Mario\t1987-03-14\tValdorè (PX)\tintestatario\nFo Ada\t1990-12\tTrieste (TS)"
        );
        let family = parse(&kept);
        assert_eq!(
            (family.len(), family[0].kinship.as_str(), family[1].kinship.as_str()),
            (2, "intestatario", "")
        );
        assert_eq!(read(&kept, today()).unwrap(), kept);
        assert_eq!(
            in_words(&kept),
            "Rossi Mario (intestatario), Valdorè (PX), 14 marzo 1987; Fo Ada, Trieste (TS), dicembre 1990 (giorno non noto)"
        );
    }

    #[test]
    fn a_line_that_says_too_little_is_refused_by_its_number() {
        for (typed, line) in [
            ("Rossi Mario", "Riga 1"),
            ("Rossi Mario; 14/03/1987; Valdorè (PX)\nFo Ada; ieri; Trieste (TS)", "Riga 2"),
            ("; 14/03/1987; Valdorè (PX)", "Riga 1"),
        ] {
            let told = read(typed, today()).unwrap_err();
            assert!(told.it.starts_with(line), "{}", told.it);
        }
        assert!(read(&"Fo Ada; 1990; Trieste (TS)\n".repeat(31), today()).is_err());
    }
}
