//! The opened extract: who bears a tax code or a name, who lives in a family.

use std::path::PathBuf;
use std::sync::Arc;

use uuid::Uuid;
use zeroize::Zeroizing;

use disk::SharedDisk;
use domain::ids::id::PersonId;
use domain::person::person::Person;
use domain::person::tax_code;
use domain::text::names;
use vault::KeyRing;

use super::column::person_of;
use super::error::ExtractError;
use super::families;
use super::index::{Index, Making, Row};
use super::pages::Pages;

/// A person and the id it is known by while this extract is in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resident {
    /// Its id.
    pub id: PersonId,
    /// Its data.
    pub person: Person,
}

/// Who was found by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// In the order of names, homonyms by age.
    pub residents: Vec<Resident>,
    /// Whether there are more than were asked for.
    pub more: bool,
}

/// An extract that can be asked.
#[derive(Debug)]
pub struct Residents {
    extract: Uuid,
    keys: Arc<KeyRing>,
    pages: Pages,
    index: Index,
}

/// The page opened last, so that neighbours do not open it again.
type Opened = Option<(usize, Zeroizing<String>)>;

impl Residents {
    /// Reads the file once, checks it against the hash it was adopted with, and makes its index.
    pub(super) fn open(
        disk: SharedDisk,
        path: PathBuf,
        keys: Arc<KeyRing>,
        extract: Uuid,
        sha256: &str,
        progress: &dyn Fn(u64),
    ) -> Result<Self, ExtractError> {
        let (mut making, mut rows) = (Making::default(), 0);
        let pages = Pages::open(disk, path, keys.clone(), extract, sha256, |text| {
            making.page(text);
            rows += text.lines().count() as u64;
            progress(rows);
            Ok(())
        })?;
        Ok(Self { extract, keys, pages, index: making.finish() })
    }

    /// Its identity.
    pub fn extract(&self) -> Uuid {
        self.extract
    }

    /// How many persons it holds.
    pub fn count(&self) -> u64 {
        self.index.rows().into()
    }

    /// The person of an id; `None` if the id is of another extract.
    pub fn person(&self, id: PersonId) -> Result<Option<Person>, ExtractError> {
        match self.row_of(id) {
            Some(row) => self.at(row, &mut None).map(Some),
            None => Ok(None),
        }
    }

    /// Who bears this tax code, also where either is an omocodic form.
    pub fn with_tax_code(&self, code: &str) -> Result<Vec<Resident>, ExtractError> {
        let base = tax_code::base(code);
        let bears =
            |person: &Person| person.tax_code.as_deref().is_some_and(|code| tax_code::base(code) == base);
        Ok(self.those(self.index.with_code(code), usize::MAX, bears)?.residents)
    }

    /// Whose surname and names, in any order, have words that begin with the typed ones.
    pub fn named(&self, typed: &str, most: usize) -> Result<Found, ExtractError> {
        let typed = names::words(typed);
        let fits = |person: &Person| {
            let mut held = names::words(&person.surname);
            held.extend(names::words(&person.given_names));
            names::begin(&held, &typed)
        };
        self.those(self.index.named(&typed), most, fits)
    }

    /// The persons of a family sheet; none where the key joins strangers (an extract of before may hold such keys).
    pub fn family(&self, family: &str) -> Result<Vec<Resident>, ExtractError> {
        let of_family = |person: &Person| person.family.as_deref() == Some(family);
        let found = self.those(self.index.of_family(family), usize::MAX, of_family)?.residents;
        let is_family = families::is_family(family, found.iter().map(|one| &one.person));
        Ok(if is_family { found } else { Vec::new() })
    }

    fn those(
        &self,
        rows: Vec<Row>,
        most: usize,
        wanted: impl Fn(&Person) -> bool,
    ) -> Result<Found, ExtractError> {
        let (mut found, mut opened) = (Found::default(), None);
        for row in rows {
            let person = self.at(row, &mut opened)?;
            if !wanted(&person) {
                continue;
            }
            if found.residents.len() == most {
                found.more = true;
                break;
            }
            found.residents.push(Resident { id: self.id_of(row), person });
        }
        Ok(found)
    }

    fn at(&self, row: Row, opened: &mut Opened) -> Result<Person, ExtractError> {
        let (page, line) = self.index.place(row).ok_or(ExtractError::Altered)?;
        let text = match opened.take() {
            Some((number, text)) if number == page => text,
            _ => self.pages.page(page)?,
        };
        let person = text.lines().nth(line).and_then(person_of);
        *opened = Some((page, text));
        person.ok_or(ExtractError::Altered)
    }

    /// A row's id: twelve bytes that only this station makes for this extract and row, and the row under a mask they
    /// give.
    fn id_of(&self, row: Row) -> PersonId {
        let tag = self.tag(row);
        let mask = self.mask(&tag);
        let mut bytes = [0; 16];
        bytes[..12].copy_from_slice(&tag);
        for (byte, (row, mask)) in bytes[12..].iter_mut().zip(row.to_be_bytes().into_iter().zip(mask)) {
            *byte = row ^ mask;
        }
        PersonId::new(Uuid::from_bytes(bytes))
    }

    fn row_of(&self, id: PersonId) -> Option<Row> {
        let (tag, masked) =
            id.uuid().as_bytes().split_first_chunk::<12>().map(|(tag, rest)| (*tag, rest.to_vec()))?;
        let mask = self.mask(&tag);
        let row: Vec<u8> = masked.iter().zip(mask).map(|(byte, mask)| byte ^ mask).collect();
        let row = Row::from_be_bytes(row.try_into().ok()?);
        (row < self.index.rows() && self.tag(row) == tag).then_some(row)
    }

    /// Twelve bytes, shaped so that the whole is a UUID of version 8 (RFC 9562 §5.8).
    fn tag(&self, row: Row) -> [u8; 12] {
        let whole = self
            .keys
            .index("extract-person", &[self.extract.as_bytes(), row.to_be_bytes().as_slice()].concat());
        let mut tag = [0; 12];
        tag.copy_from_slice(&whole[..12]);
        tag[6] = tag[6] & 0x0f | 0x80;
        tag[8] = tag[8] & 0x3f | 0x80;
        tag
    }

    fn mask(&self, tag: &[u8; 12]) -> [u8; 4] {
        let whole = self.keys.index("extract-row", tag);
        [whole[0], whole[1], whole[2], whole[3]]
    }
}
