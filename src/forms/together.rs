//! Several certificates of one person on one sheet (*certificato contestuale*), under the exclusions of ANPR.

use std::sync::Arc;

use domain::form::form::{Block, DutyRule, Form, FormRef, Identification, Presence, Section, Validity};
use domain::text::bilingual::Bilingual;

/// Why forms cannot stand on one sheet.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CannotCompose {
    /// No such form.
    #[error("there is no form “{0}”")]
    Unknown(String),
    /// A form that stands alone.
    #[error("“{}” stands alone on its sheet", .0.en)]
    Alone(Bilingual),
    /// The same form twice.
    #[error("“{}” is there twice", .0.en)]
    Twice(Bilingual),
    /// Two forms that exclude each other.
    #[error("“{}” and “{}” cannot stand on one sheet", .one.en, .other.en)]
    Excluded {
        /// The first.
        one: Bilingual,
        /// The second.
        other: Bilingual,
    },
}

impl CannotCompose {
    /// The reason in both languages, and what to do.
    pub fn told(&self) -> Bilingual {
        match self {
            Self::Unknown(id) => {
                Bilingual::new(format!("Non c'è un modello «{id}»."), format!("There is no form “{id}”."))
            }
            Self::Alone(name) => Bilingual::new(
                format!("«{}» sta da solo sul suo foglio: emetterlo a parte.", name.it),
                format!("“{}” stands alone on its sheet: issue it apart.", name.en),
            ),
            Self::Twice(name) => Bilingual::new(
                format!("«{}» c'è due volte: toglierne uno.", name.it),
                format!("“{}” is there twice: remove one.", name.en),
            ),
            Self::Excluded { one, other } => Bilingual::new(
                format!(
                    "«{}» e «{}» non possono stare sullo stesso foglio (regole ANPR): emetterli su due fogli.",
                    one.it, other.it
                ),
                format!(
                    "“{}” and “{}” cannot stand on one sheet (ANPR's rules): issue them on two sheets.",
                    one.en, other.en
                ),
            ),
        }
    }
}

/// One form out of several, in the order given.
pub(super) fn together(forms: &[Arc<Form>]) -> Result<Form, CannotCompose> {
    for (index, form) in forms.iter().enumerate() {
        if form.object.is_none() {
            return Err(CannotCompose::Alone(form.name.clone()));
        }
        for other in &forms[..index] {
            if other.id.id == form.id.id {
                return Err(CannotCompose::Twice(form.name.clone()));
            }
            let alike =
                (form.capacity, form.series, &form.duty) == (other.capacity, other.series, &other.duty);
            if !alike || excludes(form, other) || excludes(other, form) {
                return Err(CannotCompose::Excluded { one: other.name.clone(), other: form.name.clone() });
            }
        }
    }
    let Some((first, rest)) = forms.split_first() else { return Err(CannotCompose::Unknown(String::new())) };
    Ok(rest.iter().fold((**first).clone(), |sheet, form| joined(sheet, form))).map(|form| named(form, forms))
}

fn excludes(form: &Form, other: &Form) -> bool {
    form.excludes.iter().any(|code| other.codes.contains(code))
}

/// The sheet with one more form on it.
fn joined(mut sheet: Form, form: &Form) -> Form {
    for section in &form.sections {
        add_section(&mut sheet.sections, section);
    }
    let parts = form.layout.iter().filter_map(|block| match block {
        Block::Part(blocks) => Some(blocks.clone()),
        _ => None,
    });
    let parts: Vec<Block> = parts.flatten().collect();
    for block in &mut sheet.layout {
        if let Block::Part(blocks) = block {
            blocks.extend(parts.iter().cloned());
        }
    }
    sheet.codes.extend(&form.codes);
    sheet.excludes.extend(&form.excludes);
    if form.validity == Validity::SixMonths {
        sheet.validity = Validity::SixMonths;
    }
    sheet.identification = match (sheet.identification, form.identification) {
        (Identification::Holder, _) | (_, Identification::Holder) => Identification::Holder,
        (Identification::Applicant, _) | (_, Identification::Applicant) => Identification::Applicant,
        (Identification::Nobody, Identification::Nobody) => Identification::Nobody,
    };
    if !sheet.basis.contains(&form.basis) {
        sheet.basis = format!("{}; {}", sheet.basis, form.basis);
    }
    if sheet.duty == DutyRule::None {
        sheet.duty = form.duty.clone();
    }
    sheet
}

