//! Who signs, where and when, on whose act; and the holder beside the officer.

use domain::form::form::Block;
use domain::office::delegation::{ActReference, Capacity, SigningOfficer};
use domain::person::person::age_on;
use domain::text::template::Sex;
use domain::time::dates::long_date;
use domain::time::partial_date::PartialDate;
use paper::{Signature, Stamp};

use super::filling::Filling;

/// From this age a person signs a document of their own.
const SIGNS_FROM: u32 = 12;

/// The officer, or the operator where no officer signs; the holder beside, where the form says so and the age allows.
pub(super) fn of_the_office(filling: &Filling<'_>) -> Option<Signature> {
    let (entry, _) = filling.issued?;
    let (role, name) = match filling.form.capacity {
        Some(_) => {
            let officer = entry.officer.as_ref()?;
            (role(officer), officer.name.clone())
        }
        None => (vec!["L'operatore".to_owned()], entry.operator_name.clone()),
    };
    Some(Signature {
        place_and_date: place_and_date(filling),
        role,
        name,
        stamp: Stamp::Round,
        holder: holder(filling),
    })
}

/// Who declares; no stamp.
pub(super) fn of_the_declarant(filling: &Filling<'_>) -> Signature {
    let role = match filling.sex() {
        Sex::M => "Il dichiarante",
        Sex::F => "La dichiarante",
        Sex::Unstated => "Il/La dichiarante",
    };
    Signature {
        place_and_date: place_and_date(filling),
        role: vec![role.to_owned()],
        name: "firma per esteso e leggibile".to_owned(),
        stamp: Stamp::None,
        holder: None,
    }
}

fn place_and_date(filling: &Filling<'_>) -> String {
    format!("{}, {}", filling.office.municipality, long_date(filling.at.day()))
}

/// What stands under the holder's line: from the age of twelve.
fn holder(filling: &Filling<'_>) -> Option<String> {
    if !filling.form.layout.contains(&Block::HolderSignature) {
        return None;
    }
    let born = filling.form.subject.birth_date.as_ref().and_then(|field| filling.values.get(field));
    let born: Option<PartialDate> = born.and_then(|attested| attested.value.parse().ok());
    let age = born.and_then(|born| age_on(born.first(), filling.at.day()));
    if age.is_some_and(|age| age < SIGNS_FROM) {
        return None;
    }
    let words = match filling.sex() {
        Sex::M => "firma del titolare",
        Sex::F => "firma della titolare",
        Sex::Unstated => "firma del/della titolare",
    };
    Some(words.to_owned())
}

/// In what capacity, and on what act.
fn role(officer: &SigningOfficer) -> Vec<String> {
    let capacity = match officer.capacity {
        Capacity::CivilStatus => "L'ufficiale dello stato civile",
        Capacity::Registry => "L'ufficiale d'anagrafe",
    };
    match &officer.act {
        ActReference::Signed { number, date } => vec![
            capacity.to_owned(),
            format!("delegato con atto del Sindaco n. {number}"),
            format!("del {}", long_date(*date)),
        ],
        ActReference::ToBeSigned => {
            vec![capacity.to_owned(), "delegato dal Sindaco".to_owned(), "(atto da firmare)".to_owned()]
        }
        ActReference::ByLaw => vec!["Il Sindaco".to_owned(), capacity.to_lowercase().replacen("l'", "", 1)],
    }
}
