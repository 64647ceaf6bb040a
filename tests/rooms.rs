//! Holds the arrows inside the large rooms, as `layers.rs` holds those between rooms: a sub-room reaches only for those
//! before it.
//!
//! Read are all `crate::…` and `super::…` paths of the code, but for its tests, which may stand anywhere.

use std::path::Path;

use super::layers::{code_only, collect, heads, module_path, words};

/// The sub-rooms of each large room, from the ground up. Those between bars share a floor and may know each other.
const FLOORS: [(&str, &[&[&str]]); 5] = [
    (
        "domain",
        &[
            &["text"],
            &["time"],
            &["ids"],
            &["money"],
            &["person"],
            &["office"],
            &["outage"],
            &["form"],
            &["register"],
            &["centre"],
            &["journal"],
            &["golden"],
        ],
    ),
    (
        "desk",
        &[
            &["stop_reason"],
            &["error"],
            &["parts"],
            &["ledger"],
            &["staff"],
            &["register"],
            &["outage"],
            &["people"],
            &["draft"],
            &["papers"],
            &["issue"],
            &["recovery"],
            &["succession"],
            &["life"],
            &["tests"],
        ],
    ),
    (
        "centre",
        &[
            &["bad_batch", "obstacle", "error"],
            &["ledger"],
            &["staff"],
            &["registry"],
            &["register"],
            &["records"],
            &["stations"],
            &["intake"],
            &["conflicts"],
            &["put_back"],
            &["numbers"],
            &["reports"],
            &["tests"],
        ],
    ),
    ("store", &[&["error", "guard", "record"], &["station"], &["centre"]]),
    ("web", &[&["words"], &["entrance", "site"], &["api"], &["counter"], &["centre"]]),
];

#[test]
fn sub_rooms_reach_only_for_those_below_them() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    let mut broken = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        broken.extend(climbing(&name, &text));
    }
    assert!(broken.is_empty(), "arrows that climb:\n{}", broken.join("\n"));
}

/// Paths of a file that lead to a higher floor of its own room, or to a sub-room that has no floor.
fn climbing(name: &str, text: &str) -> Vec<String> {
    let modules = module_path(name);
    let Some((room, floors)) =
        FLOORS.iter().find(|(room, _)| modules.first().is_some_and(|first| first == room))
    else {
        return Vec::new();
    };
    let floor = |sub: &str| floors.iter().position(|names| names.contains(&sub));
    let Some(own) = modules.get(1) else { return Vec::new() };
    if modules.iter().skip(1).any(|module| module == "tests") {
        return Vec::new();
    }
    let Some(here) = floor(own) else {
        return vec![format!("{name}: “{own}” has no floor in “{room}”")];
    };
    let code = code_only(text);
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    reached(code, &modules)
        .into_iter()
        .filter_map(|(line, sub)| match floor(&sub) {
            Some(there) if there <= here => None,
            Some(_) => Some(format!("{name}:{line}: “{own}” stands below “{sub}”")),
            None => Some(format!("{name}:{line}: “{sub}” is no sub-room; reach for where a thing lives")),
        })
        .collect()
}

/// The sub-rooms of its own room that a file reaches for, each with its line.
fn reached(code: &str, modules: &[String]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut from = 0;
    for (line, word) in words(code) {
        let start = from + code[from..].find(word.as_str()).unwrap_or_default();
        from = start + word.len();
        // `pub(in crate::ledger)` is a wall, not a way.
        if code[..start].trim_end().ends_with("(in") {
            continue;
        }
        let at = if word.starts_with("crate::") {
            "crate::".len()
        } else {
            let supers = word.split("::").take_while(|part| *part == "super").count();
            let lead = "super::".repeat(supers);
            // `pub(super)` alone is a wall too.
            if supers == 0 || supers + 1 != modules.len() || !word.starts_with(&lead) {
                continue;
            }
            lead.len()
        };
        found.extend(heads(&code[(start + at).min(code.len())..]).into_iter().map(|sub| (line, sub)));
    }
    found
}

