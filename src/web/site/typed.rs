//! What a form sent, as typed.

use std::collections::BTreeMap;

use zeroize::Zeroize as _;

/// Whether a field of this name holds a secret wherever it stands: PIN, passphrase, password, the code of the console. Its
/// value is never shown again, so it is never kept either.
pub fn is_secret(name: &str) -> bool {
    const NAMES: [&str; 7] = ["pin", "setup-code", "secret", "password", "old", "new", "again"];
    let name = name.trim_start_matches('_');
    NAMES.contains(&name) || name.ends_with("-pin") || name.starts_with("passphrase")
}

/// Names and values of a posted form, in order. Line ends are `\n`; control characters are dropped. PINs and passphrases are among
/// them: values are wiped when they go, and shown by nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Typed(Vec<(String, String)>);

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Drop for Typed {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

impl Typed {
    /// Reads `application/x-www-form-urlencoded`. Fields whose name starts with `_` belong to the chassis and are kept
    /// apart by [`Typed::own`].
    pub fn parse(body: &[u8]) -> Self {
        let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            let mut halves = pair.splitn(2, |byte| *byte == b'=');
            let mut half = || decode(halves.next().unwrap_or_default());
            (half(), half())
        });
        Self(pairs.collect())
    }

    /// A value as it is kept: line ends are `\n`, control characters are dropped.
    pub fn cleaned(text: &str) -> String {
        text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || *c == '\n').collect()
    }

    /// The value of a field; empty if it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(sent, _)| sent == name).map_or("", |(_, value)| value)
    }

    /// The value without blanks around it.
    pub fn trimmed(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// All values of a field sent several times (checkboxes).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(sent, _)| sent == name).map(|(_, value)| value.as_str())
    }

    /// Whether a field was sent at all (buttons, single checkboxes).
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(sent, _)| sent == name)
    }

    /// Sets a field, for forms shown with answers in them.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.0.push((name.to_owned(), value.into()));
        self
    }

    /// The fields of the page itself, without those of the chassis.
    pub fn own(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .filter(|(name, _)| !name.starts_with('_'))
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The page's own fields by name; of a field sent twice, the first.
    pub fn map(&self) -> BTreeMap<String, String> {
        let mut map = BTreeMap::new();
        for (name, value) in self.own() {
            map.entry(name.to_owned()).or_insert_with(|| value.to_owned());
        }
        map
    }
}

fn decode(text: &[u8]) -> String {
    let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        match (text[at], hex(text.get(at + 1)), hex(text.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                out.push(u8::try_from(high * 16 + low).unwrap_or_default());
                at += 2;
            }
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        at += 1;
    }
    Typed::cleaned(&String::from_utf8_lossy(&out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_known_by_their_names() {
        for name in [
            "pin",
            "_pin",
            "operator-1-pin",
            "passphrase",
            "passphrase-again",
            "setup-code",
            "new",
            "password",
        ] {
            assert!(is_secret(name), "{name}");
        }
        for name in ["who", "code", "pinned", "reason", "operator-1-name"] {
            assert!(!is_secret(name), "{name}");
        }
    }

    #[test]
    fn a_body_reads_as_typed() {
        let typed =
            Typed::parse(b"name=D%27%C3%80ngelo+%C5%BDupan%C4%8D&role=a&role=b&empty=&_csrf=x&n=a%0D%0Ab%00");
        assert_eq!(typed.get("name"), "D'Àngelo Županč");
        assert_eq!(typed.all("role").collect::<Vec<_>>(), ["a", "b"]);
        assert!(typed.has("empty") && !typed.has("absent"));
        assert_eq!(typed.get("n"), "a\nb");
        assert!(!typed.map().contains_key("_csrf"));
    }

    #[test]
    fn what_was_typed_is_shown_by_nothing() {
        let shown = format!("{:?}", Typed::parse(b"pin=482915&login=anna"));
        assert!(shown.contains("pin") && !shown.contains("482915") && !shown.contains("anna"), "{shown}");
    }

    #[test]
    fn broken_escapes_and_bytes_that_are_no_text_do_no_harm() {
        assert_eq!(Typed::parse(b"a=%&b=%f&c=%zz").get("c"), "%zz");
        assert_eq!(Typed::parse(b"a=%ff%fe").get("a"), "\u{fffd}\u{fffd}");
        assert_eq!(Typed::parse(b"&&=&").get(""), "");
    }
}
