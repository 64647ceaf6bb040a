//! Codes of people who would share one (*omocodia*): digits replaced by letters, from the right first.

use super::check;

/// What stands for the digits 0–9.
pub(super) const LETTERS: &[u8; 10] = b"LMNPQRSTUV";
/// The places of digits, the rightmost first.
const PLACES: [usize; 7] = [14, 13, 12, 10, 9, 7, 6];

/// All 128 forms of a sound code of sixteen characters, each with its own check letter; the one without letters for
/// digits first. Nothing for any other text.
pub fn forms(code: &str) -> impl Iterator<Item = String> + use<> {
    let digits = super::is_sound(code).then(|| base(code)).filter(|base| base.len() == 16);
    digits.into_iter().flat_map(|base| {
        (0_u8..128).map(move |chosen| {
            let mut form = base.clone().into_bytes();
            for (bit, place) in PLACES.iter().enumerate() {
                if chosen & (1 << bit) != 0 {
                    form[*place] = LETTERS[usize::from(form[*place] - b'0')];
                }
            }
            sealed(form)
        })
    })
}

/// The form without letters for digits, which all forms of one code share. A text that is no sound code of sixteen
/// characters comes back as it is.
pub fn base(code: &str) -> String {
    if code.len() != 16 || !super::is_sound(code) {
        return code.to_owned();
    }
    let mut base = code.as_bytes().to_vec();
    for place in PLACES {
        if let Some(digit) = b"0123456789".iter().zip(LETTERS).find(|(_, letter)| **letter == base[place]) {
            base[place] = *digit.0;
        }
    }
    sealed(base)
}

/// With the check letter its first fifteen characters ask for.
pub(super) fn sealed(mut code: Vec<u8>) -> String {
    code.truncate(15);
    code.push(check::letter(&code));
    String::from_utf8(code).expect("a tax code is ASCII")
}
