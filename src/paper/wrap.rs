//! Letters → lines: wrapping, shrinking down to 7 pt, and the refusal beyond that.

use super::error::PaperError;
use super::letters::{Letter, em_width};

/// The smallest size a value is ever printed at, in points.
pub(super) const SMALLEST: u8 = 7;

/// One line, without the spaces it was broken at.
pub(super) type Line = Vec<Letter>;

/// The place letters must fit in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Width in points.
    pub width: f32,
    /// Size to start from, in points.
    pub largest: u8,
    /// Size to go down to.
    pub smallest: u8,
    /// How many lines there may be.
    pub lines: usize,
}

/// Letters in their lines.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    /// Size in points.
    pub size: u8,
    /// The lines, at least one.
    pub lines: Vec<Line>,
}

/// The largest size at which the letters fit with words whole; failing that, the largest with words broken. A name is
/// shrunk rather than broken: a break inside it could be read as two names.
pub(super) fn fit(letters: &[Letter], room: Room, field: &str) -> Result<Fitted, PaperError> {
    let sizes = || (room.smallest..=room.largest).rev();
    let whole = sizes().find_map(|size| lines_at(letters, room, size, Words::Whole));
    whole
        .or_else(|| sizes().find_map(|size| lines_at(letters, room, size, Words::Broken)))
        .ok_or_else(|| PaperError::TooLong { field: field.to_owned() })
}

/// Lines of running text at one size, however many; a word wider than the column is broken.
pub(super) fn flow(letters: &[Letter], width: f32, size: u8) -> Vec<Line> {
    wrap(letters, width / f32::from(size), Words::Broken).unwrap_or_default()
}

fn lines_at(letters: &[Letter], room: Room, size: u8, words: Words) -> Option<Fitted> {
    let lines = wrap(letters, room.width / f32::from(size), words)?;
    (lines.len() <= room.lines).then_some(Fitted { size, lines })
}

/// What becomes of a word wider than the column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Words {
    Whole,
    Broken,
}

/// Lines no wider than `width` em. `None` if a word is wider and may not be broken.
fn wrap(letters: &[Letter], width: f32, words: Words) -> Option<Vec<Line>> {
    let mut lines = Vec::new();
    for paragraph in letters.split(|letter| letter.character == '\n') {
        wrap_paragraph(paragraph, width, words, &mut lines)?;
    }
    Some(lines)
}

