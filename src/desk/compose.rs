//! Form, values and station facts → the neutral sheet of a paper. Everything a paper shows stands in its entry, so that
//! it composes the same for good.

use crate::domain::delegation::{ActReference, Capacity, SigningOfficer};
use crate::domain::duty::Duty;
use crate::domain::entry::Entry;
use crate::domain::form::{Bilingual, Block, Fact, Form};
use crate::domain::moment::Moment;
use crate::domain::office::Office;
use crate::domain::reading::{long_date, printed, weekday_date};
use crate::domain::template::{Sex, Template};
use crate::paper::{
    self, Arms, FootLine, Footer, Letterhead, NumberBox, PaperError, Run, Sheet, Signature, Stamp, Text,
};

use super::error::{Cause, DeskError, FieldProblem};

/// What a preview cannot know and the paper will say.
#[derive(Clone, Debug)]
pub(super) struct Given {
    /// The number, or what stands for it.
    pub(super) number: String,
    /// The check code, or what stands for it.
    pub(super) check_code: String,
}

impl Given {
    /// What stands for them before they are given: as wide as any.
    pub(super) fn not_yet(entry: &Entry) -> Self {
        let key = entry.number.key();
        Self { number: format!("{}-{}-_______", key.code, key.year), check_code: "____-____".to_owned() }
    }
}

/// The sheet of an entry made from a form.
pub(super) fn sheet(form: &Form, entry: &Entry, given: &Given) -> Sheet {
    let filling = Filling { form, entry, given };
    Sheet {
        language: "it-IT".to_owned(),
        title: format!("{} {}", form.title, given.number),
        letterhead: letterhead(&entry.office, form.capacity),
        number: Some(NumberBox {
            caption: "registro di emergenza".to_owned(),
            number: given.number.clone(),
            moment: moment(entry.issued),
        }),
        blocks: form.layout.iter().filter_map(|block| filling.block(block)).collect(),
        footer: Footer {
            lines: vec![
                FootLine::new("Codice di controllo", given.check_code.clone()),
                FootLine::new("", format!("Per conferma: tel. {}", entry.office.telephone)),
            ],
            code: None,
        },
    }
}

/// `Comune di Valdorè`, and below it the office; the bureau too, where one signs.
pub(super) fn letterhead(office: &Office, capacity: Option<Capacity>) -> Letterhead {
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
pub(super) fn moment(at: Moment) -> String {
    format!("{}, ore {}", weekday_date(at.day()), at.local().format("%H:%M"))
}

/// What the paper refuses, by the field's own label.
pub(super) fn refused(form: &Form, error: PaperError) -> DeskError {
    let Some(field) = error.field().map(str::to_owned) else {
        return DeskError::PrinterFailed(Cause::of(error));
    };
    let label = form
        .field(&field)
        .map_or_else(|| Bilingual::new(field.clone(), field.clone()), |(_, field)| field.label.clone());
    let (it, en) = match error {
        PaperError::NoGlyph { character, .. } => (
            format!(
                "«{}»: il carattere U+{:04X} non si può stampare. Scriverlo in lettere latine, greche o cirilliche.",
                label.it,
                u32::from(character)
            ),
            format!(
                "“{}”: the character U+{:04X} cannot be printed. Write it in Latin, Greek or Cyrillic letters.",
                label.en,
                u32::from(character)
            ),
        ),
        _ => (
            format!(
                "«{}»: non sta nel suo posto sul foglio nemmeno a capo e a 7 punti. Abbreviare.",
                label.it
            ),
            format!(
                "“{}”: does not fit its place on the sheet, even wrapped and at 7 points. Shorten it.",
                label.en
            ),
        ),
    };
    DeskError::Paper(FieldProblem::new(field, Bilingual::new(it, en)))
}

struct Filling<'a> {
    form: &'a Form,
    entry: &'a Entry,
    given: &'a Given,
}

