//! Addresses: a street, a number, what stands after it. Numbers are never folded away.

mod street;
mod tokens;

use super::{Likeness, letters};
use tokens::{Role, Token, joined, tokens};

/// What may stand after a number and belongs to it.
const SUFFIXES: [&str; 5] = ["bis", "ter", "quater", "rosso", "nero"];
/// What lies inside a building, as it is written and as it is meant.
const INSIDE: [(&str, &str); 8] = [
    ("int", "interno"),
    ("sc", "scala"),
    ("p", "piano"),
    ("pal", "palazzina"),
    ("lot", "lotto"),
    ("ed", "edificio"),
    ("fabbr", "fabbricato"),
    ("app", "appartamento"),
];

/// An address in its parts.
struct Address {
    /// All of it in one.
    whole: String,
    street: Vec<Token>,
    number: Option<String>,
    /// Stair, flat, hamlet, postcode.
    rest: String,
}

/// Whether two writings are the same address. The same street and number with something else about the flat or the hamlet are
/// the same in other words.
pub fn likeness(one: &str, other: &str) -> Likeness {
    let (a, b) = (read(one), read(other));
    Likeness::same_or(letters::same(&a.whole, &b.whole), || {
        if a.number != b.number {
            return Likeness::Different;
        }
        let rest = Likeness::same_or(letters::same(&a.rest, &b.rest), || Likeness::Otherwise);
        street::likeness(&a.street, &b.street).max(rest)
    })
}

fn read(text: &str) -> Address {
    let mut all = tokens(text);
    let at = number_at(&all).unwrap_or(all.len());
    let end = (at..all.len()).find(|next| *next > at && !belongs(&all[*next])).unwrap_or(all.len());
    for token in &mut all[end..] {
        if let Some((_, meant)) = INSIDE.iter().find(|(short, _)| *short == token.text) {
            (*meant).clone_into(&mut token.text);
        }
    }
    let from = street::begins(&all[..at]);
    Address {
        whole: joined(&all),
        street: all[from..at].to_vec(),
        number: (at < end).then(|| number(&all[at..end])),
        rest: joined(&all[..from]) + &joined(&all[end..]),
    }
}

/// Where the house number stands: after `n.` or `civ.`, else the first number that is none of the street's own.
fn number_at(all: &[Token]) -> Option<usize> {
    let may = |(at, token): &(usize, &Token)| *at > 0 && token.is_number() && token.role != Role::Street;
    let numbers = || all.iter().enumerate().filter(may).map(|(at, _)| at);
    numbers().find(|at| all[*at].role == Role::House).or_else(|| numbers().next())
}

/// Whether what follows a house number is a part of it: `12/A`, `12 A`, `12 bis`, `12/14`.
fn belongs(token: &Token) -> bool {
    let mut letters = token.text.chars();
    let single = matches!((letters.next(), letters.next()), (Some(c), None) if c.is_alphabetic());
    let inside = INSIDE.iter().any(|(short, _)| *short == token.text);
    if token.is_number() {
        return token.glued;
    }
    single && (token.glued || !inside) || SUFFIXES.contains(&token.text.as_str())
}

/// A house number in one writing; a red one of Genoa or Florence as `r`.
fn number(parts: &[Token]) -> String {
    let short = |token: &Token| match token.text.as_str() {
        "rosso" => "r".to_owned(),
        other => other.to_owned(),
    };
    parts.iter().map(short).collect::<Vec<_>>().join("/")
}
