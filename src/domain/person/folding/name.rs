//! Names of people.

use super::{Likeness, letters};

/// Fewest letters of a name in which one letter may be a slip of the hand.
const LONG: usize = 6;

/// A person's name in its two parts.
#[derive(Clone, Copy, Debug)]
pub struct Name<'a> {
    /// Surname.
    pub surname: &'a str,
    /// Given names.
    pub given: &'a str,
}

impl Name<'_> {
    fn whole(self) -> String {
        format!("{} {}", self.surname, self.given)
    }
}

/// What a person is found by, however the name is written.
pub fn key(name: Name<'_>) -> String {
    letters::key(&name.whole())
}

/// Two names of whom the tax code says that it is one person. `slips`: whether a letter may be a slip, which only other data
/// can tell.
pub fn of_one_person(one: Name<'_>, other: Name<'_>, slips: bool) -> Likeness {
    let surname = part(one.surname, other.surname, slips);
    let given = part(one.given, other.given, slips);
    match (surname, given) {
        (Likeness::Same, Likeness::Same) => Likeness::Same,
        (Likeness::Same, loose) | (loose, Likeness::Same) if loose == Likeness::Otherwise => loose,
        _ => Likeness::otherwise_if(split_otherwise(one, other)),
    }
}

/// Two writings of a whole name whose parts are not told apart.
pub fn whole(one: &str, other: &str) -> Likeness {
    part(one, other, false)
}

/// Surname and given names in each other's place, or parted elsewhere.
fn split_otherwise(one: Name<'_>, other: Name<'_>) -> bool {
    let (one, other) = (one.whole(), other.whole());
    letters::key(&one) == letters::key(&other) || sorted(&one) == sorted(&other)
}

fn sorted(name: &str) -> Vec<String> {
    let mut all: Vec<String> = words(name).into_iter().map(|word| word.key).collect();
    all.sort();
    all
}

fn part(one: &str, other: &str, slips: bool) -> Likeness {
    Likeness::same_or(letters::same(one, other), || {
        let (a, b) = (letters::key(one), letters::key(other));
        Likeness::otherwise_if(a == b || fewer_words(one, other) || slips && one_letter_apart(&a, &b))
    })
}

struct Word {
    key: String,
    /// Whether it may stand for a longer one: an initial, or with a full stop.
    short: bool,
}

/// The words of a name; an apostrophe parts none.
fn words(name: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for piece in name.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '‐' | '‑' | ',' | '/'))
    {
        for word in piece.split_inclusive('.') {
            let key = letters::key(word);
            let short = word.ends_with('.') || key.chars().count() == 1;
            if !key.is_empty() {
                words.push(Word { key, short });
            }
        }
    }
    words
}

/// Whether all words of the one with fewer are in the other, some perhaps shortened.
fn fewer_words(one: &str, other: &str) -> bool {
    let (mut few, mut many) = (words(one), words(other));
    if few.len() > many.len() {
        std::mem::swap(&mut few, &mut many);
    }
    !few.is_empty()
        && few.iter().all(|word| {
            let at = many.iter().position(|held| held.key == word.key);
            let at = at.or_else(|| many.iter().position(|held| stands_for(word, held)));
            at.map(|at| many.remove(at)).is_some()
        })
}

fn stands_for(one: &Word, other: &Word) -> bool {
    one.short && other.key.starts_with(&one.key) || other.short && one.key.starts_with(&other.key)
}

/// Whether one letter was left out, put in or mistaken. Not the last one: it tells Gabriele from Gabriela.
fn one_letter_apart(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if a.len().min(b.len()) < LONG || a.len().abs_diff(b.len()) > 1 || a.last() != b.last() {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    front + back + 1 >= a.len().max(b.len())
}
