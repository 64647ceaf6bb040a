//! An address cut into words and numbers, without those that say nothing.

use unicode_normalization::char::is_combining_mark;

use super::street;
use crate::person::folding::roman;
use crate::text::names::is_apostrophe;
use crate::time::dates::MONTHS;

/// Words that say that a number follows.
const NUMBER: [&str; 6] = ["n", "nr", "num", "numero", "civ", "civico"];
/// Words that say that there is no number.
const NO_NUMBER: [&str; 2] = ["snc", "sn"];
/// Words that an apostrophe joins to the next.
const ELIDED: [&str; 8] = ["d", "l", "dell", "all", "nell", "sull", "dall", "sant"];
/// Between two numbers; a letter, so that no folding drops it.
const APART: char = 'ǀ';

/// A word or a number.
#[derive(Clone, Debug, Default)]
pub(super) struct Token {
    /// In lower case.
    pub text: String,
    /// Whether a full stop follows: it may be shortened.
    pub dotted: bool,
    /// Whether nothing but a stroke or hyphen parts it from the one before.
    pub glued: bool,
    /// Whether it begins a part of the address.
    pub begins: bool,
    /// What is known of a number.
    pub role: Role,
}

/// What a number is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// Not known.
    #[default]
    Any,
    /// The house number: a word before it says so.
    House,
    /// The street's own: `XX Settembre`, `1° Maggio`.
    Street,
}

impl Token {
    /// Whether it is written in figures.
    pub fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

/// All in one; two numbers do not run together.
pub(super) fn joined(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        if token.is_number() && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push(APART);
        }
        out.push_str(&token.text);
    }
    out
}

/// The words and numbers of an address.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let mut all = Vec::new();
    let mut begins = true;
    for chunk in text.to_lowercase().split_inclusive([' ', '\t', '\n', '\u{a0}', ',', ';', '(', ')']) {
        let before = all.len();
        let word = chunk.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '(' | ')'));
        cut(word, &mut all);
        if let Some(first) = all.get_mut(before) {
            (first.begins, first.glued) = (begins, false);
            begins = false;
        }
        // A dash alone, a comma, a bracket: another part of the address.
        begins |= all.len() == before && word.contains(['-', '–']) || chunk.ends_with([',', ';', '(', ')']);
    }
    bare(&street::named(own_numbers(all)))
}

/// Cuts what stands without a blank.
fn cut(word: &str, all: &mut Vec<Token>) {
    let stops: String = word.chars().filter(|c| *c != '.').collect();
    if word.contains('.') && (street::is_short(&stops) || NO_NUMBER.contains(&stops.as_str())) {
        all.push(Token { text: stops, ..Token::default() });
        return;
    }
    let mut last = None;
    for c in word.chars() {
        let class = (c.is_alphanumeric() && !is_degree(c)).then(|| c.is_ascii_digit());
        match (class, all.last_mut()) {
            (Some(_), Some(token)) if class == last => token.text.push(c),
            (Some(_), _) => all.push(Token { text: c.to_string(), glued: true, ..Token::default() }),
            (None, Some(token)) if last.is_some() => {
                token.dotted |= c == '.';
                if is_degree(c) && token.is_number() {
                    token.role = Role::Street;
                }
                // An apostrophe parts only what elides; elsewhere it is an accent. A combining accent parts nothing.
                if is_combining_mark(c) || is_apostrophe(c) && !ELIDED.contains(&token.text.as_str()) {
                    continue;
                }
            }
            (None, _) => {}
        }
        last = class;
    }
}

fn is_degree(c: char) -> bool {
    matches!(c, '°' | 'º' | 'ª')
}

/// Finds numbers that belong to a street's name, and writes them in figures.
fn own_numbers(mut all: Vec<Token>) -> Vec<Token> {
    for at in 0..all.len() {
        let next = all.get(at + 1);
        let month = next.is_some_and(|next| MONTHS.contains(&next.text.as_str()));
        let token = &mut all[at];
        if month && token.text == "primo" {
            "1".clone_into(&mut token.text);
        }
        if let Some(value) = roman::value(&token.text).filter(|_| month || token.text.len() > 1) {
            token.text = value.to_string();
            token.role = Role::Street;
        }
        if month {
            token.role = Role::Street;
        }
    }
    all
}

/// Leaves out what only says that a number follows, or that there is none.
fn bare(all: &[Token]) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::new();
    let mut until = all.len();
    while let Some(at) = until.checked_sub(1) {
        let token = &all[at];
        let follows = kept.last().is_some_and(|next| next.is_number() && next.role != Role::Street);
        if spelled(&all[..until], &["s", "n", "c"]) {
            until -= 3;
        } else if spelled(&all[..until], &["senza", "numero"]) {
            until -= 2;
        } else if at > 0 && NO_NUMBER.contains(&token.text.as_str()) {
            until = at;
        } else if at > 0 && follows && NUMBER.contains(&token.text.as_str()) {
            let inside = super::INSIDE
                .iter()
                .any(|(short, meant)| [*short, meant].contains(&all[at - 1].text.as_str()));
            if let Some(number) = kept.last_mut() {
                number.role = if inside { Role::Any } else { Role::House };
                number.glued = false;
            }
            until = at;
        } else {
            kept.push(token.clone());
            until = at;
        }
    }
    kept.reverse();
    kept
}

/// Whether the tokens end with these words, with something before.
fn spelled(all: &[Token], words: &[&str]) -> bool {
    all.len() > words.len()
        && all[all.len() - words.len()..].iter().map(|token| token.text.as_str()).eq(words.iter().copied())
}
