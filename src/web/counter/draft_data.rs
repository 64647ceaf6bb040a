//! Typing in the data of a draft: all sections of its form on one dense page.

use actix_web::web::{Path, Query};
use askama::Template;
use askama::filters::HtmlSafe;
use serde::Deserialize;

use super::words;
use crate::desk::DeskError;
use crate::desk::drafting::{Draft, SaveDraft};
use crate::domain::form::{self as catalogue, FieldKind, Presence, Section, SourceRule, UseWording};
use crate::domain::id::EntryId;
use crate::web::field::{Choices, Field};
use crate::web::form::Form;
use crate::web::frame::{Answer, Frame, go};
use crate::web::lang::Lang;
use crate::web::post::Post;
use crate::web::seat::Seat;
use crate::web::trouble::Trouble;
use crate::web::typed::Typed;

/// Names of the inputs that are no fields of the form. Fields of forms hold no dot.
const USE: &str = "draft.use";
const THEN: &str = "draft.then";

/// How the page was reached.
#[derive(Deserialize)]
pub struct Reached {
    /// "Cambia" on a row of the check page: this field has the focus.
    field: Option<String>,
    /// The check page found something to mend.
    mend: Option<String>,
}

#[derive(Template)]
#[template(path = "counter/draft_data.html")]
struct DataPage {
    l: Lang,
    frame: Frame,
    form: Form,
    draft: Draft,
    focus: String,
    sources: Vec<SourceNames>,
}

/// The two inputs that say where a value comes from.
struct SourceNames {
    field: String,
    source: String,
    which: String,
}

fn source_names(draft: &Draft) -> Vec<SourceNames> {
    let asked = draft.form.sections.iter().filter(|section| section.sources == SourceRule::Asked);
    asked
        .flat_map(|section| &section.fields)
        .map(|field| SourceNames {
            field: field.id.clone(),
            source: format!("source.{}", field.id),
            which: format!("which.{}", field.id),
        })
        .collect()
}

/// One drawn input.
#[derive(Template)]
#[template(
    source = "{% match self %}{% when Self::Field(field) %}{{ field }}{% when Self::Choices(choices) %}{{ choices }}{% endmatch %}",
    ext = "html"
)]
enum Drawn<'a> {
    Field(Box<Field<'a>>),
    Choices(Choices<'a>),
}

impl HtmlSafe for Drawn<'_> {}

impl DataPage {
    fn heading<'a>(&self, section: &'a Section) -> &'a str {
        self.l.of(&section.name)
    }

    fn drawn<'a>(&'a self, section: &'a Section) -> Vec<Drawn<'a>> {
        section.fields.iter().flat_map(|field| self.inputs(field)).collect()
    }

    fn inputs<'a>(&'a self, field: &'a catalogue::Field) -> Vec<Drawn<'a>> {
        let mut inputs = vec![self.input(field)];
        if let Some(names) = self.sources.iter().find(|names| names.field == field.id) {
            inputs.extend(self.source_inputs(names));
        }
        inputs
    }

    fn input<'a>(&'a self, field: &'a catalogue::Field) -> Drawn<'a> {
        let (id, label, hint) = (field.id.as_str(), self.l.of(&field.label), self.l.of(&field.hint));
        let first = self.focus == field.id;
        if field.kind == FieldKind::Sex {
            let choices = self.form.radios(id, label).hint(hint).inline().option("M", "M").option("F", "F");
            return Drawn::Choices(if first { choices.first() } else { choices });
        }
        let form = &self.form;
        let drawn = match &field.kind {
            FieldKind::Text { max } => {
                let width = u8::try_from(*max).unwrap_or(u8::MAX);
                form.text(id, label).max(*max).width(if width <= 24 { width.max(4) } else { 0 })
            }
            FieldKind::Name | FieldKind::Place => form.text(id, label).max(120),
            FieldKind::Date { .. } => form.date(id, label),
            FieldKind::Time => form.time(id, label),
            FieldKind::Year => form.text(id, label).max(4).width(6),
            FieldKind::TaxCode => form.text(id, label).code().max(16).width(20),
            FieldKind::Sex => form.text(id, label).max(1),
            FieldKind::Choice { options } => {
                let empty = form.select(id, label).option("", self.l.t("scegliere…", "choose…"));
                options.iter().fold(empty, |list, (value, name)| list.option(value, self.l.of(name)))
            }
        };
        let drawn = drawn.hint(hint);
        let drawn = if field.presence == Presence::Optional { drawn.optional() } else { drawn };
        Drawn::Field(Box::new(if first { drawn.first() } else { drawn }))
    }

    fn source_inputs<'a>(&'a self, names: &'a SourceNames) -> [Drawn<'a>; 2] {
        let l = self.l;
        let source = self
            .form
            .select(&names.source, l.t("da dove viene", "where it comes from"))
            .option("", l.t("scegliere…", "choose…"))
            .option("paper-act", l.t("atto cartaceo", "paper act"))
            .option("document-shown", l.t("documento esibito", "document shown"))
            .option("direct-knowledge", l.t("conoscenza diretta", "direct knowledge"))
            .option("declared", l.t("dichiarato", "declared"));
        let which =
            self.form.text(&names.which, l.t("quale documento", "which document")).max(120).optional();
        [Drawn::Field(Box::new(source)), Drawn::Field(Box::new(which))]
    }

    fn from_act(section: &Section) -> bool {
        section.sources == SourceRule::PaperAct
    }

    fn asks_use(&self) -> bool {
        self.draft.form.use_wording == UseWording::ExactlyOne
    }

    fn uses(&self) -> Choices<'_> {
        let choices = self
            .form
            .radios(USE, self.l.t("A quale uso", "For what use"))
            .hint(self.l.t(
                "Decide la dicitura di legge sul certificato.",
                "Decides the wording the law wants on the certificate.",
            ))
            .default("private");
        words::USES
            .iter()
            .fold(choices, |choices, (value, code)| choices.option(*value, words::use_code(*code, self.l)))
    }
}

