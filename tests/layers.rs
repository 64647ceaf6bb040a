//! Holds the arrows of the house: `src/lib.rs` says them, this fails when a file breaks one.
//!
//! Every `crate::…` and `super::…` path of every file under `src/` is read, wherever it stands, so that neither a
//! grouped `use` nor a path in the middle of a function slips through.

use std::fmt;
use std::path::{Path, PathBuf};

/// The rooms from left to right; those of one row are siblings. Imports point only to a later row.
const ROWS: [&[&str]; 10] = [
    &["main"],
    &["cli"],
    &["station", "hub"],
    &["web", "recovery"],
    &["desk", "centre"],
    &["journal", "store", "paper", "forms", "extract"],
    &["vault", "trust"],
    &["disk"],
    &["clock"],
    &["domain"],
];

/// The rooms that are no crates of their own.
const IN_THE_PROGRAM: [&str; 4] = ["main", "cli", "station", "hub"];

/// Names of crates and of parts of `std`, and the only rooms that may say them.
const ONLY_IN: [(&str, &[&str]); 13] = [
    ("sled", &["store"]),
    ("postgres", &["store"]),
    ("tokio_postgres_rustls", &["store"]),
    ("actix_web", &["web"]),
    ("utoipa_actix_web", &["web"]),
    ("askama", &["web"]),
    ("genpdf", &["paper"]),
    ("lopdf", &["paper"]),
    ("printpdf", &["paper"]),
    ("subsetter", &["paper"]),
    ("chacha20poly1305", &["vault"]),
    ("argon2", &["vault"]),
    ("clap", &["cli", "main"]),
];

/// What reads time or randomness; only `clock.rs` may. (A lint says so too; this also sees what a lint is told to allow.)
const CLOCK_ONLY: [&str; 6] =
    ["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "Uuid::new_v4", "Uuid::now_v7"];

/// What has no place in pure rules.
const NOT_IN_DOMAIN: [&str; 7] =
    ["std::fs", "std::net", "std::env", "std::process", "std::thread", "tokio", "getrandom"];

const DRAWERS: [&str; 8] = ["util", "utils", "common", "helper", "helpers", "misc", "manager", "managers"];

const LONGEST_FILE: usize = 500;

/// One broken rule, with the place to look.
#[derive(Debug, PartialEq, Eq)]
struct Broken {
    file: String,
    line: usize,
    rule: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.rule)
    }
}

#[test]
fn imports_point_only_to_the_right_and_every_file_is_in_its_room() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    assert!(files.len() > 10, "the sources are where this looks for them");
    let broken: Vec<String> = files
        .iter()
        .flat_map(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
            check(&name, &text)
        })
        .map(|broken| broken.to_string())
        .collect();
    assert!(broken.is_empty(), "broken rules:\n{}", broken.join("\n"));
}

#[test]
fn manifests_of_rooms_name_only_rooms_below_them_and_crates_that_are_theirs_to_say() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut broken = Vec::new();
    let rooms = ROWS.iter().flat_map(|row| row.iter()).filter(|room| !IN_THE_PROGRAM.contains(room));
    for room in rooms {
        let manifest = src.join(room).join("Cargo.toml");
        let text = std::fs::read_to_string(&manifest)
            .unwrap_or_else(|error| panic!("{}: {error}", manifest.display()));
        broken.extend(manifest_faults(room, &text));
    }
    assert!(broken.is_empty(), "broken rules:\n{}", broken.join("\n"));
}