fn wrap_paragraph(letters: &[Letter], width: f32, words: Words, lines: &mut Vec<Line>) -> Option<()> {
    let mut line: Line = Vec::new();
    let mut spaces: Line = Vec::new();
    for word in held_together(letters, width) {
        if word.iter().all(|letter| letter.character == ' ') {
            spaces.extend(word);
            continue;
        }
        let whole = em_width(&line) + em_width(&spaces) + em_width(word) <= width;
        if whole {
            line.append(&mut spaces);
            line.extend(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        spaces.clear();
        line = match (em_width(word) <= width, words) {
            (true, _) => word.to_vec(),
            (false, Words::Whole) => return None,
            (false, Words::Broken) => break_word(word, width, lines),
        };
    }
    lines.push(line);
    Some(())
}

/// Pushes the full lines of a word too wide for one and gives back what is left of it. A number is parted after a hyphen,
/// `ABCDEFGHIJKL-` over `2026-0000031`, if it has one on the line.
fn break_word(word: &[Letter], width: f32, lines: &mut Vec<Line>) -> Line {
    let mut line: Line = Vec::new();
    for letter in word {
        if em_width(&line) + letter.advance > width && !line.is_empty() {
            let hyphen = line.iter().rposition(|letter| letter.character == '-');
            let rest = hyphen.map_or_else(Vec::new, |hyphen| line.split_off(hyphen + 1));
            lines.push(std::mem::replace(&mut line, rest));
        }
        line.push(*letter);
    }
    line
}

/// Words and the spaces between them, in order; `n.` is never parted from the number it announces, unless both are wider
/// than the column.
fn held_together(letters: &[Letter], width: f32) -> Vec<&[Letter]> {
    let mut held: Vec<&[Letter]> = Vec::new();
    let mut at = 0;
    for word in words_of(letters) {
        let end = at + word.len();
        if let [.., number, space] = held.as_slice()
            && announces(number)
            && space.iter().all(|letter| letter.character == ' ')
            && word.iter().any(|letter| letter.character.is_ascii_digit())
        {
            let whole = &letters[at - space.len() - number.len()..end];
            if em_width(whole) <= width {
                held.truncate(held.len() - 2);
                held.push(whole);
                at = end;
                continue;
            }
        }
        held.push(word);
        at = end;
    }
    held
}

/// Whether a word is `n.`.
fn announces(word: &[Letter]) -> bool {
    let opened = word.iter().take_while(|letter| matches!(letter.character, '(' | '«')).count();
    matches!(&word[opened..], [n, stop] if (n.character, stop.character) == ('n', '.'))
}

/// Words and the spaces between them, in order. A word also ends after a hyphen between letters: a double surname
/// may be parted there, a number may not.
fn words_of(letters: &[Letter]) -> impl Iterator<Item = &[Letter]> {
    letters.chunk_by(|a, b| {
        let same_kind = (a.character == ' ') == (b.character == ' ');
        let parted = matches!(a.character, '-' | '–' | '/') && b.character.is_alphabetic();
        same_kind && !parted
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::letters::run_letters;
    use super::super::text::Weight;
    use super::*;

    const ROOM: Room = Room { width: 200.0, largest: 12, smallest: SMALLEST, lines: 3 };

    fn set(text: &str) -> Vec<Letter> {
        run_letters(text, Weight::Bold, "surname").unwrap()
    }

    fn said(fitted: &Fitted) -> Vec<String> {
        fitted.lines.iter().map(|line| line.iter().map(|letter| letter.character).collect()).collect()
    }

    #[test]
    fn a_short_value_keeps_its_size_on_one_line() {
        let fitted = fit(&set("Rossi"), ROOM, "surname").unwrap();
        assert_eq!((fitted.size, said(&fitted)), (12, vec!["Rossi".to_owned()]));
    }

    #[test]
    fn a_long_value_wraps_at_spaces_before_it_shrinks() {
        let fitted = fit(&set("Maria Chiara Antonietta Giuseppina Francesca"), ROOM, "name").unwrap();
        assert_eq!(fitted.size, 12);
        assert_eq!(said(&fitted).join(" "), "Maria Chiara Antonietta Giuseppina Francesca");
    }

    #[test]
    fn a_long_word_shrinks_before_it_breaks() {
        let fitted = fit(&set(&"N".repeat(30)), ROOM, "surname").unwrap();
        assert_eq!(fitted.lines.len(), 1);
        assert!(fitted.size < 12);
    }

    #[test]
    fn a_word_wider_than_the_column_at_7_points_breaks() {
        let fitted = fit(&set(&"W".repeat(80)), ROOM, "surname").unwrap();
        assert!(fitted.lines.len() > 1);
        assert_eq!(said(&fitted).concat(), "W".repeat(80));
    }

    #[test]
    fn a_number_is_never_parted_at_its_hyphens() {
        let lines = flow(&set("registrato al numero EM01-2026-0000032"), 180.0, 12);
        assert!(
            lines
                .iter()
                .any(|line| line.iter().map(|l| l.character).collect::<String>() == "EM01-2026-0000032")
        );
    }

    #[test]
    fn a_number_stays_with_the_sign_that_announces_it() {
        let said = |width: f32| -> Vec<String> {
            let lines = flow(&set("Registrato al n. EM01-2026-0000032 del registro"), width, 12);
            lines.iter().map(|line| line.iter().map(|l| l.character).collect()).collect()
        };
        for width in 140_u16..400 {
            let lines = said(f32::from(width));
            assert!(lines.iter().any(|line| line.contains("n. EM01-2026-0000032")), "{width}: {lines:?}");
            assert_eq!(lines.join(" "), "Registrato al n. EM01-2026-0000032 del registro");
        }
        assert!(said(60.0).iter().all(|line| !line.starts_with(' ') && !line.ends_with(' ')));
    }

    #[test]
    fn beyond_that_the_field_is_refused() {
        let error = fit(&set(&"W".repeat(160)), ROOM, "surname").unwrap_err();
        assert!(matches!(&error, PaperError::TooLong { field } if field == "surname"));
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_room_and_no_letter_is_lost(text in "[A-Za-zÀ-ÿĀ-žА-я '-]{0,160}") {
            if let Ok(fitted) = fit(&set(&text), ROOM, "surname") {
                for line in &fitted.lines {
                    prop_assert!(em_width(line) * f32::from(fitted.size) <= ROOM.width + 0.01);
                }
                let strip = |text: &str| text.replace(' ', "");
                prop_assert_eq!(strip(&said(&fitted).concat()), strip(&text));
            }
        }
    }
}
