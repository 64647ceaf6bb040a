//! Shape and check character.

/// Values of the characters at odd places, from `0`–`9`, then `A`–`Z`.
const ODD: [u32; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14,
    16, 10, 22, 25, 24, 23,
];
/// What may stand at each place: `L` letter, `D` digit or the letter that replaces it, `M` month.
const SHAPE: &[u8; 16] = b"LLLLLLDDMDDLDDDL";

/// Whether sixteen characters have the shape of a code and the right check letter.
pub(super) fn sixteen(code: &[u8]) -> bool {
    let fits = code.iter().zip(SHAPE).all(|(c, shape)| match shape {
        b'D' => c.is_ascii_digit() || super::omocody::LETTERS.contains(c),
        b'M' => super::compute::MONTHS.contains(c),
        _ => c.is_ascii_uppercase(),
    });
    fits && code.last().copied() == Some(letter(&code[..15]))
}

/// The check letter of fifteen capital letters and digits.
pub(super) fn letter(body: &[u8]) -> u8 {
    let even = |c: &u8| u32::from(if c.is_ascii_digit() { c - b'0' } else { c - b'A' });
    let odd =
        |c: &u8| ODD[if c.is_ascii_digit() { usize::from(c - b'0') } else { usize::from(c - b'A') + 10 }];
    let sum: u32 = body.iter().enumerate().map(|(i, c)| if i % 2 == 0 { odd(c) } else { even(c) }).sum();
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(sum % 26) as usize]
}

/// Whether eleven characters are digits and the last is their check digit.
pub(super) fn eleven(code: &[u8]) -> bool {
    code.iter().all(u8::is_ascii_digit) && {
        let sum: u32 = code[..10]
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let digit = u32::from(c - b'0') * if i % 2 == 0 { 1 } else { 2 };
                digit / 10 + digit % 10
            })
            .sum();
        u32::from(code[10] - b'0') == (10 - sum % 10) % 10
    }
}
