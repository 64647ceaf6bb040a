//! What an entry says beside what the registry says, field by field: what is the same, what is written in another way, what
//! differs.

use domain::person::folding::name::{self, Name};
use domain::person::folding::{Likeness, act, address, letters, place};
use domain::person::person::Person;
use domain::person::tax_code::{self, Holder};
use domain::register::entry::Entry;
use domain::time::partial_date::PartialDate;

/// The names of an entry's subject and of whom the registry has under its tax code.
pub(super) fn name(entry: &Entry, person: &Person) -> Likeness {
    let subject = &entry.subject;
    let here = Name { surname: &subject.surname, given: &subject.given_names };
    let there = Name { surname: &person.surname, given: &person.given_names };
    let likeness = name::of_one_person(here, there, is_a_slip(entry));
    let born_otherwise = match (subject.birth_date, person.birth_date) {
        (Some(here), Some(there)) => here < there.first() || here > there.last(),
        _ => false,
    };
    // Names alike are another's if the day of birth is too: twins, a parent and a child.
    if likeness == Likeness::Otherwise && born_otherwise { Likeness::Different } else { likeness }
}

/// Whether a letter of the subject's name may be a slip of the hand: the tax code is made of that name all the same, so that it
/// is no twin's.
fn is_a_slip(entry: &Entry) -> bool {
    let subject = &entry.subject;
    let holder = Holder {
        surname: &subject.surname,
        given_names: &subject.given_names,
        sex: "",
        birth_date: subject.birth_date.map(PartialDate::Day),
        birth_place: None,
    };
    subject.tax_code.as_ref().is_some_and(|code| {
        let code = tax_code::normalise(code);
        code.len() == 16 && tax_code::compare(&code, &holder).is_empty()
    })
}

/// Two values of a field. (An omocodic tax code is another person's on purpose; days and codes are canonical.)
pub(super) fn value(entry: &Entry, field: &str, here: &str, there: &str) -> Likeness {
    let exact = |same: bool| if same { Likeness::Same } else { Likeness::Different };
    match field {
        "tax-code" => exact(tax_code::normalise(here) == tax_code::normalise(there)),
        // Loosely alike, they stand once, as the whole name.
        "surname" if here == entry.subject.surname => Likeness::Same,
        "given-names" if here == entry.subject.given_names => Likeness::Same,
        "surname" | "given-names" | "spouse" => name::whole(here, there),
        "birth-place" | "married-at" => place::likeness(here, there),
        "address" => address::likeness(here, there),
        "birth-act" => act::likeness(here, there),
        "citizenship" => exact(letters::same(here, there)),
        _ => exact(here.split_whitespace().eq(there.split_whitespace())),
    }
}
