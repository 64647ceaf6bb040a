//! The card to cut out and fold: front with photograph, data and the holder's signature, back with check code, how to
//! confirm it, officer and stamp. The back keeps a place for a control code; none is drawn until there is one.

use super::super::block::{Align, Fact};
use super::super::card::{Card, FACE_HEIGHT, FACE_WIDTH, PHOTOGRAPH_HEIGHT, PHOTOGRAPH_WIDTH, Photograph};
use super::super::drawing::{Drawing, Ink, MM, PAGE_WIDTH, Shape};
use super::super::error::PaperError;
use super::super::letters::{Letter, letters, run_letters};
use super::super::text::{Text, Weight};
use super::super::wrap::{Room, SMALLEST, fit, flow};
use super::piece::{Kind, Piece};
use super::portrait::{photograph, stamp_across};

const FACE: (f32, f32) = (FACE_WIDTH * MM, FACE_HEIGHT * MM);
/// Space inside the edges of a face.
const EDGE: f32 = 9.0;
const INNER: f32 = FACE.0 - 2.0 * EDGE;
const BAND: f32 = 22.0;
/// Under the card: what to do with it.
const CAPTION: f32 = 11.0;

/// The card, at the foot of the page.
pub(super) fn card(card: &Card, word: Option<&str>) -> Result<Vec<Piece>, PaperError> {
    let mut drawing = Drawing::default();
    let x = (PAGE_WIDTH - 2.0 * FACE.0) / 2.0;
    front(&mut drawing, card, x, word)?;
    back(&mut drawing, card, x + FACE.0, word)?;
    let whole = Shape::Frame { x, y: 0.0, width: 2.0 * FACE.0, height: FACE.1 };
    drawing.dashed(whole, 0.7, Ink::Slate);
    let fold = x + FACE.0;
    drawing.dashed(Shape::Line { from: (fold, 0.0), to: (fold, FACE.1) }, 0.5, Ink::Faint);
    let words = "ritagliare lungo il tratteggio e piegare a metà: 74 × 105 mm (A7, formato ID-2)";
    let caption = run_letters(words, Weight::Normal, "card")?;
    drawing.line(&caption, (PAGE_WIDTH / 2.0, FACE.1 + 9.0), SMALLEST, Align::Centre, Ink::Slate);
    let piece = Piece::new("card", 8.0, FACE.1 + CAPTION, drawing);
    Ok(vec![Piece { kind: Kind::Foot, ..piece }])
}

/// The band of a face in two lines.
fn band(drawing: &mut Drawing, words: &str, x: f32) -> Result<(), PaperError> {
    drawing.fill((x + EDGE, EDGE), (INNER, BAND), Ink::Black);
    let room = Room { width: INNER - 6.0, largest: 8, smallest: SMALLEST, lines: 2 };
    let fitted =
        fit(&run_letters(&words.replace(" — ", "\n"), Weight::Bold, "card band")?, room, "card band")?;
    let mut y = EDGE + 9.0;
    for line in &fitted.lines {
        drawing.line(line, (x + FACE.0 / 2.0, y), fitted.size, Align::Centre, Ink::White);
        y += 9.5;
    }
    Ok(())
}

fn front(drawing: &mut Drawing, card: &Card, x: f32, word: Option<&str>) -> Result<(), PaperError> {
    const TOP: f32 = EDGE + BAND + 5.0;
    const BOTTOM: f32 = FACE.1 - EDGE;
    band(drawing, &card.band, x)?;
    photograph(drawing, &card.photograph, (x + EDGE, TOP))?;
    let under = TOP + PHOTOGRAPH_HEIGHT * MM;
    if card.photograph == Photograph::Glued {
        stamp_across(drawing, (x + EDGE + PHOTOGRAPH_WIDTH * MM, under - 22.0), 20.0)?;
    }
    beside(drawing, card, x + EDGE + PHOTOGRAPH_WIDTH * MM + 7.0, TOP)?;
    let mut room = BOTTOM - under - 5.0;
    if let Some(caption) = &card.holder {
        let letters = run_letters(caption, Weight::Normal, "holder")?;
        drawing.line(&letters, (x + EDGE, BOTTOM), SMALLEST, Align::Left, Ink::Slate);
        drawing.rule(x + EDGE, BOTTOM - 8.0, INNER, 0.6, Ink::Black);
        room -= 8.0 + 16.0;
    }
    if let Some(word) = word {
        let letters = run_letters(word, Weight::Bold, "card")?;
        drawing.line(&letters, (x + FACE.0 - EDGE, BOTTOM), SMALLEST, Align::Right, Ink::Black);
    }
    data(drawing, &card.facts, (x + EDGE, under + 5.0), room)
}

