//! What the Italian guidelines for interoperability (`AgID`, `ModI`) ask of a document beside its operations, as the rules of the
//! OAS Checker of the Department for Digital Transformation hold it.

use utoipa::openapi::extensions::ExtensionsBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::server::{ServerBuilder, ServerVariableBuilder};
use utoipa::openapi::tag::TagBuilder;
use utoipa::openapi::{ContactBuilder, Info, InfoBuilder, LicenseBuilder, OpenApi, Server, Tag};

use super::openapi::PREFIX;

/// One line for a catalogue of interfaces.
const SUMMARY: &str = "The counter of a municipality while its central systems are down";

/// Subjects of operations, each with what it is about.
const TAGS: [(&str, &str); 11] = [
    ("about", "The service itself: whether it answers, this document"),
    ("entries", "Papers issued, refused or put off: the emergency register"),
    ("forms", "The catalogue of papers"),
    ("journal", "The journal: its head, lives that ended, late records"),
    ("numbers", "Numbers reserved for paper, barred, or used by hand"),
    ("outages", "Outages, their authorisations and registers"),
    ("papers", "Documents: print, result, annulment, confirmation"),
    ("people", "People of the residents' extract, and its import"),
    ("recovery", "Centres: how far each has come, certificates"),
    ("sessions", "Who calls: tokens and PIN"),
    ("stray-papers", "Papers of a lost computer, written down from their sheets"),
];

/// Completes a document: who answers for it, where it stands, subjects, who may call.
pub(super) fn keep(api: &mut OpenApi) {
    api.info = info();
    api.servers = Some(vec![server()]);
    api.tags = Some(TAGS.map(|(name, about)| tag(name, about)).to_vec());
    api.security = Some(vec![SecurityRequirement::new("bearer", Vec::<String>::new())]);
    // Where the interface stands is the server's to say: `/status` is to be found under this very name.
    let paths = std::mem::take(&mut api.paths.paths);
    let below = |path: String| path.strip_prefix(PREFIX).map(str::to_owned).unwrap_or(path);
    api.paths.paths = paths.into_iter().map(|(path, item)| (below(path), item)).collect();
    for item in api.paths.paths.values_mut() {
        for operation in
            [&mut item.get, &mut item.post, &mut item.put, &mut item.delete].into_iter().flatten()
        {
            complete(operation);
        }
    }
}

fn info() -> Info {
    InfoBuilder::new()
        .title("Sportello")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "The emergency counter of a municipality: outages, the emergency register and its papers. Times are RFC 3339; \
             refusals are problem details (RFC 9457) in Italian or, by Accept-Language, English.",
        ))
        .license(Some(LicenseBuilder::new().name("EUPL-1.2").identifier(Some("EUPL-1.2")).build()))
        // Whoever runs it answers for it: every municipality stands in the index of public administrations.
        .contact(Some(
            ContactBuilder::new()
                .name(Some("The municipality that runs this counter"))
                .url(Some("https://indicepa.gov.it"))
                .build(),
        ))
        .extensions(Some(ExtensionsBuilder::new().add("x-summary", SUMMARY).build()))
        .build()
}

fn server() -> Server {
    let host = ServerVariableBuilder::new()
        .default_value("localhost:8470")
        .description(Some("Name and port under which the counter is reached"));
    ServerBuilder::new()
        .url(format!("https://{{host}}{PREFIX}"))
        .description(Some("The counter; on the computer that it runs on, without TLS too"))
        .parameter("host", host)
        .build()
}

fn tag(name: &str, about: &str) -> Tag {
    TagBuilder::new().name(name).description(Some(about)).build()
}

