//! The marks of a civil-status act: `n. 12 p. I s. A anno 1987`.

use super::{Likeness, letters, roman};

/// Words that say which mark follows.
const SAID: [&str; 13] =
    ["n", "nr", "num", "numero", "atto", "p", "parte", "s", "serie", "anno", "del", "uff", "ufficio"];

/// Whether two writings name the same act: its marks in order, the part in Roman or in Arabic figures.
pub fn likeness(one: &str, other: &str) -> Likeness {
    Likeness::same_or(marks(one) == marks(other), || Likeness::Different)
}

fn marks(act: &str) -> Vec<String> {
    let words = act.split(|c: char| !c.is_alphanumeric()).map(letters::plain);
    let marks = words.filter(|word| !word.is_empty() && !SAID.contains(&word.as_str()));
    marks.map(|word| roman::value(&word).map_or(word, |value| value.to_string())).collect()
}
