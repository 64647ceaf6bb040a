//! What must hold between the parts of a form. The file's own shapes are held by `written`.

use std::collections::BTreeSet;

use toml::Spanned;

use crate::domain::delegation::Capacity;
use crate::domain::entry::EntryKind;
use crate::domain::form::{
    Bilingual, Block, Days, DutyRule, Fact, Family, Field, FieldKind, Form, FormRef, Identification,
    PhotographRule, Presence, Section, SourceRule, SubjectFields, UseWording, Validity,
};
use crate::domain::number::Series;
use crate::domain::template::{Template, is_field_name};

use super::error::Complaint;
use super::written;

/// Names in texts that are not fields: facts of the station at issue.
pub const STATION_FACTS: [&str; 5] = ["register-number", "telephone", "municipality", "province", "office"];

/// Longest validity of papers that state one: it must stay under six months (domain 9.13).
const DAYS_MOST: u16 = 180;

type Checked<T> = Result<T, Complaint>;

/// The form a file says, if everything holds.
pub fn check(form: written::Form) -> Checked<Form> {
    let mut names = BTreeSet::new();
    let sections =
        form.sections.into_iter().map(|one| section(one, &mut names)).collect::<Checked<Vec<_>>>()?;
    let subject = subject(&form.subject, &sections)?;
    let use_wording = match form.family {
        written::Family::Certificate => UseWording::ExactlyOne,
        _ => UseWording::Never,
    };
    let layout = layout(&form.blocks, use_wording, subject.sex.is_some(), &names)?;
    if !is_field_name(form.id.get_ref()) {
        return Err(at(&form.id, "an id is lower-case letters, digits and hyphens, at most 40"));
    }
    if *form.version.get_ref() == 0 {
        return Err(at(&form.version, "versions count from 1"));
    }
    if form.duty.exempt.get_ref().trim().is_empty() {
        return Err(at(&form.duty.exempt, "the rule of the exemption is printed and cannot be empty"));
    }
    Ok(Form {
        id: FormRef { id: form.id.get_ref().clone(), version: *form.version.get_ref() },
        name: both(form.name),
        family: family(form.family),
        validity: validity(&form.validity)?,
        basis: form.basis,
        series: match form.series {
            written::Series::P => Series::P,
            written::Series::S => Series::S,
        },
        entry: Some(EntryKind::Document),
        capacity: Some(match form.capacity {
            written::Capacity::CivilStatus => Capacity::CivilStatus,
            written::Capacity::Registry => Capacity::Registry,
        }),
        identification: Identification::Nobody,
        photograph: PhotographRule::None,
        codes: Vec::new(),
        excludes: Vec::new(),
        use_wording,
        duty: DutyRule::Exempt { wording: form.duty.exempt.into_inner() },
        sections,
        subject,
        layout,
        title: form.title,
    })
}

fn at<T>(place: &Spanned<T>, reason: impl Into<String>) -> Complaint {
    Complaint::new(place.span().start, reason)
}

fn both(text: written::Both) -> Bilingual {
    Bilingual::new(text.it, text.en)
}

fn family(family: written::Family) -> Family {
    match family {
        written::Family::Certificate => Family::Certificate,
        written::Family::Attestation => Family::Attestation,
        written::Family::Authentication => Family::Authentication,
        written::Family::Notice => Family::Notice,
    }
}

fn validity(text: &Spanned<String>) -> Checked<Validity> {
    let days = text.get_ref().strip_suffix(" days").and_then(|days| days.parse().ok());
    match (text.get_ref().as_str(), days) {
        ("unlimited", _) => Ok(Validity::Unlimited),
        ("six-months", _) => Ok(Validity::SixMonths),
        (_, Some(days)) if (1..=DAYS_MOST).contains(&days) => Ok(Validity::Days(days)),
        _ => Err(at(text, "validity is “unlimited”, “six-months”, or 1 to 180 days such as “30 days”")),
    }
}

