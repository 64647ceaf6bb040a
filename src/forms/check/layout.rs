//! The blocks of a paper: texts that name fields, and which block a paper must and must not hold.

use toml::Spanned;

use domain::form::form::{
    Block, DutyRule, Fact, Family, FieldKind, Form, NOT_A_CARD, PhotographRule, UseWording,
};
use domain::text::template::Template;

use super::super::error::Complaint;
use super::super::written;
use super::{Checked, FACTS, Kinds};

/// The blocks of `form`, if they are what its head promises.
pub(super) fn layout(blocks: &[Spanned<written::Block>], form: &Form, kinds: &Kinds) -> Checked<Vec<Block>> {
    let reader = Reader { kinds, has_sex: form.subject.sex.is_some() };
    let mut layout: Vec<Block> = Vec::new();
    let mut parts: Vec<Block> = Vec::new();
    for one in blocks {
        let complain = |reason: String| Complaint::new(one.span().start, reason);
        let block = reader.block(one.get_ref()).map_err(complain)?;
        if one.get_ref().is_part() {
            if parts.is_empty() && layout.iter().any(|block| matches!(block, Block::Part(_))) {
                return Err(complain("the blocks with part = true stand one after the other".to_owned()));
            }
            parts.push(block);
            continue;
        }
        if !parts.is_empty() {
            layout.push(Block::Part(std::mem::take(&mut parts)));
        }
        layout.push(block);
    }
    if !parts.is_empty() {
        layout.push(Block::Part(parts));
    }
    let last = blocks.last().map_or(0, |one| one.span().start);
    rules(&layout, form).map_err(|reason| Complaint::new(last, reason))?;
    Ok(layout)
}

fn rules(layout: &[Block], form: &Form) -> Result<(), String> {
    let count = |wanted: fn(&Block) -> bool| layout.iter().filter(|block| wanted(block)).count();
    let must = |wanted: fn(&Block) -> bool, times: usize, reason: &str| {
        if count(wanted) == times { Ok(()) } else { Err(reason.to_owned()) }
    };
    match form.use_wording {
        UseWording::ExactlyOne => must(
            |block| *block == Block::UseWording,
            1,
            "a certificate holds the block “use-wording” exactly once (DPR 445/2000 art. 40)",
        )?,
        UseWording::Never => {
            must(|block| *block == Block::UseWording, 0, "only certificates hold the block “use-wording”")?;
        }
    }
    must(|block| *block == Block::Title, 1, "a form holds the block “title” exactly once")?;
    match form.duty {
        DutyRule::None => must(|block| *block == Block::Duty, 0, "no duty is due: no block “duty”")?,
        DutyRule::Due | DutyRule::Exempt { .. } => must(
            |block| *block == Block::Duty,
            1,
            "a form holds the block “duty” exactly once: the stamp or the rule of an exemption is printed",
        )?,
    }
    signatures(layout, form)?;
    photograph(layout, form)?;
    if form.object.is_some() {
        must(
            |block| matches!(block, Block::Part(_)),
            1,
            "a form that stands with others says which blocks are its own: part = true",
        )?;
    }
    let says_number =
        |block: &Block| block.templates().iter().any(|text| text.fields().contains("register-number"));
    let footing = |block: &Block| matches!(block, Block::Footing(_)) && says_number(block);
    match form.entry {
        Some(_) if !layout.iter().any(footing) => Err("a footing must say {register-number}".to_owned()),
        None if layout.iter().any(says_number) => {
            Err("it enters no register: no text can say {register-number}".to_owned())
        }
        _ => Ok(()),
    }
}

/// Who signs: the office, or the citizen; never both on one line.
fn signatures(layout: &[Block], form: &Form) -> Result<(), String> {
    let times = |wanted: &Block| layout.iter().filter(|block| *block == wanted).count();
    let (office, declarant) = if form.family == Family::Declaration { (0, 1) } else { (1, 0) };
    if times(&Block::Signature) != office {
        return Err(match office {
            0 => "a declaration is signed by the citizen alone: no block “signature”".to_owned(),
            _ => "a form holds the block “signature” exactly once".to_owned(),
        });
    }
    if times(&Block::DeclarantSignature) != declarant {
        return Err(match declarant {
            0 => "only a declaration holds the block “declarant-signature”".to_owned(),
            _ => "a declaration holds the block “declarant-signature” exactly once".to_owned(),
        });
    }
    let holders = times(&Block::HolderSignature);
    let before = layout.windows(2).any(|pair| pair == [Block::HolderSignature, Block::Signature]);
    if holders > 1 || (holders == 1 && !before) {
        return Err("the block “holder-signature” stands once, directly before “signature”".to_owned());
    }
    Ok(())
}

