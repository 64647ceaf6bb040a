//! Ordinary numbers that look as no office would write them: a spreadsheet made a date of `12/26`, a key was hit twice. They are
//! told before they are noted, and a person says that they are right.

use std::collections::BTreeMap;

use super::exchange::OrdinaryNumber;
use crate::text::bilingual::Bilingual;

/// Beginnings of the months as spreadsheets write them, in Italian and in English.
const MONTHS: [&str; 20] = [
    "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic", "jan", "may", "jun",
    "jul", "aug", "sep", "oct", "dec",
];

/// A number that is to be noted.
#[derive(Clone, Copy, Debug)]
pub struct Looked<'a> {
    /// The number.
    pub number: &'a OrdinaryNumber,
    /// The year its entry was issued in.
    pub issued: i32,
}

/// What is strange about each of `new`, held against the others and against numbers of the same registers that are `known`.
pub fn doubts(new: &[Looked], known: &[OrdinaryNumber]) -> Vec<Vec<Bilingual>> {
    let registers = Registers::of(new.iter().map(|one| one.number).chain(known));
    new.iter().map(|one| registers.doubts(*one)).collect()
}

/// What the numbers of a register and year look like.
#[derive(Default)]
struct Register<'a> {
    /// How many have a shape, and one of them.
    shapes: BTreeMap<String, (usize, &'a str)>,
    /// Those that are digits alone, in order.
    values: Vec<u128>,
}

struct Registers<'a>(BTreeMap<(&'a str, u16), Register<'a>>);

impl<'a> Registers<'a> {
    fn of(numbers: impl Iterator<Item = &'a OrdinaryNumber>) -> Self {
        let mut registers: BTreeMap<_, Register> = BTreeMap::new();
        // What is a date says nothing of how numbers are written.
        for number in numbers.filter(|one| !is_a_date(&one.number)) {
            let register = registers.entry((number.register.as_str(), number.year)).or_default();
            register.shapes.entry(shape(&number.number)).or_insert((0, &number.number)).0 += 1;
            register.values.extend(value(&number.number));
        }
        for register in registers.values_mut() {
            register.values.sort_unstable();
        }
        Self(registers)
    }

    fn doubts(&self, one: Looked) -> Vec<Bilingual> {
        let OrdinaryNumber { register, year, number, .. } = one.number;
        let among = self.0.get(&(register.as_str(), *year));
        let mut doubts: Vec<Bilingual> = is_a_date(number).then(a_date).into_iter().collect();
        if doubts.is_empty() {
            doubts.extend(among.and_then(|among| among.shape_of_the_others(number)).map(another_shape));
            doubts.extend(among.filter(|among| among.jumps(number)).map(|_| a_jump()));
            doubts.extend(year_within(number).filter(|within| within != year).map(another_year));
        }
        if i32::from(*year) != one.issued {
            doubts.push(not_of_its_year(*year, one.issued));
        }
        doubts
    }
}

impl<'a> Register<'a> {
    /// A number as most of the others are written, where this one is written otherwise; where there are no others, it has only
    /// digits.
    fn shape_of_the_others(&self, number: &str) -> Option<&'a str> {
        let own = shape(number);
        let all: usize = self.shapes.values().map(|(count, _)| count).sum();
        let (usual, (count, like)) = self.shapes.iter().max_by_key(|(_, (count, _))| *count)?;
        if all == 1 {
            return own.contains(LETTERS).then_some("0000123");
        }
        (*usual != own && 2 * count >= all).then_some(*like)
    }

    /// Whether it lies far from all others: a digit too many, or one too few.
    fn jumps(&self, number: &str) -> bool {
        let Some(own) = value(number) else { return false };
        if self.values.len() < 3 {
            return false;
        }
        let middle = self.values[self.values.len() / 2];
        let far = own >= middle.saturating_mul(9) || own.saturating_mul(9) <= middle;
        let at = self.values.partition_point(|other| *other < own);
        let before = at.checked_sub(1).map(|at| own - self.values[at]);
        let after = self.values.get(at + 1).map(|next| next - own);
        let nearest = before.into_iter().chain(after).min().unwrap_or_default();
        far && nearest.saturating_mul(2) > own.abs_diff(middle)
    }
}

const DIGITS: char = '9';
const LETTERS: char = 'A';

/// `2026/A-77` as `9/A-9`.
fn shape(number: &str) -> String {
    let mut shape = String::new();
    for sign in number.chars() {
        let kind = match sign {
            '0'..='9' => DIGITS,
            'a'..='z' | 'A'..='Z' => LETTERS,
            other => other,
        };
        let goes_on = sign.is_ascii_alphanumeric() && shape.ends_with(kind);
        if !goes_on {
            shape.push(kind);
        }
    }
    shape
}

fn value(number: &str) -> Option<u128> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| number.parse().ok()).flatten()
}

fn parts(number: &str) -> Vec<&str> {
    number.split(['-', '/', '_']).collect()
}

/// `dic-26`, `12-dic`, `12/05/2026`, `2026-05-12`, `12/05/26`.
fn is_a_date(number: &str) -> bool {
    let parts = parts(number);
    let month = |part: &&str| {
        let lower = part.to_ascii_lowercase();
        lower.len() >= 3
            && MONTHS.iter().any(|month| lower.starts_with(month))
            && !lower.bytes().any(|b| b.is_ascii_digit())
    };
    if parts.len() > 1 && parts.iter().any(month) {
        return true;
    }
    let within = |part: &str, most: u32| {
        part.len() <= 2 && part.parse().is_ok_and(|one: u32| (1..=most).contains(&one))
    };
    let year = |part: &str| (part.len() == 2 || part.len() == 4) && part.parse::<u32>().is_ok();
    match parts.as_slice() {
        [year_first, month, day] if year_first.len() == 4 => {
            year(year_first) && within(month, 12) && within(day, 31)
        }
        [day, month, last] => {
            year(last) && (within(day, 31) && within(month, 12) || within(day, 12) && within(month, 31))
        }
        _ => false,
    }
}

