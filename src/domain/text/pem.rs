//! PEM texts (RFC 7468), one after another in one file.

/// The texts, each from its first line to its last; whatever stands between them is passed over.
pub fn blocks(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("-----BEGIN ") {
        let block = &rest[start..];
        let Some(end) = block.find("-----END ") else { break };
        let last = block[end..].find('\n').map_or(block.len(), |line| end + line);
        found.push(&block[..last]);
        rest = &block[last..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_one_after_another() {
        let one = "-----BEGIN X-----\nAA==\n-----END X-----";
        let two = "-----BEGIN Y-----\nBB==\n-----END Y-----";
        assert_eq!(blocks(&format!("before\n{one}\nbetween\r\n{two}")), [one, two]);
        assert_eq!(blocks("nothing"), [""; 0]);
        assert_eq!(blocks("-----BEGIN X-----\nAA=="), [""; 0]);
    }
}