/// What a room's manifest asks for and may not; what its tests ask for obeys the same arrows.
fn manifest_faults(room: &str, text: &str) -> Vec<String> {
    let row = row_of(room).expect("its manifest was looked for by name");
    let manifest: toml::Table = text.parse().unwrap();
    let asked = |kind: &str| -> Vec<String> {
        manifest
            .get(kind)
            .and_then(toml::Value::as_table)
            .map(|all| all.keys().cloned().collect())
            .unwrap_or_default()
    };
    let mut broken = Vec::new();
    for name in asked("dependencies").into_iter().chain(asked("dev-dependencies")) {
        match row_of(&name) {
            // A room's own name: what it shows to tests of other rooms.
            _ if name == room => {}
            Some(to) if to > row => {}
            Some(to) if to == row => broken.push(format!("“{room}” and “{name}” are siblings")),
            Some(_) => broken.push(format!("“{room}” stands to the right of “{name}”")),
            None => {}
        }
    }
    for name in asked("dependencies") {
        let said = name.replace('-', "_");
        if let Some((_, rooms)) = ONLY_IN.iter().find(|(only, _)| *only == said)
            && !rooms.contains(&room)
        {
            broken.push(format!("“{said}” belongs only in {}, and “{room}” asks for it", rooms.join(", ")));
        }
    }
    broken
}

#[test]
fn a_wrong_arrow_in_a_manifest_is_found() {
    for (room, text, rule) in [
        ("journal", "[dependencies]\ndesk.workspace = true", "to the right of"),
        ("journal", "[dev-dependencies]\ndesk.workspace = true", "to the right of"),
        ("store", "[dependencies]\njournal = { workspace = true }", "siblings"),
        ("desk", "[dependencies]\nactix-web.workspace = true", "only in web"),
    ] {
        let found = manifest_faults(room, text);
        assert!(found.len() == 1 && found[0].contains(rule), "{room}: {found:?}");
    }
    assert!(
        manifest_faults("journal", "[dependencies]\ndomain.workspace = true\nserde.workspace = true")
            .is_empty()
    );
}

pub fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for item in std::fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// All the rules on one file; `name` is its path below `src/`, with slashes.
fn check(name: &str, text: &str) -> Vec<Broken> {
    let modules = module_path(name);
    let room = modules.first().map_or("lib", String::as_str);
    let mut broken = Vec::new();
    let mut add = |line, rule: String| broken.push(Broken { file: name.to_owned(), line, rule });

    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        add(lines, format!("{lines} lines; split it at {LONGEST_FILE}"));
    }
    if let Some(drawer) = modules.iter().find(|module| DRAWERS.contains(&module.as_str())) {
        add(1, format!("“{drawer}” is a drawer, not a subject; name the file after what it holds"));
    }
    if room == "lib" {
        return broken;
    }
    let Some(row) = row_of(room) else {
        add(1, format!("the room “{room}” has no place among the arrows"));
        return broken;
    };
    let code = code_only(text);
    // Whoever is a crate has its arrows in its manifest.
    let reached = if IN_THE_PROGRAM.contains(&room) { targets(&code, &modules) } else { Vec::new() };
    for (line, target) in reached {
        match row_of(&target) {
            _ if target == room => {}
            Some(to) if to > row => {}
            Some(to) if to == row => add(line, format!("“{room}” and “{target}” are siblings")),
            Some(_) => add(line, format!("“{room}” stands to the right of “{target}”")),
            None => add(line, format!("“{target}” is no room; import from where a thing lives")),
        }
    }
    for (line, word) in words(&code) {
        if let Some((_, rooms)) = ONLY_IN.iter().find(|(name, _)| begins_path(&word, name))
            && !rooms.contains(&room)
        {
            add(line, format!("“{word}” belongs only in {}", rooms.join(", ")));
        }
        if room != "clock" && CLOCK_ONLY.iter().any(|call| word.ends_with(call)) {
            add(line, format!("“{word}” belongs only in clock"));
        }
        if room == "domain" && NOT_IN_DOMAIN.iter().any(|part| begins_path(&word, part)) {
            add(line, format!("“{word}” has no place in pure rules"));
        }
    }
    broken
}

fn row_of(room: &str) -> Option<usize> {
    ROWS.iter().position(|row| row.contains(&room))
}

fn begins_path(path: &str, start: &str) -> bool {
    path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
}

/// `web/api/entries.rs` → `[web, api, entries]`; `journal/mod.rs` → `[journal]`; `lib.rs` → `[]`.
pub fn module_path(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = name.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod" || (last == "lib" && parts.len() == 1)) {
        parts.pop();
    }
    parts
}

