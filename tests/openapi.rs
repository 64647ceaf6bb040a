//! The API against its own description: thousands of requests made from it, right and wrong ones.

use std::process::Command;

use crate::support::counter::{Asked, clerk, open_outage};
use crate::support::effort::effort;
use crate::support::station::Start;
use crate::support::tool::{Tool, available, ours, run};

/// A server error, an answer that is not declared, a wrong type of content, content or headers not as described,
/// refused content that is right, a method that is not there answered otherwise than by 405.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance,\
    response_headers_conformance,unsupported_method,ignored_auth";

#[test]
fn every_answer_of_the_api_is_a_declared_one_and_none_is_a_server_error() {
    if !available(&[Tool::Schemathesis]) {
        return;
    }
    let station = Start::demo().start();
    let clerk = clerk(&station);
    open_outage(&clerk);
    Asked::default().issue(&clerk, "Prima").unwrap();
    let examples = effort(8, 400).to_string();
    let said = run(Command::new(ours("venv/bin/schemathesis"))
        .arg("run")
        .arg(format!("{}/api/v1/openapi.json", station.address()))
        .args(["--header", &format!("Authorization: Bearer {}", clerk.token())])
        .args(["--checks", CHECKS, "--max-examples", &examples, "--phases", "examples,coverage,fuzzing"])
        // It would end the session that it works with, or shut its own account out.
        .args(["--exclude-path-regex", "^/api/v1/sessions/current"])
        .args([
            "--generation-deterministic",
            "--no-color",
            "--continue-on-failure",
            "--suppress-health-check",
            "all",
        ])
        .env("NO_PROXY", "*")
        .current_dir(station.scratch()));
    println!(
        "{}",
        said.lines().rev().take(25).collect::<Vec<_>>().into_iter().rev().collect::<Vec<_>>().join("\n")
    );
}
