//! The small language of texts in forms.
//!
//! | written | means |
//! |---|---|
//! | `{surname}` | the value of a field, as printed |
//! | `{o\|a}` | a word ending by sex: masculine, feminine; an unstated sex prints `o/a` |
//! | `[, serie {series}]` | left out when every field inside is empty |
//! | `**bold**` | heavy |
//!
//! The four signs cannot be printed otherwise; no form needs them.

use std::collections::BTreeSet;

/// A text of a form, taken apart and well formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(String),
    Field(String),
    BySex(String, String),
    Optional(Vec<Part>),
    Heavy,
}

/// A stretch of finished text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// What is printed.
    pub text: String,
    /// Whether it is heavy.
    pub heavy: bool,
    /// The field it came from.
    pub field: Option<String>,
}

/// Sex of the subject, as words need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sex {
    /// Masculine.
    M,
    /// Feminine.
    F,
    /// Not stated.
    Unstated,
}

/// Why a text is not well formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTemplate {
    /// `{` or `[` without its end, or the other way round.
    #[error("a bracket is not closed, or closes nothing")]
    Bracket,
    /// `[` inside `[`.
    #[error("an optional part cannot hold another")]
    Nested,
    /// An optional part without any field would never be left out.
    #[error("an optional part holds no field")]
    NothingOptional,
    /// `**` without its end.
    #[error("** is opened and not closed")]
    Heavy,
    /// Not the name of a field.
    #[error("“{0}” is not the name of a field")]
    Name(String),
}

impl Template {
    /// Takes a text apart.
    pub fn parse(text: &str) -> Result<Self, BadTemplate> {
        let mut rest = text;
        let parts = parts(&mut rest, false)?;
        let heavy = |parts: &[Part]| parts.iter().filter(|part| **part == Part::Heavy).count();
        let unbalanced = |parts: &[Part]| heavy(parts) % 2 != 0;
        let inside = |part: &Part| matches!(part, Part::Optional(inside) if unbalanced(inside));
        if unbalanced(&parts) || parts.iter().any(inside) {
            return Err(BadTemplate::Heavy);
        }
        Ok(Self(parts))
    }

    /// Whether nothing is written in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The fields it names.
    pub fn fields(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        names(&self.0, &mut found);
        found
    }

    /// Whether a word of it goes by sex.
    pub fn goes_by_sex(&self) -> bool {
        let by_sex = |part: &Part| matches!(part, Part::BySex(..));
        self.0
            .iter()
            .any(|part| by_sex(part) || matches!(part, Part::Optional(inside) if inside.iter().any(by_sex)))
    }

    /// Fills it in; `value` gives a field as printed, empty if it has none.
    pub fn fill(&self, sex: Sex, value: &dyn Fn(&str) -> String) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let mut heavy = false;
        fill(&self.0, sex, value, &mut heavy, &mut pieces);
        pieces
    }

    /// Filled in as one plain string.
    pub fn fill_plain(&self, sex: Sex, value: &dyn Fn(&str) -> String) -> String {
        self.fill(sex, value).into_iter().map(|piece| piece.text).collect()
    }
}

fn parts(rest: &mut &str, inside: bool) -> Result<Vec<Part>, BadTemplate> {
    let mut parts = Vec::new();
    while let Some(at) = rest.find(['{', '}', '[', ']', '*']) {
        if at > 0 {
            parts.push(Part::Words(rest[..at].to_owned()));
        }
        let sign = &rest[at..];
        *rest = &sign[1..];
        match &sign[..1] {
            "{" => {
                let (name, after) = rest.split_once('}').ok_or(BadTemplate::Bracket)?;
                parts.push(field(name)?);
                *rest = after;
            }
            "[" if inside => return Err(BadTemplate::Nested),
            "[" => {
                let optional = self::parts(rest, true)?;
                let mut found = BTreeSet::new();
                names(&optional, &mut found);
                if found.is_empty() {
                    return Err(BadTemplate::NothingOptional);
                }
                parts.push(Part::Optional(optional));
            }
            "]" if inside => return Ok(parts),
            "*" if sign.starts_with("**") => {
                parts.push(Part::Heavy);
                *rest = &sign[2..];
            }
            "*" => parts.push(Part::Words("*".to_owned())),
            _ => return Err(BadTemplate::Bracket),
        }
    }
    if inside {
        return Err(BadTemplate::Bracket);
    }
    if !rest.is_empty() {
        parts.push(Part::Words((*rest).to_owned()));
    }
    Ok(parts)
}