/// Fields already asked are asked once; where one form requires what another leaves open, it is required.
fn add_section(sections: &mut Vec<Section>, section: &Section) {
    let mut new = Section { fields: Vec::new(), ..section.clone() };
    for field in &section.fields {
        match sections.iter_mut().flat_map(|one| &mut one.fields).find(|one| one.id == field.id) {
            Some(asked) if field.presence == Presence::Required => asked.presence = Presence::Required,
            Some(_) => {}
            None => new.fields.push(field.clone()),
        }
    }
    if new.fields.is_empty() {
        return;
    }
    match sections.iter_mut().find(|one| one.name == new.name && one.sources == new.sources) {
        Some(section) => section.fields.extend(new.fields),
        None => sections.push(new),
    }
}

/// Name, title and reference of the sheet: `Certificato contestuale di residenza e cittadinanza`.
fn named(form: Form, forms: &[Arc<Form>]) -> Form {
    let objects: Vec<&str> = forms.iter().filter_map(|one| one.object.as_deref()).collect();
    let id =
        forms.iter().map(|one| format!("{}.{}", one.id.id, one.id.version)).collect::<Vec<_>>().join("+");
    let title = format!("Certificato contestuale di {}", listed(&objects));
    let en: Vec<&str> = forms.iter().map(|one| one.name.en.as_str()).collect();
    Form {
        id: FormRef { id, version: 1 },
        name: Bilingual::new(title.clone(), en.join(" + ")),
        object: None,
        title,
        ..form
    }
}

/// `residenza, cittadinanza ed esistenza in vita`.
fn listed(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [before @ .., last] => {
            let and = if last.starts_with('e') { "ed" } else { "e" };
            format!("{} {and} {last}", before.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalogue;

    fn catalogue() -> Catalogue {
        Catalogue::read(None).unwrap()
    }

    #[test]
    fn two_certificates_share_a_sheet_and_ask_each_field_once() {
        let catalogue = catalogue();
        let sheet = catalogue.compose(&["residence-certificate", "citizenship-certificate"]).unwrap();
        assert_eq!(sheet.title, "Certificato contestuale di residenza e cittadinanza");
        assert_eq!(sheet.codes, [8, 5]);
        let mut ids: Vec<&str> = sheet.fields().map(|field| field.id.as_str()).collect();
        let all = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all);
        assert!(ids.contains(&"address") && ids.contains(&"citizenship"));
        assert_eq!(sheet.layout.iter().filter(|block| **block == Block::UseWording).count(), 1);
        let parts = sheet.layout.iter().find_map(|block| match block {
            Block::Part(blocks) => Some(blocks.len()),
            _ => None,
        });
        assert_eq!(parts, Some(2));
    }

    #[test]
    fn a_sheet_of_three_is_found_again_by_its_reference() {
        let catalogue = catalogue();
        let named = "residence-certificate+citizenship-certificate+life-certificate";
        let sheet = catalogue.newest(named).unwrap();
        assert_eq!(sheet.id.id, "residence-certificate.1+citizenship-certificate.1+life-certificate.1");
        assert_eq!(sheet.title, "Certificato contestuale di residenza, cittadinanza ed esistenza in vita");
        assert_eq!(sheet.identification, Identification::Holder);
        assert_eq!(catalogue.version(&sheet.id).unwrap(), sheet);
        assert_eq!(catalogue.newest(&sheet.id.id).unwrap(), sheet);
        let other = FormRef { version: 2, ..sheet.id.clone() };
        assert_eq!(catalogue.version(&other), None);
    }

    #[test]
    fn what_excludes_each_other_is_refused_in_words() {
        let catalogue = catalogue();
        for (forms, reason) in [
            (["civil-status-certificate", "family-certificate"], "stesso foglio"),
            (["free-status-certificate", "civil-status-certificate"], "stesso foglio"),
            (["residence-certificate", "residence-certificate"], "due volte"),
            (["residence-certificate", "birth-certificate"], "da solo"),
            (["identity-attestation", "residence-certificate"], "da solo"),
            (["residence-certificate", "no-such-form"], "no-such-form"),
        ] {
            let refused = catalogue.compose(&forms).unwrap_err();
            assert!(refused.told().it.contains(reason), "{forms:?}: {}", refused.told().it);
            assert_eq!(catalogue.newest(&forms.join("+")), None);
        }
    }
}