/// A draft; an issued one leads to its entry, so that Back never issues twice.
pub async fn find(seat: &Seat, id: EntryId) -> Result<Draft, Trouble> {
    match seat.look(move |desk, who| desk.draft(who, id)).await? {
        Err(DeskError::NotFound) => {
            seat.ask(move |desk, who| desk.entry(who, id)).await?;
            Err(Trouble::go(format!("/entries/{id}/issued")))
        }
        found => Ok(found?),
    }
}

/// `GET /drafts/{id}`
pub async fn show(seat: Seat, id: Path<EntryId>, reached: Query<Reached>) -> Answer {
    let draft = find(&seat, *id).await?;
    let mut form = Form::filled(seat.l, typed_before(&draft));
    if reached.mend.is_some() {
        form.found(&draft.problems);
        name_fields(&mut form, &draft);
    }
    page(&seat, draft, form, reached.into_inner().field)
}

/// Says which field each problem is about: many are told in the same words.
fn name_fields(form: &mut Form, draft: &Draft) {
    let fields: Vec<&catalogue::Field> =
        draft.form.sections.iter().flat_map(|section| &section.fields).collect();
    for problem in &mut form.problems {
        if let Some(field) = fields.iter().find(|field| field.id == problem.field) {
            problem.words = format!("{}: {}", form.l.of(&field.label), lower_first(&problem.words));
        }
    }
}

fn lower_first(words: &str) -> String {
    let mut chars = words.chars();
    match (chars.next(), chars.clone().next()) {
        // A single capital or an abbreviation stays: "M o F", "ANPR".
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(chars).collect(),
        _ => words.to_owned(),
    }
}

/// What the draft keeps, as the inputs hold it.
fn typed_before(draft: &Draft) -> Typed {
    let typed =
        draft.raw.iter().fold(Typed::default(), |typed, (name, value)| typed.with(name, value.as_str()));
    let typed = draft.sources.iter().fold(typed, |typed, (field, source)| {
        let (source, which) = source.split_once(':').unwrap_or((source, ""));
        typed.with(&format!("source.{field}"), source).with(&format!("which.{field}"), which)
    });
    let code =
        words::USES.iter().find(|(_, code)| *code == draft.use_code).map_or("private", |(value, _)| value);
    typed.with(USE, code)
}

fn page(seat: &Seat, draft: Draft, form: Form, field: Option<String>) -> Answer {
    let first = draft.form.sections.iter().flat_map(|section| &section.fields).next();
    let focus = field.unwrap_or_else(|| first.map(|field| field.id.clone()).unwrap_or_default());
    let sound = form.sound();
    let sources = source_names(&draft);
    let page = DataPage { l: seat.l, frame: seat.frame().mend(&form), form, draft, focus, sources };
    if sound { seat.show(&page) } else { seat.mend(&page) }
}

/// `POST /drafts/{id}`: keeps what was typed, whatever it is, then goes on to the check page.
pub async fn submit(post: Post, id: Path<EntryId>) -> Answer {
    let id = *id;
    let draft = find(&post.seat, id).await?;
    let save = read(&post.typed, &draft);
    let saved = post.seat.look(move |desk, who| desk.save_draft(who, id, save)).await?;
    if post.typed.get(THEN) == "later" {
        return match saved {
            Ok(_) | Err(DeskError::Fields(_)) => go("/drafts"),
            Err(other) => Err(Trouble::from(other)),
        };
    }
    match saved {
        Ok(_) => go(format!("/drafts/{id}/check")),
        Err(refusal) => {
            let mut form = post.form();
            form.refused(refusal)?;
            name_fields(&mut form, &draft);
            page(&post.seat, draft, form, None)
        }
    }
}

fn read(typed: &Typed, draft: &Draft) -> SaveDraft {
    let fields = draft.form.sections.iter().flat_map(|section| &section.fields);
    let raw = fields.map(|field| (field.id.clone(), typed.get(&field.id).to_owned())).collect();
    let sources = source_names(draft)
        .into_iter()
        .filter(|names| !typed.get(&names.source).is_empty())
        .map(|names| {
            let source = match typed.get(&names.source) {
                "document-shown" => format!("document-shown:{}", typed.trimmed(&names.which)),
                other => other.to_owned(),
            };
            (names.field, source)
        })
        .collect();
    SaveDraft { raw, sources, use_code: words::parse(&words::USES, typed.get(USE)) }
}
