//! Where values come from: one answer for all of a section's fields, others by exception.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::site::field::Field;
use crate::site::form::{Form, Problem};
use crate::site::typed::Typed;
use crate::words::lang::Lang;
use desk::draft::edit::Draft;
use domain::form::form::{Section, SourceRule};

/// Stands for every field that says nothing itself.
pub const ALL: &str = "*";

/// Sources that ask which document or act.
const NAMED: [&str; 2] = ["office-file", "document-shown"];

/// The two inputs that say where a value comes from.
#[derive(Clone, Debug)]
pub struct Names {
    /// The field, or [`ALL`].
    pub field: String,
    /// Input of the source.
    pub source: String,
    /// Input of which document.
    pub which: String,
}

impl Names {
    fn of(field: &str) -> Self {
        Self { field: field.to_owned(), source: format!("source.{field}"), which: format!("which.{field}") }
    }
}

fn asks(section: &Section) -> bool {
    section.sources == SourceRule::Asked
}

/// All inputs of a draft's sources, the common answer first; none where the form asks none.
pub fn names(draft: &Draft) -> Vec<Names> {
    let fields: Vec<&str> = draft
        .form
        .sections
        .iter()
        .filter(|section| asks(section))
        .flat_map(|section| &section.fields)
        .map(|field| field.id.as_str())
        .collect();
    if fields.is_empty() { Vec::new() } else { [ALL].into_iter().chain(fields).map(Names::of).collect() }
}

/// What the draft keeps, as the inputs hold it.
#[must_use]
pub fn typed_before(typed: Typed, sources: &BTreeMap<String, String>) -> Typed {
    sources.iter().fold(typed, |typed, (field, source)| {
        let (source, which) = source.split_once(':').unwrap_or((source, ""));
        let names = Names::of(field);
        typed.with(&names.source, source).with(&names.which, which)
    })
}

/// What was typed, as the draft keeps it. An exception taken back is sent empty.
pub fn read(typed: &Typed, draft: &Draft) -> BTreeMap<String, String> {
    names(draft)
        .into_iter()
        .filter(|names| typed.has(&names.source))
        .map(|names| {
            let source = typed.get(&names.source);
            let kept = if NAMED.contains(&source) {
                format!("{source}:{}", typed.trimmed(&names.which))
            } else {
                source.to_owned()
            };
            (names.field, kept)
        })
        .collect()
}

/// While the common answer is missing every field says so: said once, beside it.
pub fn said_once(form: &mut Form, draft: &Draft) {
    let names = names(draft);
    let Some(common) = names.first() else { return };
    let source = form.typed.get(&common.source);
    let missing = match source {
        "" => &common.source,
        said if NAMED.contains(&said) && form.typed.trimmed(&common.which).is_empty() => &common.which,
        _ => return,
    };
    let follows = |problem: &Problem| {
        let own = names.iter().find(|names| names.field == problem.field);
        own.is_some_and(|names| {
            form.typed.get(&names.source).is_empty() && !form.typed.trimmed(&names.field).is_empty()
        })
    };
    let told: Vec<&str> =
        form.problems.iter().filter(|one| follows(one)).map(|one| one.words.as_str()).collect();
    let count = |words: &str| told.iter().filter(|one| **one == words).count();
    let Some(words) = told.iter().max_by_key(|words| count(words)).map(|words| (*words).to_owned()) else {
        return;
    };
    let first = form.problems.iter().position(|one| follows(one) && one.words == words);
    let kept: Vec<Problem> = form
        .problems
        .iter()
        .enumerate()
        .filter(|(at, one)| Some(*at) == first || !(follows(one) && one.words == words))
        .map(|(at, one)| Problem {
            field: if Some(at) == first { missing.clone() } else { one.field.clone() },
            words: one.words.clone(),
        })
        .collect();
    form.problems = kept;
}

/// The common answer of a page's sections.
#[derive(Template)]
#[template(path = "counter/draft/source.html")]
pub struct SourcePart<'a> {
    l: Lang,
    form: &'a Form,
    names: &'a Names,
    /// `dd/mm/yyyy` of the extract the person stands in; empty if typed by hand.
    extract: &'a str,
    first: bool,
}

impl HtmlSafe for SourcePart<'_> {}

impl<'a> SourcePart<'a> {
    /// The part.
    pub fn new(form: &'a Form, names: &'a Names, extract: &'a str, first: bool) -> Self {
        Self { l: form.l, form, names, extract, first }
    }

    fn source(&self) -> Field<'_> {
        let l = self.l;
        let label = l.t("Da dove vengono questi dati", "Where these data come from");
        let select = self.form.select(&self.names.source, label).first_if(self.first);
        options(select.option("", l.t("scegliere…", "choose…")), self.extract, l)
    }
}

/// The exceptions of one section.
#[derive(Template)]
#[template(path = "counter/draft/exceptions.html")]
pub struct ExceptionsPart<'a> {
    l: Lang,
    form: &'a Form,
    rows: Vec<(&'a Names, &'a str)>,
    extract: &'a str,
    open: bool,
}

impl HtmlSafe for ExceptionsPart<'_> {}

impl<'a> ExceptionsPart<'a> {
    /// The exceptions of a section; `None` where it asks no source.
    pub fn new(form: &'a Form, section: &'a Section, names: &'a [Names], extract: &'a str) -> Option<Self> {
        if !asks(section) {
            return None;
        }
        let l = form.l;
        let rows: Vec<(&Names, &str)> = section
            .fields
            .iter()
            .filter_map(|field| {
                Some((names.iter().find(|names| names.field == field.id)?, l.of(&field.label)))
            })
            .collect();
        let open = rows.iter().any(|(names, _)| !form.typed.get(&names.source).is_empty())
            || section.fields.iter().any(|field| {
                !form.typed.trimmed(&field.id).is_empty() && form.problem_of(&field.id).is_some()
            });
        Some(Self { l, form, rows, extract, open })
    }

    fn source(&self, names: &'a Names, label: &'a str) -> Field<'_> {
        let same = self.l.t("come gli altri", "as the others");
        options(self.form.select(&names.source, label).option("", same), self.extract, self.l)
    }
}

fn options<'a>(select: Field<'a>, extract: &str, l: Lang) -> Field<'a> {
    let select = if extract.is_empty() {
        select
    } else {
        select
            .option("extract", format!("{} {extract}", l.t("estratto anagrafico del", "registry extract of")))
    };
    select
        .option("office-file", l.t("atto o scheda dell’ufficio", "act or file of the office"))
        .option("document-shown", l.t("documento esibito", "document shown"))
        .option("direct-knowledge", l.t("conoscenza diretta", "direct knowledge"))
        .option("declared", l.t("dichiarato", "declared"))
}