/// A paper with a photograph says on the sheet and on the card what it is not.
fn photograph(layout: &[Block], form: &Form) -> Result<(), String> {
    let times = |wanted: fn(&Block) -> bool| layout.iter().filter(|block| wanted(block)).count();
    let portraits = times(|block| matches!(block, Block::Portrait(_)));
    let cards = times(|block| matches!(block, Block::Card { .. }));
    if form.photograph == PhotographRule::None {
        return if portraits + cards == 0 {
            Ok(())
        } else {
            Err("the blocks “portrait” and “card” belong to forms with photograph = true".to_owned())
        };
    }
    if portraits != 1 || cards != 1 {
        return Err("a paper with a photograph holds the blocks “portrait” and “card” once each".to_owned());
    }
    let bands = layout.iter().filter(|block| match block {
        Block::Band(text) | Block::Card { band: text, .. } => text == NOT_A_CARD,
        _ => false,
    });
    if bands.count() != 2 {
        return Err(format!("a band on the sheet and the band of the card must say: {NOT_A_CARD}"));
    }
    Ok(())
}

/// Reads the blocks of one form.
struct Reader<'a> {
    kinds: &'a Kinds,
    has_sex: bool,
}

impl Reader<'_> {
    /// The reason alone on refusal: the block knows its place.
    fn block(&self, written: &written::Block) -> Result<Block, String> {
        use written::Block as Written;
        Ok(match written {
            Written::Title {} => Block::Title,
            Written::Paragraph { text, .. } => Block::Paragraph(self.text(text)?),
            Written::Facts { rows, .. } => Block::Facts(self.rows(rows)?),
            Written::Members { field, .. } => match self.kinds.get(field) {
                Some(FieldKind::Members) => Block::Members(field.clone()),
                _ => return Err(format!("“{field}” is not a field of kind members")),
            },
            Written::Band { text } if text.trim().is_empty() => return Err("the text is empty".to_owned()),
            Written::Band { text } => Block::Band(text.clone()),
            Written::Portrait { rows } => Block::Portrait(self.rows(rows)?),
            Written::Card { band, rows, confirm, note } => Block::Card {
                band: band.clone(),
                rows: self.rows(rows)?,
                confirm: self.text(confirm)?,
                note: self.text(note)?,
            },
            Written::Ticks { rows } if rows.is_empty() => return Err("no rows".to_owned()),
            Written::Ticks { rows } => {
                Block::Ticks(rows.iter().map(|row| self.text(row)).collect::<Result<_, _>>()?)
            }
            Written::UseWording {} => Block::UseWording,
            Written::Footing { text } => Block::Footing(self.text(text)?),
            Written::Duty {} => Block::Duty,
            Written::HolderSignature {} => Block::HolderSignature,
            Written::Signature {} => Block::Signature,
            Written::DeclarantSignature {} => Block::DeclarantSignature,
        })
    }

    fn rows(&self, rows: &[written::Row]) -> Result<Vec<Fact>, String> {
        if rows.is_empty() {
            return Err("no rows".to_owned());
        }
        rows.iter()
            .map(|row| Ok(Fact { label: self.text(&row.label)?, value: self.text(&row.value)? }))
            .collect()
    }

    fn text(&self, text: &str) -> Result<Template, String> {
        let template = Template::parse(text).map_err(|bad| bad.to_string())?;
        if template.is_empty() {
            return Err("the text is empty".to_owned());
        }
        let known = |name: &str| self.kinds.contains_key(name) || FACTS.contains(&name);
        if let Some(unknown) = template.fields().into_iter().find(|name| !known(name)) {
            return Err(format!("there is no field “{unknown}”"));
        }
        if template.goes_by_sex() && !self.has_sex {
            return Err("a word goes by sex, and [subject] names no field for it".to_owned());
        }
        Ok(template)
    }
}
