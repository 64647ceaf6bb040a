//! The bill of materials: `CycloneDX` 1.6, without a moment or a serial number, so that the same parts give the same file.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::parts::Part;

/// The file: what the program itself asks for, and all that came with it.
pub fn cyclonedx(linked: &BTreeSet<(String, String)>, parts: &[Part]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let program = format!("pkg:cargo/sportello@{version}");
    let dependency = |of: &str, needs: &BTreeSet<(String, String)>| {
        let needs: Vec<String> = needs.iter().map(|(name, version)| purl(name, version)).collect();
        json!({ "ref": of, "dependsOn": needs })
    };
    let mut dependencies = vec![dependency(&program, linked)];
    dependencies.extend(parts.iter().map(|part| dependency(&purl(&part.name, &part.version), &part.needs)));
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": program,
                "name": "sportello",
                "version": version,
                "purl": program,
                "licenses": [{ "license": { "id": "EUPL-1.2" } }],
            },
        },
        "components": parts.iter().map(component).collect::<Vec<_>>(),
        "dependencies": dependencies,
    });
    serde_json::to_string_pretty(&bill).unwrap() + "\n"
}

fn component(part: &Part) -> Value {
    let mut component = json!({
        "type": "library",
        "bom-ref": purl(&part.name, &part.version),
        "name": part.name,
        "version": part.version,
        "purl": purl(&part.name, &part.version),
        "hashes": [{ "alg": "SHA-256", "content": part.sum }],
        "licenses": [{ "expression": part.licence }],
    });
    if let Some(home) = &part.home {
        component["externalReferences"] = json!([{ "type": "vcs", "url": home }]);
    }
    component
}

fn purl(name: &str, version: &str) -> String {
    format!("pkg:cargo/{name}@{}", version.replace('+', "%2B"))
}
