//! The letters of a writing without what keyboards and suites change: case, accents, an accent written as apostrophe,
//! apostrophes of all shapes, hyphens, blanks, punctuation.

use unicode_normalization::UnicodeNormalization as _;

use crate::text::names::fold;

/// Letters with two spellings that are spelled out in all ways; a writing with more of them is spelled in two ways.
const SPELLED_OUT: usize = 4;

/// A letter that is written with one letter or with two: `Ü` as `U` or `UE` (ICAO 9303, tax codes, old suites).
fn two_ways(c: char) -> Option<[&'static str; 2]> {
    Some(match c {
        'ä' => ["a", "ae"],
        'ö' | 'ø' => ["o", "oe"],
        'ü' => ["u", "ue"],
        'å' => ["a", "aa"],
        'đ' => ["d", "dj"],
        'š' => ["s", "sh"],
        'č' => ["c", "ch"],
        'ž' => ["z", "zh"],
        _ => return None,
    })
}

/// Letters and digits in lower case; each letter with two spellings by `pick`.
fn spelled(text: &str, mut pick: impl FnMut() -> usize) -> String {
    let mut out = String::new();
    for c in text.nfc().flat_map(char::to_lowercase) {
        match two_ways(c) {
            Some(ways) => out.push_str(ways[pick()]),
            None => out.extend(fold(c.encode_utf8(&mut [0; 4])).chars().filter(|c| c.is_alphanumeric())),
        }
    }
    out
}

/// The letters and digits of a writing in its shortest spelling.
pub fn plain(text: &str) -> String {
    spelled(text, || 0)
}

/// All ways a writing may be spelled.
fn spellings(text: &str) -> Vec<String> {
    let doubtful = text.nfc().flat_map(char::to_lowercase).filter(|c| two_ways(*c).is_some()).count();
    if doubtful > SPELLED_OUT {
        return vec![spelled(text, || 0), spelled(text, || 1)];
    }
    let way = |mut bits: usize| {
        spelled(text, || {
            let bit = bits & 1;
            bits >>= 1;
            bit
        })
    };
    (0..1_usize << doubtful).map(way).collect()
}

/// Whether two writings have the same letters and digits. `MÜLLER` is `MUELLER` and `MULLER`, which are not each other.
pub fn same(one: &str, other: &str) -> bool {
    let ways = spellings(other);
    spellings(one).iter().any(|way| ways.contains(way))
}

/// One key for all spellings of a writing, to be found by: also `MUELLER` and `MULLER` have the same.
pub fn key(text: &str) -> String {
    const DOUBLES: [(&str, &str); 5] = [("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"), ("dj", "d")];
    let mut key = plain(text);
    loop {
        let shorter = DOUBLES.iter().fold(key.clone(), |key, (long, short)| key.replace(long, short));
        if shorter == key {
            return key;
        }
        key = shorter;
    }
}
