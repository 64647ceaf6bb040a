//! What must hold between the parts of a form. The file's own shapes are held by `written`.
//!
//! | file | subject |
//! |---|---|
//! | `fields` | sections, fields and their kinds; which fields name the subject |
//! | `layout` | the blocks: texts that name fields, and which block a paper must and must not hold |

mod fields;
mod layout;

use std::collections::BTreeMap;

use toml::Spanned;

use domain::form::entry_kind::EntryKind;
use domain::form::form::{
    DutyRule, Family, FieldKind, Form, FormRef, Identification, PhotographRule, UseWording, Validity,
};
use domain::ids::number::Series;
use domain::office::delegation::Capacity;
use domain::text::bilingual::Bilingual;
use domain::text::template::is_field_name;

use super::error::Complaint;
use super::written;

/// Names in texts that are not fields: facts of the station, of the entry and of how the person was identified.
pub const FACTS: [&str; 13] = [
    "register-number",
    "telephone",
    "this-municipality",
    "this-province",
    "office",
    "issue-date",
    "operator",
    "records-date",
    "source",
    "evidence",
    "applicant",
    "guardian",
    "valid-until",
];

/// Longest validity of papers that state one: it must stay under six months (DPR 445/2000 art. 41 c. 1).
const DAYS_MOST: u16 = 180;

type Checked<T> = Result<T, Complaint>;

/// Fields by name, with what they hold.
type Kinds = BTreeMap<String, FieldKind>;

/// The form a file says, if everything holds.
pub fn check(written: written::Form) -> Checked<Form> {
    let mut kinds = Kinds::new();
    let sections = written
        .sections
        .into_iter()
        .map(|one| fields::section(one, &mut kinds))
        .collect::<Checked<Vec<_>>>()?;
    let subject = fields::subject(&written.subject, &sections)?;
    let title = titled(&written.title)?;
    if !is_field_name(written.id.get_ref()) {
        return Err(at(&written.id, "an id is lower-case letters, digits and hyphens, at most 40"));
    }
    if *written.version.get_ref() == 0 {
        return Err(at(&written.version, "versions count from 1"));
    }
    let form = Form {
        id: FormRef { id: written.id.into_inner(), version: written.version.into_inner() },
        name: both(written.name),
        family: family(*written.family.get_ref()),
        validity: validity(&written.validity)?,
        basis: written.basis,
        series: match written.series {
            written::Series::P => Series::P,
            written::Series::S => Series::S,
        },
        entry: entry(written.entry),
        capacity: written.capacity.map(capacity),
        identification: match written.identification {
            written::Identification::Nobody => Identification::Nobody,
            written::Identification::Applicant => Identification::Applicant,
            written::Identification::Holder => Identification::Holder,
        },
        files_to_centre: written.files_to_centre,
        photograph: if written.photograph { PhotographRule::Asked } else { PhotographRule::None },
        codes: written.codes,
        excludes: written.excludes,
        object: written.object.as_ref().map(|object| object.get_ref().clone()),
        use_wording: match written.family.get_ref() {
            written::Family::Certificate => UseWording::ExactlyOne,
            _ => UseWording::Never,
        },
        duty: duty(&written.duty)?,
        sections,
        subject,
        layout: Vec::new(),
        title,
    };
    family_rules(&form, &written.family)?;
    if let Some(object) = &written.object {
        alone(&form, object)?;
    }
    let layout = layout::layout(&written.blocks, &form, &kinds)?;
    Ok(Form { layout, ..form })
}

fn at<T>(place: &Spanned<T>, reason: impl Into<String>) -> Complaint {
    Complaint::new(place.span().start, reason)
}

fn both(text: written::Both) -> Bilingual {
    Bilingual::new(text.it, text.en)
}