/// The text with comments, strings and character literals blanked, newlines kept.
pub fn code_only(text: &str) -> String {
    let source: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < source.len() {
        let next = |offset: usize| source.get(at + offset).copied().unwrap_or('\0');
        let end = match source[at] {
            '/' if next(1) == '/' => find(&source, at, |i| source[i] == '\n'),
            '/' if next(1) == '*' => find(&source, at + 2, |i| source[i..].starts_with(&['*', '/'])) + 2,
            'r' if !is_word(at.checked_sub(1).map_or(' ', |i| source[i])) && matches!(next(1), '"' | '#') => {
                raw_string_end(&source, at)
            }
            '"' => string_end(&source, at, '"'),
            '\'' if next(1) == '\\' || next(2) == '\'' => string_end(&source, at, '\''),
            _ => at,
        };
        if end == at {
            out.push(source[at]);
            at += 1;
        } else {
            let end = end.min(source.len());
            out.extend(source[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

fn find(source: &[char], from: usize, stop: impl Fn(usize) -> bool) -> usize {
    (from..source.len()).find(|i| stop(*i)).unwrap_or(source.len())
}

fn string_end(source: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < source.len() && source[at] != quote {
        at += if source[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// One past the end of `r"…"` or `r#"…"#`; `start` itself when it is a raw identifier such as `r#type`.
fn raw_string_end(source: &[char], start: usize) -> usize {
    let quote = find(source, start + 1, |i| source[i] != '#');
    if source.get(quote) != Some(&'"') {
        return start;
    }
    let mut closing = vec!['"'];
    closing.extend(std::iter::repeat_n('#', quote - start - 1));
    find(source, quote + 1, |i| source[i..].starts_with(&closing)) + closing.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Every path of the code (`a::b::c`, up to a brace) with its line, spaces and line breaks inside paths removed.
pub fn words(code: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut chars = code.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c == '\n' {
            line += 1;
        }
        if !is_word(c) {
            continue;
        }
        let mut end = start + c.len_utf8();
        while let Some((at, _)) = chars.next_if(|(at, c)| {
            is_word(*c) || (*c == ':' && (code[at + 1..].starts_with(':') || code[..*at].ends_with(':')))
        }) {
            end = at + 1;
            while !code.is_char_boundary(end) {
                end += 1;
            }
        }
        found.push((line, code[start..end].to_owned()));
    }
    found
}

/// The rooms that a file reaches for, each with its line: through `crate::`, `sportello::` or enough `super::`.
fn targets(code: &str, modules: &[String]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut offset = 0;
    for (index, text) in code.lines().enumerate() {
        for start in roots(text, modules.len()) {
            found.extend(heads(&code[offset + start..]).into_iter().map(|name| (index + 1, name)));
        }
        offset += text.len() + 1;
    }
    found
}

/// Where, in one line, a path has just reached the root of the crate.
fn roots(line: &str, depth: usize) -> Vec<usize> {
    let mut starts = Vec::new();
    for (start, word) in words(line).iter().scan(0, |from, (_, word)| {
        let start = *from + line[*from..].find(word.as_str())?;
        *from = start + word.len();
        Some((start, word.clone()))
    }) {
        let mut at = start;
        let mut rest = word.as_str();
        let mut supers = 0;
        while let Some(next) = rest.strip_prefix("super::") {
            supers += 1;
            rest = next;
            at += "super::".len();
        }
        // In a module written inside the file (`mod tests`) one `super` leads only to the file itself; a path that would
        // then not reach the root names no room, and `heads` is asked only where the root may have been reached.
        if supers > 0 {
            if supers == depth && heads(&line[at..]).iter().all(|head| row_of(head).is_some()) {
                starts.push(at);
            }
            continue;
        }
        for root in ["crate::", "sportello::"] {
            if word.starts_with(root) {
                starts.push(start + root.len());
            }
        }
    }
    starts
}

/// The first names of what follows a root: one, or those of a group in braces.
pub fn heads(rest: &str) -> Vec<String> {
    let rest = rest.trim_start();
    let Some(group) = rest.strip_prefix('{') else {
        let name: String = rest.chars().take_while(|c| is_word(*c)).collect();
        return if name.is_empty() { Vec::new() } else { vec![name] };
    };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut name = String::new();
    let mut fresh = true;
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => fresh = true,
            _ if depth == 0 && fresh && is_word(c) => {
                name.push(c);
                continue;
            }
            _ => {}
        }
        if !name.is_empty() {
            names.push(std::mem::take(&mut name));
            fresh = false;
        }
        if c == ',' && depth == 0 {
            fresh = true;
        }
    }
    if !name.is_empty() {
        names.push(name);
    }
    names
}

fn rules(name: &str, text: &str) -> Vec<String> {
    check(name, text).into_iter().map(|broken| broken.rule).collect()
}

#[test]
fn a_wrong_arrow_inside_the_program_is_found_in_every_way_of_writing_it() {
    for (name, text) in [
        ("station/start.rs", "use crate::cli::Outcome;"),
        ("station/start.rs", "use crate::{\n    cli::{Outcome, serve},\n};"),
        ("station/start.rs", "fn f() { let x = crate::cli::run(); }"),
        ("station/start.rs", "use super::super::cli;"),
        ("hub.rs", "pub(in crate::hub) use crate::cli::run;"),
    ] {
        let found = rules(name, text);
        assert!(found.len() == 1 && found[0].contains("to the right of"), "{name}: {text}: {found:?}");
    }
    let found = rules("station/start.rs", "use crate::hub::Hub;");
    assert!(found.len() == 1 && found[0].contains("siblings"), "{found:?}");
}

#[test]
fn right_arrows_comments_and_strings_are_no_offence() {
    for (name, text) in [
        (
            "cli/serve.rs",
            "use crate::{station::Station, hub::{self, Hub}};\nuse domain::ids::number::Number;",
        ),
        ("station/start.rs", "use super::announce::Said;\nuse crate::station::announce;"),
        (
            "station/start.rs",
            "/// As [`crate::cli::run`] says.\n// crate::cli\nconst A: &str = \"crate::cli::x\";",
        ),
        (
            "station/start.rs",
            "const A: &str = r#\"crate::cli \"x\" \"#; /* crate::cli::x */ const B: char = '\"';",
        ),
        ("station/start.rs", "fn f<'a>(x: &'a str) -> &'a str { x }"),
        ("main.rs", "fn main() { sportello::cli::run() }"),
        ("lib.rs", "pub use ::web;\npub mod cli;"),
    ] {
        assert_eq!(rules(name, text), Vec::<String>::new(), "{name}: {text}");
    }
}

#[test]
fn frameworks_time_and_effects_are_found_outside_their_rooms() {
    for (name, text) in [
        ("desk/issue.rs", "use sled::Db;"),
        ("desk/issue.rs", "fn f() -> Result<(), sled::Error> { Ok(()) }"),
        ("paper/page.rs", "use actix_web::HttpResponse;"),
        ("forms/read.rs", "use lopdf::Document;"),
        ("web/strip.rs", "fn f() { let now = chrono::Utc::now(); }"),
        ("vault/slot.rs", "fn f() { let id = uuid::Uuid::new_v4(); }"),
        ("domain/outage.rs", "use std::fs::File;"),
    ] {
        let found = rules(name, text);
        assert!(
            found.len() == 1 && found[0].contains("place") | found[0].contains("only in"),
            "{name}: {found:?}"
        );
    }
    assert_eq!(rules("store/mod.rs", "use sled::Db;"), Vec::<String>::new());
    assert_eq!(rules("clock/mod.rs", "fn f() { chrono::Utc::now(); }"), Vec::<String>::new());
}

#[test]
fn long_files_drawers_and_unknown_rooms_are_found() {
    assert!(rules("desk/issue.rs", &"\n".repeat(501))[0].contains("501 lines"));
    assert!(rules("desk/issue.rs", &"\n".repeat(500)).is_empty());
    assert!(rules("desk/utils.rs", "")[0].contains("drawer"));
    assert!(rules("helpers/mod.rs", "")[0].contains("drawer"));
    assert!(rules("engine/mod.rs", "")[0].contains("no place among the arrows"));
    assert!(rules("cli/serve.rs", "use crate::Entry;")[0].contains("is no room"));
}
