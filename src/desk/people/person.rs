//! A resident as the person page shows it, and what stands in the way of certifying.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use domain::form::purpose::{Purpose, Route};
use domain::ids::id::PersonId;
use domain::ids::value::FieldId;
use domain::journal::event::Event;
use domain::journal::record::Kind;
use domain::person::kinship::kinship;
use domain::person::person::{Certifiable, Person, age_on};
use domain::person::tax_code::{Difference, Holder, compare};
use domain::text::bilingual::Bilingual;
use domain::time::partial_date::PartialDate;
use extract::{Resident, Residents};
use store::EntryQuery;

use super::birth_place;
use super::find_people::PersonRow;
use super::residents::unread;
use crate::error::DeskError;
use crate::ledger::desk::Desk;
use crate::parts::session::Session;
use crate::register::entries::{EntryRow, row_of};

/// A person with everything the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonView {
    /// Id.
    pub id: PersonId,
    /// What the extract says.
    pub person: Person,
    /// Local day the extract was made: the source of everything here.
    pub extract: NaiveDate,
    /// Whole years today, if the birth date is known to the day.
    pub age: Option<u32>,
    /// The others of the family sheet who are neither dead nor removed.
    pub household: Vec<PersonRow>,
    /// What to know before issuing, the gravest first.
    pub remarks: Vec<Remark>,
    /// Where the tax code differs from the person's data. Never rewritten.
    pub differences: Vec<Difference>,
    /// Entries of the open outage about this person, newest first.
    pub earlier: Vec<EntryRow>,
}

/// What to know of a person before issuing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remark {
    /// Recorded as dead.
    Dead(NaiveDate),
    /// Removed from the registry.
    Removed(NaiveDate),
    /// Not certifiable, or only in part.
    Certifiable(Certifiable),
    /// An administrative procedure is open.
    OpenProcedure,
    /// The extract does not say whether the person is certifiable.
    CertifiableUnknown,
    /// The extract does not say whether a procedure is open.
    ProcedureUnknown,
    /// A minor.
    Minor(u32),
}

impl Remark {
    /// Whether it stands in the way of certificates.
    pub fn blocks(self) -> bool {
        matches!(self, Self::Dead(_) | Self::Removed(_) | Self::Certifiable(_) | Self::OpenProcedure)
    }

    /// In words, with what to do.
    pub fn told(self) -> Bilingual {
        let (it, en) = match self {
            Self::Dead(day) => {
                let day = day.format("%d/%m/%Y");
                return Bilingual::new(
                    format!(
                        "Risulta deceduta il {day}: niente certificati di esistenza in vita o residenza."
                    ),
                    format!("Recorded as dead on {day}: no certificate of life or residence."),
                );
            }
            Self::Removed(day) => {
                let day = day.format("%d/%m/%Y");
                return Bilingual::new(
                    format!("Cancellata dall’anagrafe il {day}: non è più residente qui."),
                    format!("Removed from the registry on {day}: no longer resident here."),
                );
            }
            Self::Minor(age) => {
                return Bilingual::new(
                    format!("Minore, {age} anni: serve un genitore o il tutore con documento."),
                    format!("A minor, aged {age}: a parent or guardian with a document is needed."),
                );
            }
            Self::Certifiable(Certifiable::Nothing) => {
                ("Non certificabile: nessun certificato.", "Not certifiable: no certificate at all.")
            }
            Self::Certifiable(Certifiable::ResidenceAndFamily) => (
                "Certificabile in parte: solo residenza e stato di famiglia.",
                "Certifiable in part: only residence and family.",
            ),
            Self::Certifiable(Certifiable::NotRegistrable) => {
                ("Non iscrivibile: nessun certificato.", "Not registrable: no certificate at all.")
            }
            Self::Certifiable(Certifiable::UnderGuardianship) => (
                "Sotto tutela: nessun certificato; agisce il tutore.",
                "Under guardianship: no certificate; the guardian acts.",
            ),
            Self::Certifiable(Certifiable::Everything) => ("Certificabile.", "Certifiable."),
            Self::OpenProcedure => (
                "C’è un procedimento aperto (per esempio un cambio di residenza): differire, o attestare ciò che non ne dipende.",
                "A procedure is open (a change of residence, for instance): defer, or attest what does not depend on it.",
            ),
            Self::CertifiableUnknown => (
                "L’estratto non dice se è certificabile: l’ufficiale lo attesta dopo averlo verificato.",
                "The extract does not say whether this person is certifiable: the officer attests it after checking.",
            ),
            Self::ProcedureUnknown => (
                "L’estratto non dice se c’è un procedimento aperto: l’ufficiale lo attesta dopo averlo verificato.",
                "The extract does not say whether a procedure is open: the officer attests it after checking.",
            ),
        };
        Bilingual::new(it, en)
    }

    /// What is to be known of a person on a day.
    pub fn of(person: &Person, today: NaiveDate) -> Vec<Self> {
        let age = age_today(person, today).filter(|age| *age < 18);
        let certifiable = match person.certifiable {
            Some(Certifiable::Everything) => None,
            Some(other) => Some(Self::Certifiable(other)),
            None => Some(Self::CertifiableUnknown),
        };
        let procedure = match person.open_procedure {
            Some(true) => Some(Self::OpenProcedure),
            Some(false) => None,
            None => Some(Self::ProcedureUnknown),
        };
        let mut remarks: Vec<Self> = [
            person.died_on.map(Self::Dead),
            person.removed_on.map(Self::Removed),
            certifiable,
            procedure,
            age.map(Self::Minor),
        ]
        .into_iter()
        .flatten()
        .collect();
        remarks.sort_by_key(|remark| !remark.blocks());
        remarks
    }
}