fn field(name: &str) -> Result<Part, BadTemplate> {
    if let Some((masculine, feminine)) = name.split_once('|') {
        let word = |word: &str| word.chars().all(char::is_alphabetic);
        return if word(masculine) && word(feminine) {
            Ok(Part::BySex(masculine.to_owned(), feminine.to_owned()))
        } else {
            Err(BadTemplate::Name(name.to_owned()))
        };
    }
    if is_field_name(name) {
        Ok(Part::Field(name.to_owned()))
    } else {
        Err(BadTemplate::Name(name.to_owned()))
    }
}

/// Whether `name` is `[a-z][a-z0-9-]{0,39}`.
pub fn is_field_name(name: &str) -> bool {
    name.len() <= 40
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn names<'a>(parts: &'a [Part], found: &mut BTreeSet<&'a str>) {
    for part in parts {
        match part {
            Part::Field(name) => {
                found.insert(name);
            }
            Part::Optional(inside) => names(inside, found),
            Part::Words(_) | Part::BySex(..) | Part::Heavy => {}
        }
    }
}

fn fill(parts: &[Part], sex: Sex, value: &dyn Fn(&str) -> String, heavy: &mut bool, pieces: &mut Vec<Piece>) {
    for part in parts {
        let (text, field) = match part {
            Part::Heavy => {
                *heavy = !*heavy;
                continue;
            }
            Part::Optional(inside) => {
                let mut found = BTreeSet::new();
                names(inside, &mut found);
                if found.iter().any(|name| !value(name).is_empty()) {
                    fill(inside, sex, value, heavy, pieces);
                }
                continue;
            }
            Part::Words(words) => (words.clone(), None),
            Part::Field(name) => (value(name), Some(name.clone())),
            Part::BySex(masculine, feminine) => (by_sex(sex, masculine, feminine), None),
        };
        match pieces.last_mut() {
            Some(last) if last.field.is_none() && field.is_none() && last.heavy == *heavy => {
                last.text.push_str(&text);
            }
            _ if text.is_empty() => {}
            _ => pieces.push(Piece { text, heavy: *heavy, field }),
        }
    }
}

fn by_sex(sex: Sex, masculine: &str, feminine: &str) -> String {
    match sex {
        Sex::M => masculine.to_owned(),
        Sex::F => feminine.to_owned(),
        Sex::Unstated => format!("{masculine}/{feminine}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn plain(text: &str, sex: Sex) -> String {
        let value = |name: &str| if name == "none" { String::new() } else { name.to_uppercase() };
        Template::parse(text).unwrap().fill_plain(sex, &value)
    }

    #[test]
    fn fields_sexes_and_optional_parts_are_filled_in() {
        assert_eq!(plain("è nat{o|a} a {place}[, n. {none}]", Sex::F), "è nata a PLACE");
        assert_eq!(plain("è nat{o|a}[, n. {place}]", Sex::M), "è nato, n. PLACE");
        assert_eq!(plain("nat{o|a}", Sex::Unstated), "nato/a");
    }

    #[test]
    fn heavy_words_are_told_apart_and_values_keep_their_field() {
        let pieces = Template::parse("il **sig. {surname}**, qui").unwrap().fill(Sex::M, &|_| "Rossi".into());
        let told: Vec<_> =
            pieces.iter().map(|one| (one.text.as_str(), one.heavy, one.field.as_deref())).collect();
        assert_eq!(
            told,
            [
                ("il ", false, None),
                ("sig. ", true, None),
                ("Rossi", true, Some("surname")),
                (", qui", false, None)
            ]
        );
    }

    #[test]
    fn what_is_not_well_formed_is_refused() {
        for text in
            ["{a", "a}", "[{a}", "{a}]", "[[{a}]]", "[a]", "**a", "{A}", "{a b}", "{1|2}", "[**{a}]**"]
        {
            assert!(Template::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_at_all_makes_it_panic(text in "\\PC{0,40}|[{}\\[\\]*a|]{0,12}") {
            if let Ok(template) = Template::parse(&text) {
                template.fill(Sex::F, &|_| String::new());
            }
        }

        #[test]
        fn words_without_signs_stand_as_written(text in "[^{}\\[\\]*]{0,40}") {
            prop_assert_eq!(plain(&text, Sex::M), text);
        }
    }
}
