//! Whom the registry has: by tax code, or, for whom none was known at the counter, by name and birth date, if nobody else has both
//! alike.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use crate::error::CentreError;
use crate::ledger::hub::Hub;
use crate::ledger::seals::{self, Bound};
use domain::person::folding::name::{self, Name};
use domain::person::person::Person;
use domain::register::entry::Subject;
use domain::text::hex;
use domain::time::partial_date::PartialDate;
use store::centre::row::ReferenceRow;

use super::person_now::PersonNow;

/// What somebody is looked for by: a blind key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Sought {
    /// Their tax code.
    TaxCode([u8; 16]),
    /// Name and birth date.
    NameAndBirth([u8; 16]),
}

/// Who was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Present {
    /// One.
    One(Box<PersonNow>),
    /// More than one of this name and birth date: it is not known whom the entry means.
    Namesakes,
}

/// Everybody of one name and birth date.
#[derive(Default, Serialize, Deserialize)]
struct Alike {
    /// Blind tax codes, in hexadecimal.
    codes: Vec<String>,
    /// Those who have none.
    without: Vec<PersonNow>,
}

impl Hub {
    /// What the subject of an entry is looked for by; none where that is not enough for anybody.
    pub(crate) fn sought(&self, subject: &Subject) -> Option<Sought> {
        if let Some(code) = &subject.tax_code {
            return Some(Sought::TaxCode(seals::tax_code(&self.keys, code)));
        }
        let name = Name { surname: &subject.surname, given: &subject.given_names };
        let born = subject.birth_date?;
        name_key(self, name, &born.to_string()).map(Sought::NameAndBirth)
    }

    /// What is known of people.
    pub(crate) fn people_now(&self, sought: &[Sought]) -> Result<HashMap<Sought, Present>, CentreError> {
        let (codes, names): (Vec<Sought>, Vec<Sought>) =
            sought.iter().partition(|one| matches!(one, Sought::TaxCode(_)));
        let mut found: HashMap<Sought, Present> = self
            .by_code(codes.iter().map(|one| one.key()).collect())?
            .into_iter()
            .map(|(key, now)| (Sought::TaxCode(key), Present::One(Box::new(now))))
            .collect();
        let alike = self.alike(&names)?;
        let single = alike.iter().filter_map(|(_, alike)| alike.only_code());
        let people = self.by_code(single.collect())?;
        for (key, alike) in alike {
            let present = match (alike.codes.as_slice(), alike.without.as_slice()) {
                ([], [one]) => Some(Present::One(Box::new(one.clone()))),
                ([_], []) => alike
                    .only_code()
                    .and_then(|code| people.get(&code).cloned())
                    .map(|one| Present::One(Box::new(one))),
                _ => Some(Present::Namesakes),
            };
            found.extend(present.map(|present| (Sought::NameAndBirth(key), present)));
        }
        Ok(found)
    }

    fn by_code(&self, mut keys: Vec<[u8; 16]>) -> Result<HashMap<[u8; 16], PersonNow>, CentreError> {
        keys.sort_unstable();
        keys.dedup();
        self.references_under(&keys)?.collect()
    }

    fn alike(&self, names: &[Sought]) -> Result<Vec<([u8; 16], Alike)>, CentreError> {
        let mut keys: Vec<[u8; 16]> = names.iter().map(|one| one.key()).collect();
        keys.sort_unstable();
        keys.dedup();
        self.references_under(&keys)?.collect()
    }

    fn references_under<T: serde::de::DeserializeOwned>(
        &self,
        keys: &[[u8; 16]],
    ) -> Result<impl Iterator<Item = Result<([u8; 16], T), CentreError>>, CentreError> {
        let rows = if keys.is_empty() { Vec::new() } else { self.store.references(keys)? };
        Ok(rows.into_iter().map(|row| {
            let name = hex::encode(&row.key);
            Ok((row.key, seals::open_json(&self.keys, Bound::Reference(&name), &row.sealed)?))
        }))
    }
}

impl Sought {
    fn key(self) -> [u8; 16] {
        match self {
            Self::TaxCode(key) | Self::NameAndBirth(key) => key,
        }
    }
}

impl Alike {
    fn only_code(&self) -> Option<[u8; 16]> {
        match self.codes.as_slice() {
            [one] => hex::decode_array(one),
            _ => None,
        }
    }
}

/// A delivery being put down: who of it is alike is known at its end.
#[derive(Default)]
pub(super) struct Delivery {
    alike: BTreeMap<[u8; 16], Alike>,
}

impl Delivery {
    /// The row of one person, if a tax code finds them. Whoever has a name and a whole birth date is found by these too.
    pub(super) fn row(&mut self, hub: &Hub, now: &PersonNow) -> Option<ReferenceRow> {
        let code = now.person.tax_code.as_ref().map(|code| seals::tax_code(&hub.keys, code));
        if let Some(key) = of_person(hub, &now.person) {
            let alike = self.alike.entry(key).or_default();
            match &code {
                // The last row of a tax code is the one that stays.
                Some(code) if alike.codes.contains(&hex::encode(code)) => {}
                Some(code) => alike.codes.push(hex::encode(code)),
                None => alike.without.push(now.clone()),
            }
        }
        code.map(|key| sealed(hub, key, now))
    }

    /// The rows that find people by name and birth date.
    pub(super) fn names(self, hub: &Hub) -> impl Iterator<Item = ReferenceRow> {
        self.alike.into_iter().map(|(key, alike)| sealed(hub, key, &alike))
    }
}

fn sealed(hub: &Hub, key: [u8; 16], what: &impl Serialize) -> ReferenceRow {
    let name = hex::encode(&key);
    ReferenceRow { key, sealed: seals::seal_json(&hub.keys, Bound::Reference(&name), what, &hub.random) }
}

fn of_person(hub: &Hub, person: &Person) -> Option<[u8; 16]> {
    let Some(PartialDate::Day(born)) = person.birth_date else { return None };
    let name = Name { surname: &person.surname, given: &person.given_names };
    name_key(hub, name, &born.to_string())
}

/// Nobody without a surname and a given name is found by them.
fn name_key(hub: &Hub, name: Name<'_>, born: &str) -> Option<[u8; 16]> {
    let whole = !name.surname.trim().is_empty() && !name.given.trim().is_empty();
    whole.then(|| seals::name_and_birth(&hub.keys, &format!("{}/{born}", name::key(name))))
}