/// No paper of ours bears the name of the identity card: only the State issues it, on its own stock.
fn titled(title: &Spanned<String>) -> Checked<String> {
    let plain = title.get_ref().to_lowercase().replace('’', "'");
    if plain.contains("carta d'identità") || plain.contains("carta di identità") {
        return Err(at(
            title,
            "no paper is called “carta d'identità”: only the State issues it (TULPS art. 3)",
        ));
    }
    Ok(title.get_ref().clone())
}

/// What each family of papers must and must not be.
fn family_rules(form: &Form, place: &Spanned<written::Family>) -> Checked<()> {
    match form.family {
        Family::Certificate | Family::Attestation | Family::Authentication => {
            if form.capacity.is_none() {
                return Err(at(place, "an officer signs it: capacity = \"registry\" or \"civil-status\""));
            }
            if form.entry != Some(EntryKind::Document) {
                return Err(at(place, "it enters the register as a document"));
            }
        }
        Family::Declaration => {
            if form.entry.is_some() || form.capacity.is_some() || form.duty != DutyRule::None {
                return Err(at(
                    place,
                    "a declaration is the citizen's own: entry = \"none\", no capacity, duty.none = true",
                ));
            }
        }
        Family::Notice if form.entry.is_none() => {
            return Err(at(
                place,
                "a notice enters the register: entry = \"deferral\", \"refusal\" or \"call-back\"",
            ));
        }
        Family::Notice => {}
    }
    if form.photograph == PhotographRule::Asked {
        if form.family != Family::Attestation || !matches!(form.validity, Validity::Days(_)) {
            return Err(at(place, "a paper with a photograph is an attestation of so many days"));
        }
        if form.identification != Identification::Holder {
            return Err(at(
                place,
                "a paper with a photograph identifies its holder: identification = \"holder\"",
            ));
        }
    }
    Ok(())
}

/// What must hold of a form that may stand on a sheet with others.
fn alone(form: &Form, object: &Spanned<String>) -> Checked<()> {
    if object.get_ref().trim().is_empty() {
        return Err(at(object, "the object is printed in the title of a sheet of several certificates"));
    }
    if form.family != Family::Certificate || form.codes.is_empty() {
        return Err(at(object, "only certificates with a code stand together on one sheet"));
    }
    if form.codes.iter().any(|code| form.excludes.contains(code)) {
        return Err(at(object, "a form cannot exclude its own code"));
    }
    Ok(())
}

fn family(family: written::Family) -> Family {
    match family {
        written::Family::Certificate => Family::Certificate,
        written::Family::Attestation => Family::Attestation,
        written::Family::Authentication => Family::Authentication,
        written::Family::Notice => Family::Notice,
        written::Family::Declaration => Family::Declaration,
    }
}

fn entry(entry: written::Entry) -> Option<EntryKind> {
    match entry {
        written::Entry::Document => Some(EntryKind::Document),
        written::Entry::Deferral => Some(EntryKind::Deferral),
        written::Entry::Refusal => Some(EntryKind::Refusal),
        written::Entry::CallBack => Some(EntryKind::CallBack),
        written::Entry::None => None,
    }
}

fn capacity(capacity: written::Capacity) -> Capacity {
    match capacity {
        written::Capacity::CivilStatus => Capacity::CivilStatus,
        written::Capacity::Registry => Capacity::Registry,
    }
}

fn duty(duty: &Spanned<written::Duty>) -> Checked<DutyRule> {
    let written::Duty { exempt, due, none } = duty.get_ref();
    match (exempt, due, none) {
        (Some(wording), false, false) if wording.get_ref().trim().is_empty() => {
            Err(at(wording, "the rule of the exemption is printed and cannot be empty"))
        }
        (Some(wording), false, false) => Ok(DutyRule::Exempt { wording: wording.get_ref().clone() }),
        (None, true, false) => Ok(DutyRule::Due),
        (None, false, true) => Ok(DutyRule::None),
        _ => Err(at(duty, "duty is one of: exempt = \"…\", due = true, none = true")),
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
