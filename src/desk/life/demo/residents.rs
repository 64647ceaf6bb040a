//! Two thousand invented residents of Valdorè as a registry suite would deliver them: always the same ones.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{Datelike as _, NaiveDate};

use domain::person::tax_code::{Holder, compute, forms};
use domain::time::partial_date::PartialDate;
use forms::places;

use super::names::{CEASED, MATERNITY, ORIGINS, Origin, STREETS};

/// How many there are.
const RESIDENTS: usize = 2000;
/// The year ages are thought from.
const YEAR: i32 = 2026;

const HEADER: &str = "cognome;nome;sesso;data_nascita;luogo_nascita;codice_luogo_nascita;atto_nascita;codice_fiscale;\
cittadinanza;indirizzo;residente_dal;stato_civile;coniuge;data_matrimonio;luogo_matrimonio;famiglia;parentela;\
certificabilita;procedimento_aperto;data_decesso;data_cancellazione\n";

/// The delivery, as CSV.
pub(crate) fn csv() -> String {
    let mut town = Town {
        chance: 0x5eed_0f5e_ed0f_5eed,
        out: HEADER.to_owned(),
        count: 0,
        family: 1000,
        codes: BTreeSet::new(),
    };
    town.known_people();
    while town.count < RESIDENTS {
        town.family();
    }
    town.out
}

/// Somebody before the row is written.
#[derive(Clone, Default)]
struct Somebody {
    surname: String,
    names: String,
    sex: &'static str,
    born: NaiveDate,
    /// Locality, where it is abroad.
    locality: &'static str,
    belfiore: &'static str,
    citizenship: &'static str,
    status: u8,
    kinship: u8,
    spouse: String,
    married: Option<NaiveDate>,
}

impl Somebody {
    fn whole_name(&self) -> String {
        format!("{} {}", self.surname, self.names).trim().to_owned()
    }
}

struct Town {
    chance: u64,
    out: String,
    count: usize,
    family: u32,
    codes: BTreeSet<String>,
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day.min(28)).expect("every month has 28 days")
}

