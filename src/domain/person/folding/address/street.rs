//! The street of an address: what kind it is, and its name.

use super::tokens::{Token, joined};
use crate::person::folding::{Likeness, letters};

/// Kinds of streets as they are shortened.
const KINDS: [(&str, &str); 56] = [
    ("via", "via"),
    ("v", "via"),
    ("viale", "viale"),
    ("vle", "viale"),
    ("piazza", "piazza"),
    ("pza", "piazza"),
    ("pzza", "piazza"),
    ("pz", "piazza"),
    ("piazzale", "piazzale"),
    ("ple", "piazzale"),
    ("pzle", "piazzale"),
    ("pzzle", "piazzale"),
    ("piazzetta", "piazzetta"),
    ("pzta", "piazzetta"),
    ("pzzetta", "piazzetta"),
    ("ptta", "piazzetta"),
    ("corso", "corso"),
    ("cso", "corso"),
    ("largo", "largo"),
    ("lgo", "largo"),
    ("vicolo", "vicolo"),
    ("vic", "vicolo"),
    ("vlo", "vicolo"),
    ("vco", "vicolo"),
    ("localita", "localita"),
    ("località", "localita"),
    ("loc", "localita"),
    ("frazione", "frazione"),
    ("fraz", "frazione"),
    ("frz", "frazione"),
    ("fr", "frazione"),
    ("strada", "strada"),
    ("str", "strada"),
    ("sda", "strada"),
    ("contrada", "contrada"),
    ("cda", "contrada"),
    ("ctr", "contrada"),
    ("contr", "contrada"),
    ("borgo", "borgo"),
    ("bgo", "borgo"),
    ("borgata", "borgata"),
    ("bta", "borgata"),
    ("salita", "salita"),
    ("sal", "salita"),
    ("traversa", "traversa"),
    ("trav", "traversa"),
    ("galleria", "galleria"),
    ("gall", "galleria"),
    ("regione", "regione"),
    ("reg", "regione"),
    ("rione", "rione"),
    ("calle", "calle"),
    ("campo", "campo"),
    ("lungarno", "lungarno"),
    ("lungomare", "lungomare"),
    ("scalinata", "scalinata"),
];

/// Words that make another street of a name: without them it is not the same.
const TELLING: [&str; 26] = [
    "porta",
    "ponte",
    "monte",
    "monti",
    "colle",
    "s",
    "nuova",
    "nuovo",
    "vecchia",
    "vecchio",
    "alta",
    "alto",
    "bassa",
    "basso",
    "superiore",
    "inferiore",
    "madonna",
    "villa",
    "torre",
    "fonte",
    "valle",
    "costa",
    "campo",
    "casa",
    "ca",
    "mulino",
];

const JOINTS: [&str; 13] =
    ["di", "del", "della", "dello", "dei", "degli", "delle", "dell", "d", "da", "de", "e", "al"];

fn kind(text: &str) -> Option<&'static str> {
    KINDS.iter().find(|(short, _)| *short == text).map(|(_, kind)| *kind)
}

/// Whether a word without its full stops is a kind of street shortened.
pub(super) fn is_short(word: &str) -> bool {
    word.chars().count() > 1 && kind(word).is_some()
}

/// Writes kinds of streets in full where a part of the address begins, and saints short everywhere.
pub(super) fn named(mut all: Vec<Token>) -> Vec<Token> {
    for at in 0..all.len() {
        let more = at + 1 < all.len();
        let token = &mut all[at];
        if let Some(kind) = kind(&token.text).filter(|_| token.begins && more) {
            kind.clone_into(&mut token.text);
        } else if matches!(token.text.as_str(), "san" | "santa" | "santo" | "sant" | "santi" | "ss") && more {
            "s".clone_into(&mut token.text);
        }
    }
    all
}

/// Where the street begins: after a hamlet that stands before it.
pub(super) fn begins(all: &[Token]) -> usize {
    (1..all.len()).rfind(|at| all[*at].begins && kind(&all[*at].text).is_some()).unwrap_or(0)
}

/// Whether two streets are the same; where only one names its kind, or a word is shortened or left out, in other words.
pub(super) fn likeness(one: &[Token], other: &[Token]) -> Likeness {
    let (of_one, one) = kind_and_name(one);
    let (of_other, other) = kind_and_name(other);
    let kinds = match (of_one, of_other) {
        (Some(one), Some(other)) if one != other => return Likeness::Different,
        (one, other) if one == other => Likeness::Same,
        _ => Likeness::Otherwise,
    };
    let (whole_one, whole_other) = (joined(one), joined(other));
    let name = Likeness::same_or(letters::same(&whole_one, &whole_other), || {
        Likeness::otherwise_if(
            letters::key(&whole_one) == letters::key(&whole_other) || shortened(one, other),
        )
    });
    kinds.max(name)
}

fn kind_and_name(street: &[Token]) -> (Option<&'static str>, &[Token]) {
    match street {
        [first, name @ ..] if !name.is_empty() => match kind(&first.text) {
            Some(kind) => (Some(kind), name),
            None => (None, street),
        },
        _ => (None, street),
    }
}

/// Whether the names end alike and all words of the shorter are in the longer, some perhaps shortened: `G. Verdi`,
/// `Giuseppe Verdi`, `Verdi`.
fn shortened(one: &[Token], other: &[Token]) -> bool {
    let (few, mut many) = (telling(one), telling(other));
    if few.len() > many.len() {
        return shortened(other, one);
    }
    let ends = |all: &[&Token]| all.last().map(|token| letters::key(&token.text));
    let all = ends(&few).is_some()
        && ends(&few) == ends(&many)
        && few.iter().all(|word| {
            let at = many.iter().position(|held| letters::same(&held.text, &word.text));
            let at = at.or_else(|| many.iter().position(|held| stands_for(word, held)));
            at.map(|at| many.remove(at)).is_some()
        });
    all && many.iter().all(|left| !left.is_number() && !TELLING.contains(&left.text.as_str()))
}

fn telling(name: &[Token]) -> Vec<&Token> {
    name.iter().filter(|token| !JOINTS.contains(&token.text.as_str())).collect()
}

fn stands_for(one: &Token, other: &Token) -> bool {
    let short = |token: &Token| !token.is_number() && (token.dotted || token.text.chars().count() == 1);
    let begins =
        |long: &Token, with: &Token| letters::plain(&long.text).starts_with(&letters::plain(&with.text));
    short(one) && begins(other, one) || short(other) && begins(one, other)
}