impl Filling<'_> {
    fn block(&self, block: &Block) -> Option<paper::Block> {
        Some(match block {
            Block::Title => {
                paper::Block::Title { text: self.form.title.clone(), subtitle: self.form.basis.clone() }
            }
            Block::Paragraph(template) => paper::Block::Paragraph(self.text(template)),
            Block::Facts(rows) => paper::Block::Facts(rows.iter().filter_map(|row| self.fact(row)).collect()),
            Block::UseWording => paper::Block::boxed(self.entry.use_code?.wording()),
            Block::Footing(template) => paper::Block::Small(self.text(template)),
            Block::Duty => paper::Block::small(match self.entry.duty.as_ref()? {
                Duty::Exempt { wording, .. } => wording.clone(),
                Duty::Stamp { serial, date, .. } => {
                    format!(
                        "Imposta di bollo assolta con contrassegno n. {serial} del {}.",
                        date.format("%d/%m/%Y")
                    )
                }
            }),
            Block::Signature => paper::Block::Signature(signature(
                &self.entry.office.municipality,
                self.entry.issued,
                self.entry.officer.as_ref()?,
            )),
        })
    }

    fn text(&self, template: &Template) -> Text {
        let runs = template.fill(self.sex(), &|name| self.value(name)).into_iter().map(|piece| {
            let run = if piece.heavy { Run::bold(piece.text) } else { Run::plain(piece.text) };
            match piece.field {
                Some(field) => run.of(field),
                None => run,
            }
        });
        runs.collect::<Vec<Run>>().into()
    }

    fn fact(&self, fact: &Fact) -> Option<paper::Fact> {
        let fields = fact.value.fields();
        let filled = fields.iter().find(|field| !self.value(field).is_empty());
        if filled.is_none() && !fields.is_empty() {
            return None;
        }
        let value = |name: &str| self.value(name);
        Some(paper::Fact::new(
            filled.copied().unwrap_or_default(),
            fact.label.fill_plain(self.sex(), &value),
            fact.value.fill_plain(self.sex(), &value),
        ))
    }

    /// A field or a fact of the station, as printed.
    fn value(&self, name: &str) -> String {
        let office = &self.entry.office;
        match name {
            "register-number" => self.given.number.clone(),
            "telephone" => office.telephone.clone(),
            "municipality" => office.municipality.clone(),
            "province" => office.province.clone(),
            "office" => office.office.clone(),
            _ => match (self.form.field(name), self.entry.values.get(name)) {
                (Some((_, field)), Some(attested)) => printed(&field.kind, &attested.value),
                _ => String::new(),
            },
        }
    }

    fn sex(&self) -> Sex {
        let field = self.form.subject.sex.as_ref();
        match field.and_then(|field| self.entry.values.get(field)).map(|attested| attested.value.as_str()) {
            Some("M") => Sex::M,
            Some("F") => Sex::F,
            _ => Sex::Unstated,
        }
    }
}

/// Place and date, stamp, and who signs on what act.
fn signature(municipality: &str, at: Moment, officer: &SigningOfficer) -> Signature {
    let capacity = match officer.capacity {
        Capacity::CivilStatus => "L'ufficiale dello stato civile",
        Capacity::Registry => "L'ufficiale d'anagrafe",
    };
    let role = match &officer.act {
        ActReference::Signed { number, date } => vec![
            capacity.to_owned(),
            format!("delegato con atto del Sindaco n. {number}"),
            format!("del {}", long_date(*date)),
        ],
        ActReference::ToBeSigned => {
            vec![capacity.to_owned(), "delegato dal Sindaco".to_owned(), "(atto da firmare)".to_owned()]
        }
        ActReference::ByLaw => vec!["Il Sindaco".to_owned(), capacity.to_lowercase().replacen("l'", "", 1)],
    };
    Signature {
        place_and_date: format!("{municipality}, {}", long_date(at.day())),
        role,
        name: officer.name.clone(),
        stamp: Stamp::Round,
    }
}