#[test]
fn an_arrow_that_climbs_is_found_in_every_way_of_writing_it() {
    for (name, text) in [
        ("desk/ledger/commit.rs", "use crate::life::strip::Strip;"),
        ("desk/ledger/commit.rs", "use crate::{\n    parts::limits,\n    life::strip,\n};"),
        ("desk/ledger/commit.rs", "use super::super::life::strip;"),
        ("desk/ledger/mod.rs", "use super::life::strip;"),
        ("domain/text/lines.rs", "fn f() { crate::journal::head::f() }"),
        ("web/site/frame.rs", "use crate::counter::routes;"),
    ] {
        let found = climbing(name, text);
        assert!(found.len() == 1 && found[0].contains("stands below"), "{name}: {text}: {found:?}");
    }
    for (name, text) in [
        ("desk/life/strip.rs", "use crate::ledger::desk::Desk;\npub(in crate::life) fn f() {}"),
        ("desk/ledger/commit.rs", "use super::desk::Desk;\nuse store::Store;"),
        ("desk/ledger/commit.rs", "#[cfg(test)]\nmod tests {\n    use crate::tests::Sample;\n}"),
        ("desk/mod.rs", "pub use life::strip::Strip;"),
        ("journal/frame.rs", "use super::segment::Segment;"),
    ] {
        assert_eq!(climbing(name, text), Vec::<String>::new(), "{name}: {text}");
    }
    assert!(climbing("desk/ledger/commit.rs", "use crate::Desk;")[0].contains("is no sub-room"));
}

/// What a map says in the first column of its table, of the modules that stand in the same file.
#[test]
fn maps_of_rooms_have_no_holes() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    let mut wrong = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        wrong.extend(holes(&text).into_iter().map(|hole| format!("{}: {hole}", path.display())));
    }
    assert!(wrong.is_empty(), "maps that mislead:\n{}", wrong.join("\n"));
    let map = "//! | file | subject |\n//! |---|---|\n//! | `a`, [`gone`] | words |\n\nmod a;\nmod b;\n#[cfg(test)]\nmod tests;\n";
    assert_eq!(holes(map), ["“b” is not on the map", "“gone” is on the map and not here"]);
}

fn holes(text: &str) -> Vec<String> {
    let mut rows = text.lines().filter_map(|line| line.strip_prefix("//! | "));
    if !rows.next().is_some_and(|head| head.starts_with("file |") || head.starts_with("module |")) {
        return Vec::new();
    }
    let named: Vec<&str> = rows
        .filter_map(|row| row.split(" | ").next())
        .flat_map(|cell| cell.split('`').skip(1).step_by(2))
        .map(|name| name.strip_prefix("mod@").unwrap_or(name))
        .collect();
    let mut tests = false;
    let mut modules = Vec::new();
    for line in text.lines() {
        let line = line.replace("pub use ::", "pub mod ");
        let declared = line.strip_suffix(';').and_then(|line| line.split_once("mod "));
        if let Some((_, name)) = declared.filter(|(before, _)| before.is_empty() || before.starts_with("pub"))
        {
            modules.push((name.to_owned(), tests));
        }
        tests = line.starts_with("#[cfg(test)]") || line.starts_with("#[cfg(any(test,");
    }
    let unnamed = modules.iter().filter(|(name, tests)| !tests && !named.contains(&name.as_str()));
    let absent = named.iter().filter(|name| !modules.iter().any(|(module, _)| module == *name));
    unnamed
        .map(|(name, _)| format!("“{name}” is not on the map"))
        .chain(absent.map(|name| format!("“{name}” is on the map and not here")))
        .collect()
}

/// Documents lead strangers by names of files.
#[test]
fn documents_name_only_files_that_are_there() {
    let house = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut named = 0;
    for document in
        ["ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "FORMATS.md", "CENTRE.md", "README.md"]
    {
        let text = std::fs::read_to_string(house.join(document)).unwrap();
        for word in text.split('`').skip(1).step_by(2) {
            let ours = ["src/", "tests/", "forms/", "benches/"].iter().any(|start| word.starts_with(start));
            if ours && !word.contains('*') {
                named += 1;
                assert!(house.join(word).exists(), "{document} names {word}");
            }
        }
    }
    assert!(named > 50, "{named}");
}
