//! The short check code of a paper: the first 40 bits of its record's chain hash, in an alphabet without look-alikes.
//! `7KQM-3XWT`. It anchors the journal on paper and serves confirmation by telephone.

/// 32 characters no one confuses when read aloud or copied by hand: no I, L, O, U, 0/O and 1/I pairs resolved.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The printed code for a chain hash.
pub fn of_chain(chain: &[u8; 32]) -> String {
    let text = letters(*chain.first_chunk().expect("32 bytes begin with 5"));
    format!("{}-{}", &text[..4], &text[4..])
}

/// Eight letters for 40 bits.
pub(super) fn letters(bytes: [u8; 5]) -> String {
    let bits = bytes.iter().fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    (0..8).rev().map(|place| char::from(ALPHABET[(bits >> (place * 5) & 31) as usize])).collect()
}

/// A typed code brought to letters of the alphabet: case, spaces and hyphens do not matter, O reads 0, I and L read 1.
pub fn normalise(text: &str) -> Option<String> {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '-')
        .map(|c| match c.to_ascii_uppercase() {
            'O' => Some('0'),
            'I' | 'L' => Some('1'),
            c if c.is_ascii() && ALPHABET.contains(&(c as u8)) => Some(c),
            _ => None,
        })
        .collect()
}

/// One letter that every single wrong letter changes, and nearly every swap of neighbours (odd weights modulo 32).
pub(super) fn check_letter(body: &str) -> char {
    let sum = body.bytes().zip(1_usize..).fold(0, |sum, (byte, place)| {
        let value = ALPHABET.iter().position(|letter| *letter == byte).unwrap_or_default();
        (sum + value * (2 * place - 1)) % 32
    });
    char::from(ALPHABET[sum])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_first_forty_bits() {
        let mut chain = [0; 32];
        chain[4] = 1;
        assert_eq!(of_chain(&chain), "0000-0001");
        assert_eq!(of_chain(&[0xff; 32]), "ZZZZ-ZZZZ");
    }

    #[test]
    fn typing_is_lenient() {
        assert_eq!(normalise("oil7-kq").as_deref(), Some("0117KQ"));
        assert_eq!(normalise("è"), None);
    }
}
