//! Sections, fields and their kinds; which fields name the subject.

use std::collections::BTreeSet;

use toml::Spanned;

use domain::form::form::{Choice, Days, Field, FieldKind, Presence, Section, SourceRule, SubjectFields};
use domain::text::bilingual::Bilingual;
use domain::text::template::{Sex, Template, is_field_name};

use super::super::written;
use super::{Checked, FACTS, Kinds, at, both};

pub(super) fn section(written: written::Section, kinds: &mut Kinds) -> Checked<Section> {
    let fields = written.fields.into_iter().map(|one| field(one, kinds)).collect::<Checked<Vec<_>>>()?;
    Ok(Section {
        name: both(written.name),
        sources: match written.sources {
            written::Sources::PaperAct => SourceRule::PaperAct,
            written::Sources::Asked => SourceRule::Asked,
            written::Sources::Operator => SourceRule::Operator,
        },
        fields,
    })
}

fn field(written: written::Field, kinds: &mut Kinds) -> Checked<Field> {
    let id = written.id.get_ref().clone();
    if !is_field_name(&id) {
        return Err(at(&written.id, "a field's id is lower-case letters, digits and hyphens, at most 40"));
    }
    if FACTS.contains(&id.as_str()) {
        return Err(at(
            &written.id,
            format!("“{id}” is a fact of the station or of the entry: choose another id"),
        ));
    }
    let kind = kind(&written)?;
    if kinds.insert(id.clone(), kind.clone()).is_some() {
        return Err(at(&written.id, format!("the field “{id}” is there twice")));
    }
    Ok(Field {
        id,
        label: both(written.label),
        hint: written.hint.map_or_else(|| Bilingual::new("", ""), both),
        kind,
        presence: if written.optional { Presence::Optional } else { Presence::Required },
    })
}

/// The kind with what belongs to it; `max`, `days` and `options` only where they mean something.
fn kind(written: &written::Field) -> Checked<FieldKind> {
    use written::FieldKind as Kind;
    let kind = *written.kind.get_ref();
    if let Some(max) = written.max.as_ref().filter(|_| kind != Kind::Text) {
        return Err(at(max, "“max” belongs to fields of kind “text”"));
    }
    if let Some(days) = written.days.as_ref().filter(|_| kind != Kind::Date) {
        return Err(at(days, "“days” belongs to fields of kind “date”"));
    }
    if let Some(options) = written.options.as_ref().filter(|_| kind != Kind::Choice) {
        return Err(at(options, "“options” belongs to fields of kind “choice”"));
    }
    Ok(match kind {
        Kind::Text => match written.max.as_ref() {
            Some(max) if (1..=256).contains(max.get_ref()) => FieldKind::Text { max: *max.get_ref() },
            Some(max) => return Err(at(max, "“max” is 1 to 256")),
            None => return Err(at(&written.kind, "a text says its greatest length: max = 20")),
        },
        Kind::Date => FieldKind::Date {
            days: match written.days.as_ref().map(Spanned::get_ref) {
                Some(written::Days::Past) => Days::Past,
                Some(written::Days::Any) => Days::Any,
                Some(written::Days::Birth) => Days::Birth,
                None => {
                    return Err(at(
                        &written.kind,
                        "a date says which days it takes: days = \"past\", \"birth\" or \"any\"",
                    ));
                }
            },
        },
        Kind::Choice => FieldKind::Choice { options: options(written)? },
        Kind::Name => FieldKind::Name,
        Kind::Time => FieldKind::Time,
        Kind::Year => FieldKind::Year,
        Kind::Sex => FieldKind::Sex,
        Kind::Place => FieldKind::Place,
        Kind::TaxCode => FieldKind::TaxCode,
        Kind::Members => FieldKind::Members,
    })
}

fn options(written: &written::Field) -> Checked<Vec<Choice>> {
    let Some(options) = written.options.as_ref() else {
        return Err(at(&written.kind, "a choice lists its options"));
    };
    let mut seen = BTreeSet::new();
    if options.get_ref().is_empty() || !options.get_ref().iter().all(|one| seen.insert(&one.value)) {
        return Err(at(options, "a choice has one option or more, each with its own value"));
    }
    let read = |one: &written::Choice| {
        let printed = Template::parse(&one.it).map_err(|bad| at(options, bad.to_string()))?;
        if let Some(name) = printed.fields().first() {
            return Err(at(options, format!("an option cannot name a field (“{name}”)")));
        }
        let it = printed.fill_plain(Sex::Unstated, &|_| String::new());
        Ok(Choice { value: one.value.clone(), told: Bilingual::new(it, one.en.clone()), printed })
    };
    options.get_ref().iter().map(read).collect()
}

pub(super) fn subject(written: &written::Subject, sections: &[Section]) -> Checked<SubjectFields> {
    let fields: Vec<&Field> = sections.iter().flat_map(|section| &section.fields).collect();
    let named = |name: &Spanned<String>, fits: &dyn Fn(&FieldKind) -> bool, what: &str| match fields
        .iter()
        .find(|field| field.id == *name.get_ref())
    {
        Some(field) if fits(&field.kind) => Ok(field.id.clone()),
        Some(_) => Err(at(name, format!("“{}” is not a field of kind {what}", name.get_ref()))),
        None => Err(at(name, format!("there is no field “{}”", name.get_ref()))),
    };
    let optional = |name: &Option<Spanned<String>>, fits: &dyn Fn(&FieldKind) -> bool, what: &str| {
        name.as_ref().map(|name| named(name, fits, what)).transpose()
    };
    let is_name: &dyn Fn(&FieldKind) -> bool = &|kind| matches!(kind, FieldKind::Name);
    Ok(SubjectFields {
        surname: named(&written.surname, is_name, "name")?,
        given_names: named(&written.given_names, is_name, "name")?,
        birth_date: optional(&written.birth_date, &|kind| matches!(kind, FieldKind::Date { .. }), "date")?,
        tax_code: optional(&written.tax_code, &|kind| matches!(kind, FieldKind::TaxCode), "tax-code")?,
        sex: optional(&written.sex, &|kind| matches!(kind, FieldKind::Sex), "sex")?,
    })
}
