//! A form's texts and rows, filled in.

use domain::form::form::{Block, Fact, Form};
use domain::form::reading::{capitals, printed_for};
use domain::ids::value::Values;
use domain::office::office::Office;
use domain::person::members;
use domain::register::entry::Entry;
use domain::text::template::{Sex, Template};
use domain::time::dates::long_partial_date;
use domain::time::moment::Moment;
use paper::{self, Column, Row, Run, Table, Text};

use super::{Given, money, portrait, signature};

/// What a paper is filled in from.
#[derive(Clone, Copy)]
pub(super) struct Filling<'a> {
    pub(super) form: &'a Form,
    pub(super) values: &'a Values,
    pub(super) office: &'a Office,
    pub(super) at: Moment,
    /// The entry, and what it was given; none for a citizen's own declaration.
    pub(super) issued: Option<(&'a Entry, &'a Given)>,
}

impl Filling<'_> {
    /// The blocks of the paper.
    pub(super) fn blocks(&self) -> Vec<paper::Block> {
        self.form.layout.iter().flat_map(|block| self.block(block)).collect()
    }

    /// A block of the form; one that has nothing to say leaves nothing.
    fn block(&self, block: &Block) -> Vec<paper::Block> {
        match block {
            Block::Part(blocks) => blocks.iter().flat_map(|one| self.block(one)).collect(),
            Block::Duty => self.issued.map(|(entry, _)| money::blocks(entry)).unwrap_or_default(),
            // Stands in the signature beside the officer's.
            Block::HolderSignature => Vec::new(),
            _ => self.single(block).into_iter().collect(),
        }
    }

    fn single(&self, block: &Block) -> Option<paper::Block> {
        Some(match block {
            Block::Title => {
                paper::Block::Title { text: self.form.title.clone(), subtitle: self.form.basis.clone() }
            }
            Block::Paragraph(template) => paper::Block::Paragraph(self.text(template)),
            Block::Facts(rows) => paper::Block::Facts(some(self.facts(rows))?),
            Block::Members(field) => self.members(field)?,
            Block::Band(words) => paper::Block::Band(words.clone()),
            Block::Portrait(rows) => paper::Block::Portrait(portrait::portrait(self, rows)?),
            Block::Card { band, rows, confirm, note } => {
                paper::Block::Card(Box::new(portrait::card(self, band, rows, (confirm, note))?))
            }
            Block::Ticks(rows) => paper::Block::Ticks(rows.iter().filter_map(|row| self.tick(row)).collect()),
            Block::UseWording => paper::Block::boxed(self.issued?.0.use_code?.wording()),
            Block::Footing(template) => paper::Block::Small(self.text(template)),
            Block::Signature => paper::Block::Signature(signature::of_the_office(self)?),
            Block::DeclarantSignature => paper::Block::Signature(signature::of_the_declarant(self)),
            Block::Part(_) | Block::Duty | Block::HolderSignature => return None,
        })
    }

    pub(super) fn text(&self, template: &Template) -> Text {
        let runs = template.fill(self.sex(), &|name| self.value(name)).into_iter().map(|piece| {
            let run = if piece.heavy { Run::bold(piece.text) } else { Run::plain(piece.text) };
            match piece.field {
                Some(field) => run.of(field),
                None => run,
            }
        });
        runs.collect::<Vec<Run>>().into()
    }

    pub(super) fn facts(&self, rows: &[Fact]) -> Vec<paper::Fact> {
        rows.iter().filter_map(|row| self.fact(row)).collect()
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

    /// A sentence to tick; one about fields that are all empty is left out.
    fn tick(&self, row: &Template) -> Option<Text> {
        let fields = row.fields();
        if !fields.is_empty() && fields.iter().all(|field| self.value(field).is_empty()) {
            return None;
        }
        let text = self.text(row);
        (!text.as_plain().trim().is_empty()).then_some(text)
    }

    /// The family: names, birthplace, birth date.
    fn members(&self, field: &str) -> Option<paper::Block> {
        let family = members::parse(&self.values.get(field)?.value);
        let rows = family.into_iter().map(|one| -> Row {
            [
                Text::new().value(field, capitals(&one.name)),
                Text::from(one.birth_place),
                Text::from(long_partial_date(one.birth_date)),
            ]
            .into_iter()
            .collect()
        });
        Some(paper::Block::Table(Table {
            field: field.to_owned(),
            columns: vec![
                Column::left("cognome e nome", 48),
                Column::left("luogo di nascita", 34),
                Column::left("data di nascita", 30),
            ],
            rows: rows.collect(),
        }))
    }

    /// A field, or a fact of the station or the entry, as printed.
    pub(super) fn value(&self, name: &str) -> String {
        match (self.form.field(name), self.values.get(name)) {
            (Some((_, field)), Some(attested)) => printed_for(&field.kind, &attested.value, self.sex()),
            (Some(_), None) => String::new(),
            (None, _) => self.fact_named(name),
        }
    }

    pub(super) fn sex(&self) -> Sex {
        let field = self.form.subject.sex.as_ref();
        match field.and_then(|field| self.values.get(field)).map(|attested| attested.value.as_str()) {
            Some("M") => Sex::M,
            Some("F") => Sex::F,
            _ => Sex::Unstated,
        }
    }
}

fn some<T>(all: Vec<T>) -> Option<Vec<T>> {
    (!all.is_empty()).then_some(all)
}