/// Says of an operation what its own lines leave out.
fn complete(operation: &mut Operation) {
    // Open on purpose, and said so: without a word the document's own requirement would stand.
    operation.security.get_or_insert_with(|| vec![SecurityRequirement::default()]);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Map, Value};

    use crate::api::openapi;
    use crate::centre::api::CONTRACT;
    use domain::centre::exchange::ConflictKind;

    /// Every object in a document, with where it stands.
    fn walk<'a>(value: &'a Value, at: &str, see: &mut impl FnMut(&str, &'a Map<String, Value>)) {
        match value {
            Value::Object(object) => {
                see(at, object);
                for (name, inner) in object {
                    walk(inner, &format!("{at}/{name}"), see);
                }
            }
            Value::Array(list) => {
                for (index, inner) in list.iter().enumerate() {
                    walk(inner, &format!("{at}/{index}"), see);
                }
            }
            _ => {}
        }
    }

    fn operations(document: &Value) -> Vec<(String, &Map<String, Value>)> {
        let paths = document["paths"].as_object().unwrap();
        paths
            .iter()
            .flat_map(|(path, item)| {
                item.as_object().unwrap().iter().map(move |(method, operation)| {
                    (format!("{method} {path}"), operation.as_object().unwrap())
                })
            })
            .collect()
    }

    /// What a document says against the guidelines.
    fn offences(document: &Value) -> Vec<String> {
        let mut found = of_info(document);
        found.extend(of_operations(document));
        found.extend(of_formats(document));
        found.extend(of_limits(document));
        found
    }

    fn of_info(document: &Value) -> Vec<String> {
        let mut found = Vec::new();
        let info = &document["info"];
        for (what, holds) in [
            ("contact", info["contact"]["url"].is_string() || info["contact"]["email"].is_string()),
            ("x-summary", info["x-summary"].is_string()),
            ("semantic version", info["version"].as_str().is_some_and(|text| text.split('.').count() == 3)),
            ("security for all", document["security"].as_array().is_some_and(|list| !list.is_empty())),
        ] {
            if !holds {
                found.push(format!("no {what}"));
            }
        }
        let servers = document["servers"].as_array().cloned().unwrap_or_default();
        let told = |one: &Value| {
            one["description"].is_string()
                && one["url"].as_str().is_some_and(|url| url.starts_with("https://"))
        };
        if servers.is_empty() || !servers.iter().all(told) {
            found.push("servers have an https address and a description".to_owned());
        }
        let status = &document["paths"]["/status"]["get"]["responses"]["200"]["content"];
        if status.as_object().map(|content| content.keys().collect::<Vec<_>>())
            != Some(vec![&"application/problem+json".to_owned()])
        {
            found.push("/status answers with a problem".to_owned());
        }
        found
    }

    fn of_operations(document: &Value) -> Vec<String> {
        let mut found = Vec::new();
        let tags = document["tags"].as_array().cloned().unwrap_or_default();
        let declared: BTreeSet<&str> = tags
            .iter()
            .filter(|tag| tag["description"].is_string())
            .filter_map(|tag| tag["name"].as_str())
            .collect();
        let mut ids = BTreeSet::new();
        for (name, operation) in operations(document) {
            let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
            if id.is_empty() || !ids.insert(id) {
                found.push(format!("{name}: operationId “{id}” is none, or another’s"));
            }
            if ["get", "post", "put", "delete", "patch", "head"].iter().any(|method| id.starts_with(method)) {
                found.push(format!("{name}: operationId “{id}” names a method"));
            }
            if !["summary", "description"].iter().all(|one| operation.get(*one).is_some_and(Value::is_string))
            {
                found.push(format!("{name}: no summary or no description"));
            }
            if operation.get("summary") == operation.get("description") {
                found.push(format!("{name}: the description only repeats the summary"));
            }
            let own = operation.get("tags").and_then(Value::as_array).cloned().unwrap_or_default();
            if own.is_empty() || !own.iter().all(|tag| tag.as_str().is_some_and(|tag| declared.contains(tag)))
            {
                found.push(format!("{name}: a tag that is not declared, or none"));
            }
        }
        found
    }

    fn of_formats(document: &Value) -> Vec<String> {
        let mut found = Vec::new();
        walk(document, "", &mut |at, object| {
            let is = |wanted: &str| match object.get("type") {
                Some(Value::String(one)) => one == wanted,
                Some(Value::Array(list)) => list.iter().any(|one| one == wanted),
                _ => false,
            };
            let format = object.get("format").and_then(Value::as_str).unwrap_or_default();
            if is("integer") && !["int32", "int64"].contains(&format)
                || is("number") && !["float", "double"].contains(&format)
            {
                found.push(format!("{at}: format “{format}”"));
            }
        });
        found
    }

    /// Where requests are counted, answers say how many are left.
    fn of_limits(document: &Value) -> Vec<String> {
        const LIMITS: [&str; 3] = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"];
        let mut found = Vec::new();
        for (name, operation) in operations(document) {
            let responses = operation["responses"].as_object().unwrap();
            for (status, response) in responses {
                let has = |header: &str| response["headers"].get(header).is_some();
                if ["429", "503"].contains(&status.as_str()) && !has("Retry-After") {
                    found.push(format!("{name} {status}: no Retry-After"));
                }
                let counted = LIMITS.iter().filter(|header| has(header)).count();
                if counted != 0 && counted != LIMITS.len() {
                    found.push(format!("{name} {status}: some of {LIMITS:?}"));
                }
            }
        }
        found
    }

    #[test]
    fn the_counter_s_document_keeps_the_italian_rules() {
        let document = serde_json::from_str(&openapi::text()).unwrap();
        assert_eq!(offences(&document), Vec::<String>::new());
    }

    #[test]
    fn the_contract_s_document_keeps_the_italian_rules_and_counts_requests() {
        let document: Value = serde_json::from_str(CONTRACT).unwrap();
        assert_eq!(offences(&document), Vec::<String>::new());
        for (name, operation) in operations(&document) {
            for (status, response) in operation["responses"].as_object().unwrap() {
                if status.starts_with(['2', '4']) && status != "429" {
                    assert!(response["headers"].get("RateLimit-Remaining").is_some(), "{name} {status}");
                }
            }
        }
    }

    #[test]
    fn the_contract_names_every_kind_of_conflict() {
        let document: Value = serde_json::from_str(CONTRACT).unwrap();
        let kinds =
            document["components"]["schemas"]["Conflict"]["properties"]["kind"]["enum"].as_array().unwrap();
        let told: BTreeSet<&str> = kinds.iter().filter_map(Value::as_str).collect();
        assert_eq!(told, ConflictKind::ALL.iter().map(|kind| kind.code()).collect());
    }

    #[test]
    fn each_rule_can_be_broken() {
        let document: Value = serde_json::from_str(&openapi::text()).unwrap();
        let broken = |change: &dyn Fn(&mut Value)| {
            let mut other = document.clone();
            change(&mut other);
            offences(&other).len()
        };
        assert_eq!(broken(&|_| {}), 0);
        let changes: [&dyn Fn(&mut Value); 10] = [
            &|it| it["info"]["contact"] = Value::Null,
            &|it| it["info"]["x-summary"] = Value::Null,
            &|it| it["security"] = Value::Null,
            &|it| it["servers"][0]["description"] = Value::Null,
            &|it| it["paths"]["/status"] = serde_json::json!({}),
            &|it| it["tags"] = Value::Null,
            &|it| it["paths"]["/forms"]["get"]["operationId"] = serde_json::json!("list_entries"),
            &|it| it["paths"]["/forms"]["get"]["description"] = Value::Null,
            &|it| {
                it["paths"]["/forms"]["get"]["description"] = it["paths"]["/forms"]["get"]["summary"].clone();
            },
            &|it| {
                it["components"]["schemas"]["ProblemDetails"]["properties"]["status"]["format"] = Value::Null;
            },
        ];
        for (index, change) in changes.into_iter().enumerate() {
            assert!(broken(change) > 0, "{index}");
        }
    }
}
