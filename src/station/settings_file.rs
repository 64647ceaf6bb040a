//! The one configuration file, `sportello.toml`.

use std::path::Path;

use super::settings::{BadSettings, Origin};

/// What a setting says something about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Places and names of this computer: another one has others.
    Computer,
    /// How the office works: goes with the second copy.
    Office,
}

/// Every key of the file. `data` only in a file named by `--config`: the other lies in the data folder.
const KEYS: [(&str, Of); 16] = [
    ("data", Of::Computer),
    ("listen", Of::Computer),
    ("local", Of::Computer),
    ("behind_proxy", Of::Computer),
    ("hosts", Of::Computer),
    ("second_copy", Of::Computer),
    ("key_file", Of::Computer),
    ("high_water", Of::Computer),
    ("idle_minutes", Of::Office),
    ("forms", Of::Computer),
    ("tariff", Of::Office),
    ("attestation_duty", Of::Office),
    ("attestation_days", Of::Office),
    ("photo_days", Of::Office),
    ("watch", Of::Office),
    ("log", Of::Office),
];

/// The names of all keys.
pub fn keys() -> impl Iterator<Item = &'static str> {
    KEYS.into_iter().map(|(key, _)| key)
}

/// What a first run writes into the data folder.
pub const TEMPLATE: &str = include_str!("sportello.toml");

/// Reads a file into keys and values as text.
pub fn read(path: &Path) -> Result<Vec<(&'static str, String, Origin)>, BadSettings> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| BadSettings::Unreadable { path: path.to_owned(), source })?;
    parse(&text, path)
}

fn parse(text: &str, path: &Path) -> Result<Vec<(&'static str, String, Origin)>, BadSettings> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| BadSettings::NotToml {
        path: path.to_owned(),
        message: error.to_string(),
    })?;
    let origin = Origin::File(path.to_owned());
    table
        .iter()
        .map(|(key, value)| {
            let Some(known) = keys().find(|known| known == key) else {
                return Err(BadSettings::UnknownKey {
                    origin: origin.clone(),
                    key: key.clone(),
                    remedy: remedy(key),
                });
            };
            let text = plain(value).ok_or_else(|| BadSettings::BadValue {
                origin: origin.clone(),
                key: key.clone(),
                value: value.to_string(),
                remedy: "Give a text in quotes, a whole number, true or false, or a list of texts for “hosts”, “tariff” and “watch”."
                    .into(),
            })?;
            Ok((known, text, origin.clone()))
        })
        .collect()
}

/// The settings as a second copy takes them: without what names places of this computer.
pub fn without_places(text: &str) -> Option<String> {
    let mut table: toml::Table = text.parse().ok()?;
    table.retain(|key, _| !KEYS.iter().any(|(known, of)| *known == key && *of == Of::Computer));
    toml::to_string(&table).ok()
}

fn plain(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(yes) => Some(yes.to_string()),
        toml::Value::Array(items) if !items.is_empty() => {
            items.iter().map(toml::Value::as_str).collect::<Option<Vec<_>>>().map(|items| items.join(","))
        }
        _ => None,
    }
}

/// The nearest known key, or all of them.
fn remedy(key: &str) -> String {
    let near = keys().map(|known| (distance(known, key), known)).min();
    match near {
        Some((far, known)) if far <= 2 => format!("Did you mean “{known}”?"),
        _ => format!("The keys are: {}.", keys().collect::<Vec<_>>().join(", ")),
    }
}

/// Letters to add, drop or exchange to turn one word into the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let step = corner + usize::from(x != y);
            corner = row[j + 1];
            row[j + 1] = step.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::super::places::Places;
    use super::super::settings::{Said, Settings};
    use super::*;

    fn read_text(text: &str) -> Result<Vec<(&'static str, String, Origin)>, BadSettings> {
        parse(text, Path::new("/etc/sportello.toml"))
    }

    #[test]
    fn the_template_says_nothing_and_names_every_key() {
        assert!(read_text(TEMPLATE).unwrap().is_empty());
        for key in keys().filter(|key| *key != "data") {
            assert!(TEMPLATE.contains(&format!("\n#{key} = ")), "{key}");
        }
        let all: String = TEMPLATE
            .lines()
            .map(|line| {
                line.strip_prefix('#')
                    .filter(|rest| rest.contains(" = ") && !rest.starts_with(' '))
                    .unwrap_or("")
                    .to_owned()
                    + "\n"
            })
            .collect();
        assert_eq!(read_text(&all).unwrap().len(), KEYS.len() - 1);
    }

    #[test]
    fn a_wrong_key_is_named_with_the_right_one() {
        let error = read_text("lisen = \"x\"").unwrap_err().to_string();
        assert!(error.contains("“lisen”") && error.contains("Did you mean “listen”?"), "{error}");
        let error = read_text("[server]\nport = 1").unwrap_err().to_string();
        assert!(error.contains("The keys are: data, listen, local"), "{error}");
        let error = read_text("listen = ").unwrap_err().to_string();
        assert!(error.contains("line 1"), "{error}");
    }

    #[test]
    fn flags_stand_over_the_file_and_a_bad_value_stops_with_its_remedy() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("sportello.toml"), "listen = \"127.0.0.1:1\"\nidle_minutes = 9\n")
            .unwrap();
        let said = |values| Said { values, ..Said::default() };
        let data = ("data", folder.path().display().to_string(), Origin::Flag("--data".into()));
        let flag = |key, value: &str| (key, value.to_owned(), Origin::Flag(format!("--{key}")));
        let settings =
            Settings::gather(&said(vec![data.clone(), flag("listen", "127.0.0.1:2")]), &Places::default())
                .unwrap();
        assert_eq!(settings.listen.port(), 2);
        assert_eq!(settings.idle.as_secs(), 540);
        for (key, value) in [
            ("listen", "8080"),
            ("local", "8080"),
            ("behind_proxy", "perhaps"),
            ("idle_minutes", "0"),
            ("log", "loud"),
            ("tariff", "2013-06-26 duty=16.00 fee=52 exempt_fee=26"),
            ("attestation_duty", "perhaps"),
            ("attestation_days", "181"),
            ("attestation_days", "0"),
            ("photo_days", "3651"),
            ("hosts", "a:80"),
            ("second_copy", "stick"),
        ] {
            let error = Settings::gather(&said(vec![data.clone(), flag(key, value)]), &Places::default())
                .unwrap_err();
            let error = error.to_string();
            assert!(error.contains(key) && error.contains(value) && error.contains("Give"), "{error}");
        }
        let two = "2013-06-26 duty=1600 fee=52 exempt_fee=26,2027-01-01 duty=1800 fee=0 exempt_fee=0";
        let said_two = vec![data.clone(), flag("tariff", two), flag("attestation_days", "45")];
        let choices = Settings::gather(&said(said_two), &Places::default()).unwrap().choices;
        assert_eq!(choices.tariffs.on("2027-03-01".parse().unwrap()).duty_cents, 1800);
        assert_eq!((choices.attestation_days, choices.photo_days), (45, 90));
        let inside = folder.path().join("copy").display().to_string();
        let error = Settings::gather(&said(vec![data, flag("second_copy", &inside)]), &Places::default());
        assert!(error.unwrap_err().to_string().contains("outside the data folder"));
    }
}
