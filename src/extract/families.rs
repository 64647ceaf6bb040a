//! Which family keys are believed: one that a spreadsheet rounded, or that groups strangers, would put them on one certificate.

use std::collections::HashMap;

use domain::person::person::Person;
use domain::text::names::fold;

/// More people than live on one family sheet; beyond are convents, barracks, and mistakes.
const MOST: usize = 20;
/// ANPR's kinship code of the head of the family sheet.
const HEAD: u8 = 1;

/// What is known of those who bear one key.
#[derive(Clone, Debug, Default)]
struct Group {
    people: usize,
    heads: usize,
    address: Option<String>,
    apart: bool,
    /// The first line of the file that bears it; 0 where there is none.
    line: u64,
}

impl Group {
    /// People who are there no longer say nothing about those who are.
    fn take(&mut self, person: &Person) {
        if person.died_on.is_some() || person.removed_on.is_some() {
            return;
        }
        self.people += 1;
        self.heads += usize::from(person.kinship == Some(HEAD));
        let address: String = fold(&person.address).chars().filter(|c| c.is_alphanumeric()).collect();
        if address.is_empty() {
            return;
        }
        match &self.address {
            Some(other) => self.apart |= *other != address,
            None => self.address = Some(address),
        }
    }

    fn is_family(&self) -> bool {
        self.people <= MOST && self.heads <= 1 && !self.apart
    }
}

/// Whether those who bear a key can be one family: not too many, at one address, with one head.
pub(super) fn is_family<'a>(key: &str, people: impl IntoIterator<Item = &'a Person>) -> bool {
    let mut group = Group::default();
    people.into_iter().for_each(|person| group.take(person));
    is_key(key) && group.is_family()
}

/// Whether a key can tell families apart: no nought, no number in powers of ten.
fn is_key(key: &str) -> bool {
    let rounded = key.to_ascii_uppercase().split_once('E').is_some_and(|(digits, power)| {
        let number =
            |text: &str| text.bytes().all(|c| c.is_ascii_digit() || matches!(c, b'.' | b',' | b'+' | b'-'));
        digits.starts_with(|c: char| c.is_ascii_digit())
            && number(digits)
            && power.starts_with('+')
            && number(power)
    });
    !rounded && key.bytes().any(|c| c.is_ascii_alphanumeric() && c != b'0')
}

/// The families of a delivery, as it is read.
#[derive(Debug, Default)]
pub(super) struct Families(HashMap<String, Group>);

impl Families {
    /// Takes a person of a line in.
    pub(super) fn take(&mut self, person: &Person, line: u64) {
        let Some(key) = &person.family else { return };
        let group = self.0.entry(key.clone()).or_default();
        if group.line == 0 {
            group.line = line;
        }
        group.take(person);
    }

    /// Whether a key is believed.
    pub(super) fn believed(&self, key: &str) -> bool {
        is_key(key) && self.0.get(key).is_none_or(Group::is_family)
    }

    /// First lines of the keys that are not believed, in order.
    pub(super) fn strange(&self) -> Vec<u64> {
        let mut lines: Vec<u64> =
            self.0.iter().filter(|(key, _)| !self.believed(key)).map(|(_, group)| group.line).collect();
        lines.sort_unstable();
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(address: &str, kinship: u8) -> Person {
        Person { address: address.to_owned(), kinship: Some(kinship), ..Person::default() }
    }

    #[test]
    fn strangers_are_no_family() {
        let family = [person("Via Roma, 1", 1), person("VIA ROMA 1", 2), person("", 3)];
        assert!(is_family("12", &family));
        assert!(is_family("AB-0", &family) && is_family("12E5", &family));
        for key in ["0", "000", "-", "2,02600E+11", "2.026e+11", "2E+05"] {
            assert!(!is_family(key, &family), "{key}");
        }
        assert!(!is_family("12", &[person("Via Roma 1", 1), person("Via Po 3", 2)]));
        assert!(!is_family("12", &[person("Via Roma 1", 1), person("Via Roma 1", 1)]));
        let many: Vec<Person> = (0..21).map(|_| person("Via Roma 1", 28)).collect();
        assert!(!is_family("12", &many) && is_family("12", &many[1..]));
    }

    #[test]
    fn the_dead_head_of_a_family_does_not_make_strangers_of_it() {
        let dead = Person { died_on: chrono::NaiveDate::from_ymd_opt(2020, 1, 1), ..person("Via Po 3", 1) };
        assert!(is_family("12", &[dead, person("Via Roma 1", 1)]));
    }
}