/// A year that stands before or behind the number: `2025/123`.
fn year_within(number: &str) -> Option<u16> {
    let parts = parts(number);
    let year = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    let ends = [parts.first(), parts.last()];
    (parts.len() > 1).then(|| ends.into_iter().flatten().find(|part| year(part))?.parse().ok())?
}

fn a_date() -> Bilingual {
    Bilingual::new(
        "sembra una data: il foglio di calcolo può averla fatta di un numero come 12/26.",
        "looks like a date: a spreadsheet may have made it of a number such as 12/26.",
    )
}

fn another_shape(like: &str) -> Bilingual {
    Bilingual::new(
        format!("non è scritto come gli altri, per esempio {like}."),
        format!("is not written as the others are, for instance {like}."),
    )
}

fn a_jump() -> Bilingual {
    Bilingual::new(
        "è lontano da tutti gli altri: una cifra in più, o in meno?",
        "lies far from all others: a digit too many, or too few?",
    )
}

fn another_year(within: u16) -> Bilingual {
    Bilingual::new(
        format!("contiene l’anno {within}, che non è quello della data."),
        format!("holds the year {within}, which is not that of the date."),
    )
}

fn not_of_its_year(year: u16, issued: i32) -> Bilingual {
    Bilingual::new(
        format!("sta nel registro del {year}; la registrazione in emergenza è del {issued}."),
        format!("stands in the register of {year}; the emergency entry is of {issued}."),
    )
}

/// That numbers are doubtful and nobody said that they were looked at.
pub fn to_be_checked() -> Bilingual {
    Bilingual::new(
        "Ci sono numeri segnalati: controllarli sul protocollo, poi spuntare la casella.",
        "Some numbers are pointed out: check them in the protocol, then tick the box.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn number(number: &str) -> OrdinaryNumber {
        OrdinaryNumber::new("PG", 2026, number, NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()).unwrap()
    }

    /// The first words of what is told about each.
    fn told(numbers: &[&str], known: &[&str]) -> Vec<Vec<String>> {
        let numbers: Vec<_> = numbers.iter().map(|one| number(one)).collect();
        let known: Vec<_> = known.iter().map(|one| number(one)).collect();
        let looked: Vec<_> = numbers.iter().map(|number| Looked { number, issued: 2026 }).collect();
        let first = |told: Bilingual| told.en.split(' ').take(3).collect::<Vec<_>>().join(" ");
        doubts(&looked, &known).into_iter().map(|all| all.into_iter().map(first).collect()).collect()
    }

    #[test]
    fn what_a_spreadsheet_makes_of_a_number_is_a_date_however_it_writes_it() {
        for date in
            ["dic-26", "12-dic", "12/05/2026", "Dec-26", "2026-05-12", "12/05/26", "5-12-2026", "12-maggio"]
        {
            assert_eq!(told(&[date], &[]), [["looks like a"]], "{date}");
        }
        for good in ["4711", "0004711", "12/26", "2026/815", "1003-11-043023", "99/99/2026", "7"] {
            assert!(!is_a_date(good), "{good}");
        }
    }

    #[test]
    fn what_is_written_otherwise_than_most_is_told() {
        assert_eq!(told(&["4711", "4712", "47I3"], &[])[2], ["is not written"]);
        assert_eq!(told(&["4711/A"], &["4710", "4709"]), [["is not written"]]);
        assert_eq!(told(&["A12"], &[]), [["is not written"]]);
        assert_eq!(told(&["12/05/2026", "101"], &[]), [vec!["looks like a"], vec![]]);
        for good in [&["4711", "0004712"][..], &["2026/1", "2026/12"], &["12/A", "13/b"]] {
            assert!(told(good, &[]).iter().all(Vec::is_empty), "{good:?}");
        }
    }

    #[test]
    fn a_digit_too_many_or_too_few_is_told_and_a_long_row_of_numbers_is_not() {
        for wrong in ["47130", "471", "4713000"] {
            assert_eq!(told(&["4711", "4712", wrong, "4714"], &[])[2], ["lies far from"], "{wrong}");
        }
        let all: Vec<String> = (1..=120).map(|one| one.to_string()).collect();
        let all: Vec<&str> = all.iter().map(String::as_str).collect();
        assert!(told(&all, &[]).iter().all(Vec::is_empty));
        assert!(told(&["4711", "9000"], &[]).iter().all(Vec::is_empty), "two are no row");
    }

    #[test]
    fn another_year_is_told() {
        assert_eq!(told(&["2025/12", "2026/13", "2026/14"], &[]), [vec!["holds the year"], vec![], vec![]]);
        let one = number("7");
        let doubts = doubts(&[Looked { number: &one, issued: 2025 }], &[]);
        assert!(doubts[0][0].it.contains("registro del 2026"), "{doubts:?}");
    }

    proptest! {
        #[test]
        fn any_numbers_are_looked_at(numbers in prop::collection::vec("[0-9A-Za-z/_-]{1,20}", 0..12)) {
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            prop_assert_eq!(told(&numbers, &[]).len(), numbers.len());
        }
    }
}
