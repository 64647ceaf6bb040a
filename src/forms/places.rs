//! Municipalities and States by name and by Belfiore code, as they were on a day: a birthplace keeps the name and the
//! code it had at birth, also if it has ceased since.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::OnceLock;

use chrono::NaiveDate;

use domain::text::names::fold;

const TABLE: &str = include_str!("../../forms/places.tsv");

/// What stands in the column of provinces for a State.
const ABROAD: &str = "EE";

/// A municipality or a State during the days it bore one name in one province.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Belfiore code: a letter and three digits, `Z…` for States.
    pub belfiore: &'static str,
    /// Italian name.
    pub name: &'static str,
    /// Letters of the province; none for a State.
    pub province: Option<&'static str>,
    /// Name in a second language, if it has one.
    pub other_name: Option<&'static str>,
    /// First day; none if it is not bounded.
    pub from: Option<NaiveDate>,
    /// Last day; none while it lasts.
    pub until: Option<NaiveDate>,
    /// ISTAT code of six digits, leading zeros and all, where it is known.
    pub istat: Option<&'static str>,
}

impl Place {
    /// As papers say it: `Piacenza (PC)`, `Albania`.
    pub fn printed(&self) -> String {
        match self.province {
            Some(province) => format!("{} ({province})", self.name),
            None => self.name.to_owned(),
        }
    }

    /// Whether it bore this name on a day.
    pub fn stood_on(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    fn read(line: &'static str) -> Option<Self> {
        let mut parts = line.split('\t');
        let mut next = || parts.next();
        let some = |text: &'static str| (!text.is_empty()).then_some(text);
        Some(Self {
            belfiore: next()?,
            name: next()?,
            province: next().filter(|province| *province != ABROAD),
            other_name: next().and_then(some),
            from: next()?.parse().ok(),
            until: next()?.parse().ok(),
            istat: next().and_then(some),
        })
    }
}

/// The place of a Belfiore code as it was on a day; where the table knows no row for that day (births before the
/// Kingdom's registers), the nearest. The newest if no day is given.
pub fn by_code(belfiore: &str, day: Option<NaiveDate>) -> Option<Place> {
    nearest(index().of_code(belfiore), day)
}

/// The places of this name on a day, one for each code: `Piacenza`, `Piacenza (PC)`, `Bozen`, `Albania`,
/// `Durazzo (Albania)` (the State). Case and accents do not matter. Where none of the name stood on that day, those that
/// bore it at another time.
pub fn by_name(name: &str, day: Option<NaiveDate>) -> Vec<Place> {
    let (name, bracketed) = apart(name);
    let province = bracketed.filter(|text| text.len() == 2).map(str::to_uppercase);
    if let Some(state) = bracketed.filter(|text| text.len() > 2) {
        return by_name(state, day).into_iter().filter(|place| place.province.is_none()).collect();
    }
    let mut named: Vec<Place> = index().of_name(name);
    named.retain(|place| province.as_deref().is_none_or(|province| place.province == Some(province)));
    if let Some(day) = day
        && named.iter().any(|place| place.stood_on(day))
    {
        named.retain(|place| place.stood_on(day));
    }
    let mut codes: Vec<&str> = named.iter().map(|place| place.belfiore).collect();
    codes.sort_unstable();
    codes.dedup();
    let of_code = |code| nearest(named.iter().filter(|place| place.belfiore == code).copied(), day);
    codes.into_iter().filter_map(of_code).collect()
}

/// `Piacenza (PC)` in two.
fn apart(name: &str) -> (&str, Option<&str>) {
    match name.trim().strip_suffix(')').and_then(|text| text.split_once('(')) {
        Some((name, bracketed)) => (name.trim(), Some(bracketed.trim())),
        None => (name.trim(), None),
    }
}

/// The row that stood on the day; else the one that began or ended nearest to it.
fn nearest(rows: impl Iterator<Item = Place>, day: Option<NaiveDate>) -> Option<Place> {
    let day = day.unwrap_or(NaiveDate::MAX);
    rows.min_by_key(|place| {
        let before = place.from.map_or(0, |from| (from - day).num_days().max(0));
        let after = place.until.map_or(0, |until| (day - until).num_days().max(0));
        before + after
    })
}

/// Where the rows begin, and their names: made at the first question, a few hundred kilobytes.
struct Index {
    /// Beginnings of the rows, in the order of the table: by code, then by first day.
    rows: Vec<u32>,
    /// Hashes of folded names and the rows that bear them, sorted.
    names: Vec<(u64, u32)>,
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(Index::make)
}

impl Index {
    fn make() -> Self {
        let mut rows = Vec::new();
        let mut names = Vec::new();
        let mut hashes: HashMap<&str, u64> = HashMap::new();
        let mut at = 0_u32;
        for line in TABLE.split_inclusive('\n') {
            let begin = at;
            at += u32::try_from(line.len()).expect("a row of the table is short");
            let Some(place) =
                Place::read(line.trim_end_matches(['\n', '\r'])).filter(|_| !line.starts_with('#'))
            else {
                continue;
            };
            for name in [Some(place.name), place.other_name].into_iter().flatten() {
                let hash = *hashes.entry(name).or_insert_with(|| hash(name));
                names.push((hash, begin));
            }
            rows.push(begin);
        }
        names.sort_unstable();
        names.shrink_to_fit();
        rows.shrink_to_fit();
        Self { rows, names }
    }