fn section(written: written::Section, names: &mut BTreeSet<String>) -> Checked<Section> {
    let fields = written.fields.into_iter().map(|one| field(one, names)).collect::<Checked<Vec<_>>>()?;
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

fn field(written: written::Field, names: &mut BTreeSet<String>) -> Checked<Field> {
    let id = written.id.get_ref().clone();
    if !is_field_name(&id) {
        return Err(at(&written.id, "a field's id is lower-case letters, digits and hyphens, at most 40"));
    }
    if STATION_FACTS.contains(&id.as_str()) {
        return Err(at(&written.id, format!("“{id}” is a fact of the station: choose another id")));
    }
    if !names.insert(id.clone()) {
        return Err(at(&written.id, format!("the field “{id}” is there twice")));
    }
    let kind = kind(&written)?;
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
                None => {
                    return Err(at(
                        &written.kind,
                        "a date says which days it takes: days = \"past\" or \"any\"",
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
    })
}

fn options(written: &written::Field) -> Checked<Vec<(String, Bilingual)>> {
    let Some(options) = written.options.as_ref() else {
        return Err(at(&written.kind, "a choice lists its options"));
    };
    let mut seen = BTreeSet::new();
    if options.get_ref().len() < 2 || !options.get_ref().iter().all(|one| seen.insert(&one.value)) {
        return Err(at(options, "a choice has two options or more, each with its own value"));
    }
    let told = |one: &written::Choice| (one.value.clone(), Bilingual::new(one.it.clone(), one.en.clone()));
    Ok(options.get_ref().iter().map(told).collect())
}

fn subject(written: &written::Subject, sections: &[Section]) -> Checked<SubjectFields> {
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

fn layout(
    blocks: &[Spanned<written::Block>],
    use_wording: UseWording,
    has_sex: bool,
    names: &BTreeSet<String>,
) -> Checked<Vec<Block>> {
    let layout = blocks
        .iter()
        .map(|one| {
            block(one.get_ref(), has_sex, names).map_err(|reason| Complaint::new(one.span().start, reason))
        })
        .collect::<Checked<Vec<_>>>()?;
    let count = |wanted: &Block| layout.iter().filter(|one| *one == wanted).count();
    let last = blocks.last().map_or(0, |one| one.span().start);
    let must = |wanted: &Block, times: usize, reason: &str| {
        if count(wanted) == times { Ok(()) } else { Err(Complaint::new(last, reason)) }
    };
    match use_wording {
        UseWording::ExactlyOne => must(
            &Block::UseWording,
            1,
            "a certificate holds the block “use-wording” exactly once (DPR 445/2000 art. 40)",
        )?,
        UseWording::Never => {
            must(&Block::UseWording, 0, "only certificates hold the block “use-wording”")?;
        }
    }
    must(&Block::Title, 1, "a form holds the block “title” exactly once")?;
    must(&Block::Duty, 1, "a form holds the block “duty” exactly once: the rule of an exemption is printed")?;
    must(&Block::Signature, 1, "a form holds the block “signature” exactly once")?;
    let numbered =
        |one: &Block| matches!(one, Block::Footing(text) if text.fields().contains("register-number"));
    if !layout.iter().any(numbered) {
        return Err(Complaint::new(last, "a footing must say {register-number}"));
    }
    Ok(layout)
}

/// The reason alone on refusal: the block knows its place.
fn block(written: &written::Block, has_sex: bool, names: &BTreeSet<String>) -> Result<Block, String> {
    let text = |text: &str| {
        let template = Template::parse(text).map_err(|bad| bad.to_string())?;
        if template.is_empty() {
            return Err("the text is empty".to_owned());
        }
        let known = |name: &str| names.contains(name) || STATION_FACTS.contains(&name);
        if let Some(unknown) = template.fields().into_iter().find(|name| !known(name)) {
            return Err(format!("there is no field “{unknown}”"));
        }
        if template.goes_by_sex() && !has_sex {
            return Err("a word goes by sex, and [subject] names no field for it".to_owned());
        }
        Ok(template)
    };
    Ok(match written {
        written::Block::Title {} => Block::Title,
        written::Block::Paragraph { text: one } => Block::Paragraph(text(one)?),
        written::Block::Facts { rows } if rows.is_empty() => return Err("no rows".to_owned()),
        written::Block::Facts { rows } => Block::Facts(
            rows.iter()
                .map(|row| Ok(Fact { label: text(&row.label)?, value: text(&row.value)? }))
                .collect::<Result<_, String>>()?,
        ),
        written::Block::UseWording {} => Block::UseWording,
        written::Block::Footing { text: one } => Block::Footing(text(one)?),
        written::Block::Duty {} => Block::Duty,
        written::Block::Signature {} => Block::Signature,
    })
}
