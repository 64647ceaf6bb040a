//! Lines, names and places as people type them: composed (NFC), trimmed, spaces single. What is refused is never
//! repeated in the refusal.

use unicode_normalization::UnicodeNormalization;
use unicode_security::MixedScript;

use super::bilingual::Bilingual;

/// Longest name, place or line that ANPR takes.
pub const NAME_MAX: usize = 80;

/// Composed, trimmed, every run of blanks one space; typographic apostrophes and hyphens made plain.
pub fn tidy(raw: &str) -> String {
    let plain: String = raw
        .nfc()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{00b4}' | '`' => '\'',
            '\u{2010}' | '\u{2011}' => '-',
            '\t' | '\n' | '\r' | '\u{00a0}' => ' ',
            c => c,
        })
        .collect();
    plain.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// One line of at most `max` characters, all of which the paper's faces hold: whatever is entered in the register must
/// print for good.
pub fn line(raw: &str, max: usize) -> Result<String, Bilingual> {
    let text = tidy(raw);
    if !text.chars().all(printable) {
        return Err(Bilingual::new(
            "Contiene un carattere che non si stampa: cancellarlo e riscrivere.",
            "Holds a character that cannot be printed: delete it and type again.",
        ));
    }
    within(text, max)
}

/// What was kept before anybody asked whether it can be printed: `?` for whatever the paper's faces do not hold.
pub fn as_printed(kept: &str) -> String {
    tidy(kept).chars().map(|c| if printable(c) { c } else { '?' }).collect()
}

/// The same, of what came from elsewhere and may be of any length: cut after `max` characters, and no word longer than a narrow
/// column is wide.
pub fn as_printed_within(kept: &str, max: usize) -> String {
    const WORD: usize = 24;
    let cut = kept.char_indices().nth(max).map(|(end, _)| &kept[..end]);
    let (text, more) = cut.map_or((kept, ""), |cut| (cut, "…"));
    let mut printed = String::new();
    let mut word = 0;
    for c in as_printed(text).chars() {
        word = if c == ' ' { 0 } else { word + 1 };
        if word > WORD {
            printed.push(' ');
            word = 1;
        }
        printed.push(c);
    }
    printed + more
}

/// A name as a document shows it: letters with their diacritics (Latin, Greek, Cyrillic), space, `-`, `'`, `.`, `,`. Each word is
/// of one alphabet. More than ANPR takes ([`is_in_anpr`]): a paper bears a person's name, whatever a registry makes of it.
pub fn name(raw: &str) -> Result<String, Bilingual> {
    name_as_delivered(raw).and_then(of_one_alphabet)
}

/// Whether ANPR takes these letters in a name (`tipoDato.xsd`: plain ones, and `U+00C0`–`U+017E`).
pub fn is_in_anpr(name: &str) -> bool {
    name.chars()
        .all(|c| !c.is_alphabetic() || c.is_ascii_alphabetic() || matches!(c, '\u{00c0}'..='\u{017e}'))
}

/// A name as a registry delivers it, and as it was kept: words of two alphabets are taken, and told by whoever reads the delivery.
pub fn name_as_delivered(raw: &str) -> Result<String, Bilingual> {
    named(tidy(raw), NAME_MAX)
}

/// Surname and given names in one line, each of which may be as long as a name.
pub fn names(raw: &str) -> Result<String, Bilingual> {
    named(tidy(raw), 2 * NAME_MAX + 1).and_then(of_one_alphabet)
}

fn named(text: String, max: usize) -> Result<String, Bilingual> {
    if !text.chars().all(|c| is_letter(c) || matches!(c, ' ' | '-' | '\'' | '.' | ',')) {
        return Err(Bilingual::new(
            "Sono ammesse solo lettere (anche accentate, greche o cirilliche), spazio, trattino, apostrofo, punto e virgola: togliere il resto.",
            "Only letters (accented, Greek or Cyrillic too), space, hyphen, apostrophe, full stop and comma: remove the rest.",
        ));
    }
    if !text.is_empty() && !text.chars().any(is_letter) {
        return Err(Bilingual::new("Scrivere almeno una lettera.", "Type at least one letter."));
    }
    within(text, max)
}

/// A place: letters, digits, space, `-`, `'`, `.`, `,`, `/`, brackets. Each word is of one alphabet.
pub fn place(raw: &str) -> Result<String, Bilingual> {
    place_as_delivered(raw).and_then(of_one_alphabet)
}

/// A place as a registry delivers it.
pub fn place_as_delivered(raw: &str) -> Result<String, Bilingual> {
    let text = tidy(raw);
    let ok = |c: char| {
        is_letter(c) || c.is_ascii_digit() || matches!(c, ' ' | '-' | '\'' | '.' | ',' | '/' | '(' | ')')
    };
    if !text.chars().all(ok) {
        return Err(Bilingual::new(
            "Scrivere il comune con la provincia, per esempio «Valdorè (PX)», o la località con lo Stato: lettere, cifre, spazio e - ' . , / ( ).",
            "Type the municipality with its province, such as “Valdorè (PX)”, or the place with its State: letters, digits, space and - ' . , / ( ).",
        ));
    }
    within(text, NAME_MAX)
}

/// A telephone number: digits, spaces, `+`, `/`, `-`, `.`; 5 to 25 characters.
pub fn telephone(raw: &str) -> Result<String, Bilingual> {
    let text = tidy(raw);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let ok = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '/' | '-' | '.');
    if !text.chars().all(ok) || digits < 5 || text.chars().count() > 25 {
        return Err(Bilingual::new(
            "Scrivere un numero di telefono che risponde oggi, per esempio 0999 123456.",
            "Type a telephone number that answers today, such as 0999 123456.",
        ));
    }
    Ok(text)
}