impl Town {
    /// The next number below `bound` of a fixed sequence (xorshift).
    fn below(&mut self, bound: u32) -> u32 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        u32::try_from((self.chance >> 16) % u64::from(bound)).expect("smaller than the bound")
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        let many = u32::try_from(of.len()).expect("short lists");
        of[self.below(many) as usize]
    }

    fn date_in(&mut self, year: i32) -> NaiveDate {
        let (month, date) = (self.below(12) + 1, self.below(28) + 1);
        day(year, month, date)
    }

    fn years_ago(&mut self, from: u32, to: u32) -> NaiveDate {
        let ago = i32::try_from(from + self.below(to - from)).expect("a human age");
        self.date_in(YEAR - ago)
    }

    /// Whom guides and tests speak of.
    fn known_people(&mut self) {
        let italian = |surname: &str, names: &str, sex, born, belfiore| Somebody {
            surname: surname.to_owned(),
            names: names.to_owned(),
            sex,
            born,
            belfiore,
            citizenship: "italiana",
            status: 1,
            kinship: 1,
            ..Somebody::default()
        };
        for (born, belfiore) in
            [(day(1980, 1, 1), "H501"), (day(1952, 6, 17), "G535"), (day(1998, 11, 3), "G535")]
        {
            self.settle(&[italian("Rossi", "Mario", "M", born, belfiore)]);
        }
        let mut ada = italian("Fo", "Ada", "F", day(1990, 12, 28), "G535");
        let mut gian = italian("D'Angelo", "Gianfranco", "M", day(1988, 2, 28), "F158");
        (ada.kinship, ada.status, gian.status) = (2, 2, 2);
        (ada.spouse, gian.spouse) = ("D'Angelo Gianfranco".to_owned(), "Fo Ada".to_owned());
        (ada.married, gian.married) = (Some(day(2015, 5, 16)), Some(day(2015, 5, 16)));
        let mut family = vec![gian, ada];
        for names in ["Luca", "Marco"] {
            let twin = italian("D'Angelo", names, "M", day(2017, 3, 9), "G535");
            family.push(Somebody { kinship: 3, ..twin });
        }
        self.settle(&family);
        self.settle(&[italian("Županč Šuštaršič", "Živa", "F", day(1975, 7, 21), "L424")]);
        self.settle(&[italian("Großmann", "Jürgen", "M", day(1963, 4, 2), "A952")]);
        self.settle(&[italian("Rossi", "Anna", "F", day(1930, 1, 1), "D620")]);
        let suleiman = italian("Suleiman", "", "M", day(1994, 5, 5), "Z368");
        self.settle(&[Somebody { locality: "Asmara", citizenship: "eritrea", ..suleiman }]);
    }

    fn family(&mut self) {
        let mut left = self.below(100);
        let origin = ORIGINS.iter().find(|origin| match left.checked_sub(origin.share) {
            Some(rest) => {
                left = rest;
                false
            }
            None => true,
        });
        let origin = origin.unwrap_or(&ORIGINS[0]);
        let kind = self.below(100);
        let members = match kind {
            0..=24 => vec![self.adult(origin, 18, 92, 1)],
            25..=34 => self.widowed(origin),
            35..=44 => self.parent_alone(origin),
            45..=46 => self.union(origin),
            _ => self.couple(origin),
        };
        self.settle(&members);
    }

    fn adult(&mut self, origin: &'static Origin, from: u32, to: u32, status: u8) -> Somebody {
        let sex = self.one(&["M", "F"]);
        self.grown(origin, sex, from, to, status)
    }

    fn grown(
        &mut self,
        origin: &'static Origin,
        sex: &'static str,
        from: u32,
        to: u32,
        status: u8,
    ) -> Somebody {
        let born = self.years_ago(from, to);
        let (mut locality, mut belfiore) = self.one(origin.born);
        if belfiore.starts_with('L') && born.year() < 1945 && self.below(3) == 0 {
            (locality, belfiore) = ("", self.one(&CEASED));
        }
        let names = self.one(if sex == "F" { origin.women } else { origin.men }).to_owned();
        let surname = self.one(origin.surnames).to_owned();
        Somebody {
            surname,
            names,
            sex,
            born,
            locality,
            belfiore,
            citizenship: if locality.is_empty() { "italiana" } else { origin.citizenship },
            status,
            kinship: 1,
            ..Somebody::default()
        }
    }

    fn child(
        &mut self,
        origin: &'static Origin,
        surname: &str,
        citizenship: &'static str,
        born: NaiveDate,
    ) -> Somebody {
        let sex = self.one(&["M", "F"]);
        let names = self.one(if sex == "F" { origin.women } else { origin.men }).to_owned();
        let belfiore = self.one(&MATERNITY);
        let surname = surname.to_owned();
        Somebody {
            surname,
            names,
            sex,
            born,
            belfiore,
            citizenship,
            status: 1,
            kinship: 3,
            ..Somebody::default()
        }
    }

    fn couple(&mut self, origin: &'static Origin) -> Vec<Somebody> {
        let mut husband = self.grown(origin, "M", 26, 88, 2);
        let mut wife = self.grown(origin, "F", 25, 26, 2);
        wife.born = self.date_in(husband.born.year() + 2);
        wife.kinship = 2;
        let wedding = self.date_in((husband.born.year() + 28).min(YEAR - 1));
        (husband.married, wife.married) = (Some(wedding), Some(wedding));
        husband.spouse = wife.whole_name();
        wife.spouse = husband.whole_name();
        let mut family = vec![husband, wife];
        let (surname, citizenship) = (family[0].surname.clone(), family[0].citizenship);
        let mut year = wedding.year() + 1;
        for _ in 0..self.below(4) {
            // Who is over thirty lives elsewhere.
            if year < YEAR && year > YEAR - 30 {
                let born = self.date_in(year);
                let child = self.child(origin, &surname, citizenship, born);
                if self.below(30) == 0 {
                    family.push(self.child(origin, &surname, citizenship, born));
                }
                family.push(child);
            }
            year += 2;
        }
        family
    }

    fn widowed(&mut self, origin: &'static Origin) -> Vec<Somebody> {
        let status = self.one(&[3, 3, 4, 9]);
        vec![self.adult(origin, 60, 99, status)]
    }

    fn parent_alone(&mut self, origin: &'static Origin) -> Vec<Somebody> {
        let status = self.one(&[1, 4, 3]);
        let parent = self.adult(origin, 26, 58, status);
        let (surname, citizenship) = (parent.surname.clone(), parent.citizenship);
        let born = self.date_in((parent.born.year() + 25).min(YEAR - 1));
        let child = self.child(origin, &surname, citizenship, born);
        vec![parent, child]
    }

    fn union(&mut self, origin: &'static Origin) -> Vec<Somebody> {
        let mut one = self.grown(origin, "F", 30, 60, 6);
        let mut other = self.grown(origin, "F", 30, 60, 6);
        other.kinship = 28;
        let day = self.date_in(2019);
        (one.married, other.married) = (Some(day), Some(day));
        one.spouse = format!("{} {}", other.surname, other.names);
        other.spouse = format!("{} {}", one.surname, one.names);
        vec![one, other]
    }

    /// Gives a family its address and writes its rows.
    fn settle(&mut self, members: &[Somebody]) {
        self.family += 1;
        let street = self.one(&STREETS);
        let number = self.below(120) + 1;
        let flat = self.below(12);
        let flat = if flat > 7 { format!(", int. {}", flat - 7) } else { String::new() };
        let since = self.years_ago(1, 30);
        for member in members {
            let since = since.max(member.born);
            self.write(member, &format!("{street} {number}{flat}"), since);
        }
    }

    fn write(&mut self, one: &Somebody, address: &str, since: NaiveDate) {
        let place = places::by_code(one.belfiore, Some(one.born));
        let place = place.map(|place| place.printed()).unwrap_or_default();
        let place = if one.locality.is_empty() { place } else { format!("{} ({place})", one.locality) };
        let born_here = !one.belfiore.starts_with('Z');
        let act = self.below(900) + 1;
        let act =
            if born_here { format!("n. {act} p. I s. A anno {}", one.born.year()) } else { String::new() };
        let code = self.code(one);
        let married_at = if one.married.is_some() { "Valdorè (PX)" } else { "" };
        let date = |date: Option<NaiveDate>| {
            date.map(|date| date.format("%d/%m/%Y").to_string()).unwrap_or_default()
        };
        let known = self.count < 12;
        let certifiable = if known {
            2
        } else {
            [2, 2, 2, 2, 2, 2, 2, 2, 2, self.one(&[2, 2, 2, 2, 2, 2, 0, 1, 4])][self.below(10) as usize]
        };
        let open = !known && self.below(80) == 0;
        let gone = if known { 999 } else { self.below(200) };
        let of_month = 1 + u32::try_from(self.count % 27).expect("below 27");
        let died = (gone == 0).then(|| day(2026, 10, of_month));
        let removed = (gone == 1 || gone == 2).then(|| day(2026, 9, of_month));
        writeln!(
            self.out,
            "{};{};{};{};{place};{};{act};{code};{};{address};{};{};{};{};{married_at};{};{};{certifiable};{};{};{}",
            one.surname,
            one.names,
            one.sex,
            date(Some(one.born)),
            one.belfiore,
            one.citizenship,
            date(Some(since)),
            one.status,
            one.spouse,
            date(one.married),
            self.family,
            one.kinship,
            if open { "S" } else { "N" },
            date(died),
            date(removed),
        )
        .expect("a text takes any line");
        self.count += 1;
    }

    /// The code of the data; a form with letters for digits where somebody has it already.
    fn code(&mut self, one: &Somebody) -> String {
        let holder = Holder {
            surname: &one.surname,
            given_names: &one.names,
            sex: one.sex,
            birth_date: Some(PartialDate::Day(one.born)),
            birth_place: Some(one.belfiore),
        };
        let first = compute(&holder).unwrap_or_default();
        let free = forms(&first).find(|code| !self.codes.contains(code)).unwrap_or(first);
        self.codes.insert(free.clone());
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::person::tax_code;

    #[test]
    fn the_town_is_always_the_same_and_every_code_is_sound_and_its_holders() {
        let csv = csv();
        assert_eq!(csv, super::csv());
        let rows: Vec<Vec<&str>> = csv.lines().skip(1).map(|line| line.split(';').collect()).collect();
        assert!((RESIDENTS..RESIDENTS + 10).contains(&rows.len()));
        let mut codes = BTreeSet::new();
        for row in &rows {
            assert_eq!(row.len(), 21, "{row:?}");
            assert!(tax_code::is_sound(row[7]), "{row:?}");
            assert!(codes.insert(row[7]), "{row:?}");
            let born: Vec<&str> = row[3].split('/').rev().collect();
            let holder = Holder {
                surname: row[0],
                given_names: row[1],
                sex: row[2],
                birth_date: born.join("-").parse().ok(),
                birth_place: Some(row[5]),
            };
            assert_eq!(tax_code::compare(row[7], &holder), [], "{row:?}");
            assert!(!row[4].is_empty() && !row[9].is_empty(), "{row:?}");
        }
        let some = |column: usize, value: &str| rows.iter().filter(|row| row[column] == value).count();
        assert!(some(17, "0") > 0 && some(17, "1") > 0 && some(17, "4") > 0 && some(18, "S") > 5);
        assert!(rows.len() - some(19, "") > 3 && rows.len() - some(20, "") > 5 && some(1, "") > 5);
        for letter in ['č', 'š', 'ž', 'ß', 'ñ'] {
            assert!(csv.to_lowercase().contains(letter), "{letter}");
        }
    }
}
