//! The texts of the licences, each once, with those who gave something under it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::parts::Part;
use super::root;

const HEAD: &str = "Sportello is made with the work of many others. Under which terms they gave it stands here: the crates\n\
    of Rust that are in the program, and the faces and the colour profile that it prints with. Rust's own library is\n\
    given under MIT or Apache-2.0 (the Rust Project Developers). Sportello itself: EUPL-1.2.\n";

const RULE: &str = "================================================================================";

/// Faces and the profile, with the files that say their terms.
const EMBEDDED: [(&str, &str); 3] = [
    ("Titillium Web", "forms/fonts/OFL-TitilliumWeb.txt"),
    (
        "Sportello Sans and Sportello Mono (made from Liberation Sans and Mono)",
        "forms/fonts/OFL-Liberation.txt",
    ),
    ("sRGB colour profile", "forms/fonts/LICENCE-sRGB.txt"),
];

/// The whole file.
pub fn text(parts: &[Part]) -> String {
    let mut texts: BTreeMap<(String, String), (String, Vec<String>)> = BTreeMap::new();
    let mut add = |licence: &str, text: String, giver: String| {
        let one = texts.entry((licence.to_owned(), sense(&text))).or_insert_with(|| (text, Vec::new()));
        one.1.push(giver);
    };
    for part in parts {
        for (licence, text) in terms(part) {
            add(&licence, text, format!("{} {}", part.name, part.version));
        }
    }
    for (what, file) in EMBEDDED {
        add("Faces and colours", tidy(&fs::read_to_string(root(file)).unwrap()), what.to_owned());
    }
    let mut made = HEAD.to_owned();
    for ((licence, _), (text, givers)) in texts {
        let givers = wrapped(&givers.join(", "));
        writeln!(made, "\n{RULE}\n{licence}\n{givers}\n\n{text}")
            .expect("a text takes what is written to it");
    }
    made
}

/// The licences that hold for one crate, with their texts: its own files where it ships them, else the standard ones.
fn terms(part: &Part) -> Vec<(String, String)> {
    let own = own_files(&part.folder);
    let mut terms: Vec<(String, String)> = Vec::new();
    for chosen in &part.chosen {
        let id = chosen.license.id().unwrap();
        let mut said: Vec<String> =
            own.iter().filter(|(_, text)| says(text, id.name)).map(|(_, text)| text.clone()).collect();
        if said.is_empty() {
            said.push(tidy(id.text()));
        }
        terms.extend(said.into_iter().map(|text| (id.name.to_owned(), text)));
    }
    let notices = own.iter().filter(|(name, _)| name.starts_with("NOTICE"));
    terms.extend(notices.map(|(_, text)| ("Notices".to_owned(), text.clone())));
    terms.dedup();
    terms
}

fn own_files(folder: &Path) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.to_uppercase();
            let about = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];
            let wanted = about.iter().any(|about| name.starts_with(about)) && path.is_file();
            Some((name, tidy(&fs::read_to_string(&path).ok()?))).filter(|_| wanted)
        })
        .collect();
    files.sort();
    files
}

/// Whether a file is the text of this licence, by words that only it has.
fn says(text: &str, licence: &str) -> bool {
    let words = match licence {
        "Apache-2.0" => "TERMS AND CONDITIONS FOR USE, REPRODUCTION, AND DISTRIBUTION",
        "MIT" => "Permission is hereby granted, free of charge, to any person obtaining",
        "BSD-2-Clause" | "BSD-3-Clause" => "Redistributions of source code must retain",
        "ISC" => "Permission to use, copy, modify, and/or distribute this software",
        "Unicode-3.0" => "UNICODE LICENSE V3",
        "Zlib" => "This software is provided 'as-is'",
        "CC0-1.0" => "CC0 1.0 Universal",
        "MPL-2.0" => "Mozilla Public License Version 2.0",
        _ => return false,
    };
    // Line breaks fall anywhere.
    text.split_whitespace().collect::<Vec<_>>().join(" ").contains(words)
}

/// What makes two texts one: lines are broken and indented as everybody likes, and after the terms of Apache-2.0 comes
/// how to apply them to one's own work.
fn sense(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let terms = words.split("end of terms and conditions").next().unwrap_or_default();
    terms.replace("https://", "http://").replace("http://www.apache.org/licenses/ ", "")
}

/// As it is printed: ends of lines and blank lines around do not count.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn wrapped(givers: &str) -> String {
    let mut lines = vec![String::new()];
    for word in givers.split(' ') {
        let line = lines.last_mut().expect("there is a first line");
        if line.len() + word.len() > 78 {
            lines.push(format!("  {word}"));
        } else {
            line.push_str(if line.is_empty() { "  " } else { " " });
            line.push_str(word);
        }
    }
    lines.join("\n")
}
