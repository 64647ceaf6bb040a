//! How the letters of a delivery are written: UTF-8, or Windows-1252 as spreadsheets save it; and text that was decoded once too
//! often, which looks like letters and is none.

use std::borrow::Cow;

/// How letters became bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, as asked for.
    #[default]
    Utf8,
    /// Windows-1252, what Italian Windows calls ANSI: a file that is no UTF-8 is taken for it.
    Windows1252,
}

/// The characters of the bytes 80 to 9F in Windows-1252; five of them mean nothing.
const UPPER: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

impl Encoding {
    /// The one a file is in; `None` where it is no text. A few broken bytes in a file that is otherwise UTF-8 do not make it
    /// another one.
    pub(super) fn of(bytes: &[u8]) -> Option<Self> {
        let (mut letters, mut broken) = (0_usize, 0_usize);
        for chunk in bytes.utf8_chunks() {
            letters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            broken += chunk.invalid().len();
        }
        let nothing = |byte: &u8| matches!(byte, 0 | 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
        match broken {
            _ if bytes.contains(&0) => None,
            0 => Some(Self::Utf8),
            _ if letters > broken => Some(Self::Utf8),
            _ if bytes.iter().any(nothing) => None,
            _ => Some(Self::Windows1252),
        }
    }

    /// A value in letters; `None` where it is not written so.
    pub(super) fn read(self, value: &[u8]) -> Option<Cow<'_, str>> {
        match self {
            Self::Utf8 => std::str::from_utf8(value).ok().map(Cow::Borrowed),
            Self::Windows1252 if value.is_ascii() => std::str::from_utf8(value).ok().map(Cow::Borrowed),
            Self::Windows1252 => Some(Cow::Owned(value.iter().map(|byte| letter(*byte)).collect())),
        }
    }
}

fn letter(byte: u8) -> char {
    match byte {
        0x80..=0x9f => UPPER[usize::from(byte - 0x80)],
        byte => char::from(byte),
    }
}

/// The byte a character is in Windows-1252.
fn byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ (0..0x80 | 0xa0..=0xff) => u8::try_from(code).ok(),
        _ => UPPER.iter().position(|one| *one == c).and_then(|at| u8::try_from(0x80 + at).ok()),
    }
}

/// A value that was UTF-8 and was read as Windows-1252 on its way (`ZappalÃ `, `dellâ€™Oca`), put right; `None` where it looks
/// sound. A blank that a program took for an ordinary one, or cut away, is the one that was lost.
pub(super) fn undone(value: &str) -> Option<String> {
    if !value.contains(['Ã', 'Â', 'â', 'Ä', 'Å']) {
        return None;
    }
    let mut out = String::with_capacity(value.len());
    let (mut rest, mut found) = (value, false);
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        if let Some((letter, length)) = letters_of_bytes(rest) {
            out.push(letter);
            (rest, found) = (&rest[length..], true);
        } else if c == 'Ã'
            && out.ends_with(char::is_lowercase)
            && after.chars().next().is_none_or(|c| !c.is_alphabetic())
        {
            out.push('à');
            (rest, found) = (after, true);
        } else {
            out.push(c);
            rest = after;
        }
    }
    found.then_some(out)
}

/// The letter whose bytes in UTF-8 the first characters are in Windows-1252, and how long they are here.
fn letters_of_bytes(text: &str) -> Option<(char, usize)> {
    let first = byte(text.chars().next()?)?;
    let due = match first {
        0xc2..=0xc5 => 2,
        0xe2 => 3,
        _ => return None,
    };
    let mut bytes = Vec::with_capacity(due);
    let mut length = 0;
    for c in text.chars().take(due) {
        bytes.push(byte(c)?);
        length += c.len_utf8();
    }
    let letter = std::str::from_utf8(&bytes).ok()?.chars().next()?;
    Some((letter, length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_spreadsheets_file_is_told_from_utf8_and_from_no_text() {
        assert_eq!(Encoding::of("Nicolò".as_bytes()), Some(Encoding::Utf8));
        assert_eq!(Encoding::of(b"Rossi"), Some(Encoding::Utf8));
        assert_eq!(Encoding::of(b"Nicol\xf2;Forl\xec"), Some(Encoding::Windows1252));
        assert_eq!(Encoding::of(b"PK\x03\x04\x00\x00"), None);
        assert_eq!(Encoding::of(b"\xff\xfeR\x00o\x00"), None);
        let mostly = ["Nicolò Zappalà Forlì;".as_bytes(), b"\xf2"].concat();
        assert_eq!(Encoding::of(&mostly), Some(Encoding::Utf8));
        assert_eq!(Encoding::Windows1252.read(b"D\x92Al\xec \x80").unwrap(), "D’Alì €");
        assert_eq!(Encoding::Utf8.read(b"\xf2"), None);
    }

    #[test]
    fn what_was_decoded_once_too_often_is_put_right_and_true_letters_stay() {
        for (read, meant) in [
            ("ZappalÃ\u{a0}", "Zappalà"),
            ("ZappalÃ", "Zappalà"),
            ("Via LibertÃ 3", "Via Libertà 3"),
            ("Via dellâ€™Oca", "Via dell’Oca"),
            ("NicolÃ²", "Nicolò"),
            ("FORLÃŒ", "FORLÌ"),
            ("Å uÅ¡tarÅ¡iÄ\u{8d}", "Å uštaršič"),
        ] {
            assert_eq!(undone(read).as_deref(), Some(meant), "{read}");
        }
        for sound in ["JOÃO", "SÃO TOMÉ", "Brâncuşi", "Åkesson", "Ängel", "IRMÃ", "Nicolò", "Rossi"]
        {
            assert_eq!(undone(sound), None, "{sound}");
        }
    }

    proptest! {
        #[test]
        fn whatever_windows_writes_is_read(text in "[a-zA-Zàèéìòù’€ ]{1,30}") {
            let bytes: Vec<u8> = text.chars().filter_map(byte).collect();
            prop_assert_eq!(Encoding::Windows1252.read(&bytes).unwrap(), text);
        }

        #[test]
        fn any_text_is_undone_or_left(text in "\\PC{0,40}") {
            let _ = undone(&text);
        }
    }
}