    fn place(begin: u32) -> Option<Place> {
        TABLE[begin as usize..].lines().next().and_then(Place::read)
    }

    fn of_code(&self, code: &str) -> impl Iterator<Item = Place> {
        let first = self.rows.partition_point(|begin| &TABLE[*begin as usize..][..4] < code);
        let same = self.rows[first..].iter().take_while(move |begin| &TABLE[**begin as usize..][..4] == code);
        same.filter_map(|begin| Self::place(*begin)).collect::<Vec<_>>().into_iter()
    }

    fn of_name(&self, name: &str) -> Vec<Place> {
        let wanted = hash(name);
        let first = self.names.partition_point(|(hash, _)| *hash < wanted);
        let same = self.names[first..].iter().take_while(|(hash, _)| *hash == wanted);
        same.filter_map(|(_, begin)| Self::place(*begin)).collect()
    }
}

/// Of the name without case, accents, blanks and signs.
fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    for c in fold(name).chars().filter(|c| c.is_alphanumeric()) {
        c.hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn codes(name: &str, on: Option<NaiveDate>) -> Vec<&'static str> {
        by_name(name, on).into_iter().map(|place| place.belfiore).collect()
    }

    #[test]
    fn every_row_reads_and_the_table_is_sorted() {
        let lines: Vec<&str> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 15_000);
        assert_eq!(lines.len(), index().rows.len());
        for line in &lines {
            assert_eq!(line.matches('\t').count(), 6, "{line}");
            let place = Place::read(line).unwrap();
            assert!(place.belfiore.len() == 4 && !place.name.is_empty(), "{line}");
            assert!(place.istat.is_none_or(|code| code.len() == 6), "{line}");
            assert_eq!(place.province.is_none(), place.belfiore.starts_with('Z'), "{line}");
        }
        assert!(lines.is_sorted_by_key(|line| &line[..4]));
    }

    #[test]
    fn a_place_is_found_by_its_name_in_any_writing() {
        assert_eq!(codes("Piacenza", None), ["G535"]);
        assert_eq!(codes(" piacenza (pc) ", None), ["G535"]);
        assert_eq!(codes("Piacenza (MI)", None), Vec::<&str>::new());
        assert_eq!(codes("BOZEN", Some(day("1987-03-14"))), ["A952"]);
        assert_eq!(codes("reggio nell’emilia", None), ["H223"]);
        assert_eq!(codes("Durazzo (Albania)", None), ["Z100"]);
        assert_eq!(codes("Nessunluogo", None), Vec::<&str>::new());
    }

    #[test]
    fn a_name_shared_by_two_municipalities_gives_both() {
        assert_eq!(codes("Castro", Some(day("1990-01-01"))).len(), 2);
        assert_eq!(codes("Castro (BG)", Some(day("1990-01-01"))).len(), 1);
    }

    #[test]
    fn ceased_municipalities_and_states_are_known_with_their_days() {
        let fiume = by_code("D620", Some(day("1930-05-05"))).unwrap();
        assert_eq!((fiume.name, fiume.province, fiume.until), ("Fiume", Some("FU"), Some(day("1947-09-15"))));
        assert_eq!(
            by_code("D620", Some(day("1920-01-01"))),
            Some(fiume),
            "before the first row: the nearest"
        );
        let soviet = by_code("Z135", Some(day("1985-01-01"))).unwrap();
        assert!(soviet.province.is_none() && soviet.stood_on("1985-01-01".parse().unwrap()));
        assert!(!soviet.stood_on("2000-01-01".parse().unwrap()));
    }

    #[test]
    fn the_province_is_the_one_of_the_day() {
        for (born, province) in [("1925-06-01", "TN"), ("1987-03-14", "BZ")] {
            assert_eq!(by_code("A952", Some(day(born))).unwrap().province, Some(province));
        }
        let piacenza = by_code("G535", None).unwrap();
        assert_eq!(piacenza.istat, Some("033032"));
        assert_eq!(piacenza.printed(), "Piacenza (PC)");
    }
}
