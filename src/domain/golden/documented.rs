//! What the documents show of payloads is what is written, and they name every field of it.

use std::collections::BTreeSet;

use serde_json::Value;

use super::LINES;

const FORMATS: &str = include_str!("../../../FORMATS.md");
const CENTRE: &str = include_str!("../../../CENTRE.md");

/// What stands between two texts.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("no “{from}”")).1;
    rest.split_once(to).map_or(rest, |(found, _)| found)
}

fn for_centres() -> &'static str {
    between(FORMATS, "### What a centre reads in payloads", "\n## ")
}

/// The blocks of JSON in a text, and the text without them.
fn taken_apart(text: &str) -> (Vec<Value>, String) {
    let (mut blocks, mut prose) = (Vec::new(), String::new());
    for (index, part) in text.split("```json\n").enumerate() {
        let (block, rest) = if index == 0 {
            (None, part)
        } else {
            part.split_once("```").map_or((None, part), |(block, rest)| (Some(block), rest))
        };
        blocks.extend(block.map(|block| serde_json::from_str(block).unwrap()));
        prose.push_str(rest);
    }
    (blocks, prose)
}

fn lines() -> Vec<Value> {
    LINES.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Names of fields in a value; names under `values` are those of forms.
fn fields(value: &Value, of_forms: bool, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                if !of_forms {
                    found.insert(name.clone());
                }
                fields(inner, name == "values", found);
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| fields(inner, false, found)),
        _ => {}
    }
}

#[test]
fn every_example_of_a_payload_is_one_that_is_written() {
    let (examples, _) = taken_apart(for_centres());
    let (lines, mut events) = (lines(), BTreeSet::new());
    for example in &examples {
        assert!(lines.contains(example), "{example}");
        events.insert(example["events"][0]["event"].as_str().unwrap());
    }
    for event in [
        "station-founded",
        "life-continued",
        "delegation-set",
        "delegation-act-signed",
        "outage-opened",
        "authorisation-recorded",
        "authorisation-attached",
        "authorisation-act-signed",
        "outage-closed",
        "entry-issued",
        "paper-stepped",
        "conflict-decided",
        "holder-called",
    ] {
        assert!(events.contains(event), "no example of {event}");
    }
}

#[test]
fn every_field_of_an_example_is_named_beside_it() {
    let (examples, prose) = taken_apart(for_centres());
    let named: BTreeSet<&str> = prose.split('`').skip(1).step_by(2).collect();
    let mut found = BTreeSet::new();
    for example in &examples {
        fields(&example["events"], false, &mut found);
    }
    let unnamed: Vec<_> = found.iter().filter(|field| !named.contains(field.as_str())).collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
}

#[test]
fn outcomes_in_the_contract_s_page_are_ones_that_are_read() {
    let (examples, _) =
        taken_apart(between(CENTRE, "An entry that is not taken", "<!-- example outcomes -->"));
    let lines = lines();
    let outcomes: Vec<&Value> =
        lines.iter().filter_map(|line| line["events"][0]["outcomes"].as_array()).flatten().collect();
    let verdicts: Vec<&str> = examples.iter().filter_map(|one| one["verdict"].as_str()).collect();
    assert_eq!(verdicts, ["rejected", "accepted"]);
    assert!(examples.iter().all(|one| outcomes.contains(&one)), "{examples:?}");
}
