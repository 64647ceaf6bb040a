//! How names are compared: accents, case, apostrophes and hyphens do not matter.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;
use unicode_security::{MixedScript as _, skeleton};

/// Shortest part of a word with an apostrophe that is a word of its own.
const PART_OF_A_WORD: usize = 3;

/// The words of a name, folded. `D'Angelo` is `dangelo` and `angelo`.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in name.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c) && !is_combining_mark(c)) {
        let pieces: Vec<String> =
            part.split(is_apostrophe).map(fold).filter(|word| !word.is_empty()).collect();
        words.push(pieces.concat());
        if pieces.len() > 1 {
            words.extend(pieces.into_iter().filter(|word| word.chars().count() >= PART_OF_A_WORD));
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// An apostrophe in any of its shapes, or an accent written as one.
pub fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Lower case, without accents. In a word of two alphabets the letters that look Latin are: it is found as it looks.
pub fn fold(text: &str) -> String {
    let looks: String = text.split_inclusive(|c: char| !c.is_alphanumeric()).flat_map(as_it_looks).collect();
    looks.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).flat_map(plain).collect()
}

fn as_it_looks(word: &str) -> impl Iterator<Item = char> {
    // Asked of each word of a whole extract: the tables are looked at for the few that are not plain.
    let mixed = !word.is_ascii() && !word.is_single_script();
    word.chars().map(move |c| if mixed && !c.is_ascii() { latin_look(c) } else { c })
}

/// The Latin letter that a letter looks like; else itself.
fn latin_look(c: char) -> char {
    let mut bytes = [0; 4];
    let mut like = skeleton(c.encode_utf8(&mut bytes)).filter(char::is_ascii_alphabetic);
    match (like.next(), like.next()) {
        (Some(latin), None) => latin,
        _ => c,
    }
}

/// Letters that do not come apart into a base letter and an accent.
fn plain(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        _ => "",
    };
    plain.chars().chain(plain.is_empty().then_some(c))
}

/// Whether every typed word is the beginning of one of the words held.
pub fn begin(held: &[String], typed: &[String]) -> bool {
    typed.iter().all(|typed| held.iter().any(|word| word.starts_with(typed.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_apostrophes_and_hyphens_do_not_matter() {
        assert_eq!(words("D'ANGELO-Łukasiewicz"), ["dangelo", "angelo", "lukasiewicz"]);
        assert_eq!(words("Nicolò  Đoković"), ["nicolo", "dokovic"]);
        assert_eq!(words("Nicolo\u{300}"), ["nicolo"]);
        assert_eq!(words("Strauß"), words("STRAUSS"));
        assert_eq!(words("Юрий"), ["юрии"]);
        assert_eq!(words("R\u{43e}\u{455}si Юрий"), ["rossi", "юрии"]);
        assert_eq!(words("Иванова"), ["иванова"]);
        assert_eq!(words(" - ' "), Vec::<String>::new());
    }
}