/// Who issues what, number and last day, to the right of the photograph.
fn beside(drawing: &mut Drawing, card: &Card, x: f32, top: f32) -> Result<(), PaperError> {
    const WIDTH: f32 = INNER - PHOTOGRAPH_WIDTH * MM - 7.0;
    let issuer = card.issuer.to_uppercase();
    let mut y = top - 1.0;
    for (text, weight, largest, lines, gap, ink) in [
        (issuer.as_str(), Weight::Bold, 10, 3, 0.0, Ink::Black),
        (card.title.as_str(), Weight::Normal, 8, 3, 1.0, Ink::Black),
        ("n.", Weight::Normal, SMALLEST, 1, 3.0, Ink::Slate),
        (card.number.as_str(), Weight::Bold, 9, 2, 0.0, Ink::Black),
        ("valida fino al", Weight::Normal, SMALLEST, 1, 2.0, Ink::Slate),
        (card.until.as_str(), Weight::Bold, 11, 1, 0.0, Ink::Black),
    ] {
        let room = Room { width: WIDTH, largest, smallest: SMALLEST, lines };
        let fitted = fit(&run_letters(text, weight, "card")?, room, "card")?;
        y += gap;
        for line in &fitted.lines {
            y += f32::from(fitted.size) * 1.08;
            drawing.line(line, (x, y), fitted.size, Align::Left, ink);
        }
    }
    Ok(())
}

/// The data in the room there is: in columns as large as they fit; the longest names in running lines of 7 points.
fn data(drawing: &mut Drawing, facts: &[Fact], at: (f32, f32), room: f32) -> Result<(), PaperError> {
    for size in (SMALLEST..=10).rev() {
        let (set, height) = columns(facts, at, size)?;
        if height <= room {
            drawing.add(&set, 0.0);
            return Ok(());
        }
    }
    for breaking in [Breaking::BetweenWords, Breaking::Anywhere] {
        let (set, height) = running(facts, at, breaking)?;
        if height <= room {
            drawing.add(&set, 0.0);
            return Ok(());
        }
    }
    let longest = facts.iter().max_by_key(|fact| fact.value.chars().count());
    Err(PaperError::TooLong { field: longest.map(|fact| fact.field.clone()).unwrap_or_default() })
}

/// Where running lines may break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaking {
    BetweenWords,
    /// Only for words as wide as the card.
    Anywhere,
}

fn columns(facts: &[Fact], (x, top): (f32, f32), size: u8) -> Result<(Drawing, f32), PaperError> {
    const VALUE: f32 = 46.0;
    let mut drawing = Drawing::default();
    let step = f32::from(size) * 1.15;
    let mut y = top;
    for fact in facts {
        let label = run_letters(&fact.label, Weight::Normal, &fact.field)?;
        drawing.line(&label, (x, y + step * 0.8), SMALLEST, Align::Left, Ink::Slate);
        let value = run_letters(&fact.value, Weight::Bold, &fact.field)?;
        for line in flow(&value, INNER - VALUE, size) {
            drawing.line(&line, (x + VALUE, y + step * 0.8), size, Align::Left, Ink::Black);
            y += step;
        }
        y += 3.5;
    }
    Ok((drawing, y - top - 3.5))
}

fn running(facts: &[Fact], (x, top): (f32, f32), breaking: Breaking) -> Result<(Drawing, f32), PaperError> {
    const STEP: f32 = 7.8;
    let mut drawing = Drawing::default();
    let mut y = top;
    for fact in facts {
        let mut words: Vec<Letter> = run_letters(&format!("{} ", fact.label), Weight::Normal, &fact.field)?;
        words.extend(run_letters(&fact.value, Weight::Bold, &fact.field)?);
        let lines = match breaking {
            Breaking::BetweenWords => flow(&words, INNER, SMALLEST),
            Breaking::Anywhere => filled(&words, INNER / f32::from(SMALLEST)),
        };
        for line in lines {
            drawing.line(&line, (x, y + 6.0), SMALLEST, Align::Left, Ink::Black);
            y += STEP;
        }
    }
    Ok((drawing, y - top))
}

