//! Form, values and station facts → the neutral sheet of a paper. Everything a paper shows stands in its entry, so that
//! it composes the same for good.
//!
//! | file | subject |
//! |---|---|
//! | `filling` | a form's texts and rows, filled in |
//! | `facts` | what texts can name besides fields: number, dates, sources, who was identified and how |
//! | `identification` | evidence, guardian, applicant in words |
//! | `portrait` | photograph and card |
//! | `money` | exemption, stamp, fee |
//! | `signature` | who signs, on whose act; the holder |
//! | `refused` | what the printer refuses, in words |

mod facts;
mod filling;
mod identification;
mod money;
mod portrait;
mod refused;
mod signature;

use std::sync::Arc;

use domain::form::form::{DutyRule, Form, Identification, PhotographRule, UseWording};
use domain::ids::value::Values;
use domain::office::delegation::Capacity;
use domain::office::office::Office;
use domain::register::entry::Entry;
use domain::time::dates::weekday_date;
use domain::time::moment::Moment;
use paper::{Arms, FootLine, Footer, Letterhead, NumberBox, Sheet};

use crate::error::DeskError;
use filling::Filling;

pub(crate) use refused::refused;

/// What a preview cannot know and the paper will say, and the picture that stands beside the entry.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    /// The number, or what stands for it.
    pub(crate) number: String,
    /// The check code, or what stands for it.
    pub(crate) check_code: String,
    /// The kept photograph (JPEG), on papers that bear one; `None` once it was erased.
    pub(crate) picture: Option<Arc<[u8]>>,
}

impl Given {
    /// A number and a check code; the picture is looked up when the paper is drawn.
    pub(crate) fn new(number: impl Into<String>, check_code: impl Into<String>) -> Self {
        Self { number: number.into(), check_code: check_code.into(), picture: None }
    }

    /// What stands for them before they are given: as wide as any.
    pub(crate) fn not_yet(entry: &Entry) -> Self {
        let key = entry.number.key();
        Self::new(format!("{}-{}-_______", key.code, key.year), "____-____-____-____")
    }
}

/// The sheet of an entry made from a form. What the law wants on it and the entry lacks is refused by its field: a paper
/// that bears duty has its stamp or its exemption, a certificate one use wording.
pub(crate) fn sheet(form: &Form, entry: &Entry, given: &Given) -> Result<Sheet, DeskError> {
    complete(form, entry)?;
    let filling = Filling {
        form,
        values: &entry.values,
        office: &entry.office,
        at: entry.issued,
        issued: Some((entry, given)),
    };
    Ok(Sheet {
        language: "it-IT".to_owned(),
        title: format!("{} {}", form.title, given.number),
        letterhead: letterhead(&entry.office, form.capacity),
        number: Some(NumberBox {
            caption: "registro di emergenza".to_owned(),
            number: given.number.clone(),
            moment: moment(entry.issued),
        }),
        blocks: filling.blocks(),
        footer: Footer {
            lines: vec![
                FootLine::new("Codice di controllo", given.check_code.clone()),
                FootLine::new("", format!("Per conferma: tel. {}", entry.office.telephone)),
            ],
            code: None,
        },
    })
}

/// The sheet of a citizen's own declaration, pre-filled: no number, no signature of the office.
pub(crate) fn declaration(form: &Form, values: &Values, office: &Office, at: Moment) -> Sheet {
    let filling = Filling { form, values, office, at, issued: None };
    Sheet {
        language: "it-IT".to_owned(),
        title: form.title.clone(),
        letterhead: Letterhead {
            municipality: format!("Comune di {}", office.municipality),
            office: vec!["Modulo a disposizione del cittadino".to_owned()],
            arms: Arms::None,
        },
        number: None,
        blocks: filling.blocks(),
        footer: Footer::default(),
    }
}

fn complete(form: &Form, entry: &Entry) -> Result<(), DeskError> {
    if form.duty != DutyRule::None && entry.duty.is_none() {
        return Err(DeskError::field(
            "duty.way",
            "Imposta di bollo: indicare la marca da bollo o l'esenzione.",
            "Stamp duty: give the stamp or the exemption.",
        ));
    }
    if form.use_wording == UseWording::ExactlyOne && entry.use_code.is_none() {
        return Err(DeskError::field(
            "use",
            "Scegliere l'uso del certificato.",
            "Choose the certificate's use.",
        ));
    }
    if form.photograph == PhotographRule::Asked && entry.photograph.is_none() {
        return Err(DeskError::field(
            "photo.way",
            "Fotografia: caricarla, oppure scegliere quella incollata.",
            "Photograph: add one, or choose the glued one.",
        ));
    }
    if form.photograph == PhotographRule::Asked && entry.valid_until.is_none() {
        return Err(DeskError::Illegal);
    }
    if form.identification == Identification::Holder && entry.evidence.is_none() {
        return Err(DeskError::field(
            "evidence.method",
            "Dire come è stata identificata la persona.",
            "Say how the person was identified.",
        ));
    }
    if form.capacity.is_some() && entry.officer.is_none() {
        return Err(DeskError::NoSigningOfficer);
    }
    Ok(())
}

/// `Comune di Valdorè`, and below it the office; the bureau too, where one signs.
pub(crate) fn letterhead(office: &Office, capacity: Option<Capacity>) -> Letterhead {
    let bureau = match capacity {
        Some(Capacity::CivilStatus) => " · Ufficio dello stato civile",
        Some(Capacity::Registry) => " · Ufficio d'anagrafe",
        None => "",
    };
    Letterhead {
        municipality: format!("Comune di {}", office.municipality),
        office: vec![format!("{}{bureau}", office.office)],
        arms: Arms::Outline,
    }
}

/// `sabato 21 novembre 2026, ore 10:42`.
pub(crate) fn moment(at: Moment) -> String {
    format!("{}, ore {}", weekday_date(at.day()), at.hour())
}