fn age_today(person: &Person, today: NaiveDate) -> Option<u32> {
    match person.birth_date? {
        PartialDate::Day(day) => age_on(day, today),
        PartialDate::Month(_) | PartialDate::Year(_) => None,
    }
}

impl Desk {
    /// One person of the extract. Looking is logged.
    pub fn person(&self, who: &Session, id: PersonId) -> Result<PersonView, DeskError> {
        who.needs(&[])?;
        let (residents, person) = self.resident(id)?;
        let household = household(&residents, &person, id)?;
        let extract = self.head().extract.as_ref().map(|extract| extract.date).ok_or(DeskError::NotFound)?;
        let today = self.now().day();
        let view = PersonView {
            id,
            extract,
            age: age_today(&person, today),
            remarks: Remark::of(&person, today),
            differences: differences(&person),
            earlier: self.earlier_of(&person)?,
            household: household.iter().map(PersonRow::of).collect(),
            person,
        };
        let near: Vec<PersonId> = view.household.iter().map(|row| row.id).collect();
        self.views.opened(who.operator, id, &near);
        self.note(who.by(), Kind::Viewed, Event::PersonViewed { person: id.uuid() });
        Ok(view)
    }

    /// What a person said a paper is needed for, and the route taken.
    pub fn answer_purpose(&self, who: &Session, purpose: Purpose, route: Route) -> Result<(), DeskError> {
        who.needs(&[])?;
        let event = Event::PurposeAnswered { purpose, route };
        self.commit_if_it_can(who.by(), Kind::PurposeAnswered, event)?;
        self.followed(who);
        Ok(())
    }

    /// The extract in use and a person of it; [`DeskError::NotFound`] if the id is of an older one.
    pub(super) fn resident(&self, id: PersonId) -> Result<(std::sync::Arc<Residents>, Person), DeskError> {
        let residents = self.residents()?.ok_or(DeskError::NotFound)?;
        let person = residents.person(id).map_err(unread)?.ok_or(DeskError::NotFound)?;
        Ok((residents, person))
    }

    /// The whole family of a person who is in the extract, that person too, in the order of the family sheet.
    pub(crate) fn family_of(&self, id: PersonId) -> Result<(Person, Vec<Resident>), DeskError> {
        let (residents, person) = self.resident(id)?;
        let mut family = household(&residents, &person, id)?;
        family.push(Resident { id, person: person.clone() });
        family.sort_by_key(|one| (one.person.kinship.unwrap_or(u8::MAX), one.person.birth_date));
        Ok((person, family))
    }

    fn earlier_of(&self, person: &Person) -> Result<Vec<EntryRow>, DeskError> {
        let Some(outage) = self.head().open_outage().map(|outage| outage.opening.outage) else {
            return Ok(Vec::new());
        };
        let query = EntryQuery { outage: Some(outage), limit: 20, ..EntryQuery::default() };
        let by_code =
            person.tax_code.clone().map(|code| EntryQuery { tax_code: Some(code), ..query.clone() });
        let query = by_code.unwrap_or_else(|| EntryQuery {
            name: Some(format!("{} {}", person.surname, person.given_names)),
            ..query
        });
        let page = self.store()?.entries(&query).map_err(DeskError::store)?;
        Ok(page.rows.iter().map(row_of).collect())
    }

    /// What the extract says of a person, as canonical values of the fields every form knows by the same names.
    pub(crate) fn fields_of(&self, person: &Person, family: &[Resident]) -> BTreeMap<FieldId, String> {
        let station = self.station().office;
        let members: Vec<String> = family.iter().map(member).collect();
        let mut fields: BTreeMap<FieldId, String> =
            person.fields().map(|(field, value)| (field.to_owned(), value)).collect();
        fields.insert("municipality".to_owned(), format!("{} ({})", station.municipality, station.province));
        if !members.is_empty() {
            fields.insert("members".to_owned(), members.join("\n"));
        }
        fields
    }
}

/// One line of the family: name, birth date, birthplace, kinship.
fn member(resident: &Resident) -> String {
    let person = &resident.person;
    let name = format!("{} {}", person.surname.to_uppercase(), person.given_names);
    let born = person.birth_date.map(String::from).unwrap_or_default();
    let kinship = person.kinship.and_then(|code| kinship(code, &person.sex)).unwrap_or_default();
    [name.trim(), &born, &person.birth_place, kinship].join("\t")
}

/// The others of the family sheet, neither dead nor removed.
fn household(residents: &Residents, person: &Person, id: PersonId) -> Result<Vec<Resident>, DeskError> {
    let Some(family) = &person.family else { return Ok(Vec::new()) };
    let mut others = residents.family(family).map_err(unread)?;
    others.retain(|one| one.id != id && one.person.died_on.is_none() && one.person.removed_on.is_none());
    others.sort_by_key(|one| (one.person.kinship.unwrap_or(u8::MAX), one.person.birth_date));
    Ok(others)
}

fn differences(person: &Person) -> Vec<Difference> {
    let Some(code) = person.tax_code.as_deref() else { return Vec::new() };
    let holder = Holder {
        surname: &person.surname,
        given_names: &person.given_names,
        sex: &person.sex,
        birth_date: person.birth_date,
        birth_place: person
            .birth_place_code
            .as_deref()
            .or_else(|| birth_place::belfiore(&person.birth_place, person.birth_date, code)),
    };
    compare(code, &holder)
}