/// The message for what may not stay empty.
pub fn missing() -> Bilingual {
    Bilingual::new("Campo da compilare.", "To be filled in.")
}

/// A required line of at most `max` characters, each word of one alphabet.
pub fn required_line(raw: &str, max: usize) -> Result<String, Bilingual> {
    line(raw, max)
        .and_then(of_one_alphabet)
        .and_then(|text| if text.is_empty() { Err(missing()) } else { Ok(text) })
}

fn within(text: String, max: usize) -> Result<String, Bilingual> {
    if text.chars().count() <= max {
        return Ok(text);
    }
    Err(Bilingual::new(
        format!("Al massimo {max} caratteri: abbreviare."),
        format!("At most {max} characters: shorten it."),
    ))
}

/// Refuses a word of two alphabets: it looks like another word, and no search finds it.
fn of_one_alphabet(text: String) -> Result<String, Bilingual> {
    if is_of_one_alphabet(&text) { Ok(text) } else { Err(two_alphabets()) }
}

/// Whether every word is of one alphabet, whichever that is.
pub fn is_of_one_alphabet(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric()).all(MixedScript::is_single_script)
}

/// What is wrong with a word of two alphabets.
pub fn two_alphabets() -> Bilingual {
    Bilingual::new(
        "Una parola mescola lettere di due alfabeti che si somigliano (per esempio una «о» cirillica): riscriverla con la tastiera italiana, o tutta nell’altro alfabeto.",
        "A word mixes look-alike letters of two alphabets (such as a Cyrillic “о”): type it again in one alphabet.",
    )
}

/// A precomposed letter of the three alphabets, of those the paper's faces hold.
fn is_letter(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c,
            'A'..='Z' | 'a'..='z' | '\u{00c0}'..='\u{024f}'
            | '\u{1e00}'..='\u{1e9b}' | '\u{1e9e}' | '\u{1ea0}'..='\u{1ef9}'
            | '\u{037a}'..='\u{037d}' | '\u{0386}'..='\u{03ce}' | '\u{03d0}'..='\u{03ff}' | '\u{1f00}'..='\u{1fff}'
            | '\u{0400}'..='\u{0513}' | '\u{051a}'..='\u{051d}')
}

/// What a line may hold: letters, the signs of a keyboard and of Latin-1, and a few of print.
fn printable(c: char) -> bool {
    is_letter(c)
        || c == ' '
        || c.is_ascii_graphic()
        || matches!(c, '\u{00a1}'..='\u{00ac}' | '\u{00ae}'..='\u{00bf}' | '×' | '÷')
        || matches!(c, '–' | '—' | '“' | '”' | '„' | '…' | '€' | '№' | '•')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_of_the_three_alphabets_pass_and_are_composed() {
        for text in [
            "Nicolò",
            "Šuštaršič",
            "Papadópoulos-Παπαδόπουλος",
            "Щербаков",
            "D'Angelo",
            "de la Cruz, jr.",
            "Nguyễn",
        ] {
            assert_eq!(name(text).unwrap(), text);
        }
        assert_eq!(name("  Nicolo\u{300}   D\u{2019}Ara ").unwrap(), "Nicolò D'Ara");
    }

    #[test]
    fn letters_that_the_national_registry_does_not_take_are_told_apart() {
        for taken in ["Nicolò D'Ara", "Šuštaršič", "Şeref Ţurcanu", "Rossi-Bianchi"] {
            assert!(is_in_anpr(taken), "{taken}");
        }
        for other in ["Ștefan Țurcanu", "Nguyễn", "Παπαδόπουλος", "Щербаков", "Əliyev"]
        {
            assert!(!is_in_anpr(other) && name(other).is_ok(), "{other}");
        }
    }

    #[test]
    fn a_name_that_is_none_is_refused_without_repeating_it() {
        for text in ["Mario1", "Ma<rio", "李", "a\u{202e}b", "-", "x\u{0301}\u{0323}", "Ro\u{0000}ssi", "ª"]
        {
            let told = name(text).unwrap_err();
            assert!(text == "-" || !told.it.contains(text) && !told.en.contains(text));
        }
    }

    #[test]
    fn eighty_letters_pass_and_eighty_one_do_not() {
        assert!(name(&"è".repeat(80)).is_ok());
        assert!(name(&"è".repeat(81)).is_err());
        assert!(name(&"e\u{300}".repeat(80)).is_ok());
    }

    #[test]
    fn a_telephone_is_digits() {
        assert!(telephone("+39 0999/12.34-56").is_ok());
        assert!(telephone("chiedere a Mario").is_err());
        assert!(telephone("12").is_err());
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "\\PC{0,60}") {
            for reader in [name, place, |text: &str| line(text, 60)] {
                if let Ok(read) = reader(&text) {
                    prop_assert_eq!(reader(&read).unwrap(), read);
                }
            }
        }
    }

    #[test]
    fn a_word_is_of_one_alphabet_whichever_it_is() {
        for mixed in ["R\u{43e}ssi", "Ro\u{455}si", "Μario", "De R\u{43e}ssi", "Anna-M\u{430}ria"] {
            for read in [name, names, place, |raw: &str| required_line(raw, 80)] {
                assert_eq!(read(mixed), Err(two_alphabets()), "{mixed}");
            }
            assert!(name_as_delivered(mixed).is_ok());
        }
        for whole in ["Rossi", "D'Àngelo Župančič", "Юрий", "Παπαδόπουλος", "Юрий Rossi", "Ivan (Иван)"]
        {
            assert_eq!(required_line(whole, 80).as_deref(), Ok(whole));
        }
        assert!(name("Юрий Rossi").is_ok() && name("").is_ok());
    }
}
