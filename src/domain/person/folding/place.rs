//! Places: a name, and the province or State it lies in.

use super::{Likeness, letters};

/// Provinces by their codes, those that are no more too; `EE` says abroad.
const PROVINCES: &str = "AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CI CL CN CO CR CS CT CZ EE EN FC FE \
    FG FI FM FO FR FU GE GO GR IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OG OR OT PA PC PD PE PG PI PL PN PO PR \
    PS PT PU PV PZ RA RC RE RG RI RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA VB VC VE VI VR VS VT VV ZA";

/// Codes of one province under two names.
const RENAMED: [[&str; 2]; 2] = [["fo", "fc"], ["ps", "pu"]];

/// A province, and the one that places of it came to: a birthplace stands under either.
const PASSED: [[&str; 2]; 25] = [
    ["mi", "mb"],
    ["mi", "lo"],
    ["co", "lc"],
    ["bg", "lc"],
    ["vc", "bi"],
    ["no", "vb"],
    ["fi", "po"],
    ["fo", "rn"],
    ["cz", "kr"],
    ["cz", "vv"],
    ["ap", "fm"],
    ["ba", "bt"],
    ["fg", "bt"],
    ["ps", "rn"],
    ["pu", "rn"],
    ["ca", "su"],
    ["ca", "ci"],
    ["ca", "vs"],
    ["ci", "su"],
    ["vs", "su"],
    ["nu", "og"],
    ["og", "nu"],
    ["ss", "ot"],
    ["nu", "or"],
    ["ca", "or"],
];

/// Words that join the words of a place, left out as one likes: `Reggio nell'Emilia`.
const JOINTS: [&str; 20] = [
    "di", "del", "della", "dello", "dei", "degli", "delle", "dell", "nel", "nell", "nella", "in", "a", "al",
    "alla", "d", "da", "sul", "sull", "sulla",
];

struct Place {
    name: String,
    /// The same place in two languages: `Bolzano/Bozen`.
    names: Vec<String>,
    lies_in: Option<String>,
}

/// Whether two writings name the same place. Where only one says where it lies, the name alone counts.
pub fn likeness(one: &str, other: &str) -> Likeness {
    let (one, other) = (read(one), read(other));
    name(&one, &other).max(lies_in(one.lies_in.as_deref(), other.lies_in.as_deref()))
}

fn read(text: &str) -> Place {
    let (name, lies_in) = parted(text.trim());
    let names = name.split(['/', '–', '—']).flat_map(|part| part.split(" - "));
    let names =
        names.map(str::trim).filter(|part| !letters::plain(part).is_empty()).map(str::to_owned).collect();
    Place {
        name: name.to_owned(),
        names,
        lies_in: lies_in.map(letters::plain).filter(|tail| !tail.is_empty()),
    }
}

/// The name, and what stands in brackets after it, or the code of a province at its end.
fn parted(text: &str) -> (&str, Option<&str>) {
    if let Some((name, tail)) = text.split_once('(') {
        return (name.trim(), Some(tail.trim_end_matches(')')));
    }
    let ends = |c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '–');
    match text.rsplit_once(ends) {
        Some((name, code)) if !letters::plain(name).is_empty() && is_province(code) => {
            (name.trim_end_matches(|c: char| ends(c) || c == '.'), Some(code))
        }
        _ => (text, None),
    }
}

fn is_province(code: &str) -> bool {
    code.len() == 2 && PROVINCES.split_whitespace().any(|one| one == code)
}

fn name(one: &Place, other: &Place) -> Likeness {
    let same = letters::same(&one.name, &other.name)
        || letters::same(&saints(&one.name), &saints(&other.name))
        || in_two_languages(one, other);
    Likeness::same_or(same, || {
        let bare = |place: &Place| words(&saints(&place.name), &JOINTS).concat();
        Likeness::otherwise_if(
            letters::key(&one.name) == letters::key(&other.name)
                || letters::key(&bare(one)) == letters::key(&bare(other))
                || hyphened(one, other),
        )
    })
}

/// Whether all names of the one are names of the other, which has several.
fn in_two_languages(one: &Place, other: &Place) -> bool {
    let among = |few: &Place, many: &Place| {
        let known = |name: &String| many.names.iter().any(|held| letters::same(&saints(held), &saints(name)));
        many.names.len() > 1 && !few.names.is_empty() && few.names.iter().all(known)
    };
    among(one, other) || among(other, one)
}

/// Whether one is half of the other's name with a hyphen: two languages, or two places that became one.
fn hyphened(one: &Place, other: &Place) -> bool {
    let half = |whole: &str, part: &str| {
        whole.split_once('-').is_some_and(|(a, b)| letters::same(a, part) || letters::same(b, part))
    };
    half(&one.name, &other.name) || half(&other.name, &one.name)
}

fn words(text: &str, without: &[&str]) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
    words.filter(|word| !word.is_empty() && !without.contains(&word.to_lowercase().as_str())).collect()
}

/// A name with its saints shortened: `San Giovanni`, `S. Giovanni`.
pub(super) fn saints(text: &str) -> String {
    let short = |word: String| match word.to_lowercase().as_str() {
        "san" | "santa" | "santo" | "sant" | "santi" | "ss" => "s".to_owned(),
        _ => word,
    };
    words(text, &[]).into_iter().map(short).collect::<Vec<_>>().join(" ")
}

fn lies_in(one: Option<&str>, other: Option<&str>) -> Likeness {
    let (Some(one), Some(other)) = (one, other) else { return Likeness::Same };
    let either = |pair: &[&str; 2]| *pair == [one, other] || *pair == [other, one];
    Likeness::same_or(letters::same(one, other) || RENAMED.iter().any(either), || {
        let code = |text: &str| is_province(&text.to_uppercase());
        // A code against a whole name is nothing a table of codes can tell.
        Likeness::otherwise_if(code(one) != code(other) || PASSED.iter().any(either))
    })
}
