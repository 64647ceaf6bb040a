//! The photograph with its facts, and the card to cut out.

use domain::form::form::Fact;
use domain::person::photograph;
use domain::text::template::Template;
use paper::{Card, Photograph, Picture, Portrait};

use super::filling::Filling;
use super::signature;

/// The photograph, or its box, with facts beside it.
pub(super) fn portrait(filling: &Filling<'_>, rows: &[Fact]) -> Option<Portrait> {
    Some(Portrait { photograph: photograph(filling)?, facts: filling.facts(rows) })
}

fn photograph(filling: &Filling<'_>) -> Option<Photograph> {
    let (entry, given) = filling.issued?;
    Some(match (entry.photograph.as_ref()?, &given.picture) {
        (photograph::Photograph::Glued, _) => Photograph::Glued,
        (photograph::Photograph::Kept { .. }, Some(jpeg)) => {
            Photograph::Printed(Picture { jpeg: jpeg.clone() })
        }
        (photograph::Photograph::Kept { .. }, None) => Photograph::Erased,
    })
}

/// The card: its band, its rows, and on its back how to confirm it and what it is.
pub(super) fn card(
    filling: &Filling<'_>,
    band: &str,
    rows: &[Fact],
    (confirm, note): (&Template, &Template),
) -> Option<Card> {
    let (entry, given) = filling.issued?;
    let office = signature::of_the_office(filling)?;
    let mut signed = vec![office.place_and_date];
    signed.extend(office.role);
    Some(Card {
        band: band.to_owned(),
        photograph: photograph(filling)?,
        issuer: format!("Comune di {}", filling.office.municipality),
        title: filling.form.title.clone(),
        number: given.number.clone(),
        until: entry.valid_until?.format("%d.%m.%Y").to_string(),
        facts: filling.facts(rows),
        holder: office.holder,
        check_code: given.check_code.clone(),
        confirm: filling.text(confirm),
        note: filling.text(note),
        signed,
        officer: office.name,
    })
}
