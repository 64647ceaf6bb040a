//! Files of other offices as text and rows, whatever program wrote them: UTF-8, UTF-16 (a spreadsheet's *Unicode text*) or
//! Windows-1252; cells parted by semicolons, tabs or commas.

use super::semicolons::{self, Row};

/// What may part cells, the usual one first.
const SEPARATORS: [char; 3] = [';', '\t', ','];

/// Windows-1252 from 0x80 to 0x9F; signs it does not have stay what they are (WHATWG Encoding, index windows-1252).
const FROM_80: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}',
    '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file, without the mark at its beginning.
pub fn decoded(file: &[u8]) -> String {
    match file {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        [first, 0, ..] if *first != 0 => wide(file, u16::from_le_bytes),
        [0, second, ..] if *second != 0 => wide(file, u16::from_be_bytes),
        _ => match std::str::from_utf8(file) {
            Ok(text) => text.strip_prefix(semicolons::MARK).unwrap_or(text).to_owned(),
            Err(_) => file.iter().map(|byte| narrow(*byte)).collect(),
        },
    }
}

fn wide(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units: Vec<u16> = bytes.as_chunks().0.iter().map(|pair| read(*pair)).collect();
    String::from_utf16_lossy(&units)
}

fn narrow(byte: u8) -> char {
    match byte {
        0x80..=0x9F => FROM_80[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// The rows of a text, parted by the first separator with which `fits` says that they make sense; by semicolons if none does.
pub fn rows(text: &str, fits: impl Fn(&[Row]) -> bool) -> Vec<Row> {
    let parted = SEPARATORS.into_iter().map(|separator| semicolons::rows_parted(text, separator));
    parted.into_iter().find(|rows| fits(rows)).unwrap_or_else(|| semicolons::rows(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_of_an_office_reads_the_same() {
        let text = "Perché;“7”\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let files = [
            text.as_bytes().to_vec(),
            [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            [&[0xFF, 0xFE][..], &little].concat(),
            [&[0xFE, 0xFF][..], &big].concat(),
            little,
            big,
            b"Perch\xE9;\x937\x94\n".to_vec(),
        ];
        for file in files {
            assert_eq!(decoded(&file), text, "{file:?}");
        }
    }

    #[test]
    fn rows_are_parted_as_they_make_sense() {
        let two = |rows: &[Row]| rows.iter().all(|row| row.cells.len() == 2);
        for text in ["a;b,c\n", "a\tb;c\n", "a,b\n"] {
            assert!(two(&rows(text, two)), "{text}");
        }
        assert_eq!(rows("a|b", two)[0].cells, ["a|b"]);
    }
}