/// Lines of `width` em filled to the last letter.
fn filled(letters: &[Letter], width: f32) -> Vec<Vec<Letter>> {
    let mut lines = vec![Vec::new()];
    let mut used = 0.0;
    for letter in letters {
        if used + letter.advance > width {
            lines.push(Vec::new());
            used = 0.0;
        }
        used += letter.advance;
        lines.last_mut().expect("there is always a line").push(*letter);
    }
    lines
}

fn back(drawing: &mut Drawing, card: &Card, x: f32, word: Option<&str>) -> Result<(), PaperError> {
    /// The officer's part takes what is below.
    const OFFICER: f32 = FACE.1 - EDGE - 84.0;
    band(drawing, &card.band, x)?;
    let middle = x + FACE.0 / 2.0;
    let mut y = EDGE + BAND + 11.0;
    if let Some(word) = word {
        let letters = run_letters(word, Weight::Bold, "card")?;
        drawing.line(&letters, (middle, y), 8, Align::Centre, Ink::Black);
    }
    y += 12.0;
    let caption = run_letters("codice di controllo", Weight::Normal, "card")?;
    drawing.line(&caption, (middle, y), SMALLEST, Align::Centre, Ink::Slate);
    y += 21.0;
    let room = Room { width: INNER, largest: 22, smallest: 12, lines: 1 };
    let code = fit(&run_letters(&card.check_code, Weight::Bold, "check code")?, room, "check code")?;
    drawing.line(&code.lines[0], (middle, y), code.size, Align::Centre, Ink::Black);
    y += 6.0;
    y = prose(drawing, &card.confirm, (x + EDGE, y + 4.0), 8)?;
    y = prose(drawing, &card.note, (x + EDGE, y + 4.0), SMALLEST)?;
    if y > OFFICER {
        return Err(PaperError::TooLong { field: "card".to_owned() });
    }
    officer(drawing, card, x, OFFICER)
}

/// Running text on the back, and where it ends.
fn prose(drawing: &mut Drawing, text: &Text, at: (f32, f32), size: u8) -> Result<f32, PaperError> {
    let mut y = at.1;
    for line in flow(&letters(text, "card")?, INNER, size) {
        y += f32::from(size) * 1.2;
        drawing.line(&line, (at.0, y), size, Align::Left, Ink::Black);
    }
    Ok(y)
}

/// The place of the stamp, and to its right who signs.
fn officer(drawing: &mut Drawing, card: &Card, x: f32, top: f32) -> Result<(), PaperError> {
    const RADIUS: f32 = 38.3;
    let at = (x + EDGE + RADIUS, top + 84.0 - RADIUS - 2.0);
    drawing.dashed(Shape::Circle { x: at.0, y: at.1, radius: RADIUS }, 0.6, Ink::Faint);
    let words = run_letters("timbro", Weight::Normal, "stamp")?;
    drawing.line(&words, (at.0, at.1 + 2.5), SMALLEST, Align::Centre, Ink::Faint);
    let left = x + EDGE + 2.0 * RADIUS + 8.0;
    let width = INNER - 2.0 * RADIUS - 8.0;
    let mut y = top + 4.0;
    for line in &card.signed {
        let room = Room { width, largest: SMALLEST, smallest: SMALLEST, lines: 3 };
        let fitted = fit(&run_letters(line, Weight::Normal, "card officer")?, room, "card officer")?;
        for line in &fitted.lines {
            y += 8.2;
            drawing.line(line, (left, y), SMALLEST, Align::Left, Ink::Black);
        }
    }
    let line = top + 84.0 - 18.0;
    drawing.rule(left, line, width, 0.6, Ink::Black);
    let room = Room { width, largest: 9, smallest: SMALLEST, lines: 2 };
    let name = fit(&run_letters(&card.officer, Weight::Normal, "card officer")?, room, "card officer")?;
    let mut y = line;
    for words in &name.lines {
        y += f32::from(name.size) * 1.1;
        drawing.line(words, (left, y), name.size, Align::Left, Ink::Black);
    }
    Ok(())
}
